package graph

import (
	"context"
	"fmt"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// about writes an article in which a thing does something, and says which keys its other names have.
func about(number int, name string, aliases ...string) Reading {
	s := write(news.Article{URL: fmt.Sprintf("https://links.example/%s/%d", slug(name, ""), number), Title: name, Published: date("2018-06-05")})
	key, china := s.thing(Organization, name), s.thing(Place, "China")
	s.say(key, "leave", china, nil)
	for _, alias := range aliases {
		s.entity(key).Aliases = append(s.entity(key).Aliases, NameCount{alias, 1})
		s.entity(key).AliasKeys = append(s.entity(key).AliasKeys, NamedKey(Organization, fold(alias)))
	}
	return s.reading()
}

func ownID(name string) string { return entityID(NamedKey(Organization, fold(name)), fold(name)) }

// TestVotes wants a short name to join a full one when the articles that use both agree, and only then.
func TestVotes(t *testing.T) {
	times := func(n int, name string, aliases ...string) []Reading {
		var list []Reading
		for i := range n {
			list = append(list, about(i, name, aliases...))
		}
		return list
	}
	for name, c := range map[string]struct {
		put  [][]Reading
		want string // what the FCC is
	}{
		"nobody says":        {nil, "FCC"},
		"one says":           {[][]Reading{times(1, "Federal Communications Commission", "FCC")}, "Federal Communications Commission"},
		"two disagree":       {[][]Reading{times(1, "Federal Communications Commission", "FCC"), times(1, "Family Camping Club", "FCC")}, "FCC"},
		"eight of nine":      {[][]Reading{times(8, "Federal Communications Commission", "FCC"), times(1, "Family Camping Club", "FCC")}, "FCC"},
		"nine of ten":        {[][]Reading{times(9, "Federal Communications Commission", "FCC"), times(1, "Family Camping Club", "FCC")}, "Federal Communications Commission"},
		"along a chain":      {[][]Reading{times(1, "Commission", "FCC"), times(1, "Federal Communications Commission", "Commission")}, "Federal Communications Commission"},
		"round in a circle":  {[][]Reading{times(2, "Commission", "FCC"), times(1, "FCC", "Commission")}, "Commission"},
		"of its own name":    {[][]Reading{times(1, "FCC", "FCC")}, "FCC"},
		"another short name": {[][]Reading{times(1, "Federal Communications Commission", "Commission")}, "FCC"},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t, "memory:", Options{})
			apply(t, s, Batch{Put: []Reading{about(9, "FCC")}})
			for _, put := range c.put {
				apply(t, s, Batch{Put: put})
			}
			v := view(t, s)
			found, err := v.Entities(context.Background(), []string{ownID("FCC")})
			if err != nil || found[0] == nil || found[0].ID != ownID(c.want) {
				t.Errorf("want %s, got %v, error %v", ownID(c.want), found[0], err)
			}
		})
	}
}

// TestVotesOnWellKnown wants one or two articles to say nothing against twenty that call a thing by its short name alone,
// whichever came first, and to be heard again when there are fewer.
func TestVotesOnWellKnown(t *testing.T) {
	ctx := context.Background()
	var alone []Reading
	for i := range wellKnown {
		alone = append(alone, about(i, "FCC"))
	}
	full := func(n int) Reading { return about(n, "Federal Communications Commission", "FCC") }
	s := openTest(t, "memory:", Options{})
	check := func(what, want string) {
		t.Helper()
		found, err := view(t, s).Entities(ctx, []string{ownID("FCC")})
		if err != nil || found[0] == nil || found[0].ID != ownID(want) {
			t.Errorf("%s: want %s, got %v, error %v", what, ownID(want), found[0], err)
		}
		if faults, err := s.Check(ctx); err != nil || len(faults) > 0 {
			t.Errorf("%s: %v, %v", what, faults, err)
		}
	}
	apply(t, s, Batch{Put: append([]Reading{full(1), full(2)}, alone[:wellKnown-1]...)})
	check("two against fewer", "Federal Communications Commission")
	apply(t, s, Batch{Put: alone[wellKnown-1:]})
	check("two against many", "FCC")
	apply(t, s, Batch{Put: []Reading{full(3)}})
	check("three against many", "Federal Communications Commission")
	gone := full(3)
	apply(t, s, Batch{Delete: []string{ArticlePrefix + gone.Article.ID()}})
	check("two again", "FCC")
	apply(t, s, Batch{Delete: []string{ArticlePrefix + alone[7].Article.ID()}})
	check("fewer again", "Federal Communications Commission")
}

// TestRetellWritesLittle wants a name that becomes another thing to change of an article's quads only those that name it,
// and of its statements only those about it.
func TestRetellWritesLittle(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	w := write(news.Article{URL: "https://links.example/long", Title: "Long", Published: date("2018-06-05")})
	fcc, china := w.thing(Organization, "FCC"), w.thing(Place, "China")
	w.say(fcc, "leave", china, nil)
	for i := range 50 {
		w.say(china, fmt.Sprintf("meet guest %d at", i), w.thing(Person, fmt.Sprintf("Guest %d", i)), nil)
	}
	apply(t, s, Batch{Put: []Reading{w.reading()}})
	long := ArticlePrefix + w.reading().Article.ID()
	snap, err := s.snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	work := newWriting(snap, s.opt.IRIBase, s.opt.Clock())
	more := about(1, "Federal Communications Commission", "FCC")
	if _, err := work.put(ctx, &more); err != nil {
		t.Fatal(err)
	}
	c, _, err := work.finish(ctx, true)
	if err != nil {
		t.Fatal(err)
	}
	if !work.retold[long] || work.reread[long] {
		t.Fatalf("the long article is not told anew: %v", work.retold)
	}
	if _, whole := c.labels[quad.IRI(s.opt.IRIBase+long)]; whole || len(c.removed) == 0 || len(c.removed) > 40 || len(c.added) > 40 {
		t.Errorf("of the long article all is written: %v, %d quads go and %d come", whole, len(c.removed), len(c.added))
	}
	if n := len(work.folder.statements); n != 2 { // the one that was, and the one that both articles make now
		t.Errorf("%d statements are folded", n)
	}
}

// TestRedirects wants ids to lead on after a link, and back when the article that made it is gone.
func TestRedirects(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{about(1, "FCC")}})
	statements := func() []*Statement {
		v := view(t, s)
		defer v.Close()
		p, err := v.FindStatements(ctx, &StatementFilter{Subject: &EntityRef{ID: ownID("FCC")}}, Order{}, PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return p.Items
	}
	before := statements()
	if len(before) != 1 || before[0].Subject != ownID("FCC") {
		t.Fatalf("want the one statement of the FCC, got %v", before)
	}
	full := about(1, "Federal Communications Commission", "FCC")
	apply(t, s, Batch{Put: []Reading{full}})
	after := statements()
	if len(after) != 1 || after[0].Subject != ownID("Federal Communications Commission") || after[0].ArticleCount != 2 {
		t.Fatalf("want one statement of the full name by both articles, got %v", after)
	}
	v := view(t, s)
	found, err := v.Statements(ctx, []string{before[0].ID})
	if err != nil || found[0] == nil || found[0].ID != after[0].ID {
		t.Errorf("the statement's old id: want %v, got %v, error %v", after[0], found[0], err)
	}
	evidence, err := v.EvidenceOf(ctx, []string{before[0].ID}, "", PageRequest{})
	if err != nil || len(evidence[0].Items) != 2 {
		t.Errorf("evidence by the old id: got %v, error %v", evidence, err)
	}
	entities, err := v.FindEntities(ctx, &EntityFilter{IDs: []string{ownID("FCC")}}, Order{}, PageRequest{})
	if err != nil || len(entities.Items) != 1 || entities.Items[0].Name != "FCC" && len(entities.Items[0].Aliases) == 0 {
		t.Errorf("the entity by its old id: got %v, error %v", entities, err)
	}
	neighbors, err := v.Neighbors(ctx, ownID("FCC"), nil, PageRequest{})
	if err != nil || len(neighbors.Items) != 1 {
		t.Errorf("neighbours by the old id: got %v, error %v", neighbors, err)
	}
	articles, err := v.ArticlesOf(ctx, ownID("FCC"), PageRequest{})
	if err != nil || len(articles.Items) != 2 {
		t.Errorf("articles by the old id: got %v, error %v", articles, err)
	}
	v.Close()
	apply(t, s, Batch{Delete: []string{ArticlePrefix + full.Article.ID()}})
	if d := cmp.Diff(before, statements(), times); d != "" {
		t.Errorf("after the article is deleted: want -, got +:\n%s", d)
	}
}

// TestCheckFindsLinks breaks links.
func TestCheckFindsLinks(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		break_ func(b breaker)
	}{
		"link gone":          {FaultLink, func(b breaker) { b.apply(deleteQuad, b.with(skosExactMatch)) }},
		"link of nothing":    {FaultLink, func(b breaker) { b.apply(addQuad, linkOf(b, "links/0000000000000000")) }},
		"link to another":    {FaultLink, func(b breaker) { b.apply(addQuad, linkOf(b, "")) }},
		"group gone":         {FaultRecord, func(b breaker) { b.unset(b.key(groupKind)) }},
		"redirect elsewhere": {FaultRecord, func(b breaker) { b.set(b.key(redirectKind), "china-00000000") }},
		"vote too much":      {FaultRecord, func(b breaker) { b.set(votersKind.under("a")+"b\x00c", "") }},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
			if err != nil {
				t.Fatal(err)
			}
			apply(t, s, Batch{Put: []Reading{about(1, "FCC"), about(1, "Federal Communications Commission", "FCC")}})
			sound(t, s)
			c.break_(breaker{t, s.engine.(*embedded)})
			wantFault(t, s, c.kind)
		})
	}
}

// linkOf is a link that no article votes for.
func linkOf(b breaker, label string) quad.Quad {
	q := b.with(skosExactMatch)
	q.Object = quad.IRI(DefaultIRIBase + ownID("China"))
	if label != "" {
		q.Label = quad.IRI(DefaultIRIBase + label)
	}
	return q
}
