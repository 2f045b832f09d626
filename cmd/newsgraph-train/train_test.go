package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/ner"
)

// tiny writes corpora of a few sentences in the layout of the shared folder.
func tiny(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	write := func(path, text string) {
		path = filepath.Join(data, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var trees, uner, wnut strings.Builder
	trees.WriteString("# newdoc id = d\n")
	for i, who := range []string{"Ann", "Bob", "Eve", "Tom", "Liz", "Max", "Kim", "Sue", "Joe", "Amy", "Ben", "Dan", "Ian", "Jan", "Pam"} {
		fmt.Fprintf(&trees, "# sent_id = s%d\n", i)
		fmt.Fprintf(&trees, "1\t%s\t%s\tPROPN\tNNP\tNumber=Sing\t2\tnsubj\t_\tEntity=(%d-person-new-cf1-1-sgl)\n", who, who, i)
		trees.WriteString("2\tsaw\tsee\tVERB\tVBD\tTense=Past\t0\troot\t_\t_\n3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\t_\n" +
			"4\tcats\tcat\tNOUN\tNNS\tNumber=Plur\t2\tobj\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n")
		fmt.Fprintf(&uner, "# sent_id = s%d\n1\t%s\tB-PER\t-\tx\n2\tsaw\tO\t-\tx\n3\tthe\tO\t-\tx\n4\tcats\tO\t-\tx\n5\t.\tO\t-\tx\n\n", i, who)
		fmt.Fprintf(&wnut, "%s\tB-person\nsaw\tO\nRome\tB-location\n\n", who)
	}
	for _, path := range []string{"treebank/ewt/en_ewt-ud-train.conllu", "treebank/ewt/en_ewt-ud-dev.conllu", "treebank/gum/gum-commercial-ok-train.conllu", "treebank/gum/gum-commercial-ok-dev.conllu"} {
		write(path, trees.String())
	}
	cats := strings.NewReplacer("4\tdet\t_\t_\n", "4\tdet\t_\tEntity=(99\n", "SpaceAfter=No\n5", "Entity=99)|SpaceAfter=No\n5")
	write("coref/ontogum-conllu/d.conllu", cats.Replace(trees.String()))
	write("ner/uner-ewt/en_ewt-ud-train.prerelease.iob2", uner.String())
	write("ner/uner-ewt/en_ewt-ud-dev.iob2", uner.String())
	write("ner/wikigold/wikigold.conll", "Ann I-PER\nread O\nEmma I-MISC\n\n")
	write("ner/wnut17/wnut17train.conll", wnut.String())
	write("ner/wnut17/emerging.dev.conll", wnut.String())
	return data
}

func TestTrainingIsTheSameToTheBit(t *testing.T) {
	data := tiny(t)
	files := func() map[string][]byte {
		o := options{data: data, out: t.TempDir(), seed: 7, epochs: 2, command: "test", log: t.Logf}
		if err := o.run(); err != nil {
			t.Fatal(err)
		}
		out := map[string][]byte{}
		for _, name := range []string{"segment.bin", "tag.bin", "lemma.bin", "parse.bin", "ner.bin", "coref.bin", "manifest.json"} {
			content, err := os.ReadFile(filepath.Join(o.out, name))
			if err != nil {
				t.Fatal(err)
			}
			out[name] = content
		}
		return out
	}
	first, second := files(), files()
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s is not the same the second time", name)
		}
	}
	for _, want := range []string{`"seed": 7`, `"licence": "CC BY-SA 4.0"`, `"ewt_upos": 100`, `"uner_f1": 100`, `"ontogum_conll": `} {
		if !strings.Contains(string(first["manifest.json"]), want) {
			t.Errorf("the manifest has no %s:\n%s", want, first["manifest.json"])
		}
	}
}

func TestMissingCorpusIsNamed(t *testing.T) {
	data := tiny(t)
	if err := os.Remove(filepath.Join(data, "ner", "wikigold", "wikigold.conll")); err != nil {
		t.Fatal(err)
	}
	o := options{data: data, out: t.TempDir(), log: t.Logf}
	if err := o.run(); err == nil || !strings.Contains(err.Error(), "wikigold.conll") {
		t.Errorf("error %v, want one that names wikigold.conll", err)
	}
}

func TestNamesOfGUM(t *testing.T) {
	const text = `1	President	President	PROPN	NNP	_	2	flat	_	Entity=(1-person-new-cf1-2-sgl-A
2	Adams	Adams	PROPN	NNP	_	3	nsubj	_	Entity=1)
3	left	leave	VERB	VBD	_	0	root	_	_
4	the	the	DET	DT	_	5	det	_	Entity=(2-organization-new-cf2-2-sgl-B
5	University	University	PROPN	NNP	_	3	obj	_	_
6	of	of	ADP	IN	_	7	case	_	_
7	York	York	PROPN	NNP	_	5	nmod	_	Entity=(3-place-new-cf3-1-sgl-C)2)
8	for	for	ADP	IN	_	10	case	_	_
9	two	two	NUM	CD	_	10	nummod	_	Entity=(4-time-new-cf4-2-sgl
10	years	year	NOUN	NNS	_	3	obl	_	Entity=4)

`
	docs, err := conllu.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []ner.Gold{{Span: nlp.Span{Start: 1, End: 2}, Labels: []string{nlp.Person}}, {Span: nlp.Span{Start: 4, End: 7}, Labels: []string{nlp.Organization}}}
	if diff := cmp.Diff(want, namesOf(docs[0], 0)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestEntityParts(t *testing.T) {
	want := []string{"(4-a-b", "(5-c-d)", "4)", "3)"}
	if diff := cmp.Diff(want, entityParts("(4-a-b(5-c-d)4)3)")); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestDressed(t *testing.T) {
	tokens := []nlp.Token{{Start: 0, End: 2, Form: "we"}, {Start: 3, End: 5, Form: "do"}, {Start: 5, End: 8, Form: "n't"}, {Start: 9, End: 11, Form: "go"}, {Start: 12, End: 14, Form: "to"}, {Start: 15, End: 19, Form: "Rome"}}
	forms := func(i int) string {
		var out []string
		for _, t := range dressed(i, tokens) {
			out = append(out, t.Form)
		}
		return strings.Join(out, " ")
	}
	for i, want := range map[int]string{4: "We Do n't Go to Rome", 3: "WE DO N'T GO TO ROME", 12: "we do n't go to rome", 0: ""} {
		if got := forms(i); got != want {
			t.Errorf("sentence %d: got %q, want %q", i, got, want)
		}
	}
	if tokens[0].Form != "we" {
		t.Error("the sentence itself was changed")
	}
}
