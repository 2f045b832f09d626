package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
)

// readFile reads a file with a package's reader; the error names the file.
func readFile[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, err
	}
	value, err := read(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return none, fmt.Errorf("%s: %w", path, err)
	}
	return value, nil
}

// untilDone is r, of which a read that waits for input ends with the context.
func untilDone(ctx context.Context, r io.Reader) io.Reader {
	return &waitingReader{ctx: ctx, r: r}
}

// waitingReader begins to read from another goroutine when it is first read.
type waitingReader struct {
	ctx  context.Context
	r    io.Reader
	once sync.Once
	pipe *io.PipeReader
}

func (w *waitingReader) Read(p []byte) (int, error) {
	w.once.Do(func() {
		from, to := io.Pipe()
		w.pipe = from
		go func() {
			_, err := io.Copy(to, w.r)
			_ = to.CloseWithError(err) // it never fails
		}()
		context.AfterFunc(w.ctx, func() { _ = to.CloseWithError(w.ctx.Err()) })
	})
	return w.pipe.Read(p)
}
