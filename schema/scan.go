package schema

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// scan reads a query's text token by token before the library's parser sees it. It counts what the limits bound, and
// writes the text anew where the library would misread it, byte for byte of the same length, so that places in errors
// stay true:
//
//   - comments become spaces, since a letter beyond ASCII in one makes the library read the next name twice;
//   - escapes in strings that stand for a letter beyond 16 bits (surrogate pairs, \u{...}) become the letter itself;
//   - `name: null` vanishes, with the parentheses where it was alone: null is as if absent, and the library takes the
//     word null for a syntax error.
func scan(query string, limits Limits) (string, *Error) {
	if len(query) > limits.QueryBytes {
		return "", tooMuch(keyQueryBytes, "the query's bytes", len(query), limits.QueryBytes)
	}
	if !utf8.ValidString(query) {
		return "", NewError(CodeSyntax, "syntax error: the query is not valid UTF-8")
	}
	s := &scanner{text: []byte(query), limits: limits}
	for s.next() {
		s.track()
	}
	if s.err == nil && len(s.nulls) > 0 {
		s.dropNulls()
	}
	if s.err != nil {
		return "", s.err
	}
	return string(s.text), nil
}

// maxWord is the length of the longest name or number. The library compares an unknown name with all known ones.
const maxWord = 256

// The kinds of tokens: a punctuator is its own byte, "..." is a full stop.
const (
	tokenName   = 'n'
	tokenNumber = '0'
	tokenString = '"'
)

type lexeme struct {
	kind       byte
	start, end int
}

type scanner struct {
	text   []byte
	limits Limits
	at     int
	err    *Error

	tokens              []lexeme
	braces              int    // open selection sets
	values              []byte // open brackets of arguments and of the values in them
	aliases, directives int
	nulls               []int // indices in tokens of `null` where a value stands
}

func (s *scanner) fail(position int, format string, args ...any) bool {
	if s.err == nil {
		s.err = NewError(CodeSyntax, "syntax error: "+format, args...)
		s.err.Locations = []Location{newLineIndex(string(s.text)).at(position)}
	}
	return false
}

func (s *scanner) exceed(key, what string, found, limit int) {
	if s.err == nil && found > limit {
		s.err = tooMuch(key, what, found, limit)
	}
}

// next reads one token; it is false at the end of the text and after an error.
func (s *scanner) next() bool {
	if s.err != nil || !s.skipIgnored() {
		return false
	}
	start, c := s.at, s.text[s.at]
	kind := c
	switch {
	case isNameStart(c):
		kind = tokenName
		s.skipWhile(func(c byte) bool { return isNameStart(c) || isDigit(c) })
	case isDigit(c) || c == '-':
		kind = tokenNumber
		s.skipWhile(func(c byte) bool {
			return isDigit(c) || isNameStart(c) || c == '.' || c == '+' || c == '-'
		})
	case c == '"':
		if !s.skipString() {
			return false
		}
	case c == '.':
		if s.at+3 > len(s.text) || string(s.text[s.at:s.at+3]) != "..." {
			return s.fail(s.at, `unexpected "."`)
		}
		s.at += 3
	case isPunctuator(c):
		s.at++
	default:
		r, _ := utf8.DecodeRune(s.text[s.at:])
		return s.fail(s.at, "unexpected character %q", r)
	}
	if kind != tokenString && s.at-start > maxWord {
		return s.fail(start, "a name or number of more than %d bytes", maxWord)
	}
	s.tokens = append(s.tokens, lexeme{kind, start, s.at})
	s.exceed(keyTokens, "the query's tokens", len(s.tokens), s.limits.Tokens)
	return s.err == nil
}

func isNameStart(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isPunctuator(c byte) bool {
	switch c {
	case '!', '$', '&', '(', ')', ':', '=', '@', '[', ']', '{', '|', '}':
		return true
	}
	return false
}

func (s *scanner) skipWhile(wanted func(byte) bool) {
	s.at++
	for s.at < len(s.text) && wanted(s.text[s.at]) {
		s.at++
	}
}

// skipIgnored goes to the next token and blanks comments on the way; it is false at the end of the text.
func (s *scanner) skipIgnored() bool {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',':
			s.at++
		case c == '#':
			for s.at < len(s.text) && s.text[s.at] != '\n' && s.text[s.at] != '\r' {
				s.text[s.at] = ' '
				s.at++
			}
		case c == 0xEF && s.at+3 <= len(s.text) && string(s.text[s.at:s.at+3]) == "\uFEFF":
			s.blank(s.at, s.at+3)
			s.at += 3
		default:
			return true
		}
	}
	return false
}

func (s *scanner) blank(start, end int) {
	for i := start; i < end; i++ {
		s.text[i] = ' '
	}
}

// track counts what the newest token opens, closes or is.
func (s *scanner) track() {
	i := len(s.tokens) - 1
	inValue := len(s.values) > 0
	switch kind := s.tokens[i].kind; {
	case kind == '@':
		s.directives++
		s.exceed(keyDirectives, "the query's directives", s.directives, s.limits.Directives)
	case kind == ':' && !inValue:
		s.aliases++
		s.exceed(keyAliases, "the query's aliases", s.aliases, s.limits.Aliases)
	case kind == '(' || kind == '[' || kind == '{' && inValue:
		s.values = append(s.values, kind)
		s.exceed(keyDepth, "the nesting of the query's values", len(s.values)-1, s.limits.Depth)
	case (kind == ')' || kind == ']' || kind == '}') && inValue:
		s.values = s.values[:len(s.values)-1]
	case kind == '{':
		s.braces++
		if s.braces > s.limits.Depth+introspectionDepth { // who asks for what is told by guard
			s.exceed(keyDepth, "the query's depth", s.braces, s.limits.Depth)
		}
	case kind == '}':
		s.braces--
	case kind == tokenName && inValue && string(s.text[s.tokens[i].start:s.tokens[i].end]) == "null":
		s.nulls = append(s.nulls, i)
	}
}

// skipString passes a string or a block string and puts letters for the escapes that the library cannot read.
func (s *scanner) skipString() bool {
	if s.at+3 <= len(s.text) && string(s.text[s.at:s.at+3]) == `"""` {
		return s.skipBlockString()
	}
	start := s.at
	s.at++
	write := s.at // where the next byte goes: strings only ever get shorter
	for s.at < len(s.text) {
		c := s.text[s.at]
		switch {
		case c == '"':
			s.text[write] = '"'
			s.at++
			s.blank(write+1, s.at)
			return true
		case c == '\\':
			letter, length := decodeEscape(s.text[s.at:])
			if length == 0 {
				return s.fail(s.at, "a bad escape in a string")
			}
			if letter != 0 {
				write += utf8.EncodeRune(s.text[write:], letter)
			} else {
				write += copy(s.text[write:], s.text[s.at:s.at+length])
			}
			s.at += length
		case c < ' ' && c != '\t':
			return s.fail(start, "a string that does not end on its line")
		default:
			s.text[write] = c
			write++
			s.at++
		}
	}
	return s.fail(start, "a string that does not end")
}

func (s *scanner) skipBlockString() bool {
	start := s.at
	for s.at += 3; s.at+3 <= len(s.text); s.at++ {
		switch {
		case string(s.text[s.at:s.at+3]) == `"""`:
			s.at += 3
			return true
		case s.text[s.at] == '\\' && s.at+4 <= len(s.text) && string(s.text[s.at:s.at+4]) == `\"""`:
			s.at += 3
		case s.text[s.at] < ' ' && s.text[s.at] != '\t' && s.text[s.at] != '\n' && s.text[s.at] != '\r':
			return s.fail(s.at, "a control character in a string")
		}
	}
	return s.fail(start, "a block string that does not end")
}

// decodeEscape reads the escape at the start of text: its length, 0 where it is none, and the letter that has to stand in
// its place, 0 where the library can read the escape itself. A surrogate without its other half is no escape.
func decodeEscape(text []byte) (letter rune, length int) {
	if len(text) < 2 {
		return 0, 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 0, 2
	case 'u':
		if len(text) > 2 && text[2] == '{' {
			return decodeBraced(text)
		}
		return decodeUnits(text)
	}
	return 0, 0
}

// decodeUnits reads \u with its four hex digits, or two of them that are a surrogate pair.
func decodeUnits(text []byte) (letter rune, length int) {
	first, ok := decodeHex(text, 2)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(first) {
		return 0, 6
	}
	if len(text) < 8 || text[6] != '\\' || text[7] != 'u' {
		return 0, 0
	}
	second, ok := decodeHex(text, 8)
	if pair := utf16.DecodeRune(first, second); ok && pair != utf8.RuneError {
		return pair, 12
	}
	return 0, 0
}

// decodeBraced reads \u{X...} of a letter that may stand in a string as it is.
func decodeBraced(text []byte) (letter rune, length int) {
	end := bytes.IndexByte(text, '}')
	if end < 4 || end > 10 {
		return 0, 0
	}
	n, err := strconv.ParseUint(string(text[3:end]), 16, 32)
	letter = rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(letter) || letter < ' ' || letter == '"' || letter == '\\' {
		return 0, 0
	}
	return letter, end + 1
}

func decodeHex(text []byte, at int) (rune, bool) {
	if len(text) < at+4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[at:at+4]), 16, 16)
	return rune(n), err == nil
}

// dropNulls blanks each argument, object field and default value that is null.
func (s *scanner) dropNulls() {
	dropped := map[int]bool{}
	for _, i := range s.nulls {
		first := i - 1
		if i >= 2 && s.tokens[i-1].kind == ':' && s.tokens[i-2].kind == tokenName {
			first = i - 2
		} else if i < 1 || s.tokens[i-1].kind != '=' {
			s.fail(s.tokens[i].start, "null can stand as an argument or a field, not in a list")
			return
		}
		s.blank(s.tokens[first].start, s.tokens[i].end)
		for j := first; j <= i; j++ {
			dropped[j] = true
		}
	}
	for i, t := range s.tokens {
		if t.kind != '(' || !dropped[i+1] {
			continue
		}
		end := i + 1
		for dropped[end] {
			end++
		}
		if end < len(s.tokens) && s.tokens[end].kind == ')' {
			s.blank(t.start, t.end)
			s.blank(s.tokens[end].start, s.tokens[end].end)
		}
	}
}
