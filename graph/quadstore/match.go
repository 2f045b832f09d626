package quadstore

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"

	"github.com/cayleygraph/quad"
)

// Query asks for quads.
type Query struct {
	// Match is what the quads have; a nil field is anything.
	Match quad.Quad
	// After is the cursor of a row; only the rows behind it are given. Empty: from the beginning.
	After Cursor
}

// Cursor is a place among the rows of a query, as text for the outside. It stays good when the row it is of is gone.
type Cursor string

// Row is a quad and its place.
type Row struct {
	quad.Quad
	IDs   IDs
	order order
}

// Cursor gives the row's place.
func (r Row) Cursor() Cursor {
	var key [quadKeySize]byte
	r.order.key(&key, r.IDs)
	return Cursor(base64.RawURLEncoding.EncodeToString(key[:]))
}

func (c Cursor) parse() (order, IDs, error) {
	key, err := base64.RawURLEncoding.DecodeString(string(c))
	if err == nil && len(key) == quadKeySize {
		for o := spog; o <= gspo; o++ {
			if q, err := o.quad(key); err == nil {
				return o, q, nil
			}
		}
	}
	return 0, IDs{}, fmt.Errorf("quadstore: %w", ErrCursor)
}

// Quads gives the quads of a query, in the order of an index that suits it: values in the order in which the store first
// met them. The last pair has the error where there is one, that of ctx included; a walk without one was whole.
func (v *view) Quads(ctx context.Context, query Query) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r := v.cur.Load()
		s := scan{r: r}
		defer s.close()
		found, err := s.start(ctx, query)
		if err != nil {
			yield(Row{}, err)
			return
		}
		for found {
			chunk := s.some(ctx)
			quads, err := r.decode(chunk)
			if err = errors.Join(s.err(), err); err != nil {
				yield(Row{}, err)
				return
			}
			for i, q := range quads {
				if !yield(Row{Quad: q, IDs: chunk[i], order: s.order}, nil) {
					return
				}
			}
			found = len(chunk) > 0
		}
	}
}

// start points a scan to the quads of a query. It says whether there can be any.
func (s *scan) start(ctx context.Context, query Query) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	pattern, possible, err := s.r.pattern(query.Match)
	if err != nil || !possible {
		return false, err
	}
	if query.After == "" {
		p, err := s.r.plan(pattern)
		s.open(pattern, p)
		return err == nil, err
	}
	o, q, err := query.After.parse()
	if err != nil {
		return false, err
	}
	if !q.matches(pattern) {
		return false, fmt.Errorf("quadstore: %w", ErrCursor)
	}
	s.open(pattern, plan{o, o.covers(pattern)})
	var key [quadKeySize]byte
	o.key(&key, q)
	s.from = append(append(s.from[:0], key[:]...), 0) // just behind it
	return true, nil
}

// pattern gives the IDs of a quad's values, and false where one is unknown, so that no quad can match.
func (r *reader) pattern(match quad.Quad) (pattern IDs, possible bool, err error) {
	for _, d := range quad.Directions {
		value := match.Get(d)
		if value == nil {
			continue
		}
		id, err := r.lookup(value)
		if err != nil || id == 0 {
			return pattern, false, err
		}
		pattern[d-quad.Subject] = id
	}
	return pattern, true, nil
}

// some gives the next quads, as many as the scan has read; none at the end.
func (s *scan) some(ctx context.Context) []IDs {
	q, ok := s.step(ctx)
	if !ok {
		return nil
	}
	out := []IDs{q}
	for s.at < len(s.buf) {
		if q, ok = s.step(ctx); !ok {
			break
		}
		out = append(out, q)
	}
	return out
}

// Match gives the quads of a pattern of IDs, 0 for anything, without their values.
func (v *view) Match(ctx context.Context, pattern IDs) iter.Seq2[IDs, error] {
	return func(yield func(IDs, error) bool) {
		s := scan{r: v.cur.Load()}
		defer s.close()
		p, err := s.r.plan(pattern)
		if err != nil {
			yield(IDs{}, err)
			return
		}
		s.open(pattern, p)
		for {
			q, ok := s.step(ctx)
			if !ok {
				break
			}
			if !yield(q, nil) {
				return
			}
		}
		if err := s.err(); err != nil {
			yield(IDs{}, err)
		}
	}
}

// Count counts the quads that have what match has; a nil field is anything. It goes over all of them.
func (v *view) Count(ctx context.Context, match quad.Quad) (int64, error) {
	pattern, possible, err := v.cur.Load().pattern(match)
	if err != nil || !possible {
		return 0, err
	}
	var n int64
	for _, err := range v.Match(ctx, pattern) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
