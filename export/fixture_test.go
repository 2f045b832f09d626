package export

import (
	"bytes"
	"context"
	"flag"
	"strings"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/news"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scribe writes a reading: each sentence that it is told becomes a part of the article's text and a claim.
type scribe struct {
	t    *testing.T
	r    graph.Reading
	text strings.Builder
	keys map[string]graph.Key
}

func newScribe(t *testing.T, a news.Article, published string) *scribe {
	t.Helper()
	var err error
	if published != "" {
		if a.Published, err = news.ParseDate(published); err != nil {
			t.Fatal(err)
		}
	}
	a.Language = "en"
	return &scribe{t: t, r: graph.Reading{Article: a, Extractor: "test/1"}, keys: map[string]graph.Key{}}
}

// thing is the key of an entity by its name; it has the kind that it is first told of.
func (s *scribe) thing(kind graph.EntityType, name string, aliases ...string) *scribe {
	key := graph.NamedKey(kind, strings.ToLower(name))
	s.keys[name] = key
	e := graph.LocalEntity{Key: key, Founding: strings.ToLower(name), Name: name, Type: kind, Named: true, Aliases: []graph.NameCount{{Name: name, Count: 2}}}
	for _, alias := range aliases {
		e.Aliases = append(e.Aliases, graph.NameCount{Name: alias, Count: 1})
	}
	s.r.Entities = append(s.r.Entities, e)
	return s
}

func (s *scribe) key(name string) graph.Key {
	if s.keys[name] == "" {
		s.t.Fatalf("no thing %q", name)
	}
	return s.keys[name]
}

// say adds a sentence with its claim, which change may alter.
func (s *scribe) say(sentence, subject, predicate, object string, change func(*graph.Claim)) *scribe {
	if s.text.Len() > 0 {
		s.text.WriteString(" ")
	}
	start := s.text.Len()
	s.text.WriteString(sentence)
	c := graph.Claim{
		Subject: s.key(subject), Predicate: predicate, Polarity: graph.Affirmed, Modality: graph.Asserted, Confidence: 0.75,
		Text: strings.TrimSuffix(sentence, "."), Start: start, End: s.text.Len(), Surface: predicate, Rule: "test",
	}
	if object != "" {
		c.Object = s.key(object)
	}
	if change != nil {
		change(&c)
	}
	s.r.Claims = append(s.r.Claims, c)
	return s
}

func (s *scribe) done() graph.Reading {
	s.r.Article.Text = s.text.String()
	return s.r
}

// story are articles that agree, deny, plan and count.
func story(t *testing.T) []graph.Reading {
	t.Helper()
	five := 5.0
	ledger := newScribe(t, news.Article{URL: "https://ledger.example/deal", Title: "A deal about data", Source: "The Ledger", Authors: []string{"Ada Lind", "Ben Roy"}}, "2018-06-05T18:30:00Z").
		thing(graph.Organization, "Northwind", "Northwind Ltd").thing(graph.Organization, "Fabrikam").thing(graph.Person, "Ida Berg").thing(graph.Place, "Oslo").
		say("Northwind shared data with Fabrikam.", "Northwind", "share data with", "Fabrikam", func(c *graph.Claim) {
			c.Time, c.Place = &graph.TimeSpan{EDTF: "2018-06", Phrase: "in June"}, graph.NamedKey(graph.Place, "oslo")
			c.Arguments = []graph.ClaimArgument{
				{Role: graph.RolePlace, Preposition: "in", Text: "Oslo", Entity: c.Place},
				{Role: graph.RoleTime, Preposition: "in", Text: "June", Time: c.Time},
				{Role: graph.RoleManner, Text: "freely"},
			}
			c.Spans = []graph.Span{{Role: "subject", Start: 0, End: 9}, {Role: "predicate", Start: 10, End: 16}, {Role: "object", Start: 27, End: 35}}
		}).
		say("Fabrikam paid 5 million dollars.", "Fabrikam", "pay", "", func(c *graph.Claim) {
			c.Literal = &graph.Literal{Text: "5 million dollars", Datatype: "xsd:decimal", Number: &five, Unit: "million USD"}
		}).
		say("Northwind will sue Fabrikam.", "Northwind", "sue", "Fabrikam", func(c *graph.Claim) { c.Modality = graph.Planned }).
		done()
	courier := newScribe(t, news.Article{URL: "https://courier.example/denial", Title: "Fabrikam denies", Source: "Courier"}, "2018-06-06").
		thing(graph.Organization, "Northwind").thing(graph.Organization, "Fabrikam").thing(graph.Person, "Ida Berg").
		say("Northwind shared data with Fabrikam.", "Northwind", "share data with", "Fabrikam", func(c *graph.Claim) {
			c.Time = &graph.TimeSpan{EDTF: "2018-06", Phrase: "this month"}
		}).
		say("Northwind did not share data with Fabrikam, Berg said.", "Northwind", "share data with", "Fabrikam", func(c *graph.Claim) {
			c.Polarity, c.Speaker = graph.Negated, graph.NamedKey(graph.Person, "ida berg")
		}).
		say("Ida Berg leads Fabrikam.", "Ida Berg", "lead", "Fabrikam", nil).
		done()
	return []graph.Reading{ledger, courier}
}

// nasty is what an article may say to do harm: to markup, to spreadsheets, to parsers.
func nasty(t *testing.T) []graph.Reading {
	t.Helper()
	const worst = "</script><img src=x onerror=alert(1)> & \"q\" 'a' \\ \x01\x0b\u2028 \ufffe = | ; \U0001F600 {{DATA}}"
	s := newScribe(t, news.Article{URL: "https://a.example/?q=\"<>", Title: "=HYPERLINK(\"http://a.example\")", Source: "@Source\t|x", Authors: []string{"+1", "-2"}}, "").
		thing(graph.Organization, "=cmd()").thing(graph.Person, worst, "'=quoted").thing(graph.Other, "-5 \"x\\").
		say("=cmd() met\n\nthem "+worst+".", "=cmd()", "meet;\"DROP\"\nTABLE", worst, nil).
		say("It said -5 x.", worst, "say <b>", "-5 \"x\\", func(c *graph.Claim) {
			c.Literal, c.Object = &graph.Literal{Text: "]]> --> \r\n\t" + worst}, ""
		}).
		say("Self met self.", "=cmd()", "meet", "=cmd()", nil)
	return []graph.Reading{s.done()}
}

// storeOf is a store with readings in it.
func storeOf(t *testing.T, readings []graph.Reading) *graph.Store {
	t.Helper()
	clock := func() time.Time { return time.Date(2018, 6, 10, 8, 0, 0, 0, time.UTC) }
	s, err := graph.Open(context.Background(), "memory:", graph.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Apply(context.Background(), graph.Batch{Put: readings}); err != nil {
		t.Fatal(err)
	}
	return s
}

func viewOf(t *testing.T, readings []graph.Reading) *graph.View {
	t.Helper()
	v, err := storeOf(t, readings).View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// written is an export as a text.
func written(t *testing.T, v *graph.View, f Format, s Selection) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(context.Background(), &b, v, f, s); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

// statementsOf are the statements that are selected.
func statementsOf(t *testing.T, v *graph.View, s Selection) []*graph.Statement {
	t.Helper()
	var all []*graph.Statement
	err := newReading(v, s).statements(context.Background(), func(group []*graph.Statement) error {
		all = append(all, group...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
