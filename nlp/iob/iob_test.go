package iob

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
)

func TestRead(t *testing.T) {
	const text = `# newdoc id = one
# sent_id = s1
1	Ada	B-PER	-	x
2	Byron	I-PER	-	x
3	Turin	B-LOC	-	x
4	Oslo	B-LOC	-	x
5	Acme	I-ORG	-	x

# sent_id = s2
1	Rome	I-LOC	-	x
2	,	O	-	x
3	Bonn	I-LOC	-	x
# newdoc id = two
1	no	O	-	x
`
	docs, err := Read(strings.NewReader(text), Columns{Token: 1, Tag: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || docs[0].Text != "Ada Byron Turin Oslo Acme Rome , Bonn" || docs[1].Text != "no" {
		t.Fatalf("got %d documents, the first %q", len(docs), docs[0].Text)
	}
	want := []nlp.Entity{
		{Span: nlp.Span{Start: 0, End: 2}, Label: "PER"}, {Span: nlp.Span{Start: 2, End: 3}, Label: "LOC"}, {Span: nlp.Span{Start: 3, End: 4}, Label: "LOC"},
		{Span: nlp.Span{Start: 4, End: 5}, Label: "ORG"}, {Span: nlp.Span{Start: 5, End: 6}, Label: "LOC"}, {Span: nlp.Span{Start: 7, End: 8}, Label: "LOC"},
	}
	if diff := cmp.Diff(want, docs[0].Entities); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"s1", "s2"}, docs[0].SentenceIDs); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestReadSpaces(t *testing.T) {
	docs, err := Read(strings.NewReader("010 I-MISC\n# O\n\n-DOCSTART- O\n\nGo I-MISC\nOn I-MISC\n"), Columns{Tag: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || docs[0].Text != "010 #" || len(docs[1].Entities) != 1 || docs[1].Entities[0].Len() != 2 {
		t.Errorf("got %d documents, %q, %v", len(docs), docs[0].Text, docs[1].Entities)
	}
}

func TestReadErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a O\nb\n", "iob: line 2: 1 columns"},
		{"a O\n\nb X-PER\n", `line 3: tag "X-PER"`},
		{" O\n", "line 1: a token without form"},
	} {
		if _, err := Read(strings.NewReader(c.text), Columns{Tag: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want one with %q", c.text, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a B-X\nb I-X\n\n# newdoc\nc\tO\n")
	f.Fuzz(func(t *testing.T, text string) {
		docs, err := Read(strings.NewReader(text), Columns{Tag: 1})
		if err != nil {
			return
		}
		for _, d := range docs {
			end := 0
			for _, s := range d.Sentences {
				if s.Start != end || s.End <= s.Start {
					t.Errorf("sentence %v after token %d", s, end)
				}
				end = s.End
			}
			last := 0
			for _, e := range d.Entities {
				if e.Start < last || e.End > len(d.Tokens) || d.SentenceOf(e.Start) != d.SentenceOf(e.End-1) {
					t.Errorf("entity %v", e)
				}
				last = e.End
			}
		}
	})
}
