package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"newsgraph/graph/pgstore"
	"newsgraph/internal/postgrestest"
)

// commit makes a batch.
func commit(t testing.TB, s *pgstore.Store, b *pgstore.Batch) {
	t.Helper()
	if err := tryCommit(s, b); err != nil {
		t.Fatal(err)
	}
}

func tryCommit(s *pgstore.Store, b *pgstore.Batch) error {
	w, err := s.Lock(context.Background())
	if err != nil {
		return err
	}
	defer w.Release()
	return w.Commit(context.Background(), b)
}

func snapshot(t testing.TB, s *pgstore.Store) *pgstore.Snapshot {
	t.Helper()
	snap, err := s.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	return snap
}

// state is all that a store has, a line each, sorted.
func state(t testing.TB, s *pgstore.Store) []string {
	t.Helper()
	snap := snapshot(t, s)
	defer snap.Close()
	return stateOf(t, snap)
}

func stateOf(t testing.TB, snap *pgstore.Snapshot) []string {
	t.Helper()
	lines := []string{}
	for q, err := range snap.Quads(context.Background(), quad.Quad{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, q.NQuad())
	}
	slices.Sort(lines)
	for rec, err := range snap.Scan(context.Background(), pgstore.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%q %q", rec.Key, rec.Value))
	}
	return lines
}

func want(t testing.TB, s *pgstore.Store, lines ...string) {
	t.Helper()
	if d := cmp.Diff(append([]string{}, lines...), state(t, s)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	sound(t, s)
}

func triple(label, object string) quad.Quad { return quad.MakeIRI("s", "p", object, label) }

func labels(of ...quad.Quad) map[quad.Value][]quad.Quad {
	m := map[quad.Value][]quad.Quad{}
	for _, q := range of {
		m[q.Label] = append(m[q.Label], q)
	}
	return m
}

// TestLabels wants what the provenance stands on: a triple under two labels is two quads.
func TestLabels(t *testing.T) {
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	commit(t, s, &pgstore.Batch{Labels: labels(triple("a", "o"), triple("b", "o"))})
	want(t, s, "<s> <p> <o> <a> .", "<s> <p> <o> <b> .")
	commit(t, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{quad.IRI("a"): nil}})
	want(t, s, "<s> <p> <o> <b> .")
	// One quad stays, one goes and one comes in one change.
	commit(t, s, &pgstore.Batch{Labels: labels(triple("b", "o"), triple("b", "new"))})
	commit(t, s, &pgstore.Batch{Labels: labels(triple("b", "o"), triple("b", "newer"), triple("b", "newer"))})
	want(t, s, "<s> <p> <newer> <b> .", "<s> <p> <o> <b> .")
	// What is added stays beside it, once.
	commit(t, s, &pgstore.Batch{Added: []quad.Quad{triple("c", "1"), triple("c", "1"), triple("b", "o"), quad.MakeIRI("s", "p", "1", "")}})
	commit(t, s, &pgstore.Batch{Added: []quad.Quad{triple("c", "1"), quad.MakeIRI("s", "p", "1", "")}})
	want(t, s, "<s> <p> <1> .", "<s> <p> <1> <c> .", "<s> <p> <newer> <b> .", "<s> <p> <o> <b> .")
	// What goes and comes at once stays; what is not there to be taken away is no matter.
	commit(t, s, &pgstore.Batch{
		Removed: []quad.Quad{triple("b", "newer"), triple("b", "newer"), triple("c", "1"), triple("c", "never")},
		Added:   []quad.Quad{triple("c", "1"), triple("c", "2")},
	})
	want(t, s, "<s> <p> <1> .", "<s> <p> <1> <c> .", "<s> <p> <2> <c> .", "<s> <p> <o> <b> .")
	for range 3 {
		commit(t, s, &pgstore.Batch{Labels: labels(triple("b", "o"))})
	}
	commit(t, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{quad.IRI("b"): nil, quad.IRI("c"): nil}})
	want(t, s, "<s> <p> <1> .")
}

// TestFailures wants a change that fails to change nothing, now or later.
func TestFailures(t *testing.T) {
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	commit(t, s, &pgstore.Batch{Labels: labels(triple("a", "o")), Records: []pgstore.Change{{Record: pgstore.Record{Key: "k", Value: "v"}}}})
	before := state(t, s)
	for name, b := range map[string]*pgstore.Batch{
		"quad of another label": {Labels: map[quad.Value][]quad.Quad{quad.IRI("b"): {triple("a", "x")}}},
		"no object":             {Added: []quad.Quad{{Subject: quad.IRI("s"), Predicate: quad.IRI("p")}}},
		"long key":              {Labels: labels(triple("b", "o")), Records: []pgstore.Change{{Record: pgstore.Record{Key: strings.Repeat("k", 3000)}}}},
		"last key":              {Labels: labels(triple("b", "o")), Records: []pgstore.Change{{Record: pgstore.Record{Key: "\xff\xff\xff\xff"}}}},
		"long notification":     {Labels: labels(triple("b", "o")), Notify: strings.Repeat("n", 9000)},
	} {
		if err := tryCommit(s, b); err == nil {
			t.Errorf("%s: no error", name)
		}
		if d := cmp.Diff(before, state(t, s)); d != "" {
			t.Errorf("%s: want -, got +:\n%s", name, d)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	w, err := s.Lock(ended)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := w.Commit(ended, &pgstore.Batch{Labels: labels(triple("b", "o"))}); !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
	w.Release()
	if _, err := s.Lock(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
	want(t, s, before...)
	commit(t, s, &pgstore.Batch{Labels: labels(triple("b", "o"))})
	want(t, s, "<s> <p> <o> <a> .", "<s> <p> <o> <b> .", `"k" "v"`)
}

// TestValues writes values of all kinds and reads them again, from the database and not from the cache.
func TestValues(t *testing.T) {
	address := postgrestest.Database(t)
	at := time.Date(2018, 6, 5, 12, 0, 0, 0, time.UTC)
	values := []quad.Value{
		quad.IRI("urn:x"), quad.IRI(""), quad.BNode("b"), quad.String("text"), quad.String(""), quad.String("a\x00b"), quad.String(`a\x00b`),
		quad.String("not \xff UTF-8"), quad.IRI("urn:\x00"), quad.LangString{Value: "Wort", Lang: "de"}, quad.TypedString{Value: "x", Type: "urn:t"},
		quad.TypedString{Value: "x\x00", Type: "urn:\xfe"}, quad.Int(math.MinInt64), quad.Int(0), quad.Bool(true), quad.Bool(false), quad.Float(0.1),
		quad.Float(math.Inf(-1)), quad.Time(at), quad.Time(at.Add(time.Microsecond)), quad.Time(at.Add(1)), quad.Time(at.Add(time.Second)),
		quad.Time(time.Date(12018, 1, 1, 0, 0, 0, 0, time.UTC)), quad.Time(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
	s := open(t, address, pgstore.Options{})
	var quads []quad.Quad
	for i, v := range values {
		quads = append(quads, quad.Quad{Subject: quad.Int(i), Predicate: quad.IRI("p"), Object: v, Label: quad.IRI("l")})
	}
	commit(t, s, &pgstore.Batch{Labels: labels(quads...)})
	sound(t, s)
	again := open(t, address, pgstore.Options{})
	qs := again.QuadStore()
	snap := snapshot(t, again)
	for i, v := range values {
		for q, err := range snap.Quads(context.Background(), quad.Quad{Subject: quad.Int(i)}) {
			if err != nil {
				t.Fatal(err)
			}
			if !equal(q.Object, v) {
				t.Errorf("want %#v, got %#v", v, q.Object)
			}
		}
		if got := qs.NameOf(qs.ValueOf(v)); !equal(got, v) {
			t.Errorf("want %#v of its ref, got %#v", v, got)
		}
	}
	// What prints alike is one value, as it is to Cayley.
	if a, b := qs.ValueOf(quad.Int(0)), qs.ValueOf(quad.Int(0).TypedString()); a == nil || b == nil || a.Key() != b.Key() {
		t.Errorf("0 is %v and %v", a, b)
	}
	if qs.ValueOf(quad.String("none")) != nil {
		t.Error("a value that is nowhere has a ref")
	}
	commit(t, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{quad.IRI("l"): nil}})
	want(t, s)
	if stats, err := qs.Stats(context.Background(), true); err != nil || stats.Nodes.Size != 0 {
		t.Errorf("%d values are left, error %v", stats.Nodes.Size, err)
	}
}

func equal(a, b quad.Value) bool {
	if t, ok := a.(quad.Time); ok {
		u, ok := b.(quad.Time)
		return ok && time.Time(t).Equal(time.Time(u))
	}
	return a == b
}

// TestRecords holds ranges against a sorted list.
func TestRecords(t *testing.T) {
	ctx := context.Background()
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	have := map[string]string{}
	var changes []pgstore.Change
	for range 700 {
		key := strings.Repeat(string(rune('a'+random.IntN(3))), random.IntN(3)) + string([]byte{byte(random.IntN(256)), byte(random.IntN(256))})
		if _, there := have[key]; !there {
			have[key] = fmt.Sprint("value of ", key)
			changes = append(changes, pgstore.Change{Record: pgstore.Record{Key: key, Value: have[key]}})
		}
	}
	commit(t, s, &pgstore.Batch{Records: changes})
	gone := changes[0].Key
	delete(have, gone)
	have[changes[1].Key] = ""
	commit(t, s, &pgstore.Batch{Records: []pgstore.Change{{Record: pgstore.Record{Key: gone}, Gone: true}, {Record: pgstore.Record{Key: changes[1].Key}}}})
	snap := snapshot(t, s)
	keys := slices.Sorted(maps.Keys(have))
	for _, r := range []pgstore.Range{{}, {Down: true}, {From: "a", To: "b"}, {From: "a", To: "b", Down: true}, {From: "b"}, {To: "a\x80"}, {Limit: 100}, {Down: true, Limit: 1}, {From: "z", To: "a"}} {
		var wanted, got []string
		for _, key := range keys {
			if key >= r.From && (r.To == "" || key < r.To) {
				wanted = append(wanted, key+have[key])
			}
		}
		if r.Down {
			slices.Reverse(wanted)
		}
		if r.Limit > 0 {
			wanted = wanted[:min(r.Limit, len(wanted))]
		}
		for rec, err := range snap.Scan(ctx, r) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, rec.Key+rec.Value)
		}
		if !slices.Equal(wanted, got) {
			t.Errorf("%+v: want %q, got %q", r, wanted, got)
		}
	}
	q := pgstore.Questions{Keys: []string{keys[3], gone, "none"}, Ranges: []pgstore.Range{{From: keys[5], Limit: 2}, {To: keys[5], Down: true, Limit: 2}}}
	if err := snap.Ask(ctx, &q); err != nil {
		t.Fatal(err)
	}
	rec := func(i int) pgstore.Record { return pgstore.Record{Key: keys[i], Value: have[keys[i]]} }
	if d := cmp.Diff(map[string]string{keys[3]: have[keys[3]]}, q.Values); d != "" {
		t.Errorf("values: want -, got +:\n%s", d)
	}
	if d := cmp.Diff([][]pgstore.Record{{rec(5), rec(6)}, {rec(4), rec(3)}}, q.Records); d != "" {
		t.Errorf("ranges: want -, got +:\n%s", d)
	}
}

// TestSnapshot wants a snapshot not to change while articles are written, and to go on when a question's context ends.
func TestSnapshot(t *testing.T) {
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	commit(t, s, &pgstore.Batch{Labels: labels(triple("a", "o"))})
	snap := snapshot(t, s)
	before := stateOf(t, snap)
	commit(t, s, &pgstore.Batch{Labels: labels(triple("b", "o")), Records: []pgstore.Change{{Record: pgstore.Record{Key: "k"}}}})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	var quads []quad.Quad
	for i := range 40 {
		quads = append(quads, quad.Quad{Subject: quad.Int(i), Predicate: quad.IRI("p"), Object: quad.Int(i), Label: quad.IRI("many")})
	}
	commit(t, s, &pgstore.Batch{Labels: labels(quads...)})
	endless := snapshot(t, s)
	it := endless.QuadStore().QuadsAllIterator()
	for it.Next(ctx) || ctx.Err() == nil {
		it.Reset()
	}
	if err := it.Err(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want the context's error, got %v", err)
	}
	if n := len(stateOf(t, endless)); n != 43 {
		t.Errorf("want 43 lines after a question was given up, got %d", n)
	}
	if d := cmp.Diff(before, stateOf(t, snap)); d != "" {
		t.Errorf("the snapshot has changed: want -, got +:\n%s", d)
	}
	if err := snap.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := snap.Get(context.Background(), "k"); !errors.Is(err, pgstore.ErrClosed) {
		t.Errorf("want ErrClosed, got %v", err)
	}
	if err := snap.QuadStore().ApplyDeltas([]graph.Delta{{Quad: triple("x", "y"), Action: graph.Add}}, graph.IgnoreOpts{}); !errors.Is(err, pgstore.ErrReadOnly) {
		t.Errorf("want ErrReadOnly, got %v", err)
	}
}

// TestDeltas takes changes in their order: a quad that is added and deleted in one transaction.
func TestDeltas(t *testing.T) {
	s := open(t, postgrestest.Database(t), pgstore.Options{})
	qs := s.QuadStore()
	add, del := graph.Delta{Quad: triple("a", "o"), Action: graph.Add}, graph.Delta{Quad: triple("a", "o"), Action: graph.Delete}
	for _, c := range []struct {
		deltas []graph.Delta
		opts   graph.IgnoreOpts
		err    error
		left   int
	}{
		{[]graph.Delta{add, del}, graph.IgnoreOpts{}, nil, 0},
		{[]graph.Delta{del}, graph.IgnoreOpts{}, graph.ErrQuadNotExist, 0},
		{[]graph.Delta{add}, graph.IgnoreOpts{}, nil, 1},
		{[]graph.Delta{del, add}, graph.IgnoreOpts{}, nil, 1},
		{[]graph.Delta{add}, graph.IgnoreOpts{}, graph.ErrQuadExists, 1},
		{[]graph.Delta{add, add}, graph.IgnoreOpts{IgnoreDup: true}, nil, 1},
		{[]graph.Delta{del, del}, graph.IgnoreOpts{}, graph.ErrQuadNotExist, 1},
		{[]graph.Delta{del, del}, graph.IgnoreOpts{IgnoreMissing: true}, nil, 0},
	} {
		err := qs.ApplyDeltas(c.deltas, c.opts)
		var delta *graph.DeltaError
		if errors.As(err, &delta) {
			err = delta.Err
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%v: want error %v, got %v", c.deltas, c.err, err)
		}
		if n := len(state(t, s)); n != c.left {
			t.Errorf("%v: want %d quads, got %d", c.deltas, c.left, n)
		}
	}
	sound(t, s)
}

// TestWriters writes from several stores at once; each change stands on the one before it, and nothing is lost.
func TestWriters(t *testing.T) {
	ctx := context.Background()
	address := postgrestest.Database(t)
	var heard sync.WaitGroup
	heard.Add(40)
	listening := make(chan struct{})
	var once sync.Once
	listener := open(t, address, pgstore.Options{Notified: func(text string) {
		switch text {
		case "":
			once.Do(func() { close(listening) })
		case "more":
			heard.Done()
		}
	}})
	<-listening // what was said before is not heard
	var writers sync.WaitGroup
	for range 4 {
		s := open(t, address, pgstore.Options{})
		writers.Go(func() {
			for range 10 {
				w, err := s.Lock(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				snap, err := s.Snapshot(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				n, _, err := snap.Get(ctx, "n")
				if err != nil {
					t.Error(err)
				}
				label := fmt.Sprint("l", len(n))
				b := &pgstore.Batch{Labels: labels(triple(label, "o")), Records: []pgstore.Change{{Record: pgstore.Record{Key: "n", Value: n + "i"}}}, Notify: "more"}
				if err := w.Commit(ctx, b); err != nil {
					t.Error(err)
				}
				snap.Close()
				w.Release()
			}
		})
	}
	writers.Wait()
	heard.Wait()
	snap := snapshot(t, listener)
	if n, _, err := snap.Get(ctx, "n"); err != nil || len(n) != 40 || snap.Count() != 40 {
		t.Errorf("want 40 changes and quads, got %d and %d, error %v", len(n), snap.Count(), err)
	}
	sound(t, listener)
}

// TestCheckFinds breaks the tables.
func TestCheckFinds(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct{ statement, want string }{
		"count":    {`UPDATE newsgraph_meta SET quads = 7`, "7 quads are counted, and there are 2"},
		"refs":     {`UPDATE nodes SET refs = 9 WHERE value_string = 'p'`, "is counted 9 times, and 2 places"},
		"no node":  {`DELETE FROM nodes WHERE value_string = 'o'`, "which is not there"},
		"no quads": {`INSERT INTO nodes (hash, refs, value_string) VALUES (sha1(), 1, 'x')`, "is counted 1 times, and 0 places"},
		"hash":     {`UPDATE nodes SET value_string = 'q' WHERE value_string = 'p'`, "of something else"},
		"no value": {`UPDATE nodes SET value_string = NULL WHERE value_string = 'p'`, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			address := postgrestest.Database(t)
			s := open(t, address, pgstore.Options{})
			commit(t, s, &pgstore.Batch{Labels: labels(triple("a", "o"), triple("b", "o"))})
			conn, err := pgx.Connect(ctx, address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			statement := strings.ReplaceAll(c.statement, "sha1()", `decode(repeat('ab', 20), 'hex')`)
			if _, err := conn.Exec(ctx, statement); err != nil {
				t.Fatal(err)
			}
			problems, err := s.Check(ctx)
			if err != nil || !strings.Contains(strings.Join(problems, "\n"), c.want) {
				t.Errorf("want %q, got %q, error %v", c.want, problems, err)
			}
		})
	}
}

// TestNotOurs refuses tables of others and of later versions.
func TestNotOurs(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		statement string
		want      error
	}{
		{`CREATE TABLE quads (i int)`, pgstore.ErrNotStore},
		{`CREATE TABLE newsgraph_meta AS SELECT 99 AS format`, pgstore.ErrNewerFormat},
		{`CREATE TABLE newsgraph_meta (format int)`, pgstore.ErrNotStore},
	} {
		address := postgrestest.Database(t)
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(ctx, c.statement); err != nil {
			t.Fatal(err)
		}
		if err := conn.Close(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := pgstore.Open(ctx, address, pgstore.Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: want %v, got %v", c.statement, c.want, err)
		}
	}
}

// TestOpenAtOnce opens a new database by several stores at once; one makes the tables.
func TestOpenAtOnce(t *testing.T) {
	address := postgrestest.Database(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			s, err := pgstore.Open(context.Background(), address, pgstore.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestBusy says that all connections are in use.
func TestBusy(t *testing.T) {
	s := open(t, postgrestest.Database(t), pgstore.Options{Readers: 1, Wait: 2 * time.Second})
	snapshot(t, s)
	if _, err := s.Snapshot(context.Background()); !errors.Is(err, pgstore.ErrBusy) {
		t.Errorf("want ErrBusy, got %v", err)
	}
}
