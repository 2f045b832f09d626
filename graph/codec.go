package graph

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// errDamaged says that a record is not what its kind says.
var errDamaged = errors.New("graph: a record is damaged")

// encoder writes the fields of a record one after the other; decoder reads them in the same order.
type encoder struct{ b []byte }

func (e *encoder) str(s string) {
	e.b = binary.AppendUvarint(e.b, uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) strs(list []string) {
	e.int(len(list))
	for _, s := range list {
		e.str(s)
	}
}

func (e *encoder) int(n int) { e.b = binary.AppendVarint(e.b, int64(n)) }

func (e *encoder) bool(v bool) {
	if v {
		e.b = append(e.b, 1)
		return
	}
	e.b = append(e.b, 0)
}

func (e *encoder) float(f float64) { e.b = binary.BigEndian.AppendUint64(e.b, math.Float64bits(f)) }

// time keeps the instant and its offset, and the zero time as such.
func (e *encoder) time(t time.Time) {
	e.bool(!t.IsZero())
	if t.IsZero() {
		return
	}
	_, offset := t.Zone()
	e.b = binary.AppendVarint(e.b, t.Unix())
	e.int(t.Nanosecond())
	e.int(offset)
}

// span is a TimeSpan or nil.
func (e *encoder) span(t *TimeSpan) {
	e.bool(t != nil)
	if t != nil {
		e.str(t.EDTF)
		e.str(t.Phrase)
	}
}

func (e *encoder) done() string { return string(e.b) }

// decoder reads what encoder wrote. After the first fault it gives zero values and err says so.
type decoder struct {
	s   string
	err error
}

func (d *decoder) fail() {
	d.err, d.s = errDamaged, ""
}

func (d *decoder) take(n int) string {
	if n < 0 || n > len(d.s) {
		d.fail()
		return ""
	}
	taken := d.s[:n]
	d.s = d.s[n:]
	return taken
}

func (d *decoder) uvarint() uint64 {
	var v uint64
	for shift := 0; shift < 64 && len(d.s) > 0; shift += 7 {
		b := d.s[0]
		d.s = d.s[1:]
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	d.fail()
	return 0
}

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) int() int { return int(d.varint()) }

func (d *decoder) str() string {
	n := d.uvarint()
	if n > uint64(len(d.s)) {
		d.fail()
		return ""
	}
	return d.take(int(n))
}

// list is the length of a list; each of its members takes a byte at least.
func (d *decoder) list() int {
	n := d.int()
	if n < 0 || n > len(d.s) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) strs() []string {
	n := d.list()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.str()
	}
	return list
}

func (d *decoder) bool() bool { return d.take(1) == "\x01" }

func (d *decoder) float() float64 {
	b := d.take(8)
	if d.err != nil {
		return 0
	}
	return math.Float64frombits(binary.BigEndian.Uint64([]byte(b)))
}

func (d *decoder) time() time.Time {
	if !d.bool() {
		return time.Time{}
	}
	seconds, nanos, offset := d.varint(), d.varint(), d.int()
	if d.err != nil {
		return time.Time{}
	}
	t := time.Unix(seconds, nanos).UTC()
	if offset != 0 {
		t = t.In(time.FixedZone("", offset))
	}
	return t
}

func (d *decoder) span() *TimeSpan {
	if !d.bool() {
		return nil
	}
	return &TimeSpan{EDTF: d.str(), Phrase: d.str()}
}

// done is the fault, where there was one or where something is left over.
func (d *decoder) done() error {
	if d.err == nil && d.s != "" {
		d.err = errDamaged
	}
	return d.err
}
