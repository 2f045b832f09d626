package loaders_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/feed"
	"newsgraph/loaders/fetch"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/sitemap"
	"newsgraph/loaders/source"
	"newsgraph/loaders/text"
	"newsgraph/loaders/warc"
	"newsgraph/nlp/model"
)

// bookkeeper is a loader that remembers.
type bookkeeper struct {
	*loaders.Loader

	t     *testing.T
	store *graph.Store
	later time.Duration // that the loader's clock is ahead
}

func newBookkeeper(t *testing.T, store *graph.Store) *bookkeeper {
	t.Helper()
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	b := &bookkeeper{t: t, store: store}
	b.Loader, err = loaders.New(loaders.Options{
		Pipeline: p, Extractor: openie.Extractor{}, Store: store, Books: store, Workers: 2, Languages: []string{"en"},
		Formats: []format.Format{feed.Format{}, sitemap.Format{}, jsonl.Format{}, html.Format{}, text.Format{}},
		Fetcher: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Retries: -1}),
		Now:     func() time.Time { return storeTime().Add(b.later) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// load loads and gives a line for each item.
func (b *bookkeeper) load(o loaders.Orders, arguments ...string) []string {
	b.t.Helper()
	var lines []string
	_, err := b.LoadAs(context.Background(), source.Expand(arguments, nil).Sources, format.Input{}, o, func(i loaders.Item) {
		line := filepath.Base(i.Name) + " " + string(i.Outcome)
		if i.Err != nil {
			line += " " + loaders.Code(i.Err)
		}
		lines = append(lines, line)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return lines
}

func (b *bookkeeper) want(got []string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("want -, got +:\n%s", diff)
	}
}

// ledger is a line for each entry.
func (b *bookkeeper) ledger() []string {
	b.t.Helper()
	v, err := b.store.View(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	defer v.Close()
	var lines []string
	for e, err := range v.Ledger(context.Background(), graph.LedgerFilter{}) {
		if err != nil {
			b.t.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(filepath.Base(e.FullName())+" "+string(e.Outcome)+" "+e.Code))
	}
	return lines
}

func (b *bookkeeper) articles() int64 {
	b.t.Helper()
	v, err := b.store.View(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	defer v.Close()
	s, err := v.Statistics(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	return s.Articles
}

func put(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatWasReadIsNotReadAgain(t *testing.T) {
	dir := t.TempDir()
	b := newBookkeeper(t, newStore(t))
	put(t, dir, "a.txt", "Nokia bought Alcatel in 2016, the company said on Monday.\n")
	put(t, dir, "b.jsonl", "{\"text\": \"Intel sued Nvidia on Monday.\"}\n{\"title\": \"no text\"}\n{\"text\": \"Google hired Smith.\"}\n")
	put(t, dir, "c.html", "<html><body></body></html>")
	b.want(b.load(loaders.Orders{}, dir), "a.txt ADDED", "b.jsonl:1 ADDED", "b.jsonl:2 FAILED INVALID", "b.jsonl:3 ADDED", "c.html REFUSED NOT_AN_ARTICLE")
	b.want(b.ledger(), "a.txt ADDED", "b.jsonl:1 ADDED", "b.jsonl:2 FAILED INVALID", "b.jsonl:3 ADDED", "c.html REFUSED NOT_AN_ARTICLE")
	revision := b.store.Revision()
	again := []string{"a.txt UNCHANGED", "b.jsonl:1 UNCHANGED", "b.jsonl:2 FAILED INVALID", "b.jsonl:3 UNCHANGED", "c.html REFUSED NOT_AN_ARTICLE"}
	b.want(b.load(loaders.Orders{}, dir), again...)
	b.want(b.load(loaders.Orders{RetryFailed: true}, dir), again...)
	if b.store.Revision() != revision {
		t.Errorf("revision %d of %d", b.store.Revision(), revision)
	}
	// What was deleted comes back when it is loaded again.
	v, err := b.store.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for e, err := range v.Ledger(context.Background(), graph.LedgerFilter{Source: dir + "/a"}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.Apply(context.Background(), graph.Batch{Delete: []string{e.Article}}); err != nil {
			t.Fatal(err)
		}
	}
	b.want(b.load(loaders.Orders{}, dir+"/a.txt"), "a.txt ADDED")
}

// TestChangedFile: a file without an address that changes is a revision of the same article, unless another file has the
// text as it was; and no other file takes the article over.
func TestChangedFile(t *testing.T) {
	dir := t.TempDir()
	b := newBookkeeper(t, newStore(t))
	const first, second, third = "Nokia bought Alcatel in 2016, it said.\n", "Nokia sold Alcatel in 2017, it said.\n", "Nokia bought Withings in 2016.\n"
	a := put(t, dir, "a.txt", first)
	b.want(b.load(loaders.Orders{}, a), "a.txt ADDED")
	put(t, dir, "a.txt", second)
	b.want(b.load(loaders.Orders{}, a), "a.txt UPDATED")
	if n := b.articles(); n != 1 {
		t.Errorf("%d articles", n)
	}
	other := put(t, dir, "other.txt", first)
	b.want(b.load(loaders.Orders{}, other, a), "other.txt ADDED", "a.txt UNCHANGED")
	if n := b.articles(); n != 2 {
		t.Errorf("%d articles", n)
	}
	twin := put(t, dir, "twin.txt", second)
	b.want(b.load(loaders.Orders{}, twin), "twin.txt ADDED")
	put(t, dir, "a.txt", third)
	b.want(b.load(loaders.Orders{}, dir), "a.txt UPDATED", "other.txt UNCHANGED", "twin.txt UNCHANGED")
	put(t, dir, "same.txt", third)
	put(t, dir, "same2.txt", third)
	b.want(b.load(loaders.Orders{}, dir), "a.txt UNCHANGED", "other.txt UNCHANGED", "same.txt ADDED", "same2.txt UNCHANGED", "twin.txt UNCHANGED")
	// The one article is of two files now: when one of them changes, the other keeps it.
	put(t, dir, "same.txt", "Nokia sued Withings in 2018.\n")
	b.want(b.load(loaders.Orders{}, dir), "a.txt UNCHANGED", "other.txt UNCHANGED", "same.txt ADDED", "same2.txt UNCHANGED", "twin.txt UNCHANGED")
	if n := b.articles(); n != 5 {
		t.Errorf("%d articles", n)
	}
	// A line of many has no place of its own.
	lines := put(t, dir, "l.jsonl", "{\"text\": \"Intel sued Nvidia.\"}\n{\"text\": \"Google hired Smith.\"}\n")
	b.want(b.load(loaders.Orders{}, lines), "l.jsonl:1 ADDED", "l.jsonl:2 ADDED")
	put(t, dir, "l.jsonl", "{\"text\": \"Apple fired Jones.\"}\n{\"text\": \"Intel sued Nvidia.\"}\n{\"text\": \"Google hired Smith.\"}\n")
	b.want(b.load(loaders.Orders{}, lines), "l.jsonl:1 ADDED", "l.jsonl:2 UNCHANGED", "l.jsonl:3 UNCHANGED")
}

// TestOtherLanguage: an article in a language without models is stored, marked, and has no statements.
func TestOtherLanguage(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	path := put(t, t.TempDir(), "de.txt", "Die Hafenbehörde hat am Montag zwei Liegeplätze geschlossen, nachdem Taucher Risse in der Kaimauer gefunden hatten. "+
		"Ingenieure werden in dieser Woche auch die übrigen Plätze untersuchen, und Schiffe müssen so lange draußen warten. Verletzt wurde niemand.\n")
	var items []loaders.Item
	if _, err := b.Load(context.Background(), source.Expand([]string{path}, nil).Sources, format.Input{}, func(i loaders.Item) { items = append(items, i) }); err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || items[0].Outcome != loaders.Added || items[0].Statements != 0 || !strings.Contains(items[0].Note, `"de"`) || items[0].Err != nil {
		t.Errorf("got %+v", items)
	}
	b.want(b.ledger(), "de.txt ADDED LANGUAGE")
	v, err := b.store.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	word := "Kaimauer"
	page, err := v.FindArticles(context.Background(), &graph.ArticleFilter{Text: &word}, graph.Order{}, graph.PageRequest{})
	if err != nil || len(page.Items) != 1 || page.Items[0].Language != "de" {
		t.Errorf("found %+v, %v", page, err)
	}
}

// TestResume: what was stopped goes on where it was, and nothing is read twice.
func TestResume(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	var lines strings.Builder
	for i := range 30 {
		fmt.Fprintf(&lines, "{\"text\": \"Nokia sued company number %d on Monday.\", \"url\": \"https://paper.example/%d\"}\n", i, i)
	}
	path := put(t, t.TempDir(), "many.jsonl", lines.String())
	ctx, stop := context.WithCancel(context.Background())
	n := 0
	report, err := b.Load(ctx, source.Expand([]string{path}, nil).Sources, format.Input{}, func(loaders.Item) {
		if n++; n == 7 {
			stop()
		}
	})
	if err != nil || !report.Stopped || report.Added < 7 || report.Added == 30 {
		t.Fatalf("stopped: %+v, %v", report, err)
	}
	before := report.Added
	report, err = b.Load(context.Background(), source.Expand([]string{path}, nil).Sources, format.Input{}, nil)
	if err != nil || report.Unchanged != before || report.Added != 30-before {
		t.Errorf("%d before: %+v, %v", before, report, err)
	}
}

// busy is a page that the server cannot give just now.
const busy = "busy"

// web is a site that counts what it is asked for.
type web struct {
	*httptest.Server

	mu    sync.Mutex
	pages map[string]string
	asked []string
}

func newWeb(t *testing.T, pages map[string]string) *web {
	t.Helper()
	w := &web{pages: pages}
	w.Server = httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		page, found := w.pages[r.URL.Path]
		if r.URL.Path != "/robots.txt" {
			w.asked = append(w.asked, r.URL.Path)
		}
		tag := fmt.Sprintf(`"%x"`, len(page))
		switch {
		case !found:
			http.NotFound(answer, r)
		case page == busy:
			answer.WriteHeader(http.StatusServiceUnavailable)
		case r.Header.Get("If-None-Match") == tag:
			answer.WriteHeader(http.StatusNotModified)
		default:
			answer.Header().Set("ETag", tag)
			fmt.Fprint(answer, strings.ReplaceAll(page, "HOST", "http://"+r.Host))
		}
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *web) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

func page(sentence string) string {
	return "<html><head><title>News of the day in business</title></head><body><article><h1>News of the day in business</h1>" +
		strings.Repeat("<p>"+sentence+" The companies said so in a statement on Monday, and reporters asked them about the price.</p>", 4) + "</article></body></html>"
}

func TestAddresses(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	w := newWeb(t, map[string]string{"/a": page("Nokia bought Alcatel."), "/b": page("Intel sued Nvidia.")})
	list := []string{w.URL + "/a", w.URL + "/gone", w.URL + "/b"}
	b.want(b.load(loaders.Orders{}, list...), "a ADDED", "gone FAILED HTTP_404", "b ADDED")
	w.take()
	b.want(b.load(loaders.Orders{}, list...), "a UNCHANGED", "gone FAILED HTTP_404", "b UNCHANGED")
	w.pages["/a"] = page("Nokia sold Alcatel to somebody else.")
	w.pages["/gone"] = page("Google hired Smith.")
	b.want(b.load(loaders.Orders{RetryFailed: true}, list...), "a UPDATED", "gone ADDED", "b UNCHANGED")
	delete(w.pages, "/a")
	b.want(b.load(loaders.Orders{}, list[0]), "a FAILED HTTP_404")
	if n := b.articles(); n != 3 {
		t.Errorf("%d articles", n)
	}
}

func TestFollow(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	w := newWeb(t, map[string]string{
		"/feed": `<rss version="2.0"><channel><title>Paper</title><item><title>One</title><link>HOST/1</link></item>` +
			`<item><title>Two</title><link>HOST/2</link></item><item><title>None</title><link>HOST/3</link></item></channel></rss>`,
		"/1": page("Nokia bought Alcatel."), "/2": page("Intel sued Nvidia."),
	})
	b.want(b.load(loaders.Orders{}, w.URL+"/feed"), "feed#1 REFUSED LINK", "feed#2 REFUSED LINK", "feed#3 REFUSED LINK")
	w.take()
	b.want(b.load(loaders.Orders{Follow: true}, w.URL+"/feed"), "1 ADDED", "2 ADDED", "3 FAILED HTTP_404")
	w.take()
	w.pages["/feed"] = strings.Replace(w.pages["/feed"], "</channel>", "<item><title>New</title><link>HOST/4</link></item></channel>", 1)
	w.pages["/4"] = page("Google hired Smith.")
	got := b.load(loaders.Orders{Follow: true}, w.URL+"/feed")
	b.want(got, "4 ADDED")
	b.want(w.take(), "/feed", "/4")
	b.want(b.load(loaders.Orders{Follow: true}, w.URL+"/feed"))
	b.want(w.take(), "/feed")
	b.want(b.ledger(), "1 ADDED", "2 ADDED", "3 FAILED HTTP_404", "4 ADDED")
}

// TestFollowAgain wants a page that could not be had for a reason that passes to be asked for again when its feed has
// changed, some time later and no sooner; and one that is not there to be left alone.
func TestFollowAgain(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	feed := func(title string) string {
		return `<rss version="2.0"><channel><title>` + title + `</title><item><title>One</title><link>HOST/1</link></item>` +
			`<item><title>Two</title><link>HOST/2</link></item></channel></rss>`
	}
	w := newWeb(t, map[string]string{"/feed": feed("Paper"), "/1": busy})
	follow := func() []string { return b.load(loaders.Orders{Follow: true}, w.URL+"/feed") }
	b.want(follow(), "1 FAILED HTTP_503", "2 FAILED HTTP_404")
	w.pages["/feed"], w.pages["/1"] = feed("The Paper"), page("Nokia bought Alcatel.")
	b.want(follow())
	w.pages["/feed"], b.later = feed("The Morning Paper"), 2*time.Hour
	b.want(follow(), "1 ADDED")
	b.want(b.ledger(), "1 ADDED", "2 FAILED HTTP_404")
}

// TestFollowGoesOn: a load of a feed that was stopped goes on with the pages that it did not get to, though the feed is as
// it was; and what failed of them is tried again where that is asked for.
func TestFollowGoesOn(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	pages := map[string]string{
		"/index": `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>HOST/map</loc></sitemap></sitemapindex>`,
	}
	var entries strings.Builder
	const all = 100
	for i := range all {
		fmt.Fprintf(&entries, "<url><loc>HOST/%d</loc></url>", i)
		if i != 50 {
			pages[fmt.Sprintf("/%d", i)] = page(fmt.Sprintf("Nokia sued company number %d.", i))
		}
	}
	pages["/map"] = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + entries.String() + "</urlset>"
	w := newWeb(t, pages)
	ctx, stop := context.WithCancel(context.Background())
	sources := source.Expand([]string{w.URL + "/index"}, nil).Sources
	n := 0
	report, err := b.LoadAs(ctx, sources, format.Input{}, loaders.Orders{Follow: true}, func(loaders.Item) {
		if n++; n == 3 {
			stop()
		}
	})
	stop()
	if err != nil || !report.Stopped || report.Added < 3 || report.Done() == all {
		t.Fatalf("stopped: %+v, %v", report, err)
	}
	rest, err := b.LoadAs(context.Background(), sources, format.Input{}, loaders.Orders{Follow: true}, nil)
	if err != nil || report.Done()+rest.Done() != all || report.Added+rest.Added != all-1 || report.Failed+rest.Failed != 1 {
		t.Errorf("went on: %+v after %+v, %v", rest, report, err)
	}
	b.want(b.load(loaders.Orders{Follow: true}, w.URL+"/index"))
	w.mu.Lock()
	w.pages["/50"] = page("Nokia sued company number 50.")
	w.mu.Unlock()
	b.want(b.load(loaders.Orders{Follow: true}, w.URL+"/index"))
	b.want(b.load(loaders.Orders{Follow: true, RetryFailed: true}, w.URL+"/index"), "50 ADDED")
}

func TestNoFetcher(t *testing.T) {
	l := newLoader(t, newStore(t), 1)
	var items []loaders.Item
	if _, err := l.Load(context.Background(), []source.Source{source.FromAddress("http://paper.example/")}, format.Input{}, func(i loaders.Item) { items = append(items, i) }); err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || items[0].Outcome != loaders.Failed || errors.Is(items[0].Err, format.ErrRefused) {
		t.Errorf("got %+v", items)
	}
}

// starting is a format that notes where its reading begins.
type starting struct {
	format.Format

	starts *[]int64
}

func (s starting) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	*s.starts = append(*s.starts, in.Start)
	return s.Format.Read(ctx, r, in, yield)
}

// archiveOf is a web archive of pages.
func archiveOf(pages int) string {
	var b strings.Builder
	for i := range pages {
		answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(fmt.Sprintf("Nokia bought company number %d.", i))
		fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/%d\r\nWARC-Date: 2018-06-05T08:00:00Z\r\n"+
			"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, i, len(answer), answer)
	}
	return b.String()
}

// TestResumeInside: an archive is read on behind the last record that was stored.
func TestResumeInside(t *testing.T) {
	store := newStore(t)
	p, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	var starts []int64
	l, err := loaders.New(loaders.Options{
		Pipeline: p, Extractor: openie.Extractor{}, Store: store, Books: store, Workers: 1,
		Formats: []format.Format{starting{warc.Format{Inside: []format.Format{html.Format{}}, Workers: 1}, &starts}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const pages = 40
	sources := source.Expand([]string{put(t, t.TempDir(), "many.warc", archiveOf(pages))}, nil).Sources
	done := 0
	for range 4 {
		ctx, stop := context.WithCancel(context.Background())
		n := 0
		report, err := l.Load(ctx, sources, format.Input{}, func(i loaders.Item) {
			if n++; i.Outcome == loaders.Added && n >= done+5 {
				stop()
			}
		})
		stop()
		if err != nil || report.Unchanged != done && !report.Stopped || report.Failed+report.Refused+report.Updated > 0 {
			t.Fatalf("%d done: %+v, %v", done, report, err)
		}
		if done += report.Added; !report.Stopped {
			break
		}
	}
	if report, err := l.Load(context.Background(), sources, format.Input{}, nil); err != nil || report.Added != pages-done || report.Unchanged != done {
		t.Errorf("the last: %+v, %v", report, err)
	}
	if len(starts) < 3 || starts[0] != 0 || !slices.IsSorted(starts) || starts[len(starts)-1] <= starts[1] {
		t.Errorf("the readings began at %v", starts)
	}
}
