package loaders_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/source"
	"newsgraph/loaders/text"
	"newsgraph/news"
	"newsgraph/nlp"
	"newsgraph/nlp/model"
)

const samples = "../examples/articles"

// newStore is a store in memory with a clock that stands still; it is checked and closed when the test ends.
// storeTime is when everything is stored.
func storeTime() time.Time { return time.Date(2018, 7, 1, 0, 0, 0, 0, time.UTC) }

func newStore(t *testing.T) *graph.Store {
	t.Helper()
	s, err := graph.Open(context.Background(), "memory:", graph.Options{Clock: storeTime})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		faults, err := s.Check(context.Background())
		if err != nil || len(faults) > 0 {
			t.Errorf("Check: %v, %v", faults, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newLoader(t *testing.T, store loaders.Store, workers int) *loaders.Loader {
	t.Helper()
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	l, err := loaders.New(loaders.Options{
		Pipeline: p, Extractor: openie.Extractor{}, Store: store, Books: booksOf(store), Workers: workers,
		Formats: []format.Format{jsonl.Format{}, html.Format{}, text.Format{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func load(t *testing.T, l *loaders.Loader, arguments ...string) (loaders.Report, []loaders.Item) {
	t.Helper()
	var items []loaders.Item
	r, err := l.Load(context.Background(), source.Expand(arguments, nil).Sources, format.Input{}, func(i loaders.Item) { items = append(items, i) })
	if err != nil {
		t.Fatal(err)
	}
	return r, items
}

func nquads(t *testing.T, s *graph.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteNQuads(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLoadSamples(t *testing.T) {
	s := newStore(t)
	l := newLoader(t, s, 2)
	report, items := load(t, l, samples)
	if report.Added < 10 || report.Failed+report.Refused+report.Unchanged+report.Updated != 0 || report.Statements < 100 || report.Words < 2000 {
		t.Errorf("report %+v", report)
	}
	if report.Done() != len(items) {
		t.Errorf("%d items told, %d done", len(items), report.Done())
	}
	before := nquads(t, s)
	again, _ := load(t, l, samples)
	if again.Unchanged != report.Added || again.Done() != report.Added {
		t.Errorf("loaded again: %+v", again)
	}
	if diff := cmp.Diff(before, nquads(t, s)); diff != "" {
		t.Errorf("loading again changed the graph: %s", diff)
	}
}

// TestOrderAndWorkers: the graph is a function of the set of articles.
func TestOrderAndWorkers(t *testing.T) {
	files, err := filepath.Glob(samples + "/2018-*")
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	random := rand.New(rand.NewPCG(1, 2))
	for _, workers := range []int{1, 4, 2} {
		s := newStore(t)
		l := newLoader(t, s, workers)
		cut := random.IntN(len(files))
		load(t, l, files[:cut]...)
		load(t, l, files[cut:]...)
		got := nquads(t, s)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("with %d workers, seed 1 2: another graph", workers)
		}
		random.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
	}
}

func TestBadItemsAreReported(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.txt": "", "b.txt": "Nokia bought Alcatel in 2016, the company said on Monday in a statement to reporters.\n", "c.jsonl": "{\"title\": \"no text\"}\n{\"text\": \"Intel sued Nvidia.\"}\n",
		"d.html": "<html><body></body></html>", "e.html": "\x1f\x8b\x08\x00\x00",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report, items := load(t, newLoader(t, newStore(t), 2), dir, filepath.Join(dir, "missing.txt"))
	var got []string
	for _, i := range items {
		got = append(got, strings.TrimPrefix(i.Name, dir+"/")+" "+string(i.Outcome))
		if (i.Err != nil) != (i.Outcome == loaders.Failed || i.Outcome == loaders.Refused) {
			t.Errorf("%s: outcome %s with error %v", i.Name, i.Outcome, i.Err)
		}
		if i.Err != nil && strings.Contains(i.Err.Error(), "\n") {
			t.Errorf("%s: more than one line: %v", i.Name, i.Err)
		}
	}
	want := []string{"a.txt FAILED", "b.txt ADDED", "c.jsonl:1 FAILED", "c.jsonl:2 ADDED", "d.html REFUSED", "e.html FAILED", "missing.txt FAILED"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got: %s", diff)
	}
	if report.Added != 2 || report.Failed != 4 || report.Refused != 1 {
		t.Errorf("report %+v", report)
	}
}

// TestStops: a context that ends lets what is in hand be stored and begins nothing new.
func TestStops(t *testing.T) {
	s := newStore(t)
	l := newLoader(t, s, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := 0
	report, err := l.Load(ctx, source.Expand([]string{samples}, nil).Sources, format.Input{}, func(loaders.Item) {
		if done++; done == 2 {
			cancel()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Stopped || report.Added < 2 || report.Added > 11 || report.Added != done {
		t.Errorf("report %+v after %d items", report, done)
	}
}

// failing is a store that has room for some articles.
type failing struct {
	*graph.Store
	left int
}

var errFull = errors.New("no space left on device")

func (f *failing) Apply(ctx context.Context, b graph.Batch) (*graph.Applied, error) {
	if f.left -= len(b.Put); f.left < 0 {
		return nil, errFull
	}
	return f.Store.Apply(ctx, b)
}

func TestStoreFails(t *testing.T) {
	s := newStore(t)
	l := newLoader(t, &failing{s, 4}, 2)
	report, err := l.Load(context.Background(), source.Expand([]string{samples}, nil).Sources, format.Input{}, nil)
	if !errors.Is(err, errFull) {
		t.Errorf("error %v, want that of the store", err)
	}
	if report.Added > 4 || report.Failed != 1 || !report.Stopped || articles(t, s) != report.Added {
		t.Errorf("report %+v of %d articles", report, articles(t, s))
	}
}

func articles(t *testing.T, s *graph.Store) int {
	t.Helper()
	v, err := s.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	stats, err := v.Statistics(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return int(stats.Articles)
}

// picky is a store that takes no batch with an article of some title.
type picky struct {
	*graph.Store
	title string
}

func (p *picky) Apply(ctx context.Context, b graph.Batch) (*graph.Applied, error) {
	for i, r := range b.Put {
		if r.Article.Title == p.title {
			return nil, &graph.ReadingError{Put: i, Article: r.Article.ID(), Message: "not this one"}
		}
	}
	return p.Store.Apply(ctx, b)
}

// TestOneIsRefused loads articles one of which the store does not take: it is the only one that is not stored, whatever
// came with it.
func TestOneIsRefused(t *testing.T) {
	s := &picky{Store: newStore(t), title: "Article 7"}
	var given []format.Item
	for i := range 30 {
		a := news.Article{URL: fmt.Sprintf("https://paper.example/%d", i), Title: fmt.Sprintf("Article %d", i), Text: "Nokia bought Alcatel."}
		given = append(given, format.Item{Name: fmt.Sprint(i), Article: a})
	}
	var got, want []string
	for range 2 { // the second time all but one are known and ready at once
		report, err := newLoader(t, s, 1).LoadArticles(context.Background(), given, func(i loaders.Item) {
			got = append(got, i.Name+" "+string(i.Outcome))
		})
		if err != nil || report.Failed != 1 || report.Added+report.Unchanged != 29 {
			t.Errorf("report %+v, error %v", report, err)
		}
	}
	for _, outcome := range []string{" ADDED", " UNCHANGED"} {
		for i := range given {
			if i == 7 {
				want = append(want, "7 FAILED")
			} else {
				want = append(want, fmt.Sprint(i)+outcome)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got: %s", diff)
	}
	if articles(t, s.Store) != 29 {
		t.Errorf("%d articles are stored", articles(t, s.Store))
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	if _, err := loaders.New(loaders.Options{}); err == nil {
		t.Error("New without anything gave no error")
	}
	p, err := nlp.NewPipeline()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loaders.New(loaders.Options{Pipeline: p, Extractor: openie.Extractor{}, Store: newStore(t)}); err == nil || !strings.Contains(err.Error(), "layers") {
		t.Errorf("New with an empty pipeline: %v", err)
	}
}

// booksOf is a store as the books of a load; nil where it keeps none.
func booksOf(store loaders.Store) loaders.Books {
	books, _ := store.(loaders.Books)
	return books
}
