package schema

import "unicode/utf8"

// offsets turns byte offsets into a text into offsets in code points and in UTF-16 units.
type offsets struct {
	text  string
	marks []mark // one per stride of bytes, at the first start of a letter there
}

// mark is a place in the text in all three units.
type mark struct{ bytes, points, units int }

const stride = 512

func newOffsets(text string) *offsets {
	o := &offsets{text: text}
	var m mark
	for i, r := range text {
		m.bytes = i
		if i/stride >= len(o.marks) {
			o.marks = append(o.marks, m)
		}
		m.points++
		m.units += units(r)
	}
	return o
}

func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// in is a byte offset in the unit BYTE, CODE_POINT or UTF16; it is false where the offset is not in the text.
func (o *offsets) in(unit string, at int) (int, bool) {
	if at < 0 || at > len(o.text) {
		return 0, false
	}
	if unit == unitByte {
		return at, true
	}
	m := mark{}
	if i := min(at/stride, len(o.marks)-1); i >= 0 {
		if o.marks[i].bytes > at {
			i--
		}
		m = o.marks[max(i, 0)]
	}
	for m.bytes < at {
		r, n := utf8.DecodeRuneInString(o.text[m.bytes:])
		m.bytes += n
		m.points++
		m.units += units(r)
	}
	if unit == "UTF16" {
		return m.units, true
	}
	return m.points, true
}
