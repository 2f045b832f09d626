// Package warc reads web archives (WARC 0.18 to 1.1, ISO 28500), plain or gzipped record by record.
//
// It takes the bytes of an archive as a stream and gives the articles of its web pages: of response records with status
// 200, of resource records and of conversion records (the text of a page). Requests, metadata, pictures, styles and
// scripts are passed over; error pages, repeated captures and damaged records are items that say so.
package warc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads web archives. The zero value finds nothing in them; Inside names the formats of pages.
type Format struct {
	Inside  []format.Format // the formats of what the records hold
	Workers int             // how many pages are read at the same time; 0 for one per CPU
}

// Name is "warc".
func (Format) Name() string { return "warc" }

// Detect says yes to what begins with a WARC version.
func (Format) Detect(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte(version)) }

const version = "WARC/"

// Read yields the pages of an archive, each called "NAME#OFFSET": the place of its record in the file, where reading can
// go on (format.Input.Start); in a file gzipped as a whole there is no such place. Memory does not grow with the archive:
// a record beyond the limit is passed over. After damage the reading goes on with the next record that can be found.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	records, err := newReader(format.NewStream(r), in.Start)
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	return format.Ordered(ctx, f.Workers, func(ctx context.Context, submit func(func() []format.Item) error) error {
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			rec, err := records.next(in.MaxBytes())
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				rec.err = err
			} else if rec.isPassedOver() {
				continue
			}
			if failed := submit(func() []format.Item { return f.items(ctx, rec, in) }); failed != nil || err != nil {
				return failed
			}
		}
	}, yield)
}

// items are what a record comes to.
func (f Format) items(ctx context.Context, rec record, in format.Input) []format.Item {
	in.Name = fmt.Sprintf("%s#%d", in.Name, rec.at.Here)
	in.URL = rec.target()
	about := news.Article{URL: in.URL}
	var body io.Reader
	err := rec.err
	if err == nil {
		body, in.ContentType, err = rec.page()
	}
	if err != nil {
		failed := format.Fail(f.Name(), in.Name, about, err)
		failed.Next = rec.at.Next
		return []format.Item{failed}
	}
	var all []format.Item
	// The only error is the context's, of which submit tells.
	_ = format.Inside(ctx, f.Inside, body, in, rec.at, func(item format.Item) error {
		if item.Article.URL == "" {
			item.Article.URL = in.URL
		}
		all = append(all, item)
		return nil
	})
	return all
}

// isPassedOver says whether a record holds nothing that could be an article.
func (rec record) isPassedOver() bool {
	if rec.err != nil && !errors.Is(rec.err, format.ErrTooLarge) {
		return false
	}
	target, err := url.Parse(rec.target())
	if !rec.wanted() || err != nil || !isPageAddress(target) {
		return true
	}
	switch rec.kind() {
	case "response":
		answer := rec.answer()
		redirect := answer.status >= 300 && answer.status < 400
		return redirect || isFurniture(answer.header.get("Content-Type"))
	case "revisit":
		return isFurniture(rec.answer().header.get("Content-Type"))
	}
	return isFurniture(rec.header.get("Content-Type"))
}

// isPageAddress says whether an address may be that of a page: not one of a name server or of a crawler's notes.
func isPageAddress(target *url.URL) bool {
	switch target.Scheme {
	case "http", "https", "file":
		return target.Path != "/robots.txt"
	}
	return false
}

// isFurniture says whether a media type is that of no page; what programs send each other is none.
func isFurniture(contentType string) bool {
	return format.IsFurniture(contentType) || strings.Contains(contentType, "json") && !strings.Contains(contentType, "feed+json") || strings.Contains(contentType, "ocsp")
}
