// Package office reads documents that are ZIP archives of XML: Word (.docx), OpenDocument text (.odt) and EPUB.
//
// It takes an opened archive and gives the article of a document, or one for each chapter of an EPUB. Headers, footers,
// notes, pictures and what was deleted are left out.
package office

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

// The parts by which the kinds of documents are known.
const (
	wordPart = "word/document.xml"
	odtPart  = "content.xml"
	epubPart = "META-INF/container.xml"
)

// name is that of the format in messages.
const name = "office"

// IsDocument says whether an archive is a document that Read reads.
func IsDocument(archive *zip.Reader) bool { return kind(archive) != "" }

// kind is the part by which a document is known; empty where the archive is none.
func kind(archive *zip.Reader) string {
	marked := false
	found := map[string]bool{}
	for _, f := range archive.File {
		switch f.Name {
		case wordPart, odtPart, epubPart:
			found[f.Name] = true
		case "[Content_Types].xml", "mimetype":
			marked = true
		}
	}
	for _, part := range []string{wordPart, epubPart, odtPart} {
		if marked && found[part] {
			return part
		}
	}
	return ""
}

// Read yields the articles of a document of size bytes. An EPUB has an item for each of its chapters, called
// "NAME#CHAPTER", and in.Start counts these.
func Read(ctx context.Context, archive *zip.Reader, size int64, in format.Input, yield func(format.Item) error) error {
	d := &document{archive: archive, packed: size, limit: in.MaxBytes()}
	part := kind(archive)
	if part == epubPart {
		return d.readEPUB(ctx, in, yield)
	}
	a, err := d.word(part)
	if err == nil {
		a, err = format.Finish(text.Compose(a), in)
	}
	if err != nil {
		return yield(format.Fail(name, in.Name, a, err))
	}
	return yield(format.Item{Article: a, Name: in.Name})
}

// document is an archive whose parts are read by name.
type document struct {
	archive *zip.Reader
	packed  int64 // the size of the archive
	n       int64 // how much was unpacked
	limit   int64 // the most bytes of one article
}

// markup is how many times larger than its text a part may be.
const markup = 8

// part is the bytes of a part.
func (d *document) part(name string) ([]byte, error) {
	f, err := d.archive.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w: the part %.80q: %w", format.ErrInvalid, name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, d.limit*markup+1))
	d.n += int64(len(data))
	switch {
	case format.IsBomb(d.n, d.packed):
		return nil, format.Bomb(d.n, d.packed)
	case int64(len(data)) > d.limit*markup:
		return nil, format.TooLarge(d.limit * markup)
	case err != nil:
		return nil, fmt.Errorf("%w: the part %.80q (%w)", format.ErrPacked, name, err)
	}
	return data, nil
}

// word is the article of a .docx or .odt document.
func (d *document) word(part string) (news.Article, error) {
	a := d.properties(part)
	data, err := d.part(part)
	if err != nil {
		return a, err
	}
	a.Text, err = bodyText(data, part == odtPart)
	if err == nil && int64(len(a.Text)) > d.limit {
		err = format.TooLarge(d.limit)
	}
	return a, err
}

// properties is what a document says of itself. Its dates are when it was written and printed, not published.
func (d *document) properties(part string) news.Article {
	properties := "docProps/core.xml"
	if part == odtPart {
		properties = "meta.xml"
	}
	var a news.Article
	data, err := d.part(properties)
	if err != nil {
		return a
	}
	// A document with broken properties is still a document.
	_ = eachText(data, func(path []string, value string) {
		switch path[len(path)-1] {
		case "title":
			a.Title = value
		case "creator", "initial-creator":
			a.Authors = append(a.Authors, value)
		case "language":
			a.Language = value
		}
	})
	if strings.HasPrefix(a.Title, "Microsoft Word") || strings.Contains(a.Title, ".doc") {
		a.Title = ""
	}
	return a
}

// errXML is what a part is that cannot be parsed.
func errXML(err error) error {
	if errors.Is(err, format.ErrInvalid) {
		return err
	}
	return fmt.Errorf("%w XML: %w", format.ErrInvalid, err)
}
