package quote_test

import (
	"context"
	"testing"

	"newsgraph/nlp/model"
)

func TestSpeakers(t *testing.T) {
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want []string // quotation, speaker
	}{
		{"“We sold the ships in May,” said Maria Lopez.", []string{"“We sold the ships in May,”", "Maria Lopez"}},
		{`Anna Berg said: "The bridge is closed until June."`, []string{`"The bridge is closed until June."`, "Anna Berg"}},
		{"“The bridge is closed,” said Anna Berg. “It will open in June.”", []string{"“The bridge is closed,”", "Anna Berg", "“It will open in June.”", "Anna Berg"}},
		{"The so-called “experts” met.", nil},
		{"“Nobody closes this.", nil},
		{"“We sold the ships,” said Maria Lopez.\n\n“It was time.\n\n“They were old.”", []string{
			"“We sold the ships,”", "Maria Lopez", "“It was time.", "Maria Lopez", "“They were old.”", "Maria Lopez"}},
		{"Anna Berg said: \"The bridge is closed.\n\nPaul Lind said: \"It is old and weak.\"", []string{`"It is old and weak."`, "Paul Lind"}},
	} {
		d, err := p.Annotate(context.Background(), c.text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, q := range d.Quotes {
			got = append(got, d.TextOf(q.Span), d.TextOf(q.Speaker))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: got %q, want %q", c.text, got, c.want)
			}
		}
	}
}
