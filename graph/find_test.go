package graph

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// populated is a store with a random world in it.
func populated(t testing.TB, seed uint64, articles int) (*Store, teller) {
	tell := newTeller(seed)
	s := openTest(t, "memory:", Options{})
	for range articles {
		apply(t, s, Batch{Put: []Reading{tell.article(articles)}})
	}
	return s, tell
}

// list is one of the View's lists without what its items are.
type list struct {
	name string
	page func(PageRequest) (ids, cursors []string, next, previous bool, total *int, err error)
}

func listOf[T any](name string, id func(T) string, find func(PageRequest) (*Page[T], error)) list {
	return list{name, func(p PageRequest) (ids, cursors []string, next, previous bool, total *int, err error) {
		page, err := find(p)
		if err != nil {
			return nil, nil, false, false, nil, err
		}
		for _, item := range page.Items {
			ids = append(ids, id(item))
		}
		return ids, page.Cursors, page.HasNext, page.HasPrevious, page.Total, nil
	}}
}

func statementID1(s *Statement) string { return s.ID }
func entityID1(e *Entity) string       { return e.ID }
func articleID1(a *Article) string     { return a.ID }
func evidenceID1(e *Evidence) string   { return e.ID }

// lists are all the lists of a view, each in all its orders.
func lists(ctx context.Context, v *View, statement, entity, article string) []list {
	var all []list
	for _, ascending := range []bool{false, true} {
		for _, field := range []OrderField{"", ByPublished, ByTime, ByConfidence, BySources, ByRelevance} {
			o := Order{field, ascending}
			for name, f := range map[string]*StatementFilter{"": nil, " of entity": {Entity: &EntityRef{ID: entity}}, " affirmed": {Polarity: ptr(Affirmed)}} {
				all = append(all, listOf(fmt.Sprint("statements", name, o), statementID1, func(p PageRequest) (*Page[*Statement], error) {
					return v.FindStatements(ctx, f, o, p)
				}))
			}
		}
		for _, field := range []OrderField{"", ByStatements, ByName, ByArticles, ByLastPublished} {
			o := Order{field, ascending}
			all = append(all, listOf(fmt.Sprint("entities", o), entityID1, func(p PageRequest) (*Page[*Entity], error) {
				return v.FindEntities(ctx, nil, o, p)
			}))
		}
		for _, field := range []OrderField{"", ByPublished, ByLoaded, ByTitle} {
			o := Order{field, ascending}
			all = append(all, listOf(fmt.Sprint("articles", o), articleID1, func(p PageRequest) (*Page[*Article], error) {
				return v.FindArticles(ctx, nil, o, p)
			}))
		}
	}
	return append(all,
		listOf("predicates", func(p *Predicate) string { return p.ID }, func(p PageRequest) (*Page[*Predicate], error) { return v.FindPredicates(ctx, nil, p) }),
		listOf("evidence of", evidenceID1, func(p PageRequest) (*Page[*Evidence], error) {
			pages, err := v.EvidenceOf(ctx, []string{statement}, "", p)
			if err != nil {
				return nil, err
			}
			return pages[0], nil
		}),
		listOf("evidence in", evidenceID1, func(p PageRequest) (*Page[*Evidence], error) { return v.EvidenceIn(ctx, article, p) }),
		listOf("entities in", entityID1, func(p PageRequest) (*Page[*Entity], error) { return v.EntitiesIn(ctx, article, p) }),
		listOf("articles of", articleID1, func(p PageRequest) (*Page[*Article], error) { return v.ArticlesOf(ctx, entity, p) }),
		listOf("neighbors", func(n *Neighbor) string { return n.Entity }, func(p PageRequest) (*Page[*Neighbor], error) {
			return v.Neighbors(ctx, entity, nil, p)
		}))
}

func ptr[T any](v T) *T { return &v }

// busiest are a statement, an entity and an article of which there is much to list.
func busiest(t testing.TB, v *View) (statement, entity, article string) {
	t.Helper()
	ctx := context.Background()
	one := PageRequest{First: 1}
	statements, err := v.FindStatements(ctx, nil, Order{Field: BySources}, one)
	if err != nil {
		t.Fatal(err)
	}
	entities, err := v.FindEntities(ctx, nil, Order{}, one)
	if err != nil {
		t.Fatal(err)
	}
	articles, err := v.FindArticles(ctx, &ArticleFilter{Mentions: &EntityRef{ID: entities.Items[0].ID}}, Order{}, one)
	if err != nil {
		t.Fatal(err)
	}
	return statements.Items[0].ID, entities.Items[0].ID, articles.Items[0].ID
}

// TestPages walks every list in every order forward and backward in pages of all sizes.
func TestPages(t *testing.T) {
	s, _ := populated(t, 3, 30)
	v := view(t, s)
	statement, entity, article := busiest(t, v)
	for _, l := range lists(context.Background(), v, statement, entity, article) {
		t.Run(l.name, func(t *testing.T) {
			whole, _, next, previous, total, err := l.page(PageRequest{First: MaxPage, Count: true})
			if err != nil || next || previous || len(whole) == 0 {
				t.Fatalf("whole: %d items, next %v, previous %v, error %v", len(whole), next, previous, err)
			}
			if total == nil || *total != len(whole) {
				t.Errorf("total: want %d, got %v", len(whole), total)
			}
			for _, size := range []int{1, 2, 3, 7, len(whole)} {
				if d := cmp.Diff(whole, forward(t, l, size)); d != "" {
					t.Errorf("forward by %d: want -, got +:\n%s", size, d)
				}
				if d := cmp.Diff(whole, backward(t, l, size)); d != "" {
					t.Errorf("backward by %d: want -, got +:\n%s", size, d)
				}
			}
		})
	}
}

func forward(t *testing.T, l list, size int) []string {
	t.Helper()
	var all []string
	for after := ""; ; {
		ids, cursors, next, previous, _, err := l.page(PageRequest{First: size, After: after})
		if err != nil || len(ids) > size {
			t.Fatalf("%d of %d items, error %v", len(ids), size, err)
		}
		if previous != (len(all) > 0) {
			t.Errorf("previous is %v after %d items", previous, len(all))
		}
		if all = append(all, ids...); !next {
			return all
		}
		after = cursors[len(cursors)-1]
	}
}

func backward(t *testing.T, l list, size int) []string {
	t.Helper()
	var all []string
	for before := ""; ; {
		ids, cursors, next, previous, _, err := l.page(PageRequest{Last: size, Before: before})
		if err != nil || len(ids) > size {
			t.Fatalf("%d of %d items, error %v", len(ids), size, err)
		}
		if next != (len(all) > 0) {
			t.Errorf("next is %v after %d items", next, len(all))
		}
		if all = append(ids, all...); !previous {
			return all
		}
		before = cursors[0]
	}
}

// TestPagesWhileTheStoreChanges wants each row that stays to come once, whatever comes and goes beside it.
func TestPagesWhileTheStoreChanges(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 5, 30)
	stays := map[string]bool{}
	v := view(t, s)
	everyArticle := func(v *View) []string {
		var ids []string
		for _, a := range everything(t, func(p PageRequest) (*Page[*Article], error) { return v.FindArticles(ctx, nil, Order{}, p) }) {
			ids = append(ids, a.ID)
		}
		return ids
	}
	before := everyArticle(v)
	v.Close()
	for _, id := range before {
		stays[id] = true
	}
	seen := map[string]int{}
	for after, fresh := "", 0; ; fresh++ {
		v := view(t, s)
		p, err := v.FindArticles(ctx, nil, Order{}, PageRequest{First: 2, After: after})
		v.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Items {
			seen[a.ID]++
		}
		if !p.HasNext {
			break
		}
		after = p.Cursors[len(p.Cursors)-1]
		gone := pick(tell, before...)
		delete(stays, gone)
		delete(stays, p.Items[0].ID)
		apply(t, s, Batch{Delete: []string{gone, p.Items[len(p.Items)-1].ID, p.Items[0].ID}, Put: []Reading{
			write(news.Article{URL: fmt.Sprint("https://new.example/", fresh), Published: date(pick(tell, "2018-06-05", "2018-06-06", ""))}).reading(),
		}})
	}
	if len(stays) == 0 || len(seen) < 5 {
		t.Errorf("%d articles stayed and %d were seen: the test tests nothing", len(stays), len(seen))
	}
	for id := range stays {
		if seen[id] != 1 {
			t.Errorf("%s came %d times", id, seen[id])
		}
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

func TestBadRequests(t *testing.T) {
	ctx := context.Background()
	s, _ := populated(t, 3, 30)
	v := view(t, s)
	p, err := v.FindStatements(ctx, nil, Order{}, PageRequest{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	cursor := p.Cursors[0]
	none := Order{}
	for name, c := range map[string]struct {
		field string
		order Order
		page  PageRequest
		f     *StatementFilter
	}{
		"negative":               {"first", none, PageRequest{First: -1}, nil},
		"too many":               {"last", none, PageRequest{Last: MaxPage + 1}, nil},
		"both ends":              {"last", none, PageRequest{First: 1, Last: 1}, nil},
		"both cursors":           {"before", none, PageRequest{After: cursor, Before: cursor}, nil},
		"after with last":        {"after", none, PageRequest{After: cursor, Last: 1}, nil},
		"before with first":      {"before", none, PageRequest{Before: cursor, First: 1}, nil},
		"no cursor":              {"after", none, PageRequest{After: "?"}, nil},
		"empty cursor":           {"after", none, PageRequest{After: "AAAA"}, nil},
		"cursor of another way":  {"after", Order{ByPublished, true}, PageRequest{After: cursor}, nil},
		"cursor of other order":  {"before", Order{ByTime, false}, PageRequest{Before: cursor}, nil},
		"order of another list":  {"orderBy", Order{ByTitle, false}, PageRequest{}, nil},
		"neither id nor name":    {"filter.subject", none, PageRequest{}, &StatementFilter{Subject: &EntityRef{}}},
		"both id and name":       {"filter.and[0].not.object", none, PageRequest{}, &StatementFilter{And: []*StatementFilter{{Not: &StatementFilter{Object: &EntityRef{"a", "b"}}}}}},
		"between one":            {"filter.between", none, PageRequest{}, &StatementFilter{Between: []EntityRef{{Name: "a"}}}},
		"time that is none":      {"filter.time.from", none, PageRequest{}, &StatementFilter{Time: &EDTFRange{From: "May"}}},
		"time that is none, to":  {"filter.or[0].time.to", none, PageRequest{}, &StatementFilter{Or: []*StatementFilter{{Time: &EDTFRange{To: "2018-13"}}}}},
		"article's other cursor": {"after", none, PageRequest{After: "nonsense_"}, nil},
	} {
		_, err := v.FindStatements(ctx, c.f, c.order, c.page)
		var request *RequestError
		if !errors.As(err, &request) || request.Field != c.field {
			t.Errorf("%s: want an error of field %s, got %v", name, c.field, err)
		}
	}
	if _, err := v.FindArticles(ctx, nil, Order{}, PageRequest{After: cursor}); err == nil {
		t.Error("a cursor of statements is taken for one of articles")
	}
	if _, err := v.SameClaim(ctx, p.Items[0].ID, -1); err == nil {
		t.Error("a negative number of statements is taken")
	}
}

func TestCountLimit(t *testing.T) {
	ctx := context.Background()
	s, _ := populated(t, 3, 30)
	s.countLimit = 3
	v := view(t, s)
	all, err := v.FindStatements(ctx, nil, Order{}, PageRequest{First: 1, Count: true})
	if err != nil || all.Total == nil || *all.Total < 10 {
		t.Errorf("the whole list has a counter, got %v, error %v", all.Total, err)
	}
	some, err := v.FindStatements(ctx, &StatementFilter{Polarity: ptr(Affirmed)}, Order{}, PageRequest{First: 1, Count: true})
	if err != nil || some.Total != nil {
		t.Errorf("a count above the limit is %v, error %v", *some.Total, err)
	}
	uncounted, err := v.FindStatements(ctx, nil, Order{}, PageRequest{First: 1})
	if err != nil || uncounted.Total != nil {
		t.Errorf("a total that nobody asked for, error %v", err)
	}
}
