package graph

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindEntities(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	name := func(f StringFilter) *EntityFilter { return &EntityFilter{Name: &f} }
	for _, c := range []struct {
		name string
		f    *EntityFilter
		o    Order
		want []string
	}{
		{"all that is named", nil, Order{}, []string{"Facebook", "Huawei", "China"}},
		{"upside down", nil, Order{ByStatements, true}, []string{"China", "Huawei", "Facebook"}},
		{"by name", nil, Order{ByName, true}, []string{"China", "Facebook", "Huawei"}},
		{"by name, backward", nil, Order{ByName, false}, []string{"Huawei", "Facebook", "China"}},
		{"described", &EntityFilter{Named: ptr(false)}, Order{}, []string{"officials", "officials"}},
		{"named is spoken of inside", &EntityFilter{Not: &EntityFilter{Named: ptr(true)}}, Order{}, []string{"officials", "officials"}},
		{"type", &EntityFilter{Type: []EntityType{Place, Event}}, Order{}, []string{"China"}},
		{"no type", &EntityFilter{Type: []EntityType{}}, Order{}, nil},
		{"alias", name(StringFilter{Eq: ptr("fb")}), Order{}, []string{"Facebook"}},
		{"one name for all of it", name(StringFilter{Eq: ptr("fb"), Contains: ptr("face")}), Order{}, nil},
		{"names", name(StringFilter{In: []string{"FB", "HUAWEI", "facebook"}}), Order{}, []string{"Facebook", "Huawei"}},
		{"prefix", name(StringFilter{StartsWith: ptr("hua")}), Order{}, []string{"Huawei"}},
		{"part", name(StringFilter{Contains: ptr("A")}), Order{}, []string{"Facebook", "Huawei", "China"}},
		{"many statements", &EntityFilter{MinStatements: ptr(5)}, Order{}, []string{"Facebook", "Huawei"}},
		{"statement like this", &EntityFilter{Statements: &StatementFilter{Polarity: ptr(Negated), Place: &EntityRef{Name: "china"}}}, Order{ByName, true}, []string{"China", "Huawei"}},
		{"or", &EntityFilter{Or: []*EntityFilter{{Type: []EntityType{Place}}, {Name: &StringFilter{Eq: ptr("FB")}}}}, Order{}, []string{"Facebook", "China"}},
		{"nothing of", &EntityFilter{Or: []*EntityFilter{}}, Order{}, nil},
		{"and", &EntityFilter{And: []*EntityFilter{{Name: &StringFilter{Contains: ptr("a")}}, {Type: []EntityType{Place}}}}, Order{}, []string{"China"}},
		{"ids", &EntityFilter{IDs: []string{entityID(NamedKey(Organization, "huawei"), "huawei"), "entity/none"}}, Order{}, []string{"Huawei"}},
	} {
		p, err := v.FindEntities(ctx, c.f, c.o, PageRequest{Count: true})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, e := range p.Items {
			got = append(got, e.Name)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, d)
		}
		if *p.Total != len(c.want) {
			t.Errorf("%s: total: want %d, got %d", c.name, len(c.want), *p.Total)
		}
	}
}

func TestFindArticles(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	for _, c := range []struct {
		name string
		f    *ArticleFilter
		o    Order
		want []string
	}{
		{"all, undated last", nil, Order{}, []string{"Copy", "Post", "Times", "Post undated"}},
		{"oldest first, undated last", nil, Order{ByPublished, true}, []string{"Times", "Post", "Copy", "Post undated"}},
		{"title", &ArticleFilter{Title: &StringFilter{StartsWith: ptr("the ")}}, Order{}, []string{"Post"}},
		{"address", &ArticleFilter{URL: &StringFilter{Eq: ptr("HTTPS://post.example/reply/#x")}}, Order{}, []string{"Post"}},
		{"addresses", &ArticleFilter{URL: &StringFilter{In: []string{"https://post.example/later?fbclid=1"}}}, Order{}, []string{"Post undated"}},
		{"site", &ArticleFilter{URL: &StringFilter{Contains: ptr("POST.example")}}, Order{}, []string{"Post", "Post undated"}},
		{"sources", &ArticleFilter{Source: []string{"times", "copy"}}, Order{}, []string{"Copy", "Times"}},
		{"published", &ArticleFilter{PublishedAt: &DateTimeRange{date("2018-06-05").Time, date("2018-06-06").Time}}, Order{}, []string{"Times"}},
		{"published since", &ArticleFilter{PublishedAt: &DateTimeRange{From: date("2018-06-06").Time}}, Order{}, []string{"Copy", "Post"}},
		{"mentions", &ArticleFilter{Mentions: &EntityRef{Name: "China"}}, Order{}, []string{"Post"}},
		{"mentions several", &ArticleFilter{Mentions: &EntityRef{Name: "officials"}}, Order{ByTitle, true}, []string{"Copy", "Times"}},
		{"mentions nobody", &ArticleFilter{Mentions: &EntityRef{Name: "nobody"}}, Order{}, nil},
		{"words", &ArticleFilter{Text: ptr("huawei YEAR")}, Order{}, []string{"Post undated"}},
		{"ids", &ArticleFilter{IDs: []string{}}, Order{}, nil},
	} {
		p, err := v.FindArticles(ctx, c.f, c.o, PageRequest{Count: true})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, a := range p.Items {
			name := a.Source
			if !a.Published.Known() {
				name += " undated"
			}
			got = append(got, name)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, d)
		}
		if *p.Total != len(c.want) {
			t.Errorf("%s: total: want %d, got %d", c.name, len(c.want), *p.Total)
		}
	}
}

func TestFindStatementsInOrder(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	w := readWorld(t, v)
	f := &StatementFilter{Subject: &EntityRef{Name: "FB"}, Object: &EntityRef{Name: "huawei"}, Polarity: ptr(Affirmed)}
	said, later := "Facebook | share data with | Huawei | says Facebook", "Facebook | share data with | Huawei | 2019"
	for o, want := range map[Order][]string{
		{}:                  {said, shared, later},
		{ByPublished, true}: {shared, said, later},
		{ByTime, false}:     {later, shared, said},
		{ByTime, true}:      {shared, later, said},
		{BySources, false}:  {said},
		{ByConfidence, true}: {
			w.lines([]*Statement{min2(w.find(t, said), w.find(t, later))})[0],
			w.lines([]*Statement{max2(w.find(t, said), w.find(t, later))})[0], shared,
		},
		{ByRelevance, false}: {said, shared},
	} {
		p, err := v.FindStatements(ctx, f, o, PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, w.lines(p.Items)[:len(want)]); d != "" {
			t.Errorf("%v: want -, got +:\n%s", o, d)
		}
	}
}

// min2 and max2 are the first and the second in order of ids, for what is equal otherwise.
func min2(a, b *Statement) *Statement {
	if a.ID < b.ID {
		return a
	}
	return b
}

func max2(a, b *Statement) *Statement {
	if a.ID < b.ID {
		return b
	}
	return a
}

// TestOneEvidence wants conditions on evidence to hold of one and the same, and a plain edge not to be needed.
func TestOneEvidence(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	w := readWorld(t, v)
	both := &DateTimeRange{From: date("2018-06-07").Time}
	for _, c := range []struct {
		name string
		f    *StatementFilter
		want []string
	}{
		{"Times wrote before the seventh", &StatementFilter{Source: []string{"times"}, PublishedAt: both}, nil},
		{
			"two conditions, two evidences", &StatementFilter{And: []*StatementFilter{{Source: []string{"times"}}, {PublishedAt: both}}, Text: ptr("shared")},
			[]string{shared},
		},
		{
			"no such evidence", &StatementFilter{Not: &StatementFilter{Source: []string{"times"}}, Object: &EntityRef{Name: "Huawei"}, Polarity: ptr(Affirmed)},
			[]string{"Facebook | share data with | Huawei | says Facebook", "Facebook | share data with | Huawei | 2019"},
		},
	} {
		p, err := v.FindStatements(ctx, c.f, Order{}, PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, w.lines(p.Items)); d != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, d)
		}
	}
}

func TestNeighbors(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	huawei := entityID(NamedKey(Organization, "huawei"), "huawei")
	p, err := v.Neighbors(ctx, huawei, nil, PageRequest{Count: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []*Neighbor{
		{entityID(NamedKey(Organization, "facebook"), "facebook"), 4, []string{"rel/share-data-with"}},
		{entityID(NamedKey(Place, "china"), "china"), 1, []string{"rel/share-data-with"}},
	}
	if d := cmp.Diff(want, p.Items); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	p, err = v.Neighbors(ctx, huawei, &StatementFilter{Polarity: ptr(Negated), Time: &EDTFRange{From: "2018"}}, PageRequest{})
	if err != nil || len(p.Items) != 1 || p.Items[0].StatementCount != 1 {
		t.Errorf("filtered: got %v, error %v", p.Items, err)
	}
}

func TestPredicates(t *testing.T) {
	ctx := context.Background()
	v := view(t, story(t))
	p, err := v.FindPredicates(ctx, &StringFilter{Contains: ptr("HAD")}, PageRequest{Count: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []*Predicate{{
		ID: "rel/share-data-with", Label: "share data with", SurfaceForms: []string{"did share data with", "had shared data with"}, StatementCount: 5,
	}}
	if d := cmp.Diff(want, p.Items); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
