package neural

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
)

func annotated(t testing.TB, d *nlp.Document, annotators ...nlp.Annotator) *nlp.Document {
	t.Helper()
	for _, a := range annotators {
		if err := a.Annotate(context.Background(), d); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// story is a document of sentences of many lengths.
func story() *nlp.Document {
	var sentences [][]string
	for _, s := range []string{
		"Prosecutors in Lisbon said on Friday that Tomas Quint , a former director of Halden Bank , had been charged with fraud .",
		"Quint denied it .", "No", "HALDEN BANK DIRECTOR CHARGED",
		"“ I have done nothing wrong , ” he told reporters outside the court , “ and I ’ll prove it . ”",
		"The bank , which has 4,000 workers in Portugal , Spain and Cape Verde , fell 3.5 % in early trading .",
	} {
		sentences = append(sentences, strings.Fields(s))
	}
	return document(sentences...)
}

// check holds the promises of the annotators: tags everywhere, one root a sentence, no cycles, entities in order.
func check(t *testing.T, d *nlp.Document) {
	t.Helper()
	for _, s := range d.Sentences {
		roots, heads := 0, make([]int, s.Len())
		for i := s.Start; i < s.End; i++ {
			token := d.Tokens[i]
			if token.UPOS == "" || token.XPOS == "" || token.Deprel == "" {
				t.Fatalf("token %d %q has no tag: %+v", i, token.Form, token)
			}
			if token.Head == nlp.Root {
				roots++
			} else if !s.Contains(token.Head) {
				t.Fatalf("token %d has the head %d, outside its sentence %v", i, token.Head, s.Span)
			}
			if (token.Head == nlp.Root) != (token.Deprel == "root") {
				t.Errorf("token %d: head %d, relation %s", i, token.Head, token.Deprel)
			}
			heads[i-s.Start] = max(0, token.Head-s.Start+1)
		}
		if s.Len() > 0 && (roots != 1 || hasCycle(heads, make([]int, s.Len()+1))) {
			t.Errorf("sentence %v: %d roots, heads %v", s.Span, roots, heads)
		}
	}
	last := 0
	for _, e := range d.Entities {
		if e.Start < last || e.Len() < 1 || e.Label == "" || d.SentenceOf(e.Start) != d.SentenceOf(e.End-1) {
			t.Errorf("entity %+v after token %d", e, last)
		}
		last = e.End
	}
}

func TestAnnotate(t *testing.T) {
	m := embedded(t, kernels()[0])
	d := annotated(t, story(), m.Parser, m.Names)
	check(t, d)
	type entity struct{ Text, Label string }
	got := map[entity]bool{}
	for _, e := range d.Entities {
		got[entity{d.TextOf(e.Span), e.Label}] = true
	}
	for _, want := range []entity{{"Lisbon", nlp.Location}, {"Tomas Quint", nlp.Person}, {"Halden Bank", nlp.Organization}, {"Portugal", nlp.Location}} {
		if !got[want] {
			t.Errorf("no %v in %v", want, got)
		}
	}
	said, prosecutors := d.Tokens[3], d.Tokens[0]
	if said.Head != nlp.Root || said.UPOS != "VERB" || said.XPOS != "VBD" || prosecutors.Head != 3 || prosecutors.Deprel != "nsubj" {
		t.Errorf("%+v, %+v", said, prosecutors)
	}
}

// TestOrderAndBatchesDoNotMatter: a sentence gets the same answer alone and among others.
func TestOrderAndBatchesDoNotMatter(t *testing.T) {
	m := embedded(t, kernels()[0])
	whole := annotated(t, story(), m.Parser, m.Names)
	for _, s := range whole.Sentences {
		var forms []string
		for _, token := range whole.Tokens[s.Start:s.End] {
			forms = append(forms, token.Form)
		}
		alone := annotated(t, document(forms), m.Parser, m.Names)
		for i, got := range alone.Tokens {
			want := whole.Tokens[s.Start+i]
			want.Start, want.End = got.Start, got.End
			if want.Head >= 0 {
				want.Head -= s.Start
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q alone: want -, got +:\n%s", got.Form, diff)
			}
		}
	}
}

// TestKernelsAgree: the answers on the story are the same with every kernel.
func TestKernelsAgree(t *testing.T) {
	var want *nlp.Document
	for _, k := range kernels() {
		m := embedded(t, k)
		got := annotated(t, story(), m.Parser, m.Names)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s against %s: want -, got +:\n%s", k.name, kernels()[0].name, diff)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	m := embedded(t, kernels()[0])
	want := annotated(t, story(), m.Parser, m.Names)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				got := story()
				for _, a := range []nlp.Annotator{m.Parser, m.Names} {
					if err := a.Annotate(context.Background(), got); err != nil {
						t.Error(err)
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("want -, got +:\n%s", diff)
				}
			}
		})
	}
	group.Wait()
}

// TestStrangeInput: nothing, one word, empty words, one very long sentence, bytes that are no UTF-8.
func TestStrangeInput(t *testing.T) {
	m := embedded(t, kernels()[0])
	long := strings.Fields(strings.Repeat("and then the ship , which was late , came to Porto ", 90))
	cases := map[string]*nlp.Document{
		"nothing": {}, "one word": document([]string{"Stop"}), "empty words": document([]string{"", "", ""}),
		"long": document([]string{"Before", "it", "."}, long, []string{"After"}), "no UTF-8": document([]string{"\xff\xfe", "a\x80", "\xf0\x9f"}),
		"empty sentence": document([]string{"a"}, nil, []string{"b"}), "long word": document([]string{strings.Repeat("x", 100000)}),
	}
	for name, d := range cases {
		t.Run(name, func(t *testing.T) { check(t, annotated(t, d, m.Parser, m.Names)) })
	}
}

func TestContextEnds(t *testing.T) {
	m := embedded(t, kernels()[0])
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, a := range []nlp.Annotator{m.Parser, m.Names} {
		if err := a.Annotate(ctx, story()); !errors.Is(err, context.Canceled) {
			t.Errorf("%T: %v", a, err)
		}
	}
}

// TestNoMemoryPerToken: once warm, an annotator needs hardly any memory of its own. (The race detector empties pools at random.)
func TestNoMemoryPerToken(t *testing.T) {
	m := embedded(t, kernels()[0])
	d := annotated(t, story(), m.Parser, m.Names)
	for _, c := range []struct {
		a   nlp.Annotator
		max float64
	}{{m.Parser, 0.5}, {m.Names, 0.5}} {
		got := testing.AllocsPerRun(20, func() { annotated(t, d, c.a) }) / float64(len(d.Tokens))
		if got > c.max {
			t.Errorf("%T: %.2f allocations per token, over %.2f", c.a, got, c.max)
		}
	}
}

func TestWrongHash(t *testing.T) {
	manifest := `{"files": [{"name": "parser.bin", "sha256": "00"}]}`
	_, err := Load(fstest.MapFS{"manifest.json": {Data: []byte(manifest)}, "parser.bin": {Data: []byte("x")}}, Accurate)
	if err == nil || !strings.Contains(err.Error(), "parser.bin has the hash") {
		t.Errorf("got error %v", err)
	}
	if _, err = Load(fstest.MapFS{"manifest.json": {Data: []byte("{}")}}, Accurate); err == nil || !strings.Contains(err.Error(), "names no parser.bin") {
		t.Errorf("got error %v", err)
	}
	if _, err = Load(fstest.MapFS{}, Accurate); err == nil {
		t.Error("no error without a manifest")
	}
}
