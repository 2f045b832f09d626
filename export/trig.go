package export

import (
	"bufio"
	"context"
	"strings"
)

// writeTriG writes the quads by graphs, and in a graph by subjects.
func writeTriG(ctx context.Context, r *reading, out *bufio.Writer) error {
	w := &trig{out: out, names: namespacesOf(r.view.Base())}
	for _, n := range w.names {
		if err := write(out, "@prefix ", n.prefix, ": <", n.iri, "> .\n"); err != nil {
			return err
		}
	}
	if err := r.byGraph(ctx, w.quad); err != nil {
		return err
	}
	return w.end()
}

type trig struct {
	out   *bufio.Writer
	names []namespace
	last  quadLine
	begun bool
}

func (w *trig) quad(q quadLine) error {
	last := w.last
	w.last = q
	same := w.begun && last.label == q.label
	switch {
	case same && last.subject == q.subject && last.predicate == q.predicate:
		return write(w.out, ",\n    ", w.term(q.object))
	case same && last.subject == q.subject:
		return write(w.out, " ;\n    ", w.verb(q.predicate), " ", w.term(q.object))
	case same:
		return write(w.out, " .\n  ", w.term(q.subject), " ", w.verb(q.predicate), " ", w.term(q.object))
	}
	if err := w.end(); err != nil {
		return err
	}
	w.begun = true
	label := ""
	if q.label != "" {
		label = w.term(q.label) + " "
	}
	return write(w.out, "\n", label, "{\n  ", w.term(q.subject), " ", w.verb(q.predicate), " ", w.term(q.object))
}

func (w *trig) end() error {
	if !w.begun {
		return nil
	}
	w.begun = false
	return write(w.out, " .\n}\n")
}

func (w *trig) verb(term string) string {
	if term == rdfTerm("type") {
		return "a"
	}
	return w.term(term)
}

// term is a term as TriG may write it: what N-Quads writes is TriG too.
func (w *trig) term(term string) string {
	if strings.HasPrefix(term, "<") {
		if short, ok := shorten(w.names, term); ok {
			return short
		}
		return term
	}
	if end := strings.LastIndex(term, `"^^<`); strings.HasPrefix(term, `"`) && end > 0 && strings.HasSuffix(term, ">") {
		if short, ok := shorten(w.names, term[end+3:]); ok {
			return term[:end+3] + short
		}
	}
	return term
}
