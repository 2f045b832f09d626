package graph

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// agree fails the test where the store and the model say different things.
func agree(t *testing.T, s *Store, m model) {
	t.Helper()
	ctx := context.Background()
	m.log = decisions(t, s)
	v, err := s.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	diff := func(what string, want, got any) {
		t.Helper()
		if d := cmp.Diff(want, got, times); d != "" {
			t.Errorf("%s: want -, got +:\n%s", what, d)
		}
	}
	statements := everything(t, func(p PageRequest) (*Page[*Statement], error) { return v.FindStatements(ctx, anyStatement, Order{}, p) })
	diff("statements", m.statements(), byID(statements, func(s *Statement) string { return s.ID }))
	every := &EntityFilter{Or: []*EntityFilter{{Named: new(bool)}, {}}}
	entities := everything(t, func(p PageRequest) (*Page[*Entity], error) { return v.FindEntities(ctx, every, Order{}, p) })
	diff("entities", m.entities(), byID(entities, func(e *Entity) string { return e.ID }))
	predicates := everything(t, func(p PageRequest) (*Page[*Predicate], error) { return v.FindPredicates(ctx, nil, p) })
	diff("predicates", m.predicates(), byID(predicates, func(p *Predicate) string { return p.ID }))
	agreeOnEvidence(t, v, m, statements)
	stats, err := v.Statistics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	current := 0
	for _, e := range m.evidence() {
		current += exists(!e.withdrawn)
	}
	diff("statistics", Statistics{
		Articles: int64(len(m.articles)), Entities: int64(len(entities)), Statements: int64(len(m.visible())), Evidence: int64(current),
		Predicates: int64(len(predicates)), Quads: stats.Quads, Revision: s.Revision(), Backend: s.engine.backend(),
	}, stats)
	if t.Failed() {
		t.FailNow()
	}
}

func agreeOnEvidence(t *testing.T, v *View, m model, statements []*Statement) {
	t.Helper()
	want := map[string][]string{}
	for _, e := range m.evidence() {
		quote := e.reading.Article.Text[e.claim.Start:e.claim.End]
		want[e.statement] = append(want[e.statement], fmt.Sprint(e.id, " ", quote, " ", e.claim.Confidence, " ", e.claim.Spans, " ", e.claim.Speaker, " ", e.withdrawn))
	}
	got := map[string][]string{}
	for _, s := range statements {
		all := everything(t, func(p PageRequest) (*Page[*Evidence], error) {
			pages, err := v.EvidenceOf(context.Background(), []string{s.ID}, "", p)
			if err != nil {
				return nil, err
			}
			return pages[0], nil
		})
		for _, e := range all {
			if !e.Verified {
				t.Errorf("%s is not verified", e.ID)
			}
			got[s.ID] = append(got[s.ID], fmt.Sprint(e.ID, " ", e.Quote, " ", e.Confidence, " ", e.Spans, " ", e.SpeakerKey, " ", !e.WithdrawnAt.IsZero()))
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("evidence: want -, got +:\n%s", d)
	}
}

// derivedState is all that a store says, without what depends on its history: quads, rows, lists and counters.
func derivedState(t testing.TB, s *Store) string {
	t.Helper()
	ctx := context.Background()
	var b bytes.Buffer
	if err := s.WriteNQuads(ctx, &b); err != nil {
		t.Fatal(err)
	}
	snap, err := s.snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	for rec, err := range snap.scan(ctx, "", "", false) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(rec.key, string(revisionKind)) && !strings.HasPrefix(rec.key, string(updateKind)) {
			fmt.Fprintf(&b, "%q %q\n", rec.key, rec.value)
		}
	}
	return b.String()
}

// randomBatch makes up a batch and does the same to the model.
func (t teller) randomBatch(m model) Batch {
	var b Batch
	known := slices.Sorted(maps.Keys(m.articles))
	for range t.IntN(3) {
		if len(known) > 0 {
			id := pick(t, known...)
			b.Delete = append(b.Delete, id)
			delete(m.articles, id)
		}
	}
	for range 1 + t.IntN(3) {
		r := t.article(6)
		b.Put = append(b.Put, r)
		old := m.articles[ArticlePrefix+r.Article.ID()]
		if len(old) == 0 || old[0].Article.ContentHash() != r.Article.ContentHash() || old[0].Extractor != r.Extractor {
			m.put(r)
		}
	}
	return b
}

// TestHistories holds random histories of loading, loading again, changing and deleting against the model.
func TestHistories(t *testing.T) {
	histories := 250
	if testing.Short() {
		histories = 40
	}
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			tell := newTeller(seed)
			m := newModel()
			s := openTest(t, "memory:", Options{})
			for range 2 + tell.IntN(8) {
				apply(t, s, tell.randomBatch(m))
				if tell.IntN(3) == 0 {
					agree(t, s, m)
				}
			}
			agree(t, s, m)
			sameFromSet(t, tell, s, m)
		})
	}
}

// sameFromSet builds the same set of articles in another order and other batches, with some of it twice, and wants the
// same to the last byte.
func sameFromSet(t *testing.T, tell teller, s *Store, m model) {
	t.Helper()
	ids := slices.Sorted(maps.Keys(m.articles))
	tell.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	other := openTest(t, "memory:", Options{})
	for len(ids) > 0 {
		n := 1 + tell.IntN(len(ids))
		var b Batch
		for _, id := range ids[:n] {
			b.Put = append(b.Put, m.texts(id)...)
			if tell.IntN(3) == 0 {
				b.Put = append(b.Put, m.articles[id][0])
			}
		}
		apply(t, other, b)
		ids = ids[n:]
	}
	if d := cmp.Diff(strings.Split(derivedState(t, s), "\n"), strings.Split(derivedState(t, other), "\n")); d != "" {
		t.Errorf("the same set in another order: want -, got +:\n%s", d)
	}
}

// TestEmptyAgain deletes everything: nothing may be left.
func TestEmptyAgain(t *testing.T) {
	tell := newTeller(7)
	m := newModel()
	s := openTest(t, "memory:", Options{})
	for range 20 {
		apply(t, s, tell.randomBatch(m))
	}
	apply(t, s, Batch{Delete: slices.Sorted(maps.Keys(m.articles))})
	agree(t, s, newModel())
	empty := openTest(t, "memory:", Options{})
	if got, want := derivedState(t, s), derivedState(t, empty); got != want {
		t.Errorf("something is left: %s", got)
	}
}
