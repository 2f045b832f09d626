package graph

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"

	"newsgraph/news"
)

// quadsOf are the quads of an article or a revision, each once, all of them labelled with its IRI.
func quadsOf(t *told, base string) []quad.Quad {
	w := newQuadWriter(t, base)
	if t.revision > 0 {
		w.revision(t.article)
	} else {
		w.article(t.article)
	}
	w.parts(t)
	return w.quads
}

// changedQuads are the quads that a text has no more, and those that it has, when of what it told something is gone and
// something has come, and it tells it all now. Some of the latter may have been there.
func changedQuads(gone, come, now *told, base string) (removed, added []quad.Quad) {
	w := newQuadWriter(come, base)
	w.parts(come)
	added = w.quads
	w = newQuadWriter(now, base)
	w.parts(now)
	has := w.seen
	w = newQuadWriter(gone, base)
	w.parts(gone)
	return slices.DeleteFunc(w.quads, func(q quad.Quad) bool { return has[q] }), added
}

func newQuadWriter(t *told, base string) *quadWriter {
	about := 16 + 8*len(t.entities) + 12*len(t.statements) + 20*len(t.evidence)
	w := &quadWriter{base: base, quads: make([]quad.Quad, 0, about), seen: make(map[quad.Quad]bool, about), source: t.article.ID}
	if t.revision > 0 {
		w.source, w.withdrawn = revisionID(t.article.ID, t.revision), t.withdrawn
	}
	w.label = w.iri(w.source)
	return w
}

// parts adds what is said of the things, predicates, statements and evidence of a text.
func (w *quadWriter) parts(t *told) {
	for i := range t.entities {
		w.entity(&t.entities[i])
	}
	for _, p := range t.predicates {
		w.add(w.iri(p.id), rdfType, rdfProperty)
		w.add(w.iri(p.id), rdfsLabel, quad.String(p.label))
	}
	for i := range t.statements {
		w.statement(&t.statements[i])
	}
	for i := range t.evidence {
		w.evidence(&t.evidence[i], t.article)
	}
}

type quadWriter struct {
	base  string
	label quad.IRI
	// What is quoted: an article, or an earlier text of one and when another one took its place.
	source    string
	withdrawn time.Time
	quads     []quad.Quad
	seen      map[quad.Quad]bool
}

func (w *quadWriter) iri(id string) quad.IRI { return quad.IRI(w.base + id) }

func (w *quadWriter) add(subject, predicate quad.IRI, object quad.Value) {
	q := quad.Quad{Subject: subject, Predicate: predicate, Object: object, Label: w.label}
	if !w.seen[q] {
		w.seen[q] = true
		w.quads = append(w.quads, q)
	}
}

// text adds a string, where there is one.
func (w *quadWriter) text(subject, predicate quad.IRI, s string) {
	if s != "" {
		w.add(subject, predicate, quad.String(s))
	}
}

// node adds a link to another node, where there is one.
func (w *quadWriter) node(subject, predicate quad.IRI, id string) {
	if id != "" {
		w.add(subject, predicate, w.iri(id))
	}
}

func (w *quadWriter) article(a *Article) {
	node := w.label
	w.add(node, rdfType, schemaNewsArticle)
	if a.URL != "" {
		w.add(node, schemaURL, addressValue(a.URL))
	}
	w.text(node, schemaHeadline, a.Title)
	w.text(node, schemaPublisher, a.Source)
	for _, author := range a.Authors {
		w.text(node, schemaAuthor, author)
	}
	if a.Published.Known() {
		w.add(node, schemaDatePublished, publishedValue(a.Published))
	}
	w.text(node, schemaInLanguage, a.Language)
	w.text(node, ownContentHash, a.ContentHash)
	w.add(node, ownWordCount, quad.Int(a.WordCount))
	w.text(node, ownExtractor, a.Extractor)
}

// revision says what text it was, and of which article.
func (w *quadWriter) revision(a *Article) {
	node := w.label
	w.add(node, rdfType, ownRevision)
	w.node(node, ownRevisionOf, a.ID)
	w.add(w.iri(a.ID), rdfType, schemaNewsArticle)
	w.text(node, schemaHeadline, a.Title)
	w.text(node, ownContentHash, a.ContentHash)
	w.add(node, ownWordCount, quad.Int(a.WordCount))
	w.text(node, ownExtractor, a.Extractor)
	w.add(node, ownWithdrawnAt, instantValue(w.withdrawn))
}

func (w *quadWriter) entity(e *toldEntity) {
	node := w.iri(e.id)
	w.add(node, rdfType, entityClass(e.Type))
	w.add(node, rdfsLabel, quad.String(e.Name))
	for _, alias := range e.Aliases {
		if alias.Name != e.Name {
			w.add(node, skosAltLabel, quad.String(alias.Name))
		}
	}
	for _, description := range e.Descriptions {
		w.add(node, schemaDescription, quad.String(description))
	}
	w.add(node, ownNamed, boolValue(e.named))
	for _, key := range e.keys {
		w.add(node, ownKey, quad.String(key))
	}
}

func (w *quadWriter) statement(s *toldStatement) {
	node := w.iri(s.id)
	w.add(node, rdfType, ownStatement)
	w.add(node, rdfSubject, w.iri(s.subject))
	w.add(node, rdfPredicate, w.iri(s.predicate))
	object := quad.Value(w.iri(s.object))
	if s.literal != nil {
		object = literalValue(s.literal)
		w.literal(node, s.literal)
	}
	w.add(node, rdfObject, object)
	w.text(node, ownPolarity, string(s.polarity))
	w.text(node, ownModality, string(s.modality))
	w.node(node, provWasAttributedTo, s.speaker)
	if s.edtf != "" {
		w.add(node, ownTime, edtfValue(s.edtf))
	}
	if s.edge() && w.withdrawn.IsZero() {
		w.add(w.iri(s.subject), w.iri(s.predicate), object)
	}
}

// literal adds what the value alone does not say: the words, and what they were read as.
func (w *quadWriter) literal(node quad.IRI, l *Literal) {
	w.text(node, ownObjectText, l.Text)
	if l.Datatype != "" {
		datatype, _ := datatypeIRI(l.Datatype)
		w.add(node, ownDatatype, datatype)
	}
	if l.Number != nil {
		w.add(node, ownNumber, quad.Float(*l.Number))
	}
	w.text(node, ownUnit, l.Unit)
	if l.Date != "" {
		w.add(node, ownDate, edtfValue(l.Date))
	}
}

func (w *quadWriter) evidence(e *toldEvidence, a *Article) {
	node, c := w.iri(e.id), e.claim
	w.add(node, rdfType, ownEvidence)
	w.node(node, ownOfStatement, e.statement)
	w.node(node, provWasQuotedFrom, w.source)
	if !w.withdrawn.IsZero() {
		w.add(node, ownWithdrawnAt, instantValue(w.withdrawn))
	}
	w.text(node, ownQuote, a.Text[c.Start:c.End])
	w.add(node, ownStart, quad.Int(c.Start))
	w.add(node, ownEnd, quad.Int(c.End))
	w.text(node, ownSpan, spansText(c.Spans))
	w.text(node, ownText, c.Text)
	if c.Surface != "" {
		w.text(node, ownSurface, c.Surface)
		w.text(w.iri(e.predicate), ownSurfaceForm, c.Surface)
	}
	w.add(node, ownConfidence, quad.Float(c.Confidence))
	w.text(node, ownRule, c.Rule)
	w.text(node, ownExtractor, a.Extractor)
	w.node(node, provAtLocation, e.place)
	w.text(node, ownPlaceKey, string(c.Place))
	if c.Time != nil {
		w.text(node, ownTimePhrase, c.Time.Phrase)
	}
	w.text(node, ownSubjectKey, string(c.Subject))
	w.text(node, ownObjectKey, string(c.Object))
	w.text(node, ownSpeakerKey, string(c.Speaker))
	for i, argument := range e.arguments {
		w.argument(e.id, i, argument, c.Arguments[i].Entity)
	}
}

func (w *quadWriter) argument(evidence string, index int, a Argument, key Key) {
	node := w.iri(evidence + "/argument/" + strconv.Itoa(index))
	w.add(w.iri(evidence), ownHasArgument, node)
	w.add(node, rdfType, ownArgument)
	w.add(node, ownIndex, quad.Int(index))
	w.text(node, ownRole, string(a.Role))
	w.text(node, ownPreposition, a.Preposition)
	w.text(node, rdfValue, a.Text)
	w.node(node, ownEntity, a.Entity)
	w.text(node, ownEntityKey, string(key))
	if a.Time != nil {
		w.text(node, ownTimePhrase, a.Time.Phrase)
		if a.Time.EDTF != "" {
			w.add(node, ownTime, edtfValue(a.Time.EDTF))
		}
	}
}

// boolValue is a truth value in the spelling of XML Schema; quad.Bool has one of its own.
func boolValue(v bool) quad.Value {
	return quad.TypedString{Value: quad.String(strconv.FormatBool(v)), Type: xsdBoolean}
}

func edtfValue(edtf string) quad.Value {
	return quad.TypedString{Value: quad.String(edtf), Type: edtfLevel0}
}

// dateValue is a date in the datatype of XML Schema that is as precise.
func dateValue(edtf string) quad.Value {
	switch strings.Count(edtf, "-") {
	case 0:
		return quad.TypedString{Value: quad.String(edtf), Type: xsdGYear}
	case 1:
		return quad.TypedString{Value: quad.String(edtf), Type: xsdGYearMonth}
	}
	return quad.TypedString{Value: quad.String(edtf), Type: xsdDate}
}

func publishedValue(d news.Date) quad.Value {
	if d.Precision == news.Instant {
		return instantValue(d.Time)
	}
	return dateValue(d.String())
}

func instantValue(t time.Time) quad.Value {
	return quad.TypedString{Value: quad.String(t.Format(time.RFC3339Nano)), Type: xsdDateTime}
}

// literalValue is a literal as the object of a quad: the number or date where it was read as one, else its words.
func literalValue(l *Literal) quad.Value {
	datatype, _ := datatypeIRI(l.Datatype)
	switch {
	case l.Number != nil && numeric(datatype):
		return numberValue(*l.Number, datatype)
	case strings.ContainsAny(l.Date, "/T"):
		return edtfValue(l.Date)
	case l.Date != "":
		return dateValue(l.Date)
	case strings.HasPrefix(string(datatype), xsdNS):
		return quad.String(l.Text) // words under a datatype of numbers or dates would be no valid value of it
	}
	return quad.TypedString{Value: quad.String(l.Text), Type: datatype}
}

func numeric(datatype quad.IRI) bool {
	return datatype == xsdDecimal || datatype == xsdDouble || wholeNumbers(datatype)
}

func wholeNumbers(datatype quad.IRI) bool {
	return datatype == xsdInteger || datatype == xsdNonNegativeInteger
}

// numberValue is a number as the datatype spells it; one that its datatype cannot hold is a decimal.
func numberValue(n float64, datatype quad.IRI) quad.Value {
	if datatype == xsdDouble {
		return quad.TypedString{Value: quad.String(strconv.FormatFloat(n, 'E', -1, 64)), Type: datatype}
	}
	if wholeNumbers(datatype) && n != math.Trunc(n) || datatype == xsdNonNegativeInteger && n < 0 {
		datatype = xsdDecimal
	}
	return quad.TypedString{Value: quad.String(strconv.FormatFloat(n, 'f', -1, 64)), Type: datatype}
}

// datatypeIRI is the IRI of a datatype given as an IRI or with the prefix xsd; of none it is that of strings.
func datatypeIRI(datatype string) (iri quad.IRI, ok bool) {
	if datatype == "" {
		return xsdString, true
	}
	if name, short := strings.CutPrefix(datatype, "xsd:"); short {
		return quad.IRI(xsdNS + name), validIRI(xsdNS+name) && name != ""
	}
	return quad.IRI(datatype), validIRI(datatype) && strings.Contains(datatype, ":")
}

// addressValue is the address of an article: an IRI where it can be one.
func addressValue(address string) quad.Value {
	if u, err := url.Parse(address); err == nil && u.IsAbs() && validIRI(u.String()) {
		return quad.IRI(u.String())
	}
	return quad.String(address)
}

// validIRI says that an IRI can stand in N-Quads as it is.
func validIRI(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == 0xfffd || strings.ContainsRune(`<>"{}|^`+"`\\", r)
	})
}
