package html

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

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

// title is the headline as it stands on the page, else as the page gives it to machines, without the name of the
// publication.
func (p *page) title(extracted, source string) string {
	given := []string{p.meta.linkedText("headline"), p.meta.property("og:title", "twitter:title", "headline", "dc.title"), extracted, p.meta.title}
	for i := range given {
		given[i] = p.withoutSite(format.CleanLine(given[i]), source)
	}
	if len(p.meta.headings) == 1 {
		heading := format.CleanLine(p.meta.headings[0])
		for _, title := range given {
			if sameStory(heading, title) {
				return heading
			}
		}
	}
	for _, title := range given {
		if title != "" {
			return title
		}
	}
	return ""
}

// sameStory says whether a heading of the page is a wording of its title: it has four words or more, and half of the
// shorter one's words are in the other.
func sameStory(heading, title string) bool {
	a, b := titleWords(heading), titleWords(title)
	if len(a) < 4 || len(b) == 0 {
		return false
	}
	common := 0
	for word := range a {
		if b[word] {
			common++
		}
	}
	return common*2 >= min(len(a), len(b))
}

func titleWords(title string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		set[word] = true
	}
	return set
}

// withoutSite takes the name of the publication off either end of a title.
func (p *page) withoutSite(title, source string) string {
	if p.isSite(title, source) {
		return ""
	}
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

var (
	bylinePrefix = regexp.MustCompile(`(?i)^(?:by|written by|posted by|from)\s+`)
	nobody       = regexp.MustCompile(`(?i)^(?:no author|unknown|admin(?:istrator)?|username|user|author|guest|article by|by|staff|editor)$`)
	nameList     = regexp.MustCompile(`\s*(?:;|,? and |, | & |\|)\s*`)
)

// authors is the names of the byline, without addresses and the publication itself.
func (p *page) authors(extracted, source string) []string {
	names := texts(p.meta.linked["author"])
	if len(names) == 0 {
		names = nameList.Split(p.meta.property("author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "byl", "dc.creator"), -1)
	}
	if kept := p.people(names, source); len(kept) > 0 {
		return kept
	}
	return p.people(strings.Split(extracted, "; "), source)
}

// people is the names that can be those of authors, each once.
func (p *page) people(names []string, source string) []string {
	var kept []string
	seen := map[string]bool{"": true, squash(source): true}
	for _, name := range names {
		name = bylinePrefix.ReplaceAllString(format.CleanLine(name), "")
		key := squash(name)
		if seen[key] || nobody.MatchString(name) || strings.ContainsAny(name, "@/{}<>") || len(strings.Fields(name)) > 8 || p.isSite(name, source) {
			continue
		}
		seen[key] = true
		kept = append(kept, name)
	}
	return kept
}
