package graph

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStatementsOfIsTheFilter wants of many entities at once what FindStatements gives of each.
func TestStatementsOfIsTheFilter(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 27, 20)
	v := view(t, s)
	w := readWorld(t, v)
	found := 0
	for i := range 300 {
		f, d := tell.anyFilter(w), pick(tell, Both, Out, In)
		o := Order{pick(tell, ByPublished, ByConfidence), tell.IntN(2) == 0}
		p := PageRequest{First: 1 + tell.IntN(5), Count: true}
		var ids []string
		for range 3 {
			ids = append(ids, pick(tell, w.statements...).Subject)
		}
		pages, err := v.StatementsOf(ctx, ids, d, f, o, p)
		if err != nil {
			t.Fatal(err)
		}
		for j, id := range ids {
			end := &StatementFilter{Entity: &EntityRef{ID: id}}
			switch d {
			case Out:
				end = &StatementFilter{Subject: &EntityRef{ID: id}}
			case In:
				end = &StatementFilter{Object: &EntityRef{ID: id}}
			}
			if f != nil {
				end.And = []*StatementFilter{f}
			}
			want, err := v.FindStatements(ctx, end, o, p)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, pages[j]); d != "" {
				t.Fatalf("%d: %s: want -, got +:\n%s", i, id, d)
			}
			found += len(want.Items)
		}
	}
	if found < 500 {
		t.Errorf("%d statements: they test little", found)
	}
}
