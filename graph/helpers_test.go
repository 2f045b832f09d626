package graph

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"newsgraph/news"
)

var update = flag.Bool("update", false, "write the golden files anew")

// noon is the clock of the tests.
var noon = time.Date(2018, 6, 10, 12, 0, 0, 0, time.UTC)

func fixedClock() time.Time { return noon }

// openTest opens a store that is checked and closed at the end of the test.
func openTest(t testing.TB, uri string, opt Options) *Store {
	t.Helper()
	if opt.Clock == nil {
		opt.Clock = fixedClock
	}
	s, err := Open(context.Background(), storeURI(t, uri), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.closed.Load() {
			sound(t, s)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sound fails the test where the store is not.
func sound(t testing.TB, s *Store) {
	t.Helper()
	faults, err := s.Check(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, f := range faults {
		t.Errorf("fault: %s: %s: %s", f.Kind, f.ID, f.Message)
	}
}

func apply(t testing.TB, s *Store, b Batch) *Applied {
	t.Helper()
	applied, err := s.Apply(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

func view(t testing.TB, s *Store) *View {
	t.Helper()
	v, err := s.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// scribe writes readings: what it is told becomes sentences of the article and claims about them.
type scribe struct {
	r    Reading
	text strings.Builder
}

func write(a news.Article) *scribe {
	return &scribe{r: Reading{Article: a, Extractor: "scribe/1"}}
}

// thing makes sure that the reading has an entity; a name with a star before it is one that is only described.
func (s *scribe) thing(t EntityType, name string) Key {
	described := strings.HasPrefix(name, "*")
	name = strings.TrimPrefix(name, "*")
	founding := strings.ToLower(name)
	key := NamedKey(t, founding)
	if described {
		key = LocalKey(s.r.Article.URL, t, founding)
	}
	for i := range s.r.Entities {
		if s.r.Entities[i].Key == key {
			s.r.Entities[i].Aliases[0].Count++
			return key
		}
	}
	s.r.Entities = append(s.r.Entities, LocalEntity{
		Key: key, Founding: founding, Name: name, Type: t, Named: !described, Aliases: []NameCount{{name, 1}},
	})
	return key
}

func (s *scribe) entity(k Key) *LocalEntity {
	for i := range s.r.Entities {
		if s.r.Entities[i].Key == k {
			return &s.r.Entities[i]
		}
	}
	return nil
}

// say adds a claim of two things and its sentence; change may alter the claim.
func (s *scribe) say(subject Key, predicate string, object Key, change func(*Claim)) {
	c := Claim{
		Subject: subject, Predicate: predicate, Object: object, Polarity: Affirmed, Modality: Asserted, Confidence: 0.5,
		Surface: "did " + predicate, Rule: "test",
	}
	if change != nil {
		change(&c)
	}
	what := ""
	if object != "" {
		what = s.entity(object).Name
	} else if c.Literal != nil {
		what = c.Literal.Text
	}
	who := s.entity(subject).Name
	if c.Text == "" {
		c.Text = fmt.Sprintf("%s %s %s", who, predicate, what)
	}
	c.Start = s.text.Len()
	s.text.WriteString(c.Text)
	c.End = s.text.Len()
	if c.Spans == nil {
		c.Spans = []Span{{"subject", c.Start, c.Start + len(who)}, {"predicate", c.Start + len(who) + 1, c.Start + len(who) + 1 + len(predicate)}}
	}
	s.text.WriteString(".\n\n")
	s.r.Claims = append(s.r.Claims, c)
}

func (s *scribe) reading() Reading {
	s.r.Article.Text = strings.TrimSpace(s.text.String())
	if s.r.Article.Text == "" {
		s.r.Article.Text = "Nothing happened."
	}
	return s.r
}

func date(text string) news.Date {
	d, err := news.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// teller makes up articles of a small world, so that they meet often.
type teller struct{ *rand.Rand }

func newTeller(seed uint64) teller { return teller{rand.New(rand.NewPCG(seed, 1))} }

func pick[T any](t teller, list ...T) T { return list[t.IntN(len(list))] }

// article makes up one of n articles; it comes in several texts.
func (t teller) article(n int) Reading {
	number := t.IntN(n)
	s := write(news.Article{
		URL: fmt.Sprintf("https://paper%d.example/%d", number%3, number), Title: fmt.Sprintf("Story %d", t.IntN(2)),
		Source: fmt.Sprintf("Paper %d", number%3), Published: date(pick(t, "2018-06-05", "2018-06-06", "2018-06-05T08:30:00+02:00", "2018", "")),
	})
	s.r.Extractor = pick(t, "scribe/1", "scribe/1", "scribe/2")
	for range t.IntN(5) {
		t.claim(s)
	}
	if t.IntN(3) == 0 {
		s.thing(Place, pick(t, "China", "Ohio"))
	}
	return s.reading()
}

func (t teller) thing(s *scribe) Key {
	k := s.thing(pick(t, Organization, Organization, Person), pick(t, "Facebook", "Huawei", "ZTE", "*users", "Ünal & Söhne"))
	e := s.entity(k)
	if t.IntN(6) == 0 {
		e.AliasKeys = append(e.AliasKeys, NamedKey(e.Type, pick(t, "zte", "huawei", "fb")))
	}
	if t.IntN(4) == 0 {
		e.Aliases = append(e.Aliases, NameCount{pick(t, "FB", "facebook", "The Firm") + pick(t, "", "!"), 1 + t.IntN(2)})
	}
	if t.IntN(4) == 0 {
		e.Descriptions = append(e.Descriptions, pick(t, "a company", "the maker of phones"))
	}
	return k
}

func (t teller) claim(s *scribe) {
	subject, object := t.thing(s), Key("")
	var literal *Literal
	switch t.IntN(4) {
	case 0:
		literal = t.literal()
	default:
		object = t.thing(s)
	}
	s.say(subject, pick(t, "share data with", "ban", "Ban", "sue"), object, func(c *Claim) {
		c.Literal = literal
		c.Polarity = pick(t, Affirmed, Affirmed, Negated)
		c.Modality = pick(t, Asserted, Asserted, Planned, Possible)
		c.Confidence = pick(t, 0, 0.1, 0.25, 0.7, 1)
		c.Surface = pick(t, "", "shared data with", "banned")
		c.Time = t.time()
		if t.IntN(3) == 0 {
			c.Speaker = t.thing(s)
		}
		if t.IntN(4) == 0 {
			c.Place = s.thing(Place, pick(t, "China", "Ohio"))
		}
		for range t.IntN(3) {
			c.Arguments = append(c.Arguments, ClaimArgument{
				Role: pick(t, RoleTopic, RoleTime), Preposition: pick(t, "", "in"), Text: pick(t, "phones", "May"),
				Entity: pick(t, "", subject), Time: t.time(),
			})
		}
	})
}

func (t teller) literal() *Literal {
	n := float64(t.IntN(2)) + 0.5
	return pick(t, &Literal{Text: "phones"}, &Literal{Text: "phones", Datatype: "xsd:string"},
		&Literal{Text: "about " + fmt.Sprint(n), Datatype: "xsd:decimal", Number: &n, Unit: "USD"},
		&Literal{Text: "May", Datatype: "xsd:date", Date: "2018-05"})
}

func (t teller) time() *TimeSpan {
	return pick(t, nil, nil, &TimeSpan{EDTF: "2018-05", Phrase: "last month"}, &TimeSpan{EDTF: "2018", Phrase: "this year"},
		&TimeSpan{EDTF: "2018-06-01/2018-06-03"}, &TimeSpan{EDTF: "2017"}, &TimeSpan{Phrase: "on Tuesday"})
}
