package loaders

import (
	"context"
	"fmt"
	"io"

	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
)

// ReadSources reads the articles of sources one after another and hands each to yield; what is wrong with a source is an
// item too. in says what holds for all of them; its Name is ignored. It ends with the context's error or yield's.
func ReadSources(ctx context.Context, formats []format.Format, sources []source.Source, in format.Input, yield func(format.Item) error) error {
	for _, s := range sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := readSource(ctx, formats, s, in, yield); err != nil {
			return err
		}
	}
	return nil
}

func readSource(ctx context.Context, formats []format.Format, s source.Source, in format.Input, yield func(format.Item) error) error {
	r, err := s.Open()
	if err != nil {
		return yield(format.Item{Name: s.Name, Err: err})
	}
	in.Name = s.Name
	err = ReadStream(ctx, formats, r, in, yield)
	if closed := r.Close(); err == nil {
		err = closed
	}
	return err
}

// ReadStream reads the articles of one stream, whichever of the formats it is in, and hands each to yield. It ends with
// the context's error or yield's.
func ReadStream(ctx context.Context, formats []format.Format, r io.Reader, in format.Input, yield func(format.Item) error) error {
	f, body, err := format.Pick(formats, r, in.Name)
	if err != nil {
		return yield(format.Item{Name: in.Name, Err: fmt.Errorf("loaders: %s: %w", in.Name, err)})
	}
	return f.Read(ctx, body, in, yield)
}
