package linear

import (
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
)

// Encoder writes numbers and strings to bytes. The zero value is ready.
type Encoder struct{ bytes []byte }

// Bytes is what was written so far.
func (e *Encoder) Bytes() []byte { return e.bytes }

// Byte writes one byte.
func (e *Encoder) Byte(b byte) { e.bytes = append(e.bytes, b) }

// Int writes a number that is not negative, small ones in few bytes.
func (e *Encoder) Int(n int) { e.bytes = binary.AppendUvarint(e.bytes, uint64(n)) }

// Float writes a number.
func (e *Encoder) Float(f float64) {
	e.bytes = binary.LittleEndian.AppendUint64(e.bytes, math.Float64bits(f))
}

// String writes a string.
func (e *Encoder) String(s string) {
	e.Int(len(s))
	e.bytes = append(e.bytes, s...)
}

// Strings writes a list of strings.
func (e *Encoder) Strings(list []string) {
	e.Int(len(list))
	for _, s := range list {
		e.String(s)
	}
}

// Decoder reads what an Encoder wrote. After an error it gives zero values; Err tells of it.
type Decoder struct {
	bytes []byte
	err   error
}

// NewDecoder reads from b, which it keeps.
func NewDecoder(b []byte) *Decoder { return &Decoder{bytes: b} }

// Err is the first error.
func (d *Decoder) Err() error { return d.err }

// Left is the number of bytes that were not read.
func (d *Decoder) Left() int { return len(d.bytes) }

func (d *Decoder) fail() { d.err, d.bytes = errors.New("the data ends too early"), nil }

// Byte reads one byte.
func (d *Decoder) Byte() byte {
	if len(d.bytes) == 0 {
		d.fail()
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return b
}

// Int reads a number, which is never negative.
func (d *Decoder) Int() int {
	n, size := binary.Uvarint(d.bytes)
	if size <= 0 || n > math.MaxInt32*2+1 {
		d.fail()
		return 0
	}
	d.bytes = d.bytes[size:]
	return int(n)
}

// Float reads a number.
func (d *Decoder) Float() float64 {
	if len(d.bytes) < 8 {
		d.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(d.bytes))
	d.bytes = d.bytes[8:]
	return f
}

// String reads a string.
func (d *Decoder) String() string {
	n := d.Int()
	if n > len(d.bytes) {
		d.fail()
		return ""
	}
	s := string(d.bytes[:n])
	d.bytes = d.bytes[n:]
	return s
}

// Strings reads a list of strings.
func (d *Decoder) Strings() []string {
	n := d.Int()
	if n > len(d.bytes) {
		d.fail()
		return nil
	}
	list := make([]string, 0, n)
	for range n {
		list = append(list, d.String())
	}
	return list
}

// EncodeMap writes a map of strings, sorted.
func EncodeMap(e *Encoder, m map[string]string) {
	keys := slices.Sorted(maps.Keys(m))
	e.Int(len(keys))
	for _, k := range keys {
		e.String(k)
		e.String(m[k])
	}
}

// DecodeMap reads what EncodeMap wrote.
func DecodeMap(d *Decoder) map[string]string {
	m := map[string]string{}
	for range d.Int() {
		if d.Err() != nil {
			break
		}
		k := d.String()
		m[k] = d.String()
	}
	return m
}
