// Package sitemap reads sitemaps (https://www.sitemaps.org), indexes of sitemaps, news sitemaps, and plain lists of
// addresses.
//
// It takes the bytes of a sitemap as a stream and gives a link (format.ErrLink) for each address in it, with the title,
// date and publication where a news sitemap names them.
package sitemap

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads sitemaps. The zero value is ready.
type Format struct{}

// Name is "sitemap".
func (Format) Name() string { return "sitemap" }

var root = regexp.MustCompile(`(?is)^(?:\s|<!--.*?-->|<\?.*?\?>)*<(?:\w+:)?(?:urlset|sitemapindex)\b`)

// Detect says yes to the root elements of sitemaps, and where every line is a web address.
func (Format) Detect(head []byte, _ string) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	return root.Match(head) || isList(head)
}

// isList says whether every line is an address; the last one may be cut.
func isList(head []byte) bool {
	found := false
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if !bytes.HasPrefix(line, []byte("http://")) && !bytes.HasPrefix(line, []byte("https://")) || bytes.ContainsAny(line, " \t<>") {
			return false
		}
		found = true
	}
	return found
}

// The most bytes of one token or line, and the deepest that elements may be nested.
const (
	maxToken = 1 << 20
	maxDepth = 32
	maxText  = 64 << 10 // of what is said of one address
)

// Read yields the links, each called "NAME#NUMBER".
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	opened, err := format.Open(r)
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	buffered := bufio.NewReaderSize(opened, format.HeadSize)
	head, err := buffered.Peek(format.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	links := &links{ctx: ctx, in: in, yield: yield}
	if isList(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		err = links.list(buffered)
	} else {
		err = links.xml(buffered)
	}
	if links.stopped != nil {
		return links.stopped
	}
	if err == nil && links.number == 0 {
		err = format.NotArticle("a sitemap without addresses")
	}
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	return nil
}

// links yields what it is given.
type links struct {
	ctx     context.Context
	in      format.Input
	yield   func(format.Item) error
	number  int64
	stopped error // the error of yield or of the context
}

// errStopped ends the reading; why is in stopped.
var errStopped = errors.New("stopped")

func (l *links) add(a news.Article) error {
	if l.number++; l.number <= l.in.Start {
		return nil
	}
	item := format.Link(Format{}.Name(), fmt.Sprintf("%s#%d", l.in.Name, l.number), a, l.in.URL)
	item.Next = l.number
	if l.stopped = l.ctx.Err(); l.stopped == nil {
		l.stopped = l.yield(item)
	}
	if l.stopped != nil {
		return errStopped
	}
	return nil
}

// list reads a list of addresses.
func (l *links) list(r *bufio.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxToken)
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		if err := l.add(news.Article{URL: line}); err != nil {
			return err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%w: a line of more than %d bytes", format.ErrInvalid, maxToken)
	} else if err != nil {
		return err
	}
	return nil
}

// xml reads a sitemap or an index of sitemaps.
func (l *links) xml(r io.Reader) error {
	guard := &format.Guard{R: r}
	decoder := xml.NewDecoder(bufio.NewReader(guard))
	decoder.CharsetReader = charset.NewReaderLabel
	var a news.Article
	var path []string
	for {
		guard.Allow(maxToken)
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && (errors.Is(err, format.ErrGzip) || errors.Is(err, format.ErrPacked) || errors.Is(err, format.ErrBomb) || errors.Is(err, format.ErrTooLarge)):
			return err
		case err != nil:
			return fmt.Errorf("%w XML: %w", format.ErrInvalid, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if path = append(path, token.Name.Local); len(path) > maxDepth {
				return fmt.Errorf("%w sitemap: elements are nested more than %d deep", format.ErrInvalid, maxDepth)
			}
			if len(path) == 2 {
				a = news.Article{}
			}
		case xml.CharData:
			describe(&a, path, strings.TrimSpace(string(token)))
		case xml.EndElement:
			path = path[:len(path)-1]
			if len(path) == 1 && a.URL != "" {
				if err := l.add(a); err != nil {
					return err
				}
			}
		}
	}
}

// describe takes what a sitemap says of an address. That a page was changed (lastmod) says nothing of its publication.
func describe(a *news.Article, path []string, value string) {
	if value == "" || len(path) < 3 || len(a.URL)+len(a.Title)+len(a.Source) > maxText {
		return
	}
	parent, element := path[len(path)-2], path[len(path)-1]
	switch {
	case len(path) == 3 && element == "loc":
		a.URL += value
	case parent == "news" && element == "title":
		a.Title += value
	case parent == "news" && element == "publication_date":
		if date, err := news.ParseDate(value); err == nil {
			a.Published = date
		}
	case parent == "publication" && element == "name":
		a.Source += value
	case parent == "publication" && element == "language":
		a.Language = value
	}
}
