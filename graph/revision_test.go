package graph

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// report writes a text of one article, in which a company does these things.
func report(title string, deeds ...string) Reading {
	s := write(news.Article{URL: "https://revised.example/1", Title: title, Published: date("2018-06-05")})
	for _, deed := range deeds {
		s.say(s.thing(Organization, "Facebook"), deed, s.thing(Organization, "Huawei"), nil)
	}
	return s.reading()
}

// TestRevisions changes a text and changes it back.
func TestRevisions(t *testing.T) {
	ctx := context.Background()
	hour := 0
	s := openTest(t, "memory:", Options{Clock: func() time.Time { return noon.Add(time.Duration(hour) * time.Hour) }})
	article := ArticlePrefix + report("", "sue").Article.ID()
	deeds := func(status Status) []string {
		v := view(t, s)
		defer v.Close()
		p, err := v.FindStatements(ctx, &StatementFilter{Status: []Status{status}}, Order{}, PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]bool{}
		for _, st := range p.Items {
			set[strings.TrimPrefix(st.Predicate, PredicatePrefix)] = true
		}
		return idSet(set).list()
	}
	for i, c := range []struct {
		reading        Reading
		said, withdraw []string
		revisions      int
	}{
		{report("One", "ban", "sue"), []string{"ban", "sue"}, []string{}, 0},
		{report("Two", "sue", "pay"), []string{"pay", "sue"}, []string{"ban"}, 1},
		{report("Three", "leave"), []string{"leave"}, []string{"ban", "pay", "sue"}, 2},
		{report("One", "ban", "sue"), []string{"ban", "sue"}, []string{"leave", "pay"}, 3},
	} {
		hour = i
		apply(t, s, Batch{Put: []Reading{c.reading}})
		sound(t, s)
		if d := cmp.Diff([][]string{c.said, c.withdraw}, [][]string{deeds(Active), deeds(Withdrawn)}); d != "" {
			t.Errorf("text %d: said and withdrawn: want -, got +:\n%s", i, d)
		}
		v := view(t, s)
		revisions, err := v.Revisions(ctx, article)
		if err != nil || len(revisions) != c.revisions {
			t.Errorf("text %d: want %d revisions, got %v, error %v", i, c.revisions, revisions, err)
		}
		v.Close()
	}
	v := view(t, s)
	revisions, err := v.Revisions(ctx, article)
	three := report("Three", "leave").Article
	want := Revision{At: noon.Add(3 * time.Hour), ContentHash: three.ContentHash(), Title: "Three", WordCount: 3}
	if err != nil || !cmp.Equal(want, revisions[0], times) {
		t.Errorf("the newest revision: want %v, got %v, error %v", want, revisions[0], err)
	}
	pay, err := v.FindStatements(ctx, &StatementFilter{Status: []Status{Withdrawn}, Article: &article, Text: ptr("pay")}, Order{}, PageRequest{})
	if err != nil || len(pay.Items) != 1 || pay.Items[0].ArticleCount != 0 {
		t.Fatalf("want the statement that was withdrawn, made by no article, got %v, error %v", pay.Items, err)
	}
	evidence, err := v.EvidenceOf(ctx, []string{pay.Items[0].ID}, article, PageRequest{})
	if err != nil || len(evidence[0].Items) != 1 {
		t.Fatalf("want its evidence, got %v, error %v", evidence[0].Items, err)
	}
	if e := evidence[0].Items[0]; !e.Verified || e.Article != article || !e.WithdrawnAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("want evidence that stands in the old text and was withdrawn at two, got %+v", e)
	}
	v.Close()
	apply(t, s, Batch{Delete: []string{article}})
	empty := openTest(t, "memory:", Options{})
	if got, want := derivedState(t, s), derivedState(t, empty); got != want {
		t.Errorf("deleting the article leaves %s", got)
	}
}

// TestNewExtractor reads the same text again: what is not found any more was never said, and so not withdrawn.
func TestNewExtractor(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	first := report("One", "ban", "sue")
	apply(t, s, Batch{Put: []Reading{first}})
	second := first
	second.Extractor, second.Claims = "scribe/2", first.Claims[:1]
	apply(t, s, Batch{Put: []Reading{second}})
	other := openTest(t, "memory:", Options{})
	apply(t, other, Batch{Put: []Reading{second}})
	if d := cmp.Diff(derivedState(t, other), derivedState(t, s)); d != "" {
		t.Errorf("want what the second reading alone gives -, got +:\n%s", d)
	}
}

// TestCheckFindsRevisions breaks revisions.
func TestCheckFindsRevisions(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		break_ func(b breaker)
	}{
		"revision gone":       {FaultLabel, func(b breaker) { b.unset(b.key(historyKind)) }},
		"revision of nothing": {FaultRecord, func(b breaker) { b.set(historyKind.under("none")+"0000", "") }},
		"damaged":             {FaultDamaged, func(b breaker) { b.set(b.key(historyKind), "x") }},
		"edge of what is withdrawn": {FaultStrayEdge, func(b breaker) {
			edge := b.one(isEdge)
			edge.Label = b.with(ownWithdrawnAt).Label
			edge.Predicate = quad.IRI(DefaultIRIBase + "rel/ban")
			b.apply(addQuad, edge)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
			if err != nil {
				t.Fatal(err)
			}
			apply(t, s, Batch{Put: []Reading{report("One", "ban")}})
			apply(t, s, Batch{Put: []Reading{report("Two", "sue")}})
			sound(t, s)
			c.break_(breaker{t, s.engine.(*embedded)})
			wantFault(t, s, c.kind)
		})
	}
}
