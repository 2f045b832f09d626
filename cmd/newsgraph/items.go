package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
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

// readItems reads the articles of sources one after another, without a graph.
func readItems(ctx context.Context, sources []source.Source, in format.Input, yield func(format.Item) error) error {
	for _, s := range sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := s.Open()
		if err != nil {
			if err := yield(format.Item{Name: s.Name, Err: err}); err != nil {
				return err
			}
			continue
		}
		in.Name = s.Name
		err = readStream(ctx, r, in, yield)
		if closed := r.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readStream reads the articles of one stream, whatever its format.
func readStream(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	f, body, err := format.Pick(formats(), r, in.Name)
	if err != nil {
		return yield(format.Item{Name: in.Name, Err: fmt.Errorf("%s: %w", in.Name, err)})
	}
	return f.Read(ctx, body, in, yield)
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
