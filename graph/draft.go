package graph

import (
	"context"
	"iter"

	"github.com/cayleygraph/quad"
	"github.com/google/btree"
)

// draft is a change in the making: a reader of the state as it will be. Nothing of it is seen before it is committed.
type draft struct {
	base    *memo
	changes *btree.BTreeG[change]
	labels  map[quad.IRI][]quad.Quad

	removed, added []quad.Quad // of labels that are not in labels

	quotes map[quote]int // how many more there are
}

// quote is a piece of a text that evidence quotes.
type quote struct {
	article              string // without prefix
	revision, start, end int
}

func newDraft(base reader) *draft {
	return &draft{
		base:    newMemo(base),
		changes: btree.NewG(16, func(a, b change) bool { return a.key < b.key }),
		labels:  map[quad.IRI][]quad.Quad{},
		quotes:  map[quote]int{},
	}
}

// fresh is the change as it would be of a state that has nothing.
func (d *draft) fresh() reader { return &draft{base: newMemo(nothing{}), changes: d.changes} }

// nothing is a reader of no records.
type nothing struct{}

func (nothing) get(ctx context.Context, _ string) (string, bool, error) { return "", false, ctx.Err() }

func (nothing) scan(ctx context.Context, _, _ string, _ bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(record{}, err)
		}
	}
}

func (d *draft) put(key, value string) { d.change(change{record: record{key, value}}) }

func (d *draft) remove(key string) { d.change(change{record: record{key: key}, gone: true}) }

// change notes a change. What is changed once is put where the state has something else and taken away where it has
// something, so that the state need not be asked; of what is changed again that is not known.
func (d *draft) change(c change) {
	before, again := d.changes.ReplaceOrInsert(c)
	if c.again = again; again && before.gone == c.gone && before.value == c.value {
		c.again = before.again
	}
	if again {
		d.changes.ReplaceOrInsert(c)
	}
}

func (d *draft) get(ctx context.Context, key string) (string, bool, error) {
	if c, ok := d.changes.Get(change{record: record{key: key}}); ok {
		return c.value, !c.gone, ctx.Err()
	}
	return d.base.get(ctx, key)
}

func (d *draft) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		mine := d.between(lo, hi, reverse)
		for theirs, err := range d.base.scan(ctx, lo, hi, reverse) {
			if err != nil {
				yield(record{}, err)
				return
			}
			for len(mine) > 0 && mine[0].key != theirs.key && (mine[0].key < theirs.key) != reverse {
				if !mine[0].gone && !yield(mine[0].record, nil) {
					return
				}
				mine = mine[1:]
			}
			if len(mine) > 0 && mine[0].key == theirs.key {
				continue // ours comes in its turn
			}
			if !yield(theirs, nil) {
				return
			}
		}
		for _, c := range mine {
			if !c.gone && !yield(c.record, nil) {
				return
			}
		}
	}
}

// between are the changes in a range in the order of a scan.
func (d *draft) between(lo, hi string, reverse bool) []change {
	var found []change
	d.changes.AscendGreaterOrEqual(change{record: record{key: lo}}, func(c change) bool {
		if hi != "" && c.key >= hi {
			return false
		}
		found = append(found, c)
		return true
	})
	if reverse {
		for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
			found[i], found[j] = found[j], found[i]
		}
	}
	return found
}

// commit is the change and what it does to the indexes, without what puts a record that is there already or takes one away
// that is not, as far as that is known.
func (d *draft) commit(ctx context.Context) (*commit, error) {
	if err := d.index(ctx); err != nil {
		return nil, err
	}
	c := &commit{labels: d.labels, removed: d.removed, added: d.added}
	var failed error
	d.changes.Ascend(func(ch change) bool {
		if !ch.again && !d.base.knows(ch.key) {
			c.records = append(c.records, ch)
			return true
		}
		value, ok, err := d.base.get(ctx, ch.key)
		if err != nil {
			failed = err
			return false
		}
		if ok == ch.gone || ok && value != ch.value {
			c.records = append(c.records, ch)
		}
		return true
	})
	return c, failed
}

// add adds to the counts in a record and takes it away when all of them are 0. It gives the first count as it was and as
// it is.
func (d *draft) add(ctx context.Context, key string, more ...int) (before, after int, err error) {
	counts, err := readCounts(ctx, d, key, len(more))
	if err != nil {
		return 0, 0, err
	}
	before = counts[0]
	var e encoder
	empty := true
	for i, n := range more {
		counts[i] += n
		empty = empty && counts[i] == 0
		e.int(counts[i])
	}
	if empty {
		d.remove(key)
	} else {
		d.put(key, e.done())
	}
	return before, counts[0], nil
}

// readCounts are the n counts in a record; 0 where there is none.
func readCounts(ctx context.Context, r reader, key string, n int) ([]int, error) {
	value, _, err := r.get(ctx, key)
	if err != nil {
		return nil, err
	}
	return decodeCounts(key, value, n)
}

func decodeCounts(key, value string, n int) ([]int, error) {
	counts := make([]int, n)
	if value == "" {
		return counts, nil
	}
	d := decoder{s: value}
	for i := range counts {
		counts[i] = d.int()
	}
	return counts, damage(d.done(), key)
}

// any says whether there is a record with the prefix.
func hasAny(ctx context.Context, r reader, prefix string) (bool, error) {
	for _, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		return err == nil, err
	}
	return false, nil
}
