package loaders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"newsgraph/graph"
	"newsgraph/loaders/fetch"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
)

// defaultFetching is Orders.Fetching where it is 0.
const defaultFetching = 8

// maxLinks is how many links of feeds and sitemaps one load follows, and maxDepth how deep: a sitemap of sitemaps.
const (
	maxLinks = 50_000
	maxDepth = 3
)

// feeder reads sources and hands on what is in them, in order.
type feeder struct {
	l      *Loader
	in     format.Input
	orders Orders
	yield  func(*job) error

	queue   []*pending
	fetched sync.WaitGroup
	links   map[string]bool // canonical addresses that are in the queue
}

// pending is a source that is still to be read.
type pending struct {
	source.Source
	task  int // -1 for none
	depth int // 0 for what was asked for, one more for what a feed names

	of     *pending // the feed that named it
	left   int      // pages that it named and that are not loaded yet
	ending *job     // what ends it once they are

	before *graph.LedgerSource // what is remembered of it
	ready  chan struct{}       // nil where nothing is fetched; closed when the rest is known
	answer *fetch.Response
	err    error
}

// errNoFetcher says that addresses are not fetched.
var errNoFetcher = errors.New("loaders: addresses are not fetched here")

func (f *feeder) all(ctx context.Context, sources []source.Source) error {
	ctx, stop := context.WithCancel(ctx)
	defer f.fetched.Wait()
	defer stop()
	f.links = map[string]bool{}
	for i, s := range sources {
		task := -1
		if i < len(f.orders.Tasks) {
			task = f.orders.Tasks[i]
		}
		f.links[news.CanonicalURL(s.Address)] = true
		f.queue = append(f.queue, &pending{Source: s, task: task})
	}
	window := f.orders.Fetching
	if window <= 0 {
		window = defaultFetching
	}
	for i := 0; i < len(f.queue); i++ {
		for _, p := range f.queue[i:min(i+window, len(f.queue))] {
			f.prepare(ctx, p)
		}
		p := f.queue[i]
		f.queue[i] = nil // what was fetched is not kept
		if p.ending == nil {
			if err := f.read(ctx, p); err != nil {
				return err
			}
			p.answer = nil
		}
		if err := f.finish(p); err != nil {
			return err
		}
	}
	return nil
}

// finish ends what was read, a feed not before all pages that it named: a load that is stopped between them begins with the
// feed again.
func (f *feeder) finish(p *pending) error {
	if p.left > 0 {
		f.queue = append(f.queue, p)
		return nil
	}
	if p.ending != nil {
		if err := f.yield(p.ending); err != nil {
			return err
		}
	}
	if p.of != nil {
		p.of.left--
	}
	return nil
}

// prepare begins to fetch what is to be fetched.
func (f *feeder) prepare(ctx context.Context, p *pending) {
	if p.Address == "" || p.ready != nil {
		return
	}
	p.ready = make(chan struct{})
	if f.l.opt.Fetcher == nil {
		p.err = errNoFetcher
		close(p.ready)
		return
	}
	f.fetched.Go(func() {
		defer close(p.ready)
		if p.before, p.err = f.remembered(ctx, p.key()); p.err != nil {
			return
		}
		request := fetch.Request{URL: p.Address}
		if current, err := f.needsNoBody(ctx, p); err != nil {
			p.err = err
			return
		} else if current {
			request.ETag, request.LastModified = p.before.ETag, p.before.LastModified
		}
		p.answer, p.err = f.l.opt.Fetcher.Get(ctx, request)
	})
}

// key is what the ledger calls a source.
func (p *pending) key() string {
	if p.Address == "" {
		return p.Key
	}
	if canonical := news.CanonicalURL(p.Address); canonical != "" {
		return canonical
	}
	return p.Address
}

func (f *feeder) remembered(ctx context.Context, key string) (*graph.LedgerSource, error) {
	if f.l.opt.Books == nil || key == "" {
		return nil, ctx.Err()
	}
	return f.l.opt.Books.Source(ctx, key)
}

// isCurrent says whether what is remembered of a source would be read in it again, as long as its bytes are the same.
func (f *feeder) isCurrent(before *graph.LedgerSource) bool {
	return before != nil && before.Whole && before.Reader == f.l.reader && !f.orders.RetryFailed
}

// needsNoBody says whether it is enough to hear that what an address leads to is as it was.
func (f *feeder) needsNoBody(ctx context.Context, p *pending) (bool, error) {
	if !f.isCurrent(p.before) {
		return false, nil
	}
	if !f.orders.Follow {
		return true, nil
	}
	entries, err := f.l.opt.Books.Items(ctx, p.key())
	return !slices.ContainsFunc(entries, isLink), err
}

// isLink says whether an entry is of a link that was not followed.
func isLink(e graph.LedgerEntry) bool { return e.Code == codeLink }

// opened is a source that can be read.
type opened struct {
	io.ReadCloser

	same bool // it is known to be as it was
}

// open opens a source and says what is known of it in o and in.
func (f *feeder) open(ctx context.Context, p *pending, o *origin, in *format.Input) (*opened, error) {
	if p.ready != nil {
		return f.openFetched(ctx, p, o, in)
	}
	var err error
	if p.before, err = f.remembered(ctx, o.key); err != nil {
		return nil, err
	}
	r, err := p.Open()
	if err != nil {
		return nil, err
	}
	if o.key == "" {
		// What cannot be read twice, such as standard input, has a name for this time alone.
		o.key, o.keep, o.path = p.Name+" at "+f.l.opt.Now().UTC().Format(time.RFC3339Nano), false, false
		return &opened{r, false}, nil
	}
	if o.digest, o.size, err = digest(ctx, r); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &opened{r, p.before != nil && p.before.Digest == o.digest && o.digest != ""}, nil
}

func (f *feeder) openFetched(ctx context.Context, p *pending, o *origin, in *format.Input) (*opened, error) {
	select {
	case <-p.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p.err != nil {
		return nil, p.err
	}
	a := p.answer
	o.etag, o.lastModified, o.size = a.ETag, a.LastModified, int64(len(a.Body))
	in.URL, in.ContentType = a.URL, a.ContentType
	if a.NotModified {
		o.digest, o.size = p.before.Digest, p.before.Size
		if o.etag == "" && o.lastModified == "" {
			o.etag, o.lastModified = p.before.ETag, p.before.LastModified
		}
		return &opened{io.NopCloser(strings.NewReader("")), true}, nil
	}
	sum := sha256.Sum256(a.Body)
	o.digest = hex.EncodeToString(sum[:])
	return &opened{io.NopCloser(bytes.NewReader(a.Body)), p.before != nil && p.before.Digest == o.digest}, nil
}

// digest is the hash of a file that is read from its beginning afterwards; empty where it can be read only once.
func digest(ctx context.Context, r io.Reader) (hash string, size int64, err error) {
	file, ok := r.(io.ReadSeeker)
	if !ok {
		return "", 0, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", 0, nil // a pipe
	}
	h := sha256.New()
	buffer := make([]byte, 256<<10)
	for {
		n, err := file.Read(buffer)
		h.Write(buffer[:n])
		size += int64(n)
		switch {
		case errors.Is(err, io.EOF):
			_, err = file.Seek(0, io.SeekStart)
			return hex.EncodeToString(h.Sum(nil)), size, err
		case err != nil:
			return "", 0, err
		case ctx.Err() != nil:
			return "", 0, ctx.Err()
		}
	}
}

// read reads one source.
func (f *feeder) read(ctx context.Context, p *pending) error {
	o := &origin{key: p.key(), path: p.Address == "", keep: true, job: f.orders.Job, task: p.task}
	in := f.in
	in.Name = p.Name
	r, err := f.open(ctx, p, o, &in)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	s := &sourceReader{feeder: f, p: p, o: o}
	if err != nil {
		o.keep = false
		if o.key == "" {
			o.key = p.Name
		}
		return s.end(&job{item: format.Item{Name: p.Name, Err: err}, from: o})
	}
	defer r.Close() // it was only read
	if err := s.remember(ctx, r.same); err != nil {
		return err
	}
	again := f.orders.RetryFailed && f.orders.Follow // what a feed names may have failed
	current := r.same && p.before.Reader == f.l.reader && !s.worse && !again
	if current && p.before.Whole {
		return s.tellAll()
	}
	if current && p.before.Position > 0 {
		in.Start = p.before.Position
		if err := s.tellKnown(); err != nil {
			return err
		}
	}
	return s.stream(ctx, r, in)
}

// sourceReader hands on the items of one source, one behind the time, so that the last is known as such.
type sourceReader struct {
	*feeder

	p      *pending
	o      *origin
	known  map[string]*graph.LedgerEntry // by name; of the same bytes and readers, which need not be read again
	order  []*graph.LedgerEntry
	worse  bool // some of its items have failed and are to be tried again
	held   *job
	items  int
	forget []string // names of entries of links that are followed now
}

// remember finds what the ledger has of the items of the source.
func (s *sourceReader) remember(ctx context.Context, same bool) error {
	s.known = map[string]*graph.LedgerEntry{}
	if s.l.opt.Books == nil || s.o.digest == "" || !s.o.keep {
		return nil
	}
	entries, err := s.l.opt.Books.Items(ctx, s.o.key)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		if e.Digest != s.o.digest || e.Reader != s.l.reader {
			continue
		}
		if s.orders.RetryFailed && e.Outcome == graph.Failed {
			s.worse = true
			continue
		}
		if s.orders.Follow && isLink(*e) {
			s.worse = true
			s.forget = append(s.forget, e.Name)
			continue
		}
		s.known[e.Name] = e
		s.order = append(s.order, e)
	}
	return nil
}

// tellAll tells of every item as it is remembered.
func (s *sourceReader) tellAll() error {
	s.o.keep = s.p.answer != nil // what was asked for is noted
	if err := s.tellKnown(); err != nil {
		return err
	}
	return s.end(nil)
}

func (s *sourceReader) tellKnown() error {
	for _, e := range s.order {
		if err := s.hold(&job{told: e, item: format.Item{Name: s.p.Name + e.Name}, from: s.o, name: e.Name}); err != nil {
			return err
		}
		delete(s.known, e.Name)
	}
	return nil
}

// stream reads the items of the source.
func (s *sourceReader) stream(ctx context.Context, r *opened, in format.Input) error {
	picked, body, err := format.Pick(s.l.opt.Formats, r.ReadCloser, in.Name)
	if err != nil {
		return s.end(&job{item: format.Item{Name: in.Name, Err: fmt.Errorf("loaders: %s: %w", in.Name, err)}, from: s.o})
	}
	lists := listsLinks(picked)
	err = picked.Read(ctx, body, in, func(item format.Item) error { return s.item(ctx, item, lists) })
	if err != nil {
		return err
	}
	return s.end(nil)
}

// listsLinks says whether the items of a format stand for pages elsewhere.
func listsLinks(f format.Format) bool { return f.Name() == "feed" || f.Name() == "sitemap" }

func (s *sourceReader) item(ctx context.Context, item format.Item, lists bool) error {
	name := strings.TrimPrefix(item.Name, s.p.Name)
	if name == item.Name && s.p.Name != "" {
		name = " " + name
	}
	link := errors.Is(item.Err, format.ErrLink) || lists && item.Err == nil
	if s.orders.Follow && link && item.Article.URL != "" && s.p.depth < maxDepth {
		if len(s.links) < maxLinks {
			return s.follow(ctx, item.Article)
		}
		item.Err = fmt.Errorf("%w; it names more pages than one load follows (%d): load the rest by themselves", format.ErrLink, maxLinks)
	}
	if e := s.known[name]; e != nil {
		return s.hold(&job{told: e, item: format.Item{Name: item.Name}, from: s.o, name: name})
	}
	if a := &item.Article; item.Err == nil {
		if a.Title == "" {
			a.Title = format.CleanLine(s.orders.Title)
		}
		if outlet := format.CleanLine(s.orders.Outlet); outlet != "" && (a.Source == "" || a.Source == format.Host(a.URL)) {
			a.Source = outlet
		}
	}
	return s.hold(&job{item: item, from: s.o, name: name})
}

// pageAgain is how long a page that a feed names, and that could not be had for a reason that passes, is left alone.
const pageAgain = time.Hour

// follow puts the page of an item of a feed into the queue, unless it was fetched before and was not published since.
func (s *sourceReader) follow(ctx context.Context, a news.Article) error {
	key := news.CanonicalURL(a.URL)
	if key == "" || s.links[key] {
		return nil
	}
	s.links[key] = true
	if s.l.opt.Books != nil {
		before, err := s.l.opt.Books.Item(ctx, key, "")
		if err != nil {
			return err
		}
		retry := before != nil && before.Outcome == graph.Failed &&
			(s.orders.RetryFailed || fetch.Passing(before.Code) && s.l.opt.Now().Sub(before.At) >= pageAgain)
		if before != nil && !retry && !a.Published.Time.After(before.At) {
			return nil
		}
	}
	s.p.left++
	s.queue = append(s.queue, &pending{Source: source.FromAddress(a.URL), task: -1, depth: s.p.depth + 1, of: s.p})
	return nil
}

// hold hands on the item before this one.
func (s *sourceReader) hold(j *job) error {
	s.items++
	j.number = s.items
	before := s.held
	s.held = j
	if before == nil {
		return nil
	}
	return s.yield(before)
}

// end hands on the last item: j, or else the one that is held, or else that there was none. What names pages that are still
// to be loaded ends behind them.
func (s *sourceReader) end(j *job) error {
	if j != nil {
		if err := s.hold(j); err != nil {
			return err
		}
	}
	last := s.held
	if last == nil || s.p.left > 0 {
		last = &job{end: true, from: s.o, number: s.items}
	}
	last.last, last.forget = true, s.forget
	if s.p.left == 0 {
		return s.yield(last)
	}
	s.p.ending = last
	if s.held == nil {
		return nil
	}
	return s.yield(s.held)
}
