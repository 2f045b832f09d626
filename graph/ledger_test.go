package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// said is a reading of an article with one claim.
func said(a news.Article, object string) Reading {
	w := write(a)
	w.say(w.thing(Organization, "Nokia"), "buy", w.thing(Organization, object), nil)
	return w.reading()
}

// file is the ledger entry of a file that brought a reading.
func file(name string, r Reading) LedgerEntry {
	return LedgerEntry{Source: name, Article: ArticlePrefix + r.Article.ID(), Digest: "d1", Reader: "r1", Size: 7}
}

func ledger(t *testing.T, s *Store, f LedgerFilter) []string {
	t.Helper()
	var lines []string
	for e, err := range view(t, s).Ledger(context.Background(), f) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprint(e.FullName(), " ", e.Outcome, " ", e.Code)))
	}
	return lines
}

func TestLedgerIsKeptWithTheArticles(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	ctx := context.Background()
	a, b := said(news.Article{Title: "One"}, "Alcatel"), said(news.Article{Title: "Two"}, "Withings")
	apply(t, s, Batch{
		Put:     []Reading{a, b},
		Ledger:  []LedgerEntry{file("/n/a.txt", a), file("/n/b.txt", b), {Source: "/n/c.zip", Name: "#x\x00y.txt", Outcome: Refused, Code: "EMPTY", Why: "empty"}},
		Sources: []LedgerSource{{Name: "/n/a.txt", Digest: "d1", Reader: "r1", Items: 1}},
	})
	want := []string{"/n/a.txt ADDED", "/n/b.txt ADDED", "/n/c.zip#x\uFFFDy.txt REFUSED EMPTY"}
	want[2] = strings.Replace(want[2], "\uFFFD", "\x00", 1)
	if diff := cmp.Diff(want, ledger(t, s, LedgerFilter{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := ledger(t, s, LedgerFilter{Outcomes: []Outcome{Refused, Failed}}); len(got) != 1 {
		t.Errorf("refused and failed are %v", got)
	}
	if got := ledger(t, s, LedgerFilter{Article: ArticlePrefix + b.Article.ID()}); len(got) != 1 || got[0] != want[1] {
		t.Errorf("of the article are %v", got)
	}
	source, err := s.Source(ctx, "/n/a.txt")
	if err != nil || source == nil || source.Digest != "d1" || !source.At.Equal(noon) {
		t.Errorf("the source is %+v, %v", source, err)
	}
	known, err := s.Text(ctx, ArticlePrefix+a.Article.ID())
	if err != nil || known == nil || known.Origins != 1 || known.ContentHash != a.Article.ContentHash() {
		t.Errorf("the text is %+v, %v", known, err)
	}
	revision := s.Revision()
	apply(t, s, Batch{Put: []Reading{a}, Ledger: []LedgerEntry{file("/n/a.txt", a)}})
	if got := ledger(t, s, LedgerFilter{Source: "/n/a"}); len(got) != 1 || got[0] != "/n/a.txt UNCHANGED" {
		t.Errorf("loaded again: %v", got)
	}
	if s.Revision() != revision {
		t.Errorf("a change of the books alone makes revision %d of %d", s.Revision(), revision)
	}
	apply(t, s, Batch{Delete: []string{ArticlePrefix + a.Article.ID()}})
	item, err := s.Item(ctx, "/n/a.txt", "")
	if err != nil || item.Code != "DELETED" || item.Article != "" || item.Digest != "" {
		t.Errorf("of a deleted article the ledger says %+v, %v", item, err)
	}
	if source, err = s.Source(ctx, "/n/a.txt"); source != nil || err != nil {
		t.Errorf("of a deleted article the source is %+v, %v", source, err)
	}
}

// TestOneArticleTwiceInABatch: each entry has the outcome of its own Put.
func TestOneArticleTwiceInABatch(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	a := said(news.Article{Title: "One"}, "Alcatel")
	apply(t, s, Batch{Put: []Reading{a, a}, Ledger: []LedgerEntry{file("/n/a.txt", a), file("/n/b.txt", a)}})
	if diff := cmp.Diff([]string{"/n/a.txt ADDED", "/n/b.txt UNCHANGED"}, ledger(t, s, LedgerFilter{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestLongAndBrokenNames(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	long := "https://paper.example/" + strings.Repeat("é", 3000)
	apply(t, s, Batch{Ledger: []LedgerEntry{
		{Source: long + "1", Outcome: Failed}, {Source: long + "2", Outcome: Failed}, {Source: "/n/caf\xe9.txt", Outcome: Failed},
	}})
	want := []string{"/n/caf\xe9.txt FAILED", long + "1 FAILED", long + "2 FAILED"}
	got := ledger(t, s, LedgerFilter{})
	if len(got) == 3 && strings.HasSuffix(got[1], "2 FAILED") {
		got[1], got[2] = got[2], got[1] // they are in the order of their hashes
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	for _, name := range []string{long + "1", long + "2", "/n/caf\xe9.txt"} {
		if item, err := s.Item(context.Background(), name, ""); err != nil || item == nil || item.Source != name {
			t.Errorf("%.30q gives %v, %v", name, item, err)
		}
	}
}

// TestTextOfAnArticleWithoutAddress: a file whose text has changed is a revision of the same article.
func TestTextOfAnArticleWithoutAddress(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	before := said(news.Article{Title: "One"}, "Alcatel")
	id := before.Article.ID()
	after := said(news.Article{Title: "One", Of: id}, "Withings")
	if after.Article.ID() != id {
		t.Fatalf("a text of %s is %s", id, after.Article.ID())
	}
	apply(t, s, Batch{Put: []Reading{before}})
	applied := apply(t, s, Batch{Put: []Reading{after}})
	if applied.Articles[0].Outcome != Updated {
		t.Errorf("the second text is %s", applied.Articles[0].Outcome)
	}
	v := view(t, s)
	revisions, err := v.Revisions(context.Background(), ArticlePrefix+id)
	if err != nil || len(revisions) != 1 {
		t.Errorf("revisions %v, %v", revisions, err)
	}
	read := func(_ context.Context, a news.Article) (Reading, error) {
		r := after
		if a.ContentHash() == before.Article.ContentHash() {
			r = before
		}
		if a.ID() != id {
			t.Errorf("a stored text is of %s, want %s", a.ID(), id)
		}
		return r, nil
	}
	if done, err := s.Rebuild(context.Background(), Rereading{Read: read}); err != nil || done.Changed != 0 {
		t.Errorf("read again: %+v, %v", done, err)
	}
}

func TestJobs(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	ctx := context.Background()
	job, err := s.AddJob(ctx, []Task{{Address: "https://paper.example/a"}, {Address: "upload", IsUpload: true, Upload: []byte("bytes\x00\xff")}})
	if err != nil {
		t.Fatal(err)
	}
	mine, err := s.ClaimJob(ctx, "me", time.Minute)
	if err != nil || mine == nil || mine.ID != job.ID || mine.State != JobRunning || mine.Total() != 2 {
		t.Fatalf("claimed %+v, %v", mine, err)
	}
	if again, err := s.ClaimJob(ctx, "me", time.Minute); again != nil || err != nil {
		t.Errorf("claimed twice: %+v, %v", again, err)
	}
	tasks, err := s.Tasks(ctx, job.ID)
	if err != nil || len(tasks) != 2 || tasks[1].Number != 1 {
		t.Fatalf("tasks %+v, %v", tasks, err)
	}
	if data, err := s.Upload(ctx, job.ID, 1); err != nil || string(data) != "bytes\x00\xff" {
		t.Errorf("upload %q, %v", data, err)
	}
	r := said(news.Article{URL: "https://paper.example/a", Title: "One"}, "Alcatel")
	entry := file("https://paper.example/a", r)
	entry.Job = job.ID
	apply(t, s, Batch{Put: []Reading{r}, Ledger: []LedgerEntry{entry}, Done: []TaskID{{job.ID, 0}}})
	apply(t, s, Batch{
		Ledger: []LedgerEntry{{Source: "upload", Outcome: Failed, Code: "BINARY", Why: "binary", Job: job.ID}},
		Done:   []TaskID{{job.ID, 1}, {job.ID, 0}},
	})
	if _, err := s.Upload(ctx, job.ID, 1); err == nil {
		t.Error("the bytes of a task that is done are kept")
	}
	if err := s.EndJob(ctx, job.ID, "somebody", nil); err != nil {
		t.Fatal(err)
	}
	if err := s.EndJob(ctx, job.ID, "me", nil); err != nil {
		t.Fatal(err)
	}
	done, err := s.Job(ctx, job.ID)
	want := &Job{ID: job.ID, Version: done.Version, State: JobDone, Created: noon, Ended: noon, Tasks: 2, TasksDone: 2, Added: 1, Failed: 1,
		Errors: []JobError{{"upload", "BINARY", "binary"}}}
	if diff := cmp.Diff(want, done); diff != "" || err != nil {
		t.Errorf("%v; want -, got +:\n%s", err, diff)
	}
	page, err := view(t, s).ArticlesOfJob(ctx, job.ID, PageRequest{Count: true})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != entry.Article || *page.Total != 1 {
		t.Errorf("articles %+v, %v", page, err)
	}
	if next, err := s.ClaimJob(ctx, "me", time.Minute); next != nil || err != nil {
		t.Errorf("a job that is done is claimed: %+v, %v", next, err)
	}
}

// TestForgetJobs takes away what ended long ago, with all that is kept of it, and nothing else.
func TestForgetJobs(t *testing.T) {
	ctx, now := context.Background(), noon
	s := openTest(t, "memory:", Options{Clock: func() time.Time { return now }})
	before := derivedState(t, s)
	var ids []string
	for i := range 3 {
		_, err := s.AddJob(ctx, []Task{{Address: "upload", IsUpload: true, Upload: []byte("bytes")}})
		must(t, err)
		job, err := s.ClaimJob(ctx, "me", time.Minute)
		if job == nil || err != nil {
			t.Fatal(job, err)
		}
		r := said(news.Article{URL: "https://paper.example/" + job.ID, Title: "One"}, "Alcatel")
		entry := file(r.Article.URL, r)
		entry.Job = job.ID
		apply(t, s, Batch{Put: []Reading{r}, Ledger: []LedgerEntry{entry}})
		if i < 2 {
			must(t, s.EndJob(ctx, job.ID, "me", errors.New("it broke")))
		}
		ids, now = append(ids, job.ID), now.Add(time.Hour)
	}
	if n, err := s.ForgetJobs(ctx, 2*time.Hour); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	for i, id := range ids {
		job, err := s.Job(ctx, id)
		page, listed := view(t, s).ArticlesOfJob(ctx, id, PageRequest{})
		if gone := i == 0; err != nil || listed != nil || (job == nil) != gone || (len(page.Items) == 0) != gone {
			t.Errorf("job %d: %+v with %d articles, errors %v, %v", i, job, len(page.Items), err, listed)
		}
		if _, err := s.Upload(ctx, id, 0); (err != nil) != (i == 0) {
			t.Errorf("job %d: its upload: %v", i, err)
		}
	}
	if n, err := s.ForgetJobs(ctx, 0); n != 1 || err != nil {
		t.Errorf("forgot %d more, %v; one has not ended", n, err)
	}
	must(t, s.EndJob(ctx, ids[2], "me", nil))
	now = now.Add(time.Hour)
	if n, err := s.ForgetJobs(ctx, 0); n != 1 || err != nil {
		t.Errorf("forgot %d at last, %v", n, err)
	}
	for _, id := range ids {
		address := "https://paper.example/" + id
		apply(t, s, Batch{Delete: []string{ArticlePrefix + news.Article{URL: address}.ID()}})
		apply(t, s, Batch{Forget: []LedgerEntry{{Source: address}}})
	}
	if d := cmp.Diff(before, derivedState(t, s)); d != "" {
		t.Errorf("want what was there before, -, got +:\n%s", d)
	}
	sound(t, s)
}

// TestJobOfAnother: on a store of several processes the lease keeps a job; in a folder the process of before is gone.
func TestJobOfAnother(t *testing.T) {
	ctx, now := context.Background(), noon
	s := openTest(t, "memory:", Options{Clock: func() time.Time { return now }})
	if _, err := s.AddJob(ctx, []Task{{Address: "a"}}); err != nil {
		t.Fatal(err)
	}
	if job, err := s.ClaimJob(ctx, "one", time.Minute); job == nil || err != nil {
		t.Fatal(job, err)
	}
	shared := s.engine.backend() == postgresBackend
	job, err := s.ClaimJob(ctx, "two", time.Minute)
	if err != nil || (job == nil) != shared {
		t.Errorf("the other claims %+v, %v", job, err)
	}
	if shared {
		now = now.Add(2 * time.Minute)
		if job, err = s.ClaimJob(ctx, "two", time.Minute); job == nil || err != nil {
			t.Fatalf("after the lease: %+v, %v", job, err)
		}
	}
	if owned, err := s.KeepJob(ctx, job.ID, "one", time.Minute); owned || err != nil {
		t.Errorf("the first still owns it: %v", err)
	}
	if err := s.LeaveJob(ctx, job.ID, "two"); err != nil {
		t.Fatal(err)
	}
	if job, err = s.ClaimJob(ctx, "three", time.Minute); job == nil || err != nil {
		t.Errorf("a job that was left: %+v, %v", job, err)
	}
}
