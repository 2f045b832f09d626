package jsonl

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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
