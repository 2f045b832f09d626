package openie_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract"
	"newsgraph/extract/openie"
	"newsgraph/nlp"
	"newsgraph/nlp/model"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pipeline is that of the embedded models with quotations.
func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestGolden holds what each sentence of testdata/*.txt gives, in both styles, against the golden file beside it.
func TestGolden(t *testing.T) {
	p := pipeline(t)
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for line := range strings.Lines(string(text)) {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
					got.WriteString(render(t, p, line))
				}
			}
			compare(t, strings.TrimSuffix(file, ".txt")+".golden", got.String())
		})
	}
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; write it by go test -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// render is what one sentence gives: relations as "S | predicate | O", tuples after "=".
func render(t *testing.T, p *nlp.Pipeline, text string) string {
	t.Helper()
	d, err := p.Annotate(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	relations, err := openie.Extractor{}.Extract(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	tuples, err := openie.Extractor{}.Tuples(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(text + "\n")
	for _, r := range relations {
		fmt.Fprintf(&b, "\t%s | %s | %s%s\t[%s]\n", words(d, r.Subject), r.Predicate.Label, words(d, r.Object), marks(d, r), r.Rule)
	}
	for _, tuple := range tuples {
		fmt.Fprintf(&b, "\t= %s ( %s )\n", tuple.Predicate, strings.Join(tuple.Arguments, " ; "))
	}
	return b.String()
}

func words(d *nlp.Document, m extract.Mention) string {
	if m.Text != "" {
		return m.Text
	}
	return d.TextOf(m.Span)
}

// marks shows what is said beside the two ends.
func marks(d *nlp.Document, r extract.Relation) string {
	var out []string
	if r.Negated {
		out = append(out, "not")
	}
	out = append(out, []string{"", "planned", "possible"}[r.Modality])
	if r.Speaker != nil {
		out = append(out, "says "+words(d, *r.Speaker))
	}
	if r.Time.Len() > 0 {
		out = append(out, "when "+d.TextOf(r.Time))
	}
	if r.Place != nil {
		out = append(out, "where "+words(d, *r.Place))
	}
	text := strings.Join(strings.Fields(strings.Join(out, " ")), " ")
	if text == "" {
		return ""
	}
	return " {" + text + "}"
}

// FuzzExtract: whatever the text, spans lie in the document, predicates have words, confidences are shares, and the
// answer is the same each time.
func FuzzExtract(f *testing.F) {
	for _, s := range []string{
		"Facebook shared data with Huawei.", "“We will,” said he.", "A, B and C (such as D) ... E's F", "Not. Not not", "ordered to stop selling to stop",
		"Anna Berg, 41", "Anna Berg, D-Ohio", "chairman, chief and Anna Berg,", "On Monday, as of, at 9 a.m.", "named Berg mayor, dubbed by", "'s Anna",
		"talks between A and B, including, such as C or other D", "accused of, for fining to", "The killing of by Berg's",
	} {
		f.Add(s)
	}
	p := pipeline(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		d, err := p.Annotate(context.Background(), strings.ToValidUTF8(text, "?"))
		if err != nil {
			t.Fatal(err)
		}
		relations, err := openie.Extractor{}.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range relations {
			check(t, d, r)
		}
		again, err := openie.Extractor{}.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(relations, again); diff != "" {
			t.Errorf("a second time: %s", diff)
		}
	})
}

func check(t *testing.T, d *nlp.Document, r extract.Relation) {
	t.Helper()
	for _, s := range []nlp.Span{r.Subject.Span, r.Object.Span, r.Evidence, r.Time} {
		if s.Start < 0 || s.End > len(d.Tokens) || s.Start > s.End {
			t.Fatalf("a span of %+v lies outside of the document", r)
		}
	}
	if len(r.Predicate.Tokens) == 0 || r.Predicate.Label == "" || r.Rule == "" {
		t.Fatalf("no predicate or rule: %+v", r)
	}
	if r.Confidence <= 0 || r.Confidence > 1 {
		t.Fatalf("confidence %v", r.Confidence)
	}
}

func TestContextEnds(t *testing.T) {
	d, err := pipeline(t).Annotate(context.Background(), "Nokia bought Alcatel.")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (openie.Extractor{}).Extract(ctx, d); err == nil {
		t.Error("Extract with an ended context gave no error")
	}
	if _, err := (openie.Extractor{}).Tuples(ctx, d); err == nil {
		t.Error("Tuples with an ended context gave no error")
	}
}
