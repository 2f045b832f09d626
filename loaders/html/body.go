package html

import (
	"strings"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainText is the page's main text, with seams, and the title and authors that go-trafilatura found on the way.
func (p *page) mainText() (body, title, author string) {
	if p.meta.nodes > maxNodes {
		return p.rescue(), "", ""
	}
	config := trafilatura.DefaultConfig()
	// Below this size go-trafilatura takes all words of the page, the title and menus too, in one paragraph.
	config.MinExtractedSize = 0
	extracted, err := trafilatura.ExtractDocument(p.doc, trafilatura.Options{
		Config: config, OriginalURL: p.base, EnableFallback: true, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled,
	})
	if err == nil {
		body, title, author = plainText(extracted.ContentNode), extracted.Metadata.Title, extracted.Metadata.Author
	}
	if found := len(strings.Fields(body)); found < fewWords {
		if rescued := p.rescue(); len(strings.Fields(rescued)) > 2*found {
			body = rescued
		}
	}
	return body, title, author
}

// maxNodes is the most elements and pieces of text that a page may have for its main text to be looked for: the time that
// takes grows faster than their number, and no article has a tenth of them.
const maxNodes = 50_000

// fewWords is how many words a main text must have to be trusted at once.
const fewWords = 25

// rescue is the text of a page in which no main text was found: what the page gives to machines as its article, else all
// that stands in its article, main part or body.
func (p *page) rescue() string {
	if body := p.meta.linkedText("articleBody"); len(strings.Fields(body)) >= fewWords {
		return plainText(fragment(body))
	}
	for _, tag := range []atom.Atom{atom.Article, atom.Main, atom.Body} {
		for n := range p.doc.Descendants() {
			if n.Type == html.ElementNode && n.DataAtom == tag {
				return plainText(n)
			}
		}
	}
	return ""
}

// fragment parses text that may have tags in it; nil where it cannot be parsed.
func fragment(text string) *html.Node {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil
	}
	return doc
}
