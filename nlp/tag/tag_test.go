package tag

import (
	"context"
	"strings"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// sentence reads "form/UPOS/XPOS/Feats" words.
func sentence(text string) []nlp.Token {
	var out []nlp.Token
	for word := range strings.FieldsSeq(text) {
		f := strings.Split(word+"///", "/")
		out = append(out, nlp.Token{Form: f[0], UPOS: f[1], XPOS: f[2], Feats: f[3]})
	}
	return out
}

func lessons() [][]nlp.Token {
	return [][]nlp.Token{
		sentence("The/DET/DT/Definite=Def dog/NOUN/NN/Number=Sing barks/VERB/VBZ/Number=Sing ./PUNCT/."),
		sentence("A/DET/DT/Definite=Ind cat/NOUN/NN/Number=Sing sleeps/VERB/VBZ/Number=Sing"),
		sentence("Rex/PROPN/NNP/Number=Sing sees/VERB/VBZ/Number=Sing the/DET/DT/Definite=Def cat/NOUN/NN/Number=Sing"),
		sentence("I/PRON/PRP/Person=1 see/VERB/VBP 12/NUM/CD/NumForm=Digit dogs/NOUN/NNS/Number=Plur"),
		sentence("You/PRON/PRP/Person=2 see/VERB/VBP two/NUM/CD/NumForm=Word cats/NOUN/NNS/Number=Plur"),
	}
}

func annotate(t *testing.T, tagger *Tagger, words string) []nlp.Token {
	t.Helper()
	d := &nlp.Document{Tokens: sentence(words)}
	d.Sentences = []nlp.Sentence{{Span: nlp.Span{End: len(d.Tokens)}}}
	if err := tagger.Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	return d.Tokens
}

func TestTag(t *testing.T) {
	got := annotate(t, Train(lessons(), Options{}), "The dogg sees 37 dogs")
	want := sentence("The/DET/DT/Definite=Def dogg/NOUN/NN/Number=Sing sees/VERB/VBZ/Number=Sing 37/NUM/CD/NumForm=Digit dogs/NOUN/NNS/Number=Plur")
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("token %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestFeatsOfPronouns(t *testing.T) {
	got := annotate(t, Train(lessons(), Options{}), "I see you")
	if got[0].Feats != "Person=1" {
		t.Errorf("FEATS of I: %q, want Person=1", got[0].Feats)
	}
}

func TestEncodeThenDecode(t *testing.T) {
	var a, b linear.Encoder
	if err := Train(lessons(), Options{}).Encode(&a); err != nil {
		t.Fatal(err)
	}
	tagger, err := Decode(linear.NewDecoder(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := tagger.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if string(a.Bytes()) != string(b.Bytes()) {
		t.Error("a tagger that is written, read and written again is another")
	}
	if got := annotate(t, tagger, "A dog sleeps"); got[2].UPOS != "VERB" || got[1].XPOS != "NN" {
		t.Errorf("the tagger that was read gives %+v", got)
	}
	if _, err := Decode(linear.NewDecoder(a.Bytes()[:20])); err == nil {
		t.Error("no error for a part of the model")
	}
}

func TestNoSentence(t *testing.T) {
	if got := annotate(t, Train(lessons(), Options{}), ""); len(got) != 0 {
		t.Errorf("got %v for no token", got)
	}
}
