package ner

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
)

// Agreement makes the names of a document agree, whoever found them: a name has the label that most of its mentions have,
// and surnames and acronyms are found that stand alone (the second pass of Ratinov and Roth 2009, as rules). It is safe for
// concurrent use.
type Agreement struct{ lists *gazetteer }

var _ nlp.Annotator = (*Agreement)(nil)

// NewAgreement reads the lists of names that are part of the program.
func NewAgreement() (*Agreement, error) {
	lists, err := newGazetteer()
	if err != nil {
		return nil, err
	}
	return &Agreement{lists}, nil
}

// Needs are the layers that the annotator reads.
func (*Agreement) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Entities
}

// Gives is the layer that the annotator mends.
func (*Agreement) Gives() nlp.Layer { return nlp.Entities }

// Annotate mends the entities of d.
func (a *Agreement) Annotate(_ context.Context, d *nlp.Document) error {
	narrow(d)
	offices(d)
	hyphens(d)
	a.byLastWord(d)
	letters(d)
	agree(d)
	return nil
}

// letters makes organisations of persons whose whole name is three capitals or more and stands between an article and a
// common noun: "a BART train".
func letters(d *nlp.Document) {
	for k := range d.Entities {
		e := &d.Entities[k]
		i := e.Start
		if e.Label != nlp.Person || e.Len() != 1 || i == 0 || e.End == len(d.Tokens) {
			continue
		}
		word, after := d.Tokens[i].Form, d.Tokens[e.End]
		capitals := utf8.RuneCountInString(word) >= 3 && strings.ToUpper(word) == word && strings.ToLower(word) != word
		if capitals && d.Tokens[i-1].UPOS == "DET" && after.UPOS == "NOUN" && strings.ToLower(after.Form) == after.Form {
			e.Label = nlp.Organization
		}
	}
}

// agree gives each name the label that most of its mentions have; a surname alone is the person whose full name the
// document has.
func agree(d *nlp.Document) {
	counts := map[string]map[string]int{}
	people := map[string]bool{}
	acronyms := map[string]string{} // to the label of the long name
	for _, e := range d.Entities {
		name := d.TextOf(e.Span)
		if counts[name] == nil {
			counts[name] = map[string]int{}
		}
		counts[name][e.Label]++
		if e.Label == nlp.Person && e.Len() > 1 {
			people[d.Tokens[e.End-1].Form] = true
		}
		if short := initials(d, e); short != "" && acronyms[short] == "" {
			acronyms[short] = e.Label
		}
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		name := d.TextOf(e.Span)
		if e.Len() == 1 && people[name] && counts[name][nlp.Person]*3 >= counts[name][e.Label] {
			e.Label = nlp.Person
			continue
		}
		if label := acronyms[name]; label != "" {
			e.Label = label
			continue
		}
		for _, label := range labels {
			if counts[name][label] > 2*counts[name][e.Label] {
				e.Label = label
				break
			}
		}
	}
	missed(d, people, acronyms, counts)
}

// missed adds the mentions of names that were found elsewhere in the document: surnames of people, acronyms of
// longer names, and names of one word. A word that is tagged as no name needs a capital and three mentions, and must not stand in small letters anywhere.
func missed(d *nlp.Document, people map[string]bool, acronyms map[string]string, counts map[string]map[string]int) {
	taken, forms := make([]bool, len(d.Tokens)), make(map[string]bool, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			taken[i] = true
		}
	}
	for _, t := range d.Tokens {
		forms[t.Form] = true
	}
	before := len(d.Entities)
	for i, t := range d.Tokens {
		if taken[i] {
			continue
		}
		label, mentions := usual(counts[t.Form])
		switch {
		case !alone(d, i):
			continue
		case acronyms[t.Form] != "":
			label = acronyms[t.Form]
		case t.UPOS == "PROPN" && people[t.Form]:
			label = nlp.Person
		case t.UPOS == "PROPN" && mentions >= 2:
		case mentions >= 3 && strings.ToLower(t.Form) != t.Form && !forms[strings.ToLower(t.Form)]:
		default:
			continue
		}
		d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: i, End: i + 1}, Label: label})
	}
	if len(d.Entities) > before {
		slices.SortFunc(d.Entities, func(a, b nlp.Entity) int { return a.Start - b.Start })
	}
}

// initials are the first letters of the words with a capital of an organisation's name or a place's; empty if they are
// fewer than two, or the name is no such.
func initials(d *nlp.Document, e nlp.Entity) string {
	if e.Label != nlp.Organization && e.Label != nlp.Location {
		return ""
	}
	var out strings.Builder
	for _, t := range d.Tokens[e.Start:e.End] {
		if r, size := utf8.DecodeRuneInString(t.Form); unicode.IsUpper(r) {
			out.WriteString(t.Form[:size])
		}
	}
	if out.Len() < 2 {
		return ""
	}
	return out.String()
}

// alone says whether no proper noun stands beside token i.
func alone(d *nlp.Document, i int) bool {
	return (i == 0 || d.Tokens[i-1].UPOS != "PROPN") && (i+1 == len(d.Tokens) || d.Tokens[i+1].UPOS != "PROPN")
}

// usual is the label that all mentions of a name have, and how many there are; 0 if they differ.
func usual(counts map[string]int) (label string, mentions int) {
	for _, l := range labels {
		switch n := counts[l]; {
		case n > 0 && mentions > 0:
			return "", 0
		case n > 0:
			label, mentions = l, n
		}
	}
	return label, mentions
}
