package graph

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// story is a small world in which everything happens once: two papers tell it, one carries a copy, one denies it.
func story(t testing.TB) *Store {
	t.Helper()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	return s
}

func storyReadings() []Reading {
	first := write(news.Article{URL: "https://times.example/data", Title: "Data for makers of phones", Source: "Times", Published: date("2018-06-05"), Authors: []string{"A. Writer"}})
	facebook, huawei := first.thing(Organization, "Facebook"), first.thing(Organization, "Huawei")
	first.entity(facebook).Aliases = append(first.entity(facebook).Aliases, NameCount{"FB", 3})
	first.entity(facebook).Descriptions = []string{"the social network"}
	officials := first.thing(Person, "*officials")
	first.say(facebook, "share data with", huawei, func(c *Claim) {
		c.Confidence, c.Time = 0.8, &TimeSpan{EDTF: "2018-05", Phrase: "last month"}
		c.Text = "Facebook had shared data with Huawei last month"
		c.Surface = "had shared data with"
	})
	first.say(facebook, "end", "", func(c *Claim) {
		c.Literal, c.Modality = &Literal{Text: "the partnership"}, Planned
		c.Speaker = officials
	})

	second := write(news.Article{URL: "https://post.example/reply", Title: "The reply", Source: "Post", Published: date("2018-06-06")})
	facebook, huawei = second.thing(Organization, "Facebook"), second.thing(Organization, "Huawei")
	china := second.thing(Place, "China")
	second.say(huawei, "share data with", china, func(c *Claim) { c.Polarity, c.Speaker, c.Place = Negated, huawei, china })
	second.say(facebook, "share data with", huawei, func(c *Claim) { c.Confidence, c.Speaker = 0.5, facebook })
	second.say(facebook, "share data with", huawei, func(c *Claim) {
		c.Polarity, c.Time = Negated, &TimeSpan{EDTF: "2018"}
	})

	copied := storyCopy(first)
	later := write(news.Article{URL: "https://post.example/later", Title: "A year later", Source: "Post"})
	facebook, huawei = later.thing(Organization, "Facebook"), later.thing(Organization, "Huawei")
	later.say(facebook, "share data with", huawei, func(c *Claim) { c.Time = &TimeSpan{EDTF: "2019"} })
	return []Reading{first.reading(), second.reading(), copied, later.reading()}
}

// storyCopy is the same text in another paper.
func storyCopy(s *scribe) Reading {
	r := s.reading()
	r.Article.URL, r.Article.Source, r.Article.Published = "https://copy.example/data", "Copy", date("2018-06-07")
	r.Entities = slices.Clone(r.Entities)
	r.Claims = slices.Clone(r.Claims)
	described := LocalKey("https://copy.example/data", Person, "officials")
	for i := range r.Entities {
		if !r.Entities[i].Named {
			r.Entities[i].Key = described
		}
	}
	for i := range r.Claims {
		if r.Claims[i].Speaker != "" {
			r.Claims[i].Speaker = described
		}
	}
	return r
}

// line is a statement as the tests write it down.
func (w *world) line(s *Statement) string {
	object := ""
	if s.Literal != nil {
		object = fmt.Sprintf("%q", s.Literal.Text)
	} else {
		object = w.entities[s.Object].Name
	}
	line := w.entities[s.Subject].Name + " | " + w.predicates[s.Predicate].Label + " | " + object
	if s.Polarity == Negated {
		line = "not " + line
	}
	if s.Modality != Asserted {
		line += " | " + string(s.Modality)
	}
	if s.AttributedTo != "" {
		line += " | says " + w.entities[s.AttributedTo].Name
	}
	if s.Time != nil {
		line += " | " + s.Time.EDTF
	}
	return line
}

func (w *world) lines(statements []*Statement) []string {
	var lines []string
	for _, s := range statements {
		lines = append(lines, w.line(s))
	}
	return lines
}

func (w *world) find(t *testing.T, line string) *Statement {
	t.Helper()
	for _, s := range w.statements {
		if w.line(s) == line {
			return s
		}
	}
	t.Fatalf("no statement %q among %q", line, w.lines(w.statements))
	return nil
}

const shared = "Facebook | share data with | Huawei | 2018-05"

func TestStatement(t *testing.T) {
	s := story(t)
	w := readWorld(t, view(t, s))
	got := w.find(t, shared)
	facebook := entityID(NamedKey(Organization, "facebook"), "facebook")
	want := &Statement{
		ID: got.ID, Text: "Facebook had shared data with Huawei last month", Subject: facebook, Predicate: "rel/share-data-with",
		Object: entityID(NamedKey(Organization, "huawei"), "huawei"), Polarity: Affirmed, Modality: Asserted,
		Time: &TimeSpan{EDTF: "2018-05", Phrase: "last month"}, Confidence: 0.8, Status: Active,
		ArticleCount: 3, IndependentSourceCount: 2, // times, copy and post; times and copy are one text
		FirstPublished: date("2018-06-05").Time, LastPublished: date("2018-06-07").Time, FirstLoaded: noon,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	said := w.find(t, "Facebook | share data with | Huawei | says Facebook")
	if said.ArticleCount != 4 || said.IndependentSourceCount != 3 {
		t.Errorf("a statement without a time is corroborated by all: got %d articles, %d sources", said.ArticleCount, said.IndependentSourceCount)
	}
}

func TestClaims(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	w := readWorld(t, v)
	denied := "not Facebook | share data with | Huawei | 2018"
	for _, c := range []struct {
		line      string
		same, not []string
	}{
		{shared, []string{"Facebook | share data with | Huawei | says Facebook"}, []string{denied}},
		{
			"Facebook | share data with | Huawei | says Facebook",
			[]string{shared, "Facebook | share data with | Huawei | 2019"}, []string{denied},
		},
		{"Facebook | share data with | Huawei | 2019", []string{"Facebook | share data with | Huawei | says Facebook"}, nil},
		{denied, nil, []string{"Facebook | share data with | Huawei | says Facebook", shared}},
	} {
		statement := w.find(t, c.line)
		same, err := v.SameClaim(ctx, statement.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		not, err := v.ContradictedBy(ctx, statement.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		sorted := func(list []string) []string {
			slices.Sort(list)
			return list
		}
		if d := cmp.Diff(sorted(c.same), sorted(w.lines(same))); d != "" {
			t.Errorf("%s: same claim: want -, got +:\n%s", c.line, d)
		}
		if d := cmp.Diff(sorted(c.not), sorted(w.lines(not))); d != "" {
			t.Errorf("%s: contradicted by: want -, got +:\n%s", c.line, d)
		}
	}
	one, err := v.SameClaim(ctx, w.find(t, "Facebook | share data with | Huawei | says Facebook").ID, 1)
	if err != nil || len(one) != 1 {
		t.Errorf("want one statement, got %d, error %v", len(one), err)
	}
	none, err := v.SameClaim(ctx, "stmt/none", 0)
	if err != nil || none != nil {
		t.Errorf("of a statement that is not there: got %v, error %v", none, err)
	}
}

func TestEntity(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	found, err := v.EntitiesNamed(ctx, " fAcebook ")
	if err != nil || len(found) != 1 {
		t.Fatalf("want one Facebook, got %v, error %v", found, err)
	}
	if same, err := v.EntitiesNamed(ctx, "The Facebook"); err != nil || len(same) != 1 || same[0].ID != found[0].ID {
		t.Errorf("with a \"the\": %v, error %v", same, err)
	}
	want := &Entity{
		ID: entityID(NamedKey(Organization, "facebook"), "facebook"), Name: "Facebook", Type: Organization, Named: true,
		Aliases: []string{"FB"}, Descriptions: []string{"the social network"}, StatementCount: 6, ArticleCount: 4,
		FirstPublished: date("2018-06-05").Time, LastPublished: date("2018-06-07").Time,
	}
	if d := cmp.Diff(want, found[0]); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	described, err := v.EntitiesNamed(ctx, "officials")
	if err != nil || len(described) != 2 || described[0].ID == described[1].ID {
		t.Errorf("what is only described is another thing in each article: got %v, error %v", described, err)
	}
}

func TestEvidenceContext(t *testing.T) {
	ctx := context.Background()
	text := "Before all that, one two three four five six seven Facebook hired Huawei one two three four five six seven.\n\nNext paragraph."
	s := write(news.Article{URL: "https://a.example/"})
	facebook, huawei := s.thing(Organization, "Facebook"), s.thing(Organization, "Huawei")
	s.say(facebook, "hire", huawei, nil)
	r := s.reading()
	r.Article.Text = text
	r.Claims[0].Start, r.Claims[0].End = 51, 72
	r.Claims[0].Spans = []Span{{"object", 66, 72}, {"subject", 51, 59}}
	store := openTest(t, "memory:", Options{})
	apply(t, store, Batch{Put: []Reading{r}})
	v := view(t, store)
	p, err := v.EvidenceIn(ctx, ArticlePrefix+r.Article.ID(), PageRequest{})
	if err != nil || len(p.Items) != 1 {
		t.Fatalf("want one piece of evidence, got %v, error %v", p, err)
	}
	want := &Evidence{
		ID: p.Items[0].ID, Statement: p.Items[0].Statement, Article: ArticlePrefix + r.Article.ID(), Quote: "Facebook hired Huawei",
		Start: 51, End: 72, Spans: []Span{{"subject", 51, 59}, {"object", 66, 72}},
		Prefix: "two three four five six seven", Suffix: "one two three four five six", Surface: "did hire", Verified: true,
		Confidence: 0.5, Extractor: "scribe/1", Rule: "test", SubjectKey: facebook, ObjectKey: huawei,
	}
	if d := cmp.Diff(want, p.Items[0]); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

func TestLookups(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	w := readWorld(t, v)
	statement := w.statements[0]
	ids := []string{statement.ID, "stmt/none", statement.Subject, statement.ID, ""}
	statements, err := v.Statements(ctx, ids)
	if err != nil || statements[0] == nil || statements[1] != nil || statements[2] != nil || statements[3] == nil || statements[4] != nil {
		t.Errorf("statements: %v, error %v", statements, err)
	}
	entities, err := v.Entities(ctx, ids)
	if err != nil || entities[0] != nil || entities[2] == nil || entities[2].ID != statement.Subject {
		t.Errorf("entities: %v, error %v", entities, err)
	}
	predicates, err := v.Predicates(ctx, []string{statement.Predicate, "rel/none"})
	if err != nil || predicates[0] == nil || predicates[1] != nil {
		t.Errorf("predicates: %v, error %v", predicates, err)
	}
	evidence, err := v.Evidence(ctx, []string{w.evidence[statement.ID][0].ID, "evid/none", statement.ID})
	if err != nil || evidence[0] == nil || evidence[1] != nil || evidence[2] != nil {
		t.Errorf("evidence: %v, error %v", evidence, err)
	}
	article, err := v.ArticleByURL(ctx, "HTTPS://Times.example/data/?utm_source=x#top")
	if err != nil || article == nil {
		t.Fatalf("no article under its address in another spelling, error %v", err)
	}
	r := storyReadings()[0]
	want := &Article{
		ID: ArticlePrefix + r.Article.ID(), Article: r.Article, LoadedAt: noon, ContentHash: r.Article.ContentHash(),
		WordCount: 12, Extractor: "scribe/1",
	}
	if d := cmp.Diff(want, article); d != "" {
		t.Errorf("article: want -, got +:\n%s", d)
	}
	for _, url := range []string{"", "https://times.example/other", "no address"} {
		if none, err := v.ArticleByURL(ctx, url); none != nil || err != nil {
			t.Errorf("%q: want no article, got %v, error %v", url, none, err)
		}
	}
}

func TestOutcomes(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := openTest(t, "memory:", Options{Clock: func() time.Time { return now }})
	r := storyReadings()[0]
	id := ArticlePrefix + r.Article.ID()
	put := func(r Reading, dry bool) *Applied { return apply(t, s, Batch{Put: []Reading{r}, DryRun: dry}) }
	expect := func(what string, got, want *Applied) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: want -, got +:\n%s", what, d)
		}
	}
	article := func(outcome Outcome, statements int) []AppliedArticle {
		return []AppliedArticle{{id, outcome, statements}}
	}
	expect("dry", put(r, true), &Applied{Revision: 0, Articles: article(Added, 2)})
	if n := s.Revision(); n != 0 {
		t.Errorf("a dry run has made revision %d", n)
	}
	expect("added", put(r, false), &Applied{Revision: 1, Articles: article(Added, 2)})
	now = now.Add(time.Hour)
	expect("unchanged", put(r, false), &Applied{Revision: 1, Articles: article(Unchanged, 2)})
	changed := r
	changed.Claims = changed.Claims[:1]
	changed.Extractor = "scribe/2"
	expect("updated", put(changed, false), &Applied{Revision: 2, Articles: article(Updated, 1)})
	known, err := s.Known(ctx, id, r.Article.ContentHash(), "scribe/2")
	if err != nil || !known {
		t.Errorf("the article is not known, error %v", err)
	}
	known, err = s.Known(ctx, id, r.Article.ContentHash(), "scribe/1")
	if err != nil || known {
		t.Errorf("the article is known by another extractor, error %v", err)
	}
	v := view(t, s)
	a, err := v.Articles(ctx, []string{id})
	if err != nil || !a[0].LoadedAt.Equal(noon) {
		t.Errorf("loadedAt has moved to %v, error %v", a[0].LoadedAt, err)
	}
	v.Close()
	gone := []DeletedArticle{{id, true, 1, 3}, {"article/none", false, 0, 0}, {id, false, 0, 0}}
	ids := []string{id, "article/none", id}
	expect("dry delete", apply(t, s, Batch{Delete: ids, DryRun: true}), &Applied{Revision: 2, Deleted: gone})
	expect("deleted", apply(t, s, Batch{Delete: ids}), &Applied{Revision: 3, Deleted: gone})
	expect("nothing", apply(t, s, Batch{Delete: ids[1:2]}), &Applied{Revision: 3, Deleted: gone[1:2]})
	expect("deleted and put", apply(t, s, Batch{Delete: ids[:1], Put: []Reading{r, r}}), &Applied{
		Revision: 4, Deleted: []DeletedArticle{{ID: id}}, Articles: append(article(Added, 2), article(Unchanged, 2)...),
	})
}

func TestDeleteLeavesWhatOthersSay(t *testing.T) {
	s := story(t)
	readings := storyReadings()
	times, copied := ArticlePrefix+readings[0].Article.ID(), ArticlePrefix+readings[2].Article.ID()
	applied := apply(t, s, Batch{Delete: []string{times}})
	// The statement of May is in the copy too; the one that officials are quoted for is of this article's officials.
	if want := (DeletedArticle{times, true, 1, 1}); applied.Deleted[0] != want {
		t.Errorf("want %v, got %v", want, applied.Deleted[0])
	}
	w := readWorld(t, view(t, s))
	if n := w.find(t, shared).ArticleCount; n != 2 {
		t.Errorf("want 2 articles left, got %d", n)
	}
	for _, e := range w.evidence[w.find(t, shared).ID] {
		if e.Article != copied {
			t.Errorf("evidence of %s is left", e.Article)
		}
	}
}
