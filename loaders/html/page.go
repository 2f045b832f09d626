package html

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"newsgraph/loaders/format"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// page is a parsed page.
type page struct {
	doc  *html.Node
	base *url.URL // the address that it was read from; nil where not known
	meta meta
}

// parse reads a page. The article is not finished yet (format.Finish).
func parse(data []byte, in format.Input) (a news.Article, err error) {
	// The libraries below are fed with whatever the web holds. A page that breaks one of them is a bad page.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w HTML: the page cannot be analysed (%v)", format.ErrInvalid, r)
		}
	}()
	decoded, err := decode(data, in.ContentType)
	if err != nil {
		return a, err
	}
	doc, err := html.Parse(strings.NewReader(decoded))
	if err != nil {
		return a, fmt.Errorf("%w HTML: %w", format.ErrInvalid, err)
	}
	p := page{doc: doc, meta: readMeta(doc)}
	if base, err := url.Parse(in.URL); err == nil && base.IsAbs() {
		p.base = base
	}
	a = p.article()
	if reason := p.refusal(a); reason != "" {
		return a, format.NotArticle(reason)
	}
	return a, nil
}

// article is what the page says, whether it is an article or not.
func (p *page) article() news.Article {
	address := p.address()
	published := p.published(address)
	prune(p.doc)
	wrapLooseText(p.doc)
	markSeams(p.doc)
	body, title, author := p.mainText()
	a := news.Article{
		URL:       address,
		Source:    p.source(),
		Published: published,
		Text:      mend(body),
	}
	a.Title = p.title(mend(title), a.Source)
	a.Authors = p.authors(mend(author), a.Source)
	a.Text = p.withoutHeadings(a.Text)
	a = text.Compose(a)
	if a.Language = format.Language(a.Text); a.Language == "" {
		a.Language = p.meta.language
	}
	return a
}

// withoutHeadings takes the page's main heading off the top of its text: it is the title, if in other words.
func (p *page) withoutHeadings(body string) string {
	body = format.Clean(body)
	for _, heading := range p.meta.headings {
		body = text.DropTitle(body, heading)
	}
	return body
}
