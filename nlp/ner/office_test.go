package ner

import (
	"testing"

	"newsgraph/nlp"
)

func TestOffices(t *testing.T) {
	var words []nlp.Token
	for _, form := range []string{"White", "House", "Press", "Secretary", "Paul", "Roe", "Jr.", "met", "U.S.", "Defense", "Secretary", "Berg"} {
		words = append(words, nlp.Token{Form: form})
	}
	d := &nlp.Document{Tokens: words, Sentences: []nlp.Sentence{{Span: nlp.Span{End: len(words)}}}, Entities: []nlp.Entity{
		{Span: nlp.Span{Start: 0, End: 3}, Label: nlp.Organization}, {Span: nlp.Span{Start: 4, End: 6}, Label: nlp.Person},
		{Span: nlp.Span{Start: 8, End: 10}, Label: nlp.Organization}, {Span: nlp.Span{Start: 11, End: 12}, Label: nlp.Person},
	}}
	offices(d)
	want := []nlp.Entity{
		{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Organization}, {Span: nlp.Span{Start: 4, End: 7}, Label: nlp.Person},
		{Span: nlp.Span{Start: 8, End: 9}, Label: nlp.Location}, {Span: nlp.Span{Start: 11, End: 12}, Label: nlp.Person},
	}
	for i := range want {
		if d.Entities[i] != want[i] {
			t.Errorf("entity %d is %+v, want %+v", i, d.Entities[i], want[i])
		}
	}
}

func TestHyphens(t *testing.T) {
	var words []nlp.Token
	at := 0
	for _, form := range []string{"Eva", "-", "Marie", "Berg", "of", "Oslo", "Nano", "-", "Satellite", "Systems"} {
		words = append(words, nlp.Token{Form: form, UPOS: "PROPN", Start: at, End: at + len(form)})
		at += len(form) // all of them touch
	}
	d := &nlp.Document{Tokens: words, Sentences: []nlp.Sentence{{Span: nlp.Span{End: len(words)}}}, Entities: []nlp.Entity{
		{Span: nlp.Span{Start: 2, End: 4}, Label: nlp.Person}, {Span: nlp.Span{Start: 5, End: 7}, Label: nlp.Organization},
		{Span: nlp.Span{Start: 8, End: 10}, Label: nlp.Organization},
	}}
	hyphens(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 0, End: 4}, Label: nlp.Person}, {Span: nlp.Span{Start: 5, End: 10}, Label: nlp.Organization}}
	if len(d.Entities) != 2 || d.Entities[0] != want[0] || d.Entities[1] != want[1] {
		t.Errorf("entities %+v, want %+v", d.Entities, want)
	}
}
