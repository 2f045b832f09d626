package quadstore_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/quadstore"
)

// model is a store made of maps, as simple as can be.
type model struct {
	quads   map[string]quad.Quad // by how they print
	records map[string]string    // by space and key
	counts  map[string]int64
}

func newModel() *model {
	return &model{map[string]quad.Quad{}, map[string]string{}, map[string]int64{}}
}

func (m *model) clone() *model {
	return &model{maps.Clone(m.quads), maps.Clone(m.records), maps.Clone(m.counts)}
}

// history makes random changes to a store and a model alike.
type history struct {
	t      *testing.T
	random *rand.Rand
	opts   quadstore.Options
	s      *quadstore.Store
	m      *model
	kept   []kept
}

// kept is a snapshot and what it must show.
type kept struct {
	v *quadstore.Snapshot
	m *model
}

// values are few, so that quads meet again; all kinds are among them, some of which print alike.
var values = []quad.Value{
	quad.IRI("a"), quad.IRI("b"), quad.IRI("c"), quad.BNode("a"), quad.String("a"), quad.String(""), quad.Int(7),
	quad.Int(1 << 62), quad.Float(0.5), quad.Float(1.0 / 3), quad.Bool(true), quad.Time(time.Unix(1_528_156_800, 0)),
	quad.Time(time.Unix(1_528_156_800, 1)), quad.LangString{Value: "a", Lang: "en"}, quad.TypedString{Value: "a", Type: "t"},
	quad.TypedString{Value: "7", Type: "xsd:integer"}, quad.String(fmt.Sprintf("%0300d", 1)), quad.String(fmt.Sprintf("%0300d", 2)),
}

var labels = []quad.Value{nil, quad.IRI("article/1"), quad.IRI("article/2"), quad.IRI("article/3"), quad.Int(7)}

func pick[T any](h *history, from []T) T { return from[h.random.IntN(len(from))] }

func (h *history) quad() quad.Quad {
	return quad.Quad{Subject: pick(h, values), Predicate: pick(h, values[:4]), Object: pick(h, values), Label: pick(h, labels)}
}

// name tells quads apart as the store does: times by the nanosecond, which their print leaves out.
func name(q quad.Quad) string {
	out := ""
	for _, d := range quad.Directions {
		v := q.Get(d)
		if t, ok := v.(quad.Time); ok {
			out += time.Time(t).UTC().Format(time.RFC3339Nano) + " "
		} else {
			out += quad.StringOf(v) + " "
		}
	}
	return out
}

func (h *history) run(steps int) {
	h.open()
	for range steps {
		switch h.random.IntN(20) {
		case 0:
			h.reopen()
		case 1:
			if _, err := h.s.Sweep(ctx); err != nil {
				h.t.Fatal(err)
			}
		case 2:
			if err := h.s.Compact(ctx); err != nil {
				h.t.Fatal(err)
			}
		case 3, 4:
			v, err := h.s.Snapshot()
			if err != nil {
				h.t.Fatal(err)
			}
			h.kept = append(h.kept, kept{v, h.m.clone()})
		case 5, 6:
			h.release()
		case 7, 8, 9, 10:
			h.deltas()
		default:
			h.batches()
		}
		if h.t.Failed() {
			return
		}
	}
	h.compare(h.s, h.m)
	h.reopen()
}

func (h *history) open() {
	s, err := quadstore.Open(h.opts)
	if err != nil {
		h.t.Fatal(err)
	}
	h.s = s
}

func (h *history) reopen() {
	h.compare(h.s, h.m)
	sound(h.t, h.s)
	h.kept = nil
	if err := h.s.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.open()
	h.compare(h.s, h.m)
}

// release compares a snapshot that was kept with what it must show, and closes it.
func (h *history) release() {
	if len(h.kept) == 0 {
		return
	}
	i := h.random.IntN(len(h.kept))
	h.compare(h.kept[i].v, h.kept[i].m)
	h.kept[i].v.Close()
	h.kept = slices.Delete(h.kept, i, i+1)
}

// batches applies one to three batches, some of which must fail.
func (h *history) batches() {
	next := h.m.clone()
	batches := make([]*quadstore.Batch, 1+h.random.IntN(3))
	for i := range batches {
		batches[i] = &quadstore.Batch{}
		for range h.random.IntN(12) {
			h.operate(batches[i], next)
		}
	}
	broken := h.random.IntN(8) == 0
	if broken {
		batches[len(batches)-1].Add(quad.Quad{Subject: quad.IRI("a"), Label: quad.IRI("b")})
	}
	commit := h.s.Apply
	if h.random.IntN(2) == 0 {
		commit = h.s.Stage
	}
	if err := commit(ctx, batches...); (err != nil) != broken {
		h.t.Fatalf("broken %v: %v", broken, err)
	}
	if !broken {
		h.m = next
	}
}

func (h *history) operate(b *quadstore.Batch, m *model) {
	key := []byte{byte(h.random.IntN(3)), byte(h.random.IntN(3))}
	space := quadstore.Space(h.random.IntN(3))
	switch h.random.IntN(12) {
	case 0:
		label := pick(h, labels[1:])
		b.DeleteLabel(label)
		maps.DeleteFunc(m.quads, func(_ string, q quad.Quad) bool { return q.Label == label })
	case 1, 2:
		q := h.quad()
		b.Delete(q)
		delete(m.quads, name(q))
	case 3:
		b.Set(space, key, key[:1])
		m.records[string(append([]byte{byte(space)}, key...))] = string(key[:1])
	case 4:
		b.Unset(space, key)
		delete(m.records, string(append([]byte{byte(space)}, key...)))
	case 5:
		b.UnsetPrefix(space, key[:1])
		maps.DeleteFunc(m.records, func(k string, _ string) bool { return k[0] == byte(space) && k[1] == key[0] })
	case 6:
		n := int64(h.random.IntN(5) - 2)
		b.Count(key, n)
		if m.counts[string(key)] += n; m.counts[string(key)] == 0 {
			delete(m.counts, string(key))
		}
	default:
		q := h.quad()
		b.Add(q)
		m.quads[name(q)] = q
	}
}

// deltas applies a transaction as Cayley does, strictly or not.
func (h *history) deltas() {
	opts := graph.IgnoreOpts{IgnoreDup: h.random.IntN(2) == 0, IgnoreMissing: h.random.IntN(2) == 0}
	next := h.m.clone()
	var deltas []graph.Delta
	var want error
	for range 1 + h.random.IntN(6) {
		q := h.quad()
		if len(next.quads) > 0 && h.random.IntN(2) == 0 { // one that is there
			keys := slices.Sorted(maps.Keys(next.quads))
			q = next.quads[pick(h, keys)]
		}
		_, there := next.quads[name(q)]
		d := graph.Delta{Quad: q, Action: graph.Add}
		if h.random.IntN(2) == 0 {
			d.Action = graph.Delete
		}
		deltas = append(deltas, d)
		switch {
		case want != nil:
		case d.Action == graph.Add && there && !opts.IgnoreDup:
			want = graph.ErrQuadExists
		case d.Action == graph.Delete && !there && !opts.IgnoreMissing:
			want = graph.ErrQuadNotExist
		case d.Action == graph.Add:
			next.quads[name(q)] = q
		default:
			delete(next.quads, name(q))
		}
	}
	err := h.s.ApplyDeltas(deltas, opts)
	if errors.Is(want, graph.ErrQuadExists) && !graph.IsQuadExist(err) || errors.Is(want, graph.ErrQuadNotExist) && !graph.IsQuadNotExist(err) || want == nil && err != nil {
		h.t.Fatalf("deltas %v, %+v: %v, want %v", deltas, opts, err, want)
	}
	if want == nil {
		h.m = next
	}
}

// compare holds everything that a store or snapshot shows against the model.
func (h *history) compare(s shown, m *model) {
	h.t.Helper()
	h.compareQuads(s, m, quad.Quad{})
	for range 6 {
		match := h.quad()
		for _, d := range quad.Directions {
			if h.random.IntN(2) == 0 {
				match.Set(d, nil)
			}
		}
		h.compareQuads(s, m, match)
	}
	h.compareValues(s, m)
	got := map[string]string{}
	for space := range quadstore.Space(3) {
		for _, r := range all(h.t, s.Records(ctx, space, quadstore.Range{})) {
			got[string(append([]byte{byte(space)}, r.Key...))] = string(r.Value)
		}
	}
	if diff := cmp.Diff(m.records, got); diff != "" {
		h.t.Errorf("records: want -, got +:\n%s", diff)
	}
	counts := map[string]int64{}
	for _, c := range all(h.t, s.Counters(ctx, nil)) {
		counts[string(c.Name)] = c.Value
	}
	if diff := cmp.Diff(m.counts, counts); diff != "" {
		h.t.Errorf("counters: want -, got +:\n%s", diff)
	}
	if err := s.Err(); err != nil {
		h.t.Error(err)
	}
}

func (h *history) compareQuads(s shown, m *model, match quad.Quad) {
	h.t.Helper()
	want := []string{}
	for _, q := range m.quads {
		if fits(q, match) {
			want = append(want, name(q))
		}
	}
	got := []string{}
	for _, row := range all(h.t, s.Quads(ctx, quadstore.Query{Match: match})) {
		got = append(got, name(row.Quad))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("quads like %v: want -, got +:\n%s", match, diff)
	}
}

func fits(q, match quad.Quad) bool {
	for _, d := range quad.Directions {
		want := match.Get(d)
		if want != nil && name(quad.Quad{Subject: want}) != name(quad.Quad{Subject: q.Get(d)}) {
			return false
		}
	}
	return true
}

// compareValues holds that a value has a ref exactly if some quad has it, and that all nodes are those values.
func (h *history) compareValues(s shown, m *model) {
	h.t.Helper()
	want := map[string]bool{}
	for _, q := range m.quads {
		for _, d := range quad.Directions {
			if v := q.Get(d); v != nil {
				want[name(quad.Quad{Subject: v})] = true
			}
		}
	}
	for _, v := range slices.Concat(values, labels[1:]) {
		ref := s.ValueOf(v)
		if key := name(quad.Quad{Subject: v}); (ref != nil) != want[key] {
			h.t.Errorf("ValueOf(%v) = %v, and that a quad has it is %v", v, ref, want[key])
		} else if ref != nil && name(quad.Quad{Subject: s.NameOf(ref)}) != key {
			h.t.Errorf("NameOf(ValueOf(%v)) = %v", v, s.NameOf(ref))
		}
	}
	nodes := 0
	it := s.NodesAllIterator()
	defer it.Close()
	for it.Next(ctx) {
		nodes++
	}
	stats, err := s.Stats(ctx, true)
	if err != nil || it.Err() != nil || nodes != len(want) || stats.Nodes.Size != int64(nodes) || stats.Quads.Size != int64(len(m.quads)) {
		h.t.Errorf("%d nodes, %v, stats %+v, %v; want %d nodes and %d quads", nodes, it.Err(), stats, err, len(want), len(m.quads))
	}
}

// TestHistories compares random histories of a store with a model of it: batches, transactions, failures, snapshots,
// sweeps, compactions and reopening, in any order.
func TestHistories(t *testing.T) {
	histories := 300
	if testing.Short() || raceEnabled {
		histories = 30
	}
	for seed := range uint64(histories) {
		h := &history{t: t, random: rand.New(rand.NewPCG(seed, 1)), m: newModel()}
		h.opts = quadstore.Options{FS: vfs.NewMem(), ValueCacheSize: 1 + h.random.IntN(40)}
		h.run(40)
		if err := h.s.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
