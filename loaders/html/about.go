package html

import (
	"net/url"
	"regexp"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// address is the page's canonical address: what it says of itself, unless that is the front page of its site, which bad
// templates name on every page. It is empty where the page names none.
func (p *page) address() string {
	base := p.base
	if base == nil {
		base, _ = url.Parse(p.meta.property("og:url"))
	}
	for _, candidate := range []string{p.meta.canonical, p.meta.property("og:url")} {
		u, err := url.Parse(candidate)
		if err != nil || candidate == "" {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
			continue
		}
		if canonical := news.CanonicalURL(u.String()); canonical != "" {
			return canonical
		}
	}
	return ""
}

// source is the name of the publication; empty where the page does not say it.
func (p *page) source() string {
	name := p.meta.property("og:site_name")
	if name == "" {
		name = p.meta.linkedText("publisher")
	}
	if name == "" {
		name = p.meta.property("application-name", "dc.publisher", "publisher", "article:publisher", "twitter:site")
	}
	if strings.Contains(name, "://") {
		return ""
	}
	return format.CleanLine(strings.TrimPrefix(name, "@"))
}

var titleSeparator = regexp.MustCompile(`\s+[|·•»—–:-]+\s+`)

// title is the headline without the name of the publication.
func (p *page) title(extracted, source string) string {
	title := p.meta.linkedText("headline")
	if title == "" {
		title = p.meta.property("og:title", "twitter:title", "headline", "dc.title")
	}
	if title == "" {
		title = extracted
	}
	if title == "" {
		title = p.meta.title
	}
	title = format.CleanLine(title)
	at := titleSeparator.FindAllStringIndex(title, -1)
	if len(at) == 0 {
		return title
	}
	last, first := at[len(at)-1], at[0]
	switch {
	case p.isSite(title[last[1]:], source):
		return title[:last[0]]
	case p.isSite(title[:first[0]], source):
		return title[first[1]:]
	}
	return title
}

// isSite says whether a part of a title is the name of the publication or of its site.
func (p *page) isSite(part, source string) bool {
	part = squash(part)
	host := format.Host(p.address())
	if host == "" && p.base != nil {
		host = format.Host(p.base.String())
	}
	name, _, _ := strings.Cut(host, ".")
	return part != "" && (part == squash(source) || part == squash(host) || part == squash(name))
}

func squash(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" .-_'’", r) }), "")
}

var bylinePrefix = regexp.MustCompile(`(?i)^(?:by|written by|posted by|from)\s+`)

// authors is the names of the byline, without addresses and the publication itself.
func (p *page) authors(extracted, source string) []string {
	names := texts(p.meta.linked["author"])
	if len(names) == 0 {
		names = strings.Split(extracted, "; ")
	}
	var kept []string
	for _, name := range names {
		name = bylinePrefix.ReplaceAllString(format.CleanLine(name), "")
		if name == "" || strings.Contains(name, "://") || strings.Contains(name, "@") || squash(name) == squash(source) || len(strings.Fields(name)) > 8 {
			continue
		}
		kept = append(kept, name)
	}
	return kept
}
