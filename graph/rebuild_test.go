package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// later is a version of the extractor that finds less: no claim of somebody who bans.
func later(readings ...Reading) func(context.Context, news.Article) (Reading, error) {
	return func(_ context.Context, a news.Article) (Reading, error) {
		for _, r := range readings {
			if r.Article.ID() == a.ID() && r.Article.ContentHash() == a.ContentHash() {
				r.Extractor = "scribe/9"
				r.Claims = slices.DeleteFunc(slices.Clone(r.Claims), func(c Claim) bool { return strings.EqualFold(c.Predicate, "ban") })
				return r, nil
			}
		}
		return Reading{}, errors.New("an article that was never loaded")
	}
}

// TestRebuild reads random histories again: the result is that of loading the new readings in the first place, after
// the log as before.
func TestRebuild(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(15) {
		tell := newTeller(700 + seed)
		s, m := openTest(t, "memory:", Options{}), newModel()
		c := &curator{teller: tell, T: t, s: s}
		var all []Reading
		for range 6 {
			b := tell.randomBatch(m)
			all = append(all, b.Put...)
			apply(t, s, b)
			c.decide()
		}
		before, revision := derivedState(t, s), s.Revision()
		var would, did []Reread
		compared, err := s.CompareRebuild(ctx, Rereading{Read: later(all...), Each: func(r Reread) { would = append(would, r) }})
		must(t, err)
		if derivedState(t, s) != before || s.Revision() != revision {
			t.Fatal("comparing has written")
		}
		done, err := s.Rebuild(ctx, Rereading{Read: later(all...), Workers: 3, Each: func(r Reread) { did = append(did, r) }})
		must(t, err)
		if d := cmp.Diff(would, did); d != "" {
			t.Errorf("what was compared and what was done: -, +:\n%s", d)
		}
		compared.Stale, done.Stale = nil, nil // which entities there are may be decided otherwise by other readings
		if d := cmp.Diff(compared, done); d != "" || done.Read != len(did) || done.Left != 0 {
			t.Errorf("the sums of what was compared and what was done: -, +:\n%s", d)
		}
		sound(t, s)
		again, err := s.Rebuild(ctx, Rereading{Read: later(all...)})
		if err != nil || again.Changed > 0 || again.Read != done.Read {
			t.Errorf("rebuilding again gives %+v, error %v", again, err)
		}
		left, err := s.Rebuild(ctx, Rereading{Read: later(), Current: "scribe/9"})
		if err != nil || left.Read != 0 || left.Left != done.Read {
			t.Errorf("rebuilding what is read already gives %+v, error %v", left, err)
		}
		v := view(t, s)
		p, err := v.FindPredicates(ctx, &StringFilter{Eq: ptr("ban")}, PageRequest{})
		v.Close()
		if err != nil || len(p.Items) > 0 {
			t.Errorf("want nothing left of what is not read any more, got %v, error %v", p.Items, err)
		}
	}
}

func TestRebuildReports(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	r := report("One", "ban", "sue")
	apply(t, s, Batch{Put: []Reading{r}})
	var did []Reread
	_, err := s.Rebuild(ctx, Rereading{Read: later(r), Each: func(r Reread) { did = append(did, r) }})
	must(t, err)
	want := []Reread{{Article: ArticlePrefix + r.Article.ID(), Changed: true, Lost: []string{"Facebook ban Huawei [ban]"}}}
	if d := cmp.Diff(want, did); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	revision := s.Revision()
	if _, err := s.Rebuild(ctx, Rereading{Read: later()}); err == nil || s.Revision() != revision {
		t.Errorf("want the reader's error and nothing written, got %v", err)
	}
	other := func(context.Context, news.Article) (Reading, error) { return report("Two", "sue"), nil }
	if _, err := s.Rebuild(ctx, Rereading{Read: other}); err == nil {
		t.Error("want an error for the reading of another text")
	}
}

// TestRebuildMends breaks what is made of the articles and wants it to be made anew.
func TestRebuildMends(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	readings := storyReadings()
	apply(t, s, Batch{Put: readings})
	before := derivedState(t, s)
	b := breaker{t, s.engine.(*embedded)}
	b.apply(deleteQuad, b.with(rdfsLabel))
	b.apply(addQuad, quad.Quad{Subject: rdfType, Predicate: rdfType, Object: rdfType, Label: quad.IRI(DefaultIRIBase + "links/none")})
	b.unset(b.key(entityKind))
	b.set(b.key(statementKind), "x")
	b.set(namesKind.key("none"), "")
	_, err := s.Rebuild(context.Background(), Rereading{Read: func(_ context.Context, a news.Article) (Reading, error) {
		for _, r := range readings {
			if r.Article.ID() == a.ID() {
				return r, nil
			}
		}
		return Reading{}, fmt.Errorf("no reading of %s", a.ID())
	}})
	must(t, err)
	if d := cmp.Diff(before, derivedState(t, s)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestRebuildTellsOfStaleReviews reviews two statements, one of which the new extractor does not find.
func TestRebuildTellsOfStaleReviews(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	one := report("One", "ban", "sue")
	apply(t, s, Batch{Put: []Reading{one}})
	v := view(t, s)
	page, err := v.FindStatements(ctx, nil, Order{}, PageRequest{})
	v.Close()
	must(t, err)
	if len(page.Items) != 2 {
		t.Fatalf("want two statements, got %d", len(page.Items))
	}
	for _, st := range page.Items {
		must(t, s.ReviewStatement(ctx, st.ID, Rejected, "no", "ann"))
	}
	stale, err := s.StaleReviews(ctx)
	if err != nil || len(stale) != 0 {
		t.Fatalf("stale before: %+v, error %v", stale, err)
	}
	how := Rereading{Read: later(one), Workers: 2}
	would, err := s.CompareRebuild(ctx, how)
	must(t, err)
	did, err := s.Rebuild(ctx, how)
	must(t, err)
	if d := cmp.Diff(would, did); d != "" {
		t.Errorf("what was compared and what was done: -, +:\n%s", d)
	}
	if len(did.Stale) != 1 || did.Stale[0].Text != "Facebook ban Huawei" || did.Stale[0].By != "ann" || did.Stale[0].Verdict != Rejected {
		t.Errorf("want the verdict on the ban, got %+v", did.Stale)
	}
}
