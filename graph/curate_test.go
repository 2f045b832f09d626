package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entityLine is the entity of an id as name, number of articles and number of statements; empty for none.
func entityLine(t *testing.T, s *Store, id string) string {
	t.Helper()
	v := view(t, s)
	defer v.Close()
	found, err := v.Entities(context.Background(), []string{id})
	if err != nil {
		t.Fatal(err)
	}
	if found[0] == nil {
		return ""
	}
	return fmt.Sprintf("%s, %d articles, %d statements", found[0].ID, found[0].ArticleCount, found[0].StatementCount)
}

func wantLine(t *testing.T, s *Store, id, want string) {
	t.Helper()
	if got := entityLine(t, s, id); got != want {
		t.Errorf("%s: want %q, got %q", id, want, got)
	}
}

func mergesOf(t *testing.T, s *Store, id string) []Merge {
	t.Helper()
	v := view(t, s)
	defer v.Close()
	merges, err := v.Merges(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return merges
}

// uncurated is all that a store says but for what was decided.
func uncurated(t testing.TB, s *Store) string {
	t.Helper()
	var kept []string
	for line := range strings.SplitSeq(derivedState(t, s), "\n") {
		if !strings.HasPrefix(line, `"`+string(curationKind)) && !strings.HasPrefix(line, `"`+string(handKind)) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantRequestError(t *testing.T, err error, field string) {
	t.Helper()
	var wrong *RequestError
	if !errors.As(err, &wrong) || wrong.Field != field {
		t.Errorf("want a mistake in %s, got %v", field, err)
	}
}

func companies(t *testing.T) *Store {
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{about(1, "Facebook"), about(2, "Facebook"), about(1, "Meta"), about(1, "FB"), about(1, "Fritz Bauer")}})
	return s
}

func TestMergeEntities(t *testing.T) {
	ctx := context.Background()
	s := companies(t)
	before := uncurated(t, s)
	merges, err := s.MergeEntities(ctx, ownID("Meta"), []string{ownID("Facebook"), ownID("FB")}, "it was renamed", "ada")
	must(t, err)
	joined := ownID("Meta") + ", 4 articles, 1 statements"
	for _, name := range []string{"Meta", "Facebook", "FB"} {
		wantLine(t, s, ownID(name), joined)
	}
	want := []Merge{
		{ID: merges[1].ID, At: noon, Into: ownID("Meta"), From: ownID("FB"), FromName: "FB", By: "ada", Reasons: []string{"it was renamed"}},
		{ID: merges[0].ID, At: noon, Into: ownID("Meta"), From: ownID("Facebook"), FromName: "Facebook", By: "ada", Reasons: []string{"it was renamed"}},
	}
	if d := cmp.Diff(want, mergesOf(t, s, ownID("FB"))); d != "" {
		t.Errorf("merges: want -, got +:\n%s", d)
	}
	_, err = s.MergeEntities(ctx, ownID("FB"), []string{ownID("Facebook")}, "", "")
	wantRequestError(t, err, "from[0]")
	_, err = s.MergeEntities(ctx, "entity/none", []string{ownID("Facebook")}, "", "")
	wantRequestError(t, err, "into")
	// What a person joined stays joined when articles vote otherwise.
	apply(t, s, Batch{Put: []Reading{about(7, "Fritz Bauer", "FB")}})
	wantLine(t, s, ownID("FB"), joined)
	apply(t, s, Batch{Delete: []string{ArticlePrefix + about(7, "Fritz Bauer").Article.ID()}})
	must(t, s.UndoMerge(ctx, merges[0].ID, "", "ada"))
	wantLine(t, s, ownID("Facebook"), ownID("Facebook")+", 2 articles, 1 statements")
	if got := mergesOf(t, s, ownID("Meta")); len(got) != 2 || !got[1].Undone || got[0].Undone {
		t.Errorf("want one merge that is undone, got %v", got)
	}
	wantRequestError(t, s.UndoMerge(ctx, merges[0].ID, "", ""), "id")
	must(t, s.UndoMerge(ctx, merges[1].ID, "", "ada"))
	if d := cmp.Diff(before, uncurated(t, s)); d != "" {
		t.Errorf("after all is undone: want -, got +:\n%s", d)
	}
	for _, id := range []string{"merge/", "merge/00000099", "split/00000000", "merge/0123456789abcdef-0123456789abcdef"} {
		wantRequestError(t, s.UndoMerge(ctx, id, "", ""), "id")
	}
}

func TestUndoAutomaticMerge(t *testing.T) {
	ctx := context.Background()
	s := companies(t)
	before := uncurated(t, s)
	vote := about(8, "Facebook", "FB")
	apply(t, s, Batch{Put: []Reading{vote}})
	merges := mergesOf(t, s, ownID("Facebook"))
	if len(merges) != 1 || !merges[0].Automatic || merges[0].From != ownID("FB") || !merges[0].At.Equal(noon) || len(merges[0].Reasons) != 1 {
		t.Fatalf("want the one link, got %+v", merges)
	}
	must(t, s.UndoMerge(ctx, merges[0].ID, "another one", "ada"))
	wantLine(t, s, ownID("FB"), ownID("FB")+", 1 articles, 1 statements")
	if got := mergesOf(t, s, ownID("Facebook")); len(got) != 1 || !got[0].Undone || got[0].By != "ada" {
		t.Errorf("want the link as undone, got %+v", got)
	}
	wantRequestError(t, s.UndoMerge(ctx, merges[0].ID, "", ""), "id")
	apply(t, s, Batch{Delete: []string{ArticlePrefix + vote.Article.ID()}})
	if d := cmp.Diff(before, uncurated(t, s)); d != "" {
		t.Errorf("without the vote: want -, got +:\n%s", d)
	}
}

func TestMarkDistinct(t *testing.T) {
	ctx := context.Background()
	s := companies(t)
	apply(t, s, Batch{Put: []Reading{about(8, "Facebook", "FB")}})
	before := uncurated(t, s)
	must(t, s.MarkDistinct(ctx, ownID("Facebook"), ownID("FB"), "", "ada"))
	wantLine(t, s, ownID("FB"), ownID("FB")+", 1 articles, 1 statements")
	_, err := s.MergeEntities(ctx, ownID("Facebook"), []string{ownID("FB")}, "", "")
	wantRequestError(t, err, "from[0]")
	must(t, s.UndoDistinct(ctx, ownID("FB"), ownID("Facebook"), "", "ada"))
	if d := cmp.Diff(before, uncurated(t, s)); d != "" {
		t.Errorf("after it is undone: want -, got +:\n%s", d)
	}
	wantRequestError(t, s.UndoDistinct(ctx, ownID("Meta"), ownID("Facebook"), "", "ada"), "b")
	wantRequestError(t, s.MarkDistinct(ctx, ownID("Meta"), ownID("Meta"), "", "ada"), "b")
	_, err = s.MergeEntities(ctx, ownID("Meta"), []string{ownID("Facebook")}, "", "")
	must(t, err)
	wantRequestError(t, s.MarkDistinct(ctx, ownID("Meta"), ownID("Facebook"), "", "ada"), "b")
}

func TestSplitEntity(t *testing.T) {
	ctx := context.Background()
	s := companies(t)
	apply(t, s, Batch{Put: []Reading{about(8, "Facebook", "FB")}})
	before := uncurated(t, s)
	article := ArticlePrefix + about(2, "Facebook").Article.ID()
	split, err := s.SplitEntity(ctx, ownID("Facebook"), []string{" fb "}, []string{article}, "a film", "ada")
	must(t, err)
	wantLine(t, s, split.Entity, split.Entity+", 2 articles, 1 statements")
	wantLine(t, s, ownID("Facebook"), ownID("Facebook")+", 2 articles, 1 statements")
	if !strings.HasPrefix(split.Entity, "entity/fb-") {
		t.Errorf("want an id after the first name, got %s", split.Entity)
	}
	again, err := s.SplitEntity(ctx, split.Entity, nil, []string{article}, "", "ada")
	must(t, err)
	wantLine(t, s, again.Entity, again.Entity+", 1 articles, 1 statements")
	must(t, s.UndoSplit(ctx, again.ID, "", "ada"))
	must(t, s.UndoSplit(ctx, split.ID, "", "ada"))
	if d := cmp.Diff(before, uncurated(t, s)); d != "" {
		t.Errorf("after it is undone: want -, got +:\n%s", d)
	}
	_, err = s.SplitEntity(ctx, ownID("Facebook"), []string{"Nobody"}, nil, "", "")
	wantRequestError(t, err, "names")
	_, err = s.SplitEntity(ctx, ownID("Facebook"), []string{"Facebook", "FB"}, nil, "", "")
	wantRequestError(t, err, "names")
	wantRequestError(t, s.UndoSplit(ctx, split.ID, "", ""), "id")
}

func TestReviewStatement(t *testing.T) {
	ctx := context.Background()
	s := companies(t)
	before := uncurated(t, s)
	statement := func(id string) *Statement {
		v := view(t, s)
		defer v.Close()
		found, err := v.Statements(ctx, []string{id})
		must(t, err)
		return found[0]
	}
	v := view(t, s)
	p, err := v.FindStatements(ctx, &StatementFilter{Subject: &EntityRef{ID: ownID("Facebook")}}, Order{}, PageRequest{})
	v.Close()
	must(t, err)
	id := p.Items[0].ID
	must(t, s.ReviewStatement(ctx, id, Rejected, "not so", "ada"))
	if got := statement(id); got.Review != Rejected {
		t.Errorf("want the statement rejected, got %v", got)
	}
	wantLine(t, s, ownID("Facebook"), ownID("Facebook")+", 2 articles, 0 statements")
	// The verdict goes with the statement, and the last one counts.
	merges, err := s.MergeEntities(ctx, ownID("Meta"), []string{ownID("Facebook")}, "", "")
	must(t, err)
	if got := statement(id); got.ID == id || got.Review != Rejected {
		t.Errorf("want the verdict on the statement of Meta, got %v", got)
	}
	must(t, s.ReviewStatement(ctx, id, Confirmed, "", "ada"))
	if got := statement(id); got.Review != Confirmed {
		t.Errorf("want the statement confirmed, got %v", got)
	}
	must(t, s.ReviewStatement(ctx, id, "", "", "ada"))
	must(t, s.UndoMerge(ctx, merges[0].ID, "", ""))
	if d := cmp.Diff(before, uncurated(t, s)); d != "" {
		t.Errorf("after all is taken back: want -, got +:\n%s", d)
	}
	wantRequestError(t, s.ReviewStatement(ctx, "stmt/none", Rejected, "", ""), "id")
	wantRequestError(t, s.ReviewStatement(ctx, id, "PERHAPS", "", ""), "review")
}

// curator makes random decisions and can take each back.
type curator struct {
	teller
	*testing.T
	s    *Store
	undo []func() error

	unlinked int // links of articles that were undone
}

// links are what the votes of articles have joined.
func (c *curator) links(ids idSet) []Merge {
	var links []Merge
	for _, id := range ids.list() {
		for _, m := range mergesOf(c.T, c.s, id) {
			if m.Automatic && !m.Undone {
				links = append(links, m)
			}
		}
	}
	return links
}

// decide makes a random decision, where there is something to decide on. A mistake in the request is none of ours.
func (c *curator) decide() (done bool) {
	ctx := context.Background()
	v := view(c.T, c.s)
	w := readWorld(c.T, v)
	v.Close()
	ids := idSet{}
	for id := range w.entities {
		ids[id] = true
	}
	if len(ids) < 2 || len(w.statements) == 0 {
		return false
	}
	a, b := pick(c.teller, ids.list()...), pick(c.teller, ids.list()...)
	links := c.links(ids)
	if len(links) > 0 && c.IntN(2) == 0 {
		k := pick(c.teller, links...)
		a, b = k.From, k.Into
	}
	var err error
	var undo func() error
	switch c.IntN(5) {
	case 0:
		var merges []Merge
		merges, err = c.s.MergeEntities(ctx, a, []string{b}, "", "")
		undo = func() error { return c.s.UndoMerge(ctx, merges[0].ID, "", "") }
	case 1:
		var split *Split
		article := pick(c.teller, w.articlesOf()...)
		split, err = c.s.SplitEntity(ctx, a, pick(c.teller, nil, []string{w.nameOf(a)}), pick(c.teller, nil, []string{article}), "", "")
		undo = func() error { return c.s.UndoSplit(ctx, split.ID, "", "") }
	case 2:
		revision := c.s.Revision()
		if err = c.s.MarkDistinct(ctx, a, b, "", ""); err == nil && c.s.Revision() == revision {
			return false
		}
		undo = func() error { return c.s.UndoDistinct(ctx, a, b, "", "") }
	case 3:
		st := pick(c.teller, w.statements...)
		if st.Review != "" {
			return false
		}
		err = c.s.ReviewStatement(ctx, st.ID, pick(c.teller, Confirmed, Rejected), "", "")
		undo = func() error { return c.s.ReviewStatement(ctx, st.ID, "", "", "") }
	case 4:
		if len(links) > 0 {
			must(c.T, c.s.UndoMerge(ctx, pick(c.teller, links...).ID, "", ""))
			c.unlinked++
		}
		return false
	}
	var wrong *RequestError
	if errors.As(err, &wrong) {
		return false
	}
	must(c.T, err)
	c.undo = append(c.undo, undo)
	return true
}

// nameOf is a name of an entity; any where it was joined with another.
func (w *world) nameOf(id string) string {
	if e := w.entities[id]; e != nil {
		return e.Name
	}
	return "Facebook"
}

func (w *world) articlesOf() []string {
	ids := idSet{}
	for id := range w.articles {
		ids[id] = true
	}
	return ids.list()
}

// TestCuratedHistories mixes decisions with loading and deleting. The store is sound after each, which means that it is
// what its articles and its log make; and each decision that is undone at once leaves nothing.
func TestCuratedHistories(t *testing.T) {
	histories := 1000
	if testing.Short() {
		histories = 25
	}
	decided := 0
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			tell, m := newTeller(5000+seed), newModel()
			s := openTest(t, "memory:", Options{})
			c := &curator{teller: tell, T: t, s: s}
			for range 3 + tell.IntN(8) {
				if tell.IntN(3) == 0 {
					apply(t, s, tell.randomBatch(m))
					agree(t, s, m)
					continue
				}
				before := uncurated(t, s)
				if !c.decide() {
					agree(t, s, m)
					continue
				}
				decided++
				sound(t, s)
				agree(t, s, m)
				if tell.IntN(2) == 0 {
					must(t, c.undo[len(c.undo)-1]())
					if d := cmp.Diff(strings.Split(before, "\n"), strings.Split(uncurated(t, s), "\n")); d != "" {
						t.Fatalf("after undo: want -, got +:\n%s", d)
					}
				}
			}
		})
	}
	if decided < histories {
		t.Errorf("%d decisions in %d histories: they test little", decided, histories)
	}
}
