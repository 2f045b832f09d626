package resolve_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestReadings holds the readings of the articles of testdata/articles.txt against testdata/articles.golden. An article
// begins with a line "== date: what it is about".
func TestReadings(t *testing.T) {
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/articles.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	rules := map[string]bool{}
	for _, article := range strings.Split("\n"+string(text), "\n== ")[1:] {
		head, body, _ := strings.Cut(article, "\n")
		day, _, _ := strings.Cut(head, ":")
		published, err := news.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		a := news.Article{Title: head, Text: strings.TrimSpace(body), Published: published}
		d, err := p.Annotate(context.Background(), a.Text)
		if err != nil {
			t.Fatal(err)
		}
		relations, err := openie.Extractor{}.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		reading := resolve.Resolver{}.Resolve(a, d, relations, "test")
		for _, c := range reading.Claims {
			rules[c.Rule] = true
		}
		got.WriteString("== " + head + "\n" + render(reading))
	}
	for rule := range resolve.Rules() {
		if !rules[rule] {
			t.Errorf("no article has a claim by rule %s", rule)
		}
	}
	const golden = "testdata/articles.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; write it by go test -update", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// render shows a reading: its claims, literals in angle quotes, what is described and never named in brackets.
func render(r graph.Reading) string {
	names := map[graph.Key]string{}
	for _, e := range r.Entities {
		names[e.Key] = e.Name
		if !e.Named {
			names[e.Key] = "[" + e.Name + "]"
		}
	}
	var b strings.Builder
	for _, c := range r.Claims {
		object := names[c.Object]
		if c.Literal != nil {
			object = "«" + c.Literal.Text + "»"
		}
		fmt.Fprintf(&b, "%s | %s | %s", names[c.Subject], c.Predicate, object)
		if c.Polarity == graph.Negated {
			b.WriteString(" not")
		}
		if c.Modality != graph.Asserted {
			fmt.Fprintf(&b, " %s", strings.ToLower(string(c.Modality)))
		}
		if c.Speaker != "" {
			b.WriteString(" says " + names[c.Speaker])
		}
		if c.Time != nil {
			fmt.Fprintf(&b, " when %s (%s)", c.Time.EDTF, c.Time.Phrase)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// FuzzResolve: whatever the text, claims speak of entities of the reading, their words lie in their quote, and their
// confidences are shares.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{
		"A Bergen man was jailed on Monday. Paul Lind, 40, of Oslo, was jailed.", "Two men left. Anna Berg and Paul Lind left. They met the men.",
		"The office of Anna Berg sued “Nokia phones”. Berg won.", "On May 3 he left. He said: “We did.” She said so at 9 a.m.", "the city's Akershus prison",
	} {
		f.Add(s)
	}
	p, err := model.Default()
	if err != nil {
		f.Fatal(err)
	}
	published, err := news.ParseDate("2024-05-15")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		a := news.Article{Text: strings.ToValidUTF8(text, "?"), Published: published}
		d, err := p.Annotate(context.Background(), a.Text)
		if err != nil {
			t.Fatal(err)
		}
		relations, err := openie.Extractor{}.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		reading := resolve.Resolver{}.Resolve(a, d, relations, "test")
		known := map[graph.Key]bool{"": true}
		for _, e := range reading.Entities {
			known[e.Key] = true
		}
		for _, c := range reading.Claims {
			if c.Subject == "" || !known[c.Subject] || !known[c.Object] || !known[c.Speaker] || !known[c.Place] || (c.Object == "") == (c.Literal == nil) {
				t.Fatalf("ends of %+v are not those of the reading", c)
			}
			if c.Confidence <= 0 || c.Confidence >= 1 {
				t.Fatalf("confidence %v", c.Confidence)
			}
			for _, s := range c.Spans {
				if s.Start < c.Start || s.End > c.End || s.Start >= s.End {
					t.Fatalf("words of %+v lie outside of its quote", c)
				}
			}
		}
	})
}
