package ner

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
)

// The words that end the names of laws, and of events. Names that were found as something else than a person, an
// organisation or a place are what their last word says; laws that were missed are added.
var (
	ofLaws   = map[string]bool{"Act": true, "Treaty": true, "Constitution": true, "Amendment": true, "Accord": true, "Accords": true, "Protocol": true, "Directive": true}
	ofEvents = map[string]bool{
		"Cup": true, "Olympics": true, "Festival": true, "Games": true, "Championship": true, "Championships": true, "War": true,
		"Marathon": true, "Prix": true, "Summit": true, "Revolution": true, "Uprising": true,
	}
)

// narrow gives the kind that its last word says to what is a work, a product or something else.
func narrow(d *nlp.Document) {
	for i := range d.Entities {
		e := &d.Entities[i]
		if e.Label != nlp.Work && e.Label != nlp.Product && e.Label != nlp.Misc {
			continue
		}
		switch last := d.Tokens[e.End-1].Form; {
		case ofLaws[last]:
			e.Label = nlp.Law
		case ofEvents[last]:
			e.Label = nlp.Event
		}
	}
}

// byLastWord adds the organisations and laws that the model missed but whose last word says what they are, as "Board"
// does: runs of two words or more with capitals, in sentences that use capitals as running text does.
func (a *Agreement) byLastWord(d *nlp.Document) {
	taken := make([]bool, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			taken[i] = true
		}
	}
	var more []nlp.Entity
	own := d.Entities // those of the sentence and later ones
	for _, s := range d.Sentences {
		n := 0
		for n < len(own) && own[n].Start < s.End {
			n++
		}
		found := own[:n]
		own = own[n:]
		tokens := d.Tokens[s.Start:s.End]
		if form.CaseOf(len(tokens), func(i int) string { return tokens[i].Form }) != form.Mixed {
			continue
		}
		a.widen(d, s, found, taken)
		for i := s.Start; i < s.End; i++ {
			run := capitals(d, nlp.Span{Start: i, End: s.End}, taken)
			if label := a.kindOf(d, run); label != "" && named(d, run, s.Start) {
				more = append(more, nlp.Entity{Span: run, Label: label})
			}
			i = max(i, run.End-1)
		}
	}
	if len(more) > 0 {
		d.Entities = append(d.Entities, more...)
		slices.SortFunc(d.Entities, func(a, b nlp.Entity) int { return a.Start - b.Start })
	}
}

// widen takes the last word of an organisation into its name where the model left it out: "Harbor Safety" and "Board".
func (a *Agreement) widen(d *nlp.Document, s nlp.Sentence, found []nlp.Entity, taken []bool) {
	for i := range found {
		e := &found[i]
		if e.Label != nlp.Organization || e.End >= s.End || taken[e.End] {
			continue
		}
		next := d.Tokens[e.End]
		if isCapital(next.Form) && a.lists.has("orgword", next) && (e.End+1 == s.End || !isCapital(d.Tokens[e.End+1].Form)) {
			taken[e.End] = true
			e.End++
		}
	}
}

// kindOf is the label of a run of capitals by its last word; empty where that says nothing. "Constitution" needs no other
// word.
func (a *Agreement) kindOf(d *nlp.Document, run nlp.Span) string {
	if run.Len() == 0 {
		return ""
	}
	switch last := d.Tokens[run.End-1]; {
	case ofLaws[last.Form] && (run.Len() > 1 || last.Form == "Constitution" && last.UPOS == "PROPN"):
		return nlp.Law
	case run.Len() > 1 && a.lists.has("orgword", last):
		return nlp.Organization
	}
	return ""
}

// capitals is the run of free words with a capital that the span begins with.
func capitals(d *nlp.Document, span nlp.Span, taken []bool) nlp.Span {
	end := span.Start
	for end < span.End && !taken[end] && isCapital(d.Tokens[end].Form) {
		end++
	}
	return nlp.Span{Start: span.Start, End: end}
}

func isCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// named says whether the run, but for its last word, is tagged as a name; a sentence's first word has its capital anyway.
func named(d *nlp.Document, run nlp.Span, first int) bool {
	for i := run.Start; i < run.End-1; i++ {
		if d.Tokens[i].UPOS != "PROPN" && (i == first || d.Tokens[i].UPOS != "ADJ" && d.Tokens[i].UPOS != "NOUN") {
			return false
		}
	}
	return true
}
