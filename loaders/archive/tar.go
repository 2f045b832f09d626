package archive

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"newsgraph/loaders/format"
)

// tarBlock is the unit of tar archives.
const tarBlock = 512

// isTar knows a tar archive by the sum of its first header.
func isTar(head []byte) bool {
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	stated, err := strconv.ParseInt(strings.Trim(string(head[148:156]), " \x00"), 8, 64)
	var sum int64
	for i, b := range head[:tarBlock] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int64(b)
	}
	return err == nil && stated == sum
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// readTar reads the files of a tar archive. Places are those in the unpacked archive.
func (f Format) readTar(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	if _, err := io.CopyN(io.Discard, untilDone{ctx, r}, in.Start); err != nil && !errors.Is(err, io.EOF) {
		return f.tarEnd(ctx, err)
	}
	read := &counted{r: r, n: in.Start}
	archive := tar.NewReader(read)
	at := format.Place{Next: in.Start}
	for range maxFiles {
		if err := ctx.Err(); err != nil {
			return err
		}
		at.Here = at.Next
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return f.tarEnd(ctx, err)
		}
		at.Next = (read.n + header.Size + tarBlock - 1) / tarBlock * tarBlock
		e := entry{name: header.Name, at: at, bad: tarBad(header)}
		if isSparse(header) {
			// How much of the archive it takes is not said.
			at.Next, e.at.Next = 0, 0
		}
		if header.Typeflag == tar.TypeDir || header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if err := f.one(ctx, e, tarFile{archive}, in, yield); err != nil {
			return err
		}
	}
	return damaged{fmt.Errorf("%w: more than %d files in one archive", format.ErrTooLarge, maxFiles)}
}

// tarEnd is why an archive cannot be read to its end.
func (f Format) tarEnd(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	return damaged{tarError(err)}
}

func tarError(err error) error {
	if errors.Is(err, tar.ErrHeader) || errors.Is(err, tar.ErrFieldTooLong) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w (%w)", format.ErrPacked, err)
	}
	return err
}

// tarBad says why a file cannot be read; empty where it can.
func tarBad(h *tar.Header) string {
	switch {
	case isSparse(h):
		return "a file with holes; unpack it by hand"
	case h.Typeflag == tar.TypeLink || h.Typeflag == tar.TypeSymlink:
		return "a link, which is not followed"
	case h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeDir && h.Typeflag != tar.TypeXGlobalHeader:
		return "a device or the like"
	}
	return ""
}

func isSparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for name := range h.PAXRecords {
		if strings.HasPrefix(name, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// tarFile is the present file of an archive.
type tarFile struct{ r *tar.Reader }

func (t tarFile) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = tarError(err)
	}
	return n, err
}
