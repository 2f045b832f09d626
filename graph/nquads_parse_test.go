package graph

import (
	"errors"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

func TestParseNQuad(t *testing.T) {
	s, p, l := quad.IRI("urn:s"), quad.IRI("urn:p"), quad.IRI("urn:l")
	for line, want := range map[string]quad.Quad{
		`<urn:s> <urn:p> <urn:o> .`:                              {Subject: s, Predicate: p, Object: quad.IRI("urn:o")},
		`<urn:s> <urn:p> <urn:o> <urn:l> . # why`:                {Subject: s, Predicate: p, Object: quad.IRI("urn:o"), Label: l},
		`<urn:s><urn:p>"o".`:                                     {Subject: s, Predicate: p, Object: quad.String("o")},
		"\t<urn:s>\t<urn:p> _:o.x _:l .\r":                       {Subject: s, Predicate: p, Object: quad.BNode("o.x"), Label: quad.BNode("l")},
		`_:1 <urn:p> _:b.`:                                       {Subject: quad.BNode("1"), Predicate: p, Object: quad.BNode("b")},
		`_:ä·b-1 <urn:p> _:_ .`:                                  {Subject: quad.BNode("ä·b-1"), Predicate: p, Object: quad.BNode("_")},
		`<urn:s> <urn:p> "" .`:                                   {Subject: s, Predicate: p, Object: quad.String("")},
		`<urn:s> <urn:p> "a\\b\"\t\n\r\f\b\'\u00E4\U0001F4F0" .`: {Subject: s, Predicate: p, Object: quad.String("a\\b\"\t\n\r\f\b'ä📰")},
		`<urn:s> <urn:p> "o"@en-gb-1 <urn:l> .`:                  {Subject: s, Predicate: p, Object: quad.LangString{Value: "o", Lang: "en-gb-1"}, Label: l},
		`<urn:s> <urn:p> "o"^^<urn:t> .`:                         {Subject: s, Predicate: p, Object: quad.TypedString{Value: "o", Type: "urn:t"}},
		`<urn:s> <urn:p> "-7"^^<` + xsdNS + `integer> .`:         {Subject: s, Predicate: p, Object: quad.Int(-7)},
		`<urn:s> <urn:p> "+7"^^<` + xsdNS + `integer> .`:         {Subject: s, Predicate: p, Object: quad.TypedString{Value: "+7", Type: xsdInteger}},
		`<urn:s> <urn:p> "o"^^<` + xsdNS + `string> .`:           {Subject: s, Predicate: p, Object: quad.String("o")},
		`<urn:\u00e4> <urn:p> <https://x.example/ä?q=1#f> .`:     {Subject: quad.IRI("urn:ä"), Predicate: p, Object: quad.IRI("https://x.example/ä?q=1#f")},
	} {
		got, err := parseNQuad(line)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: error %v; want -, got +:\n%s", line, err, d)
		}
	}
	for _, line := range []string{"", " \t", "# comment", " #", "\r"} {
		if _, err := parseNQuad(line); !errors.Is(err, errNoStatement) {
			t.Errorf("%q: want no statement, got %v", line, err)
		}
	}
	for line, want := range map[string]string{
		`<urn:s> <urn:p> <urn:o>`:           "column 24: want a label or the dot",
		`<urn:s> <urn:p> <urn:o> <urn:l>`:   "want a dot",
		`<urn:s> <urn:p> <urn:o> . <urn:l>`: "behind the dot",
		`"s" <urn:p> <urn:o> .`:             "column 1: want a subject",
		`<urn:s> "p" <urn:o> .`:             "column 9: want a predicate",
		`<urn:s> _:p <urn:o> .`:             "want a predicate",
		`<urn:s> <urn:p> <urn:o> "l" .`:     "want a label",
		`<s> <urn:p> <urn:o> .`:             "no absolute IRI",
		`<1:s> <urn:p> <urn:o> .`:           "no absolute IRI",
		`<urn:s t> <urn:p> <urn:o> .`:       "must not be in an IRI",
		`<urn:\u0020> <urn:p> <urn:o> .`:    "must not be in an IRI",
		`<urn:\n> <urn:p> <urn:o> .`:        "an escape that there is not",
		`<urn:s <urn:p> <urn:o> .`:          "must not be in an IRI",
		`<urn:s`:                            "without its >",
		`_: <urn:p> <urn:o> .`:              "blank node without a name",
		`_:.a <urn:p> <urn:o> .`:            "blank node without a name",
		`_:-a <urn:p> <urn:o> .`:            "blank node without a name",
		`<urn:s> <urn:p> "o .`:              "without its end",
		`<urn:s> <urn:p> "o\`:               "without its end",
		`<urn:s> <urn:p> "\x" .`:            `an escape that there is not: \x`,
		`<urn:s> <urn:p> "\u12" .`:          "cut short",
		`<urn:s> <urn:p> "\u12zz" .`:        "no character",
		`<urn:s> <urn:p> "\uD800" .`:        "no character",
		`<urn:s> <urn:p> "\UFFFFFFFF" .`:    "no character",
		`<urn:s> <urn:p> "o"@ .`:            "no language",
		`<urn:s> <urn:p> "o"@1 .`:           "no language",
		`<urn:s> <urn:p> "o"@en- .`:         "no language",
		`<urn:s> <urn:p> "o"^<urn:t> .`:     "want the datatype",
		`<urn:s> <urn:p> "o"^^xsd:string .`: "want the datatype",
		`<urn:s> <urn:p> 5 .`:               "want an object",
		"<urn:s> <urn:p> \"a\rb\" .":        "line break",
	} {
		if q, err := parseNQuad(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v, %v", line, want, q, err)
		}
	}
}

// FuzzParseNQuad wants every line that is read to be written as one that reads the same.
func FuzzParseNQuad(f *testing.F) {
	for line := range strings.Lines(foreign) {
		f.Add(strings.TrimSuffix(line, "\n"))
	}
	f.Fuzz(func(t *testing.T, line string) {
		q, err := parseNQuad(line)
		if err != nil {
			return
		}
		again, err := parseNQuad(nquad(q))
		if err != nil || again != q {
			t.Errorf("%q is %#v, and written and read again %#v, %v", line, q, again, err)
		}
	})
}
