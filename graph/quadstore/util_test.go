package quadstore_test

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
)

var ctx = context.Background()

// open opens a store that is checked and closed at the end of the test.
func open(t testing.TB, opts quadstore.Options) *quadstore.Store {
	t.Helper()
	s, err := quadstore.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sound(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sound checks a store that is open.
func sound(t testing.TB, s *quadstore.Store) {
	t.Helper()
	snapshot, err := s.Snapshot()
	if err != nil {
		return // closed by the test
	}
	snapshot.Close()
	problems, err := s.Check(ctx)
	if err != nil {
		t.Error(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

func apply(t testing.TB, s *quadstore.Store, change func(b *quadstore.Batch)) {
	t.Helper()
	var b quadstore.Batch
	change(&b)
	if err := s.Apply(ctx, &b); err != nil {
		t.Fatal(err)
	}
}

// q makes a quad of IRIs; an empty label is none.
func q(s, p, o, label string) quad.Quad { return quad.MakeIRI(s, p, o, label) }

// shown is a store or a snapshot.
type shown interface {
	graph.QuadStore
	Quads(context.Context, quadstore.Query) iter.Seq2[quadstore.Row, error]
	Match(context.Context, quadstore.IDs) iter.Seq2[quadstore.IDs, error]
	Count(context.Context, quad.Quad) (int64, error)
	Get(quadstore.Space, []byte) ([]byte, bool, error)
	Records(context.Context, quadstore.Space, quadstore.Range) iter.Seq2[quadstore.Record, error]
	Counter([]byte) (int64, error)
	Counters(context.Context, []byte) iter.Seq2[quadstore.Counter, error]
	Lookup(context.Context, ...quad.Value) ([]quadstore.ID, error)
	Values(context.Context, []quadstore.ID) ([]quad.Value, error)
	Revision() (uint64, error)
	Err() error
}

var (
	_ shown = (*quadstore.Store)(nil)
	_ shown = (*quadstore.Snapshot)(nil)
)

// all collects what a walk gives.
func all[T any](t testing.TB, walk iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for x, err := range walk {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// quadsOf gives the quads that match, as printed does.
func quadsOf(t testing.TB, s shown, match quad.Quad) []string {
	t.Helper()
	var quads []quad.Quad
	for _, row := range all(t, s.Quads(ctx, quadstore.Query{Match: match})) {
		quads = append(quads, row.Quad)
	}
	n, err := s.Count(ctx, match)
	if err != nil || n != int64(len(quads)) {
		t.Errorf("Count says %d, %v, and Quads gives %d", n, err, len(quads))
	}
	return printed(quads...)
}

// snapshot takes a snapshot that is closed at the end of the test.
func snapshot(t testing.TB, s *quadstore.Store) *quadstore.Snapshot {
	t.Helper()
	v, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// printed gives quads as quadsOf does.
func printed(quads ...quad.Quad) []string {
	out := []string{}
	for _, q := range quads {
		out = append(out, q.NQuad())
	}
	slices.Sort(out)
	return out
}
