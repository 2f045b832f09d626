package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"
)

// sameAs are the predicates by which other vocabularies say that two things are one.
var sameAs = []quad.IRI{"http://www.w3.org/2002/07/owl#sameAs", "http://schema.org/sameAs", "https://schema.org/sameAs", skosExactMatch}

// SameAs are the addresses of an entity elsewhere, as imported RDF has them, in order.
func (v *View) SameAs(ctx context.Context, entity string) ([]string, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]string, error) { return v.SameAs(ctx, entity) })
	}
	entity, err := v.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, predicate := range sameAs {
		for q, err := range v.snap.match(ctx, quad.Quad{Subject: quad.IRI(v.base + entity), Predicate: predicate}) {
			if err != nil {
				return nil, err
			}
			if iri, ok := q.Object.(quad.IRI); ok && !strings.HasPrefix(string(iri), v.base) {
				found = append(found, string(iri))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// MergeEnds are the entities of a merge of Merges, or of a split: what was joined, or taken out, and the other one. Both
// are empty where there is no such merge.
func (v *View) MergeEnds(ctx context.Context, id string) (from, into string, err error) {
	if short, full, ok := cutLink(id); ok {
		if from, err = v.ownEntity(ctx, short); err == nil {
			into, err = v.ownEntity(ctx, full)
		}
		return from, into, err
	}
	for _, prefix := range []string{mergePrefix, splitPrefix} {
		number, ok := entryNumber(prefix, id)
		if !ok {
			continue
		}
		if _, there, err := v.snap.get(ctx, entryKey(number)); err != nil || !there {
			return "", "", err
		}
		e, err := readCuration(ctx, v.snap, number)
		switch {
		case err != nil:
			return "", "", err
		case e.Kind == mergeEntry && prefix == mergePrefix:
			return e.From.ID, e.Into.ID, nil
		case e.Kind == splitEntry && prefix == splitPrefix:
			return e.Part.ID, e.From.ID, nil
		}
	}
	return "", "", nil
}

// ownEntity is the entity that a key is by itself.
func (v *View) ownEntity(ctx context.Context, key Key) (string, error) {
	g, ok, err := readGroup(ctx, v.snap, key)
	if err != nil || !ok {
		return "", err
	}
	return g.own, nil
}
