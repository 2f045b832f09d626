// Package feed reads RSS, Atom and JSON feeds.
//
// It takes the bytes of a feed and gives an article for each entry that has its whole text in the feed, and a link
// (format.ErrLink) with title, date and authors for each entry that has less.
package feed

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads feeds. The zero value is ready.
type Format struct{}

// Name is "feed".
func (Format) Name() string { return "feed" }

var (
	xmlRoot  = regexp.MustCompile(`(?is)^(?:\s|<!--.*?-->|<\?.*?\?>|<!doctype[^>\[]*(?:\[[^\]]*\])?\s*>)*<(?:rss\b|feed\b|rdf:rdf\b[^>]*purl\.org/rss)`)
	jsonRoot = regexp.MustCompile(`^\s*\{[^{]*"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/`)
)

// Detect says yes to the root elements of RSS and Atom and to the version of JSON Feed.
func (Format) Detect(head []byte, _ string) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	return xmlRoot.Match(head) || jsonRoot.Match(head)
}

// The most bytes of a feed, in articles, and the deepest that its elements may be nested.
const (
	maxArticles = 8
	maxDepth    = 128
)

// Read yields the entries, each called "NAME#NUMBER".
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	whole := in
	whole.Limit = in.MaxBytes() * maxArticles
	data, err := format.ReadAll(ctx, r, whole)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	var feed *gofeed.Feed
	if err == nil {
		feed, err = parse(data)
	}
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	base := format.Resolve(in.URL, feed.Link)
	if base == "" {
		base = in.URL
	}
	for i, entry := range feed.Items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if int64(i) < in.Start {
			continue
		}
		e := entryOf{Item: entry, feed: feed, base: base, name: fmt.Sprintf("%s#%d", in.Name, i+1)}
		item := e.item(ctx, in)
		item.Next = int64(i) + 1
		if err := yield(item); err != nil {
			return err
		}
	}
	if len(feed.Items) == 0 {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, format.NotArticle("a feed without entries")))
	}
	return nil
}

// parse parses a feed. The libraries below are fed with whatever the web holds.
func parse(data []byte) (feed *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			feed, err = nil, fmt.Errorf("%w feed: it cannot be parsed (%v)", format.ErrInvalid, r)
		}
	}()
	if !jsonRoot.Match(data) {
		if err := shallow(data); err != nil {
			return nil, err
		}
	}
	feed, err = gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w feed: %w", format.ErrInvalid, err)
	}
	return feed, nil
}

// shallow refuses elements that are nested deeper than any feed's: the parser's stack grows with them.
func shallow(data []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.Strict = false
	decoder.CharsetReader = charset.NewReaderLabel
	for depth := 0; ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w feed: %w", format.ErrInvalid, err)
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("%w feed: elements are nested more than %d deep", format.ErrInvalid, maxDepth)
			}
		case xml.EndElement:
			depth--
		}
	}
}

// published is when an entry was published; midnight sharp is how many systems write a mere day.
func published(entry *gofeed.Item) news.Date {
	at := entry.PublishedParsed
	if at == nil {
		at = entry.UpdatedParsed
	}
	if at == nil || at.Year() <= 1970 {
		return news.Date{}
	}
	t := at.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return news.Date{Time: t, Precision: news.Day}
	}
	return news.Date{Time: t, Precision: news.Instant}
}

var siteSeparator = regexp.MustCompile(`\s+(?:[|·•»>–—-]|::)\s+`)

// source is the name of the publication: the feed's title without the name of its section.
func source(feed *gofeed.Feed) string {
	return format.CleanLine(siteSeparator.Split(strings.TrimSpace(feed.Title), 2)[0])
}
