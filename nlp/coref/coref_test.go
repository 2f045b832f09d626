package coref_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/eval"
	"newsgraph/internal/shareddata"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/coref"
	"newsgraph/nlp/linear"
	"newsgraph/nlp/model"
)

var update = flag.Bool("update", false, "write the golden files anew")

func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func resolver(t testing.TB) *coref.Resolver {
	t.Helper()
	s, err := model.Fast()
	if err != nil {
		t.Fatal(err)
	}
	return s.Resolver
}

func TestGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/chains.txt")
	if err != nil {
		t.Fatal(err)
	}
	p := pipeline(t)
	var got strings.Builder
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		d, err := p.Annotate(context.Background(), line)
		if err != nil {
			t.Fatal(err)
		}
		got.WriteString(line + "\n")
		for _, chain := range d.Chains {
			var words []string
			for _, m := range chain.Mentions {
				words = append(words, d.TextOf(m.Span))
			}
			got.WriteString("\t" + strings.Join(words, " = ") + "\n")
		}
	}
	const golden = "testdata/chains.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestChainsAreSound: chains are parted, in order, of two mentions or more, each in its sentence with its head inside.
func TestChainsAreSound(t *testing.T) {
	d := manyNames(20000)
	if err := resolver(t).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Chains) == 0 {
		t.Error("no chains")
	}
	taken := map[nlp.Span]bool{}
	before := nlp.Span{}
	for _, chain := range d.Chains {
		if len(chain.Mentions) < 2 {
			t.Errorf("a chain of %d", len(chain.Mentions))
		}
		if first := chain.Mentions[0].Span; first.Start < before.Start {
			t.Errorf("a chain that begins at %v after one at %v", first, before)
		} else {
			before = first
		}
		for i, m := range chain.Mentions {
			if taken[m.Span] || !m.Contains(m.Head) || i > 0 && m.Start < chain.Mentions[i-1].Start {
				t.Errorf("the mention %+v", m)
			}
			taken[m.Span] = true
		}
	}
}

// manyNames is a document of so many tokens, names and pronouns without any tree.
func manyNames(n int) *nlp.Document {
	d := &nlp.Document{Text: strings.Repeat("x ", n)}
	for i := range n {
		tok := nlp.Token{Start: 2 * i, End: 2*i + 1, Form: "x", Lemma: "x", UPOS: "PROPN", Head: nlp.Root, Deprel: "root"}
		if i%3 == 0 {
			tok.Form, tok.Lemma, tok.UPOS, tok.XPOS = "he", "he", "PRON", "PRP"
		} else {
			tok.Form = "N" + strings.Repeat(string(rune('a'+i%26)), i%7)
			d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: i, End: i + 1}, Label: nlp.Person})
		}
		d.Tokens = append(d.Tokens, tok)
		if i%20 == 19 {
			d.Sentences = append(d.Sentences, nlp.Sentence{Span: nlp.Span{Start: i - 19, End: i + 1}})
		}
	}
	return d
}

// TestAnyTreeIsRead: trees that no parser gives, with heads outside of the text and in circles, are no danger.
func TestAnyTreeIsRead(t *testing.T) {
	r := resolver(t)
	state := uint32(7)
	next := func(n int) int {
		state = state*1664525 + 1013904223
		return int(state>>8) % n
	}
	tags := []string{"NOUN", "PROPN", "PRON", "DET", "VERB", "ADJ", "NUM", "PUNCT", "X", ""}
	relations := []string{"nsubj", "obj", "det", "nmod:poss", "appos", "conj", "case", "compound", "flat", "punct", "root", ""}
	for range 200 {
		d := manyNames(40)
		for i := range d.Tokens {
			tok := &d.Tokens[i]
			tok.UPOS, tok.Deprel, tok.Head = tags[next(len(tags))], relations[next(len(relations))], next(48)-4
		}
		d.Quotes = []nlp.Quote{{Span: nlp.Span{Start: next(20), End: 20 + next(20)}, Speaker: nlp.Span{Start: 3, End: 3 + next(3)}, Cue: -1}}
		if err := r.Annotate(context.Background(), d); err != nil {
			t.Fatal(err)
		}
	}
	empty := &nlp.Document{}
	if err := r.Annotate(context.Background(), empty); err != nil || len(empty.Chains) > 0 {
		t.Errorf("an empty document: %v, %v", empty.Chains, err)
	}
}

const story = `# newdoc id = story
1	Ann	Ann	PROPN	NNP	Number=Sing	2	nsubj	_	Entity=(1)
2	bought	buy	VERB	VBD	_	0	root	_	_
3	a	a	DET	DT	_	4	det	_	Entity=(2
4	boat	boat	NOUN	NN	Number=Sing	2	obj	_	Entity=2)
5	.	.	PUNCT	.	_	2	punct	_	_

1	She	she	PRON	PRP	Number=Sing	2	nsubj	_	Entity=(1)
2	painted	paint	VERB	VBD	_	0	root	_	_
3	the	the	DET	DT	_	4	det	_	Entity=(2
4	boat	boat	NOUN	NN	Number=Sing	2	obj	_	Entity=2)
5	on	on	ADP	IN	_	6	case	_	_
6	Monday	Monday	PROPN	NNP	Number=Sing	2	obl	_	_

`

// TestTrainingLearnsAndIsTheSameToTheBit: the chains of a story are learned; a second training gives the same bytes, and
// so does a model that was written and read.
func TestTrainingLearnsAndIsTheSameToTheBit(t *testing.T) {
	docs, err := conllu.Read(strings.NewReader(strings.Repeat(story, 20)))
	if err != nil {
		t.Fatal(err)
	}
	var examples []coref.Example
	for _, d := range docs {
		chains, err := eval.GoldChains(d)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, coref.Example{Document: d.Document, Chains: chains})
	}
	bytesOf := func(r *coref.Resolver) []byte {
		var e linear.Encoder
		if err := r.Encode(&e); err != nil {
			t.Fatal(err)
		}
		return e.Bytes()
	}
	r := coref.Train(examples, coref.Options{Seed: 3})
	if !bytes.Equal(bytesOf(r), bytesOf(coref.Train(examples, coref.Options{Seed: 3}))) {
		t.Error("a second training gives another resolver")
	}
	again, err := coref.Decode(linear.NewDecoder(bytesOf(r)))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*coref.Resolver{r, again} {
		d := *docs[0].Document
		if err := r.Annotate(context.Background(), &d); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range d.Chains {
			for _, m := range c.Mentions {
				got = append(got, d.TextOf(m.Span))
			}
		}
		if diff := cmp.Diff([]string{"Ann", "She", "a boat", "the boat"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	whole := bytesOf(r)
	for n := range len(whole) {
		if _, err := coref.Decode(linear.NewDecoder(whole[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes are read without an error", n, len(whole))
		}
	}
}

// BenchmarkAnnotate runs coreference alone over the development documents of OntoGUM, on one core.
func BenchmarkAnnotate(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(shareddata.Path(b, "data", "coref", "ontogum-conllu"), "GUM_news_*.conllu"))
	if err != nil {
		b.Fatal(err)
	}
	s, err := model.Fast()
	if err != nil {
		b.Fatal(err)
	}
	p, err := s.Presegmented()
	if err != nil {
		b.Fatal(err)
	}
	var docs []*nlp.Document
	words := 0
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		read, err := conllu.Read(file)
		file.Close()
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range read {
			if err := p.Apply(context.Background(), d.Document); err != nil {
				b.Fatal(err)
			}
			docs, words = append(docs, d.Document), words+len(d.Tokens)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			if err := s.Resolver.Annotate(context.Background(), d); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(words)*float64(b.N)/b.Elapsed().Seconds(), "words/s")
}
