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
