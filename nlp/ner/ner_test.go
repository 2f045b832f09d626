package ner

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// read reads "[PER Ann Lee] met Bob" with one tag, NNP, for words with a capital.
func read(text string) Sentence {
	s := Sentence{Open: []string{nlp.Group}}
	label := ""
	for word := range strings.FieldsSeq(text) {
		if after, ok := strings.CutPrefix(word, "["); ok {
			label = after
			s.Entities = append(s.Entities, Gold{Span: nlp.Span{Start: len(s.Tokens)}, Labels: strings.Split(label, "+")})
			continue
		}
		form, closes := strings.CutSuffix(word, "]")
		token := nlp.Token{Form: form, UPOS: "NOUN", XPOS: "NN"}
		if form[0] >= 'A' && form[0] <= 'Z' {
			token.UPOS, token.XPOS = "PROPN", "NNP"
		}
		s.Tokens = append(s.Tokens, token)
		if closes {
			s.Entities[len(s.Entities)-1].End = len(s.Tokens)
		}
	}
	return s
}

func lessons() []Sentence {
	var out []Sentence
	for line := range strings.Lines(`[PER Ann Lee] met [PER Bob Orr] in [LOC Oslo] .
		[ORG Acme Corp] bought [ORG Bolt Ltd] in [LOC Rome] .
		he works for [ORG Acme Corp] with [PER Ann Lee] .
		the French city of [LOC Lyon] has rivers .
		a report by [ORG Bolt Ltd] says so .
		said [PER Tom Ash] , who lives in [LOC Bonn] .
		they read [MISC+WORK Emma] in [LOC Rome] .`) {
		out = append(out, read(line))
	}
	return out
}

func trained(t testing.TB) *Recogniser {
	t.Helper()
	r, err := Train(lessons(), Options{Epochs: 15})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// document joins sentences to a document with text.
func document(sentences ...string) *nlp.Document {
	d := &nlp.Document{}
	for _, text := range sentences {
		start := len(d.Tokens)
		d.Tokens = append(d.Tokens, read(text).Tokens...)
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

func found(t *testing.T, r *Recogniser, sentences ...string) map[string]string {
	t.Helper()
	d := document(sentences...)
	if err := r.Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	last := 0
	for _, e := range d.Entities {
		if e.Start < last || e.End <= e.Start || d.SentenceOf(e.Start) != d.SentenceOf(e.End-1) {
			t.Errorf("entity %v after token %d", e, last)
		}
		last = e.End
		out[d.TextOf(e.Span)] = e.Label
	}
	return out
}

func TestRecognise(t *testing.T) {
	got := found(t, trained(t), "[PER Eve Lee] works for [ORG Cask Corp] in [LOC Paris] .", "the German city has rivers .")
	want := map[string]string{"Eve Lee": "PER", "Cask Corp": "ORG", "Paris": "LOC", "German": "NORP"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestSurnameAloneIsThePerson(t *testing.T) {
	r := trained(t)
	d := document("Ann Lee met them .", "the plan of Lee says so .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}}
	r.agree(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 0, End: 2}, Label: nlp.Person}, {Span: nlp.Span{Start: 8, End: 9}, Label: nlp.Person}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestLastWordOfAnOrganisation(t *testing.T) {
	r := trained(t)
	d := document("they asked the Lake Safety Board today .", "Great Board games sell .")
	d.Tokens[8].UPOS = "ADJ"
	r.byLastWord(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 3, End: 6}, Label: nlp.Organization}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestAcronymIsTheLongName(t *testing.T) {
	r := trained(t)
	d := document("the Port of Oslo Board met .", "the POB says so .")
	d.Entities = []nlp.Entity{{Span: nlp.Span{Start: 1, End: 5}, Label: nlp.Organization}}
	r.agree(d)
	want := []nlp.Entity{{Span: nlp.Span{Start: 1, End: 5}, Label: nlp.Organization}, {Span: nlp.Span{Start: 8, End: 9}, Label: nlp.Organization}}
	if diff := cmp.Diff(want, d.Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestNamesOfADocumentAgree(t *testing.T) {
	r := trained(t)
	d := document("Vix rose .", "then Vix fell .", "so Vix says .", "no Vix now .")
	for i, at := range []int{0, 4, 8, 12} {
		label := nlp.Organization
		if i == 1 {
			label = nlp.Location
		}
		d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: at, End: at + 1}, Label: label})
	}
	r.agree(d)
	for _, e := range d.Entities {
		if e.Label != nlp.Organization {
			t.Errorf("entity at %d is %s, want ORG as the three others", e.Start, e.Label)
		}
	}
}

func TestEncodeThenDecode(t *testing.T) {
	var a, b linear.Encoder
	if err := trained(t).Encode(&a); err != nil {
		t.Fatal(err)
	}
	r, err := Decode(linear.NewDecoder(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if string(a.Bytes()) != string(b.Bytes()) {
		t.Error("a recogniser that is written, read and written again is another")
	}
	if got := found(t, r, "[PER Ann Lee] met [PER Bob Orr] in [LOC Oslo] ."); got["Ann Lee"] != nlp.Person || got["Oslo"] != nlp.Location {
		t.Errorf("the recogniser that was read gives %v", got)
	}
	if _, err := Decode(linear.NewDecoder(a.Bytes()[:100])); err == nil {
		t.Error("no error for a part of the model")
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
