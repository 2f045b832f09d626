// Package markdown reads Markdown (https://commonmark.org), with or without front matter.
//
// It takes UTF-8 text and gives an Article: its paragraphs without marks, links as their words, and the title, date and
// authors of the front matter.
package markdown

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"newsgraph/loaders/format"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// Format reads Markdown. The zero value is ready.
type Format struct{}

// Name is "markdown".
func (Format) Name() string { return "markdown" }

var (
	heading = regexp.MustCompile(`^\s*#{1,3} \S`)
	link    = regexp.MustCompile(`\[[^\]\n]+\]\((?:https?://|/)[^)\s]*\)`)
	front   = regexp.MustCompile(`^---[ \t]*\r?\n(?:[A-Za-z_][\w -]*:[^\n]*\n|[ \t#-][^\n]*\n|\r?\n)+`)
)

// Detect says yes to what begins with front matter or a heading, or has two links; also, where the name ends as those of
// Markdown do, to all text.
func (Format) Detect(head []byte, name string) bool {
	if format.BinaryError(head) != nil {
		return false
	}
	name = strings.ToLower(name)
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	return strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".markdown") || front.Match(head) || heading.Match(head) || len(link.FindAllIndex(head, 2)) == 2
}

// Read yields one item. Besides those of format.ReadAll its errors are those of format.Decode, and format.ErrInvalid for
// front matter that cannot be read and for marks that are nested too deep.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	return format.Single(ctx, f.Name(), r, in, yield, func(data []byte) (news.Article, error) {
		decoded, err := format.Decode(data, in.ContentType)
		if err != nil {
			return news.Article{}, err
		}
		return parse(decoded)
	})
}

// parse reads a document. The library below is fed with whatever people write.
func parse(document string) (a news.Article, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w Markdown: it cannot be parsed (%v)", format.ErrInvalid, r)
		}
	}()
	matter, body := cut(strings.ReplaceAll(document, "\r\n", "\n"))
	if matter != "" {
		if a, err = readMatter(matter); err != nil {
			return a, err
		}
	}
	title, content, err := plain([]byte(body))
	if err != nil {
		return a, err
	}
	if a.Title == "" {
		a.Title = title
	}
	a.Text = content
	return text.Compose(a), nil
}

// maxMatter is the most bytes of front matter.
const maxMatter = 64 << 10

// cut parts the front matter from the document.
func cut(document string) (matter, body string) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(document, "\ufeff"), "---\n")
	if !ok {
		return "", document
	}
	end := strings.Index(rest[:min(len(rest), maxMatter)], "\n---\n")
	if end < 0 {
		return "", document
	}
	return rest[:end], rest[end+len("\n---\n"):]
}

// readMatter reads front matter: YAML with the fields that static site generators use.
func readMatter(matter string) (news.Article, error) {
	var a news.Article
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(matter), &fields); err != nil {
		return a, fmt.Errorf("%w front matter: %s", format.ErrInvalid, format.CleanLine(err.Error()))
	}
	for name, value := range fields {
		switch strings.ToLower(name) {
		case "title", "headline":
			a.Title = format.CleanLine(one(value))
		case "author", "authors", "by":
			a.Authors = names(value)
		case "source", "publication", "site":
			a.Source = one(value)
		case "language", "lang":
			a.Language = one(value)
		case "url", "canonical", "canonicalurl", "canonical_url":
			a.URL = news.CanonicalURL(one(value))
		case "date", "published", "pubdate", "publisheddate", "publishdate":
			date, err := date(value)
			if err != nil {
				return a, fmt.Errorf("%w date in front matter: %w", format.ErrInvalid, err)
			}
			a.Published = date
		}
	}
	return a, nil
}

func one(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

func names(value any) []string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var all []string
	for _, each := range list {
		if person, ok := each.(map[string]any); ok {
			each = person["name"]
		}
		if name := one(each); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// date is a date as YAML reads it: a time, of which midnight is a mere day, or text.
func date(value any) (news.Date, error) {
	t, ok := value.(time.Time)
	switch {
	case !ok:
		return news.ParseDate(strings.TrimSpace(one(value)))
	case t.Equal(t.Truncate(24 * time.Hour)):
		return news.Date{Time: t.UTC(), Precision: news.Day}, nil
	}
	return news.Date{Time: t, Precision: news.Instant}, nil
}
