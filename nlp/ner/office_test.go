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
