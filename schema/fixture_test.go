package schema

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/news"
)

// clock is what the tests' stores take loadedAt from.
func clock() time.Time { return time.Date(2018, 6, 10, 8, 0, 0, 0, time.UTC) }

// newTestStore is an empty store in memory that is checked when the test ends.
func newTestStore(t testing.TB) *graph.Store {
	t.Helper()
	store, err := graph.Open(context.Background(), "memory:", graph.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// newTestSchema is a schema over a store with the articles of fixtures.
func newTestSchema(t testing.TB) *Schema {
	t.Helper()
	return newSchemaOf(t, fixtures(t), Options{})
}

func newSchemaOf(t testing.TB, readings []graph.Reading, opt Options) *Schema {
	t.Helper()
	opt.Store = newTestStore(t)
	if opt.Log == nil {
		opt.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	opt.Extractor, opt.Version = "test/1", "0.0.1"
	if _, err := opt.Store.Apply(context.Background(), graph.Batch{Put: readings}); err != nil {
		t.Fatal(err)
	}
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// told is an article as the tests write it down.
type told struct {
	article news.Article
	things  []thing
	says    []said
}

// thing is an entity of an article; the first of its names is the fullest.
type thing struct {
	kind         graph.EntityType
	names        []string
	descriptions []string
	unnamed      bool
}

// said is a claim. Its quote stands in the text, the words of its parts in the quote.
type said struct {
	quote, subject, surface, object string // words of the quote; object may be a literal's
	predicate                       string // in base form
	text                            string
	literal                         *graph.Literal
	speaker, place                  string
	negated                         bool
	modality                        graph.Modality // default: asserted
	edtf, phrase                    string
	arguments                       []graph.ClaimArgument
	confidence                      float64
}

// reading makes of what was told what the store takes. An entity's key is that of its type and fullest name.
func reading(t testing.TB, a told) graph.Reading {
	t.Helper()
	r := graph.Reading{Article: a.article, Extractor: "test/1"}
	keys := map[string]graph.Key{}
	for _, th := range a.things {
		founding := strings.ToLower(th.names[0])
		key := graph.NamedKey(th.kind, founding)
		if th.unnamed {
			key = graph.LocalKey(a.article.ID(), th.kind, founding)
		}
		e := graph.LocalEntity{Key: key, Founding: founding, Name: th.names[0], Type: th.kind, Named: !th.unnamed, Descriptions: th.descriptions}
		for i, name := range th.names {
			keys[name] = key
			e.Aliases = append(e.Aliases, graph.NameCount{Name: name, Count: len(th.names) - i})
		}
		r.Entities = append(r.Entities, e)
	}
	key := func(name string) graph.Key {
		if name != "" && keys[name] == "" {
			t.Fatalf("%s: no thing %q", a.article.Title, name)
		}
		return keys[name]
	}
	for _, s := range a.says {
		start := strings.Index(a.article.Text, s.quote)
		if start < 0 {
			t.Fatalf("%s: the text has no %q", a.article.Title, s.quote)
		}
		c := graph.Claim{
			Subject: key(s.subject), Predicate: s.predicate, Literal: s.literal, Speaker: key(s.speaker), Place: key(s.place),
			Polarity: graph.Affirmed, Modality: graph.Asserted, Text: s.text, Confidence: s.confidence, Surface: s.surface,
			Start: start, End: start + len(s.quote), Arguments: s.arguments, Rule: "test",
		}
		if s.literal == nil {
			c.Object = key(s.object)
		}
		if s.negated {
			c.Polarity = graph.Negated
		}
		if s.modality != "" {
			c.Modality = s.modality
		}
		if s.edtf != "" || s.phrase != "" {
			c.Time = &graph.TimeSpan{EDTF: s.edtf, Phrase: s.phrase}
		}
		for _, part := range []struct{ role, words string }{{"subject", s.subject}, {"predicate", s.surface}, {"object", s.object}} {
			if at := strings.Index(s.quote, part.words); at >= 0 {
				c.Spans = append(c.Spans, graph.Span{Role: part.role, Start: start + at, End: start + at + len(part.words)})
			}
		}
		r.Claims = append(r.Claims, c)
	}
	return r
}

func day(t testing.TB, text string) news.Date {
	t.Helper()
	d, err := news.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fixtures are three short articles that agree, disagree and add to each other.
func fixtures(t testing.TB) []graph.Reading {
	t.Helper()
	four := 4.0
	var out []graph.Reading
	for _, a := range []told{
		{
			article: news.Article{
				URL: "https://herald.example/partners", Title: "Phone makers had access", Source: "Herald", Authors: []string{"Ada Lind"},
				Published: day(t, "2018-06-05T18:30:00Z"), Language: "en",
				Text: "Facebook shared user data with Huawei. The social network also shared data with Lenovo.\n\n" +
					"“We kept it on the phones 😀,” said Francisco Varela, a vice president. Facebook ended the deal with Huawei on Tuesday.",
			},
			things: []thing{
				{kind: graph.Organization, names: []string{"Facebook", "The social network"}},
				{kind: graph.Organization, names: []string{"Huawei"}},
				{kind: graph.Organization, names: []string{"Lenovo"}},
				{kind: graph.Person, names: []string{"Francisco Varela"}, descriptions: []string{"vice president"}},
				{kind: graph.Other, names: []string{"the deal"}, unnamed: true},
			},
			says: []said{
				{quote: "Facebook shared user data with Huawei.", subject: "Facebook", surface: "shared user data with", predicate: "share user data with",
					object: "Huawei", text: "Facebook shared user data with Huawei", confidence: 0.9},
				{quote: "The social network also shared data with Lenovo.", subject: "The social network", surface: "shared data with",
					predicate: "share data with", object: "Lenovo", text: "Facebook shared data with Lenovo", confidence: 0.8},
				{quote: "Facebook ended the deal with Huawei on Tuesday.", subject: "Facebook", surface: "ended", predicate: "end", object: "the deal",
					text: "Facebook ended the deal", edtf: "2018-06-05", phrase: "on Tuesday", confidence: 0.7,
					arguments: []graph.ClaimArgument{{Role: graph.RoleTime, Preposition: "on", Text: "Tuesday", Time: &graph.TimeSpan{EDTF: "2018-06-05", Phrase: "on Tuesday"}}}},
			},
		},
		{
			article: news.Article{
				URL: "https://courier.example/denial#top", Title: "Huawei denies", Source: "Courier", Published: day(t, "2018-06-06"), Language: "en",
				Text: "Facebook shared user data with Huawei, the network said. Huawei said Facebook did not share user data with Huawei. The firm paid 4 million dollars.",
			},
			things: []thing{
				{kind: graph.Organization, names: []string{"Facebook"}},
				{kind: graph.Organization, names: []string{"Huawei", "The firm"}, descriptions: []string{"firm"}},
			},
			says: []said{
				{quote: "Facebook shared user data with Huawei, the network said.", subject: "Facebook", surface: "shared user data with",
					predicate: "share user data with", object: "Huawei", text: "Facebook shared user data with Huawei", confidence: 0.8},
				{quote: "Huawei said Facebook did not share user data with Huawei.", subject: "Facebook", surface: "did not share user data with",
					predicate: "share user data with", object: "Huawei", text: "Facebook did not share user data with Huawei", negated: true, speaker: "Huawei", confidence: 0.8},
				{quote: "The firm paid 4 million dollars.", subject: "Huawei", surface: "paid", predicate: "pay", object: "4 million dollars",
					literal: &graph.Literal{Text: "4 million dollars", Datatype: "xsd:decimal", Number: &four, Unit: "million USD"}, text: "Huawei paid 4 million dollars", confidence: 0.6},
			},
		},
		{
			article: news.Article{
				Title: "A place called Lenovo", Published: day(t, "2018"), Language: "en",
				Text: "Lenovo is a town. Facebook may open an office in Lenovo.",
			},
			things: []thing{
				{kind: graph.Organization, names: []string{"Facebook"}},
				{kind: graph.Place, names: []string{"Lenovo"}},
			},
			says: []said{
				{quote: "Facebook may open an office in Lenovo.", subject: "Facebook", surface: "may open an office in", predicate: "open an office in",
					object: "Lenovo", text: "Facebook may open an office in Lenovo", modality: graph.Possible, place: "Lenovo", confidence: 0.5},
			},
		},
	} {
		out = append(out, reading(t, a))
	}
	return out
}

// many are n readings of m claims each, all about different things but for one firm that is in all of them.
func many(t testing.TB, n, m int) []graph.Reading {
	t.Helper()
	var out []graph.Reading
	for i := 0; i < n; i++ {
		a := told{
			article: news.Article{
				URL: fmt.Sprintf("https://times.example/%d", i), Title: fmt.Sprintf("Report %d", i), Source: "Times",
				Published: news.Date{Time: clock().AddDate(0, 0, -i), Precision: news.Day},
			},
			things: []thing{{kind: graph.Organization, names: []string{"Acme"}}},
		}
		for j := 0; j < m; j++ {
			name := fmt.Sprintf("Firm %d-%d", i, j)
			quote := fmt.Sprintf("Acme sold rights to %s.", name)
			a.article.Text += quote + "\n\n"
			a.things = append(a.things, thing{kind: graph.Organization, names: []string{name}})
			a.says = append(a.says, said{quote: quote, subject: "Acme", surface: "sold rights to", predicate: "sell rights to", object: name,
				text: strings.TrimSuffix(quote, "."), confidence: 0.5})
		}
		out = append(out, reading(t, a))
	}
	return out
}
