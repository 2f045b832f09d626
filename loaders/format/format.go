// Package format has what every format of articles shares: the Format itself, its Input and Items, its errors, and the
// reading of bytes into clean text.
//
// It takes bytes from outside and gives them back unpacked, within limits, decoded and cleaned. It knows no format.
package format

import (
	"context"
	"io"

	"newsgraph/news"
)

// Format reads articles from bytes. It does nothing else: it fetches nothing, writes nothing and keeps nothing, and it
// is safe for concurrent use.
type Format interface {
	// Name is the format's name in messages and reports, e.g. "html".
	Name() string

	// Detect says whether bytes that begin with head are in this format. The content decides; name (a path or an
	// address, may be empty) only helps where the content may be read in two ways. head is unpacked and may end
	// anywhere.
	Detect(head []byte, name string) bool

	// Read reads r to its end and hands each item to yield, in the order of the input. What is wrong with an item
	// is the Item's Err and the reading goes on. Read itself returns an error only where it stopped: yield's own
	// error, unchanged, or the context's. Packed bytes (see Open) are read as what they hold.
	Read(ctx context.Context, r io.Reader, in Input, yield func(Item) error) error
}

// Input says what is known of bytes before they are read. The zero value is valid: nothing is known.
type Input struct {
	Name        string    // what messages call the input: a path, an address, "-"
	URL         string    // the address that the bytes come from; used where the article has none of its own
	Published   news.Date // the publication date of articles that have none of their own
	ContentType string    // the HTTP Content-Type, a hint at the encoding
	Limit       int64     // the most bytes of one article, unpacked; 0 for DefaultLimit
	Languages   []string  // the languages that the caller reads, e.g. "en"; empty for all

	// Start is where to go on: the Next of an item that an earlier Read of the same bytes gave; 0 for the beginning.
	// Formats of one article have no other place.
	Start int64
	// Fields says what tables and JSON call the fields of an article, e.g. "title": "Headline"; the fields are those
	// of jsonl.Record. What it leaves out is found by its usual names.
	Fields map[string]string
}

// DefaultLimit is the most bytes that one article may have: 10 MB.
const DefaultLimit = 10 << 20

// MaxBytes is the most bytes of one article.
func (in Input) MaxBytes() int64 {
	if in.Limit > 0 {
		return in.Limit
	}
	return DefaultLimit
}

// Item is one article of an input, or why there is none.
type Item struct {
	Article news.Article // where Err is not nil, only what could be read of it
	Name    string       // the input's name, with the line ("news.jsonl:7") or place ("a.warc.gz#512") where it has many
	Err     error        // nil, or an error that errors.Is finds among this package's
	Next    int64        // the Start that reads on behind this item; 0 where the format has none, which is all from the beginning
}
