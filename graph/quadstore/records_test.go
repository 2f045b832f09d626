package quadstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph/quadstore"
)

func TestCounts(t *testing.T) {
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		b.Count([]byte("entity/a"), 3)
		b.Count([]byte("entity/b"), -1)
		b.Count([]byte("other"), 7)
		b.Count([]byte("entity/a"), 2)
	})
	want := []quadstore.Counter{{Name: []byte("entity/a"), Value: 5}, {Name: []byte("entity/b"), Value: -1}}
	if diff := cmp.Diff(want, all(t, s.Counters(ctx, []byte("entity/")))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestRecords(t *testing.T) {
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		for _, key := range []string{"a", "b1", "b2", "b3", "b\xff", "b\xff\xff", "c"} {
			b.Set(1, []byte(key), []byte("1"+key))
			b.Set(2, []byte(key), []byte("2"+key))
		}
		b.Set(0xff, []byte("\xff\xff"), []byte("last"))
		b.Unset(2, []byte("b2"))
	})
	cases := []struct {
		space quadstore.Space
		part  quadstore.Range
		want  []string
	}{
		{1, quadstore.Range{}, []string{"a", "b1", "b2", "b3", "b\xff", "b\xff\xff", "c"}},
		{1, quadstore.Range{Down: true}, []string{"c", "b\xff\xff", "b\xff", "b3", "b2", "b1", "a"}},
		{2, quadstore.Range{Prefix: []byte("b")}, []string{"b1", "b3", "b\xff", "b\xff\xff"}},
		{1, quadstore.Range{Prefix: []byte("b"), From: []byte("b2"), To: []byte("b\xff")}, []string{"b2", "b3"}},
		{1, quadstore.Range{Prefix: []byte("b"), From: []byte("a"), To: []byte("b2"), Down: true}, []string{"b1"}},
		{1, quadstore.Range{Prefix: []byte("b\xff")}, []string{"b\xff", "b\xff\xff"}},
		{1, quadstore.Range{From: []byte("x")}, nil},
		{0xff, quadstore.Range{}, []string{"\xff\xff"}},
		{3, quadstore.Range{}, nil},
	}
	for _, c := range cases {
		var got []string
		for _, r := range all(t, s.Records(ctx, c.space, c.part)) {
			got = append(got, string(r.Key))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("space %d, %+v: %q, want %q", c.space, c.part, got, c.want)
		}
	}
	apply(t, s, func(b *quadstore.Batch) { b.UnsetPrefix(1, []byte("b")); b.Set(1, []byte("b2"), nil) })
	if got := all(t, s.Records(ctx, 1, quadstore.Range{})); len(got) != 3 {
		t.Errorf("after UnsetPrefix there are %d records, want 3", len(got))
	}
	if _, ok, err := s.Get(2, []byte("b1")); !ok || err != nil {
		t.Errorf("the other space lost its record: %v, %v", ok, err)
	}
}

// TestManyRecords walks over more records than are read at a time, small and big.
func TestManyRecords(t *testing.T) {
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		for i := range 3000 {
			b.Set(1, []byte{byte(i >> 8), byte(i)}, []byte{byte(i)})
		}
		for i := range 7 {
			b.Set(2, []byte{byte(i)}, make([]byte, 700_000))
		}
	})
	for _, down := range []bool{false, true} {
		got := all(t, s.Records(ctx, 1, quadstore.Range{Down: down}))
		if len(got) != 3000 || !slices.IsSortedFunc(got, func(a, b quadstore.Record) int {
			if down {
				a, b = b, a
			}
			return slices.Compare(a.Key, b.Key)
		}) {
			t.Errorf("down %v: %d records, or not in order", down, len(got))
		}
		if got := all(t, s.Records(ctx, 2, quadstore.Range{Down: down})); len(got) != 7 {
			t.Errorf("down %v: %d big records, want 7", down, len(got))
		}
	}
}

// TestRecordsAreTheReaders changes and extends what a walk gives, which must not show in what else it gives.
func TestRecordsAreTheReaders(t *testing.T) {
	s := open(t, quadstore.Options{})
	text := func(i int) string { return strings.Repeat(string(rune('a'+i%26)), i*i%3000) }
	key := func(i int) string { return fmt.Sprintf("%04d%.*s", i, i%40, text(i)) }
	apply(t, s, func(b *quadstore.Batch) {
		for i := range 700 {
			b.Set(1, []byte(key(i)), []byte(text(i)))
		}
	})
	records := all(t, s.Records(ctx, 1, quadstore.Range{}))
	if len(records) != 700 {
		t.Fatalf("%d records", len(records))
	}
	for i, r := range records {
		if string(r.Key) != key(i) || string(r.Value) != text(i) {
			t.Fatalf("record %d: %q, %d bytes", i, r.Key, len(r.Value))
		}
		for _, part := range [][]byte{r.Key, r.Value} {
			clear(part)
			_ = append(part, "more"...)
		}
	}
}
