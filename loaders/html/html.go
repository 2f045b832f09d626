// Package html reads web pages: one article a page, without the menus, forms and links around it.
//
// It takes the bytes of a page in any encoding and gives an Article with what the page says of itself: title, authors,
// publication, date, canonical address. The main text is found by go-trafilatura. Pages that hold no article are refused
// with the reason.
package html

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads HTML. The zero value is ready.
type Format struct{}

// Name is "html".
func (Format) Name() string { return "html" }

var (
	preamble = regexp.MustCompile(`(?s)^(?:\s+|<!--.*?-->|<\?xml.*?\?>)+`)
	opening  = regexp.MustCompile(`(?i)^<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|base|article|section|main|header|nav|div|span|table|center|font|p|h[1-6]|ul|ol|br|a|img)\b[^<]*)`)
	anyTag   = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	feedTag  = regexp.MustCompile(`(?i)^<(?:rss|feed|rdf:rdf|urlset|sitemapindex|!doctype\s+(?:rss|svg)|svg)\b`)
)

// Detect says yes to what begins with a document type or tag of HTML; also, where the name ends as those of web pages
// do, to all text with tags that is no feed.
func (Format) Detect(head []byte, name string) bool {
	if format.BinaryError(head) != nil {
		return false
	}
	text, ok := format.DecodeBOM(head)
	if !ok {
		text = string(head)
	}
	text = preamble.ReplaceAllString(text, "")
	if opening.MatchString(text) {
		return true
	}
	return isPageName(name) && anyTag.MatchString(text) && !feedTag.MatchString(text) && !strings.HasPrefix(text, "{")
}

func isPageName(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	for _, ending := range []string{".html", ".htm", ".xhtml", ".shtml"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// Read yields one item. Besides those of format.ReadAll its errors are format.ErrBinary, format.ErrCharset,
// format.ErrInvalid, format.ErrNotArticle and format.ErrLanguage.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	return format.Single(ctx, f.Name(), r, in, yield, func(data []byte) (news.Article, error) {
		return parse(data, in)
	})
}

// Article is the article of a page that is in memory, or the error that Read would give without its prefix.
func (f Format) Article(ctx context.Context, page []byte, in format.Input) (news.Article, error) {
	data, err := format.ReadAll(ctx, bytes.NewReader(page), in)
	if err != nil {
		return news.Article{}, err
	}
	a, err := parse(data, in)
	if err != nil {
		return a, err
	}
	return format.Finish(a, in)
}
