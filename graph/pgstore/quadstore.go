package pgstore

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/quad"
	"github.com/jackc/pgx/v5"
)

// source is where a QuadStore reads.
type source interface {
	// ask gives f a connection.
	ask(ctx context.Context, f func(conn *pgx.Conn) error) error
	walk(query string, args []any) walk
	// values fills in the values of hashes that have none and are known.
	values(ctx context.Context, known map[hash]quad.Value) error
}

// QuadStore is a graph.QuadStore on the tables of a Store: Cayley's own SQL shapes, asked over the connection of one
// snapshot. It is safe for concurrent use.
type QuadStore struct {
	from  source
	write *Store // nil where it is read only

	mu    sync.Mutex
	plans csql.Optimizer
	first error
}

// The interfaces of Cayley that it is.
var (
	_ graph.QuadStore      = (*QuadStore)(nil)
	_ graph.BatchQuadStore = (*QuadStore)(nil)
)

// QuadStore is the snapshot for Cayley's queries. It is read only, and ends with the snapshot.
func (s *Snapshot) QuadStore() *QuadStore { return &QuadStore{from: s} }

// QuadStore is the store for Cayley's own programs, which write it too. Every question is asked of the last commit, and
// its answer is read whole. Use the QuadStore of a Snapshot for queries that ought to see one state.
func (s *Store) QuadStore() *QuadStore { return &QuadStore{from: live{s}, write: s} }

// live asks every question of the last commit.
type live struct{ s *Store }

func (l live) ask(ctx context.Context, f func(conn *pgx.Conn) error) error {
	conn, err := l.s.acquire(ctx, l.s.readers)
	if err != nil {
		return err
	}
	defer l.s.discard(conn)
	return describe(ctx, f(conn.Conn()))
}

func (l live) walk(query string, args []any) walk { return &whole{l.ask, query, args} }

func (l live) values(ctx context.Context, known map[hash]quad.Value) error {
	return l.s.lookUp(ctx, l.ask, known)
}

// askTimeout bounds the questions of Cayley's that come without a context.
const askTimeout = time.Minute

// note keeps the first error of the methods that give none.
func (qs *QuadStore) note(err error) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if qs.first == nil {
		qs.first = err
	}
}

// Err is the first error that a method met which cannot return one: those of graph.QuadStore that give only a value. A
// query is sound only if Err is nil after it.
func (qs *QuadStore) Err() error {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	return qs.first
}

// hashRef is the hash that a ref is.
func hashRef(ref graph.Ref) (hash, bool) {
	switch ref := ref.(type) {
	case csql.NodeHash:
		return ref.ValueHash, ref.Valid()
	case graph.ValueHash:
		return ref, ref.Valid()
	}
	return hash{}, false
}

// ValueOf gives the ref of a value that some quad has, else nil.
func (qs *QuadStore) ValueOf(v quad.Value) graph.Ref {
	if v == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	refs, err := qs.known(ctx, []quad.Value{v})
	if err != nil {
		qs.note(err)
		return nil
	}
	return refs[0]
}

// RefsOf gives the refs of values; one that no quad has is an error.
func (qs *QuadStore) RefsOf(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	refs, err := qs.known(ctx, values)
	if err != nil {
		return nil, err
	}
	for i, ref := range refs {
		if ref == nil {
			return nil, fmt.Errorf("pgstore: not found: %v", values[i])
		}
	}
	return refs, nil
}

// known gives the refs of those values that some quad has.
func (qs *QuadStore) known(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	places := map[hash][]int{}
	var keys [][]byte
	for i, v := range values {
		if v == nil {
			continue
		}
		h := hashOf(canonical(v))
		if places[h] == nil {
			keys = append(keys, h[:])
		}
		places[h] = append(places[h], i)
	}
	refs := make([]graph.Ref, len(values))
	if len(keys) == 0 {
		return refs, ctx.Err()
	}
	err := qs.from.ask(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, `SELECT hash FROM nodes WHERE hash = ANY($1)`, keys)
		if err != nil {
			return err
		}
		_, err = scanAll(rows, func(rows pgx.Rows) error {
			var h csql.NodeHash
			var key []byte
			err := rows.Scan(&key)
			copy(h.ValueHash[:], key)
			for _, i := range places[h.ValueHash] {
				refs[i] = h
			}
			return err
		})
		return err
	})
	return refs, err
}

// NameOf gives the value of a ref, nil where it is none of this store's.
func (qs *QuadStore) NameOf(ref graph.Ref) quad.Value {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	values, err := qs.ValuesOf(ctx, []graph.Ref{ref})
	if err != nil {
		qs.note(err)
		return nil
	}
	return values[0]
}

// ValuesOf gives the values of refs in one round trip at most.
func (qs *QuadStore) ValuesOf(ctx context.Context, refs []graph.Ref) ([]quad.Value, error) {
	known := map[hash]quad.Value{}
	for _, ref := range refs {
		if h, ok := hashRef(ref); ok {
			known[h] = nil
		}
	}
	if err := qs.from.values(ctx, known); err != nil {
		return nil, err
	}
	values := make([]quad.Value, len(refs))
	for i, ref := range refs {
		if fetched, ok := ref.(graph.PreFetchedValue); ok {
			values[i] = fetched.NameOf()
		} else if h, ok := hashRef(ref); ok {
			values[i] = known[h]
		}
	}
	return values, nil
}

// Quad gives the quad of a ref.
func (qs *QuadStore) Quad(ref graph.Ref) quad.Quad {
	q, ok := ref.(csql.QuadHashes)
	if !ok {
		return quad.Quad{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	var refs []graph.Ref
	for _, h := range rowOf(q.QuadHash) {
		refs = append(refs, h)
	}
	values, err := qs.ValuesOf(ctx, refs)
	if err != nil {
		qs.note(err)
		return quad.Quad{}
	}
	return quad.Quad{Subject: values[0], Predicate: values[1], Object: values[2], Label: values[3]}
}

// QuadDirection gives the ref in one place of a quad, nil where there is none.
func (qs *QuadStore) QuadDirection(ref graph.Ref, d quad.Direction) graph.Ref {
	q, ok := ref.(csql.QuadHashes)
	if !ok {
		return nil
	}
	h := csql.NodeHash{ValueHash: q.Get(d)}
	if !h.Valid() {
		return nil
	}
	return h
}

// pattern is the quads with a hash in one place.
func pattern(d quad.Direction, ref graph.Ref) (csql.Select, bool) {
	h, ok := hashRef(ref)
	sel := csql.AllQuads("")
	sel.WhereEq("", d.String()+"_hash", csql.NodeHash{ValueHash: h})
	return sel, ok
}

// QuadIterator gives the quads with a value in one place.
func (qs *QuadStore) QuadIterator(d quad.Direction, ref graph.Ref) graph.Iterator {
	sel, ok := pattern(d, ref)
	if !ok {
		return iterator.NewNull()
	}
	return qs.iterator(sel)
}

// QuadIteratorSize is how many quads have a value in one place; it is exact where they are few.
func (qs *QuadStore) QuadIteratorSize(ctx context.Context, d quad.Direction, ref graph.Ref) (graph.Size, error) {
	sel, ok := pattern(d, ref)
	if !ok {
		return graph.Size{Exact: true}, nil
	}
	return qs.size(ctx, sel)
}

// NodesAllIterator gives all values.
func (qs *QuadStore) NodesAllIterator() graph.Iterator { return qs.iterator(csql.AllNodes()) }

// QuadsAllIterator gives all quads.
func (qs *QuadStore) QuadsAllIterator() graph.Iterator { return qs.iterator(csql.AllQuads("")) }

// Stats are the sizes of the store. Quads are counted; nodes are, where that is asked for.
func (qs *QuadStore) Stats(ctx context.Context, exact bool) (graph.Stats, error) {
	stats := graph.Stats{Quads: graph.Size{Exact: true}, Nodes: graph.Size{Exact: exact}}
	nodes := `SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'nodes'::regclass`
	if exact {
		nodes = `SELECT count(*) FROM nodes`
	}
	err := qs.from.ask(ctx, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT quads, (`+nodes+`) FROM newsgraph_meta`).Scan(&stats.Quads.Size, &stats.Nodes.Size)
	})
	return stats, err
}

// Close does nothing: the store or the snapshot is closed by who has it.
func (qs *QuadStore) Close() error { return nil }
