package graph

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// place is where a row stands in a list: the order key with the id behind it, and the id.
type place struct{ key, id string }

// listing is a list that can be walked from any key in both directions, without what does not match.
type listing struct {
	// walk gives the places with lo <= key < hi in order, or in reverse; an empty hi is open.
	walk func(lo, hi string, reverse bool) iter.Seq2[place, error]
	// total counts without a walk, where that is possible.
	total func() (int, bool)
	// sign is what cursors of the list begin with, so that they are not taken for those of another list or order.
	sign string
}

// window is the part of a list that was asked for.
type window struct {
	places            []place
	cursors           []string
	next, previous    bool
	total             *int
	forward           bool
	size              int
	after, beforeHere string
}

// cut takes the part of a list that is asked for.
func (l *listing) cut(p PageRequest, countLimit int) (*window, error) {
	w, err := l.request(p)
	if err != nil {
		return nil, err
	}
	if w.forward {
		err = l.forward(w)
	} else {
		err = l.backward(w)
	}
	if err != nil {
		return nil, err
	}
	for _, at := range w.places {
		w.cursors = append(w.cursors, l.cursor(at.key))
	}
	if p.Count {
		w.total, err = l.count(countLimit)
	}
	return w, err
}

// request checks what is asked for.
func (l *listing) request(p PageRequest) (*window, error) {
	w := &window{forward: p.Last == 0 && p.Before == "", size: p.First}
	if !w.forward {
		w.size = p.Last
	}
	if w.size == 0 {
		w.size = DefaultPage
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	var err error
	if w.after, err = l.key("after", p.After); err != nil {
		return nil, err
	}
	w.beforeHere, err = l.key("before", p.Before)
	return w, err
}

func (p PageRequest) check() error {
	for _, n := range []struct {
		field string
		value int
	}{{"first", p.First}, {"last", p.Last}} {
		if n.value < 0 || n.value > MaxPage {
			return &RequestError{n.field, fmt.Sprintf("%d is not between 1 and %d", n.value, MaxPage)}
		}
	}
	switch {
	case p.First != 0 && p.Last != 0:
		return &RequestError{"last", "give first or last, not both"}
	case p.After != "" && p.Before != "":
		return &RequestError{"before", "give after or before, not both"}
	case p.After != "" && p.Last != 0:
		return &RequestError{"after", "goes with first; before goes with last"}
	case p.Before != "" && p.First != 0:
		return &RequestError{"before", "goes with last; after goes with first"}
	}
	return nil
}

func (l *listing) forward(w *window) error {
	lo := ""
	if w.after != "" {
		lo = w.after + "\x00"
	}
	if err := l.take(w, lo, "", false); err != nil {
		return err
	}
	w.next = len(w.places) > w.size
	w.places = w.places[:min(len(w.places), w.size)]
	if w.after == "" {
		return nil
	}
	var err error
	w.previous, err = l.has("", w.after+"\x00", true)
	return err
}

func (l *listing) backward(w *window) error {
	if err := l.take(w, "", w.beforeHere, true); err != nil {
		return err
	}
	w.previous = len(w.places) > w.size
	w.places = w.places[:min(len(w.places), w.size)]
	slices.Reverse(w.places)
	if w.beforeHere == "" {
		return nil
	}
	var err error
	w.next, err = l.has(w.beforeHere, "", false)
	return err
}

// take walks until there is one more than the page holds.
func (l *listing) take(w *window, lo, hi string, reverse bool) error {
	for at, err := range l.walk(lo, hi, reverse) {
		if err != nil {
			return err
		}
		if w.places = append(w.places, at); len(w.places) > w.size {
			return nil
		}
	}
	return nil
}

func (l *listing) has(lo, hi string, reverse bool) (bool, error) {
	for _, err := range l.walk(lo, hi, reverse) {
		return err == nil, err
	}
	return false, nil
}

// count is the length of the list; nil where it would have to be counted and is above the limit.
func (l *listing) count(limit int) (*int, error) {
	if l.total != nil {
		if n, known := l.total(); known {
			return &n, nil
		}
	}
	n := 0
	for _, err := range l.walk("", "", false) {
		if err != nil {
			return nil, err
		}
		if n++; n > limit {
			return nil, nil
		}
	}
	return &n, nil
}

// cursor is an opaque name of a place in this list.
func (l *listing) cursor(key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(hash(8, l.sign) + key))
}

// key is the key of a cursor of this list.
func (l *listing) key(field, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", &RequestError{field, "this is no cursor"}
	}
	key, ours := strings.CutPrefix(string(data), hash(8, l.sign))
	if !ours || key == "" {
		return "", &RequestError{field, "this cursor is of another list or another order"}
	}
	return key, nil
}

// sorted is a listing of places that have been collected.
func sorted(sign string, places []place) *listing {
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(a.key, b.key) })
	from := func(key string) int {
		at, _ := slices.BinarySearchFunc(places, key, func(p place, key string) int { return strings.Compare(p.key, key) })
		return at
	}
	return &listing{
		sign:  sign,
		total: func() (int, bool) { return len(places), true },
		walk: func(lo, hi string, reverse bool) iter.Seq2[place, error] {
			part := places[from(lo):]
			if hi != "" {
				part = places[min(from(lo), from(hi)):from(hi)]
			}
			return func(yield func(place, error) bool) {
				for i := range part {
					at := part[i]
					if reverse {
						at = part[len(part)-1-i]
					}
					if !yield(at, nil) {
						return
					}
				}
			}
		},
	}
}

// streamed is a listing of the records under a prefix. Match says whether a row is in the list; nil lets all in.
func streamed(ctx context.Context, r reader, sign, prefix string, id func(orderKey string) string, match func(id string) (bool, error)) *listing {
	return &listing{
		sign: sign,
		walk: func(lo, hi string, reverse bool) iter.Seq2[place, error] {
			end := prefixEnd(prefix)
			if hi != "" {
				end = prefix + hi
			}
			return func(yield func(place, error) bool) {
				for rec, err := range r.scan(ctx, prefix+lo, end, reverse) {
					at := place{}
					if err == nil {
						at.key = rec.key[len(prefix):]
						at.id = id(at.key)
					}
					in := true
					if err == nil && match != nil {
						in, err = match(at.id)
					}
					if (in || err != nil) && !yield(at, err) || err != nil {
						return
					}
				}
			}
		},
	}
}

// page fills a window with what stands there.
func page[T any](w *window, load func(id string) (T, error)) (*Page[T], error) {
	p := &Page[T]{Items: make([]T, 0, len(w.places)), Cursors: w.cursors, HasNext: w.next, HasPrevious: w.previous, Total: w.total}
	for _, at := range w.places {
		item, err := load(at.id)
		if err != nil {
			return nil, err
		}
		p.Items = append(p.Items, item)
	}
	return p, nil
}
