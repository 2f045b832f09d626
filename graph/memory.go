package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/quad"
	"github.com/google/btree"
	"golang.org/x/sync/semaphore"
)

// everyone is the weight of the writer among readers of weight one.
const everyone = 1 << 30

// memory is an engine that has everything in memory: quads in Cayley's memstore, records in a sorted tree. With a log it
// outlives its process: the log has the primary records, and all else is made of them again.
//
// Cayley's memstore must not be read while it is written. So a snapshot keeps the writer waiting until it is released,
// and a waiting writer keeps new snapshots waiting: a goroutine that has a snapshot must neither commit nor ask for
// another one. Waiting ends with the context.
type memory struct {
	lock    *semaphore.Weighted
	store   *memstore.QuadStore
	records *btree.BTreeG[record]
	log     *recordLog // nil for none

	listing sync.Mutex // memstore notes in itself that somebody lists all its quads
}

func newMemory(log *recordLog) *memory {
	return &memory{lock: semaphore.NewWeighted(everyone), store: memstore.New(), records: newTree(), log: log}
}

func newTree() *btree.BTreeG[record] {
	return btree.NewG(32, func(a, b record) bool { return a.key < b.key })
}

func (m *memory) backend() string {
	if m.log == nil {
		return "memory"
	}
	return "embedded"
}

func (m *memory) close() error {
	if m.log == nil {
		return nil
	}
	return m.log.close()
}

func (m *memory) snapshot(ctx context.Context) (snapshot, error) {
	if err := m.lock.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("graph: waiting for the writer: %w", err)
	}
	return &memorySnapshot{treeReader: treeReader{m.records}, memory: m}, nil
}

func (m *memory) commit(ctx context.Context, c *commit) error {
	if err := m.lock.Acquire(ctx, everyone); err != nil {
		return fmt.Errorf("graph: waiting for readers: %w", err)
	}
	defer m.lock.Release(everyone)
	deltas, err := m.deltas(ctx, c)
	if err != nil {
		return err
	}
	if m.log != nil {
		if err := m.log.append(c.records); err != nil {
			return err
		}
	}
	// From here on nothing may fail: what is in the log is acknowledged.
	if err := m.store.ApplyDeltas(deltas, cayley.IgnoreOpts{IgnoreDup: true, IgnoreMissing: true}); err != nil {
		return fmt.Errorf("graph: cayley: %w", err)
	}
	next := m.records.Clone()
	replace(next, c.records)
	m.records = next
	return nil
}

// replace makes changes in a tree.
func replace(tree *btree.BTreeG[record], changes []change) {
	for _, c := range changes {
		if c.gone {
			tree.Delete(c.record)
		} else {
			tree.ReplaceOrInsert(c.record)
		}
	}
}

// deltas are the quads to take away and to add. A quad that stays is in neither: taking away is slow in memstore, and one
// that is added and taken away in one change would be gone, as it adds first.
func (m *memory) deltas(ctx context.Context, c *commit) ([]cayley.Delta, error) {
	var gone, come []cayley.Delta
	for label, quads := range c.labels {
		stays := make(map[quad.Quad]bool, len(quads))
		for _, q := range quads {
			stays[q] = false
		}
		err := quadsWith(ctx, m.store, quad.Label, label, func(q quad.Quad) error {
			if _, ok := stays[q]; ok {
				stays[q] = true
			} else {
				gone = append(gone, cayley.Delta{Quad: q, Action: cayley.Delete})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, q := range quads {
			if !stays[q] {
				come = append(come, cayley.Delta{Quad: q, Action: cayley.Add})
			}
		}
	}
	return append(gone, come...), nil
}

// memorySnapshot keeps the writer out until it is released.
type memorySnapshot struct {
	treeReader
	memory *memory
	once   sync.Once
}

func (s *memorySnapshot) release() { s.once.Do(func() { s.memory.lock.Release(1) }) }

func (s *memorySnapshot) quads() cayley.QuadStore {
	return &memoryQuads{QuadStore: s.memory.store, listing: &s.memory.listing}
}

// memoryQuads is memstore for readers.
type memoryQuads struct {
	*memstore.QuadStore
	listing *sync.Mutex
}

var errReadOnly = errors.New("graph: a snapshot is read only")

// ApplyDeltas fails.
func (q *memoryQuads) ApplyDeltas([]cayley.Delta, cayley.IgnoreOpts) error { return errReadOnly }

// NewQuadWriter fails.
func (q *memoryQuads) NewQuadWriter() (quad.WriteCloser, error) { return nil, errReadOnly }

// QuadsAllIterator may be called by several readers at once, which memstore's own may not.
func (q *memoryQuads) QuadsAllIterator() cayley.Iterator {
	q.listing.Lock()
	defer q.listing.Unlock()
	return q.QuadStore.QuadsAllIterator()
}

// NodesAllIterator is as QuadsAllIterator.
func (q *memoryQuads) NodesAllIterator() cayley.Iterator {
	q.listing.Lock()
	defer q.listing.Unlock()
	return q.QuadStore.NodesAllIterator()
}

// treeReader reads records of a tree that nobody changes.
type treeReader struct{ tree *btree.BTreeG[record] }

func (t treeReader) get(ctx context.Context, key string) (string, bool, error) {
	r, ok := t.tree.Get(record{key: key})
	return r.value, ok, ctx.Err()
}

func (t treeReader) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		more := true
		visit := func(r record) bool {
			switch {
			case !reverse && hi != "" && r.key >= hi, reverse && r.key < lo:
				return false
			case reverse && hi != "" && r.key == hi:
				return true
			case ctx.Err() != nil:
				more = yield(record{}, ctx.Err()) && false
			default:
				more = yield(r, nil)
			}
			return more
		}
		switch {
		case !reverse:
			t.tree.AscendGreaterOrEqual(record{key: lo}, visit)
		case hi == "":
			t.tree.Descend(visit)
		default:
			t.tree.DescendLessOrEqual(record{key: hi}, visit)
		}
	}
}

// quadsWith gives the quads that have the value in that place. A context that ends is an error: Cayley's iterators just
// stop.
func quadsWith(ctx context.Context, qs cayley.QuadStore, d quad.Direction, value quad.Value, yield func(quad.Quad) error) error {
	ref := qs.ValueOf(value)
	if ref == nil {
		return ctx.Err()
	}
	return eachQuad(ctx, qs, qs.QuadIterator(d, ref), yield)
}

// eachQuad gives the quads of an iterator and closes it.
func eachQuad(ctx context.Context, qs cayley.QuadStore, it cayley.Iterator, yield func(quad.Quad) error) (err error) {
	defer func() {
		if closed := it.Close(); err == nil {
			err = closed
		}
	}()
	for ctx.Err() == nil && it.Next(ctx) {
		if err := yield(qs.Quad(it.Result())); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return it.Err()
}
