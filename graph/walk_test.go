package graph

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEachStatement holds the walk against the pages, for filters whose lists are stored and collected.
func TestEachStatement(t *testing.T) {
	ctx := context.Background()
	s, _ := populated(t, 7, 30)
	v := view(t, s)
	all := allOf(t, listOf("statements", statementID1, func(p PageRequest) (*Page[*Statement], error) {
		return v.FindStatements(ctx, nil, Order{}, p)
	}))
	first, err := v.Statements(ctx, all[:1])
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*StatementFilter{
		"all": nil, "affirmed": {Polarity: ptr(Affirmed)}, "of one entity": {Entity: &EntityRef{ID: first[0].Subject}},
		"of none": {Entity: &EntityRef{Name: "nobody"}}, "words": {Text: ptr("said")},
	} {
		want := allOf(t, listOf(name, statementID1, func(p PageRequest) (*Page[*Statement], error) {
			return v.FindStatements(ctx, f, Order{}, p)
		}))
		for _, size := range []int{0, 1, 7} {
			for how, each := range map[string]func(context.Context, *StatementFilter, int, func([]*Statement) error) error{
				"walk": v.EachStatement, "pages": v.eachPage,
			} {
				var got []string
				err := each(ctx, f, size, func(group []*Statement) error {
					if size > 0 && len(group) > size || len(group) == 0 {
						t.Errorf("%s, %s: a group of %d", name, how, len(group))
					}
					for _, s := range group {
						got = append(got, s.ID)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, %s, groups of %d: pages -, walk +:\n%s", name, how, size, diff)
				}
			}
		}
	}
}

// allOf are the ids of a list, page after page.
func allOf(t *testing.T, l list) []string {
	t.Helper()
	var all []string
	for p := (PageRequest{First: 5}); ; {
		ids, cursors, next, _, _, err := l.page(p)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, ids...); !next {
			return all
		}
		p.After = cursors[len(cursors)-1]
	}
}

func TestEachStatementEnds(t *testing.T) {
	s, _ := populated(t, 7, 30)
	v := view(t, s)
	enough := errors.New("enough")
	if err := v.EachStatement(context.Background(), nil, 2, func([]*Statement) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v, want what yield gave", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err := v.EachStatement(ctx, nil, 1, func([]*Statement) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the context ended", err)
	}
}

// TestQuadsAbout finds every quad under its subject.
func TestQuadsAbout(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	want := map[string][]string{}
	err := v.Quads(ctx, func(line string) error {
		subject, _, _ := strings.Cut(strings.TrimPrefix(line, "<"+v.Base()), ">")
		want[subject] = append(want[subject], line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, lines := range want {
		slices.Sort(lines)
		got, err := v.QuadsAbout(ctx, []string{id, "entity/nobody"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lines, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", id, diff)
		}
	}
}

func TestLineSorter(t *testing.T) {
	s := LineSorter{sorter{memory: 40, files: 2}}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, line := range strings.Fields("delta alpha charlie alpha bravo alpha delta echo bravo") {
		if err := s.Add(line); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := s.Each(context.Background(), func(line string) error { got = append(got, line); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Fields("alpha bravo charlie delta echo"), got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
