package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
)

// TestGolden holds every format against a golden file. Parquet is not read by people and has a test of its own, as has the
// page's script.
func TestGolden(t *testing.T) {
	v := viewOf(t, story(t))
	for _, f := range Formats() {
		if f == Parquet {
			continue
		}
		got := written(t, v, f, Selection{})
		if f == HTML {
			got = strings.Replace(got, pageScript, "\n", 1)
		}
		path := filepath.Join("testdata", "story", f.FileName())
		if f == NodeLink {
			path = filepath.Join("testdata", "story", "newsgraph-nodelink.json")
		}
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", f, diff)
		}
	}
}

// selections are everything and some parts of the story.
func selections(t *testing.T, v *graph.View) map[string]Selection {
	t.Helper()
	ctx := context.Background()
	found, err := v.EntitiesNamed(ctx, "Ida Berg")
	if err != nil || len(found) != 1 {
		t.Fatalf("Ida Berg: %v, %v", found, err)
	}
	g, err := v.Subgraph(ctx, []string{found[0].ID}, 1, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	negated := graph.Negated
	return map[string]Selection{
		"everything": {}, "what is denied": {Filter: &graph.StatementFilter{Polarity: &negated}},
		"nothing":         {Filter: &graph.StatementFilter{Entity: &graph.EntityRef{Name: "nobody"}}},
		"around Ida Berg": {Subgraph: g},
	}
}

// TestEveryFormatOfEverySelection wants the same bytes twice, and well-formed ones.
func TestEveryFormatOfEverySelection(t *testing.T) {
	for name, readings := range map[string][]graph.Reading{"story": story(t), "nasty": append(story(t), nasty(t)...), "none": nil} {
		v := viewOf(t, readings)
		all := map[string]Selection{"everything": {}}
		if name == "story" {
			all = selections(t, v)
		}
		for which, s := range all {
			for _, f := range Formats() {
				got := written(t, v, f, s)
				if got != written(t, v, f, s) {
					t.Errorf("%s, %s, %s: another time it is something else", name, which, f)
				}
				if err := wellFormed(f, got); err != nil {
					t.Errorf("%s, %s, %s: %v", name, which, f, err)
				}
			}
		}
	}
}

func wellFormed(f Format, text string) error {
	switch f.description().extension {
	case "csv":
		_, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		return err
	case "json", "cyjs", "jsonld":
		return json.Unmarshal([]byte(text), new(any))
	case "jsonl":
		d := json.NewDecoder(strings.NewReader(text))
		for {
			if err := d.Decode(new(any)); err != nil {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
		}
	case "graphml", "gexf":
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); err != nil {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
		}
	}
	return nil
}

// TestCountsAreTheStores wants an edge for each statement and a node for each end.
func TestCountsAreTheStores(t *testing.T) {
	v := viewOf(t, append(story(t), nasty(t)...))
	for which, s := range selections(t, v) {
		statements := statementsOf(t, v, s)
		ends := map[string]bool{}
		for _, st := range statements {
			ends[st.Subject], ends[objectID(st)] = true, true
		}
		if g := s.Subgraph; g != nil {
			for _, e := range g.Entities {
				ends[e.ID] = true
			}
		}
		for f, marks := range map[Format][2]string{
			GraphML: {"<node ", "<edge "}, GEXF: {"<node ", "<edge "}, Graphology: {"\n{\"key\":\"", "\"source\":\"stmt"},
			DOT: {" [label=", " -> "}, Cytoscape: {"\n{\"data\":", "\"interaction\":"},
		} {
			text := written(t, v, f, s)
			nodes, edges := strings.Count(text, marks[0]), strings.Count(text, marks[1])
			if f == Graphology {
				edges = strings.Count(text, `,"source":"`)
			}
			if f == Graphology || f == Cytoscape {
				nodes -= edges
			}
			if nodes != len(ends) || edges != len(statements) {
				t.Errorf("%s, %s: %d nodes and %d edges, want %d and %d", which, f, nodes, edges, len(ends), len(statements))
			}
		}
	}
}

// TestPageSaysWhatItIs wants a title, and that what a subgraph leaves out is said.
func TestPageSaysWhatItIs(t *testing.T) {
	v := viewOf(t, story(t))
	found, err := v.EntitiesNamed(context.Background(), "Fabrikam")
	if err != nil || len(found) != 1 {
		t.Fatalf("Fabrikam: %v, %v", found, err)
	}
	for _, test := range []struct {
		most, seeds int
		want        []string
	}{
		{10, 1, []string{"<title>What news articles say around Fabrikam</title>", `"beyond":0`, `"place":"Oslo","more":["in Oslo","in June","freely"]`}},
		{2, 1, []string{"around Fabrikam</title>", `"beyond":1`}},
		{10, 0, []string{"<title>What news articles say</title>"}},
		{10, 2, []string{"<title>What news articles say around Fabrikam and "}},
		{10, 9, []string{"<title>What news articles say</title>"}},
	} {
		g, err := v.Subgraph(context.Background(), []string{found[0].ID}, 1, test.most, nil)
		if err != nil {
			t.Fatal(err)
		}
		page := written(t, v, HTML, Selection{Subgraph: g, Seeds: test.seeds})
		for _, want := range test.want {
			if !strings.Contains(page, want) {
				t.Errorf("at most %d things around %d: the page has no %s", test.most, test.seeds, want)
			}
		}
	}
}

// failing fails after some bytes.
type failing struct{ left int }

var errDisk = errors.New("disk full")

func (f *failing) Write(data []byte) (int, error) {
	if f.left -= len(data); f.left < 0 {
		return 0, errDisk
	}
	return len(data), nil
}

// TestWriteTellsOfFailures wants the error of what is written to and that of the context.
func TestWriteTellsOfFailures(t *testing.T) {
	v := viewOf(t, story(t))
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, f := range Formats() {
		if err := Write(context.Background(), &failing{}, v, f, Selection{}); !errors.Is(err, errDisk) {
			t.Errorf("%s: got %v, want %v", f, err, errDisk)
		}
		if err := Write(ended, &bytes.Buffer{}, v, f, Selection{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", f, err, context.Canceled)
		}
		err := Write(context.Background(), &bytes.Buffer{}, v, f, Selection{Filter: &graph.StatementFilter{Between: []graph.EntityRef{{Name: "one"}}}})
		var refused *graph.RequestError
		if !errors.As(err, &refused) {
			t.Errorf("%s: got %v, want that the filter is refused", f, err)
		}
	}
	if err := Write(context.Background(), &bytes.Buffer{}, v, "GIF", Selection{}); err == nil {
		t.Error("GIF is written")
	}
}

func TestParseFormat(t *testing.T) {
	for name, want := range map[string]Format{"GRAPHML": GraphML, "statements-csv": StatementsCSV, "nodes_csv": NodesCSV, "csv": StatementsCSV, "Html": HTML, "": "", "gif": ""} {
		got, err := ParseFormat(name)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", name, got, err)
		}
	}
	for _, f := range Formats() {
		if got, err := ParseFormat(f.Name()); got != f || err != nil {
			t.Errorf("%s: got %q, %v", f.Name(), got, err)
		}
		if f.About() == "" || f.MediaType() == "" || filepath.Ext(f.FileName()) == "." {
			t.Errorf("%s: %q, %q, %q", f, f.About(), f.MediaType(), f.FileName())
		}
	}
}

// TestGuarded wants that nothing begins like a formula, and that every text can be had back.
func TestGuarded(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "'=x": "''=x", "''-": "'''-", "＝x": "'＝x",
		"x=1": "x=1", "'x": "'x", "": "", "'": "'", "5-1": "5-1",
	} {
		got := guarded(text)
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if back := unguarded(got); back != text {
			t.Errorf("%q: had back as %q", text, back)
		}
	}
}

// unguarded is the rule that the documentation gives to readers.
func unguarded(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != s && strings.HasPrefix(guarded(rest), "'") {
		return s[1:]
	}
	return s
}

// TestCSVHasItAll reads every text back from the table.
func TestCSVHasItAll(t *testing.T) {
	v := viewOf(t, append(story(t), nasty(t)...))
	lines, err := csv.NewReader(strings.NewReader(written(t, v, StatementsCSV, Selection{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(line []string, name string) string { return unguarded(line[slices.Index(lines[0], name)]) }
	var got, want []string
	for _, line := range lines[1:] {
		got = append(got, strings.Join([]string{at(line, "statement_id"), at(line, "quote"), at(line, "title"), at(line, "subject"), at(line, "object")}, "\x1f"))
	}
	err = newReading(v, Selection{}).each(context.Background(), func(s *told) error {
		for _, e := range s.evidence {
			// The reader makes \r\n one \n.
			want = append(want, strings.ReplaceAll(strings.Join([]string{s.ID, e.Quote, e.article.Title, s.subject.Name, objectName(s)}, "\x1f"), "\r\n", "\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// TestHeadersForGephiAndNeo4j holds the headers against what the two programs look for, and the rows against each other.
func TestHeadersForGephiAndNeo4j(t *testing.T) {
	v := viewOf(t, append(story(t), nasty(t)...))
	read := func(f Format) (map[string][]string, int) {
		lines, err := csv.NewReader(strings.NewReader(written(t, v, f, Selection{}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		columns := map[string][]string{}
		lower := map[string]bool{}
		for i, name := range lines[0] {
			if lower[strings.ToLower(name)] {
				t.Errorf("%s has %q twice but for capitals, of which Gephi takes one", f, name)
			}
			lower[strings.ToLower(name)] = true
			for _, line := range lines[1:] {
				if strings.ContainsAny(line[i], "\r\n") {
					t.Errorf("%s: %s has more than one line: %q", f, name, line[i])
				}
				columns[name] = append(columns[name], line[i])
			}
		}
		return columns, len(lines) - 1
	}
	nodes, n := read(NodesCSV)
	edges, m := read(EdgesCSV)
	if n == 0 || m == 0 {
		t.Fatal("nothing was written")
	}
	for _, pair := range []struct {
		table map[string][]string
		a, b  string
	}{{nodes, "Id", ":ID"}, {edges, "Source", ":START_ID"}, {edges, "Target", ":END_ID"}} {
		if diff := cmp.Diff(pair.table[pair.a], pair.table[pair.b]); diff != "" {
			t.Errorf("%s and %s differ:\n%s", pair.a, pair.b, diff)
		}
	}
	for _, name := range []string{":START_ID", ":END_ID"} {
		for _, id := range edges[name] {
			if !slices.Contains(nodes[":ID"], id) {
				t.Errorf("%s %s is no node", name, id)
			}
		}
	}
	for _, kind := range append(slices.Clone(nodes[":LABEL"]), edges[":TYPE"]...) {
		if kind == "" || kind != strings.TrimSpace(kind) {
			t.Errorf("%q is no label of Neo4j", kind)
		}
	}
}

// TestColumnNames holds the names of columns, which never change, against a list.
func TestColumnNames(t *testing.T) {
	var lines []string
	for _, table := range []struct {
		name    string
		columns []Column
	}{{"rows", Columns()}, {"nodes", NodeAttributes()}, {"edges", EdgeAttributes()}} {
		seen := map[string]bool{}
		for _, c := range table.columns {
			if seen[c.Name] || c.About == "" {
				t.Errorf("%s: %q is there twice, or says nothing of itself", table.name, c.Name)
			}
			seen[c.Name] = true
			lines = append(lines, table.name+" "+c.Name+" "+c.Kind)
		}
	}
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", "columns.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("columns may be added and never change: want -, got +:\n%s", diff)
	}
}

// TestEscaped wants what XML allows and nothing else.
func TestEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "a<b>&\"c'": "a&lt;b&gt;&amp;&quot;c'", "\x00\x01\x1f": "\ufffd\ufffd\ufffd", "\ufffe": "\ufffd",
		"a\tb\nc\rd": "a&#9;b&#10;c&#13;d", "\xff": "\ufffd", "\U0001F600": "\U0001F600",
	} {
		if got := escaped(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
