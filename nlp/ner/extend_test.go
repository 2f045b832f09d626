package ner

import (
	"context"
	"testing"

	"newsgraph/nlp"
)

func TestExtender(t *testing.T) {
	words := []nlp.Token{
		{Form: "the", UPOS: "DET", Head: 2, Deprel: "det"}, {Form: "Harbor", UPOS: "PROPN", Head: 2, Deprel: "compound"},
		{Form: "Board", UPOS: "PROPN", Head: 3, Deprel: "nsubj"}, {Form: "met", UPOS: "VERB", Head: nlp.Root, Deprel: "root"},
		{Form: "Union", UPOS: "PROPN", Head: 5, Deprel: "nmod:poss"}, {Form: "Council", UPOS: "PROPN", Head: 3, Deprel: "obj"},
	}
	d := &nlp.Document{Tokens: words, Sentences: []nlp.Sentence{{Span: nlp.Span{End: 6}}}, Entities: []nlp.Entity{
		{Span: nlp.Span{Start: 2, End: 3}, Label: nlp.Organization}, {Span: nlp.Span{Start: 5, End: 6}, Label: nlp.Organization},
	}}
	if err := (Extender{}).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if got := d.Entities[0].Span; got != (nlp.Span{Start: 1, End: 3}) {
		t.Errorf("Board became %v, want Harbor Board", got)
	}
	if got := d.Entities[1].Span; got != (nlp.Span{Start: 5, End: 6}) {
		t.Errorf("Council became %v, want itself: the word before is its owner", got)
	}
}

// TestExtenderJoins finds the person whom "and" joins to one that was recognised.
func TestExtenderJoins(t *testing.T) {
	d := &nlp.Document{Tokens: []nlp.Token{
		{Form: "Anna", UPOS: "PROPN", Head: 5, Deprel: "nsubj"}, {Form: "Berg", UPOS: "PROPN", Head: 0, Deprel: "flat"},
		{Form: "and", UPOS: "CCONJ", Head: 4, Deprel: "cc"}, {Form: "Tim", UPOS: "PROPN", Head: 4, Deprel: "compound"},
		{Form: "Weeks", UPOS: "PROPN", Head: 0, Deprel: "conj"}, {Form: "left", UPOS: "VERB", Head: nlp.Root, Deprel: "root"},
	}, Sentences: []nlp.Sentence{{Span: nlp.Span{End: 6}}}, Entities: []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}}}
	if err := (Extender{}).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Entities) != 2 || d.Entities[1] != (nlp.Entity{Span: nlp.Span{Start: 3, End: 5}, Label: nlp.Person}) {
		t.Errorf("entities %v, want Tim Weeks beside Anna Berg", d.Entities)
	}
}

// TestExtenderEndsNames ends the name of a person before the party.
func TestExtenderEndsNames(t *testing.T) {
	d := document("Anna Berg of the Green Party met Kim of Oslo")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 0, End: 6}, Label: nlp.Person}, {Span: nlp.Span{Start: 7, End: 10}, Label: nlp.Person}}
	if err := (Extender{}).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if got := d.TextOf(d.Entities[0].Span) + ", " + d.TextOf(d.Entities[1].Span); got != "Anna Berg, Kim of Oslo" {
		t.Errorf("names %q, want Anna Berg and Kim of Oslo", got)
	}
}

// TestLetters makes an organisation of a name of capitals between an article and a noun.
func TestLetters(t *testing.T) {
	for text, want := range map[string]string{
		"a BART train left":   nlp.Organization,
		"A BART TRAIN LEFT":   nlp.Person,
		"a Bart train left":   nlp.Person,
		"a BO train left":     nlp.Person,
		"then BART train hit": nlp.Person,
	} {
		d := document(text)
		if d.Tokens[0].Form != "then" {
			d.Tokens[0].UPOS = "DET"
		}
		d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 1, End: 2}, Label: nlp.Person}}
		if letters(d); d.Entities[0].Label != want {
			t.Errorf("%s: %s, want %s", text, d.Entities[0].Label, want)
		}
	}
}
