package export

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/news"
)

// gexfFile is what the tests read of a file of GEXF.
type gexfFile struct {
	Graph struct {
		Mode   string `xml:"mode,attr"`
		Format string `xml:"timeformat,attr"`
		Nodes  []struct {
			ID     string      `xml:"id,attr"`
			Label  string      `xml:"label,attr"`
			Spells []gexfSpell `xml:"spells>spell"`
		} `xml:"nodes>node"`
		Edges []struct {
			Source string      `xml:"source,attr"`
			Target string      `xml:"target,attr"`
			Spells []gexfSpell `xml:"spells>spell"`
		} `xml:"edges>edge"`
	} `xml:"graph"`
}

type gexfSpell struct {
	Start string `xml:"start,attr"`
	End   string `xml:"end,attr"`
}

func gexfOf(t *testing.T, v *graph.View, s Selection) gexfFile {
	t.Helper()
	var f gexfFile
	if err := xml.Unmarshal([]byte(written(t, v, GEXF, s)), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestGEXFSpells wants edges there on the days of their articles, however precisely those are known, and nodes as long as
// any of their edges.
func TestGEXFSpells(t *testing.T) {
	told := func(url, published, object string) graph.Reading {
		return newScribe(t, news.Article{URL: "https://ledger.example/" + url, Title: url}, published).
			thing(graph.Organization, "Northwind").thing(graph.Organization, object).
			say("Northwind sued "+object+".", "Northwind", "sue", object, nil).done()
	}
	v := viewOf(t, []graph.Reading{
		told("1", "2018-06-05T18:30:00Z", "Fabrikam"), told("2", "2018-06-06", "Fabrikam"), told("3", "2018-08", "Fabrikam"),
		told("4", "2017", "Contoso"), told("5", "1969-12-31", "Tailspin"), told("6", "", "Litware"), told("7", "2019-03-01", "Litware"),
	})
	f := gexfOf(t, v, Selection{})
	if f.Graph.Mode != "dynamic" || f.Graph.Format != "date" {
		t.Errorf("the graph is %q with times as %q", f.Graph.Mode, f.Graph.Format)
	}
	labels, got := map[string]string{}, map[string][]gexfSpell{}
	for _, n := range f.Graph.Nodes {
		labels[n.ID], got[n.Label] = n.Label, n.Spells
	}
	for _, e := range f.Graph.Edges {
		got[labels[e.Source]+" sued "+labels[e.Target]] = e.Spells
	}
	want := map[string][]gexfSpell{
		"Northwind sued Fabrikam": {{"2018-06-05", "2018-06-07"}, {"2018-08-01", "2018-09-01"}},
		"Northwind sued Contoso":  {{"2017-01-01", "2018-01-01"}},
		"Northwind sued Tailspin": {{"1969-12-31", "1970-01-01"}},
		"Northwind sued Litware":  {{"2019-03-01", "2019-03-02"}},
		"Northwind":               {{"1969-12-31", "2019-03-02"}},
		"Fabrikam":                {{"2018-06-05", "2018-09-01"}},
		"Contoso":                 {{"2017-01-01", "2018-01-01"}},
		"Tailspin":                {{"1969-12-31", "1970-01-01"}},
		"Litware":                 {{"2019-03-01", "2019-03-02"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}

	// Of a selection, things are there while its own edges are; what has no date is always there.
	f = gexfOf(t, v, Selection{Filter: &graph.StatementFilter{Object: &graph.EntityRef{Name: "Contoso"}}})
	for _, n := range f.Graph.Nodes {
		if diff := cmp.Diff([]gexfSpell{{"2017-01-01", "2018-01-01"}}, n.Spells); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", n.Label, diff)
		}
	}
	text := written(t, viewOf(t, []graph.Reading{told("8", "", "Litware"), told("9", "2018", "Fabrikam")}), GEXF, Selection{})
	if strings.Count(text, "<spells>") != 2 {
		t.Errorf("want spells of Fabrikam and of its edge alone:\n%s", text)
	}
}

// TestGEXFSpellsCoverEdges wants the same of many things.
func TestGEXFSpellsCoverEdges(t *testing.T) {
	f := gexfOf(t, viewOf(t, world(t, 60)), Selection{})
	spells := map[string][]gexfSpell{}
	for _, n := range f.Graph.Nodes {
		spells[n.ID] = n.Spells
	}
	dated := 0
	for _, e := range f.Graph.Edges {
		for _, id := range []string{e.Source, e.Target} {
			for _, s := range e.Spells {
				if dated++; len(spells[id]) == 0 {
					continue
				}
				if node := spells[id][0]; node.Start > s.Start || node.End < s.End {
					t.Errorf("%s is there from %s to %s, an edge of it from %s to %s", id, node.Start, node.End, s.Start, s.End)
				}
			}
		}
	}
	if dated == 0 {
		t.Error("no edge has a date")
	}
}
