package quadstore

import (
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// bitsPerKey is how many bits of a filter a key takes: one in a hundred keys that are not there passes.
const bitsPerKey = 10

// entryFilter is a Bloom filter (Bloom 1970) of each table's dictionary entries, counters and records, of which a load asks
// for many that are not there. The quads, five keys in six, are not in it: few that are not there are asked for, and filters
// of them all would not fit into the cache.
type entryFilter struct{ bloom.FilterPolicy }

var _ pebble.FilterPolicy = entryFilter{}

// filters are those that tables may have, by their names. Stores from before have some of all keys.
func filters() map[string]pebble.FilterPolicy {
	all, own := bloom.FilterPolicy(bitsPerKey), entryFilter{bloom.FilterPolicy(bitsPerKey)}
	return map[string]pebble.FilterPolicy{all.Name(): all, own.Name(): own}
}

// Name is part of pebble.FilterPolicy. It is stored: never change it.
func (entryFilter) Name() string { return "newsgraph.entries" }

// MayContain is part of pebble.FilterPolicy.
func (f entryFilter) MayContain(kind pebble.FilterType, filter, key []byte) bool {
	return !filtered(key) || f.FilterPolicy.MayContain(kind, filter, key)
}

// NewWriter is part of pebble.FilterPolicy.
func (f entryFilter) NewWriter(kind pebble.FilterType) pebble.FilterWriter {
	return entryFilterWriter{f.FilterPolicy.NewWriter(kind)}
}

type entryFilterWriter struct{ pebble.FilterWriter }

// AddKey is part of pebble.FilterWriter.
func (w entryFilterWriter) AddKey(key []byte) {
	if filtered(key) {
		w.FilterWriter.AddKey(key)
	}
}

// filtered says whether a key is one that an entryFilter knows of.
func filtered(key []byte) bool {
	if len(key) == 0 {
		return false
	}
	switch key[0] {
	case prefixSPOG, prefixPOSG, prefixOSPG, prefixGSPO:
		return false
	}
	return true
}
