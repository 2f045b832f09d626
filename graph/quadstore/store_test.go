package quadstore_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// TestTwoLabels holds that the same triple under two labels is two quads, and that deleting one leaves the other.
func TestTwoLabels(t *testing.T) {
	s := open(t, quadstore.Options{})
	one, two := q("a", "p", "b", "article/1"), q("a", "p", "b", "article/2")
	apply(t, s, func(b *quadstore.Batch) { b.Add(one, two) })
	if diff := cmp.Diff(printed(one, two), quadsOf(t, s, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	apply(t, s, func(b *quadstore.Batch) { b.Delete(one) })
	if diff := cmp.Diff(printed(two), quadsOf(t, s, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	apply(t, s, func(b *quadstore.Batch) { b.Add(one); b.DeleteLabel(two.Label) })
	if diff := cmp.Diff(printed(one), quadsOf(t, s, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// TestFailedApply holds that an apply that fails changes nothing, then or later.
func TestFailedApply(t *testing.T) {
	s := open(t, quadstore.Options{})
	old := q("a", "p", "b", "article/1")
	apply(t, s, func(b *quadstore.Batch) { b.Add(old); b.Set(1, []byte("k"), []byte("v")); b.Count([]byte("n"), 1) })
	revision, err := s.Revision()
	if err != nil {
		t.Fatal(err)
	}
	fresh := q("new", "p2", "newer", "article/2")
	failures := map[string]func() error{
		"a quad that is there": func() error {
			return s.ApplyDeltas([]graph.Delta{{Quad: fresh, Action: graph.Add}, {Quad: old, Action: graph.Add}}, graph.IgnoreOpts{})
		},
		"a quad that is not there": func() error {
			return s.ApplyDeltas([]graph.Delta{
				{Quad: fresh, Action: graph.Add}, {Quad: q("x", "y", "z", ""), Action: graph.Delete},
			}, graph.IgnoreOpts{})
		},
		"no action": func() error {
			return s.ApplyDeltas([]graph.Delta{{Quad: fresh, Action: graph.Add}, {Quad: fresh, Action: 7}}, graph.IgnoreOpts{})
		},
		"half a quad": func() error {
			var first, second quadstore.Batch
			first.Add(fresh)
			first.DeleteLabel(old.Label)
			first.Set(1, []byte("k"), []byte("other"))
			first.Count([]byte("n"), 5)
			second.Add(quad.Quad{Subject: quad.IRI("a")})
			return s.Apply(ctx, &first, &second)
		},
		"an empty label": func() error {
			var b quadstore.Batch
			b.Add(fresh, quad.Quad{Subject: quad.IRI("a"), Predicate: quad.IRI("b"), Object: quad.IRI("c"), Label: quad.IRI("")})
			return s.Apply(ctx, &b)
		},
		"no label to delete": func() error {
			var b quadstore.Batch
			b.Add(fresh)
			b.DeleteLabel(nil)
			return s.Apply(ctx, &b)
		},
	}
	for name, fail := range failures {
		if err := fail(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if diff := cmp.Diff(printed(old), quadsOf(t, s, quad.Quad{})); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
	if v := s.ValueOf(fresh.Subject); v != nil {
		t.Errorf("a value of a failed apply has ref %v", v)
	}
	if now, err := s.Revision(); err != nil || now != revision {
		t.Errorf("revision is %d, %v, want %d", now, err, revision)
	}
	// What the failures began with must not be taken for there by the next apply.
	apply(t, s, func(b *quadstore.Batch) { b.Add(fresh) })
	if diff := cmp.Diff(printed(old, fresh), quadsOf(t, s, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := s.NameOf(s.ValueOf(fresh.Subject)); got != fresh.Subject {
		t.Errorf("the new subject is %v", got)
	}
}

func TestAddTwiceDeleteOnce(t *testing.T) {
	s := open(t, quadstore.Options{})
	x := q("a", "p", "b", "l")
	apply(t, s, func(b *quadstore.Batch) { b.Add(x, x) })
	apply(t, s, func(b *quadstore.Batch) { b.Add(x) })
	apply(t, s, func(b *quadstore.Batch) { b.Delete(x) })
	if got := quadsOf(t, s, quad.Quad{}); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if v := s.ValueOf(x.Subject); v != nil {
		t.Errorf("the subject is left: %v", v)
	}
	stats, err := s.Stats(ctx, true)
	if want := (graph.Stats{Nodes: graph.Size{Exact: true}, Quads: graph.Size{Exact: true}}); err != nil || stats != want {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

// TestOrderInTransaction holds that the operations of a transaction have effect in their order.
func TestOrderInTransaction(t *testing.T) {
	x, other := q("a", "p", "b", "l"), q("c", "p", "d", "l")
	add := graph.Delta{Quad: x, Action: graph.Add}
	del := graph.Delta{Quad: x, Action: graph.Delete}
	cases := []struct {
		name   string
		before []quad.Quad
		deltas []graph.Delta
		want   []string
	}{
		{"add, delete", nil, []graph.Delta{add, del}, printed()},
		{"add, delete, add", nil, []graph.Delta{add, del, add}, printed(x)},
		{"delete, add", []quad.Quad{x}, []graph.Delta{del, add}, printed(x)},
		{"delete, add, delete", []quad.Quad{x, other}, []graph.Delta{del, add, del}, printed(other)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, quadstore.Options{})
			apply(t, s, func(b *quadstore.Batch) { b.Add(c.before...) })
			if err := s.ApplyDeltas(c.deltas, graph.IgnoreOpts{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, quadsOf(t, s, quad.Quad{})); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
	t.Run("label", func(t *testing.T) {
		s := open(t, quadstore.Options{})
		apply(t, s, func(b *quadstore.Batch) { b.Add(x); b.DeleteLabel(x.Label); b.Add(other) })
		apply(t, s, func(b *quadstore.Batch) { b.Add(x); b.DeleteLabel(x.Label); b.Add(other) })
		if diff := cmp.Diff(printed(other), quadsOf(t, s, quad.Quad{})); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	})
}

// TestSnapshot holds that a reader's snapshot does not change while articles are written.
func TestSnapshot(t *testing.T) {
	s := open(t, quadstore.Options{})
	news := synthetic.News{Seed: 3, Statements: 4}
	label, first := news.Article(0)
	apply(t, s, func(b *quadstore.Batch) {
		b.Add(first...)
		b.Set(9, []byte("text"), []byte("first"))
		b.Count([]byte("articles"), 1)
	})
	v := snapshot(t, s)
	it := v.QuadsAllIterator()
	if !it.Next(ctx) {
		t.Fatal("no quads")
	}
	for i := range 30 {
		label, quads := news.Article(i)
		apply(t, s, func(b *quadstore.Batch) {
			b.DeleteLabel(label)
			if i > 0 {
				b.Add(quads...)
			}
			b.Set(9, []byte("text"), []byte("later"))
			b.Count([]byte("articles"), 1)
		})
	}
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(printed(first...), quadsOf(t, v, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	n := 1
	for it.Next(ctx) {
		n++
	}
	if err := it.Err(); err != nil || n != len(first) {
		t.Errorf("an iterator of the snapshot gave %d quads, %v, want %d", n, err, len(first))
	}
	if text, ok, err := v.Get(9, []byte("text")); string(text) != "first" || !ok || err != nil {
		t.Errorf("the record is %q, %v, %v", text, ok, err)
	}
	if n, err := v.Counter([]byte("articles")); n != 1 || err != nil {
		t.Errorf("the counter is %d, %v", n, err)
	}
	if got := quadsOf(t, s, quad.Quad{Label: label}); len(got) != 0 {
		t.Errorf("the store still has %d quads of the first article", len(got))
	}
	if err := v.ApplyDeltas(nil, graph.IgnoreOpts{}); !errors.Is(err, quadstore.ErrReadOnly) {
		t.Errorf("a snapshot takes changes: %v", err)
	}
}

// TestCycles holds that adding and taking back an article 400 times does not slow reads: the best of 20 must not take six
// times as long, as it would behind 400 tombstones for each quad.
func TestCycles(t *testing.T) {
	s := open(t, quadstore.Options{Dir: t.TempDir()})
	news := synthetic.News{Seed: 4}
	for i := range 20 {
		_, quads := news.Article(i)
		apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	}
	label, quads := news.Article(5)
	read := func() time.Duration {
		best := time.Hour
		for range 20 {
			begin := time.Now()
			if n, err := s.Count(ctx, quad.Quad{Label: label}); err != nil || n != int64(len(quads)) {
				t.Fatalf("%d quads, %v, want %d", n, err, len(quads))
			}
			best = min(best, time.Since(begin))
		}
		return best
	}
	before := read()
	var stage quadstore.Batch
	for range 400 {
		for _, change := range []func(){func() { stage.DeleteLabel(label) }, func() { stage.Add(quads...) }} {
			stage.Reset()
			change()
			if err := s.Stage(ctx, &stage); err != nil {
				t.Fatal(err)
			}
		}
	}
	if after := read(); after > 6*before+500*time.Microsecond {
		t.Errorf("reading the article took %v before and %v after 400 cycles", before, after)
	}
}

// TestReplaceSame holds that replacing an article by itself writes no quads.
func TestReplaceSame(t *testing.T) {
	s := open(t, quadstore.Options{})
	label, quads := synthetic.News{}.Article(1)
	replace := func(b *quadstore.Batch) { b.DeleteLabel(label); b.Add(quads...) }
	apply(t, s, replace)
	before := s.DiskSize()
	for range 100 {
		apply(t, s, replace)
	}
	if grown := s.DiskSize() - before; grown > 100*200 {
		t.Errorf("replacing an article by itself 100 times wrote %d bytes", grown)
	}
	if got := quadsOf(t, s, quad.Quad{Label: label}); len(got) == 0 {
		t.Error("the article is gone")
	}
}

func TestBatchAgain(t *testing.T) {
	s := open(t, quadstore.Options{})
	var b quadstore.Batch
	b.Add(q("a", "p", "b", "l"))
	b.Count([]byte("n"), 2)
	for range 3 {
		if err := s.Apply(ctx, &b); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Counter([]byte("n")); n != 6 || err != nil {
		t.Errorf("the counter is %d, %v, want 6", n, err)
	}
	b.Reset()
	b.Count([]byte("n"), -6)
	if err := s.Apply(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if left := all(t, s.Counters(ctx, nil)); len(left) != 0 {
		t.Errorf("counters at zero: %v", left)
	}
}

// TestPages walks over the quads of a pattern page by page, while they are changed.
func TestPages(t *testing.T) {
	s := open(t, quadstore.Options{})
	for i := range 40 {
		_, quads := synthetic.News{Statements: 3}.Article(i)
		apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	}
	matches := []quad.Quad{
		{}, {Predicate: synthetic.Type}, {Predicate: synthetic.Type, Object: synthetic.Evidence},
		{Object: synthetic.Statement}, {Subject: synthetic.Entity(0)},
	}
	for _, match := range matches {
		want := all(t, s.Quads(ctx, quadstore.Query{Match: match}))
		var got []quadstore.Row
		for after := quadstore.Cursor(""); ; {
			var page []quadstore.Row
			for row, err := range s.Quads(ctx, quadstore.Query{Match: match, After: after}) {
				if err != nil {
					t.Fatal(err)
				}
				if page = append(page, row); len(page) == 7 {
					break
				}
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			after = page[len(page)-1].Cursor()
		}
		if len(want) == 0 || !slices.EqualFunc(got, want, func(a, b quadstore.Row) bool { return a.IDs == b.IDs }) {
			t.Errorf("%v: pages give %d quads, one walk %d", match, len(got), len(want))
		}
	}
	row := all(t, s.Quads(ctx, quadstore.Query{Match: quad.Quad{Predicate: synthetic.Type}}))[3]
	for name, query := range map[string]quadstore.Query{
		"of another query": {Match: quad.Quad{Predicate: synthetic.Label}, After: row.Cursor()},
		"no cursor":        {After: "xyz"},
	} {
		for _, err := range s.Quads(ctx, query) {
			if !errors.Is(err, quadstore.ErrCursor) {
				t.Errorf("a cursor %s: %v", name, err)
			}
		}
	}
}

// TestSizes holds the sizes that joins are planned by to the truth: few exactly, many within a factor of three once they
// are on the disk.
func TestSizes(t *testing.T) {
	s := open(t, quadstore.Options{})
	articles := 400
	for i := range articles {
		_, quads := synthetic.News{}.Article(i)
		apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	}
	label, _ := synthetic.News{}.Article(7)
	sizes := func(wantFactor float64) {
		t.Helper()
		for _, c := range []struct {
			d quad.Direction
			v quad.Value
		}{
			{quad.Predicate, synthetic.Type}, {quad.Predicate, synthetic.Quote}, {quad.Object, synthetic.Statement},
			{quad.Object, synthetic.Entity(0)}, {quad.Object, synthetic.Entity(5000)}, {quad.Subject, synthetic.Entity(0)},
			{quad.Label, label}, {quad.Predicate, quad.IRI("nothing")}, {quad.Object, quad.Int(0)},
		} {
			var match quad.Quad
			match.Set(c.d, c.v)
			truth, err := s.Count(ctx, match)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.QuadIteratorSize(ctx, c.d, s.ValueOf(c.v))
			if err != nil {
				t.Fatal(err)
			}
			if got.Exact != (truth < 256) || got.Exact && got.Size != truth {
				t.Errorf("%v %v: size %+v, want %d", c.d, c.v, got, truth)
			}
			if factor := float64(got.Size+1) / float64(truth+1); wantFactor > 0 && (factor > wantFactor || factor < 1/wantFactor) {
				t.Errorf("%v %v: size %+v, want about %d", c.d, c.v, got, truth)
			}
		}
	}
	sizes(0)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	sizes(3)
}

// TestCayleyCount holds that Cayley's count of an intersection is not the size of one of its parts.
func TestCayleyCount(t *testing.T) {
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		b.Add(q("a", "p", "x", ""), q("b", "p", "x", ""), q("c", "p", "y", ""), q("a", "r", "y", ""), q("d", "r", "y", ""))
	})
	of := func(d quad.Direction, v string) graph.Iterator { return s.QuadIterator(d, s.ValueOf(quad.IRI(v))) }
	n, err := graph.Iterate(ctx, iterator.NewAnd(of(quad.Predicate, "p"), of(quad.Object, "y"))).Count()
	if n != 1 || err != nil {
		t.Errorf("%d quads have p and y, %v, want 1", n, err)
	}
}

func TestSweep(t *testing.T) {
	s := open(t, quadstore.Options{})
	var labels []quad.Value
	for i := range 20 {
		label, quads := synthetic.News{}.Article(i)
		apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
		labels = append(labels, label)
	}
	before := quadsOf(t, s, quad.Quad{Label: labels[19]})
	apply(t, s, func(b *quadstore.Batch) { b.DeleteLabel(labels[:19]...) })
	stats, err := s.Stats(ctx, true)
	if err != nil {
		t.Fatal(err)
	}
	removed, err := s.Sweep(ctx)
	if err != nil || removed < 1000 {
		t.Errorf("%d values removed, %v", removed, err)
	}
	if again, err := s.Sweep(ctx); again != 0 || err != nil {
		t.Errorf("a second sweep removed %d values, %v", again, err)
	}
	if now, err := s.Stats(ctx, true); err != nil || now != stats {
		t.Errorf("stats were %+v and are %+v, %v", stats, now, err)
	}
	if diff := cmp.Diff(before, quadsOf(t, s, quad.Quad{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	// The writer must not remember numbers that are gone.
	label, quads := synthetic.News{}.Article(3)
	apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
	if got := quadsOf(t, s, quad.Quad{Label: label}); len(got) == 0 {
		t.Error("nothing of the article that came back")
	}
}
