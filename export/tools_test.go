package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/news"
)

// These tests let the tools that the formats are for read them. Each is skipped where its tool is not installed:
//
//	apt-get install python3-pandas python3-networkx python3-rdflib graphviz raptor2-utils libxml2-utils nodejs npm
//	(cd export/testdata/tools && npm ci)

// toolPath is the path of a program, or the test is skipped.
func toolPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// python is an interpreter that has the modules, or the test is skipped. Debian's modules are those of /usr/bin/python3.
func python(t *testing.T, modules ...string) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.CommandContext(t.Context(), path, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return path
		}
	}
	t.Skipf("no python3 has %s", strings.Join(modules, ", "))
	return ""
}

// output is what a program prints.
func output(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, arguments...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, stderr.String())
	}
	return string(out)
}

// world are articles about random things, with parallel edges, loops and what nasty has.
func world(t *testing.T, articles int) []graph.Reading {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	readings := append(story(t), nasty(t)...)
	kinds := []graph.EntityType{graph.Person, graph.Organization, graph.Place, graph.Product, graph.Event, graph.Work, graph.Law, graph.Group, graph.Other}
	for i := range articles {
		a := news.Article{URL: fmt.Sprintf("https://daily.example/%d", i), Title: fmt.Sprintf("Day %d", i), Source: fmt.Sprintf("Daily %d", i%3)}
		s := newScribe(t, a, []string{"2018", "2018-07", fmt.Sprintf("2018-08-%02d", 1+i%28), ""}[i%4])
		var names []string
		for range 4 {
			n := random.IntN(20)
			name := fmt.Sprintf("Thing %d", n)
			if !slices.Contains(names, name) {
				names = append(names, name)
				s.thing(kinds[n%len(kinds)], name)
			}
		}
		for range 5 {
			subject, object := names[random.IntN(len(names))], names[random.IntN(len(names))]
			predicate := []string{"meet", "call \"off\"", "sue", "visit"}[random.IntN(4)]
			s.say(subject+" did "+predicate+" "+object+".", subject, predicate, object, func(c *graph.Claim) {
				if random.IntN(6) == 0 {
					c.Object, c.Literal = "", &graph.Literal{Text: strconv.Itoa(random.IntN(9)) + " times"}
				}
				if random.IntN(4) == 0 {
					c.Polarity = graph.Negated
				}
				if random.IntN(4) == 0 {
					c.Time = &graph.TimeSpan{EDTF: "2018-0" + strconv.Itoa(1+random.IntN(9))}
				}
			})
		}
		readings = append(readings, s.done())
	}
	return readings
}

// known is what a graph has, by the store or by a tool.
type known struct {
	Nodes, Edges int
	Degrees      map[string]int
	Quotes       []string
}

// storesOwn is what the store says: an edge for each statement, and at each entity as many as the statements that it is an
// end of, those with itself counted twice as tools do.
func storesOwn(t *testing.T, v *graph.View) known {
	t.Helper()
	k := known{Degrees: map[string]int{}}
	loops := map[string]int{}
	err := newReading(v, Selection{}).each(context.Background(), func(s *told) error {
		k.Edges++
		k.Degrees[s.Subject]++
		k.Degrees[objectID(s.Statement)]++
		if s.Subject == s.Object {
			loops[s.Subject]++
		}
		for _, e := range s.evidence {
			k.Quotes = append(k.Quotes, e.Quote)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	k.Nodes = len(k.Degrees)
	entities, err := v.Entities(context.Background(), slices.Collect(maps.Keys(k.Degrees)))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entities {
		if e != nil && k.Degrees[e.ID] != e.StatementCount+loops[e.ID] {
			t.Errorf("%s has %d statements and the degree %d", e.ID, e.StatementCount, k.Degrees[e.ID])
		}
	}
	slices.Sort(k.Quotes)
	return k
}

// folder has an export of everything in every format, each in a file of its name.
func folder(t *testing.T, v *graph.View) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range Formats() {
		if err := os.WriteFile(filepath.Join(dir, f.Name()), []byte(written(t, v, f, Selection{})), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPython lets pandas, networkx and rdflib read what is theirs.
func TestPython(t *testing.T) {
	interpreter := python(t, "pandas", "networkx", "rdflib")
	v := viewOf(t, world(t, 60))
	want := storesOwn(t, v)
	var got struct {
		GraphML, GEXF, Cytoscape, CSV known
		Links                         known    `json:"nodelink links"`
		Edges                         known    `json:"nodelink edges"`
		TrigDiffers                   []string `json:"trig differs"`
		JSONLDDiffers                 []string `json:"jsonld differs"`
		Quotes                        []string
		Rows, Lines, Quads            int
	}
	decodeOutput(t, output(t, interpreter, filepath.Join("testdata", "tools", "check.py"), folder(t, v)), &got)
	tokens := known{Nodes: want.Nodes, Edges: want.Edges, Degrees: map[string]int{}}
	for id, degree := range want.Degrees {
		tokens.Degrees[token(id)] = degree
	}
	quiet := known{Nodes: want.Nodes, Edges: want.Edges, Degrees: want.Degrees}
	for name, pair := range map[string][2]known{
		"GraphML": {tokens, got.GraphML}, "GEXF": {quiet, got.GEXF}, "Cytoscape": {quiet, got.Cytoscape}, "CSV": {quiet, got.CSV},
		"node-link, links": {want, got.Links}, "node-link, edges": {want, got.Edges},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s: the store's -, networkx +:\n%s", name, diff)
		}
	}
	statistics, err := v.Statistics(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != len(want.Quotes) || got.Lines != want.Edges || got.Quads != int(statistics.Quads) {
		t.Errorf("%d rows, %d lines, %d quads; want %d, %d, %d", got.Rows, got.Lines, got.Quads, len(want.Quotes), want.Edges, statistics.Quads)
	}
	if len(got.TrigDiffers)+len(got.JSONLDDiffers) > 0 {
		t.Errorf("TriG or JSON-LD differ from N-Quads:\n%s\n%s", got.TrigDiffers, got.JSONLDDiffers)
	}
}

func decodeOutput(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %.400s", err, text)
	}
}

// TestNode lets cytoscape.js and graphology read what is theirs.
func TestNode(t *testing.T) {
	node := toolPath(t, "node")
	tools := filepath.Join("testdata", "tools")
	if _, err := os.Stat(filepath.Join(tools, "node_modules")); err != nil {
		t.Skipf("no packages: run npm ci in export/%s", tools)
	}
	v := viewOf(t, world(t, 60))
	want := storesOwn(t, v)
	var got struct{ Cytoscape, Graphology known }
	decodeOutput(t, output(t, node, filepath.Join(tools, "check.mjs"), folder(t, v)), &got)
	for name, k := range map[string]known{"cytoscape": got.Cytoscape, "graphology": got.Graphology} {
		if diff := cmp.Diff(want, k); diff != "" {
			t.Errorf("%s: the store's -, the tool's +:\n%s", name, diff)
		}
	}
}

// TestGraphviz draws, and finds as many nodes and edges in the drawing.
func TestGraphviz(t *testing.T) {
	dot := toolPath(t, "dot")
	v := viewOf(t, append(story(t), nasty(t)...))
	want := storesOwn(t, v)
	svg := output(t, dot, "-Tsvg", filepath.Join(folder(t, v), "dot"))
	if nodes, edges := strings.Count(svg, `class="node"`), strings.Count(svg, `class="edge"`); nodes != want.Nodes || edges != want.Edges {
		t.Errorf("%d nodes and %d edges were drawn, want %d and %d", nodes, edges, want.Nodes, want.Edges)
	}
	if !strings.Contains(svg, "A deal about data") && !strings.Contains(svg, "The Ledger") {
		t.Error("the drawing has no sources in its tooltips")
	}
}

// TestRaptor parses the RDF of a whole store and of a part.
func TestRaptor(t *testing.T) {
	rapper := toolPath(t, "rapper")
	v := viewOf(t, world(t, 20))
	negated := graph.Negated
	for name, s := range map[string]Selection{"everything": {}, "what is denied": {Filter: &graph.StatementFilter{Polarity: &negated}}} {
		lines := strings.Count(written(t, v, NQuads, s), "\n")
		for f, syntax := range map[Format]string{NQuads: "nquads", TriG: "trig"} {
			path := filepath.Join(t.TempDir(), f.FileName())
			if err := os.WriteFile(path, []byte(written(t, v, f, s)), 0o666); err != nil {
				t.Fatal(err)
			}
			got := strings.Count(output(t, rapper, "-q", "-i", syntax, "-o", "nquads", path), "\n")
			if got != lines || lines == 0 {
				t.Errorf("%s, %s: %d quads were parsed, want %d", name, f, got, lines)
			}
		}
	}
}

// TestXMLSchemas validates against what the formats say of their elements.
func TestXMLSchemas(t *testing.T) {
	xmllint := toolPath(t, "xmllint")
	for name, readings := range map[string][]graph.Reading{"world": world(t, 60), "none": nil} {
		dir := folder(t, viewOf(t, readings))
		for _, f := range []Format{GraphML, GEXF} {
			schema := filepath.Join("testdata", "tools", f.Name()+".xsd")
			out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--huge", "--schema", schema, filepath.Join(dir, f.Name())).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%.2000s", name, err, out)
			}
		}
	}
}

// TestSelectedQuads holds the RDF of a part against the whole: all of it is there, each statement with its evidence.
func TestSelectedQuads(t *testing.T) {
	v := viewOf(t, world(t, 30))
	whole := map[string]bool{}
	for line := range strings.Lines(written(t, v, NQuads, Selection{})) {
		whole[line] = true
	}
	found, err := v.EntitiesNamed(context.Background(), "Northwind")
	if err != nil || len(found) == 0 {
		t.Fatalf("Northwind: %v, %v", found, err)
	}
	for name, s := range map[string]Selection{
		"of one":        {Filter: &graph.StatementFilter{Entity: &graph.EntityRef{Name: "Northwind"}}},
		"as everything": {Filter: &graph.StatementFilter{And: []*graph.StatementFilter{{}}}},
	} {
		part := written(t, v, NQuads, s)
		for line := range strings.Lines(part) {
			if !whole[line] {
				t.Errorf("%s: the store does not have %s", name, line)
			}
		}
		for _, st := range statementsOf(t, v, s) {
			about := "<" + v.Base() + st.ID + "> "
			if !strings.Contains(part, about) || !strings.Contains(part, "#statement> "+about) && !strings.Contains(part, "ns:statement> "+about) {
				t.Errorf("%s: %s or its evidence is not there", name, st.ID)
			}
		}
		if name != "as everything" {
			continue
		}
		for line := range whole {
			subject, _, _ := strings.Cut(line, " ") // of an entity that no statement is about, nothing is told
			if strings.Contains(part, subject) && !strings.Contains(part, line) {
				t.Errorf("%s: left out: %s", name, line)
			}
		}
	}
}

// TestPageInABrowser opens the page in Chromium: its script runs under its own policy, and what articles say does not.
func TestPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	browser := toolPath(t, "chromium")
	v := viewOf(t, append(story(t), nasty(t)...))
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte(written(t, v, HTML, Selection{})), 0o666); err != nil {
		t.Fatal(err)
	}
	dom := output(t, browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--virtual-time-budget=2000",
		"--dump-dom", "file://"+path)
	_, list, _ := strings.Cut(dom, `<ol id="list">`)
	list, _, _ = strings.Cut(list, "</ol>")
	if got, want := strings.Count(list, "<li"), storesOwn(t, v).Edges; got != want {
		t.Errorf("the list has %d statements, want %d", got, want)
	}
	for _, want := range []string{
		`<i class="dot" style="background: rgb(207, 227, 247);"></i>person`, `<i class="line denied"></i>denied`, "statements of 3 articles, 2018-06-05 to 2018-06-06,",
	} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if strings.Contains(list, "<img") || !strings.Contains(list, "&lt;img src=x onerror=alert(1)&gt;") {
		t.Error("what an article says is taken for markup")
	}
}
