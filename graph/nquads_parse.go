package graph

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cayleygraph/quad"
)

// These read N-Quads as RDF 1.1 N-Quads (https://www.w3.org/TR/n-quads/) has them; N-Triples are N-Quads without labels.
// Cayley's own reader takes more: relative IRIs, bare words, and it panics at a cut escape.

// errNoStatement says that a line is empty or a comment.
var errNoStatement = errors.New("there is no statement in the line")

// parseNQuad reads one line. Its error names the column, in bytes from 1.
func parseNQuad(line string) (quad.Quad, error) {
	p := &nquadParser{s: line}
	q, err := p.statement()
	if err != nil && !errors.Is(err, errNoStatement) {
		err = fmt.Errorf("column %d: %w", p.at+1, err)
	}
	return q, err
}

type nquadParser struct {
	s  string
	at int
}

func (p *nquadParser) statement() (q quad.Quad, err error) {
	if !utf8.ValidString(p.s) {
		return q, errors.New("it is not UTF-8")
	}
	if p.space(); p.at == len(p.s) || p.s[p.at] == '#' {
		return q, errNoStatement
	}
	if q.Subject, err = p.node("a subject"); err != nil {
		return q, err
	}
	p.space()
	if p.peek() != '<' {
		return q, errors.New("want a predicate: <an IRI>")
	}
	if q.Predicate, err = p.iri(); err != nil {
		return q, err
	}
	if p.space(); p.peek() == '"' {
		q.Object, err = p.literal()
	} else {
		q.Object, err = p.node("an object")
	}
	if err != nil {
		return q, err
	}
	if p.space(); p.peek() != '.' {
		if q.Label, err = p.node("a label or the dot at the end"); err != nil {
			return q, err
		}
		p.space()
	}
	return q, p.end()
}

func (p *nquadParser) end() error {
	if p.peek() != '.' {
		return errors.New("want a dot at the end")
	}
	p.at++
	if p.space(); p.at < len(p.s) && p.s[p.at] != '#' {
		return errors.New("there is something behind the dot")
	}
	return nil
}

func (p *nquadParser) space() {
	for p.at < len(p.s) && (p.s[p.at] == ' ' || p.s[p.at] == '\t' || p.s[p.at] == '\r') {
		p.at++
	}
}

// peek is the next byte, 0 at the end.
func (p *nquadParser) peek() byte {
	if p.at < len(p.s) {
		return p.s[p.at]
	}
	return 0
}

// node is an IRI or a blank node.
func (p *nquadParser) node(what string) (quad.Value, error) {
	switch {
	case p.peek() == '<':
		return p.iri()
	case strings.HasPrefix(p.s[p.at:], "_:"):
		return p.blank()
	}
	return nil, fmt.Errorf("want %s: <an IRI> or _:a blank node", what)
}

func (p *nquadParser) iri() (quad.Value, error) {
	end := strings.IndexByte(p.s[p.at:], '>')
	if end < 0 {
		return nil, errors.New("an IRI without its >")
	}
	text := p.s[p.at+1 : p.at+end]
	if strings.Contains(text, `\`) {
		var err error
		if text, err = unescaped(text, "uU"); err != nil {
			return nil, err
		}
	}
	if !validIRI(text) {
		return nil, fmt.Errorf("<%s> has what must not be in an IRI", text)
	}
	if !absolute(text) {
		return nil, fmt.Errorf("<%s> is no absolute IRI", text)
	}
	p.at += end + 1
	return quad.IRI(text), nil
}

// absolute says whether an IRI has a scheme.
func absolute(iri string) bool {
	scheme, _, found := strings.Cut(iri, ":")
	if !found || scheme == "" {
		return false
	}
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		other := '0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'
		if !letter && (i == 0 || !other) {
			return false
		}
	}
	return true
}

func (p *nquadParser) blank() (quad.Value, error) {
	rest := p.s[p.at+2:]
	end := strings.IndexFunc(rest, func(r rune) bool { return !nameRune(r) && r != '.' })
	if end < 0 {
		end = len(rest)
	}
	name := strings.TrimRight(rest[:end], ".")
	first, _ := utf8.DecodeRuneInString(name)
	if name == "" || name[0] == '.' || name[0] == '-' || !nameStart(first) && (first < '0' || first > '9') {
		return nil, errors.New("a blank node without a name")
	}
	p.at += 2 + len(name)
	return quad.BNode(name), nil
}

// nameStart is PN_CHARS_U of the grammar.
func nameStart(r rune) bool {
	switch {
	case r < 0x80:
		return 'a' <= r|0x20 && r|0x20 <= 'z' || r == '_' || r == ':'
	case r < 0x300:
		return r >= 0xc0 && r != 0xd7 && r != 0xf7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37e
	}
	return r == 0x200c || r == 0x200d || 0x2070 <= r && r <= 0x218f || 0x2c00 <= r && r <= 0x2fef ||
		0x3001 <= r && r <= 0xd7ff || 0xf900 <= r && r <= 0xfdcf || 0xfdf0 <= r && r <= 0xfffd || 0x10000 <= r && r <= 0xeffff
}

// nameRune is PN_CHARS of the grammar.
func nameRune(r rune) bool {
	return nameStart(r) || r == '-' || '0' <= r && r <= '9' || r == 0xb7 || 0x300 <= r && r <= 0x36f || r == 0x203f || r == 0x2040
}

func (p *nquadParser) literal() (quad.Value, error) {
	end := p.at + 1
	for ; end < len(p.s) && p.s[end] != '"'; end++ {
		if p.s[end] == '\\' {
			end++
		}
		if end < len(p.s) && p.s[end] == '\r' {
			return nil, errors.New("a line break in a literal")
		}
	}
	if end >= len(p.s) {
		return nil, errors.New("a literal without its end")
	}
	text, err := unescaped(p.s[p.at+1:end], `uUtbnrf"'\`)
	if err != nil {
		return nil, err
	}
	p.at = end + 1
	switch {
	case p.peek() == '@':
		lang, err := p.language()
		return quad.LangString{Value: quad.String(text), Lang: lang}, err
	case strings.HasPrefix(p.s[p.at:], "^^<"):
		p.at += 2
		datatype, err := p.iri()
		if err != nil {
			return nil, err
		}
		return typedLiteral(text, datatype.(quad.IRI)), nil
	case strings.HasPrefix(p.s[p.at:], "^"):
		return nil, errors.New("want the datatype: ^^<an IRI>")
	}
	return quad.String(text), nil
}

// typedLiteral is a literal as the quads of articles have it, so that the same number is the same node.
func typedLiteral(text string, datatype quad.IRI) quad.Value {
	switch datatype {
	case xsdString:
		return quad.String(text)
	case xsdInteger:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
			return quad.Int(n)
		}
	}
	return quad.TypedString{Value: quad.String(text), Type: datatype}
}

func (p *nquadParser) language() (string, error) {
	rest := p.s[p.at+1:]
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '-' && (r >= 0x80 || !nameRune(r) || r == '_' || r == ':') })
	if end < 0 {
		end = len(rest)
	}
	lang := rest[:end]
	if !validLanguage(lang) {
		return "", fmt.Errorf("%q is no language", lang)
	}
	p.at += 1 + end
	return lang, nil
}

// validLanguage says whether a tag of letters, digits and hyphens may be that of a language.
func validLanguage(lang string) bool {
	for i, part := range strings.Split(lang, "-") {
		if part == "" || i == 0 && strings.ContainsAny(part, "0123456789") {
			return false
		}
	}
	return true
}

// unescaped reads the escapes in a text; allowed are the letters that may stand behind a backslash.
func unescaped(text, allowed string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, `\`)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if rest == "" || !strings.Contains(allowed, rest[:1]) {
			return "", errors.New("an escape that there is not: \\" + rest[:min(1, len(rest))])
		}
		digits := map[byte]int{'u': 4, 'U': 8}[rest[0]]
		if digits == 0 {
			b.WriteByte("\t\b\n\r\f\"'\\"[strings.IndexByte(`tbnrf"'\`, rest[0])])
			text = rest[1:]
			continue
		}
		if len(rest) < 1+digits {
			return "", errors.New("an escape that is cut short")
		}
		code, err := strconv.ParseUint(rest[1:1+digits], 16, 32)
		if err != nil || !utf8.ValidRune(rune(code)) {
			return "", fmt.Errorf("\\%s is no character", rest[:1+digits])
		}
		b.WriteRune(rune(code))
		text = rest[1+digits:]
	}
}
