package graph

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/internal/postgrestest"
	"newsgraph/news"
)

// toldOf are the updates after a revision as short texts: the predicates of what was added and withdrawn.
func toldOf(t *testing.T, s *Store, after uint64) []string {
	t.Helper()
	updates, upTo, err := s.Updates(context.Background(), after)
	if err != nil || upTo != max(after, s.Revision()) {
		t.Fatalf("updates after %d: up to %d of %d, error %v", after, upTo, s.Revision(), err)
	}
	v := view(t, s)
	defer v.Close()
	deeds := func(ids []string) []string {
		found, err := v.Statements(context.Background(), ids)
		if err != nil {
			t.Fatal(err)
		}
		deeds := []string{}
		for _, f := range found {
			deeds = append(deeds, bare(f.Predicate))
		}
		return deeds
	}
	var out []string
	for _, u := range updates {
		out = append(out, fmt.Sprint(u.Revision, " ", len(u.Articles), " added ", deeds(u.Added), " withdrawn ", deeds(u.Withdrawn)))
	}
	return out
}

// TestUpdates changes a text twice beside others, and wants each commit to say what it brought and took.
func TestUpdates(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	other := write(news.Article{URL: "https://other.example/1", Title: "Other", Published: date("2018-06-05")})
	other.say(other.thing(Organization, "Facebook"), "ban", other.thing(Organization, "Huawei"), nil)
	again := report("Three", "leave", "sue")
	again.Extractor = "scribe/2"
	for _, b := range []Batch{
		{Put: []Reading{report("One", "ban", "sue")}},
		{Put: []Reading{report("One", "ban", "sue")}}, // unchanged: no revision
		{Put: []Reading{other.reading()}},             // corroborates
		{Put: []Reading{report("Two", "pay", "leave"), report("Three", "leave")}},
		{Put: []Reading{again}}, // another text again
		{Delete: []string{ArticlePrefix + again.Article.ID()}},
	} {
		apply(t, s, b)
	}
	want := []string{
		"1 1 added [ban sue] withdrawn []",
		"2 1 added [ban] withdrawn []",
		"3 1 added [leave] withdrawn [sue]", // the other article still bans
		"4 1 added [sue] withdrawn []",
	}
	if s.Revision() != 5 {
		t.Fatalf("the revision is %d, want 5", s.Revision())
	}
	// What was deleted since cannot be looked up; the ids stay.
	updates, _, err := s.Updates(context.Background(), 0)
	if err != nil || len(updates) != len(want) {
		t.Fatalf("got %d updates, error %v, want %d", len(updates), err, len(want))
	}
	fresh := openTest(t, "memory:", Options{})
	for _, r := range [][]Reading{{report("One", "ban", "sue")}, {other.reading()}, {report("Two", "pay", "leave"), report("Three", "leave")}, {again}} {
		apply(t, fresh, Batch{Put: r})
	}
	if d := cmp.Diff(want, toldOf(t, fresh, 0)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	if d := cmp.Diff(want[2:], toldOf(t, fresh, 2)); d != "" {
		t.Errorf("after revision 2: want -, got +:\n%s", d)
	}
	if got := toldOf(t, fresh, 99); got != nil {
		t.Errorf("after a revision that is to come: %v", got)
	}
}

// TestUpdatesAreForgotten makes more commits than are kept.
func TestUpdatesAreForgotten(t *testing.T) {
	if testing.Short() {
		t.Skip("makes many commits")
	}
	s := openTest(t, "memory:", Options{})
	const more = 20
	for i := range keptUpdates + more {
		w := write(news.Article{URL: fmt.Sprintf("https://times.example/%d", i), Title: fmt.Sprint("Report ", i)})
		apply(t, s, Batch{Put: []Reading{w.reading()}})
	}
	if _, _, err := s.Updates(context.Background(), more-1); !errors.Is(err, ErrMissed) {
		t.Errorf("one update too many: got %v, want ErrMissed", err)
	}
	after, given := uint64(more), 0
	for after < s.Revision() {
		updates, upTo, err := s.Updates(context.Background(), after)
		if err != nil || len(updates) == 0 || len(updates) > updatesAtOnce || updates[0].Revision != after+1 {
			t.Fatalf("got %d updates after %d, up to %d, error %v", len(updates), after, upTo, err)
		}
		after, given = upTo, given+len(updates)
	}
	if given != keptUpdates {
		t.Errorf("got %d updates, want %d", given, keptUpdates)
	}
	snap, err := s.snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	kept := 0
	for _, err := range snap.scan(context.Background(), string(updateKind), prefixEnd(string(updateKind)), false) {
		if err != nil {
			t.Fatal(err)
		}
		kept++
	}
	if kept != keptUpdates {
		t.Errorf("%d records are kept, want %d", kept, keptUpdates)
	}
}

func TestAwait(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := openTest(t, "memory:", Options{})
	woken := make(chan error, 1)
	await := func(after uint64) { woken <- s.Await(ctx, after) }
	go await(0)
	apply(t, s, Batch{Put: []Reading{report("One", "ban")}})
	if err := <-woken; err != nil {
		t.Errorf("after a commit: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if err := s.Await(ended, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that ended: %v", err)
	}
	go await(1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-woken; !errors.Is(err, ErrClosed) {
		t.Errorf("of a store that is closed: %v", err)
	}
}

// TestMatching wants of ids what a list of the same filter has.
func TestMatching(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: []Reading{report("One", "ban", "sue", "pay")}})
	apply(t, s, Batch{Put: []Reading{report("Two", "sue", "leave")}})
	v := view(t, s)
	all := everything(t, func(p PageRequest) (*Page[*Statement], error) {
		return v.FindStatements(ctx, &StatementFilter{Status: []Status{Active, Withdrawn}}, Order{}, p)
	})
	ids := []string{StatementPrefix + "none"}
	for _, found := range all {
		ids = append(ids, found.ID)
	}
	for _, f := range []*StatementFilter{
		nil, {Status: []Status{Withdrawn}}, {Text: ptr("sue")}, {Predicate: &StringFilter{In: []string{"leave", "ban"}}},
		{Entity: &EntityRef{Name: "huawei"}, Not: &StatementFilter{Predicate: &StringFilter{Eq: ptr("sue")}}},
	} {
		want := everything(t, func(p PageRequest) (*Page[*Statement], error) { return v.FindStatements(ctx, f, Order{}, p) })
		got, err := v.Matching(ctx, ids, f)
		if err != nil {
			t.Fatal(err)
		}
		id := func(s *Statement) string { return s.ID }
		if d := cmp.Diff(byID(want, id), byID(got, id)); d != "" {
			t.Errorf("%+v: want -, got +:\n%s", f, d)
		}
	}
	if _, err := v.Matching(ctx, ids, &StatementFilter{Between: []EntityRef{{Name: "a"}}}); err == nil {
		t.Error("a filter that cannot be was taken")
	}
}

// TestPostgresUpdatesOfOthers has two stores on one database, as two processes have them.
func TestPostgresUpdatesOfOthers(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	address := postgrestest.Database(t)
	writer, reader := openTest(t, address, Options{}), openTest(t, address, Options{})
	for i, text := range []Reading{report("One", "ban", "sue"), report("Two", "sue")} {
		apply(t, writer, Batch{Put: []Reading{text}})
		if err := reader.Await(ctx, uint64(i)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"1 1 added [ban sue] withdrawn []", "2 1 added [] withdrawn [ban]"}
	if d := cmp.Diff(want, toldOf(t, reader, 0)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
