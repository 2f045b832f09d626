package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

// afar is a snapshot as a store over a network has it, which counts its round trips.
type afar struct {
	snapshot
	known *knowledge
	trips int
}

func newAfar(from snapshot) *afar { return &afar{snapshot: from, known: newKnowledge()} }

func (a *afar) knowledge() *knowledge { return a.known }

func (a *afar) get(ctx context.Context, key string) (string, bool, error) {
	if run := speculationOn(ctx, a); run != nil {
		return run.get(ctx, key)
	}
	a.trips++
	return a.snapshot.get(ctx, key)
}

func (a *afar) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	if run := speculationOn(ctx, a); run != nil {
		return run.scan(ctx, lo, hi, reverse)
	}
	a.trips++
	return a.snapshot.scan(ctx, lo, hi, reverse)
}

func (a *afar) match(ctx context.Context, pattern quad.Quad) iter.Seq2[quad.Quad, error] {
	if run := speculationOn(ctx, a); run != nil {
		return run.match(ctx, pattern.Subject)
	}
	a.trips++
	return a.snapshot.match(ctx, pattern)
}

func (a *afar) answer(ctx context.Context, q *questions) error {
	a.trips++
	for key := range q.keys {
		value, ok, err := a.snapshot.get(ctx, key)
		if err != nil {
			return err
		}
		a.known.learnKey(key, value, ok)
	}
	for r, limit := range q.ranges {
		var records []record
		complete := true
		for rec, err := range a.snapshot.scan(ctx, r.lo, r.hi, r.reverse) {
			if err != nil {
				return err
			}
			if len(records) == limit {
				complete = false
				break
			}
			records = append(records, rec)
		}
		a.known.learnRange(r, records, complete)
	}
	for subject := range q.subjects {
		var quads []quad.Quad
		for q, err := range a.snapshot.match(ctx, quad.Quad{Subject: subject}) {
			if err != nil {
				return err
			}
			quads = append(quads, q)
		}
		a.known.learnQuads(subject, quads)
	}
	return nil
}

// TestAhead wants every list to be the same whether it is read ahead of the answers or not, in few round trips.
func TestAhead(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: corpus(120)})
	near, far := view(t, s), view(t, s)
	statement, entity, article := busiest(t, near)
	a := newAfar(far.snap)
	far.snap = a
	wanted, got := lists(ctx, near, statement, entity, article), lists(ctx, far, statement, entity, article)
	byName := func(a, b list) int { return strings.Compare(a.name, b.name) }
	slices.SortFunc(wanted, byName)
	slices.SortFunc(got, byName)
	for i := range wanted {
		for _, p := range []PageRequest{{}, {First: 3, Count: true}, {Last: 2}} {
			a.known.forget()
			a.trips = 0
			one, two := listed(wanted[i], p), listed(got[i], p)
			if one != two {
				t.Errorf("%s, %+v: want %s, got %s", wanted[i].name, p, one, two)
			}
			if a.trips > 12 {
				t.Errorf("%s, %+v: %d round trips", wanted[i].name, p, a.trips)
			}
		}
	}
	ids := []string{}
	for _, e := range everything(t, func(p PageRequest) (*Page[*Entity], error) { return near.FindEntities(ctx, nil, Order{}, p) }) {
		ids = append(ids, e.ID)
	}
	a.known.forget()
	a.trips = 0
	one, err := near.Entities(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	two, err := far.Entities(ctx, ids)
	if d := cmp.Diff(one, two); err != nil || d != "" {
		t.Errorf("error %v; want -, got +:\n%s", err, d)
	}
	if a.trips > 3 || len(ids) < 20 {
		t.Errorf("%d round trips for %d entities", a.trips, len(ids))
	}
}

// listed is a page as text.
func listed(l list, p PageRequest) string {
	items, cursors, next, previous, total, err := l.page(p)
	count := "no total"
	if total != nil {
		count = fmt.Sprint(*total)
	}
	return fmt.Sprint(items, cursors, next, previous, count, err)
}

// TestAheadThrowsAway wants of errors and panics only those of a run that knew all that it read.
func TestAheadThrowsAway(t *testing.T) {
	ctx := context.Background()
	e := engineTest{t, memoryEngine(t)}
	e.commit(nil, change{record: record{"a", "b"}}, change{record: record{"b", "end"}})
	snap, err := e.snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	a := newAfar(snap)
	follow := func(ctx context.Context) (string, error) {
		value, ok, err := a.get(ctx, "a")
		if err != nil {
			return "", err
		}
		if !ok {
			panic("there is no a")
		}
		if value, ok, err = a.get(ctx, value); err != nil || !ok {
			return "", errors.New("there is no b")
		}
		return value, nil
	}
	if value, err := ahead(ctx, a, follow); value != "end" || err != nil || a.trips != 2 {
		t.Errorf("want the end after 2 round trips, got %q after %d, error %v", value, a.trips, err)
	}
	real := errors.New("real")
	if _, err := ahead(ctx, a, func(context.Context) (int, error) { return 0, real }); !errors.Is(err, real) {
		t.Errorf("want the error of the last run, got %v", err)
	}
	func() {
		defer func() {
			if p := recover(); p != "real" {
				t.Errorf("want the panic of the last run, got %v", p)
			}
		}()
		_, _ = ahead(ctx, a, func(context.Context) (int, error) { panic("real") })
	}()
	// Work that never ends to ask is done without.
	n := 0
	if _, err := ahead(ctx, a, func(ctx context.Context) (int, error) {
		n++
		_, _, err := a.get(ctx, fmt.Sprint("another ", n))
		return n, err
	}); err != nil || n != maxRuns+1 {
		t.Errorf("want %d runs, got %d, error %v", maxRuns+1, n, err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ahead(ended, a, follow); !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
}

// TestKnowledge learns parts of a sorted list at random and holds what is known of ranges against the list.
func TestKnowledge(t *testing.T) {
	tell := newTeller(5)
	for range 200 {
		var all []record
		for i := range 40 {
			if tell.IntN(2) == 0 {
				all = append(all, record{fmt.Sprintf("k%02d", i), fmt.Sprint("value ", i)})
			}
		}
		in := func(s span) []record {
			var part []record
			for _, rec := range all {
				if rec.key >= s.lo && rec.key < s.hi {
					part = append(part, rec)
				}
			}
			if s.reverse {
				slices.Reverse(part)
			}
			return part
		}
		key := func() string { return fmt.Sprintf("k%02d%s", tell.IntN(42), pick(tell, "", "", "\x00")) }
		random := func() span {
			return span{pick(tell, "", key(), key()), pick(tell, theTop, key(), key()), tell.IntN(2) == 0}
		}
		k := newKnowledge()
		for range 15 {
			s := random()
			part, limit := in(s), 1+tell.IntN(8)
			k.learnRange(s, part[:min(limit, len(part))], len(part) < limit)
			asked := random()
			holdKnown(t, k, asked, in(asked))
			at := key()
			if value, ok, known := k.get(at); known {
				there := in(span{at, at + "\x00", false})
				if ok != (len(there) == 1) || ok && value != there[0].value {
					t.Fatalf("%q: got %q, %v of %v", at, value, ok, there)
				}
			}
		}
		k.learnRange(span{"", theTop, false}, all, true)
		if k.ranges.Len() != 1 {
			t.Fatalf("%d ranges when all is known", k.ranges.Len())
		}
	}
}

// holdKnown wants what is known of the beginning of a range to be as it is.
func holdKnown(t *testing.T, k *knowledge, s span, want []record) {
	t.Helper()
	left := s
	for left.lo < left.hi {
		part, rest, known := k.scan(left)
		if !known {
			return
		}
		if len(part) > len(want) || !slices.Equal(part, want[:len(part)]) {
			t.Fatalf("%+v: want %v, got %v", s, want, part)
		}
		want, left = want[len(part):], rest
	}
	if len(want) > 0 {
		t.Fatalf("%+v: %v is missing", s, want)
	}
}
