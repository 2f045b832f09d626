package ner

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
)

// tokensOf are the words of the text with one tag, NNP, for words with a capital.
func tokensOf(text string) []nlp.Token {
	var out []nlp.Token
	for form := range strings.FieldsSeq(text) {
		token := nlp.Token{Form: form, UPOS: "NOUN", XPOS: "NN"}
		if form[0] >= 'A' && form[0] <= 'Z' {
			token.UPOS, token.XPOS = "PROPN", "NNP"
		}
		out = append(out, token)
	}
	return out
}

func agreement(t testing.TB) *Agreement {
	t.Helper()
	a, err := NewAgreement()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// document joins sentences to a document with text.
func document(sentences ...string) *nlp.Document {
	d := &nlp.Document{}
	for _, text := range sentences {
		start := len(d.Tokens)
		d.Tokens = append(d.Tokens, tokensOf(text)...)
		d.Sentences = append(d.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: len(d.Tokens)}})
	}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		t.Start = len(d.Text)
		d.Text += t.Form + " "
		t.End = len(d.Text) - 1
	}
	return d
}

func TestSurnameAloneIsThePerson(t *testing.T) {
	d := document("Ann Lee met them .", "the plan of Lee says so .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}}
	agree(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}, {Span: nlp.Span{Start: 8, End: 9}, Label: nlp.Person}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestLastWordOfAnOrganisation(t *testing.T) {
	a := agreement(t)
	d := document("they asked the Lake Safety Board today .", "Great Board games sell .")
	d.Tokens[8].UPOS = "ADJ"
	a.byLastWord(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 3, End: 6}, Label: nlp.Organization}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestLastWordOfAnOrganisationThatWasCut(t *testing.T) {
	d := document("they asked the Lake Safety Board today .", "the Lake Board Games sell .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 3, End: 5}, Label: nlp.Organization}, {Span: nlp.Span{Start: 9, End: 10}, Label: nlp.Organization}}
	agreement(t).byLastWord(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 3, End: 6}, Label: nlp.Organization}, {Span: nlp.Span{Start: 9, End: 10}, Label: nlp.Organization}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestLastWordOfLawsAndEvents(t *testing.T) {
	d := document("they passed the Clean Lakes Act today .", "the Rowing Cup began as the Constitution says .", "the Lakes War ended .")
	d.Entities = []nlp.Entity{
		{Span: nlp.Span{Start: 9, End: 11}, Label: nlp.Work}, {Span: nlp.Span{Start: 19, End: 21}, Label: nlp.Organization},
	}
	narrow(d)
	agreement(t).byLastWord(d)
	want := []nlp.Entity{
		{Span: nlp.Span{Start: 3, End: 6}, Label: nlp.Law}, {Span: nlp.Span{Start: 9, End: 11}, Label: nlp.Event},
		{Span: nlp.Span{Start: 14, End: 15}, Label: nlp.Law}, {Span: nlp.Span{Start: 19, End: 21}, Label: nlp.Organization},
	}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestAcronymIsTheLongName(t *testing.T) {
	d := document("the Port of Oslo Board met .", "the POB says so .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 1, End: 5}, Label: nlp.Organization}}
	agree(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 1, End: 5}, Label: nlp.Organization}, {Span: nlp.Span{Start: 8, End: 9}, Label: nlp.Organization}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestNamesOfADocumentAgree(t *testing.T) {
	d := document("Vix rose .", "then Vix fell .", "so Vix says .", "no Vix now .")
	for i, at := range []int{0, 4, 8, 12} {
		label := nlp.Organization
		if i == 1 {
			label = nlp.Location
		}
		d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: at, End: at + 1}, Label: label})
	}
	agree(d)
	for _, e := range d.Entities {
		if e.Label != nlp.Organization {
			t.Errorf("entity at %d is %s, want ORG as the three others", e.Start, e.Label)
		}
	}
}

func TestAnnotateKeepsTheOrder(t *testing.T) {
	d := document("Ann Lee met them at Lake Safety Board today .", "the plan of Lee says so .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}}
	if err := agreement(t).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	want := []nlp.Entity{
		{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}, {Span: nlp.Span{Start: 5, End: 8}, Label: nlp.Organization},
		{Span: nlp.Span{Start: 13, End: 14}, Label: nlp.Person},
	}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestListsHaveNames(t *testing.T) {
	g, err := newGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	for kind, name := range map[string]string{"country": "South Korea", "city": "New York City", "organisation": "AT & T", "demonym": "Chinese", "given": "Mark", "region": "West Bank"} {
		if g.entries[hashWords(strings.Fields(name))]&g.bit(kind) == 0 {
			t.Errorf("%q is not in the list %q", name, kind)
		}
	}
}
