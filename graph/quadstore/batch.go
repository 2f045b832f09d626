package quadstore

import (
	"slices"

	"github.com/cayleygraph/quad"
)

// Space names a set of records, whose keys are its own: texts, ledger, an index. The caller gives them their meaning and
// never changes a space's number, for it is stored. Zero is a space like any other.
type Space byte

// Batch is what is to be changed together. Its operations have effect in their order: a later one finds what an earlier
// one left. The zero value is empty and ready. A Batch keeps the quads and values it is given, which must not be changed
// until it is applied for the last time, and copies the keys; it is not safe for concurrent use.
type Batch struct {
	ops []operation
	// size is about how many bytes the keys and values take.
	size int
}

type operation struct {
	act   action
	quad  quad.Quad
	key   []byte // as it is stored
	value []byte
	delta int64
}

// action is what an operation does.
type action byte

const (
	actAdd action = iota
	actAddNew
	actDelete
	actDeleteKnown
	actDeleteLabel
	actSet
	actUnset
	actUnsetPrefix
	actCount
)

// Grow makes room for so many more operations: a batch that grows by itself holds its operations more than twice.
func (b *Batch) Grow(operations int) { b.ops = slices.Grow(b.ops, operations) }

// Add adds a quad; one that is there stays.
func (b *Batch) Add(quads ...quad.Quad) {
	for _, q := range quads {
		b.ops = append(b.ops, operation{act: actAdd, quad: q})
	}
}

// Delete deletes a quad with just this label; one that is not there is no error.
func (b *Batch) Delete(quads ...quad.Quad) {
	for _, q := range quads {
		b.ops = append(b.ops, operation{act: actDelete, quad: q})
	}
}

// DeleteLabel deletes all quads of a label. Those that the batch adds again later are not written again: to replace
// what an article says costs what has changed.
func (b *Batch) DeleteLabel(labels ...quad.Value) {
	for _, label := range labels {
		b.ops = append(b.ops, operation{act: actDeleteLabel, quad: quad.Quad{Label: label}})
	}
}

// Set sets a record.
func (b *Batch) Set(space Space, key, value []byte) {
	b.record(operation{act: actSet, key: recordKey(space, key), value: value})
}

// Unset deletes a record; one that is not there is no error.
func (b *Batch) Unset(space Space, key []byte) {
	b.record(operation{act: actUnset, key: recordKey(space, key)})
}

// UnsetPrefix deletes all records of a space whose keys begin with prefix.
func (b *Batch) UnsetPrefix(space Space, prefix []byte) {
	b.record(operation{act: actUnsetPrefix, key: recordKey(space, prefix)})
}

// Count adds to a counter. Counters begin at zero, and one that comes back to it is gone.
func (b *Batch) Count(counter []byte, delta int64) {
	b.record(operation{act: actCount, key: counterKey(counter), delta: delta})
}

func (b *Batch) record(op operation) {
	b.ops = append(b.ops, op)
	b.size += len(op.key) + len(op.value)
}

// Len is the number of operations.
func (b *Batch) Len() int { return len(b.ops) }

// Reset empties the batch for further use.
func (b *Batch) Reset() {
	clear(b.ops)
	b.ops, b.size = b.ops[:0], 0
}

func recordKey(space Space, key []byte) []byte {
	return append([]byte{prefixRecord, byte(space)}, key...)
}

func counterKey(counter []byte) []byte { return append([]byte{prefixCounter}, counter...) }
