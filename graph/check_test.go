package graph

import (
	"context"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
)

// breaker changes a store behind its back.
type breaker struct {
	*testing.T
	*embedded
}

func (b breaker) apply(action cayley.Procedure, q quad.Quad) {
	b.Helper()
	if err := b.store.ApplyDeltas([]cayley.Delta{{Quad: q, Action: action}}, cayley.IgnoreOpts{}); err != nil {
		b.Fatal(err)
	}
}

// one is a quad that has it.
func (b breaker) one(has func(quad.Quad) bool) quad.Quad {
	b.Helper()
	var found quad.Quad
	for row, err := range b.store.Quads(context.Background(), quadstore.Query{}) {
		if err != nil {
			b.Fatal(err)
		}
		if has(row.Quad) {
			found = row.Quad
		}
	}
	if found.Subject == nil {
		b.Fatal("no such quad")
	}
	return found
}

func (b breaker) with(predicate quad.IRI) quad.Quad {
	b.Helper()
	return b.one(func(q quad.Quad) bool { return q.Predicate == predicate })
}

func (b breaker) write(changes func(*quadstore.Batch)) {
	b.Helper()
	var batch quadstore.Batch
	changes(&batch)
	if err := b.store.Apply(context.Background(), &batch); err != nil {
		b.Fatal(err)
	}
}

func (b breaker) set(key, value string) {
	b.Helper()
	b.write(func(batch *quadstore.Batch) { batch.Set(recordSpace, []byte(key), []byte(value)) })
}

func (b breaker) unset(key string) {
	b.Helper()
	b.write(func(batch *quadstore.Batch) { batch.Unset(recordSpace, []byte(key)) })
}

// first is the first record of a kind.
func (b breaker) first(k kind) record {
	b.Helper()
	for rec, err := range b.store.Records(context.Background(), recordSpace, quadstore.Range{Prefix: []byte(k)}) {
		if err != nil {
			b.Fatal(err)
		}
		return record{string(rec.Key), string(rec.Value)}
	}
	b.Fatalf("no record of kind %q", k)
	return record{}
}

func (b breaker) key(k kind) string {
	b.Helper()
	return b.first(k).key
}

func isEdge(q quad.Quad) bool {
	iri, _ := q.Predicate.(quad.IRI)
	return strings.HasPrefix(string(iri), DefaultIRIBase+PredicatePrefix)
}

const (
	addQuad    = cayley.Add
	deleteQuad = cayley.Delete
)

// wantFault fails the test where Check does not find a fault of a kind.
func wantFault(t *testing.T, s *Store, kind string) {
	t.Helper()
	faults, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if f.Kind == kind && f.Message != "" {
			return
		}
	}
	t.Errorf("want a %q, got %v", kind, faults)
}

// TestCheckFinds breaks each invariant and wants Check to find it.
func TestCheckFinds(t *testing.T) {
	object := func(q quad.Quad, value quad.Value) quad.Quad {
		q.Object = value
		return q
	}
	for name, c := range map[string]struct {
		kind   string
		break_ func(b breaker)
	}{
		"evidence gone": {FaultNoEvidence, func(b breaker) { b.apply(cayley.Delete, b.with(ownOfStatement)) }},
		"edge too much": {FaultStrayEdge, func(b breaker) {
			edge := b.one(isEdge)
			b.apply(cayley.Add, quad.Quad{Subject: edge.Object, Predicate: edge.Predicate, Object: edge.Subject, Label: edge.Label})
		}},
		"edge gone": {FaultNoEdge, func(b breaker) { b.apply(cayley.Delete, b.one(isEdge)) }},
		"dangling IRI": {FaultDangling, func(b breaker) {
			q := b.with(rdfSubject)
			b.apply(cayley.Add, object(q, quad.IRI(DefaultIRIBase+"entity/nobody")))
		}},
		"type gone": {FaultDangling, func(b breaker) {
			b.apply(cayley.Delete, b.one(func(q quad.Quad) bool { return q.Predicate == rdfType && q.Object == schemaPlace }))
		}},
		"another quote": {FaultQuote, func(b breaker) {
			q := b.with(ownQuote)
			b.apply(cayley.Delete, q)
			b.apply(cayley.Add, object(q, quad.String("what nobody wrote")))
		}},
		"text changed": {FaultQuote, func(b breaker) { b.set(b.key(textKind), "Another text.") }},
		"text gone":    {FaultQuote, func(b breaker) { b.unset(b.key(textKind)) }},
		"label of nothing": {FaultLabel, func(b breaker) {
			b.apply(cayley.Add, quad.Quad{Subject: rdfType, Predicate: rdfType, Object: rdfType, Label: quad.IRI(DefaultIRIBase + "article/none")})
		}},
		"no label":     {FaultLabel, func(b breaker) { b.apply(cayley.Add, quad.Quad{Subject: rdfType, Predicate: rdfType, Object: rdfType}) }},
		"article gone": {FaultLabel, func(b breaker) { b.unset(b.key(articleKind)) }},
		"name gone":    {FaultQuads, func(b breaker) { b.apply(cayley.Delete, b.with(rdfsLabel)) }},
		"name too much": {FaultQuads, func(b breaker) {
			b.apply(cayley.Add, object(b.with(rdfsLabel), quad.String("Another name")))
		}},
		"counters":                {FaultRecord, func(b breaker) { b.set(string(countersKind), counters{articles: 1}.encode()) }},
		"statement's row gone":    {FaultRecord, func(b breaker) { b.unset(b.key(statementKind)) }},
		"statement's row damaged": {FaultRecord, func(b breaker) { b.set(b.key(statementKind), "x") }},
		"entity's count": {FaultRecord, func(b breaker) {
			rec := b.first(entityKind)
			row, err := decodeEntity(rec.key[1:], rec.value)
			if err != nil {
				b.Fatal(err)
			}
			row.StatementCount++
			b.set(rec.key, row.encode())
		}},
		"list entry too much":  {FaultRecord, func(b breaker) { b.set(b.key(statementsKind)+"0", "") }},
		"list entry gone":      {FaultRecord, func(b breaker) { b.unset(b.key(namesKind)) }},
		"last record":          {FaultRecord, func(b breaker) { b.set("\xff", "") }},
		"text of no article":   {FaultRecord, func(b breaker) { b.set(textKind.key("none"), "") }},
		"record of no kind":    {FaultRecord, func(b breaker) { b.set("Z", "") }},
		"reading damaged":      {FaultDamaged, func(b breaker) { b.set(b.key(readingKind), "{") }},
		"article's row damage": {FaultDamaged, func(b breaker) { b.set(b.key(articleKind), "x") }},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
			if err != nil {
				t.Fatal(err)
			}
			apply(t, s, Batch{Put: storyReadings()})
			sound(t, s)
			c.break_(breaker{t, s.engine.(*embedded)})
			wantFault(t, s, c.kind)
		})
	}
}
