package quadstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
)

// Record is a key and a value of a space. They are the caller's to keep.
type Record struct{ Key, Value []byte }

// Range is a part of a space's keys, in order of their bytes.
type Range struct {
	// Prefix is what all keys begin with.
	Prefix []byte
	// From is the first key; nil: from the beginning. To is the key before which the range ends; nil: at the end. They
	// are whole keys, Prefix included.
	From, To []byte
	// Down is from the last key to the first.
	Down bool
}

// bounds gives the stored keys that the range lies between.
func (g Range) bounds(space Space) (from, to []byte) {
	from = recordKey(space, g.Prefix)
	to = after(from)
	if g.From != nil {
		if key := recordKey(space, g.From); bytes.Compare(key, from) > 0 {
			from = key
		}
	}
	if g.To != nil {
		if key := recordKey(space, g.To); bytes.Compare(key, to) < 0 {
			to = key
		}
	}
	return from, to
}

// Get gives the value of a record, and false where there is none.
func (v *view) Get(space Space, key []byte) (value []byte, found bool, err error) {
	return v.cur.Load().get(recordKey(space, key))
}

// Records gives the records of a range. The last pair has the error where there is one, that of ctx included; a walk
// without one was whole.
func (v *view) Records(ctx context.Context, space Space, part Range) iter.Seq2[Record, error] {
	from, to := part.bounds(space)
	return walkRecords(ctx, v.cur.Load(), from, to, part.Down, 2)
}

// Counter gives the value of a counter.
func (v *view) Counter(counter []byte) (int64, error) {
	n, err := v.cur.Load().uint64(counterKey(counter))
	return int64(n), err
}

// Counters gives the counters whose names begin with prefix and that are not zero, in order of their names.
func (v *view) Counters(ctx context.Context, prefix []byte) iter.Seq2[Counter, error] {
	from := counterKey(prefix)
	return func(yield func(Counter, error) bool) {
		for record, err := range walkRecords(ctx, v.cur.Load(), from, after(from), false, 1) {
			if err != nil {
				yield(Counter{}, err)
				return
			}
			if len(record.Value) != 8 {
				yield(Counter{}, fmt.Errorf("quadstore: %w: counter %q holds %d bytes", ErrCorrupt, record.Key, len(record.Value)))
				return
			}
			if !yield(Counter{record.Key, int64(binary.BigEndian.Uint64(record.Value))}, nil) {
				return
			}
		}
	}
}

// Counter is the name and the value of a counter.
type Counter struct {
	Name  []byte
	Value int64
}

// firstRecords is how many records a walk reads ahead at first: many walks are for the first one alone.
const firstRecords = 3

// walkRecords gives the keys of [from, to), without their first skip bytes, and values. It reads some at a time, so that
// whoever it gives them to can use the store as he likes.
func walkRecords(ctx context.Context, r *reader, from, to []byte, down bool, skip int) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		c, err := r.cursor()
		if err != nil {
			yield(Record{}, err)
			return
		}
		defer c.close()
		more := false
		for chunk := firstRecords; ; chunk = min(4*chunk, lastChunk) {
			if err := ctx.Err(); err != nil {
				yield(Record{}, err)
				return
			}
			var records []Record
			records, more = c.records(from, to, down, more, chunk)
			if err := c.err(); err != nil {
				yield(Record{}, err)
				return
			}
			for _, record := range records {
				if !yield(Record{record.Key[skip:], record.Value}, nil) {
					return
				}
			}
			if !more {
				return
			}
		}
	}
}

// maxChunkBytes ends a chunk of records early where they are big.
const maxChunkBytes = 1 << 20

// records gives the next records of [from, to), at most n, and whether there may be more; those are got by calling it
// again with more.
func (c *cursor) records(from, to []byte, down, more bool, n int) (out []Record, _ bool) {
	size := 0
	resume := more
	more = false
	c.visit(from, to, down, resume, func(key, value []byte) bool {
		both := append(append(make([]byte, 0, len(key)+len(value)), key...), value...)
		out = append(out, Record{both[:len(key):len(key)], both[len(key):]})
		size += len(key) + len(value)
		more = len(out) >= n || size >= maxChunkBytes
		return !more
	})
	return out, more
}
