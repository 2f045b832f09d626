// Package loaders turns articles into quads: it drives the steps from bytes to the store.
//
// It takes sources (files, streams) or articles and gives a report of what became of each. A bad item is reported and
// the run goes on; an article is stored whole or not at all; what is stored does not depend on which worker was first.
package loaders

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"time"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
	"newsgraph/nlp"
	"newsgraph/resolve"
)

// Store is where a loader puts what it read. *graph.Store is one.
type Store interface {
	Known(ctx context.Context, articleID, contentHash, extractor string) (bool, error)
	Apply(ctx context.Context, b graph.Batch) (*graph.Applied, error)
}

// Options are what a Loader is made of. Pipeline, Extractor and Store are required.
type Options struct {
	Pipeline  *nlp.Pipeline
	Extractor extract.Extractor
	Resolver  resolve.Resolver
	Store     Store
	Formats   []format.Format
	Workers   int    // articles that are read at the same time; default 1
	Models    string // the version of the pipeline's models, a part of the extractor's version
}

// Loader reads articles into a store. It is safe for concurrent use.
type Loader struct {
	opt     Options
	version string
}

// New is a Loader, or an error that says what it lacks.
func New(opt Options) (*Loader, error) {
	if opt.Pipeline == nil || opt.Extractor == nil || opt.Store == nil {
		return nil, errors.New("loaders: a Loader needs a pipeline, an extractor and a store")
	}
	if missing := opt.Extractor.Needs() &^ opt.Pipeline.Gives(); missing != 0 {
		return nil, fmt.Errorf("loaders: the extractor needs the layers %v, which the pipeline does not give", missing)
	}
	opt.Workers = max(opt.Workers, 1)
	return &Loader{opt: opt, version: Version(opt.Models, opt.Extractor, opt.Resolver)}, nil
}

// Version is the name and version of all that makes a reading of an article: models, extractor, resolver.
func Version(models string, e extract.Extractor, r resolve.Resolver) string {
	return strings.Join([]string{e.Version(), r.Version(), "models/" + models}, " ")
}

// Version is what this loader's readings carry as their extractor.
func (l *Loader) Version() string { return l.version }

// Outcome says what became of an item.
type Outcome string

// The outcomes. Refused: it could be read and is no article that newsgraph takes. Failed: it could not be read.
const (
	Added     Outcome = "ADDED"
	Updated   Outcome = "UPDATED"
	Unchanged Outcome = "UNCHANGED"
	Refused   Outcome = "REFUSED"
	Failed    Outcome = "FAILED"
)

// Item says what became of one item of a load.
type Item struct {
	Name       string // of the source, with its line where one source has many articles
	ID         string // of the article; empty where there is none
	Title      string
	Outcome    Outcome
	Statements int   // different statements that the article makes
	Words      int   // words of its text
	Err        error // why it was refused or failed
}

// Report sums up a load.
type Report struct {
	Added, Updated, Unchanged, Refused, Failed int

	Words, Statements int           // of the articles that were added or updated
	Elapsed           time.Duration // of the whole load
	Stopped           bool          // the context ended before all was read
}

// Done is the number of items that have an outcome.
func (r Report) Done() int { return r.Added + r.Updated + r.Unchanged + r.Refused + r.Failed }

func (r *Report) add(item Item) {
	switch item.Outcome {
	case Added:
		r.Added++
	case Updated:
		r.Updated++
	case Unchanged:
		r.Unchanged++
		return
	case Refused:
		r.Refused++
		return
	default:
		r.Failed++
		return
	}
	r.Words += item.Words
	r.Statements += item.Statements
}

// Load reads sources into the store and tells each of every item, in the order of the sources. in says what holds for
// all of them; its Name is ignored. When ctx ends no further item is begun, those in hand are finished, and the report
// says that it stopped. The error is one of the store, after which nothing more can be stored.
func (l *Loader) Load(ctx context.Context, sources []source.Source, in format.Input, each func(Item)) (Report, error) {
	return l.run(ctx, each, func(yield func(format.Item) error) error {
		return ReadSources(ctx, l.opt.Formats, sources, in, yield)
	})
}

// LoadArticles is Load for articles that were read already.
func (l *Loader) LoadArticles(ctx context.Context, articles []format.Item, each func(Item)) (Report, error) {
	return l.run(ctx, each, func(yield func(format.Item) error) error {
		for _, a := range articles {
			if err := yield(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// job is one item on its way through the steps; result is closed to it by the worker that read it.
type job struct {
	item    format.Item
	reading graph.Reading
	words   int
	known   bool
	err     error
	ready   chan struct{}
}

// run drives items through the workers and commits them in their order. Items in hand are finished when ctx ends.
func (l *Loader) run(ctx context.Context, each func(Item), produce func(yield func(format.Item) error) error) (Report, error) {
	started := time.Now()
	work := context.WithoutCancel(ctx)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue, order := make(chan *job), make(chan *job, 2*l.opt.Workers+commitGroup)
	var workers sync.WaitGroup
	for range l.opt.Workers {
		workers.Go(func() {
			for j := range queue {
				l.process(work, j)
				close(j.ready)
			}
		})
	}
	produced := make(chan error, 1)
	go func() {
		defer close(order)
		defer close(queue)
		produced <- produce(func(item format.Item) error { return enqueue(ctx, item, queue, order) })
	}()
	report, err := l.commitAll(work, order, each, stop)
	workers.Wait()
	if perr := <-produced; perr != nil && err == nil && !errors.Is(perr, context.Canceled) && !errors.Is(perr, context.DeadlineExceeded) {
		err = perr
	}
	report.Stopped = ctx.Err() != nil
	report.Elapsed = time.Since(started)
	return report, err
}

// enqueue hands an item to the workers, unless the context has ended.
func enqueue(ctx context.Context, item format.Item, queue, order chan<- *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{item: item, ready: make(chan struct{})}
	select {
	case order <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	queue <- j
	return nil
}

// commitGroup is how many articles are stored in one commit at most. Few fit together where reading is what takes the
// time; where it is not, they share what a commit costs.
const commitGroup = 50

// commitAll stores the jobs in their order. After an error of the store it stops the load and drains what is left.
func (l *Loader) commitAll(ctx context.Context, order <-chan *job, each func(Item), stop context.CancelCauseFunc) (Report, error) {
	var report Report
	var failed error
	for group := range groups(order) {
		if failed != nil {
			continue
		}
		items, err := l.commit(ctx, group)
		if err != nil {
			failed = err
			stop(err)
		}
		for _, item := range items {
			report.add(item)
			if each != nil {
				each(item)
			}
		}
	}
	return report, failed
}

// groups gives the jobs in their order, each when it is ready, together with those behind it that are ready too.
func groups(order <-chan *job) iter.Seq[[]*job] {
	return func(yield func([]*job) bool) {
		next, more := <-order
		for more {
			<-next.ready
			group := []*job{next}
			next, more = nil, true
			for next == nil && more && len(group) < commitGroup {
				select {
				case next, more = <-order:
					if more && next.isReady() {
						group, next = append(group, next), nil
					}
				default:
					more = false
				}
			}
			if !yield(group) {
				return
			}
			if next == nil {
				next, more = <-order
			}
		}
	}
}

func (j *job) isReady() bool {
	select {
	case <-j.ready:
		return true
	default:
		return false
	}
}

// process reads one article, unless the store has it already.
func (l *Loader) process(ctx context.Context, j *job) {
	if j.item.Err != nil {
		return
	}
	a := j.item.Article
	if j.known, j.err = l.opt.Store.Known(ctx, "article/"+a.ID(), a.ContentHash(), l.version); j.known || j.err != nil {
		return
	}
	j.reading, j.words, j.err = l.Read(ctx, a)
}

// Read makes the reading of one article and counts its words; nothing is stored.
func (l *Loader) Read(ctx context.Context, a news.Article) (graph.Reading, int, error) {
	d, err := l.opt.Pipeline.Annotate(ctx, a.Text)
	if err != nil {
		return graph.Reading{}, 0, fmt.Errorf("loaders: %w", err)
	}
	relations, err := l.opt.Extractor.Extract(ctx, d)
	if err != nil {
		return graph.Reading{}, 0, fmt.Errorf("loaders: %w", err)
	}
	return l.opt.Resolver.Resolve(a, d, relations, l.version), len(d.Tokens), nil
}

// commit stores a group of articles and says what became of each item. The error is one of the store, after which the
// items are those that it has; what is wrong with an article itself is in its Item.
func (l *Loader) commit(ctx context.Context, group []*job) ([]Item, error) {
	items := make([]Item, len(group))
	var b graph.Batch
	var places []int // of what is put
	for i, j := range group {
		var put bool
		if items[i], put = j.settled(); put {
			b.Put, places = append(b.Put, j.reading), append(places, i)
		}
	}
	if len(b.Put) == 0 {
		return items, nil
	}
	applied, err := l.opt.Store.Apply(ctx, b)
	if bad := (*graph.ReadingError)(nil); err != nil && len(group) > 1 && errors.As(err, &bad) {
		return l.commitEach(ctx, group)
	}
	if err != nil {
		return failAll(items, places, err)
	}
	for n, i := range places {
		done := applied.Articles[n]
		items[i].ID, items[i].Outcome, items[i].Statements = done.ID, Outcome(done.Outcome), done.Statements
	}
	return items, nil
}

// commitEach stores the articles of a group one by one: one of them cannot be stored.
func (l *Loader) commitEach(ctx context.Context, group []*job) ([]Item, error) {
	var items []Item
	for _, j := range group {
		item, err := l.commit(ctx, []*job{j})
		items = append(items, item...)
		if err != nil {
			return items, err
		}
	}
	return items, nil
}

// failAll says of the first article of a group that it could not be stored, with those before it that need not be. Of a
// sole one that is no sound reading the error is its own.
func failAll(items []Item, places []int, err error) ([]Item, error) {
	first := places[0]
	item := &items[first]
	item.Outcome, item.Err = Failed, fmt.Errorf("loaders: %s: %w", item.Name, err)
	if bad := (*graph.ReadingError)(nil); errors.As(err, &bad) {
		return items, nil
	}
	return items[:first+1], item.Err
}

// settled is the item of a job, and whether it is still to be stored.
func (j *job) settled() (item Item, put bool) {
	a := j.item.Article
	item = Item{Name: j.item.Name, Title: a.Title, Words: j.words}
	switch {
	case errors.Is(j.item.Err, format.ErrRefused):
		item.Outcome, item.Err = Refused, j.item.Err
	case j.item.Err != nil:
		item.Outcome, item.Err = Failed, j.item.Err
	case j.err != nil:
		item.Outcome, item.Err = Failed, j.err
	case j.known:
		item.ID, item.Outcome = graph.ArticlePrefix+a.ID(), Unchanged
	default:
		return item, true
	}
	return item, false
}
