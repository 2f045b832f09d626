package format

import (
	"context"
	"fmt"
	"io"
)

// Place is where an entry stands in the container that holds it, as Input.Start counts.
type Place struct {
	Here, Next int64 // the entry itself, and what stands behind it
}

// Inside reads an entry of a container, whichever of the formats it is in; in says what is known of the entry, with its
// whole name. Reading on behind its last item begins with the next entry, behind any other with the entry itself.
func Inside(ctx context.Context, formats []Format, r io.Reader, in Input, at Place, yield func(Item) error) error {
	in.Start = 0
	if len(formats) == 0 {
		return yield(Item{Name: in.Name, Next: at.Next, Err: fmt.Errorf("%s: %w", in.Name, ErrNested)})
	}
	f, body, err := Pick(formats, r, in.Name)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if err != nil {
		return yield(Item{Name: in.Name, Next: at.Next, Err: fmt.Errorf("%s: %w", in.Name, err)})
	}
	var held *Item
	err = f.Read(ctx, body, in, func(item Item) error {
		before := held
		held = &item
		if before == nil {
			return nil
		}
		before.Next = at.Here
		return yield(*before)
	})
	if err != nil || held == nil {
		return err
	}
	held.Next = at.Next
	return yield(*held)
}
