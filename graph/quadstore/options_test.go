package quadstore

import (
	"context"
	"fmt"
	"testing"
)

// TestCacheBesideWrites wants tables to stay in memory while much is written: the engine takes the room of its memtables
// from the cache.
func TestCacheBesideWrites(t *testing.T) {
	s, err := Open(Options{CacheSize: 4 << 20, MemTableSize: 4 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	value := make([]byte, 1000)
	for i := range 20 {
		var b Batch
		for n := range 1000 {
			b.Set(1, fmt.Appendf(nil, "key %06d", n*20+i), value)
		}
		if err := s.Apply(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	misses := func() int64 {
		for n := range 1000 {
			if _, found, err := snap.Get(1, fmt.Appendf(nil, "key %06d none", n*20)); found || err != nil {
				t.Fatalf("found %v, error %v", found, err)
			}
		}
		return s.db.Metrics().BlockCache.Misses
	}
	// What is read once is in the cache, unless tables were merged meanwhile, which comes to an end.
	before, least := misses(), int64(1000)
	for range 20 {
		now := misses()
		if least = min(least, now-before); least <= 100 {
			return
		}
		before = now
	}
	t.Errorf("at least %d of 1000 looks for keys that are not there read a table again", least)
}
