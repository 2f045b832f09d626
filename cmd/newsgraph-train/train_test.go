package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	var trees strings.Builder
	trees.WriteString("# newdoc id = d\n")
	for i, who := range []string{"Ann", "Bob", "Eve", "Tom", "Liz", "Max", "Kim", "Sue", "Joe", "Amy", "Ben", "Dan", "Ian", "Jan", "Pam"} {
		fmt.Fprintf(&trees, "# sent_id = s%d\n", i)
		fmt.Fprintf(&trees, "1\t%s\t%s\tPROPN\tNNP\tNumber=Sing\t2\tnsubj\t_\tEntity=(%d-person-new-cf1-1-sgl)\n", who, who, i)
		trees.WriteString("2\tsaw\tsee\tVERB\tVBD\tTense=Past\t0\troot\t_\t_\n3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\t_\n" +
			"4\tcats\tcat\tNOUN\tNNS\tNumber=Plur\t2\tobj\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n")
	}
	for _, path := range []string{"treebank/ewt/en_ewt-ud-train.conllu", "treebank/ewt/en_ewt-ud-dev.conllu", "treebank/gum/gum-commercial-ok-train.conllu", "treebank/gum/gum-commercial-ok-dev.conllu"} {
		write(path, trees.String())
	}
	cats := strings.NewReplacer("4\tdet\t_\t_\n", "4\tdet\t_\tEntity=(99\n", "SpaceAfter=No\n5", "Entity=99)|SpaceAfter=No\n5")
	write("coref/ontogum-conllu/d.conllu", cats.Replace(trees.String()))
	for _, name := range []string{"index.verb", "index.noun", "verb.exc", "noun.exc", "adj.exc"} {
		write("wordnet/"+name, "")
	}
	return data
}

func TestTrainingIsTheSameToTheBit(t *testing.T) {
	data := tiny(t)
	files := func() map[string][]byte {
		o := options{data: data, wordnet: filepath.Join(data, "wordnet"), out: t.TempDir(), seed: 7, epochs: 2, command: "test", log: t.Logf}
		if err := o.run(); err != nil {
			t.Fatal(err)
		}
		out := map[string][]byte{}
		for _, name := range []string{"segment.bin", "lemma.bin", "coref.bin", "manifest.json"} {
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
	for _, want := range []string{`"seed": 7`, `"licence": "CC BY-SA 4.0"`, `"ewt_lemma": 100`, `"gum_sentence_f1": 100`, `"ontogum_conll": `} {
		if !strings.Contains(string(first["manifest.json"]), want) {
			t.Errorf("the manifest has no %s:\n%s", want, first["manifest.json"])
		}
	}
}

func TestMissingCorpusIsNamed(t *testing.T) {
	data := tiny(t)
	if err := os.Remove(filepath.Join(data, "treebank", "gum", "gum-commercial-ok-dev.conllu")); err != nil {
		t.Fatal(err)
	}
	o := options{data: data, out: t.TempDir(), log: t.Logf}
	if err := o.run(); err == nil || !strings.Contains(err.Error(), "gum-commercial-ok-dev.conllu") {
		t.Errorf("error %v, want one that names gum-commercial-ok-dev.conllu", err)
	}
}
