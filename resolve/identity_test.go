package resolve_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
)

// identities are small articles whose names mean one thing, or two, when they are read together.
var identities = []struct {
	about    string
	articles []string
	want     []string // the named nodes, each as its type and all its names
}{
	{"an acronym that one article explains and another uses alone",
		[]string{"The Oslo Harbor Authority (OHA) sued Nokia. OHA won the case.", "The OHA sued Ericsson on Monday."},
		[]string{"ORGANIZATION Ericsson", "ORGANIZATION Nokia", "ORGANIZATION OHA, Oslo Harbor Authority"}},
	{"a company with and without what it is",
		[]string{"Nokia Corp. sued Ericsson.", "Nokia bought the plant.", "Nokia Inc praised Ericsson."},
		[]string{"ORGANIZATION Ericsson", "ORGANIZATION Nokia, Nokia Corp., Nokia Inc"}},
	{"a last name that only one person has",
		[]string{"Anna Lindqvist sued Nokia. Lindqvist won the case."},
		[]string{"ORGANIZATION Nokia", "PERSON Anna Lindqvist, Lindqvist"}},
	{"a father and his son",
		[]string{"James Roe Sr. sued Nokia.", "James Roe Jr. praised Nokia."},
		[]string{"ORGANIZATION Nokia", "PERSON James Roe Jr.", "PERSON James Roe Sr."}},
	{"a city and its team",
		[]string{"Anna Berg moved to Chicago. She lives in Chicago.", "The Chicago Bulls fired the coach. The Chicago Bulls sued Nokia."},
		[]string{"ORGANIZATION Chicago Bulls", "ORGANIZATION Nokia", "PERSON Anna Berg", "PLACE Chicago"}},
	{"a capital and the government that it stands for",
		[]string{"Beijing accused the United States of spying.", "Anna Berg lives in Beijing.", "China praised Norway."},
		[]string{"PERSON Anna Berg", "PLACE Beijing", "PLACE China", "PLACE Norway", "PLACE United States"}},
}

// TestIdentities reads the articles of each case into one store, in both orders: the nodes are the same.
func TestIdentities(t *testing.T) {
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range identities {
		var readings []graph.Reading
		for _, text := range c.articles {
			a := news.Article{Text: text}
			d, err := p.Annotate(context.Background(), text)
			if err != nil {
				t.Fatal(err)
			}
			relations, err := openie.Extractor{}.Extract(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			readings = append(readings, resolve.Resolver{}.Resolve(a, d, relations, "test"))
		}
		if diff := cmp.Diff(c.want, nodes(t, readings)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.about, diff)
		}
		slices.Reverse(readings)
		if diff := cmp.Diff(c.want, nodes(t, readings)); diff != "" {
			t.Errorf("%s, the other way round: -want +got\n%s", c.about, diff)
		}
	}
}

// nodes are the named nodes of a store that has these readings, one commit each.
func nodes(t *testing.T, readings []graph.Reading) []string {
	t.Helper()
	ctx := context.Background()
	s, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, r := range readings {
		if _, err := s.Apply(ctx, graph.Batch{Put: []graph.Reading{r}}); err != nil {
			t.Fatal(err)
		}
	}
	v, err := s.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	page, err := v.FindEntities(ctx, nil, graph.Order{}, graph.PageRequest{First: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range page.Items {
		if !e.Named {
			continue
		}
		names := append([]string{e.Name}, e.Aliases...)
		slices.Sort(names)
		line := string(e.Type) + " " + names[0]
		for _, name := range names[1:] {
			line += ", " + name
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}
