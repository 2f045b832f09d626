package graph

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cayleygraph/quad"
)

// Quads yields every quad as a line of N-Quads without its newline, in no order, until yield gives an error.
func (v *View) Quads(ctx context.Context, yield func(line string) error) error {
	for q, err := range v.snap.match(ctx, quad.Quad{}) {
		if err != nil {
			return err
		}
		if err := yield(nquad(q)); err != nil {
			return err
		}
	}
	return nil
}

// typed is a quad with what is typed as its text and the whole IRI of its type: quads that mean the same are the same then,
// whatever Go type an engine gives a number or a time.
func typed(q quad.Quad) quad.Quad {
	for _, value := range []*quad.Value{&q.Subject, &q.Predicate, &q.Object, &q.Label} {
		if v, ok := (*value).(quad.TypedStringer); ok {
			text := v.TypedString()
			text.Type = text.Type.Full()
			*value = text
		}
	}
	return q
}

// nquad is a quad as a line of N-Quads. Cayley's own form has short names for datatypes, which N-Quads does not know.
func nquad(q quad.Quad) string {
	line := nquadValue(q.Subject) + " " + nquadValue(q.Predicate) + " " + nquadValue(q.Object)
	if q.Label != nil {
		line += " " + nquadValue(q.Label)
	}
	return line + " ."
}

func nquadValue(v quad.Value) string {
	if typed, ok := v.(quad.TypedStringer); ok {
		v = typed.TypedString()
	}
	switch v := v.(type) {
	case quad.String:
		return quoted(string(v))
	case quad.TypedString:
		return quoted(string(v.Value)) + "^^" + v.Type.Full().String()
	case quad.LangString:
		return quoted(string(v.Value)) + "@" + v.Lang
	}
	return v.String()
}

// quoted is a string in the canonical form of N-Quads.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch short := strings.IndexRune("\b\t\n\f\r\"\\", r); {
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte("btnfr\"\\"[short])
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// WriteNQuads writes every quad as a line of N-Quads, sorted by bytes: the same graph gives the same bytes. What does not
// fit into 32 MiB lies in temporary files meanwhile.
func (v *View) WriteNQuads(ctx context.Context, w io.Writer) (err error) {
	var s sorter
	defer func() { err = errors.Join(err, s.close()) }()
	if err := v.Quads(ctx, s.add); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	err = s.sorted(ctx, func(line string) error {
		if _, err := out.WriteString(line + "\n"); err != nil {
			return fmt.Errorf("graph: N-Quads: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("graph: N-Quads: %w", err)
	}
	return nil
}
