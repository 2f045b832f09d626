package loaders_test

import (
	"context"
	"strings"
	"testing"

	"newsgraph/graph"
	"newsgraph/internal/shareddata"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
)

// TestSeeds holds what two real articles of 2018 must give: who shared data with whom, from both of them, the ban on
// phones with its month, and nothing out of the comment form below one of them.
func TestSeeds(t *testing.T) {
	seeds := shareddata.Path(t, "data", "seeds")
	s := newStore(t)
	published, err := news.ParseDate("2018-06-06")
	if err != nil {
		t.Fatal(err)
	}
	report, err := newLoader(t, s, 2).Load(context.Background(), source.Expand([]string{seeds + "/*.txt"}, nil).Sources, format.Input{Published: published}, nil)
	if err != nil || report.Added != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	v, err := s.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	articles := map[string]bool{}
	for _, st := range find(t, v, "Facebook", "Huawei") {
		if label := predicate(t, v, st); label == "share data with" || label == "share user data with" {
			for _, e := range evidence(t, v, st.ID) {
				articles[e.Article] = true
				if !strings.Contains(e.Quote, "Huawei") {
					t.Errorf("the quote %q does not name Huawei", e.Quote)
				}
			}
		}
	}
	if len(articles) != 2 {
		t.Errorf("shared data is said by %d articles, want both", len(articles))
	}
	banned := false
	for _, st := range find(t, v, "the Pentagon", "ZTE phones") {
		banned = banned || predicate(t, v, st) == "ban sales of" && st.Time != nil && st.Time.EDTF == "2018-05"
	}
	if !banned {
		t.Error("the Pentagon's ban on ZTE phones in May 2018 is missing")
	}
	for _, name := range []string{"WordPress.com", "Twitter", "Google", "Akismet", "Google photo", "WordPress.com Logo"} {
		if es, err := v.EntitiesNamed(context.Background(), name); err != nil || len(es) > 0 {
			t.Errorf("%s of the comment form is an entity (%v)", name, err)
		}
	}
}

func find(t *testing.T, v *graph.View, subject, object string) []*graph.Statement {
	t.Helper()
	page, err := v.FindStatements(context.Background(), &graph.StatementFilter{
		Subject: &graph.EntityRef{Name: subject}, Object: &graph.EntityRef{Name: object},
	}, graph.Order{}, graph.PageRequest{First: 100})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func predicate(t *testing.T, v *graph.View, s *graph.Statement) string {
	t.Helper()
	ps, err := v.Predicates(context.Background(), []string{s.Predicate})
	if err != nil || ps[0] == nil {
		t.Fatalf("predicate %s: %v", s.Predicate, err)
	}
	return ps[0].Label
}

func evidence(t *testing.T, v *graph.View, statement string) []*graph.Evidence {
	t.Helper()
	pages, err := v.EvidenceOf(context.Background(), []string{statement}, "", graph.PageRequest{First: 100})
	if err != nil {
		t.Fatal(err)
	}
	return pages[0].Items
}
