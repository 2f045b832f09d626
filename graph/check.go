package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"
)

// The kinds of faults.
const (
	FaultNoEvidence = "statement without evidence"
	FaultStrayEdge  = "edge without statement"
	FaultNoEdge     = "statement without edge"
	FaultDangling   = "dangling IRI"
	FaultQuote      = "quote not in the text"
	FaultLabel      = "label without article"
	FaultQuads      = "quads differ from the article's reading"
	FaultLink       = "link differs from the articles' votes"
	FaultRecord     = "record differs from the articles"
	FaultDataset    = "dataset not as it was imported"
	FaultEngine     = "indexes of the engine differ"
	FaultDamaged    = "damaged record"
)

// Check looks for everything that should not be: it goes through the quads of every article by themselves, and then makes
// quads, rows, lists and counters of the stored articles again and compares. It takes as much memory as the store. An
// empty answer means that the store is sound; the error is about the check alone.
func (s *Store) Check(ctx context.Context) ([]Fault, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	c := &checker{snap: snap, base: s.opt.IRIBase, labels: map[quad.Value]*labelled{}, foreign: map[string]int64{}}
	if err := learnAll(ctx, snap); err != nil {
		return nil, err
	}
	problems, err := s.engine.check(ctx)
	if err != nil {
		return nil, err
	}
	for _, problem := range problems {
		c.fault(FaultEngine, "", "%s", problem)
	}
	for _, step := range []func(context.Context) error{c.collect, c.structure, c.datasets, c.derived} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(c.faults, func(a, b Fault) int {
		return strings.Compare(a.Kind+"\x00"+a.ID+"\x00"+a.Message, b.Kind+"\x00"+b.ID+"\x00"+b.Message)
	})
	return c.faults, nil
}

type checker struct {
	snap   snapshot
	base   string
	labels map[quad.Value]*labelled
	// foreign are the numbers of quads of datasets, which may say what they like.
	foreign map[string]int64
	faults  []Fault
}

// labelled are the quads of one label by subject.
type labelled struct {
	quads map[quad.Value][]quad.Quad
	all   map[quad.Quad]bool
}

func (c *checker) fault(kind, id, format string, args ...any) {
	c.faults = append(c.faults, Fault{Kind: kind, ID: id, Message: fmt.Sprintf(format, args...)})
}

// collect reads all quads.
func (c *checker) collect(ctx context.Context) error {
	for q, err := range c.snap.match(ctx, quad.Quad{}) {
		if err != nil {
			return err
		}
		if name, is := isDataset(q.Label, c.base); is {
			c.foreign[name]++
			continue
		}
		l := c.labels[q.Label]
		if l == nil {
			l = &labelled{quads: map[quad.Value][]quad.Quad{}, all: map[quad.Quad]bool{}}
			c.labels[q.Label] = l
		}
		l.quads[q.Subject] = append(l.quads[q.Subject], q)
		l.all[typed(q)] = true
	}
	return nil
}

// id is the identifier of an IRI, or the value itself.
func (c *checker) id(value quad.Value) string {
	iri, _ := value.(quad.IRI)
	return strings.TrimPrefix(string(iri), c.base)
}

// structure looks at the quads of each label by themselves: an article's quads stand alone.
func (c *checker) structure(ctx context.Context) error {
	for label, l := range c.labels {
		if strings.HasPrefix(c.id(label), linksPrefix) {
			continue // they are held against the votes
		}
		article, err := readLabelled(ctx, c.snap, c.id(label))
		if err != nil {
			c.fault(FaultDamaged, c.id(label), "%v", err)
			continue
		}
		if article == nil {
			c.fault(FaultLabel, c.id(label), "%d quads have this label", len(l.all))
			continue
		}
		made := map[quad.Value]bool{}
		edges := map[quad.Quad]bool{}
		for _, quads := range l.quads {
			if is(quads, ownEvidence) {
				made[one(quads, ownOfStatement)] = true
				c.quote(article, quads)
			}
		}
		for node, quads := range l.quads {
			if is(quads, ownStatement) {
				c.statement(node, l, made, edges)
			}
		}
		c.links(l, edges)
	}
	return ctx.Err()
}

// readLabelled is the article or the revision that is a label.
func readLabelled(ctx context.Context, r reader, label string) (*Article, error) {
	id, number := cutRevision(label)
	if number == 0 {
		return readFullArticle(ctx, r, id)
	}
	value, ok, err := r.get(ctx, revisionKey(id, number))
	if err != nil || !ok {
		return nil, err
	}
	old, err := decodeRevision(id, number, value)
	if err != nil {
		return nil, err
	}
	return old.article, nil
}

// is says whether the quads of a node give it that type.
func is(quads []quad.Quad, class quad.IRI) bool {
	return slices.ContainsFunc(quads, func(q quad.Quad) bool { return q.Predicate == rdfType && q.Object == class })
}

// one is the object under a predicate, or nil.
func one(quads []quad.Quad, predicate quad.IRI) quad.Value {
	for _, q := range quads {
		if q.Predicate == predicate {
			return q.Object
		}
	}
	return nil
}

func (c *checker) quote(article *Article, quads []quad.Quad) {
	start, end := intOf(one(quads, ownStart)), intOf(one(quads, ownEnd))
	quote := textOf(one(quads, ownQuote))
	if start < 0 || start >= end || end > len(article.Text) || article.Text[start:end] != quote {
		c.fault(FaultQuote, c.id(quads[0].Subject), "%q does not stand from %d to %d in %s", quote, start, end, article.ID)
	}
}

// statement looks at a statement in one article, and notes the edge that it is.
func (c *checker) statement(node quad.Value, l *labelled, made map[quad.Value]bool, edges map[quad.Quad]bool) {
	quads := l.quads[node]
	if !made[node] {
		c.fault(FaultNoEvidence, c.id(node), "nothing in %s makes it", c.id(quads[0].Label))
	}
	if _, number := cutRevision(c.id(quads[0].Label)); number > 0 {
		return
	}
	if verdict, err := readReview(context.Background(), c.snap, c.id(node)); err == nil && verdict == Rejected {
		return
	}
	if textOf(one(quads, ownPolarity)) != string(Affirmed) || textOf(one(quads, ownModality)) != string(Asserted) {
		return
	}
	edge := quad.Quad{Subject: one(quads, rdfSubject), Predicate: one(quads, rdfPredicate), Object: one(quads, rdfObject), Label: quads[0].Label}
	edge = typed(edge)
	edges[edge] = true
	if !l.all[edge] {
		c.fault(FaultNoEdge, c.id(node), "%s is not there", nquad(edge))
	}
}

// links looks for edges that no statement is, and for IRIs that are nothing.
func (c *checker) links(l *labelled, edges map[quad.Quad]bool) {
	for q := range l.all {
		if strings.HasPrefix(c.id(q.Predicate), PredicatePrefix) && !edges[q] {
			c.fault(FaultStrayEdge, c.id(q.Subject), "%s", nquad(q))
		}
		for _, value := range []quad.Value{q.Subject, q.Predicate, q.Object} {
			if c.ours(value) && one(l.quads[value], rdfType) == nil {
				c.fault(FaultDangling, c.id(value), "it has no type in %s", c.id(q.Label))
			}
		}
	}
}

// ours says whether a value is the IRI of a node of ours.
func (c *checker) ours(value quad.Value) bool {
	iri, _ := value.(quad.IRI)
	id, found := strings.CutPrefix(string(iri), c.base)
	for _, prefix := range []string{EntityPrefix, StatementPrefix, EvidencePrefix, ArticlePrefix, PredicatePrefix} {
		if found && strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// derived makes everything again of what was loaded and compares.
func (c *checker) derived(ctx context.Context) error {
	ids, err := articleIDs(ctx, c.snap)
	if err != nil {
		return err
	}
	again, err := deriveCommit(ctx, primaryReader{c.snap}, ids, true, c.base)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		c.fault(FaultDamaged, "", "the articles cannot be read again: %v", err)
		return nil
	}
	for label, quads := range again.labels {
		c.compareQuads(label, quads)
	}
	for label, l := range c.labels {
		iri, _ := label.(quad.IRI)
		if len(again.labels[iri]) == 0 && strings.HasPrefix(c.id(label), linksPrefix) {
			c.fault(FaultLink, c.id(label), "%d quads have this label, and there is no such link", len(l.all))
		}
	}
	return c.compareRecords(ctx, again.records)
}

func (c *checker) compareQuads(label quad.IRI, quads []quad.Quad) {
	kind := FaultQuads
	if strings.HasPrefix(c.id(label), linksPrefix) {
		kind = FaultLink
	}
	there := map[quad.Quad]bool{}
	if l := c.labels[label]; l != nil {
		there = l.all
	}
	want := map[quad.Quad]bool{}
	for _, q := range quads {
		q = typed(q)
		want[q] = true
		if !there[q] {
			c.fault(kind, c.id(label), "missing: %s", nquad(q))
		}
	}
	for q := range there {
		if !want[q] {
			c.fault(kind, c.id(label), "too much: %s", nquad(q))
		}
	}
}

// compareRecords goes through the records as they are and as they should be, both in order.
func (c *checker) compareRecords(ctx context.Context, want []change) error {
	wrong := func(key, message string) { c.fault(FaultRecord, fmt.Sprintf("%q", key), "%s", message) }
	for have, err := range c.snap.scan(ctx, "", "", false) {
		if err != nil {
			return err
		}
		if primary(have.key) {
			c.primary(have.key)
			continue
		}
		for len(want) > 0 && want[0].key < have.key {
			wrong(want[0].key, "it is missing")
			want = want[1:]
		}
		if len(want) == 0 || want[0].key != have.key {
			wrong(have.key, "it is too much")
			continue
		}
		if want[0].value != have.value {
			wrong(have.key, fmt.Sprintf("it is %q and should be %q", have.value, want[0].value))
		}
		want = want[1:]
	}
	for _, w := range want {
		wrong(w.key, "it is missing")
	}
	return nil
}

// primary looks at the key of what was loaded: text and reading belong to an article.
func (c *checker) primary(key string) {
	switch k := kind(key[:1]); k {
	case articleKind, revisionKind, curationKind, formatKind, datasetKind, sourceKind, itemKind, originKind, jobKind,
		openKind, taskKind, uploadKind, broughtKind, updateKind:
	case textKind, readingKind, historyKind:
		id, _ := cutZero(key[1:])
		if _, ok, _ := c.snap.get(context.Background(), articleKind.key(id)); !ok {
			c.fault(FaultRecord, fmt.Sprintf("%q", key), "it belongs to no article")
		}
	default:
		c.fault(FaultRecord, fmt.Sprintf("%q", key), "it is of no known kind")
	}
}
