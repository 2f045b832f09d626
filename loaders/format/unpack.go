package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// packingSign is how many bytes it takes to know a packing.
const packingSign = 10

// unpacker makes a reader of what packed bytes hold.
type unpacker func(io.Reader) (io.Reader, error)

// packing says how bytes are packed, by the signs of gzip, Zstandard, xz and bzip2; nil where they are not.
func packing(head []byte) unpacker {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}):
		return func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return func(r io.Reader) (io.Reader, error) {
			// One goroutine, the caller's: then nothing must be closed.
			return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		}
	case bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")):
		return func(r io.Reader) (io.Reader, error) { return xz.NewReader(r) }
	case len(head) >= packingSign && bytes.HasPrefix(head, []byte("BZh")) && string(head[4:10]) == "1AY&SY":
		return func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }
	}
	return nil
}

// maxWindow is the most memory that Zstandard may ask for: 128 MB, what its own program allows.
const maxWindow = 128 << 20

// Open is r, or what is packed in it by gzip, Zstandard, xz or bzip2. Reading then returns ErrGzip (ErrPacked for the
// others) where the packed bytes are cut short or damaged, and ErrBomb where they hold far more than they should.
func Open(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	magic, err := buffered.Peek(packingSign)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	unpack := packing(magic)
	if unpack == nil {
		return buffered, nil
	}
	u := &unpacked{damage: ErrPacked, packed: counter{r: buffered}}
	if magic[0] == 0x1f {
		u.damage = ErrGzip
	}
	if u.plain, err = unpack(&u.packed); err != nil {
		return nil, u.explain(err)
	}
	return u, nil
}

// unpacked reads what is packed and watches over how much that is.
type unpacked struct {
	packed counter
	plain  io.Reader
	damage error // ErrGzip or ErrPacked
	n      int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.plain.Read(p)
	if u.n += int64(n); IsBomb(u.n, u.packed.n) {
		return 0, Bomb(u.n, u.packed.n)
	}
	return n, u.explain(err)
}

// explain is the error of damage for the errors that the packed bytes cause; those of the reader below, and io.EOF, stay.
func (u *unpacked) explain(err error) error {
	if err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || u.packed.err != nil {
		return err
	}
	var corrupt flate.CorruptInputError
	known := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt)
	if errors.Is(u.damage, ErrGzip) && !known {
		return err
	}
	return fmt.Errorf("%w (%w)", u.damage, err)
}

// The most that bytes may come to when they are unpacked: text packs to a tenth of its size, pages that are nearly the
// same to a hundredth.
const (
	bombSize  = 64 << 20 // below this nothing is a bomb
	bombRatio = 250
)

// IsBomb says whether so many unpacked bytes of so many packed ones are more than any honest input has.
func IsBomb(plain, packed int64) bool { return plain > bombSize && plain/bombRatio > packed }

// Bomb is ErrBomb with the figures.
func Bomb(plain, packed int64) error {
	return fmt.Errorf("%w: more than %d MB of %d kB", ErrBomb, plain>>20, packed>>10)
}

// counter counts what is read and keeps the reader's error.
type counter struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}
