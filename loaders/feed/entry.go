package feed

import (
	"context"
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// entryOf is an entry of a feed.
type entryOf struct {
	*gofeed.Item
	feed       *gofeed.Feed
	base, name string
}

// The fewest words that are a whole text: of what the feed calls the content, and of what it calls a description.
const (
	contentWords     = 60
	descriptionWords = 150
)

// item is the entry as an article or as a link.
func (e entryOf) item(ctx context.Context, in format.Input) format.Item {
	a := news.Article{URL: e.address(), Title: e.Title, Source: source(e.feed), Published: published(e.Item), Authors: e.authors()}
	body, content := e.Content, true
	if strings.TrimSpace(body) == "" {
		body, content = e.Description, false
	}
	whole := e.body(ctx, body, in)
	linked := a.URL != ""
	switch words := len(strings.Fields(whole)); {
	case linked && (cutShort.MatchString(body) || cutShort.MatchString(whole) || content && words < contentWords || !content && words < descriptionWords):
		return format.Link(Format{}.Name(), e.name, a, "")
	case int64(len(body)) > in.MaxBytes():
		return format.Fail(Format{}.Name(), e.name, a, format.TooLarge(in.MaxBytes()))
	}
	a.Text = whole
	a = text.Compose(a)
	if a.Language = format.Language(a.Text); a.Language == "" {
		a.Language = e.feed.Language
	}
	in.URL = ""
	finished, err := format.Finish(a, in)
	if err != nil {
		return format.Fail(Format{}.Name(), e.name, finished, err)
	}
	return format.Item{Article: finished, Name: e.name}
}

// cutShort is the end of a text that goes on elsewhere.
var cutShort = regexp.MustCompile(`(?i)(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;|&#8230;|\bread (?:more|on|the (?:full|rest))\b[^.]{0,60}|\bcontinue reading\b.{0,80}|\bthe post .{1,200} appeared first on .{1,100})[\s\])»>→]*(?:</?[a-z][^>]*>\s*)*$`)

// body is the text of an entry.
func (e entryOf) body(ctx context.Context, content string, in format.Input) string {
	if int64(len(content)) > in.MaxBytes() {
		return ""
	}
	if !strings.ContainsAny(content, "<&") {
		return format.Clean(content)
	}
	page := "<!doctype html><html><body><article>" + content + "</article></body></html>"
	in.ContentType, in.Languages = "text/html; charset=utf-8", nil
	a, err := html.Format{}.Article(ctx, []byte(page), in)
	if err != nil {
		return ""
	}
	if a.Title != "" && a.Title != e.Title {
		// What the page reader took for a headline is the entry's first line.
		return a.Title + "\n\n" + a.Text
	}
	return a.Text
}

// address is the address of the article itself, which some services hide behind one of their own.
func (e entryOf) address() string {
	address := e.Link
	if original := e.Extensions["feedburner"]["origLink"]; len(original) > 0 {
		address = original[0].Value
	}
	if address == "" && strings.HasPrefix(e.GUID, "http") {
		address = e.GUID
	}
	return format.Resolve(e.base, address)
}

func (e entryOf) authors() []string {
	var names []string
	for _, author := range e.Authors {
		if author == nil {
			continue
		}
		if name := format.CleanLine(author.Name); name != "" && !strings.Contains(name, "@") {
			names = append(names, name)
		}
	}
	return names
}
