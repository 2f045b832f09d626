package html

import (
	"regexp"
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// dateProperties are the names under which pages give their publication date, the surest first.
var dateProperties = []string{
	"article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
	"rnews:datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "article.published", "published_date", "published",
	"originalpublicationdate", "cxenseparse:recs:publishtime", "dcterms.created", "dcterms.date", "dcterms.issued", "dc.date.issued", "dc.date", "dc.date.created",
	"article_date_original", "article:post_date", "citation_publication_date", "date",
}

// published is when the page was published: what it states for machines, else what go-htmldate finds in its address and
// text, which is a day at best.
func (p *page) published(address string) news.Date {
	stated := append([]string{p.meta.linkedText("datePublished")}, p.meta.times...)
	for _, property := range dateProperties {
		stated = append(stated, p.meta.properties[property])
	}
	for _, text := range stated {
		if date := format.StatedDate(text); date.Known() {
			return date
		}
	}
	if address == "" && p.base != nil {
		address = p.base.String()
	}
	if date := dateInAddress(address); date.Known() {
		return date
	}
	if p.meta.nodes > maxNodes {
		return news.Date{}
	}
	found, err := htmldate.FromDocument(p.doc, htmldate.Options{
		UseOriginalDate: true, SkipExtensiveSearch: true, URL: address, MaxDate: format.LatestDate(),
	})
	if err != nil || found.IsZero() {
		return news.Date{}
	}
	return format.Day(found.DateTime)
}

var addressDay = regexp.MustCompile(`(?i)/(\d{4})/(\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d{1,2})(?:/|$)`)

// dateInAddress is the day in an address such as /2018/jun/05/ or /2018/06/05/.
func dateInAddress(address string) news.Date {
	match := addressDay.FindStringSubmatch(address)
	if match == nil {
		return news.Date{}
	}
	for _, layout := range []string{"2006/1/2", "2006/Jan/2"} {
		if t, err := time.Parse(layout, strings.Join(match[1:], "/")); err == nil && t.Year() > 1970 && t.Before(format.LatestDate()) {
			return format.Day(t)
		}
	}
	return news.Date{}
}
