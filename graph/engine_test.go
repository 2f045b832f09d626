package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

// engineTest is an engine with what a test does to it.
type engineTest struct {
	testing.TB
	engine
}

func (e engineTest) commit(labels map[quad.IRI][]quad.Quad, changes ...change) {
	e.Helper()
	if err := e.engine.commit(context.Background(), &commit{labels: labels, records: changes}); err != nil {
		e.Fatal(err)
	}
}

func memoryEngine(t testing.TB) engine {
	t.Helper()
	e, err := openMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// lines are all quads, sorted.
func (e engineTest) lines() []string {
	e.Helper()
	snap, err := e.snapshot(context.Background())
	if err != nil {
		e.Fatal(err)
	}
	defer snap.release()
	var lines []string
	for q, err := range snap.match(context.Background(), quad.Quad{}) {
		if err != nil {
			e.Fatal(err)
		}
		lines = append(lines, nquad(q))
	}
	slices.Sort(lines)
	return lines
}

func triple(label, object string) quad.Quad {
	return quad.MakeIRI("s", "p", object, label)
}

// TestLabels wants of the engine what the provenance stands on: a triple under two labels is two quads.
func TestLabels(t *testing.T) {
	e := engineTest{t, memoryEngine(t)}
	want := func(lines ...string) {
		t.Helper()
		if d := cmp.Diff(lines, e.lines()); d != "" {
			t.Errorf("want -, got +:\n%s", d)
		}
	}
	e.commit(map[quad.IRI][]quad.Quad{"a": {triple("a", "o")}, "b": {triple("b", "o")}})
	want("<s> <p> <o> <a> .", "<s> <p> <o> <b> .")
	e.commit(map[quad.IRI][]quad.Quad{"a": nil})
	want("<s> <p> <o> <b> .")
	// One quad stays, one goes and one comes in one change.
	e.commit(map[quad.IRI][]quad.Quad{"b": {triple("b", "o"), triple("b", "new")}})
	e.commit(map[quad.IRI][]quad.Quad{"b": {triple("b", "o"), triple("b", "newer")}})
	want("<s> <p> <newer> <b> .", "<s> <p> <o> <b> .")
	// Again and again: nothing is counted twice, so that one taking away is enough.
	for range 3 {
		e.commit(map[quad.IRI][]quad.Quad{"b": {triple("b", "o")}})
	}
	e.commit(map[quad.IRI][]quad.Quad{"b": nil})
	want()
	// Single quads go and come, and what is not named stays.
	e.commit(map[quad.IRI][]quad.Quad{"a": {triple("a", "1"), triple("a", "2")}, "b": {triple("b", "1")}})
	err := e.engine.commit(context.Background(), &commit{
		removed: []quad.Quad{triple("a", "1"), triple("a", "1"), triple("a", "2"), triple("b", "never")},
		added:   []quad.Quad{triple("a", "2"), triple("a", "3"), triple("b", "1")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want("<s> <p> <1> <b> .", "<s> <p> <2> <a> .", "<s> <p> <3> <a> .")
}

// TestContextEnds wants an error of everything that reads when the context ends, never a short answer.
func TestContextEnds(t *testing.T) {
	s := story(t)
	v := view(t, s)
	statement, entity, article := busiest(t, v)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, l := range lists(ended, v, statement, entity, article) {
		if _, _, _, _, _, err := l.page(PageRequest{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: want the context's error, got %v", l.name, err)
		}
	}
	_, entities := v.Entities(ended, []string{entity})
	_, evidence := v.Evidence(ended, []string{"evid/none"})
	_, named := v.EntitiesNamed(ended, "facebook")
	_, same := v.SameClaim(ended, statement, 0)
	_, address := v.ArticleByURL(ended, "https://times.example/data")
	_, stats := v.Statistics(ended)
	quads := v.Quads(ended, func(string) error { return nil })
	nquads := v.WriteNQuads(ended, nil)
	for i, err := range []error{entities, evidence, named, same, address, stats, quads, nquads} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("call %d: want the context's error, got %v", i, err)
		}
	}
	v.Close()
	_, applied := s.Apply(ended, Batch{Delete: []string{article}})
	_, checked := s.Check(ended)
	_, viewed := s.View(ended)
	_, known := s.Known(ended, article, "", "")
	for i, err := range []error{applied, checked, viewed, known} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("call %d of the store: want the context's error, got %v", i, err)
		}
	}
	if s.Revision() != 1 {
		t.Errorf("a change whose context had ended made revision %d", s.Revision())
	}
}

// TestContextEndsInside ends the context in the middle of a walk.
func TestContextEndsInside(t *testing.T) {
	v := view(t, story(t))
	ctx, cancel := context.WithCancel(context.Background())
	seen := 0
	err := v.Quads(ctx, func(string) error {
		if seen++; seen == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || seen != 3 {
		t.Errorf("want the context's error after 3 quads, got %v after %d", err, seen)
	}
}

// TestWriterDoesNotWait changes the store while a View is open, which does not change.
func TestWriterDoesNotWait(t *testing.T) {
	s := story(t)
	v := view(t, s)
	before, err := v.Statistics(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, Batch{Delete: []string{ArticlePrefix + storyReadings()[0].Article.ID()}})
	after, err := v.Statistics(context.Background())
	if err != nil || after != before {
		t.Errorf("the View has changed from %v to %v, error %v", before, after, err)
	}
	v.Close()
	v.Close()
}

func TestReadOnly(t *testing.T) {
	s := story(t)
	qs := view(t, s).snap.quads()
	if err := qs.ApplyDeltas([]cayley.Delta{{Quad: triple("a", "o"), Action: cayley.Add}}, cayley.IgnoreOpts{}); err == nil {
		t.Error("a snapshot was written")
	}
	if _, err := qs.NewQuadWriter(); err == nil {
		t.Error("a snapshot gives a writer")
	}
}

// TestReadersBesideWriter reads all that there is while articles come and go; each View is one state.
func TestReadersBesideWriter(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 21, 10)
	var done atomic.Bool
	var wg sync.WaitGroup
	var states atomic.Int64
	for range 4 {
		wg.Go(func() {
			for !done.Load() {
				readOneState(t, s)
				states.Add(1)
			}
		})
	}
	for range 40 {
		batches := make(chan Batch, 2)
		m := newModel()
		batches <- tell.randomBatch(m)
		batches <- tell.randomBatch(m)
		var writers sync.WaitGroup
		for range 2 {
			writers.Go(func() {
				if _, err := s.Apply(ctx, <-batches); err != nil {
					t.Error(err)
				}
			})
		}
		writers.Wait()
	}
	for states.Load() < 8 && !t.Failed() {
		readOneState(t, s)
		states.Add(1)
	}
	done.Store(true)
	wg.Wait()
}

func readOneState(t *testing.T, s *Store) {
	ctx := context.Background()
	v, err := s.View(ctx)
	if err != nil {
		t.Error(err)
		return
	}
	defer v.Close()
	stats, err := v.Statistics(ctx)
	if err != nil {
		t.Error(err)
	}
	quads, statements := int64(0), int64(0)
	var readers sync.WaitGroup
	readers.Go(func() {
		if err := v.Quads(ctx, func(string) error { quads++; return nil }); err != nil {
			t.Error(err)
		}
	})
	readers.Go(func() {
		p, err := v.FindStatements(ctx, &StatementFilter{Text: ptr("")}, Order{Field: ByConfidence}, PageRequest{First: MaxPage})
		if err != nil {
			t.Error(err)
			return
		}
		statements = int64(len(p.Items))
		for _, item := range p.Items {
			pages, err := v.EvidenceOf(ctx, []string{item.ID}, "", PageRequest{})
			if err != nil || len(pages[0].Items) == 0 || !pages[0].Items[0].Verified {
				t.Errorf("evidence of %s: %v, error %v", item.ID, pages, err)
			}
		}
	})
	readers.Wait()
	if quads != stats.Quads || statements != stats.Statements {
		t.Errorf("revision %d: %d quads of %d, %d statements of %d", v.Revision(), quads, stats.Quads, statements, stats.Statements)
	}
}

// TestScan holds scans of a draft over an engine against a sorted list.
func TestScan(t *testing.T) {
	ctx := context.Background()
	tell := newTeller(99)
	for range 300 {
		e := engineTest{t, memoryEngine(t)}
		base := map[string]bool{}
		have := map[string]string{}
		key := func() string { return strings.Repeat("k", 1+tell.IntN(3)) + fmt.Sprint(tell.IntN(9)) }
		for range tell.IntN(12) {
			k := key()
			base[k], have[k] = true, "base"
		}
		var changes []change
		for _, k := range slices.Sorted(maps.Keys(base)) {
			changes = append(changes, change{record: record{k, "base"}})
		}
		e.commit(nil, changes...)
		snap, err := e.snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer snap.release()
		d := newDraft(snap)
		for range tell.IntN(12) {
			k := key()
			if tell.IntN(2) == 0 {
				d.put(k, "mine")
				have[k] = "mine"
			} else {
				d.remove(k)
				delete(have, k)
			}
		}
		lo, hi, reverse := pick(tell, "", key(), key()), pick(tell, "", key(), key()), tell.IntN(2) == 0
		var want, got []record
		for k, value := range have {
			if k >= lo && (hi == "" || k < hi) {
				want = append(want, record{k, value})
			}
		}
		slices.SortFunc(want, func(a, b record) int { return strings.Compare(a.key, b.key) })
		if reverse {
			slices.Reverse(want)
		}
		for rec, err := range d.scan(ctx, lo, hi, reverse) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, rec)
		}
		if !slices.Equal(want, got) {
			t.Fatalf("from %q to %q, reverse %v: want %v, got %v", lo, hi, reverse, want, got)
		}
	}
}
