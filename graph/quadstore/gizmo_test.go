package quadstore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/cayley/query"
	"github.com/cayleygraph/cayley/query/gizmo"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/quadstore"
)

// story is a small graph as articles bring it.
func story(t testing.TB) *quadstore.Store {
	t.Helper()
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		for _, article := range []string{"article/1", "article/2"} {
			b.Add(
				q("facebook", "share-data-with", "huawei", article),
				quad.Make(quad.IRI("facebook"), quad.IRI("label"), "Facebook", quad.IRI(article)),
			)
		}
		b.Add(
			q("pentagon", "ban", "huawei", "article/2"), q("pentagon", "ban", "zte", "article/2"),
			q("huawei", "supply", "zte", "article/2"),
			quad.Make(quad.IRI("huawei"), quad.IRI("founded"), 1987, quad.IRI("article/2")),
		)
	})
	return s
}

func TestGizmo(t *testing.T) {
	cases := []struct {
		query string
		want  []string
	}{
		{`g.V("<facebook>").out("<share-data-with>").unique().all()`, []string{"map[id:<huawei>]"}},
		{`g.V("<huawei>").in("<ban>").tag("who").out("<ban>").all()`, []string{
			"map[id:<huawei> who:<pentagon>]", "map[id:<zte> who:<pentagon>]"}},
		{`g.V().has("<label>", "Facebook").unique().all()`, []string{"map[id:<facebook>]"}},
		{`g.V("<huawei>").save("<founded>", "year").all()`, []string{"map[id:<huawei> year:1987]"}},
		{`g.V("<facebook>").labelContext("<article/1>").out("<share-data-with>").all()`, []string{"map[id:<huawei>]"}},
		{`g.V("<pentagon>").followRecursive(g.M().out(["<ban>", "<supply>"])).unique().all()`, []string{
			"map[id:<huawei>]", "map[id:<zte>]"}},
		{`g.emit(g.V("<pentagon>").out("<ban>").count())`, []string{"2"}},
	}
	s := story(t)
	for _, c := range cases {
		v := snapshot(t, s)
		it, err := gizmo.NewSession(v).Execute(ctx, c.query, query.Options{Collation: query.JSON, Limit: -1})
		if err != nil {
			t.Fatalf("%s: %v", c.query, err)
		}
		var got []string
		for it.Next(ctx) {
			if r := it.Result(); r != nil {
				got = append(got, fmt.Sprint(r))
			}
		}
		if err := errors.Join(it.Err(), v.Err()); err != nil {
			t.Errorf("%s: %v", c.query, err)
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.query, diff)
		}
		it.Close()
	}
}

// TestRecursiveTags holds that a value found by following a path again and again keeps its own tags, in whatever order
// the quads came. Cayley's iterator alone gives those of another value in some orders.
func TestRecursiveTags(t *testing.T) {
	quads := []quad.Quad{
		q("1", "relates", "x", ""), q("2", "relates", "x", ""), q("3", "relates", "y", ""),
		q("1", "knows", "2", ""), q("2", "knows", "1", ""), q("2", "knows", "3", ""),
	}
	run := func(qs graph.QuadStore) []string {
		p := path.StartPath(qs, quad.IRI("1")).FollowRecursive(
			path.StartMorphism().Tag("from").Out(quad.IRI("knows")), 2, nil,
		).Has(quad.IRI("relates")).Tag("to")
		var out []string
		for r, err := range quadstore.Each(ctx, qs, p.Shape()) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprint(r.Tags))
		}
		slices.Sort(out)
		return out
	}
	want := []string{"map[from:<1> to:<2>]", "map[from:<2> to:<1>]", "map[from:<2> to:<3>]"}
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	for name, qs := range map[string]graph.QuadStore{"with hops": s, "without": quadstore.Plain{Store: s}} {
		if diff := cmp.Diff(want, run(qs)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
	if slices.Equal(want, run(memstore.New(quads...))) {
		t.Log("Cayley's own store is right too: its fault is mended")
	}
}

// panics is a shape whose iterator panics.
type panics struct{}

func (panics) BuildIterator(graph.QuadStore) graph.Iterator   { panic("integer divide by zero") }
func (p panics) Optimize(shape.Optimizer) (shape.Shape, bool) { return p, false }

func TestEach(t *testing.T) {
	s := story(t)
	for _, err := range quadstore.Each(ctx, s, panics{}) {
		if err == nil || !strings.Contains(err.Error(), "panic: integer divide by zero") {
			t.Errorf("a panic is %v", err)
		}
	}
	v := snapshot(t, s)
	p := path.StartPath(v, quad.IRI("pentagon")).Out(quad.IRI("ban"))
	for range quadstore.Each(ctx, v, p.Shape()) {
		break
	}
	ended, cancel := context.WithCancel(ctx)
	n := 0
	for _, err := range quadstore.Each(ended, v, p.Shape()) {
		cancel()
		if n++; n == 2 && !errors.Is(err, context.Canceled) {
			t.Errorf("an ended context gives %v", err)
		}
	}
	if n != 2 {
		t.Errorf("%d results and errors, want one of each", n)
	}
	cancel()
}

func TestRegister(t *testing.T) {
	quadstore.Register()
	dir := t.TempDir()
	if err := graph.InitQuadStore(quadstore.Name, dir, nil); err != nil {
		t.Fatal(err)
	}
	qs, err := graph.NewQuadStore(quadstore.Name, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := qs.ApplyDeltas([]graph.Delta{{Quad: q("a", "p", "b", ""), Action: graph.Add}}, graph.IgnoreOpts{}); err != nil {
		t.Error(err)
	}
	if err := qs.Close(); err != nil {
		t.Error(err)
	}
	if err := graph.InitQuadStore(quadstore.Name, dir, nil); !errors.Is(err, graph.ErrDatabaseExists) {
		t.Errorf("a store with quads is made anew: %v", err)
	}
}
