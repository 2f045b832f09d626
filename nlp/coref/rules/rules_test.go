package rules_test

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/coref/rules"
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
		if err := (rules.Annotator{}).Annotate(context.Background(), d); err != nil {
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

// TestManyNames: thousands of names and pronouns are resolved in time that grows with their number alone.
func TestManyNames(t *testing.T) {
	d := &nlp.Document{Text: strings.Repeat("x ", 60000)}
	for i := range 60000 {
		tok := nlp.Token{Start: 2 * i, End: 2*i + 1, Form: "x", Lemma: "x", UPOS: "PROPN", Head: nlp.Root, Deprel: "root"}
		if i%3 == 0 {
			tok.Form, tok.Lemma, tok.UPOS = "he", "he", "PRON"
		} else {
			tok.Form = "N" + strings.Repeat(string(rune('a'+i%26)), i%7)
			d.Entities = append(d.Entities, nlp.Entity{Span: nlp.Span{Start: i, End: i + 1}, Label: nlp.Person})
		}
		d.Tokens = append(d.Tokens, tok)
		if i%20 == 19 {
			d.Sentences = append(d.Sentences, nlp.Sentence{Span: nlp.Span{Start: i - 19, End: i + 1}})
		}
	}
	if err := (rules.Annotator{}).Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Chains) == 0 {
		t.Error("no chains")
	}
	for _, chain := range d.Chains {
		if len(chain.Mentions) < 2 {
			t.Errorf("a chain of %d", len(chain.Mentions))
		}
	}
}
