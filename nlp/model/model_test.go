package model

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/neural"
)

func TestDefaultAnnotates(t *testing.T) {
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	if want := nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Lemmas | nlp.Tree | nlp.Entities | nlp.Chains | nlp.Quotes; p.Gives() != want {
		t.Errorf("the pipeline gives %v, want %v", p.Gives(), want)
	}
	d, err := p.Annotate(context.Background(), "The Senate didn't vote on Monday. Angela Merkel visited Paris.")
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sentences) != 2 || len(d.Tokens) != 13 {
		t.Fatalf("%d sentences of %d tokens, want 2 of 13", len(d.Sentences), len(d.Tokens))
	}
	visited := d.Tokens[10]
	if visited.Lemma != "visit" || visited.UPOS != "VERB" || visited.Head != nlp.Root || d.Tokens[11].Deprel != "obj" {
		t.Errorf("the verb is %+v, its object %+v", visited, d.Tokens[11])
	}
	labels := map[string]string{}
	for _, e := range d.Entities {
		labels[d.TextOf(e.Span)] = e.Label
	}
	if labels["Angela Merkel"] != nlp.Person || labels["Paris"] != nlp.Location {
		t.Errorf("entities %v", labels)
	}
}

func TestRetaggingKeepsTokens(t *testing.T) {
	s, err := Fast()
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Retagging()
	if err != nil {
		t.Fatal(err)
	}
	d := &nlp.Document{Text: "ab c", Tokens: []nlp.Token{{Start: 0, End: 1, Form: "a"}, {Start: 1, End: 2, Form: "b"}, {Start: 3, End: 4, Form: "c"}}}
	d.Sentences = []nlp.Sentence{{Span: nlp.Span{Start: 0, End: 1}}, {Span: nlp.Span{Start: 1, End: 3}}}
	if err := p.Apply(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Tokens) != 3 || len(d.Sentences) != 2 || d.Tokens[0].Head != nlp.Root || d.Tokens[1].UPOS == "" {
		t.Errorf("got %+v", d)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	networks, err := neural.Files()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, name := range []string{"manifest.json", "segment.bin", "lemma.bin", "coref.bin"} {
		data, err := os.ReadFile(filepath.Join("data", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	check := func(name string, data []byte, want string) {
		t.Helper()
		whole := files[name]
		defer func() { files[name] = whole }()
		files[name] = &fstest.MapFile{Data: data}
		if data == nil {
			delete(files, name)
		}
		if _, err := Load(files, networks, neural.Fast); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", name, err, want)
		}
	}
	check("manifest.json", nil, "model: open manifest.json")
	check("manifest.json", []byte("{"), "model: manifest.json")
	check("manifest.json", []byte("{}"), `names no model "segment"`)
	check("segment.bin", nil, "model: segment: open segment.bin")
	check("lemma.bin", []byte("x"), "model: lemma: lemma.bin is damaged")
	s, err := Load(files, networks, neural.Fast)
	if err != nil {
		t.Fatal(err)
	}
	if own, err := Fast(); err != nil || own.Version != s.Version || s.Version == "" {
		t.Errorf("version %q of the files, %q of the program's models, error %v", s.Version, own.Version, err)
	}
	if other, err := Accurate(); err != nil || other.Version == s.Version {
		t.Errorf("two sets have the version %q, error %v", s.Version, err)
	}
}

func TestConcurrentUseGivesTheSame(t *testing.T) {
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	const text = "Officials in Berlin didn't say who paid. \"We'll see,\" said Mayor Olga Braun of the City Council."
	want, err := p.Annotate(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			got, err := p.Annotate(context.Background(), text)
			if err != nil {
				t.Error(err)
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("another answer (-want +got):\n%s", diff)
			}
		})
	}
	wait.Wait()
}

// TestLoadsQuickly holds both sets to a second, which leaves room for slow machines; BenchmarkLoad measures.
func TestLoadsQuickly(t *testing.T) {
	for _, parser := range []neural.Set{neural.Accurate, neural.Fast} {
		best := time.Hour
		for range 3 {
			start := time.Now()
			if _, err := own(parser); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		if best > time.Second {
			t.Errorf("%s: the models are read in %v", parser, best)
		}
	}
}
