package pgstore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/cayley/graph/sql/postgres"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/pgstore"
	"newsgraph/graph/quadstore/synthetic"
	"newsgraph/internal/postgrestest"
)

// TestStockReads reads by Cayley's own dialect what this package has written, and asks both for the same paths.
func TestStockReads(t *testing.T) {
	ctx := context.Background()
	address := postgrestest.Database(t)
	s := open(t, address, pgstore.Options{})
	fill(t, s, 0, 1, 1000, 4)
	stock, err := csql.New(postgres.Type, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stock.Close()
	own := snapshot(t, s).QuadStore()
	if d := cmp.Diff(quadsOf(ctx, t, own), quadsOf(ctx, t, stock)); d != "" {
		t.Errorf("quads: own -, stock +:\n%s", d)
	}
	follow := func(qs graph.QuadStore) []string {
		var found []string
		p := path.StartPath(qs, synthetic.Organization).In(synthetic.Type).In(synthetic.Subject).Out(synthetic.Object).Unique()
		if err := p.Iterate(ctx).EachValue(qs, func(v quad.Value) { found = append(found, v.String()) }); err != nil {
			t.Error(err)
		}
		slices.Sort(found)
		return found
	}
	one, two := follow(own), follow(stock)
	if d := cmp.Diff(one, two); d != "" || len(one) < 10 {
		t.Errorf("paths: own -, stock +:\n%s", d)
	}
	if err := own.Err(); err != nil {
		t.Error(err)
	}
}

func quadsOf(ctx context.Context, t *testing.T, qs graph.QuadStore) []string {
	t.Helper()
	var lines []string
	it := qs.QuadsAllIterator()
	defer it.Close()
	for it.Next(ctx) {
		lines = append(lines, qs.Quad(it.Result()).NQuad())
	}
	if err := it.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// TestCycles adds an article and takes it back 400 times: nothing is left, and reading does not become slow.
func TestCycles(t *testing.T) {
	cycles := 400
	if testing.Short() {
		cycles = 40
	}
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	fill(t, s, 0, 1, 3000, 1)
	before := state(t, s)
	read := func() time.Duration {
		snap := snapshot(t, s)
		defer snap.Close()
		best := time.Hour
		for range 20 {
			begin := time.Now()
			label, _ := news.Article(3)
			for _, err := range snap.Quads(context.Background(), quad.Quad{Label: label}) {
				if err != nil {
					t.Fatal(err)
				}
			}
			best = min(best, time.Since(begin))
		}
		return best
	}
	first := read()
	for range cycles {
		label, quads := news.Article(1_000_000)
		commit(t, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{label: quads}})
		commit(t, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{label: nil}})
	}
	if last := read(); last > 10*first+10*time.Millisecond {
		t.Errorf("reading took %v, and %v after %d cycles", first, last, cycles)
	}
	want(t, s, before...)
}

// TestRecursiveTags asks for whom somebody knows over two steps, and by whom, in every order that another part of a query
// could lead in.
func TestRecursiveTags(t *testing.T) {
	ctx := context.Background()
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	commit(t, s, &pgstore.Batch{Added: []quad.Quad{
		quad.MakeIRI("a", "knows", "b", ""), quad.MakeIRI("b", "knows", "c", ""), quad.MakeIRI("b", "knows", "a", ""),
		quad.MakeIRI("a", "in", "x", ""), quad.MakeIRI("b", "in", "x", ""), quad.MakeIRI("c", "in", "y", ""),
	}})
	qs := snapshot(t, s).QuadStore()
	step := path.StartMorphism().Tag("by").Out(quad.IRI("knows"))
	p := path.StartPath(qs, quad.IRI("a")).FollowRecursive(step, 2, nil).Has(quad.IRI("in"))
	for _, order := range []string{"abc", "acb", "bac", "bca", "cab", "cba"} {
		index := graph.AsShape(shape.BuildIterator(qs, p.Shape())).Lookup()
		found := map[string]string{}
		for _, name := range order {
			if !index.Contains(ctx, qs.ValueOf(quad.IRI(name))) {
				continue
			}
			tags := map[string]graph.Ref{}
			index.TagResults(tags)
			found[string(name)] = quad.ToString(qs.NameOf(tags["by"]))
		}
		if err := index.Err(); err != nil {
			t.Error(err)
		}
		if err := index.Close(); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(map[string]string{"a": "<b>", "b": "<a>", "c": "<b>"}, found); diff != "" {
			t.Errorf("in the order %s: %s", order, diff)
		}
	}
	if err := qs.Err(); err != nil {
		t.Error(err)
	}
}
