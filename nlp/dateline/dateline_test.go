package dateline_test

import (
	"context"
	"testing"

	"newsgraph/nlp"
	"newsgraph/nlp/dateline"
	"newsgraph/nlp/model"
)

func TestAnnotate(t *testing.T) {
	set, err := model.Fast()
	if err != nil {
		t.Fatal(err)
	}
	p, err := nlp.NewPipeline(set.Segmenter, dateline.Annotator{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"OSLO, Norway (AP) — The minister resigned.":              "OSLO, Norway (AP) —",
		"WASHINGTON, June 5 (Reuters) - Senators met on Tuesday.": "WASHINGTON, June 5 (Reuters) -",
		"GENEVA — Negotiators agreed.":                            "GENEVA —",
		"The minister — Anna Berg — resigned.":                    "",
		"LONDON-based banks agreed.":                              "",
		"He said that OSLO (AP) — The minister resigned.":         "",
	} {
		d, err := p.Annotate(context.Background(), text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(d.Sentences) > 1 {
			got = d.TextOf(d.Sentences[0].Span)
		}
		if got != want {
			t.Errorf("%q: dateline %q, want %q", text, got, want)
		}
		n := 0
		for _, s := range d.Sentences {
			if s.Start != n || s.Len() == 0 {
				t.Errorf("%q: sentence %v does not follow on %d", text, s, n)
			}
			n = s.End
		}
		if n != len(d.Tokens) {
			t.Errorf("%q: sentences end at %d of %d", text, n, len(d.Tokens))
		}
	}
}
