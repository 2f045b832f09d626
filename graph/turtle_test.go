package graph

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

// turtleLines are the statements of a document as N-Quads, in the order in which they come.
func turtleLines(document string) (lines []string, err error) {
	_, err = parseTurtle(context.Background(), strings.NewReader(document), func(q quad.Quad) error {
		lines = append(lines, nquad(q))
		return nil
	})
	return lines, err
}

const (
	xsd     = "http://www.w3.org/2001/XMLSchema#"
	rdf     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	example = "@prefix : <https://a.example/> .\n"
)

func TestTurtle(t *testing.T) {
	const a, b, c = "<https://a.example/a>", "<https://a.example/b>", "<https://a.example/c>"
	for document, want := range map[string][]string{
		"": nil, "# nothing\n": nil, example: nil,
		a + b + c + ".":                  {a + " " + b + " " + c + " ."},
		example + ":a :b :c.":            {a + " " + b + " " + c + " ."},
		example + ":a a :c . # a remark": {a + " <" + rdf + "type> " + c + " ."},
		"PREFIX x.y: <https://a.example/>\nx.y:a x.y:b x.y:c .": {a + " " + b + " " + c + " ."},
		"@base <https://a.example/x/y> . <../a> </b> <//a.example/c>, <?q>, <#f>, <>, <z/./w/..> .": {
			a + " " + b + " " + c + " .", a + " " + b + " <https://a.example/x/y?q> .", a + " " + b + " <https://a.example/x/y#f> .",
			a + " " + b + " <https://a.example/x/y> .", a + " " + b + " <https://a.example/x/z/> .",
		},
		"base <https://a.example/q> <a> <b> <c>.": {a + " " + b + " " + c + " ."},
		example + ":a :b :c, :a; :c :a;; .":       {a + " " + b + " " + c + " .", a + " " + b + " " + a + " .", a + " " + c + " " + a + " ."},
		example + ":a :b 1, -2.5, +.5, 1e6, 1.E-3, true, false, 05.": {
			a + " " + b + ` "1"^^<` + xsd + "integer> .", a + " " + b + ` "-2.5"^^<` + xsd + "decimal> .", a + " " + b + ` "+.5"^^<` + xsd + "decimal> .",
			a + " " + b + ` "1e6"^^<` + xsd + "double> .", a + " " + b + ` "1.E-3"^^<` + xsd + "double> .", a + " " + b + ` "true"^^<` + xsd + "boolean> .",
			a + " " + b + ` "false"^^<` + xsd + "boolean> .", a + " " + b + ` "05"^^<` + xsd + "integer> .",
		},
		example + `:a :b "x"@en-GB, 'it\'s "so"', "\u00e4\t"^^:c, """two
lines "" and \"""", ''''''.`: {
			a + " " + b + ` "x"@en-GB .`, a + " " + b + ` "it's \"so\"" .`, a + " " + b + ` "ä\t"^^` + c + ` .`,
			a + " " + b + ` "two\nlines \"\" and \"" .`, a + " " + b + ` "" .`,
		},
		example + "_:x :b _:x.y, [], [ :b :c ; :c [ :b 1 ] ].": {
			"_:nx " + b + " _:nx.y .", "_:nx " + b + " _:g1 .", "_:g2 " + b + " " + c + " .", "_:g3 " + b + ` "1"^^<` + xsd + "integer> .",
			"_:g2 " + c + " _:g3 .", "_:nx " + b + " _:g2 .",
		},
		example + "[ :b :c ] . [ :b :a ] :c :a . ( :a ) :b () .": {
			"_:g1 " + b + " " + c + " .", "_:g2 " + b + " " + a + " .", "_:g2 " + c + " " + a + " .",
			"_:g3 <" + rdf + "first> " + a + " .", "_:g3 <" + rdf + "rest> <" + rdf + "nil> .", "_:g3 " + b + " <" + rdf + "nil> .",
		},
		example + ":a\\,b.c :b:x :%41-1, :a.b. :a :b :é.": {
			"<https://a.example/a,b.c> <https://a.example/b:x> <https://a.example/%41-1> .", "<https://a.example/a,b.c> <https://a.example/b:x> <https://a.example/a.b> .",
			a + " " + b + " <https://a.example/é> .",
		},
		"prefix prefix: <https://a.example/> prefix:a prefix:b prefix:c .": {a + " " + b + " " + c + " ."},
		example + "{ :a :b :c } :c { :a :b :c . :c :b :a . } graph _:g { [] :b :c } GRAPH :a {} [] { :a :b :c }": {
			a + " " + b + " " + c + " .", a + " " + b + " " + c + " " + c + " .", c + " " + b + " " + a + " " + c + " .",
			"_:g1 " + b + " " + c + " _:ng .", a + " " + b + " " + c + " _:g2 .",
		},
	} {
		got, err := turtleLines(document)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s\nerror %v; want -, got +:\n%s", document, err, diff)
		}
	}
}

func TestBadTurtle(t *testing.T) {
	for document, want := range map[string]string{
		":a :b :c .": "there is no prefix", example + ":a :b :c": "it ends in the middle", example + ":a :b .": "want an object", example + ":a .": "want a predicate",
		example + "\"a\" :b :c .": "want a subject", example + ":a \"b\" :c .": "want a predicate", "<a> <b> <c> .": "no absolute IRI, and there is no @base",
		example + ":a :b <urn:a b> .": "must not be in an IRI", example + ":a :b <urn:a .": "an IRI without its >", example + ":a :b << :a :b :c >> .": "statements about statements",
		example + ":a :b \"c .": "a literal without its end", example + ":a :b \"c\n\" .": "a line break", example + ":a :b \"\\x\" .": "an escape",
		example + ":a :b \"c\"@1 .": "no language", example + ":a :b 1e .": "no number", example + ":a :b +. .": "no number", example + ":a :b [ :c :a .": "want ']'",
		example + ":a :b ( :c .": "want an object", example + ":a { :a { :a :b :c } }": "want a predicate", example + ":a { :a :b :c": "it ends in the middle",
		example + "@prfix b: <urn:b> .": "want @prefix or @base", example + ":a :b \xff .": "UTF-8", example + ":a :b :c\\z .": "an escape that there is not",
		example + ":a :b :%4 .": "a % without", example + "[ :a :b ] { :a :b :c }": "want a predicate", example + ":a :b " + strings.Repeat("[ :b ", 1000): "brackets in each other",
		example + ":a :b " + strings.Repeat("( ", 1000): "brackets in each other", example + "} :a :b :c .": "want a subject", example + "_: :a :b .": "a blank node without a name",
		example + ":a :b true1 .": "want an object", example + ":a :b :c . . :a": "want a subject", "prefix: <urn:a> <urn:a> <urn:b> <urn:c> .": "there is no prefix",
	} {
		if _, err := turtleLines(document); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s: want %q, got %v", document, want, err)
		}
	}
	line, err := parseTurtle(context.Background(), strings.NewReader(example+"\n# one\n:a :b \"\"\"\n\n\"\"\" .\n:a\n?\n"), func(quad.Quad) error { return nil })
	if line != 8 || err == nil {
		t.Errorf("stopped at line %d: %v", line, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := parseTurtle(ctx, strings.NewReader(example), nil); err == nil {
		t.Error("it goes on after its context has ended")
	}
}

// jsonldLines are the statements of a document as N-Quads, sorted.
func jsonldLines(document string) (lines []string, err error) {
	err = parseJSONLD(context.Background(), strings.NewReader(document), func(q quad.Quad) error {
		lines = append(lines, nquad(q))
		return nil
	})
	slices.Sort(lines)
	return lines, err
}

func TestJSONLD(t *testing.T) {
	got, err := jsonldLines(`{
		"@context": {"@base": "https://a.example/", "name": {"@id": "urn:name", "@language": "en"}, "knows": {"@id": "urn:knows", "@type": "@id"}, "n": "urn:n", "on": {"@id": "urn:on", "@type": "` + xsd + `date"}},
		"@graph": [
			{"@id": "a", "name": "A", "knows": ["b", {"n": 5}], "on": "2018-06-05"},
			{"@id": "urn:g", "@graph": [{"@id": "b", "n": [true, 1.5, "text"]}]},
			{"@id": "c", "knows": {"@list": ["a"]}}]}`)
	want := []string{
		`<https://a.example/a> <urn:knows> <https://a.example/b> .`,
		`<https://a.example/a> <urn:knows> _:b0 .`,
		`<https://a.example/a> <urn:name> "A"@en .`,
		`<https://a.example/a> <urn:on> "2018-06-05"^^<` + xsd + `date> .`,
		`<https://a.example/b> <urn:n> "1.5E0"^^<` + xsd + `double> <urn:g> .`,
		`<https://a.example/b> <urn:n> "text" <urn:g> .`,
		`<https://a.example/b> <urn:n> "true"^^<` + xsd + `boolean> <urn:g> .`,
		`<https://a.example/c> <urn:knows> _:b1 .`,
		`_:b0 <urn:n> "5"^^<` + xsd + `integer> .`,
		`_:b1 <` + rdf + `first> <https://a.example/a> .`,
		`_:b1 <` + rdf + `rest> <` + rdf + `nil> .`,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v; want -, got +:\n%s", err, diff)
	}
	for document, want := range map[string]string{
		`{"@context": "https://elsewhere.example/", "a": 1}`:               "is not fetched; put it into the document (https://elsewhere.example/)",
		`{"@context": {"@import": "https://elsewhere.example/i"}, "a": 1}`: "is not fetched",
		`{"@id": "a", "urn:p": 1}`:                                         `"a" is no absolute IRI`,
		`{"@id": 5}`:                                                       "no JSON-LD",
		`{"a": `:                                                           "no JSON",
		strings.Repeat(`{"urn:a": `, 20_000) + "1" + strings.Repeat("}", 20_000): "exceeded max depth",
		`"https://elsewhere.example/document"`:                                   "is not fetched",
		`{"@id": "urn:a", "urn:p": "` + strings.Repeat("x", maxJSONLD) + `"}`:    "more than 64 MB of JSON-LD",
	} {
		if _, err := jsonldLines(document); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s: want %q, got %v", document, want, err)
		}
	}
}

func TestRDFKind(t *testing.T) {
	for _, c := range []struct {
		head, name string
		want       int
	}{
		{"<urn:a> <urn:b> <urn:c> .\n", "x.ttl", lineRDF}, {"# one\n\n<urn:a> <urn:b> \"c\"@en <urn:g> .\n", "", lineRDF},
		{"@prefix : <urn:a> .\n", "x.nq", turtleRDF}, {"\ufeff# one\nPREFIX a: <urn:a>\n", "", turtleRDF}, {"<urn:a> <urn:b> <urn:c> ;\n <urn:d> 1 .", "", turtleRDF},
		{"<urn:a> <urn:b> <urn:c> .\n@prefix : <urn:a> .\n", "", turtleRDF}, {"<urn:a>\n <urn:b> <urn:c> .\n", "", turtleRDF}, {"<urn:g> {\n", "", turtleRDF},
		{"{ <urn:a> <urn:b> 1 }", "x.trig.gz", turtleRDF}, {" {\"@id\": 1}", "x.nq", jsonRDF}, {"[\n {\"a\": 1}]", "", jsonRDF}, {"[] a <urn:b> .", "x.ttl", turtleRDF},
		{"<urn:a> <urn:b> 5 .\n", "x.nq.gz", lineRDF}, {"<urn:a> <urn:b> 5 .\n", "x.ttl", turtleRDF}, {"<?xml version='1.0'?>", "", xmlRDF}, {"", "", lineRDF},
		{"<urn:a> <urn:b> .\n", "", lineRDF},
	} {
		if got := rdfKind([]byte(c.head), c.name); got != c.want {
			t.Errorf("%q in %q: got kind %d, want %d", c.head, c.name, got, c.want)
		}
	}
}

// readsAgain wants a statement that was read to be N-Quads of the same.
func readsAgain(t *testing.T, q quad.Quad) {
	t.Helper()
	line := nquad(q)
	again, err := parseNQuad(line)
	if err != nil || nquad(again) != line {
		t.Errorf("%s\nis read again as\n%s, %v", line, nquad(again), err)
	}
}

func FuzzTurtle(f *testing.F) {
	f.Add("@prefix : <urn:a:> .\n:a :b :c, 1.5e3, \"x\"@en ; a [ :b ( 1 true ) ] . :g { _:x.y :b '''z''' }")
	f.Add("@base <https://a.example/b/c?d#e> . <../f> </g> <//h/i/./j/../k> , <?l>, <#m>, <> .")
	f.Fuzz(func(t *testing.T, document string) {
		_, _ = parseTurtle(t.Context(), strings.NewReader(document), func(q quad.Quad) error { // most is none
			readsAgain(t, q)
			return nil
		})
	})
}

func FuzzJSONLD(f *testing.F) {
	f.Add(`{"@context": {"@base": "https://a.example/", "n": {"@id": "urn:n", "@language": "en"}}, "@graph": [{"@id": "a", "n": "x", "urn:p": [1, 2.5, true, {"@list": ["b"]}]}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		_ = parseJSONLD(t.Context(), strings.NewReader(document), func(q quad.Quad) error { // most is none
			readsAgain(t, q)
			return nil
		})
	})
}
