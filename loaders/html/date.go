package html

import (
	"regexp"
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"

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
		if date := parseDate(text); date.Known() {
			return date
		}
	}
	if address == "" && p.base != nil {
		address = p.base.String()
	}
	if date := dateInAddress(address); date.Known() {
		return date
	}
	found, err := htmldate.FromDocument(p.doc, htmldate.Options{
		UseOriginalDate: true, SkipExtensiveSearch: true, URL: address, MaxDate: latest(),
	})
	if err != nil || found.IsZero() {
		return news.Date{}
	}
	return day(found.DateTime)
}

var addressDay = regexp.MustCompile(`(?i)/(\d{4})/(\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d{1,2})(?:/|$)`)

// dateInAddress is the day in an address such as /2018/jun/05/ or /2018/06/05/.
func dateInAddress(address string) news.Date {
	match := addressDay.FindStringSubmatch(address)
	if match == nil {
		return news.Date{}
	}
	for _, layout := range []string{"2006/1/2", "2006/Jan/2"} {
		if t, err := time.Parse(layout, strings.Join(match[1:], "/")); err == nil && t.Year() > 1970 && t.Before(latest()) {
			return day(t)
		}
	}
	return news.Date{}
}

// latest is the last date that a page may have. It is fixed so that the same page gives the same date on every day.
func latest() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

func day(t time.Time) news.Date {
	return news.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Precision: news.Day}
}

var isoDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}\b`)

// wordyLayouts are the other ways in which pages write a date for machines. Those with digits alone, where the month may
// come first or second, are not among them.
var wordyLayouts = []struct {
	layout  string
	instant bool
}{
	{time.RFC1123Z, true}, {time.RFC1123, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true}, {"Mon Jan 2 15:04:05 MST 2006", true}, {"2006-01-02 15:04:05 -0700", true},
	{"2006-01-02 15:04:05 -0700 MST", true}, {"2006-01-02 15:04:05-07:00", true}, {"Jan 2, 2006", false}, {"January 2, 2006", false}, {"2 January 2006", false}, {"2 Jan 2006", false},
	{"Monday, January 2, 2006", false}, {"2006/01/02", false}, {"20060102", false},
}

// parseDate reads a date that a page states. An instant needs its offset: without one, and at midnight sharp, which is
// how many systems write a mere day, only the day is known.
func parseDate(text string) news.Date {
	text = strings.TrimSpace(text)
	date, err := news.ParseDate(text)
	if err != nil {
		date = parseWordy(text)
	}
	if year := date.Time.Year(); !date.Known() || year <= 1970 || date.Time.After(latest()) {
		return news.Date{}
	}
	if date.Precision == news.Instant && (midnight(date.Time) || !hasOffset(text)) {
		return day(date.Time)
	}
	return date
}

func parseWordy(text string) news.Date {
	for _, l := range wordyLayouts {
		t, err := time.Parse(l.layout, text)
		switch {
		case err != nil:
		case l.instant && namedZone(l.layout, t):
			// Go knows no offset for a zone that it only has the letters of.
			return day(t)
		case l.instant:
			return news.Date{Time: t, Precision: news.Instant}
		default:
			return day(t)
		}
	}
	if start := isoDay.FindString(text); start != "" {
		if date, err := news.ParseDate(start); err == nil {
			return date
		}
	}
	return news.Date{}
}

func namedZone(layout string, t time.Time) bool {
	zone, offset := t.Zone()
	return strings.Contains(layout, "MST") && !strings.Contains(layout, "-0700") && offset == 0 && zone != "UTC" && zone != "GMT"
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

var offset = regexp.MustCompile(`(?:[Zz]|GMT|UTC|[A-Z]{3,4}|[+-]\d{2}:?\d{2})(?: [A-Z]{3,4})?(?: \d{4})?$`)

func hasOffset(text string) bool {
	return offset.MatchString(text) && !isoDay.MatchString(text[max(0, len(text)-10):])
}
