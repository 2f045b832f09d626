package resolve_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
)

// TestTimesAsArguments wants that preposition and text together are the words of the article, the preposition once, and
// that the phrase of the time has them all.
func TestTimesAsArguments(t *testing.T) {
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	published, err := news.ParseDate("2018-06-06")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ text, want string }{
		{"Northwind sold the mill to Otterburn on Monday.", `"on" "Monday" "on Monday" 2018-06-04`},
		{"In February, Northwind sold the mill to Otterburn.", `"in" "February" "In February" 2018-02`},
		{"Northwind sold the mill to Otterburn in the summer of 2017.", `"in" "summer of 2017" "in the summer of 2017" 2017`},
		{"Northwind sold the mill to Otterburn last week.", `"" "last week" "last week" 2018-05-28/2018-06-03`},
		{"Northwind sold the mill to Otterburn as of Monday.", `"as of" "Monday" "as of Monday" 2018-06-04`},
		{"Northwind has leased the mill to Otterburn since 2009.", `"since" "2009" "since 2009" 2009/2018`},
		{"Northwind sold the mill to Otterburn shortly before 2009.", `"" "shortly before 2009" "shortly before 2009" 2009`},
		{"Northwind sold the mill to Otterburn even in 2009.", `"" "even in 2009" "even in 2009" 2009`},
	} {
		a := news.Article{Title: "The mill", Text: test.text, Published: published}
		d, err := p.Annotate(context.Background(), a.Text)
		if err != nil {
			t.Fatal(err)
		}
		relations, err := openie.Extractor{}.Extract(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range (resolve.Resolver{}).Resolve(a, d, relations, "test").Claims {
			for _, argument := range c.Arguments {
				if argument.Role == graph.RoleTime {
					seen[fmt.Sprintf("%q %q %q %s", argument.Preposition, argument.Text, argument.Time.Phrase, argument.Time.EDTF)] = true
				}
			}
		}
		if diff := cmp.Diff(map[string]bool{test.want: true}, seen); diff != "" {
			t.Errorf("%s\nwant -, got +:\n%s", test.text, diff)
		}
	}
}
