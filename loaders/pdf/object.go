package pdf

import (
	"bytes"
	"errors"
	"strconv"
)

// The objects of a PDF (ISO 32000-1, 7.3). Numbers are float64; nil is the null object.
type (
	name  string
	str   string
	array []any
	dict  map[name]any
	ref   int // the number of an indirect object
	// keyword is what is none of the others: an operator of a content stream, or a word of the file's own.
	keyword string
	// stream is a dictionary with bytes, still encoded.
	stream struct {
		dict dict
		raw  []byte
		of   id
	}
	// id is the number of an indirect object, and how often it was used before for another.
	id struct{ object, generation int }
)

// maxDepth is how deep arrays and dictionaries may be in each other.
const maxDepth = 64

// errSyntax is what cannot be parsed.
var errSyntax = errors.New("not an object of a PDF")

// lexer parses objects one after another.
type lexer struct {
	data []byte
	at   int
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0
}

func isDelimiter(b byte) bool {
	switch b {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// space passes over white space and comments and says whether anything follows.
func (l *lexer) space() bool {
	for l.at < len(l.data) {
		switch b := l.data[l.at]; {
		case isSpace(b):
			l.at++
		case b == '%':
			end := bytes.IndexAny(l.data[l.at:], "\r\n")
			if end < 0 {
				l.at = len(l.data)
				return false
			}
			l.at += end
		default:
			return true
		}
	}
	return false
}

// next is the next object or keyword; ok is false at the end. What cannot be parsed is passed over.
func (l *lexer) next() (any, bool) {
	for l.space() {
		object, err := l.object(0)
		if err == nil {
			return object, true
		}
	}
	return nil, false
}

// object parses the object at which the lexer stands. It always goes forward.
func (l *lexer) object(depth int) (any, error) {
	if !l.space() || depth > maxDepth {
		l.at++
		return nil, errSyntax
	}
	switch b := l.data[l.at]; b {
	case '/':
		l.at++
		return l.name(), nil
	case '(':
		l.at++
		return l.literal(), nil
	case '[':
		l.at++
		return l.array(depth)
	case '<':
		if l.at++; l.at < len(l.data) && l.data[l.at] == '<' {
			l.at++
			return l.dict(depth)
		}
		return l.hex(), nil
	case '{', '}', ')', ']', '>':
		l.at++
		return nil, errSyntax
	}
	return l.word(), nil
}

// word is a number, a reference or a keyword.
func (l *lexer) word() any {
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	text := string(l.data[start:l.at])
	switch text {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number != number || number > 1e15 || number < -1e15 {
		return keyword(text)
	}
	if number >= 0 && number < maxObjects && number == float64(int(number)) && l.isReference() {
		return ref(int(number))
	}
	return number
}

// isReference takes "0 R" behind a number.
func (l *lexer) isReference() bool {
	i := l.at
	for i < len(l.data) && isSpace(l.data[i]) {
		i++
	}
	digits := i
	for i < len(l.data) && l.data[i] >= '0' && l.data[i] <= '9' {
		i++
	}
	if i == digits {
		return false
	}
	gap := i
	for i < len(l.data) && isSpace(l.data[i]) {
		i++
	}
	if i == gap || i >= len(l.data) || l.data[i] != 'R' || i+1 < len(l.data) && !isSpace(l.data[i+1]) && !isDelimiter(l.data[i+1]) {
		return false
	}
	l.at = i + 1
	return true
}

func (l *lexer) name() name {
	var b []byte
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		c := l.data[l.at]
		if c == '#' && l.at+2 < len(l.data) {
			if code, err := strconv.ParseUint(string(l.data[l.at+1:l.at+3]), 16, 8); err == nil {
				c = byte(code)
				l.at += 2
			}
		}
		b = append(b, c)
		l.at++
	}
	return name(b)
}

// literal is a string in brackets.
func (l *lexer) literal() str {
	var b []byte
	for open := 1; l.at < len(l.data); l.at++ {
		switch c := l.data[l.at]; c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.at++
				return str(b)
			}
		case '\\':
			l.at++
			b = l.escape(b)
			continue
		}
		b = append(b, l.data[l.at])
	}
	return str(b)
}

// escape appends what stands behind a backslash.
func (l *lexer) escape(b []byte) []byte {
	if l.at >= len(l.data) {
		return b
	}
	switch c := l.data[l.at]; {
	case c == 'n':
		return append(b, '\n')
	case c == 'r':
		return append(b, '\r')
	case c == 't':
		return append(b, '\t')
	case c == 'b' || c == 'f':
		return append(b, ' ')
	case c >= '0' && c <= '7':
		code := 0
		end := min(l.at+3, len(l.data))
		for l.at < end && l.data[l.at] >= '0' && l.data[l.at] <= '7' {
			code = code<<3 | int(l.data[l.at]-'0')
			l.at++
		}
		l.at--
		return append(b, byte(code))
	case c == '\r':
		if l.at+1 < len(l.data) && l.data[l.at+1] == '\n' {
			l.at++
		}
		return b
	case c == '\n':
		return b
	default:
		return append(b, c)
	}
}

// hex is a string in hexadecimal digits.
func (l *lexer) hex() str {
	var b []byte
	half, high := false, byte(0)
	for ; l.at < len(l.data); l.at++ {
		digit, ok := hexDigit(l.data[l.at])
		switch {
		case l.data[l.at] == '>':
			l.at++
			if half {
				b = append(b, high<<4)
			}
			return str(b)
		case !ok:
		case half:
			b, half = append(b, high<<4|digit), false
		default:
			high, half = digit, true
		}
	}
	return str(b)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (l *lexer) array(depth int) (any, error) {
	var all array
	for l.space() {
		if l.data[l.at] == ']' {
			l.at++
			return all, nil
		}
		object, err := l.object(depth + 1)
		if depth+1 > maxDepth {
			return nil, errSyntax
		}
		if err == nil {
			all = append(all, object)
		}
	}
	return all, nil
}

func (l *lexer) dict(depth int) (any, error) {
	all := dict{}
	for l.space() {
		if l.data[l.at] == '>' {
			if l.at++; l.at < len(l.data) && l.data[l.at] == '>' {
				l.at++
			}
			return all, nil
		}
		if depth+1 > maxDepth {
			return nil, errSyntax
		}
		key, err := l.object(depth + 1)
		if err != nil {
			continue
		}
		field, ok := key.(name)
		if !ok {
			if word, isWord := key.(keyword); isWord && (word == "endobj" || word == "stream") {
				return all, nil
			}
			continue
		}
		value, err := l.object(depth + 1)
		if err == nil {
			all[field] = value
		}
	}
	return all, nil
}
