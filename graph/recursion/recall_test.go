package recursion_test

import (
	"context"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/recursion"
)

// following is whom somebody knows over two steps, each with who knows them.
func following(qs graph.QuadStore) shape.Shape {
	step := path.StartMorphism().Tag("by").Out(quad.IRI("knows"))
	return path.StartPath(qs, quad.IRI("1")).FollowRecursive(step, 2, nil).Shape()
}

// asked asks a shape for nodes in an order, and gives by whom each is known.
func asked(t *testing.T, qs graph.QuadStore, s shape.Shape, order []string) map[string]string {
	t.Helper()
	ctx := context.Background()
	index := graph.AsShape(s.BuildIterator(qs)).Lookup()
	defer func() {
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	}()
	by := map[string]string{}
	for _, name := range order {
		if !index.Contains(ctx, qs.ValueOf(quad.IRI(name))) {
			continue
		}
		tags := map[string]graph.Ref{}
		index.TagResults(tags)
		by[name] = quad.ToString(qs.NameOf(tags["by"]))
	}
	if err := index.Err(); err != nil {
		t.Error(err)
	}
	return by
}

var orders = [][]string{{"1", "2", "3"}, {"1", "3", "2"}, {"2", "1", "3"}, {"2", "3", "1"}, {"3", "1", "2"}, {"3", "2", "1"}}

func TestTagsHaveNoOrder(t *testing.T) {
	qs := memstore.New(
		quad.MakeIRI("1", "knows", "2", ""), quad.MakeIRI("2", "knows", "3", ""), quad.MakeIRI("2", "knows", "1", ""),
		quad.MakeIRI("4", "knows", "5", ""))
	none := func(shape.Shape) bool { return false }
	wrapped, changed := recursion.Recall(shape.Intersect{following(qs)}, none)
	if !changed {
		t.Fatal("the recursive path was left as it is")
	}
	if _, again := recursion.Recall(wrapped, none); again {
		t.Error("it was wrapped twice")
	}
	want := map[string]string{"1": "<2>", "2": "<1>", "3": "<2>"}
	mixed := false
	for _, order := range orders {
		if diff := cmp.Diff(want, asked(t, qs, wrapped.(shape.Intersect)[0], append(order, "4", "5"))); diff != "" {
			t.Errorf("asked for %v: %s", order, diff)
		}
		mixed = mixed || !cmp.Equal(want, asked(t, qs, following(qs), order))
	}
	if !mixed {
		t.Error("Cayley's own iterator is right in every order: this package is not needed any more")
	}
}

func TestPartsOfShapes(t *testing.T) {
	qs := memstore.New(quad.MakeIRI("1", "knows", "2", ""))
	deep := following(qs)
	own := func(shape.Shape) bool { return false }
	for name, s := range map[string]shape.Shape{
		"intersection": shape.Intersect{shape.AllNodes{}, deep},
		"under tags":   shape.Intersect{shape.Save{From: deep, Tags: []string{"a"}}},
		"optional":     shape.IntersectOpt{Sub: shape.Intersect{shape.AllNodes{}}, Opt: []shape.Shape{deep}},
		"quads":        shape.Quads{{Dir: quad.Subject, Values: deep}},
		"except":       shape.Except{From: shape.AllNodes{}, Exclude: deep},
	} {
		if _, changed := recursion.Recall(s, own); !changed {
			t.Errorf("%s: not wrapped", name)
		}
	}
	for name, s := range map[string]shape.Shape{
		"no recursion": shape.Intersect{shape.AllNodes{}, shape.Fixed{qs.ValueOf(quad.IRI("1"))}},
		"leads":        shape.Unique{From: deep},
	} {
		if _, changed := recursion.Recall(s, own); changed {
			t.Errorf("%s: wrapped", name)
		}
	}
	if _, changed := recursion.Recall(shape.Intersect{deep}, func(shape.Shape) bool { return true }); changed {
		t.Error("a shape of the store's own was wrapped")
	}
}
