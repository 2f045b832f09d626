package jsonl

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// Record is one article as a JSON object: the fields of the GraphQL contract's ArticleInput. Each may be left out but
// that one of Text and HTML must be there; where both are, Text is the text and HTML fills in what else is missing.
type Record struct {
	URL         string  `json:"url"`
	Title       string  `json:"title"`
	Source      string  `json:"source"`
	Authors     Authors `json:"authors"`
	PublishedAt string  `json:"publishedAt"` // 2018-06-05, 2018-06, 2018 or an instant in RFC 3339
	Text        string  `json:"text"`
	HTML        string  `json:"html"`
}

// Authors is a list of names; in JSON a single string will do.
type Authors []string

// UnmarshalJSON reads a list of strings or one string.
func (a *Authors) UnmarshalJSON(data []byte) error {
	if strings.HasPrefix(string(data), `"`) {
		var one string
		if err := json.Unmarshal(data, &one); err != nil {
			return err
		}
		*a = Authors{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(a))
}

// Article is the record as an article. What the record itself says goes before what its HTML says, and both before in.
// The errors are format.ErrInvalid, format.ErrTooLarge and those of the html and text formats.
func (r Record) Article(ctx context.Context, in format.Input) (news.Article, error) {
	a := news.Article{URL: news.CanonicalURL(r.URL), Title: r.Title, Source: r.Source, Authors: r.Authors}
	if a.URL == "" && strings.TrimSpace(r.URL) != "" {
		return a, fmt.Errorf("%w url %q; write a full address, e.g. https://example.org/news/1", format.ErrInvalid, r.URL)
	}
	published, err := news.ParseDate(r.PublishedAt)
	if err != nil {
		return a, fmt.Errorf("%w publishedAt: %w", format.ErrInvalid, err)
	}
	a.Published = published
	hasText, hasHTML := strings.TrimSpace(r.Text) != "", strings.TrimSpace(r.HTML) != ""
	switch {
	case int64(max(len(r.Text), len(r.HTML))) > in.MaxBytes():
		return a, format.TooLarge(in.MaxBytes())
	case hasText:
		a.Text = r.Text
		if hasHTML {
			a = merge(a, r.page(ctx, in).Article)
		}
		return format.Finish(text.Compose(a), in)
	case hasHTML:
		page := r.page(ctx, in)
		a = merge(a, page.Article)
		a.Text = text.DropTitle(page.Article.Text, a.Title)
		return a, page.Err
	}
	return a, fmt.Errorf(`%w: neither "text" nor "html"; the fields are url, title, source, authors, publishedAt, text, html`, format.ErrInvalid)
}

// page is what the html format makes of the record's HTML.
func (r Record) page(ctx context.Context, in format.Input) format.Item {
	if r.URL != "" {
		in.URL = r.URL
	}
	a, err := html.Format{}.Article(ctx, []byte(r.HTML), in)
	return format.Item{Article: a, Err: err}
}

// fields are the names that tables, interfaces and schema.org give to the fields of a Record, without signs and in lower
// case, the surest first.
var fields = map[string][]string{
	"url":         {"url", "canonicalurl", "link", "weburl", "articleurl", "permalink", "uri", "address"},
	"title":       {"title", "headline", "webtitle", "name"},
	"source":      {"source", "publisher", "publication", "outlet", "sourcename", "sitename", "site", "newspaper", "domain"},
	"authors":     {"authors", "author", "byline", "creator", "writer"},
	"publishedat": {"publishedat", "datepublished", "published", "publicationdate", "webpublicationdate", "pubdate", "publishdate", "date", "datetime"},
	"text":        {"text", "articlebody", "fulltext", "body", "bodytext", "content", "maintext", "plaintext", "article", "story"},
	"html":        {"html", "bodyhtml", "contenthtml", "rawhtml", "page"},
}

// FieldNames are the fields of a Record as JSON writes them.
func FieldNames() []string {
	return []string{"url", "title", "source", "authors", "publishedAt", "text", "html"}
}

// FromValues is the record that values name: by the names that given says (see format.Input.Fields), else by the usual
// ones. A date that cannot be read is format.ErrInvalid.
func FromValues(values map[string]any, given map[string]string) (Record, error) {
	known := make(map[string]any, len(values))
	for name, value := range values {
		key := plainName(name)
		if _, twice := known[key]; !twice || name == key {
			known[key] = value
		}
	}
	find := func(field string) []string {
		if name, ok := given[field]; ok {
			return texts(values[name])
		}
		for _, name := range fields[strings.ToLower(field)] {
			if found := texts(known[name]); len(found) > 0 {
				return found
			}
		}
		return nil
	}
	first := func(field string) string {
		if found := find(field); len(found) > 0 {
			return found[0]
		}
		return ""
	}
	r := Record{URL: first("url"), Title: first("title"), Source: first("source"), Authors: find("authors"), PublishedAt: first("publishedAt"), Text: strings.Join(find("text"), "\n\n"), HTML: first("html")}
	if r.HTML == "" && hasTags(r.Text) {
		r.Text, r.HTML = "", r.Text
	}
	if _, err := news.ParseDate(r.PublishedAt); err != nil {
		date := format.StatedDate(r.PublishedAt)
		if !date.Known() {
			return r, fmt.Errorf("%w date %.80q; write 2018-06-05 or 2018-06-05T12:00:00Z", format.ErrInvalid, r.PublishedAt)
		}
		r.PublishedAt = date.String()
	}
	return r, nil
}

// plainName is a name without signs and in lower case.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.:@$", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, strings.TrimPrefix(name, "\ufeff"))
}

var tag = regexp.MustCompile(`(?i)<(?:p|div|br|h[1-6]|article|html|body|ul|span)\b[^<>]*>`)

// hasTags says whether a text is HTML.
func hasTags(text string) bool { return tag.MatchString(text) }

// texts is the strings in a value: itself, the elements of a list, the name of an object.
func texts(value any) []string {
	switch value := value.(type) {
	case string:
		if value = strings.TrimSpace(value); value != "" {
			return []string{value}
		}
	case []any:
		var all []string
		for _, each := range value {
			all = append(all, texts(each)...)
		}
		return all
	case map[string]any:
		for _, key := range []string{"name", "title", "@id", "@value"} {
			if name, ok := value[key].(string); ok {
				return texts(name)
			}
		}
	}
	return nil
}

// merge fills what a does not know with what the page says; the text is left to the caller.
func merge(a, page news.Article) news.Article {
	if a.URL == "" {
		a.URL = page.URL
	}
	if a.Title == "" {
		a.Title = page.Title
	}
	if a.Source == "" {
		a.Source = page.Source
	}
	if len(a.Authors) == 0 {
		a.Authors = page.Authors
	}
	if !a.Published.Known() {
		a.Published = page.Published
	}
	if a.Language == "" {
		a.Language = page.Language
	}
	return a
}
