package graph

import (
	"strings"
	"sync"

	"github.com/cayleygraph/quad"
	"github.com/google/btree"
)

// knowledge is what is known of a state: records under keys, ranges of which all records are known, and the quads of
// subjects. It is safe for concurrent use.
type knowledge struct {
	mu      sync.RWMutex
	values  map[string]found           // what was asked for by its key
	records *btree.BTreeG[record]      // those in ranges
	ranges  *btree.BTreeG[span]        // which do not meet
	quads   map[quad.Value][]quad.Quad // by subject
	bytes   int
	whole   bool // nothing is to be forgotten
}

// maxKnown is how many bytes are remembered of a state.
const maxKnown = 128 << 20

// theTop is behind all keys.
const theTop = "\xff\xff\xff\xff"

// top is the end of a range, of an open one too.
func top(hi string) string {
	if hi == "" {
		return theTop
	}
	return hi
}

func newKnowledge() *knowledge {
	k := &knowledge{}
	k.forget()
	return k
}

func (k *knowledge) forget() {
	k.values, k.quads, k.bytes = map[string]found{}, map[quad.Value][]quad.Quad{}, 0
	k.records = btree.NewG(32, func(a, b record) bool { return a.key < b.key })
	k.ranges = btree.NewG(32, func(a, b span) bool { return a.lo < b.lo })
}

// note runs f alone.
func (k *knowledge) note(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
}

// get says what is under a key, and whether that is known.
func (k *knowledge) get(key string) (value string, ok, known bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if f, known := k.values[key]; known {
		return f.value, f.ok, true
	}
	if r, in := k.at(key); !in || key >= r.hi {
		return "", false, false
	}
	rec, ok := k.records.Get(record{key: key})
	return rec.value, ok, true
}

// at is the last range that begins at a key or before it.
func (k *knowledge) at(key string) (r span, ok bool) {
	k.ranges.DescendLessOrEqual(span{lo: key}, func(s span) bool {
		r, ok = s, true
		return false
	})
	return r, ok
}

// scanPart is how many known records are given at a time.
const scanPart = 64

// scan gives some records at the beginning of a range in its direction, and what is left of it then. It is not known
// where not even the beginning is.
func (k *knowledge) scan(s span) (part []record, rest span, known bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if s.reverse {
		return k.scanDown(s)
	}
	r, in := k.at(s.lo)
	if !in || s.lo >= r.hi {
		return nil, s, false
	}
	end := min(r.hi, s.hi)
	rest = span{lo: end, hi: s.hi}
	k.records.AscendRange(record{key: s.lo}, record{key: end}, func(rec record) bool {
		if len(part) == scanPart {
			rest.lo = rec.key
			return false
		}
		part = append(part, rec)
		return true
	})
	return part, rest, true
}

func (k *knowledge) scanDown(s span) (part []record, rest span, known bool) {
	var r span
	k.ranges.DescendLessOrEqual(span{lo: s.hi}, func(at span) bool {
		r = at
		return at.lo == s.hi // which holds nothing before it
	})
	if r.lo >= s.hi || r.hi < s.hi {
		return nil, s, false
	}
	begin := max(r.lo, s.lo)
	rest = span{lo: s.lo, hi: begin, reverse: true}
	k.records.DescendLessOrEqual(record{key: s.hi}, func(rec record) bool {
		if rec.key >= s.hi {
			return true
		}
		if rec.key < begin {
			return false
		}
		if len(part) == scanPart {
			rest.hi = rec.key + "\x00"
			return false
		}
		part = append(part, rec)
		return true
	})
	return part, rest, true
}

// about are the quads of a subject.
func (k *knowledge) about(subject quad.Value) (quads []quad.Quad, known bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	quads, known = k.quads[subject]
	return quads, known
}

// room forgets what is known where that leaves little room for more.
func (k *knowledge) room() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bytes > maxKnown/2 && !k.whole {
		k.forget()
	}
}

// full says whether nothing more should be remembered.
func (k *knowledge) full() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.bytes > maxKnown && !k.whole
}

// recordSize is about what a record takes besides its texts.
const recordSize = 64

// learnKey notes what is under a key.
func (k *knowledge) learnKey(key, value string, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.values[key] = found{value, ok}
	k.bytes += len(key) + len(value) + recordSize
}

// learnQuads notes the quads of a subject.
func (k *knowledge) learnQuads(subject quad.Value, quads []quad.Quad) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.quads[subject] = quads
	k.bytes += (len(quads) + 1) * 4 * recordSize
}

// learnRange notes the first records of a range in its direction, all of them where they are complete.
func (k *knowledge) learnRange(s span, records []record, complete bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n := len(records); !complete {
		if n == 0 {
			return
		}
		if s.reverse {
			s.lo = records[n-1].key
		} else {
			s.hi = records[n-1].key + "\x00"
		}
	}
	for _, rec := range records {
		k.records.ReplaceOrInsert(rec)
		k.bytes += len(rec.key) + len(rec.value) + recordSize
	}
	s.reverse = false
	k.join(s)
}

// join adds a range, and makes one of those that meet.
func (k *knowledge) join(s span) {
	if s.lo >= s.hi {
		return
	}
	if r, in := k.at(s.lo); in && r.hi >= s.lo {
		s.lo, s.hi = r.lo, max(s.hi, r.hi)
	}
	var met []span
	k.ranges.AscendGreaterOrEqual(span{lo: s.lo}, func(r span) bool {
		if strings.Compare(r.lo, s.hi) > 0 {
			return false
		}
		met = append(met, r)
		s.hi = max(s.hi, r.hi)
		return true
	})
	for _, r := range met {
		k.ranges.Delete(r)
	}
	k.ranges.ReplaceOrInsert(s)
}
