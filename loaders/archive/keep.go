package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"newsgraph/loaders/format"
)

// The most bytes that are kept of an archive that can only be read from its beginning: in memory, and at all.
const (
	maxMemory = 16 << 20
	maxKept   = 8 << 30
)

// kept is bytes that can be read anywhere.
type kept struct {
	io.ReaderAt
	size int64
	file *os.File // nil where they are in memory
}

// keep reads all of r.
func keep(ctx context.Context, r io.Reader) (*kept, error) {
	var start bytes.Buffer
	n, err := io.CopyN(&start, r, maxMemory)
	if errors.Is(err, io.EOF) {
		return &kept{ReaderAt: bytes.NewReader(start.Bytes()), size: n}, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "newsgraph-*.zip")
	if err != nil {
		return nil, err
	}
	k := &kept{ReaderAt: file, file: file}
	k.size, err = io.Copy(file, io.LimitReader(io.MultiReader(&start, untilDone{ctx, r}), maxKept+1))
	if err == nil && k.size > maxKept {
		err = format.TooLarge(maxKept)
	}
	if err != nil {
		k.close()
		return nil, err
	}
	return k, nil
}

// close takes the temporary file away. An error would change nothing for the reader.
func (k *kept) close() {
	if k.file != nil {
		_ = k.file.Close()
		_ = os.Remove(k.file.Name())
	}
}

// untilDone ends with the context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
