// Package text reads plain text: one article a file, its title as the first line or in a few header lines.
//
// It takes bytes in UTF-8, UTF-16 with a byte order mark or windows-1252 and gives an Article whose text is free of the
// furniture of web pages. The same cleaning serves other formats that come by plain text.
package text

import (
	"context"
	"io"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads plain text. The zero value is ready.
//
// A file may begin with header lines, parted from the text by a blank line, in any order and none of them required:
//
//	Title: The headline
//	Date: 2018-06-05
//	Source: The Harbor Ledger
//	URL: https://harborledger.example/2018/06/05/the-headline
//	Author: Jane Doe, John Roe
//
// Without a title there, the first line is the title where it looks like one.
type Format struct{}

// Name is "text".
func (Format) Name() string { return "text" }

// Detect says yes to everything that is not binary; ask it last.
func (Format) Detect(head []byte, _ string) bool { return format.BinaryError(head) == nil }

// Read yields one item. Besides those of format.ReadAll its errors are format.ErrBinary, format.ErrCharset,
// format.ErrNotArticle and, for a header that cannot be read, format.ErrInvalid.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	return format.Single(ctx, f.Name(), r, in, yield, func(data []byte) (news.Article, error) {
		decoded, err := format.Decode(data, in.ContentType)
		if err != nil {
			return news.Article{}, err
		}
		a, err := parseHeader(format.Clean(decoded))
		if err != nil {
			return a, err
		}
		return Compose(a), nil
	})
}

// Compose makes an article of raw text out of a.Text: the furniture is gone, the title stands in Title and not in Text
// as well, and paragraphs are parted by blank lines. Where a has no title, the first line becomes it if it looks like
// one; a byline below it becomes the authors where a has none.
func Compose(a news.Article) news.Article {
	body := StripFurniture(format.Clean(a.Text))
	a.Title = format.CleanLine(a.Title)
	if a.Title == "" {
		a.Title, body = splitTitle(body)
	} else {
		body = DropTitle(body, a.Title)
	}
	if authors, rest := splitByline(body); authors != nil {
		body = rest
		if len(a.Authors) == 0 {
			a.Authors = authors
		}
	}
	a.Text = Paragraphs(body)
	return a
}
