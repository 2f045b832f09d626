package ner

import (
	"slices"
	"strings"

	"newsgraph/nlp"
)

// agree makes the names of a document agree: a name has the label that most of its mentions have, and a surname alone is
// the person whose full name the document has (the second pass of Ratinov and Roth 2009, as rules).
func (r *Recogniser) agree(d *nlp.Document) {
	counts := map[string]map[string]int{}
	people := map[string]bool{}
	for _, e := range d.Entities {
		name := d.TextOf(e.Span)
		if counts[name] == nil {
			counts[name] = map[string]int{}
		}
		counts[name][e.Label]++
		if e.Label == nlp.Person && e.Len() > 1 {
			people[d.Tokens[e.End-1].Form] = true
		}
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		name := d.TextOf(e.Span)
		if e.Len() == 1 && people[name] && counts[name][nlp.Person]*3 >= counts[name][e.Label] {
			e.Label = nlp.Person
			continue
		}
		for _, label := range r.labels {
			if counts[name][label] > 2*counts[name][e.Label] {
				e.Label = label
				break
			}
		}
	}
	r.missed(d, people, counts)
}

// missed adds the mentions of names that were found elsewhere in the document: surnames of people, and names whose words
// all have capitals.
func (r *Recogniser) missed(d *nlp.Document, people map[string]bool, counts map[string]map[string]int) {
	taken := make([]bool, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			taken[i] = true
		}
	}
	before := len(d.Entities)
	for i, t := range d.Tokens {
		if taken[i] || t.UPOS != "PROPN" || !strings.HasPrefix(t.XPOS, "NNP") {
			continue
		}
		alone := (i == 0 || d.Tokens[i-1].UPOS != "PROPN") && (i+1 == len(d.Tokens) || d.Tokens[i+1].UPOS != "PROPN")
		if label := r.usual(counts[t.Form]); alone && (people[t.Form] || label != "") {
			if people[t.Form] {
				label = nlp.Person
			}
			d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: i, End: i + 1}, Label: label})
		}
	}
	if len(d.Entities) > before {
		slices.SortFunc(d.Entities, func(a, b nlp.Entity) int { return a.Start - b.Start })
	}
}

// usual is the label that a name had at least twice and no other label had; else empty.
func (r *Recogniser) usual(counts map[string]int) string {
	if len(counts) != 1 {
		return ""
	}
	for _, label := range r.labels {
		if counts[label] >= 2 {
			return label
		}
	}
	return ""
}
