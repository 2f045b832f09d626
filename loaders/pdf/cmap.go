package pdf

import (
	"unicode/utf16"
)

// cmap maps the codes of a font to text (ISO 32000-1, 9.10.3).
type cmap struct {
	text map[uint32]string
	wide bool // codes have two bytes
	left *int // how many more codes may be mapped
	same bool // codes are text in UTF-16 themselves
}

// maxMapped is the most operands that a list of a map may have.
const maxMapped = 200_000

// of is the text of a code; empty where it has none.
func (m *cmap) of(code uint32) string {
	if m.same && code >= ' ' && code < 0xd800 {
		return string(rune(code))
	}
	return m.text[code]
}

// readCMap reads the map of a ToUnicode stream.
func readCMap(data []byte, left *int) *cmap {
	m := &cmap{text: map[uint32]string{}, left: left}
	l := lexer{data: data}
	var operands array
	for {
		object, ok := l.next()
		if !ok {
			return m
		}
		word, isWord := object.(keyword)
		if !isWord {
			if len(operands) < maxMapped {
				operands = append(operands, object)
			}
			continue
		}
		switch word {
		case "endcodespacerange":
			for _, operand := range operands {
				if code, ok := operand.(str); ok && len(code) > 1 {
					m.wide = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				from, ok := operands[i].(str)
				to, isText := operands[i+1].(str)
				if ok && isText {
					m.set(number(from), utf16Text(to))
				}
			}
		case "endbfrange":
			m.ranges(operands)
		}
		operands = operands[:0]
	}
}

// ranges takes ranges: of codes, and of the text of the first one or of each.
func (m *cmap) ranges(operands array) {
	for i := 0; i+2 < len(operands); i += 3 {
		from, ok := operands[i].(str)
		to, isCode := operands[i+1].(str)
		if !ok || !isCode {
			continue
		}
		first, last := number(from), number(to)
		switch text := operands[i+2].(type) {
		case str:
			runes := []rune(utf16Text(text))
			for code := first; code <= last && len(runes) > 0 && *m.left > 0; code++ {
				m.set(code, string(runes))
				runes[len(runes)-1]++
			}
		case array:
			for n, each := range text {
				if one, ok := each.(str); ok && uint32(n) <= last-first {
					m.set(first+uint32(n), utf16Text(one))
				}
			}
		}
	}
}

func (m *cmap) set(code uint32, text string) {
	if *m.left--; *m.left > 0 {
		m.text[code] = text
	}
}

// number is a code of up to four bytes.
func number(code str) uint32 {
	var n uint32
	for _, b := range []byte(code) {
		n = n<<8 | uint32(b)
	}
	return n
}

// utf16Text is text in UTF-16, high byte first.
func utf16Text(code str) string {
	if len(code) == 1 {
		return string(rune(code[0]))
	}
	units := make([]uint16, 0, len(code)/2)
	for i := 0; i+1 < len(code); i += 2 {
		units = append(units, uint16(code[i])<<8|uint16(code[i+1]))
	}
	return string(utf16.Decode(units))
}
