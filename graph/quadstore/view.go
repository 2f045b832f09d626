package quadstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/quad"
)

// view is what a Store and a Snapshot have in common: everything that reads.
type view struct{ cur atomic.Pointer[reader] }

// Snapshot is a store as it was when it was taken: a read-only graph.QuadStore for one query, whatever is written
// meanwhile. It must be closed, which also ends whatever iterators are left over from the query. Safe for concurrent
// use.
type Snapshot struct {
	view
	store *Store
}

// Snapshot takes a snapshot. It costs about a microsecond.
func (s *Store) Snapshot() (*Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("quadstore: %w", ErrClosed)
	}
	live := s.cur.Load()
	snapshot := &Snapshot{store: s}
	snapshot.cur.Store(newReader(s, live.db, live.db.NewSnapshot()))
	s.snapshots[snapshot] = struct{}{}
	return snapshot, nil
}

// Close ends the snapshot and every iterator of it. Closing again does nothing.
func (s *Snapshot) Close() error {
	s.cur.Load().close() // first, so that Store.Close, which closes what is listed, waits for it
	s.store.mu.Lock()
	delete(s.store.snapshots, s)
	s.store.mu.Unlock()
	return nil
}

// ApplyDeltas is ErrReadOnly.
func (s *Snapshot) ApplyDeltas([]graph.Delta, graph.IgnoreOpts) error {
	return fmt.Errorf("quadstore: snapshot: %w", ErrReadOnly)
}

// NewQuadWriter is ErrReadOnly.
func (s *Snapshot) NewQuadWriter() (quad.WriteCloser, error) {
	return nil, fmt.Errorf("quadstore: snapshot: %w", ErrReadOnly)
}

// The interfaces of Cayley that both are.
var (
	_ graph.QuadStore      = (*Store)(nil)
	_ graph.QuadStore      = (*Snapshot)(nil)
	_ graph.BatchQuadStore = (*Store)(nil)
	_ graph.BatchQuadStore = (*Snapshot)(nil)
)

// Err is the first error that a method of this view met which cannot return one: those of graph.QuadStore that give only
// a value. A query is sound only if Err is nil after it; Each sees to that.
func (v *view) Err() error { return v.cur.Load().noted() }

// Revision counts the commits up to this state.
func (v *view) Revision() (uint64, error) { return v.cur.Load().uint64(metaKey(metaRevision)) }

// nodeOf gives the ID that a ref is, and false for refs of other stores and for values that are only fetched.
func nodeOf(ref graph.Ref) (ID, bool) {
	id, ok := ref.(ID)
	return id, ok && id != 0
}

// ValueOf gives the ID of a value that some quad has, else nil.
func (v *view) ValueOf(value quad.Value) graph.Ref {
	if value == nil {
		return nil
	}
	r := v.cur.Load()
	id, err := r.lookup(value)
	if err != nil {
		if !errors.Is(err, ErrValue) {
			r.note(err)
		}
		return nil
	}
	live, err := r.live(id)
	if err != nil {
		r.note(err)
	}
	if !live {
		return nil
	}
	return id
}

// NameOf gives the value of a ref, nil where it is none of this store's.
func (v *view) NameOf(ref graph.Ref) quad.Value {
	if fetched, ok := ref.(graph.PreFetchedValue); ok {
		return fetched.NameOf()
	}
	id, ok := nodeOf(ref)
	if !ok {
		return nil
	}
	r := v.cur.Load()
	value, err := r.value(id)
	r.note(err)
	return value
}

// ValuesOf gives the values of refs, in one pass over the dictionary; nil where a ref is none of this store's.
func (v *view) ValuesOf(ctx context.Context, refs []graph.Ref) ([]quad.Value, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ids := make([]ID, 0, len(refs))
	for _, ref := range refs {
		if id, ok := nodeOf(ref); ok {
			ids = append(ids, id)
		}
	}
	values, err := v.cur.Load().valueMap(ids)
	if err != nil {
		return nil, err
	}
	out := make([]quad.Value, len(refs))
	for i, ref := range refs {
		if fetched, ok := ref.(graph.PreFetchedValue); ok {
			out[i] = fetched.NameOf()
		} else if id, ok := nodeOf(ref); ok {
			out[i] = values[id]
		}
	}
	return out, nil
}

// RefsOf gives the refs of values. A value that no quad has is graph.ErrNodeNotExists.
func (v *view) RefsOf(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	ids, err := v.Lookup(ctx, values...)
	if err != nil {
		return nil, err
	}
	refs := make([]graph.Ref, len(ids))
	for i, id := range ids {
		if id == 0 {
			return nil, fmt.Errorf("quadstore: %v: %w", values[i], graph.ErrNodeNotExists)
		}
		refs[i] = id
	}
	return refs, nil
}

// Lookup gives the IDs of values, 0 for those that no quad has.
func (v *view) Lookup(ctx context.Context, values ...quad.Value) ([]ID, error) {
	r := v.cur.Load()
	c, err := r.cursor()
	if err != nil {
		return nil, err
	}
	defer c.close()
	ids := make([]ID, len(values))
	for i, value := range values {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if value == nil {
			continue
		}
		id, err := r.lookup(value)
		if err != nil {
			return nil, err
		}
		live, err := c.live(id)
		if err != nil {
			return nil, err
		}
		if live {
			ids[i] = id
		}
	}
	return ids, nil
}

// Values gives the values of IDs, in one pass over the dictionary; nil where an ID has none.
func (v *view) Values(ctx context.Context, ids []ID) ([]quad.Value, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	values, err := v.cur.Load().valueMap(ids)
	if err != nil {
		return nil, err
	}
	out := make([]quad.Value, len(ids))
	for i, id := range ids {
		out[i] = values[id]
	}
	return out, nil
}

// Quad gives the quad of a quad's ref.
func (v *view) Quad(ref graph.Ref) quad.Quad {
	q, ok := ref.(IDs)
	if !ok {
		return quad.Quad{}
	}
	r := v.cur.Load()
	out, err := r.quad(q)
	r.note(err)
	return out
}

// QuadDirection gives the ref in a direction of a quad's ref, nil for the label of a quad that has none.
func (v *view) QuadDirection(ref graph.Ref, d quad.Direction) graph.Ref {
	q, ok := ref.(IDs)
	if !ok || d < quad.Subject || d > quad.Label || q.Get(d) == 0 {
		return nil
	}
	return q.Get(d)
}

// QuadIterator gives the quads that have a value in a direction.
func (v *view) QuadIterator(d quad.Direction, ref graph.Ref) graph.Iterator {
	id, ok := nodeOf(ref)
	if !ok || d < quad.Subject || d > quad.Label {
		return iterator.NewNull()
	}
	var pattern IDs
	pattern[d-quad.Subject] = id
	return graph.AsLegacy(newQuadShape(v.cur.Load(), pattern))
}

// QuadsAllIterator gives all quads.
func (v *view) QuadsAllIterator() graph.Iterator {
	return graph.AsLegacy(newQuadShape(v.cur.Load(), IDs{}))
}

// QuadIteratorSize gives how many quads QuadIterator has: exactly where they are few, else an estimate.
func (v *view) QuadIteratorSize(_ context.Context, d quad.Direction, ref graph.Ref) (graph.Size, error) {
	id, ok := nodeOf(ref)
	if !ok || d < quad.Subject || d > quad.Label {
		return graph.Size{Exact: true}, nil
	}
	var pattern IDs
	pattern[d-quad.Subject] = id
	return v.cur.Load().size(leading(int(d-quad.Subject)), pattern, 1)
}

// NodesAllIterator gives every value that some quad has, in order of their IDs.
func (v *view) NodesAllIterator() graph.Iterator {
	return graph.AsLegacy(&nodeShape{r: v.cur.Load()})
}

// Stats gives the numbers of values and quads. That of quads is always exact; that of values, if exact is not asked for,
// is how many there ever were.
func (v *view) Stats(ctx context.Context, exact bool) (graph.Stats, error) {
	r := v.cur.Load()
	state, err := r.counters()
	if err != nil {
		return graph.Stats{}, err
	}
	stats := graph.Stats{
		Quads: graph.Size{Size: state.quads, Exact: true},
		Nodes: graph.Size{Size: int64(state.next) - 1, Exact: state.next == 1 && state.quads == 0},
	}
	if exact {
		n, err := r.countNodes(ctx)
		if err != nil {
			return graph.Stats{}, err
		}
		stats.Nodes = graph.Size{Size: n, Exact: true}
	}
	return stats, nil
}
