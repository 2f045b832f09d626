package format

import (
	"bytes"
	"context"
	"io"
)

// HeadSize is how many bytes of an input Pick shows to Detect.
const HeadSize = 8 << 10

// Pick is the first of the formats that detects the bytes of r, and a Stream of all of them. The errors are ErrEmpty,
// ErrBinary, ErrGzip, ErrPacked, ErrCharset where no format wants the bytes, and what r itself returns.
func Pick(formats []Format, r io.Reader, name string) (Format, io.Reader, error) {
	s := NewStream(r)
	head, err := s.head()
	if err != nil {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < HeadSize {
		return nil, nil, ErrEmpty
	}
	for _, f := range formats {
		if f.Detect(head, name) {
			return f, s, nil
		}
	}
	if err := BinaryError(head); err != nil {
		return nil, nil, err
	}
	return nil, nil, ErrCharset
}

// ReadAll is all bytes of one article, unpacked. The errors are ErrEmpty, ErrTooLarge, ErrGzip, ErrPacked, ErrBomb, the
// context's and what r itself returns.
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
