package linear

import (
	"errors"
	"fmt"
	"math"
)

// Model has weights for features. It never changes and is safe for concurrent use.
//
// A weight is kept as one byte: its sign and the square root of its size relative to the greatest, so that small
// weights, which are the many, are finer than great ones.
type Model struct {
	classes int
	scale   float64
	slots   []slot       // open addressing by the high bits of the key, so in the order of the keys
	single  []singleSlot // in place of slots where there is one class
	shift   uint
	seen    []uint64 // a bit for the low bits of each key: most features that are asked for are not there
	cells   []weight
	keys    []uint32 // sorted
	starts  []uint32 // of each key's cells, with one more at the end
	codes   []int8
}

type slot struct{ key, start, end uint32 }

// singleSlot is a slot of a model of one class, with the sum of the feature's weights.
type singleSlot struct {
	key   uint32
	value int32
}

type weight struct {
	class uint16
	value int16
}

// unit is the greatest value of a weight in use: scores are in units of scale/unit.
const unit = 16000

// Classes is the number of classes.
func (m *Model) Classes() int { return m.classes }

// batch is how many features are looked up together.
const batch = 128

// Score implements Scorer. Scores are relative: their unit is the model's own.
//
// What costs is waiting for memory, so the look-ups of many features are done side by side, step by step, and not one
// after the other.
func (m *Model) Score(features []uint32, scores []int32) {
	clear(scores)
	if m.classes == 1 {
		scores[0] = m.scoreOne(features)
		return
	}
	var found [batch]uint32
	var rows [batch]slot
	mask := uint32(len(m.seen)*64 - 1)
	for len(features) > 0 {
		part := features[:min(len(features), batch)]
		features = features[len(part):]
		n := 0
		for _, f := range part {
			bit := f & mask
			found[n%batch] = f
			n += int(m.seen[bit>>6] >> (bit & 63) & 1)
		}
		hits := 0
		for _, f := range found[:n] {
			i := f >> m.shift
			for m.slots[i].key < f && m.slots[i].key != 0 {
				i++
			}
			rows[hits%batch] = m.slots[i]
			if m.slots[i].key == f {
				hits++
			}
		}
		for i := range rows[:hits] {
			for _, c := range m.cells[rows[i].start:rows[i].end] {
				scores[c.class] += int32(c.value)
			}
		}
	}
}

// scoreOne is Score for one class: the slots have the weights themselves.
func (m *Model) scoreOne(features []uint32) int32 {
	var found [batch]uint32
	mask := uint32(len(m.seen)*64 - 1)
	score := int32(0)
	for len(features) > 0 {
		part := features[:min(len(features), batch)]
		features = features[len(part):]
		n := 0
		for _, f := range part {
			bit := f & mask
			found[n%batch] = f
			n += int(m.seen[bit>>6] >> (bit & 63) & 1)
		}
		for _, f := range found[:n] {
			i := f >> m.shift
			for m.single[i].key < f && m.single[i].key != 0 {
				i++
			}
			if m.single[i].key == f {
				score += m.single[i].value
			}
		}
	}
	return score
}

type builder struct {
	classes int
	scale   float64
	keys    []uint32
	starts  []uint32
	cells   []weight
	codes   []int8
}

func (b *builder) add(key uint32, row []average) {
	start := len(b.cells)
	for _, a := range row {
		if code := encode(a.weight / b.scale); code != 0 {
			b.cells = append(b.cells, weight{class: uint16(a.class), value: decode(code)})
			b.codes = append(b.codes, code)
		}
	}
	if len(b.cells) > start {
		b.keys = append(b.keys, key)
		b.starts = append(b.starts, uint32(start))
	}
}

func (b *builder) model() *Model {
	m := &Model{classes: b.classes, scale: b.scale, keys: b.keys, cells: b.cells, codes: b.codes}
	b.starts = append(b.starts, uint32(len(b.cells)))
	m.starts = b.starts
	m.index()
	return m
}

func encode(w float64) int8 {
	if math.IsNaN(w) { // of a scale of 0, where all weights are 0
		return 0
	}
	code := math.Round(math.Sqrt(math.Abs(w)) * 127)
	return int8(math.Copysign(min(code, 127), w))
}

func decode(code int8) int16 {
	c := float64(code) / 127
	return int16(math.Round(c * math.Abs(c) * unit))
}

// index makes the hash table. Keys come sorted and are placed by their high bits, so each lies at its place or after,
// and the table is filled from left to right. Room past the end spares the wrap.
func (m *Model) index() {
	bits := uint(4)
	for 1<<bits < len(m.keys)*3/2 {
		bits++
	}
	m.shift = 32 - bits
	m.slots = make([]slot, 1<<bits, 1<<bits+64)
	m.seen = make([]uint64, 1<<bits/16) // 4 bits for a slot, so 64 bits or more
	mask := uint32(len(m.seen)*64 - 1)
	next := 0
	for i, key := range m.keys {
		next = max(next, int(key>>m.shift))
		for next >= len(m.slots) {
			m.slots = append(m.slots, slot{})
		}
		m.seen[key&mask>>6] |= 1 << (key & 63)
		m.slots[next] = slot{key, m.starts[i], m.starts[i+1]}
		next++
	}
	m.slots = append(m.slots, slot{})
	if m.classes == 1 {
		m.single = make([]singleSlot, len(m.slots))
		for i, s := range m.slots {
			m.single[i].key = s.key
			for _, c := range m.cells[s.start:s.end] {
				m.single[i].value += int32(c.value)
			}
		}
		m.slots = nil
	}
}

// Encode writes the model.
func (m *Model) Encode(e *Encoder) {
	e.Int(m.classes)
	e.Float(m.scale)
	e.Int(len(m.keys))
	e.Int(len(m.cells))
	last := uint32(0)
	for i, key := range m.keys {
		e.Int(int(key - last))
		e.Int(int(m.starts[i+1] - m.starts[i]))
		last = key
	}
	for _, c := range m.cells {
		if m.classes <= 256 {
			e.Byte(byte(c.class))
		} else {
			e.Int(int(c.class))
		}
	}
	for _, c := range m.codes {
		e.Byte(byte(c))
	}
}

var errModel = errors.New("linear: the model is damaged")

// Decode reads a model that Encode wrote.
func Decode(d *Decoder) (*Model, error) {
	m := &Model{classes: d.Int(), scale: d.Float()}
	keys, cells := d.Int(), d.Int()
	if d.Err() != nil {
		return nil, fmt.Errorf("linear: %w", d.Err())
	}
	if m.classes < 1 || m.classes > math.MaxUint16+1 || keys > d.Left() || cells > d.Left() {
		return nil, errModel
	}
	m.keys, m.starts = make([]uint32, keys), make([]uint32, keys+1)
	last, start := 0, 0
	for i := range m.keys {
		last += d.Int()
		m.keys[i], m.starts[i] = uint32(last), uint32(start)
		start += d.Int()
		if last > math.MaxUint32 || start > cells || (i > 0 && m.keys[i] <= m.keys[i-1]) {
			return nil, errModel
		}
	}
	m.starts[keys] = uint32(start)
	if start != cells {
		return nil, errModel
	}
	if err := m.decodeCells(d, cells); err != nil {
		return nil, err
	}
	m.index()
	return m, nil
}

func (m *Model) decodeCells(d *Decoder, cells int) error {
	m.cells = make([]weight, cells)
	for i := range m.cells {
		class := 0
		if m.classes <= 256 {
			class = int(d.Byte())
		} else {
			class = d.Int()
		}
		if class >= m.classes {
			return errModel
		}
		m.cells[i].class = uint16(class)
	}
	var values [256]int16
	for i := range values {
		values[i] = decode(int8(i))
	}
	m.codes = make([]int8, cells)
	for i := range m.cells {
		code := d.Byte()
		m.cells[i].value, m.codes[i] = values[code], int8(code)
	}
	if d.Err() != nil {
		return fmt.Errorf("linear: %w", d.Err())
	}
	return nil
}

// Size is the number of features and of weights.
func (m *Model) Size() (features, weights int) { return len(m.keys), len(m.cells) }
