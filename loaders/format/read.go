package format

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
)

// HeadSize is how many bytes of an input Pick shows to Detect.
const HeadSize = 8 << 10

// Pick is the first of the formats that detects the bytes of r, and a reader of all of them, un-gzipped. The errors are
// ErrEmpty, ErrBinary, ErrGzip, ErrCharset where no format wants the bytes, and what r itself returns.
func Pick(formats []Format, r io.Reader, name string) (Format, io.Reader, error) {
	opened, err := Open(r)
	if err != nil {
		return nil, nil, err
	}
	buffered := bufio.NewReaderSize(opened, HeadSize)
	head, err := buffered.Peek(HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < HeadSize {
		return nil, nil, ErrEmpty
	}
	for _, f := range formats {
		if f.Detect(head, name) {
			return f, buffered, nil
		}
	}
	if err := BinaryError(head); err != nil {
		return nil, nil, err
	}
	return nil, nil, ErrCharset
}

// Open is r, or what is gzipped in it. Reading then returns ErrGzip where the gzipped bytes are cut short or damaged.
func Open(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	magic, err := buffered.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b, 8}) {
		return buffered, nil
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, gzipError(err)
	}
	return gzipReader{unzipped}, nil
}

type gzipReader struct{ r io.Reader }

func (g gzipReader) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	return n, gzipError(err)
}

// gzipError is ErrGzip for the errors that the content of a gzip stream causes; others, and io.EOF, stay.
func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt) {
		return fmt.Errorf("%w (%w)", ErrGzip, err)
	}
	return err
}

// ReadAll is all bytes of one article, un-gzipped. The errors are ErrEmpty, ErrTooLarge, ErrGzip, the context's and what
// r itself returns.
func ReadAll(ctx context.Context, r io.Reader, in Input) ([]byte, error) {
	opened, err := Open(contextReader{ctx, r})
	if err != nil {
		return nil, err
	}
	limit := in.MaxBytes()
	data, err := io.ReadAll(io.LimitReader(opened, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, TooLarge(limit)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, ErrEmpty
	}
	return data, nil
}

// contextReader ends with the context's error once the context has ended.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
