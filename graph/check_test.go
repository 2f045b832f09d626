package graph

import (
	"context"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// breaker changes a store behind its back.
type breaker struct {
	*testing.T
	*memory
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
	err := eachQuad(context.Background(), b.store, b.store.QuadsAllIterator(), func(q quad.Quad) error {
		if has(q) {
			found = q
		}
		return nil
	})
	if err != nil || found.Subject == nil {
		b.Fatalf("no such quad, error %v", err)
	}
	return found
}

func (b breaker) with(predicate quad.IRI) quad.Quad {
	b.Helper()
	return b.one(func(q quad.Quad) bool { return q.Predicate == predicate })
}

func (b breaker) set(key, value string) { b.records.ReplaceOrInsert(record{key, value}) }

func (b breaker) key(k kind) string {
	b.Helper()
	for rec := range b.scanAll(k) {
		return rec
	}
	b.Fatalf("no record of kind %q", k)
	return ""
}

func (b breaker) scanAll(k kind) func(func(string) bool) {
	return func(yield func(string) bool) {
		for rec := range (treeReader{b.records}).scan(context.Background(), string(k), prefixEnd(string(k)), false) {
			if !yield(rec.key) {
				return
			}
		}
	}
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
		"text gone":    {FaultQuote, func(b breaker) { b.records.Delete(record{key: b.key(textKind)}) }},
		"label of nothing": {FaultLabel, func(b breaker) {
			b.apply(cayley.Add, quad.Quad{Subject: rdfType, Predicate: rdfType, Object: rdfType, Label: quad.IRI(DefaultIRIBase + "article/none")})
		}},
		"no label":     {FaultLabel, func(b breaker) { b.apply(cayley.Add, quad.Quad{Subject: rdfType, Predicate: rdfType, Object: rdfType}) }},
		"article gone": {FaultLabel, func(b breaker) { b.records.Delete(record{key: b.key(articleKind)}) }},
		"name gone":    {FaultQuads, func(b breaker) { b.apply(cayley.Delete, b.with(rdfsLabel)) }},
		"name too much": {FaultQuads, func(b breaker) {
			b.apply(cayley.Add, object(b.with(rdfsLabel), quad.String("Another name")))
		}},
		"counters":                {FaultRecord, func(b breaker) { b.set(string(countersKind), counters{articles: 1}.encode()) }},
		"statement's row gone":    {FaultRecord, func(b breaker) { b.records.Delete(record{key: b.key(statementKind)}) }},
		"statement's row damaged": {FaultRecord, func(b breaker) { b.set(b.key(statementKind), "x") }},
		"entity's count": {FaultRecord, func(b breaker) {
			key := b.key(entityKind)
			value, _, _ := treeReader{b.records}.get(context.Background(), key)
			row, err := decodeEntity(key[1:], value)
			if err != nil {
				b.Fatal(err)
			}
			row.StatementCount++
			b.set(key, row.encode())
		}},
		"list entry too much":  {FaultRecord, func(b breaker) { b.set(b.key(statementsKind)+"0", "") }},
		"list entry gone":      {FaultRecord, func(b breaker) { b.records.Delete(record{key: b.key(namesKind)}) }},
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
			c.break_(breaker{t, s.engine.(*memory)})
			wantFault(t, s, c.kind)
		})
	}
}
