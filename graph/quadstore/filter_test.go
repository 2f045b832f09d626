package quadstore

import (
	"context"
	"fmt"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

func TestEntryFilter(t *testing.T) {
	f := entryFilter{bloom.FilterPolicy(bitsPerKey)}
	w := f.NewWriter(pebble.TableFilter)
	const n = 1000
	key := func(prefix byte, i int) []byte { return fmt.Appendf([]byte{prefix}, "key %d", i) }
	for _, prefix := range []byte{prefixSPOG, prefixPOSG, prefixOSPG, prefixGSPO, prefixValue, prefixRecord} {
		for i := range n {
			w.AddKey(key(prefix, i))
		}
	}
	table := w.Finish(nil)
	if most := 3 * n * bitsPerKey / 8; len(table) > most { // of 2 n keys
		t.Errorf("the filter has %d bytes, and %d are enough", len(table), most)
	}
	passed := 0
	for i := range n {
		for _, prefix := range []byte{prefixSPOG, prefixPOSG, prefixOSPG, prefixGSPO} {
			if !f.MayContain(pebble.TableFilter, table, key(prefix, n+i)) {
				t.Fatal("the filter says that there is no quad")
			}
		}
		for _, prefix := range []byte{prefixValue, prefixRecord} {
			if !f.MayContain(pebble.TableFilter, table, key(prefix, i)) {
				t.Fatalf("the filter does not know key %d of %c", i, prefix)
			}
			if f.MayContain(pebble.TableFilter, table, key(prefix, n+i)) {
				passed++
			}
		}
	}
	if passed > 2*n/20 {
		t.Errorf("of %d keys that are not there %d pass", 2*n, passed)
	}
}

// TestFilterOfBefore reads and writes a store whose tables have a filter of all keys.
func TestFilterOfBefore(t *testing.T) {
	ctx, disk := context.Background(), vfs.NewMem()
	opt := Options{Dir: "store", FS: disk}
	s, err := Open(opt)
	if err != nil {
		t.Fatal(err)
	}
	quadOf := func(i int) quad.Quad { return quad.MakeIRI(fmt.Sprint("s", i), "p", fmt.Sprint("o", i), "g") }
	write := func(s *Store, from, to int) {
		t.Helper()
		var b Batch
		for i := from; i < to; i++ {
			b.Add(quadOf(i))
			b.Set(1, fmt.Append(nil, i), []byte("value"))
		}
		if err := s.Apply(ctx, &b); err != nil {
			t.Fatal(err)
		}
	}
	write(s, 0, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := opt.withDefaults().pebble(disk, false, engineLog{log: opt.withDefaults().Logger, fail: func(err error) { t.Error(err) }}, nil)
	for i := range before.Levels {
		before.Levels[i].FilterPolicy = bloom.FilterPolicy(bitsPerKey)
	}
	db, err := pebble.Open("store", before)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Set([]byte{prefixRecord, 1, 'x'}, []byte("old"), pebble.Sync); err != nil {
		t.Fatal(err)
	}
	if err := db.Compact(ctx, []byte{0}, []byte{0xff}, false); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(opt); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write(s, 1, 1000)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	for i := range 1001 {
		value, found, err := snap.Get(1, fmt.Append(nil, i))
		if err != nil || found != (i < 1000) || found && string(value) != "value" {
			t.Errorf("record %d: %q, %v, %v", i, value, found, err)
		}
	}
	if value, found, err := snap.Get(1, []byte("x")); err != nil || !found || string(value) != "old" {
		t.Errorf("the record of before: %q, %v, %v", value, found, err)
	}
	if problems, err := s.Check(ctx); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
