package graph

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestHot wants a View to answer the same whether or not something was read before, by it or by another of its state,
// while the store changes under it.
func TestHot(t *testing.T) {
	ctx := context.Background()
	tell := newTeller(11)
	s := openTest(t, "memory:", Options{})
	var views []*View
	for range 12 {
		apply(t, s, Batch{Put: []Reading{tell.article(6)}})
		views = append(views, view(t, s), view(t, s))
		if views[0].hot == nil {
			t.Skip("the store is not in this process, where every view holds a connection")
		}
	}
	if views[22].hot != views[23].hot || views[22].hot == views[20].hot {
		t.Error("views share what was read if and only if they are of one state")
	}
	for range 3 {
		for i, v := range views {
			cold := *v
			cold.hot = nil
			want, got := allAnswers(ctx, t, &cold), allAnswers(ctx, t, v)
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("view %d: want -, got +:\n%s", i, d)
			}
			deface(got) // is the caller's own
		}
	}
}

// allAnswers are entities, statements and what is around them.
func allAnswers(ctx context.Context, t *testing.T, v *View) map[string]any {
	t.Helper()
	w := readWorld(t, v)
	entities := slices.Sorted(maps.Keys(w.entities))
	var statements []string
	for _, s := range w.statements {
		statements = append(statements, s.ID)
	}
	answers := map[string]any{}
	note := func(what string, answer any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		answers[what] = answer
	}
	list, err := v.Entities(ctx, entities)
	note("entities", list, err)
	told, err := v.Statements(ctx, statements)
	note("statements", told, err)
	for _, e := range list[:min(5, len(list))] {
		sub, err := v.Subgraph(ctx, []string{e.ID}, 2, 8, nil)
		note("subgraph of "+e.ID, sub, err)
		named, err := v.EntitiesNamed(ctx, e.Name)
		note("named "+e.Name, named, err)
		paths, err := v.Paths(ctx, entities[0], e.ID, 3, 5, nil)
		note("paths to "+e.ID, paths, err)
		page, err := v.FindStatements(ctx, &StatementFilter{Entity: &EntityRef{ID: e.ID}}, Order{}, PageRequest{First: 20})
		note("statements of "+e.ID, page, err)
	}
	return answers
}

// deface changes what was answered.
func deface(answers map[string]any) {
	for _, answer := range answers {
		switch answer := answer.(type) {
		case []*Entity:
			for _, e := range answer {
				e.Name, e.Aliases = "defaced", nil
			}
		case []*Statement:
			for _, s := range answer {
				s.Text, s.Predicate = "defaced", ""
			}
		case *Subgraph:
			for _, s := range answer.Statements {
				s.Text = "defaced"
			}
		case *Paths:
			for _, p := range answer.Paths {
				for _, s := range p.Statements {
					s.Text = "defaced"
				}
			}
		}
	}
}
