package quadstore

import (
	"cmp"
	"encoding/binary"
	"fmt"
)

// The first bytes of keys. They are stored: never change them.
const (
	prefixSPOG    = 'S'
	prefixPOSG    = 'P'
	prefixOSPG    = 'O'
	prefixGSPO    = 'G'
	prefixValue   = 'v'
	prefixEntry   = 'i'
	prefixMeta    = 'm'
	prefixCounter = 'c'
	prefixRecord  = 'r'
)

// quadKeySize is the size of a key of a quad index: the index and four IDs.
const quadKeySize = 1 + 4*8

// order is one of the four quad indexes.
type order int

// The quad indexes, by the order of the IDs in their keys.
const (
	spog order = iota
	posg
	ospg
	gspo
)

// layouts say for each index its prefix and which IDs follow, as places in IDs.
var layouts = [...]struct {
	prefix byte
	places [4]int
}{
	spog: {prefixSPOG, [4]int{0, 1, 2, 3}},
	posg: {prefixPOSG, [4]int{1, 2, 0, 3}},
	ospg: {prefixOSPG, [4]int{2, 0, 1, 3}},
	gspo: {prefixGSPO, [4]int{3, 0, 1, 2}},
}

// leading gives the index that begins with a direction's ID.
func leading(place int) order { return [...]order{spog, posg, ospg, gspo}[place] }

// key writes the index's key of a quad.
func (o order) key(dst *[quadKeySize]byte, q IDs) {
	l := &layouts[o]
	dst[0] = l.prefix
	for i, place := range l.places {
		binary.BigEndian.PutUint64(dst[1+8*i:], uint64(q[place]))
	}
}

// compare orders quads as the index's keys do.
func (o order) compare(a, b IDs) int {
	for _, place := range layouts[o].places {
		if a[place] != b[place] {
			return cmp.Compare(a[place], b[place])
		}
	}
	return 0
}

// quad reads a key of the index.
func (o order) quad(key []byte) (q IDs, err error) {
	l := &layouts[o]
	if len(key) != quadKeySize || key[0] != l.prefix {
		return q, fmt.Errorf("quadstore: %w: %x is no key of index %c", ErrCorrupt, key, l.prefix)
	}
	for i, place := range l.places {
		q[place] = ID(binary.BigEndian.Uint64(key[1+8*i:]))
	}
	return q, nil
}

// covers counts the IDs of the pattern that the index's keys begin with.
func (o order) covers(pattern IDs) int {
	n := 0
	for _, place := range layouts[o].places {
		if pattern[place] == 0 {
			break
		}
		n++
	}
	return n
}

// span gives the first key and the end of the keys that begin with the first n IDs of the pattern, in the index's order.
func (o order) span(pattern IDs, n int) (from, to []byte) { return o.appendSpan(nil, nil, pattern, n) }

// appendSpan is span that appends to given bytes.
func (o order) appendSpan(from, to []byte, pattern IDs, n int) (_, _ []byte) {
	var key [quadKeySize]byte
	o.key(&key, pattern)
	return append(from, key[:1+8*n]...), appendAfter(to, key[:1+8*n])
}

// after gives the end of the keys that begin with prefix, whose first byte is below 0xFF.
func after(prefix []byte) []byte { return appendAfter(nil, prefix) }

func appendAfter(end, prefix []byte) []byte {
	begin := len(end)
	end = append(end, prefix...)
	for i := len(end) - 1; i >= begin; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return end
}

// entryKey is the key of a dictionary entry by its number.
func entryKey(id ID) []byte {
	return binary.BigEndian.AppendUint64([]byte{prefixEntry}, uint64(id))
}

// The keys of what the store knows of itself.
func metaKey(name string) []byte { return append([]byte{prefixMeta}, name...) }

// The names under prefixMeta.
const (
	metaFormat   = "format"   // the format version, decimal
	metaNext     = "next"     // the next number of the dictionary, eight bytes
	metaQuads    = "quads"    // how many quads there are, eight bytes
	metaRevision = "revision" // how many commits there were, eight bytes
)

func beUint64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func beUint64Of(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
