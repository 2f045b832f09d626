// Package ner mends the named entities of a document, whoever found them.
//
// It takes a document with tags and entities (spans with the labels of nlp: PER, ORG, LOC, PRODUCT, EVENT, WORK, LAW, NORP,
// MISC) and gives entities that agree with each other. The networks of nlp/neural find them first.
package ner

import "newsgraph/nlp"

var labels = [...]string{nlp.Person, nlp.Organization, nlp.Location, nlp.Product, nlp.Event, nlp.Work, nlp.Law, nlp.Group, nlp.Misc}

// Labels are the labels of entities.
func Labels() []string {
	all := labels
	return all[:]
}
