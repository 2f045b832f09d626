package watch

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/fetch"
	"newsgraph/loaders/source"
)

// notes are a Memory.
type notes struct {
	mu     sync.Mutex
	states map[string]State
}

func (n *notes) Recall(_ context.Context, feed string) (State, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.states[feed], nil
}

func (n *notes) Remember(_ context.Context, feed string, s State) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.states[feed] = s
	return nil
}

// begin runs a watch; loads gives what it loads, by the files' names.
func begin(t *testing.T, opt Options) (loads chan string, stop func()) {
	t.Helper()
	loads = make(chan string)
	ctx, cancel := context.WithCancel(context.Background())
	opt.Log = slog.New(slog.DiscardHandler)
	opt.Load = func(ctx context.Context, sources []source.Source) ([]string, error) {
		var names []string
		for _, s := range sources {
			names = append(names, filepath.Base(s.Name))
		}
		select {
		case loads <- strings.Join(names, " "):
		case <-ctx.Done():
		}
		return nil, nil
	}
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, opt) }()
	return loads, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func want(t *testing.T, loads chan string, want string) {
	t.Helper()
	select {
	case got := <-loads:
		if got != want {
			t.Fatalf("loaded %q, want %q", got, want)
		}
	case <-time.After(time.Minute):
		t.Fatalf("nothing was loaded, want %q", want)
	}
}

// put writes a file whose last change is some time ago.
func put(t *testing.T, path, text string, ago time.Duration) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-ago)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.txt"), "one", time.Hour)
	put(t, filepath.Join(dir, "b.txt"), "one", time.Hour)
	put(t, filepath.Join(dir, "c.jpg"), "one", time.Hour)
	loads, stop := begin(t, Options{Folders: []string{dir}, Settle: 10 * time.Millisecond, Rescan: time.Hour})
	defer stop()
	want(t, loads, "a.txt b.txt")
	put(t, filepath.Join(dir, "b.txt"), "two, longer", time.Minute)
	want(t, loads, "b.txt")
	put(t, filepath.Join(dir, "new.txt"), "one", 0)
	want(t, loads, "new.txt")
	if err := os.Remove(filepath.Join(dir, "a.txt")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "below", "deep", "d.txt"), "one", time.Minute)
	want(t, loads, "d.txt")
}

// TestRescan: without being told of changes, they are found by looking.
func TestRescan(t *testing.T) {
	dir := t.TempDir()
	loads, stop := begin(t, Options{Folders: []string{dir}, Settle: time.Nanosecond, Rescan: 5 * time.Millisecond})
	defer stop()
	put(t, filepath.Join(dir, "below", "a.txt"), "one", time.Minute)
	want(t, loads, "a.txt")
}

func TestNoFolder(t *testing.T) {
	if err := Run(context.Background(), Options{Folders: []string{filepath.Join(t.TempDir(), "none")}}); err == nil {
		t.Error("no error")
	}
	failure := errors.New("the store is gone")
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.txt"), "one", time.Hour)
	err := Run(context.Background(), Options{Folders: []string{dir}, Load: func(context.Context, []source.Source) ([]string, error) { return nil, failure }})
	if !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

// TestFeeds: feeds are asked when they are due; one that fails less and less often; and what is due is remembered.
func TestFeeds(t *testing.T) {
	now := time.Date(2018, 6, 5, 8, 0, 0, 0, time.UTC)
	m := &notes{states: map[string]State{"http://later/": {AskAt: now.Add(time.Hour)}}}
	w := &watcher{due: map[string]State{}, opt: Options{
		Feeds: []string{"http://good/", "http://bad/", "http://slow/", "http://later/"}, Memory: m, Interval: 10 * time.Minute,
		Fresh: func(feed string) time.Duration { return map[string]time.Duration{"http://slow/": time.Hour}[feed] },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)), Now: func() time.Time { return now },
	}}
	var loaded []string
	w.opt.Load = func(_ context.Context, sources []source.Source) (failed []string, err error) {
		for _, s := range sources {
			loaded = append(loaded, strings.Trim(s.Address, "htp:/"))
			if s.Address == "http://bad/" {
				failed = append(failed, s.Address)
			}
		}
		return failed, nil
	}
	for _, feed := range w.opt.Feeds {
		w.due[feed] = m.states[feed]
	}
	var got []string
	for range 13 {
		loaded = nil
		if err := w.turn(context.Background()); err != nil {
			t.Fatal(err)
		}
		slices.Sort(loaded)
		got = append(got, strings.Join(loaded, " "))
		now = now.Add(10 * time.Minute)
	}
	wanted := []string{"bad good slow", "good", "bad good", "good", "good", "good", "bad good later slow", "good later", "good later", "good later", "good later", "good later", "good later slow"}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if s := m.states["http://bad/"]; s.Failures != 3 || !s.AskAt.After(now) {
		t.Errorf("of the broken feed is remembered %+v", s)
	}
}

// page is a Getter that gives one answer after another.
type page struct{ answers []*fetch.Response }

func (p *page) Get(context.Context, fetch.Request) (*fetch.Response, error) {
	if len(p.answers) == 0 {
		return nil, fetch.ErrTimeout
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	return answer, nil
}

func TestFreshness(t *testing.T) {
	for _, c := range []struct {
		body string
		want time.Duration
	}{
		{"<rss><channel><ttl>90</ttl>", 90 * time.Minute}, {"<rss><channel><ttl>soon</ttl>", 0}, {"", 0},
		{"<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * time.Hour},
		{"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", time.Hour}, {"<sy:updatePeriod>never</sy:updatePeriod>", 0},
	} {
		f := NewFreshness(&page{[]*fetch.Response{{Body: []byte(c.body)}, {NotModified: true, MaxAge: time.Minute}}}, []string{"http://a/"})
		for _, want := range []time.Duration{c.want, max(c.want, time.Minute), max(c.want, time.Minute)} {
			_, _ = f.Get(context.Background(), fetch.Request{URL: "http://a/"}) // the last fails, which says nothing of how fresh it is
			if got := f.Fresh("http://a/"); got != want {
				t.Errorf("%q: got %v, want %v", c.body, got, want)
			}
		}
		if f.Fresh("http://b/") != 0 {
			t.Error("an address that nobody asked about is fresh")
		}
	}
}
