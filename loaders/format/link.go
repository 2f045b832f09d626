package format

import (
	"net/url"
	"strings"

	"newsgraph/news"
)

// Link is an Item that is only the address of an article, with what else is known of it: its Err is ErrLink. A link that
// is no address on the web is ErrInvalid.
func Link(formatName, name string, a news.Article, base string) Item {
	address := Resolve(base, a.URL)
	if address == "" {
		return Fail(formatName, name, a, invalidLink(a.URL))
	}
	a.URL, a.Title, a.Source = address, CleanLine(a.Title), CleanLine(a.Source)
	return Fail(formatName, name, a, ErrLink)
}

// Resolve is an address in its canonical form, absolute by base where it is not so itself; empty where it is none.
func Resolve(base, address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || strings.TrimSpace(address) == "" {
		return ""
	}
	if from, err := url.Parse(base); err == nil && from.IsAbs() {
		u = from.ResolveReference(u)
	}
	return news.CanonicalURL(u.String())
}
