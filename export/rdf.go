package export

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"newsgraph/graph"
)

// The formats of RDF write the quads of the store as they are. Of a selection they write the statements, their evidence
// and its articles, and what those articles say of the entities and predicates in them.

// quadLine is a quad, each term as N-Quads writes it; the label is empty for the default graph.
type quadLine struct{ subject, predicate, object, label string }

// splitQuad parts a line as the store gives them, where terms are parted by single spaces.
func splitQuad(line string) quadLine {
	var q quadLine
	line = strings.TrimSuffix(line, " .")
	q.subject, line, _ = strings.Cut(line, " ")
	q.predicate, line, _ = strings.Cut(line, " ")
	end := 0
	if strings.HasPrefix(line, `"`) {
		end = literalEnd(line)
	}
	if space := strings.IndexByte(line[end:], ' '); space >= 0 {
		q.object, q.label = line[:end+space], line[end+space+1:]
		return q
	}
	q.object = line
	return q
}

// literalEnd is where the quotes around a literal end.
func literalEnd(line string) int {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(line)
}

func (q quadLine) String() string {
	return strings.Join(nonEmpty(q.subject, q.predicate, q.object, q.label), " ") + " ."
}

// writeNQuads writes the quads in order of the bytes of their lines.
func writeNQuads(ctx context.Context, r *reading, out *bufio.Writer) error {
	if r.whole() {
		return r.view.WriteNQuads(ctx, out)
	}
	return r.quads(ctx, func(line string) string { return line }, func(line string) error { return write(out, line, "\n") })
}

// byGraph gives the quads in order of their labels, and of their subjects below a label.
func (r *reading) byGraph(ctx context.Context, yield func(quadLine) error) error {
	key := func(line string) string {
		q := splitQuad(line)
		return strings.Join([]string{q.label, q.subject, q.predicate, q.object}, "\t") // no term has a tab in it
	}
	return r.quads(ctx, key, func(line string) error {
		terms := strings.SplitN(line, "\t", 4)
		return yield(quadLine{terms[1], terms[2], terms[3], terms[0]})
	})
}

// quads gives what key makes of the quads, in order, each once.
func (r *reading) quads(ctx context.Context, key func(string) string, yield func(string) error) (err error) {
	var s graph.LineSorter
	defer func() { err = errors.Join(err, s.Close()) }()
	add := func(line string) error { return s.Add(key(line)) }
	if r.whole() {
		err = r.view.Quads(ctx, add)
	} else {
		err = (&selectedQuads{reading: r, base: r.view.Base(), add: add, articles: seen{}, known: seen{}}).all(ctx)
	}
	if err != nil {
		return err
	}
	return s.Each(ctx, yield)
}

// selectedQuads finds the quads of a selection.
type selectedQuads struct {
	*reading
	base     string
	add      func(line string) error
	articles seen // labels, as terms, of which entities and predicates are told
	known    seen // what was told
}

func (s *selectedQuads) all(ctx context.Context) error {
	err := s.each(ctx, func(t *told) error { return s.statement(ctx, t) })
	if err != nil {
		return err
	}
	return s.statements(ctx, func(group []*graph.Statement) error {
		for _, st := range group {
			ids := []string{st.Subject, st.Object, st.AttributedTo, st.Place, st.Predicate}
			for _, a := range st.Arguments {
				ids = append(ids, a.Entity)
			}
			for _, id := range ids {
				if err := s.thing(ctx, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// statement adds a statement with its evidence and their articles, and its plain edges.
func (s *selectedQuads) statement(ctx context.Context, t *told) error {
	lines, err := s.view.QuadsAbout(ctx, []string{t.ID})
	if err != nil {
		return err
	}
	edges := map[string]*quadLine{}
	for _, line := range lines {
		q := splitQuad(line)
		if edges[q.label] == nil {
			edges[q.label] = &quadLine{label: q.label}
		}
		switch q.predicate {
		case rdfTerm("subject"):
			edges[q.label].subject = q.object
		case rdfTerm("predicate"):
			edges[q.label].predicate = q.object
		case rdfTerm("object"):
			edges[q.label].object = q.object
		}
		s.articles.add(q.label)
		if err := s.add(line); err != nil {
			return err
		}
	}
	if t.Polarity == graph.Affirmed && t.Modality == graph.Asserted && t.Review != graph.Rejected {
		for label, q := range edges {
			if strings.Contains(label, "/rev/") || q.subject == "" || q.predicate == "" || q.object == "" {
				continue
			}
			if err := s.add(q.String()); err != nil {
				return err
			}
		}
	}
	return s.evidenceOf(ctx, t)
}

func rdfTerm(name string) string { return "<" + namespaces()[0].iri + name + ">" }

// evidenceOf adds the evidence of a statement, its arguments, and the articles or earlier texts that it is quoted from.
func (s *selectedQuads) evidenceOf(ctx context.Context, t *told) error {
	var ids []string
	for _, e := range t.evidence {
		ids = append(ids, e.Evidence.ID)
		if s.known.add(e.article.ID) {
			ids = append(ids, e.article.ID)
		}
	}
	for len(ids) > 0 {
		lines, err := s.view.QuadsAbout(ctx, ids)
		if err != nil {
			return err
		}
		ids = nil
		for _, line := range lines {
			q := splitQuad(line)
			switch q.predicate {
			case "<" + ownNamespace + "argument>", "<http://www.w3.org/ns/prov#wasQuotedFrom>":
				if id := s.id(q.object); id != "" && s.known.add(id) {
					ids = append(ids, id)
				}
			}
			if err := s.add(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// id is the identifier of a term under the base; empty of any other.
func (s *selectedQuads) id(term string) string {
	id, ours := strings.CutPrefix(strings.Trim(term, "<>"), s.base)
	if !ours {
		return ""
	}
	return id
}

// thing adds what the articles of the selection say of an entity or a predicate itself.
func (s *selectedQuads) thing(ctx context.Context, id string) error {
	if id == "" || !s.known.add(id) {
		return nil
	}
	lines, err := s.view.QuadsAbout(ctx, []string{id})
	if err != nil {
		return err
	}
	edge := "<" + s.base + graph.PredicatePrefix
	for _, line := range lines {
		q := splitQuad(line)
		if strings.HasPrefix(q.predicate, edge) || !s.articles.has(q.label) {
			continue
		}
		if err := s.add(line); err != nil {
			return err
		}
	}
	return nil
}

const ownNamespace = "urn:newsgraph:ns:"

// namespace is a prefix and what it stands for.
type namespace struct{ prefix, iri string }

func namespaces() []namespace {
	return []namespace{
		{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
		{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
		{"skos", "http://www.w3.org/2004/02/skos/core#"},
		{"schema", "https://schema.org/"},
		{"prov", "http://www.w3.org/ns/prov#"},
		{"xsd", "http://www.w3.org/2001/XMLSchema#"},
		{"edtf", "http://id.loc.gov/datatypes/edtf/"},
		{"ng", ownNamespace},
	}
}

// namespacesOf adds those of a store's identifiers.
func namespacesOf(base string) []namespace {
	all := namespaces()
	for _, kind := range []string{"entity", "stmt", "evid", "article", "rel", "dataset"} {
		all = append(all, namespace{kind, base + kind + "/"})
	}
	return all
}

// shorten is an IRI, given as a term, with a prefix where what is behind it needs no escapes.
func shorten(all []namespace, term string) (string, bool) {
	iri := strings.TrimSuffix(strings.TrimPrefix(term, "<"), ">")
	for _, n := range all {
		if name, ok := strings.CutPrefix(iri, n.iri); ok && simpleName(name) {
			return n.prefix + ":" + name, true
		}
	}
	return "", false
}

// simpleName says that a name may stand behind a prefix as it is.
func simpleName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || i > 0 && c == '-') {
			return false
		}
	}
	return s != ""
}
