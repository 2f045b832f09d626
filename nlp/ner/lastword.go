package ner

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
)

// byLastWord adds the organisations that the model missed but whose last word says what they are, as "Board" does: runs
// of two words or more with capitals, in sentences that use capitals as running text does.
func (r *Recogniser) byLastWord(d *nlp.Document) {
	taken := make([]bool, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			taken[i] = true
		}
	}
	before := len(d.Entities)
	for _, s := range d.Sentences {
		tokens := d.Tokens[s.Start:s.End]
		if form.CaseOf(len(tokens), func(i int) string { return tokens[i].Form }) != form.Mixed {
			continue
		}
		for i := s.Start; i < s.End; i++ {
			run := capitals(d, nlp.Span{Start: i, End: s.End}, taken)
			if run.Len() >= 2 && r.lists.has("orgword", d.Tokens[run.End-1]) && named(d, run, s.Start) {
				d.Entities = append(d.Entities, nlp.Entity{Span: run, Label: nlp.Organization})
			}
			i = max(i, run.End-1)
		}
	}
	if len(d.Entities) > before {
		slices.SortFunc(d.Entities, func(a, b nlp.Entity) int { return a.Start - b.Start })
	}
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
