package lemma

import (
	"strings"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

func lessons() [][]nlp.Token {
	var out []nlp.Token
	for word := range strings.FieldsSeq(`walked/VERB/VBD/walk talked/VERB/VBD/talk asked/VERB/VBD/ask tried/VERB/VBD/try cried/VERB/VBD/cry
		went/VERB/VBD/go dogs/NOUN/NNS/dog cats/NOUN/NNS/cat cities/NOUN/NNS/city parties/NOUN/NNS/party men/NOUN/NNS/man
		n't/PART/RB/not The/DET/DT/the the/DET/DT/the Paris/PROPN/NNP/Paris Rome/PROPN/NNP/Rome Alps/PROPN/NNPS/Alp House/NOUN/NN/house US/PROPN/NNP/US`) {
		f := strings.Split(word, "/")
		out = append(out, nlp.Token{Form: f[0], UPOS: f[1], XPOS: f[2], Lemma: f[3]})
	}
	return [][]nlp.Token{out}
}

func TestLemma(t *testing.T) {
	l := Train(lessons(), nil)
	for _, c := range []struct{ form, upos, xpos, want string }{
		{"Asked", "VERB", "VBD", "ask"},
		{"went", "VERB", "VBD", "go"},
		{"jumped", "VERB", "VBD", "jump"},
		{"pried", "VERB", "VBD", "pry"},
		{"ladies", "NOUN", "NNS", "lady"},
		{"CANS", "NOUN", "NNS", "can"},
		{"men", "NOUN", "NNS", "man"},
		{"n’t", "PART", "RB", "not"},
		{"Oslo", "PROPN", "NNP", "Oslo"},
		{"Qué", "X", "FW", "qué"},
		{"s", "NOUN", "NNS", "s"},
	} {
		if got := l.Lemma(nlp.Token{Form: c.form, UPOS: c.upos, XPOS: c.xpos}); got != c.want {
			t.Errorf("%s as %s: lemma %q, want %q", c.form, c.xpos, got, c.want)
		}
	}
}

func TestEncodeThenDecode(t *testing.T) {
	var a, b linear.Encoder
	if err := Train(lessons(), nil).Encode(&a); err != nil {
		t.Fatal(err)
	}
	l, err := Decode(linear.NewDecoder(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if string(a.Bytes()) != string(b.Bytes()) {
		t.Error("a lemmatiser that is written, read and written again is another")
	}
	for n := range len(a.Bytes()) {
		if _, err := Decode(linear.NewDecoder(a.Bytes()[:n])); err == nil {
			t.Errorf("the first %d bytes are read without an error", n)
		}
	}
}

func FuzzLemma(f *testing.F) {
	l := Train(lessons(), nil)
	f.Add("walked")
	f.Add("İ\xff’")
	f.Fuzz(func(t *testing.T, form string) {
		for _, tag := range []string{"VERB/VBD", "NOUN/NNS", "PROPN/NNP", "/"} {
			upos, xpos, _ := strings.Cut(tag, "/")
			if got := l.Lemma(nlp.Token{Form: form, UPOS: upos, XPOS: xpos}); got == "" && form != "" {
				t.Errorf("%q as %s has no lemma", form, tag)
			}
		}
	})
}
