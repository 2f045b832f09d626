package export

import (
	"context"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/internal/postgrestest"
)

// TestPostgres wants the bytes of the store in memory from one in PostgreSQL, which is read in pages.
func TestPostgres(t *testing.T) {
	clock := func() time.Time { return time.Date(2018, 6, 10, 8, 0, 0, 0, time.UTC) }
	s, err := graph.Open(t.Context(), postgrestest.Start(t).Database(t), graph.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	readings := world(t, 12)
	if _, err := s.Apply(t.Context(), graph.Batch{Put: readings}); err != nil {
		t.Fatal(err)
	}
	far, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	near := viewOf(t, readings)
	for name, of := range map[string]func(*graph.View) Selection{
		"everything": func(*graph.View) Selection { return Selection{} },
		"of one": func(*graph.View) Selection {
			return Selection{Filter: &graph.StatementFilter{Entity: &graph.EntityRef{Name: "Thing 1"}}}
		},
		"around": func(v *graph.View) Selection {
			found, err := v.EntitiesNamed(context.Background(), "Northwind")
			if err != nil || len(found) == 0 {
				t.Fatalf("Northwind: %v, %v", found, err)
			}
			g, err := v.Subgraph(context.Background(), []string{found[0].ID}, 1, 10, nil)
			if err != nil {
				t.Fatal(err)
			}
			return Selection{Subgraph: g}
		},
	} {
		for _, f := range Formats() {
			if written(t, near, f, of(near)) != written(t, far, f, of(far)) {
				t.Errorf("%s, %s: PostgreSQL gives something else", name, f)
			}
		}
	}
}
