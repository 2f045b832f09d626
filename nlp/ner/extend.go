package ner

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
)

// Extender widens the names of organisations by the proper nouns before them that the tree makes a part of the name:
// where only "Committee" was recognised, "Intelligence Committee". The zero value is ready.
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
	return nil
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
