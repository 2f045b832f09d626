package graph

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

// statementOfNQuads is a line of N-Quads as its grammar has it, without blank nodes.
var statementOfNQuads = regexp.MustCompile(`^<[^\x00-\x20<>"{}|^` + "`" + `\\]+> <[^\x00-\x20<>"{}|^` + "`" + `\\]+> ` +
	`(<[^\x00-\x20<>"{}|^` + "`" + `\\]+>|"([^"\\\n\r]|\\[tbnrf"\\]|\\u[0-9A-F]{4})*"(\^\^<[^\x00-\x20<>"{}|^` + "`" + `\\:]+:[^\x00-\x20<>"{}|^` + "`" + `\\]+>)?) ` +
	`<[^\x00-\x20<>"{}|^` + "`" + `\\]+> \.$`)

// TestNQuads holds the quads of the story against a golden file.
func TestNQuads(t *testing.T) {
	var got bytes.Buffer
	if err := story(t).WriteNQuads(context.Background(), &got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/story.nq", got.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/story.nq")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	if strings.Contains(got.String(), "<xsd:") {
		t.Error("a datatype has a short name")
	}
}

// TestNQuadsOfAnything wants well-formed lines of whatever an article says.
func TestNQuadsOfAnything(t *testing.T) {
	r := storyReadings()[0]
	r.Article.URL = "https://a.example/\"quoted\" <page>|^`\\"
	r.Article.Title = "tab\t, \"quotes\", back\\slash,\r\nlines,\u0000\u0001\u007f and \U0001F4F0"
	r.Entities[0].Name = "Face\nbook"
	for _, l := range []*Literal{
		{Text: "a\nb"}, {Text: "5", Datatype: "xsd:integer", Number: ptr(5.0)}, {Text: "5.5", Datatype: "xsd:integer", Number: ptr(5.5)},
		{Text: "1e30", Datatype: "xsd:double", Number: ptr(1e30)}, {Text: "-1", Datatype: "xsd:nonNegativeInteger", Number: ptr(-1.0)},
		{Text: "x", Datatype: "https://example.org/type"}, {Text: "May", Date: "2018-05"}, {Text: "a day", Date: "2018-05-01", Datatype: "xsd:date"},
		{Text: "years", Date: "2018/2019"}, {Text: "noon", Date: "2018-05-01T12:00:00Z"}, {Text: "no date", Datatype: "xsd:date"},
	} {
		c := r.Claims[1]
		c.Literal = l
		r.Claims = append(r.Claims, c)
	}
	s := openTest(t, "memory:", Options{IRIBase: "https://news.example/id/"})
	apply(t, s, Batch{Put: []Reading{r}})
	edges := map[string]bool{}
	err := view(t, s).Quads(context.Background(), func(line string) error {
		if !statementOfNQuads.MatchString(line) {
			t.Errorf("no line of N-Quads: %s", line)
		}
		if predicate := strings.SplitN(line, " ", 3)[1]; strings.Contains(predicate, "/id/rel/") {
			edges[predicate] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// What is planned is no edge.
	if want := map[string]bool{"<https://news.example/id/rel/share-data-with>": true}; !maps.Equal(edges, want) {
		t.Errorf("want the edges %v, got %v", want, edges)
	}
}

func TestLiteralValues(t *testing.T) {
	for _, c := range []struct {
		literal Literal
		want    string
	}{
		{Literal{Text: "phones"}, `"phones"`},
		{Literal{Text: "5", Datatype: "xsd:integer", Number: ptr(5.0)}, `"5"^^<http://www.w3.org/2001/XMLSchema#integer>`},
		{Literal{Text: "5.5", Datatype: "xsd:integer", Number: ptr(5.5)}, `"5.5"^^<http://www.w3.org/2001/XMLSchema#decimal>`},
		{Literal{Text: "$1 million", Datatype: "xsd:decimal", Number: ptr(1e6), Unit: "USD"}, `"1000000"^^<http://www.w3.org/2001/XMLSchema#decimal>`},
		{Literal{Text: "much", Datatype: "xsd:double", Number: ptr(1e30)}, `"1E+30"^^<http://www.w3.org/2001/XMLSchema#double>`},
		{Literal{Text: "-1", Datatype: "xsd:nonNegativeInteger", Number: ptr(-1.0)}, `"-1"^^<http://www.w3.org/2001/XMLSchema#decimal>`},
		{Literal{Text: "about five", Datatype: "xsd:decimal"}, `"about five"`},
		{Literal{Text: "x", Datatype: "https://example.org/type"}, `"x"^^<https://example.org/type>`},
		{Literal{Text: "May", Date: "2018-05"}, `"2018-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>`},
		{Literal{Text: "that year", Date: "2018"}, `"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>`},
		{Literal{Text: "the first", Date: "2018-05-01"}, `"2018-05-01"^^<http://www.w3.org/2001/XMLSchema#date>`},
		{Literal{Text: "then", Date: "2018/2019"}, `"2018/2019"^^<http://id.loc.gov/datatypes/edtf/EDTF-level0>`},
	} {
		if got := nquadValue(literalValue(&c.literal)); got != c.want {
			t.Errorf("%+v: want %s, got %s", c.literal, c.want, got)
		}
	}
	if got := nquadValue(quad.Float(0.5)); got != `"5E-01"^^<http://www.w3.org/2001/XMLSchema#double>` {
		t.Errorf("a number without its whole datatype: %s", got)
	}
}

// brokenPipe takes nothing.
type brokenPipe struct{}

var errBroken = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestNQuadsIntoNothing(t *testing.T) {
	if err := story(t).WriteNQuads(context.Background(), brokenPipe{}); !errors.Is(err, errBroken) {
		t.Errorf("want the writer's error, got %v", err)
	}
}
