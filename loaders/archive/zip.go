package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/zstd"

	"newsgraph/loaders/format"
	"newsgraph/loaders/office"
)

const zipSign = "PK\x03\x04"

// isZip knows a ZIP archive by its first file; an empty one has none.
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte(zipSign)) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// maxDirectory is how many bytes the list of the files may have.
const maxDirectory = 64 << 20

// readZip reads the files of a ZIP archive from the one at in.Start on.
func (f Format) readZip(ctx context.Context, file io.ReaderAt, size int64, in format.Input, yield func(format.Item) error) error {
	listing := &limited{file: file, left: maxDirectory}
	archive, err := zip.NewReader(listing, size)
	if err != nil {
		return damaged{zipError(err)}
	}
	listing.left = -1
	if office.IsDocument(archive) {
		return office.Read(ctx, archive, size, in, yield)
	}
	archive.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20)))
	var packed uint64
	for _, each := range archive.File {
		if packed += each.CompressedSize64; packed > uint64(size) {
			return damaged{fmt.Errorf("%w: its files overlap", format.ErrBomb)}
		}
	}
	if len(archive.File) > maxFiles {
		return damaged{fmt.Errorf("%w: %d files in one archive", format.ErrTooLarge, len(archive.File))}
	}
	unpacked := &budget{packed: size}
	for i, each := range archive.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if int64(i) < in.Start || each.FileInfo().IsDir() {
			continue
		}
		e := entry{name: each.Name, at: format.Place{Here: int64(i), Next: int64(i) + 1}, bad: zipBad(each)}
		if err := f.one(ctx, e, &zipFile{file: each, budget: unpacked}, in, yield); err != nil {
			return err
		}
	}
	return nil
}

// zipBad says why a file cannot be read; empty where it can.
func zipBad(f *zip.File) string {
	switch mode := f.Mode(); {
	case f.Flags&1 != 0:
		return "it is locked with a password; unpack it by hand"
	case mode&fs.ModeSymlink != 0:
		return "a link, which is not followed"
	case !mode.IsRegular():
		return "a device or the like"
	}
	return ""
}

// zipError is an error of the archive as one of format's.
func zipError(err error) error {
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrAlgorithm) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w (%w)", format.ErrPacked, err)
	}
	return err
}

// zipFile opens a file of an archive when it is first read.
type zipFile struct {
	file   *zip.File
	budget *budget
	r      io.ReadCloser
	err    error
}

func (z *zipFile) Read(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	if z.r == nil {
		if z.r, z.err = z.file.Open(); z.err != nil {
			z.err = fmt.Errorf("%w (%w)", format.ErrPacked, z.err)
			return 0, z.err
		}
	}
	n, err := z.r.Read(p)
	if bomb := z.budget.spend(n); bomb != nil {
		n, err = 0, bomb
	}
	if err != nil && !errors.Is(err, format.ErrBomb) && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w (%w)", format.ErrPacked, err)
	}
	z.err = err
	return n, err
}

// budget is what all files of an archive together may unpack to.
type budget struct{ packed, n int64 }

func (b *budget) spend(n int) error {
	if b.n += int64(n); format.IsBomb(b.n, b.packed) {
		return format.Bomb(b.n, b.packed)
	}
	return nil
}

// limited reads a file as long as less than left bytes are asked for; below zero there is no limit.
type limited struct {
	file io.ReaderAt
	left int64
}

func (l *limited) ReadAt(p []byte, at int64) (int, error) {
	if l.left >= 0 {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, fmt.Errorf("%w: the list of its files has more than %d MB", format.ErrTooLarge, maxDirectory>>20)
		}
	}
	return l.file.ReadAt(p, at)
}
