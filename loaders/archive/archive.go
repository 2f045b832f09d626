// Package archive reads the files in ZIP and tar archives, also packed by gzip, Zstandard, xz or bzip2, and archives in
// them.
//
// It takes the bytes of an archive and gives the articles of its files, each in whichever format it is. Nothing is
// written under the names in an archive, so that no name leads anywhere. Pictures, styles and hidden files are passed
// over; links, devices and locked files are items that say so.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads archives. The zero value says that archives are nested too deep: Inside names the formats of what an
// archive holds, and with them how deep archives may be nested.
type Format struct {
	Inside []format.Format
}

// Name is "archive".
func (Format) Name() string { return "archive" }

// Detect says yes to the signs of a ZIP and a tar archive.
func (Format) Detect(head []byte, _ string) bool { return isZip(head) || isTar(head) }

// Read yields the articles of the files, each called "NAME#FILE", in the order in which the archive lists them. A ZIP
// archive that does not come from a file is kept in memory or in a temporary file until it is read. What an archive
// unpacks to is limited (format.ErrBomb), as is the number of its files.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	err := f.read(ctx, format.NewStream(r), in, yield)
	var damage damaged
	if errors.As(err, &damage) {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, damage.error))
	}
	return err
}

func (f Format) read(ctx context.Context, s *format.Stream, in format.Input, yield func(format.Item) error) error {
	if file, size, ok := s.File(); ok {
		head := make([]byte, len(zipSign))
		if n, _ := file.ReadAt(head, 0); isZip(head[:n]) {
			return f.readZip(ctx, file, size, in, yield)
		}
	}
	head, err := s.Peek(len(zipSign))
	if err != nil && !errors.Is(err, io.EOF) {
		return damaged{err}
	}
	if !isZip(head) {
		return f.readTar(ctx, s, in, yield)
	}
	kept, err := keep(ctx, s)
	if err != nil {
		if ended := ctx.Err(); ended != nil {
			return ended
		}
		return damaged{err}
	}
	defer kept.close()
	return f.readZip(ctx, kept, kept.size, in, yield)
}

// damaged is an error of the archive itself, after which nothing more can be read.
type damaged struct{ error }

func (d damaged) Unwrap() error { return d.error }

// entry is a file in an archive.
type entry struct {
	name string
	at   format.Place
	bad  string // why it cannot be read; empty where it can
}

// one reads an entry.
func (f Format) one(ctx context.Context, e entry, r io.Reader, in format.Input, yield func(format.Item) error) error {
	e.name = clean(e.name)
	if format.IsFurnitureName(e.name) {
		return nil
	}
	in.Name += "#" + e.name
	in.ContentType, in.URL = "", ""
	if e.bad != "" {
		item := format.Fail(f.Name(), in.Name, news.Article{}, fmt.Errorf("%w: %s", format.ErrUnsafe, e.bad))
		item.Next = e.at.Next
		return yield(item)
	}
	return format.Inside(ctx, f.Inside, r, in, e.at, yield)
}

// clean is the name of a file as messages show it: without the ways out of the archive and on one line.
func clean(name string) string {
	name = format.CleanLine(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// maxFiles is the most files of an archive.
const maxFiles = 1_000_000
