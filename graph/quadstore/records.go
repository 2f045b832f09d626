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
		var read chunkOfRecords
		more := false
		for chunk := firstRecords; ; chunk = min(4*chunk, lastChunk) {
			if err := ctx.Err(); err != nil {
				yield(Record{}, err)
				return
			}
			more = c.records(&read, from, to, down, more, chunk)
			if err := c.err(); err != nil {
				yield(Record{}, err)
				return
			}
			for _, record := range read.records {
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

// chunkOfRecords are some records that a walk reads at a time. Small ones lie beside each other in pieces of memory, so
// that there are few of those; whoever keeps one record keeps its piece.
type chunkOfRecords struct {
	records []Record
	size    int
	piece   []byte // what is left of it
	next    int    // the size of the next piece
}

// The sizes of pieces: the first holds a record or two, since many walks read no more.
const (
	firstPiece = 256
	lastPiece  = 4 << 10
)

func (c *chunkOfRecords) add(key, value []byte) {
	n := len(key) + len(value)
	c.size += n
	var both []byte
	if n > lastPiece/8 {
		both = make([]byte, n)
	} else {
		if n > len(c.piece) {
			c.next = min(max(2*c.next, firstPiece), lastPiece)
			c.piece = make([]byte, max(c.next, n))
		}
		both, c.piece = c.piece[:n:n], c.piece[n:]
	}
	copy(both[copy(both, key):], value)
	c.records = append(c.records, Record{both[:len(key):len(key)], both[len(key):]})
}

// records reads the next records of [from, to) in place of those that the chunk has, at most n, and says whether there
// may be more; those are got by calling it again with more.
func (c *cursor) records(into *chunkOfRecords, from, to []byte, down, more bool, n int) bool {
	into.records, into.size = into.records[:0], 0
	resume := more
	more = false
	c.visit(from, to, down, resume, func(key, value []byte) bool {
		into.add(key, value)
		more = len(into.records) >= n || into.size >= maxChunkBytes
		return !more
	})
	return more
}
