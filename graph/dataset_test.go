package graph

import (
	"context"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

// TestAdded wants quads that are added to be there besides what their labels have.
func TestAdded(t *testing.T) {
	e := engineTest{t, memoryEngine(t)}
	e.commit(map[quad.IRI][]quad.Quad{"a": {triple("a", "1")}})
	for range 2 {
		err := e.engine.commit(context.Background(), &commit{
			labels: map[quad.IRI][]quad.Quad{"b": {triple("b", "1")}},
			added:  []quad.Quad{triple("a", "1"), triple("a", "2"), triple("c", "3")},
		})
		must(t, err)
	}
	want := []string{"<s> <p> <1> <a> .", "<s> <p> <1> <b> .", "<s> <p> <2> <a> .", "<s> <p> <3> <c> ."}
	if d := cmp.Diff(want, e.lines()); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	e.commit(map[quad.IRI][]quad.Quad{"a": nil, "b": nil, "c": nil})
	if lines := e.lines(); lines != nil {
		t.Errorf("want nothing left, got %v", lines)
	}
}
