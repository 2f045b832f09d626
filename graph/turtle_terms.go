package graph

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cayleygraph/quad"
)

// What Turtle has words of its own for.
const (
	rdfFirst quad.IRI = rdfNS + "first"
	rdfRest  quad.IRI = rdfNS + "rest"
	rdfNil   quad.IRI = rdfNS + "nil"
)

// errEnds says that a document ends in the middle of something.
var errEnds = errors.New("it ends in the middle of a statement")

// peek is the next character behind white space and comments, which is not taken.
func (p *turtleParser) peek() (rune, error) {
	for {
		r, err := p.rune()
		if err != nil {
			return 0, err
		}
		switch r {
		case ' ', '\t', '\r', '\n':
		case '#':
			for r != '\n' {
				if r, err = p.rune(); err != nil {
					return 0, err
				}
			}
		default:
			return r, p.back(r)
		}
	}
}

// rune takes a character.
func (p *turtleParser) rune() (rune, error) {
	r, size, err := p.in.ReadRune()
	if err == nil && r == utf8.RuneError && size == 1 {
		err = errors.New("it is not UTF-8")
	}
	if r == '\n' {
		p.line++
	}
	return r, err
}

// back gives the character back that was taken last.
func (p *turtleParser) back(r rune) error {
	if r == '\n' {
		p.line--
	}
	return p.in.UnreadRune()
}

// need is peek where something must follow.
func (p *turtleParser) need() (rune, error) {
	r, err := p.peek()
	if errors.Is(err, io.EOF) {
		err = errEnds
	}
	return r, err
}

// take takes a character that was peeked.
func (p *turtleParser) take() { _, _ = p.rune() }

// want takes a sign that must follow.
func (p *turtleParser) want(sign rune) error {
	r, err := p.need()
	if err != nil {
		return err
	}
	if r != sign {
		return fmt.Errorf("want %q, not %q", sign, r)
	}
	p.take()
	return nil
}

// word takes a word if it stands next, in capitals or not; what follows it is no part of a name.
func (p *turtleParser) word(word string) bool {
	head, _ := p.in.Peek(len(word) + 1)
	if len(head) < len(word) || !strings.EqualFold(string(head[:len(word)]), word) {
		return false
	}
	if len(head) > len(word) && (nameRune(rune(head[len(word)])) || head[len(word)] >= 0x80) {
		return false
	}
	_, _ = p.in.Discard(len(word)) // it was peeked
	return true
}

// run takes characters as long as they are wanted.
func (p *turtleParser) run(wanted func(rune) bool) (string, error) {
	var b strings.Builder
	for {
		r, err := p.rune()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		if !wanted(r) {
			return b.String(), p.back(r)
		}
		if b.WriteRune(r); b.Len() > maxLine {
			return "", errLongLine
		}
	}
}

// iri reads an address in angle brackets.
func (p *turtleParser) iri() (string, error) {
	if err := p.want('<'); err != nil {
		return "", err
	}
	text, err := p.run(func(r rune) bool { return r != '>' && r != '\n' })
	if err != nil {
		return "", err
	}
	if r, err := p.rune(); err != nil || r != '>' {
		return "", errors.New("an IRI without its >")
	}
	if strings.HasPrefix(text, "<") {
		return "", errors.New("statements about statements (RDF-star) are not read")
	}
	if strings.Contains(text, `\`) {
		if text, err = unescaped(text, "uU"); err != nil {
			return "", err
		}
	}
	if !validIRI(text) {
		return "", fmt.Errorf("<%.200s> has what must not be in an IRI", text)
	}
	whole := resolveIRI(p.base, text)
	if !absolute(whole) {
		return "", fmt.Errorf("<%.200s> is no absolute IRI, and there is no @base", text)
	}
	return whole, nil
}

// address reads an IRI, or a name with a prefix.
func (p *turtleParser) address(what string) (quad.Value, error) {
	next, err := p.need()
	if err != nil {
		return nil, err
	}
	if next == '<' {
		text, err := p.iri()
		return quad.IRI(text), err
	}
	if next != ':' && !nameStart(next) {
		return nil, fmt.Errorf("want %s, not %q", what, next)
	}
	prefix, err := p.run(func(r rune) bool { return nameRune(r) && r != ':' || r == '.' })
	if err != nil {
		return nil, err
	}
	if r, err := p.rune(); err != nil || r != ':' {
		return nil, fmt.Errorf("want %s, not %.100q", what, prefix)
	}
	stem, known := p.prefixes[prefix]
	if !known {
		return nil, fmt.Errorf("there is no prefix %.100q", prefix)
	}
	local, err := p.local()
	if err != nil {
		return nil, err
	}
	if whole := stem + local; validIRI(whole) {
		return quad.IRI(whole), nil
	}
	return nil, fmt.Errorf("%.200q has what must not be in an IRI", stem+local)
}

// local reads the part of a name behind its prefix.
func (p *turtleParser) local() (string, error) {
	text, err := p.name(`%\`)
	if err != nil || !strings.ContainsAny(text, `%\`) {
		return text, err
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == '%' && (i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2])):
			return "", errors.New("a % without its two digits")
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// name takes the characters of a name, and those of others. A dot at its end is none of them, as it ends the statement; what
// stands behind a backslash is.
func (p *turtleParser) name(others string) (string, error) {
	goesOn := func(r rune) bool { return nameRune(r) || strings.ContainsRune(others, r) }
	var b strings.Builder
	for {
		head, _ := p.in.Peek(1)
		if len(head) == 0 {
			return b.String(), nil
		}
		if head[0] == '.' {
			head, _ = p.in.Peek(maxDots)
			next, size := utf8.DecodeRune(bytes.TrimLeft(head, "."))
			if size == 0 || !goesOn(next) {
				return b.String(), nil
			}
		}
		r, err := p.rune()
		if err != nil {
			return "", err
		}
		if r != '.' && !goesOn(r) {
			return b.String(), p.back(r)
		}
		if b.WriteRune(r); r == '\\' {
			if r, err = p.rune(); err != nil || !strings.ContainsRune("_~.-!$&'()*+,;=/?#@%", r) {
				return "", errors.New("an escape that there is not")
			}
			b.WriteRune(r)
		}
		if b.Len() > maxLine {
			return "", errLongLine
		}
	}
}

// maxDots is how far it is looked behind dots in a name for its next character.
const maxDots = 64

// named reads a blank node with a name.
func (p *turtleParser) named() (quad.Value, error) {
	p.take()
	if r, err := p.rune(); err != nil || r != ':' {
		return nil, errors.New("want _: and the name of a blank node")
	}
	name, err := p.name("")
	first, _ := utf8.DecodeRuneInString(name)
	if err == nil && (name == "" || !nameStart(first) && (first < '0' || first > '9')) {
		err = errors.New("a blank node without a name")
	}
	return quad.BNode("n" + name), err
}

// number reads a number.
func (p *turtleParser) number() (quad.Value, error) {
	var b strings.Builder
	for {
		head, _ := p.in.Peek(3)
		if len(head) == 0 || !partOfNumber(b.String(), head) {
			break
		}
		if b.WriteByte(head[0]); b.Len() > maxLine {
			return nil, errLongLine
		}
		_, _ = p.in.Discard(1) // it was peeked
	}
	text := b.String()
	digits := strings.TrimLeft(text, "+-")
	mantissa, exponent, double := strings.Cut(strings.ToLower(digits), "e")
	if strings.Trim(mantissa, ".") == "" || double && strings.TrimLeft(exponent, "+-") == "" {
		return nil, fmt.Errorf("%.100q is no number", text)
	}
	switch {
	case double:
		return typedLiteral(text, xsdDouble), nil
	case strings.Contains(digits, "."):
		return typedLiteral(text, xsdDecimal), nil
	}
	return typedLiteral(text, xsdInteger), nil
}

// partOfNumber says whether the first byte of head goes on with a number.
func partOfNumber(before string, head []byte) bool {
	isDigit := func(i int) bool { return i < len(head) && '0' <= head[i] && head[i] <= '9' }
	exponent := strings.ContainsAny(before, "eE")
	switch c := head[0]; {
	case isDigit(0):
		return true
	case c == '+' || c == '-':
		return before == "" || strings.HasSuffix(before, "e") || strings.HasSuffix(before, "E")
	case c == 'e' || c == 'E':
		return !exponent
	case c == '.': // one that ends the statement has no digit behind it
		follows := len(head) > 1 && head[1]|0x20 == 'e'
		return !exponent && !strings.Contains(before, ".") && (isDigit(1) || follows)
	}
	return false
}

// literal reads a string with what is behind it.
func (p *turtleParser) literal(quote byte) (quad.Value, error) {
	text, err := p.text(quote)
	if err != nil {
		return nil, err
	}
	head, _ := p.in.Peek(2)
	switch {
	case len(head) > 0 && head[0] == '@':
		p.take()
		lang, err := p.run(func(r rune) bool { return r == '-' || r < 0x80 && nameRune(r) && r != '_' && r != ':' })
		if err == nil && !validLanguage(lang) {
			err = fmt.Errorf("%.100q is no language", lang)
		}
		return quad.LangString{Value: quad.String(text), Lang: lang}, err
	case string(head) == "^^":
		_, _ = p.in.Discard(2) // it was peeked
		datatype, err := p.address("a datatype")
		if err != nil {
			return nil, err
		}
		return typedLiteral(text, datatype.(quad.IRI)), nil
	}
	return quad.String(text), nil
}

// text reads a string between quotes of either kind, one or three.
func (p *turtleParser) text(quote byte) (string, error) {
	end := string(quote)
	if head, _ := p.in.Peek(3); string(head) == strings.Repeat(end, 3) {
		end = string(head)
	}
	_, _ = p.in.Discard(len(end)) // it was peeked
	var b strings.Builder
	for {
		head, _ := p.in.Peek(len(end))
		if string(head) == end {
			_, _ = p.in.Discard(len(end))
			return unescaped(b.String(), `uUtbnrf"'\`)
		}
		r, err := p.rune()
		switch {
		case errors.Is(err, io.EOF):
			return "", errors.New("a literal without its end")
		case err != nil:
			return "", err
		case len(end) == 1 && (r == '\n' || r == '\r'):
			return "", errors.New("a line break in a literal")
		}
		if b.WriteRune(r); r == '\\' {
			if r, err = p.rune(); err != nil {
				return "", errors.New("a literal without its end")
			}
			b.WriteRune(r)
		}
		if b.Len() > maxLine {
			return "", errLongLine
		}
	}
}
