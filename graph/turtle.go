package graph

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/cayleygraph/quad"
)

// These read Turtle and TriG as RDF 1.1 has them (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/), as a stream:
// memory grows with the longest term and the prefixes, not with the file. There is no such reader among the libraries that
// are kept.

// The most that a document may have: brackets in each other, prefixes, and bytes of a term.
const (
	maxNesting  = 500
	maxPrefixes = 100_000
)

// turtleParser reads a document.
type turtleParser struct {
	in       *bufio.Reader
	line     int
	base     string // empty where relative addresses lead nowhere
	prefixes map[string]string
	label    quad.Value // of the graph in whose braces it is
	blanks   int        // nodes without a name so far
	said     int        // statements so far
	depth    int
	emit     func(quad.Quad) error
}

// parseTurtle gives each statement of a Turtle or TriG document, and the line at which it stopped. Blank nodes get names that
// parseNQuad reads, each the same one in the document.
func parseTurtle(ctx context.Context, r io.Reader, emit func(quad.Quad) error) (line int, err error) {
	p := &turtleParser{in: bufio.NewReaderSize(r, 1<<16), line: 1, prefixes: map[string]string{}}
	p.emit = func(q quad.Quad) error {
		if p.said++; p.said%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		q.Label = p.label
		return emit(q)
	}
	for {
		if err := ctx.Err(); err != nil {
			return p.line, fmt.Errorf("graph: %w", err)
		}
		more, err := p.block()
		if err != nil || !more {
			return p.line, err
		}
	}
}

// block reads a directive, statements about a subject, or a graph. It says no at the end.
func (p *turtleParser) block() (more bool, err error) {
	next, err := p.peek()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	switch {
	case err != nil:
		return false, err
	case next == '@':
		return true, p.atDirective()
	case next == '{':
		return true, p.graph(nil)
	case p.word("prefix"):
		return true, p.prefix(false)
	case p.word("base"):
		return true, p.setBase(false)
	case p.word("graph"):
		label, err := p.subject(false)
		if err != nil {
			return false, err
		}
		return true, p.graph(label)
	}
	bare, said := next == '[', p.said
	subject, err := p.subject(true)
	if err != nil {
		return false, err
	}
	if next, err = p.peek(); err == nil && next == '{' && p.said == said {
		return true, p.graph(subject)
	}
	if err := p.about(subject, bare); err != nil {
		return false, err
	}
	return true, p.want('.')
}

// about reads what is said of a subject. One in brackets that has something in them may stand alone.
func (p *turtleParser) about(subject quad.Value, bare bool) error {
	if next, err := p.peek(); bare && err == nil && (next == '.' || next == '}') {
		return nil
	}
	return p.predicates(subject, '.')
}

// graph reads the statements in braces.
func (p *turtleParser) graph(label quad.Value) error {
	if p.label != nil || p.depth > 0 {
		return errors.New("a graph in a graph")
	}
	if err := p.want('{'); err != nil {
		return err
	}
	p.label = label
	p.depth++
	defer func() { p.label, p.depth = nil, p.depth-1 }()
	for {
		next, err := p.need()
		if err != nil {
			return err
		}
		if next == '}' {
			return p.want('}')
		}
		subject, err := p.subject(true)
		if err != nil {
			return err
		}
		if err := p.about(subject, next == '['); err != nil {
			return err
		}
		if next, err = p.need(); err != nil {
			return err
		}
		if next != '}' {
			if err := p.want('.'); err != nil {
				return err
			}
		}
	}
}

// predicates reads predicates with their objects, up to a sign that is not taken.
func (p *turtleParser) predicates(subject quad.Value, end rune) error {
	for {
		predicate, err := p.predicate()
		if err != nil {
			return err
		}
		if err := p.objects(subject, predicate); err != nil {
			return err
		}
		next, err := p.need()
		if err != nil {
			return err
		}
		if next != ';' {
			return nil
		}
		for next == ';' {
			p.take()
			if next, err = p.need(); err != nil {
				return err
			}
		}
		if next == end || next == '}' {
			return nil
		}
	}
}

// objects reads the objects of a predicate.
func (p *turtleParser) objects(subject, predicate quad.Value) error {
	for {
		object, err := p.object()
		if err != nil {
			return err
		}
		if err := p.emit(quad.Quad{Subject: subject, Predicate: predicate, Object: object}); err != nil {
			return err
		}
		next, err := p.need()
		if err != nil || next != ',' {
			return err
		}
		p.take()
	}
}

// subject reads a subject, or the label of a graph; nested says whether it may have statements of its own.
func (p *turtleParser) subject(nested bool) (quad.Value, error) {
	next, err := p.need()
	switch {
	case err != nil:
		return nil, err
	case next == '[':
		return p.brackets(nested)
	case next == '(' && nested:
		return p.list()
	case next == '_':
		return p.named()
	}
	return p.address("a subject")
}

func (p *turtleParser) predicate() (quad.Value, error) {
	if _, err := p.need(); err != nil {
		return nil, err
	}
	if head, _ := p.in.Peek(2); len(head) == 2 && head[0] == 'a' && !nameRune(rune(head[1])) && head[1] != '.' && head[1] < 0x80 {
		p.take()
		return rdfType, nil
	}
	return p.address("a predicate")
}

func (p *turtleParser) object() (quad.Value, error) {
	next, err := p.need()
	switch {
	case err != nil:
		return nil, err
	case next == '[':
		return p.brackets(true)
	case next == '(':
		return p.list()
	case next == '_':
		return p.named()
	case next == '"' || next == '\'':
		return p.literal(byte(next))
	}
	if head, _ := p.in.Peek(3); partOfNumber("", head) && next|0x20 != 'e' {
		return p.number()
	}
	for _, value := range []string{"true", "false"} {
		if p.word(value) {
			return typedLiteral(value, xsdBoolean), nil
		}
	}
	return p.address("an object")
}

// blank is a node without a name.
func (p *turtleParser) blank() quad.Value {
	p.blanks++
	return quad.BNode("g" + strconv.Itoa(p.blanks))
}

// deeper notes a bracket.
func (p *turtleParser) deeper() error {
	if p.depth++; p.depth > maxNesting {
		return fmt.Errorf("more than %d brackets in each other", maxNesting)
	}
	return nil
}

// brackets reads a node with what is said of it.
func (p *turtleParser) brackets(nested bool) (quad.Value, error) {
	if err := errors.Join(p.deeper(), p.want('[')); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	node := p.blank()
	next, err := p.need()
	if err != nil {
		return nil, err
	}
	if next != ']' {
		if !nested {
			return nil, errors.New("want [] for the label of a graph")
		}
		if err := p.predicates(node, ']'); err != nil {
			return nil, err
		}
	}
	return node, p.want(']')
}

// list reads a collection.
func (p *turtleParser) list() (quad.Value, error) {
	if err := errors.Join(p.deeper(), p.want('(')); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	var first, last quad.Value = rdfNil, nil
	for {
		next, err := p.need()
		if err != nil {
			return nil, err
		}
		if next == ')' {
			p.take()
			if last == nil {
				return first, nil
			}
			return first, p.emit(quad.Quad{Subject: last, Predicate: rdfRest, Object: rdfNil})
		}
		node := p.blank()
		if last == nil {
			first = node
		} else if err := p.emit(quad.Quad{Subject: last, Predicate: rdfRest, Object: node}); err != nil {
			return nil, err
		}
		last = node
		object, err := p.object()
		if err != nil {
			return nil, err
		}
		if err := p.emit(quad.Quad{Subject: node, Predicate: rdfFirst, Object: object}); err != nil {
			return nil, err
		}
	}
}

func (p *turtleParser) atDirective() error {
	p.take()
	switch {
	case p.word("prefix"):
		return p.prefix(true)
	case p.word("base"):
		return p.setBase(true)
	}
	return errors.New("want @prefix or @base")
}

// prefix reads a prefix, with a dot behind it where it began with @.
func (p *turtleParser) prefix(dot bool) error {
	if _, err := p.need(); err != nil {
		return err
	}
	name, err := p.run(func(r rune) bool { return nameRune(r) && r != ':' || r == '.' })
	if err != nil {
		return err
	}
	if err := p.want(':'); err != nil {
		return err
	}
	address, err := p.iri()
	if err != nil {
		return err
	}
	if p.prefixes[name] = address; len(p.prefixes) > maxPrefixes {
		return fmt.Errorf("more than %d prefixes", maxPrefixes)
	}
	if dot {
		return p.want('.')
	}
	return nil
}

func (p *turtleParser) setBase(dot bool) error {
	address, err := p.iri()
	if err != nil {
		return err
	}
	if p.base = address; dot {
		return p.want('.')
	}
	return nil
}
