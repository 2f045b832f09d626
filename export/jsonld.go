package export

import (
	"bufio"
	"context"
	"encoding/json"
	"strings"
)

// writeJSONLD writes the quads as a list of named graphs, each with its nodes.
func writeJSONLD(ctx context.Context, r *reading, out *bufio.Writer) error {
	w := &jsonld{out: out, names: namespacesOf(r.view.Base()), terms: jsonldTerms()}
	var o object
	o.start()
	for _, n := range w.names {
		o.put(n.prefix, n.iri)
	}
	for _, name := range sortedTerms() {
		o.put(jsonldName(name), name)
	}
	o.close()
	if err := write(out, `{"@context":`, o.out.String(), `,"@graph":[`); err != nil {
		return err
	}
	if err := r.byGraph(ctx, w.quad); err != nil {
		return err
	}
	if err := w.endGraph(); err != nil {
		return err
	}
	return write(out, "\n]}\n")
}

// sortedTerms are the properties that have a name of their own in the context, with their prefixes. No name may be that of
// a prefix, which is why ng:entity has none.
func sortedTerms() []string {
	return strings.Fields(`rdf:subject rdf:predicate rdf:object rdf:value rdfs:label skos:altLabel skos:exactMatch
		schema:url schema:headline schema:publisher schema:author schema:datePublished schema:inLanguage schema:description
		prov:wasAttributedTo prov:wasQuotedFrom prov:atLocation
		ng:polarity ng:modality ng:time ng:objectText ng:number ng:unit ng:date ng:datatype ng:statement ng:quote ng:start ng:end
		ng:span ng:text ng:surface ng:surfaceForm ng:confidence ng:rule ng:extractor ng:timePhrase ng:subjectKey ng:objectKey
		ng:speakerKey ng:placeKey ng:argument ng:index ng:role ng:preposition ng:entityKey ng:key ng:named
		ng:contentHash ng:wordCount ng:revisionOf ng:withdrawnAt`)
}

func jsonldName(term string) string {
	_, name, _ := strings.Cut(term, ":")
	return name
}

func jsonldTerms() map[string]string {
	terms := map[string]string{}
	for _, term := range sortedTerms() {
		terms[term] = jsonldName(term)
	}
	return terms
}

type jsonld struct {
	out     *bufio.Writer
	names   []namespace
	terms   map[string]string
	last    quadLine
	inNode  bool
	inGraph bool // a graph that has a name; the nodes of the default graph stand beside the graphs
	begun   bool // something stands before in the list that is written
}

func (w *jsonld) quad(q quadLine) error {
	last := w.last
	w.last = q
	if w.inNode && last.label == q.label && last.subject == q.subject {
		if last.predicate == q.predicate {
			return write(w.out, ",", w.value(q))
		}
		return write(w.out, "],", w.property(q.predicate), ":[", w.value(q))
	}
	if err := w.endNode(); err != nil {
		return err
	}
	if last.label != q.label {
		if err := w.endGraph(); err != nil {
			return err
		}
	}
	if q.label != "" && !w.inGraph {
		if err := write(w.out, w.comma(), "\n{\"@id\":", w.id(q.label), `,"@graph":[`); err != nil {
			return err
		}
		w.inGraph, w.begun = true, false
	}
	w.inNode = true
	return write(w.out, w.comma(), "\n{\"@id\":", w.id(q.subject), ",", w.property(q.predicate), ":[", w.value(q))
}

// comma parts what follows from what stands before it, where something does.
func (w *jsonld) comma() string {
	if !w.begun {
		w.begun = true
		return ""
	}
	return ","
}

func (w *jsonld) endNode() error {
	if !w.inNode {
		return nil
	}
	w.inNode = false
	return write(w.out, "]}")
}

func (w *jsonld) endGraph() error {
	if err := w.endNode(); err != nil {
		return err
	}
	if !w.inGraph {
		return nil
	}
	w.inGraph, w.begun = false, true
	return write(w.out, "]}")
}

// id is the name of a node as JSON.
func (w *jsonld) id(term string) string {
	if short, ok := shorten(w.names, term); ok {
		return quotedJSON(short)
	}
	return quotedJSON(strings.TrimSuffix(strings.TrimPrefix(term, "<"), ">"))
}

func (w *jsonld) property(term string) string {
	if term == rdfTerm("type") {
		return `"@type"`
	}
	if short, ok := shorten(w.names, term); ok {
		if name := w.terms[short]; name != "" {
			return quotedJSON(name)
		}
		return quotedJSON(short)
	}
	return w.id(term)
}

// value is an object. The escapes of a literal in N-Quads are JSON's too.
func (w *jsonld) value(q quadLine) string {
	if !strings.HasPrefix(q.object, `"`) {
		if q.predicate == rdfTerm("type") {
			return w.id(q.object)
		}
		return `{"@id":` + w.id(q.object) + "}"
	}
	end := literalEnd(q.object)
	text, rest := q.object[:end], q.object[end:]
	if datatype, typed := strings.CutPrefix(rest, "^^"); typed {
		return `{"@value":` + text + `,"@type":` + w.id(datatype) + "}"
	}
	if language, ok := strings.CutPrefix(rest, "@"); ok {
		return `{"@value":` + text + `,"@language":` + quotedJSON(language) + "}"
	}
	return text
}

func quotedJSON(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""` // a text can always be marshalled
	}
	return string(text)
}
