package graph

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// importFiles are files of these contents.
func importFiles(_ testing.TB, contents ...string) []ImportFile {
	var files []ImportFile
	for i, content := range contents {
		files = append(files, ImportFile{Name: strconv.Itoa(i) + ".nq", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(content)), nil
		}})
	}
	return files
}

// foreign is RDF of all sorts: our entities are in it, a label, languages, datatypes and blank nodes.
const foreign = `# A comment, and an empty line.

<https://www.wikidata.org/entity/Q355> <http://www.w3.org/2000/01/rdf-schema#label> "Facebook"@en .
<https://www.wikidata.org/entity/Q355> <http://www.w3.org/2000/01/rdf-schema#label> "Facebook"@en-GB <https://www.wikidata.org/graph> .
<https://www.wikidata.org/entity/Q355>	<https://www.wikidata.org/prop/P571> "2004-02-04"^^<http://www.w3.org/2001/XMLSchema#date> . # founded
_:b <https://www.wikidata.org/prop/P1082> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .
_:b <https://www.wikidata.org/prop/P1082> "05"^^<http://www.w3.org/2001/XMLSchema#integer>.
<urn:newsgraph:entity/facebook-12345678> <http://www.w3.org/2002/07/owl#sameAs> <https://www.wikidata.org/entity/Q355> .
<urn:a> <urn:b> "tab\t, quote\", \u00e4 and \U0001F4F0" .
<urn:a> <urn:b> "plain"^^<http://www.w3.org/2001/XMLSchema#string> .
<urn:a> <urn:b> "plain" .
`

// datasetLines are the quads of a dataset.
func datasetLines(t *testing.T, s *Store, name string) []string {
	t.Helper()
	var b bytes.Buffer
	must(t, s.WriteNQuads(context.Background(), &b))
	var lines []string
	for line := range strings.Lines(b.String()) {
		if rest, is := strings.CutSuffix(line, " <urn:newsgraph:dataset/"+name+"> .\n"); is {
			lines = append(lines, rest)
		}
	}
	return lines
}

func TestImport(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	before := derivedState(t, s)
	done, err := s.Import(ctx, "wikidata", importFiles(t, foreign, "_:b <urn:b> _:b .\r\n<urn:a> <urn:b> \"plain\" ."), nil)
	must(t, err)
	want := &Imported{Dataset: Dataset{Name: "wikidata", Quads: 9, Files: []string{"0.nq", "1.nq"}, ImportedAt: noon, Complete: true}, Read: 11, Labelled: 1}
	if d := cmp.Diff(want, done, cmpopts.IgnoreFields(Dataset{}, "Hash")); d != "" || len(done.Hash) != 64 {
		t.Errorf("want -, got +:\n%s", d)
	}
	one, two := "_:d"+hash(8, "blank", "wikidata", "0")+"-b", "_:d"+hash(8, "blank", "wikidata", "1")+"-b"
	lines := []string{
		`<https://www.wikidata.org/entity/Q355> <http://www.w3.org/2000/01/rdf-schema#label> "Facebook"@en`,
		`<https://www.wikidata.org/entity/Q355> <http://www.w3.org/2000/01/rdf-schema#label> "Facebook"@en-GB`,
		`<https://www.wikidata.org/entity/Q355> <https://www.wikidata.org/prop/P571> "2004-02-04"^^<http://www.w3.org/2001/XMLSchema#date>`,
		`<urn:a> <urn:b> "plain"`,
		`<urn:a> <urn:b> "tab\t, quote\", ä and 📰"`,
		`<urn:newsgraph:entity/facebook-12345678> <http://www.w3.org/2002/07/owl#sameAs> <https://www.wikidata.org/entity/Q355>`,
		one + ` <https://www.wikidata.org/prop/P1082> "05"^^<http://www.w3.org/2001/XMLSchema#integer>`,
		one + ` <https://www.wikidata.org/prop/P1082> "5"^^<http://www.w3.org/2001/XMLSchema#integer>`,
	}
	more := two + " <urn:b> " + two
	if one < two {
		lines = append(lines, more)
	} else {
		lines = append(lines[:6:6], more, lines[6], lines[7])
	}
	if d := cmp.Diff(lines, datasetLines(t, s, "wikidata")); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	sound(t, s)

	// It stays when everything is made anew and when an article comes, and goes alone.
	must(t, s.remake(ctx))
	apply(t, s, Batch{Put: []Reading{report("One", "ban")}})
	apply(t, s, Batch{Delete: []string{ArticlePrefix + report("One", "ban").Article.ID()}})
	if d := cmp.Diff(lines, datasetLines(t, s, "wikidata")); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	list, err := view(t, s).Datasets(ctx)
	if d := cmp.Diff([]Dataset{done.Dataset}, list); d != "" || err != nil {
		t.Errorf("want -, got +:\n%s\nerror %v", d, err)
	}
	dropped, err := s.DropDataset(ctx, "wikidata")
	if err != nil || dropped.Quads != 9 {
		t.Errorf("dropped %+v, error %v", dropped, err)
	}
	if d := cmp.Diff(before, derivedState(t, s)); d != "" {
		t.Errorf("want what was there before, -, got +:\n%s", d)
	}
}

// TestImportAgain wants the same content in any order to change nothing, and another to be refused.
func TestImportAgain(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	a, b := "<urn:a> <urn:p> <urn:o> .\n", "<urn:b> <urn:p> <urn:o> .\n"
	_, err := s.Import(ctx, "things", importFiles(t, a+b), nil)
	must(t, err)
	state, revision := derivedState(t, s), s.Revision()
	again, err := s.Import(ctx, "things", importFiles(t, b+a+b), nil)
	if err != nil || !again.Unchanged || again.Quads != 2 || s.Revision() != revision {
		t.Errorf("the same again: %+v, error %v", again, err)
	}
	if _, err := s.Import(ctx, "things", importFiles(t, a), nil); !errors.Is(err, ErrDataset) || !strings.Contains(err.Error(), "drop it first") {
		t.Errorf("another content: %v", err)
	}
	if derivedState(t, s) != state {
		t.Error("the store has changed")
	}
	if _, err := s.Import(ctx, "others", importFiles(t, a), nil); err != nil {
		t.Error(err)
	}
	if got := datasetLines(t, s, "things"); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

// TestImportRefuses wants an error with its line, and nothing written.
func TestImportRefuses(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	var export bytes.Buffer
	must(t, s.WriteNQuads(ctx, &export))
	before := derivedState(t, s)
	good := "<urn:a> <urn:p> <urn:o> .\n"
	for content, want := range map[string]string{
		good + "\n# comment\n<urn:a> <urn:p> .\n":                "1.nq:4: column 17: want an object",
		"<urn:a> <urn:p> <urn:o>\n":                              "1.nq:1: column 24: want a label or the dot",
		"@prefix a: <urn:a> .\na:b a:c 1 ;\n a:d .\n":            "1.nq:3: want an object, not '.'",
		good + `{"@context": "x"}`:                               "1.nq:2: column 1: want a subject",
		`{"@context": "https://elsewhere.example/c", "a": 1}`:    "1.nq: its context is elsewhere and is not fetched; put it into the document (https://elsewhere.example/c)",
		"<?xml version=\"1.0\"?>\n<rdf:RDF/>":                    "RDF/XML is not read; write it as Turtle or N-Quads",
		"<urn:a> <urn:p> \"\xff\" .":                             "not UTF-8",
		good + "<urn:a> <urn:newsgraph:ns:quote> \"x\" .":        "1.nq:2: this is an export of newsgraph",
		good + "<urn:a> <urn:newsgraph:rel/ban> <urn:b> .":       "use backup and restore",
		good + "<urn:a> <urn:p> <urn:o> <urn:newsgraph:links/a>": "1.nq:2: column 48: want a dot",
		"<urn:a> <urn:p> <urn:o> <urn:newsgraph:dataset/x> .":    "use backup and restore",
		export.String(): "1.nq:1: this is an export of newsgraph",
		"\x1f\x8b":      "1.nq: unexpected EOF",
	} {
		_, err := s.Import(ctx, "x", importFiles(t, good, content), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: want %q, got %v", content, want, err)
		}
	}
	var bad *ParseError
	if _, err := s.Import(ctx, "x", importFiles(t, good+"x"), nil); !errors.As(err, &bad) || bad.File != "0.nq" || bad.Line != 2 {
		t.Errorf("want a ParseError with its line, got %v", err)
	}
	for _, name := range []string{"", "A", "a b", "../a", "a>", strings.Repeat("a", 65)} {
		var mistake *RequestError
		if _, err := s.Import(ctx, name, importFiles(t, good), nil); !errors.As(err, &mistake) {
			t.Errorf("the name %q: %v", name, err)
		}
	}
	absent := []ImportFile{{Name: "absent.nq", Open: func() (io.ReadCloser, error) { return nil, errBroken }}}
	if _, err := s.Import(ctx, "x", absent, nil); !errors.Is(err, errBroken) {
		t.Errorf("want the error of opening, got %v", err)
	}
	if derivedState(t, s) != before {
		t.Error("the store has changed")
	}
}

// many are n triples.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<urn:a> <urn:p> \"%d\" .\n", i)
	}
	return b.String()
}

// TestImportOfMany writes a dataset in several commits, also compressed; one that ends early leaves nothing.
func TestImportOfMany(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := io.WriteString(w, many(2*addedQuads+1))
	must(t, err)
	must(t, w.Close())
	before := derivedState(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	_, err = s.Import(ctx, "many", importFiles(t, zipped.String()), func(p Progress) {
		if p.Step == quadsFolder && p.Done == p.Total {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("want the context's error, got %v", err)
	}
	if derivedState(t, s) != before {
		t.Error("an import that ended early has left something")
	}
	done, err := s.Import(context.Background(), "many", importFiles(t, zipped.String()), nil)
	if err != nil || done.Quads != 2*addedQuads+1 || len(datasetLines(t, s, "many")) != 2*addedQuads+1 {
		t.Errorf("got %+v, error %v", done, err)
	}
}

// TestImportBrokenOff leaves an import in the middle, as a killed process does: Check says so, another import of it is
// refused, and dropping it makes the store sound.
func TestImportBrokenOff(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	err := s.changeDataset(ctx, "half", func(_ *Dataset, c *commit) (*Dataset, error) {
		c.added = []quad.Quad{triple("urn:newsgraph:dataset/half", "o")}
		return &Dataset{Name: "half", ImportedAt: noon}, nil
	})
	must(t, err)
	wantFault(t, s, FaultDataset)
	if _, err := s.Import(ctx, "half", importFiles(t, many(1)), nil); !errors.Is(err, ErrDataset) || !strings.Contains(err.Error(), "has not ended") {
		t.Errorf("want it refused, got %v", err)
	}
	_, err = s.DropDataset(ctx, "half")
	must(t, err)
	if _, err := s.Import(ctx, "half", importFiles(t, many(1)), nil); err != nil {
		t.Error(err)
	}
}

// TestCheckOfDatasets breaks what is known of a dataset.
func TestCheckOfDatasets(t *testing.T) {
	for name, break_ := range map[string]func(b breaker){
		"a quad too much":    func(b breaker) { b.apply(cayley.Add, triple("urn:newsgraph:dataset/things", "o")) },
		"a quad gone":        func(b breaker) { b.apply(cayley.Delete, b.with("urn:p")) },
		"its record gone":    func(b breaker) { b.unset(b.key(datasetKind)) },
		"a label of nothing": func(b breaker) { b.apply(cayley.Add, triple("urn:newsgraph:dataset/none", "o")) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
			must(t, err)
			defer s.Close()
			_, err = s.Import(context.Background(), "things", importFiles(t, "<urn:a> <urn:p> <urn:o> .\n"), nil)
			must(t, err)
			sound(t, s)
			break_(breaker{t, s.engine.(*embedded)})
			wantFault(t, s, FaultDataset)
		})
	}
	s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
	must(t, err)
	defer s.Close()
	b := breaker{t, s.engine.(*embedded)}
	b.set(datasetKey("x"), "{")
	wantFault(t, s, FaultDamaged)
}
