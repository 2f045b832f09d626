package ner

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
)

// Extender widens the names of organisations by the proper nouns before them that the tree makes a part of the name:
// where only "Committee" was recognised, "Intelligence Committee". A name of two words that the tree joins to a person's
// is a person's too. The zero value is ready.
type Extender struct{}

var _ nlp.Annotator = Extender{}

// Needs are the layers that the annotator reads.
func (Extender) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Tree | nlp.Entities
}

// Gives is the layer that the annotator mends.
func (Extender) Gives() nlp.Layer { return nlp.Entities }

// Annotate widens the entities of d.
func (Extender) Annotate(_ context.Context, d *nlp.Document) error {
	end := 0 // of the entity before
	for i := range d.Entities {
		e := &d.Entities[i]
		if e.Label == nlp.Organization {
			for e.Start > end && partOfName(d, e.Span, e.Start-1) {
				e.Start--
			}
		}
		end = e.End
	}
	joined(d)
	withoutOf(d)
	return nil
}

// withoutOf ends the name of a person before an "of the": "Anna Berg of the Green Party".
func withoutOf(d *nlp.Document) {
	for k := range d.Entities {
		e := &d.Entities[k]
		if e.Label != nlp.Person {
			continue
		}
		for i := e.Start + 1; i+1 < e.End; i++ {
			if d.Tokens[i].Form == "of" && d.Tokens[i+1].Form == "the" {
				e.End = i
			}
		}
	}
}

// joined adds the persons whom "and" joins to one that was recognised: "Anna Berg and Tim Weeks".
func joined(d *nlp.Document) {
	person := make([]bool, len(d.Tokens))
	taken := make([]bool, len(d.Tokens))
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			person[i], taken[i] = e.Label == nlp.Person, true
		}
	}
	var found []nlp.Entity
	for i, tok := range d.Tokens {
		if taken[i] || tok.UPOS != "PROPN" || tok.Deprel != "conj" || tok.Head < 0 || !person[tok.Head] {
			continue
		}
		s := nlp.Span{Start: i, End: i + 1}
		for s.Start > 0 && nameToken(d, s.Start-1, i) && !taken[s.Start-1] {
			s.Start--
		}
		for s.End < len(d.Tokens) && nameToken(d, s.End, i) && !taken[s.End] {
			s.End++
		}
		if s.Len() > 1 {
			found = append(found, nlp.Entity{Span: s, Label: nlp.Person})
		}
	}
	if len(found) == 0 {
		return
	}
	d.Entities = append(d.Entities, found...)
	slices.SortStableFunc(d.Entities, func(a, b nlp.Entity) int { return a.Start - b.Start })
}

// nameToken says whether a token is a capitalised part of the name that hangs on head.
func nameToken(d *nlp.Document, i, head int) bool {
	tok := d.Tokens[i]
	rel, _, _ := strings.Cut(tok.Deprel, ":")
	first, _ := utf8.DecodeRuneInString(tok.Form)
	return tok.Head == head && tok.UPOS == "PROPN" && (rel == "compound" || rel == "flat") && unicode.IsUpper(first)
}

// partOfName says whether the token before a name is a capitalised noun that hangs on the name.
func partOfName(d *nlp.Document, name nlp.Span, i int) bool {
	tok := d.Tokens[i]
	if tok.UPOS != "PROPN" || !name.Contains(tok.Head) || d.SentenceOf(i) != d.SentenceOf(name.Start) {
		return false
	}
	rel, _, _ := strings.Cut(tok.Deprel, ":")
	first, _ := utf8.DecodeRuneInString(tok.Form)
	return (rel == "compound" || rel == "flat") && unicode.IsUpper(first)
}
