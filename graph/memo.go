package graph

import (
	"context"
	"iter"
)

// memo is a reader of one state that does not ask the engine twice. It is for one goroutine and one change: a change
// looks at the same rows when it counts, when it moves indexes and when it compares.
type memo struct {
	reader
	values map[string]found
	ranges map[span][]record
}

// found is what there is under a key.
type found struct {
	value string
	ok    bool
}

// span is a range of keys in the direction in which it is read.
type span struct {
	lo, hi  string
	reverse bool
}

// maxRemembered is how many records a range may have to be remembered. Most have few; what is long is read in part.
const maxRemembered = 64

func newMemo(r reader) *memo {
	return &memo{reader: r, values: map[string]found{}, ranges: map[span][]record{}}
}

// knows says whether get need not ask.
func (m *memo) knows(key string) bool {
	_, known := m.values[key]
	return known
}

func (m *memo) get(ctx context.Context, key string) (string, bool, error) {
	if f, known := m.values[key]; known {
		return f.value, f.ok, ctx.Err()
	}
	value, ok, err := m.reader.get(ctx, key)
	if err == nil {
		m.values[key] = found{value, ok}
	}
	return value, ok, err
}

func (m *memo) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	where := span{lo, hi, reverse}
	return func(yield func(record, error) bool) {
		if known, ok := m.ranges[where]; ok {
			for _, r := range known {
				if !yield(r, nil) {
					return
				}
			}
			if err := ctx.Err(); err != nil {
				yield(record{}, err)
			}
			return
		}
		var all []record
		for r, err := range m.reader.scan(ctx, lo, hi, reverse) {
			if err == nil && len(all) <= maxRemembered {
				all = append(all, r)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
		if len(all) <= maxRemembered {
			m.ranges[where] = all
		}
	}
}
