// Package loaders turns articles into quads: it drives the steps from bytes to the store.
//
// It takes sources (files, streams) or articles and gives a report of what became of each. A bad item is reported and
// the run goes on; an article is stored whole or not at all; what is stored does not depend on which worker was first.
package loaders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/loaders/fetch"
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

// Books are where a loader remembers what it read. *graph.Store is one.
type Books interface {
	Source(ctx context.Context, name string) (*graph.LedgerSource, error)
	Item(ctx context.Context, source, name string) (*graph.LedgerEntry, error)
	Items(ctx context.Context, source string) ([]graph.LedgerEntry, error)
	Text(ctx context.Context, articleID string) (*graph.KnownText, error)
}

// Fetcher gets pages from the web. *fetch.Fetcher is one.
type Fetcher interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Response, error)
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

	Books     Books    // default: nothing is remembered
	Fetcher   Fetcher  // default: addresses are not fetched
	Languages []string // those that the pipeline reads, e.g. "en"; default: whatever comes is read as if it were one
	Program   string   // version of the program: what another one read is read again, where its words are not the same

	// Now is the time. Default: time.Now.
	Now func() time.Time
}

// Loader reads articles into a store. It is safe for concurrent use.
type Loader struct {
	opt     Options
	version string // of readings
	reader  string // of what makes an article of bytes and a reading of that
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
	if opt.Now == nil {
		opt.Now = time.Now
	}
	l := &Loader{opt: opt, version: Version(opt.Models, opt.Extractor, opt.Resolver)}
	l.reader = strings.TrimSpace(l.version + " " + opt.Program)
	return l, nil
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
	Statements int    // different statements that the article makes
	Words      int    // words of its text
	Err        error  // why it was refused or failed
	Note       string // what else there is to say: that it is in a language that is not read
	Remembered bool   // it was read before and not now

	// Where it ended in its source, and how large that is, in bytes; 0 where that is not known.
	Place, Size int64
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

// Count adds an item.
func (r *Report) Count(item Item) {
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

// Orders say how sources are to be loaded. The zero value works.
type Orders struct {
	RetryFailed bool // read again what has failed before, though it is the same, and nothing that has not
	Follow      bool // fetch the pages that feeds and sitemaps name, those that are not known yet
	Fetching    int  // pages that are fetched at the same time; default 8

	Title  string // of articles that have none of their own
	Outlet string // the publication of articles that do not say theirs

	Job   string // the job that this is done for, and the numbers of its tasks, one for each source
	Tasks []int
}

// Load is LoadAs without orders.
func (l *Loader) Load(ctx context.Context, sources []source.Source, in format.Input, each func(Item)) (Report, error) {
	return l.LoadAs(ctx, sources, in, Orders{}, each)
}

// LoadAs reads sources into the store and tells each of every item, in the order of the sources. in says what holds for
// all of them; its Name is ignored. A source that was read before, by the same readers and with the same bytes, is not
// read again: its items are told as they are remembered, those with an article as Unchanged; one whose reading was
// stopped is read on from there. When ctx ends no further item is begun, those in hand are finished, and the report says
// that it stopped. The error is one of the store, after which nothing more can be stored.
func (l *Loader) LoadAs(ctx context.Context, sources []source.Source, in format.Input, o Orders, each func(Item)) (Report, error) {
	return l.run(ctx, each, func(ctx context.Context, yield func(*job) error) error {
		f := &feeder{l: l, in: in, orders: o, yield: yield}
		return f.all(ctx, sources)
	})
}

// LoadArticles is Load for articles that were read already. The ledger knows them by their addresses, or else by their
// ids.
func (l *Loader) LoadArticles(ctx context.Context, articles []format.Item, each func(Item)) (Report, error) {
	at := l.opt.Now().UTC().Format(time.RFC3339Nano)
	return l.run(ctx, each, func(_ context.Context, yield func(*job) error) error {
		for _, a := range articles {
			key := news.CanonicalURL(a.Article.URL)
			switch {
			case key != "":
			case a.Err == nil:
				key = graph.ArticlePrefix + a.Article.ID()
			default:
				key = "handed in at " + at + ", " + a.Name
			}
			if err := yield(&job{item: a, from: &origin{key: key, size: int64(len(a.Article.Text))}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read makes the reading of one article and counts its words; nothing is stored. An article in a language that is not
// read has no statements.
func (l *Loader) Read(ctx context.Context, a news.Article) (graph.Reading, int, error) {
	if l.unread(a) {
		return graph.Reading{Article: a, Extractor: l.version}, len(strings.Fields(a.Text)), nil
	}
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

// unread says whether an article is in a language that is not read. One whose language is not known is tried.
func (l *Loader) unread(a news.Article) bool {
	language, _, _ := strings.Cut(strings.ReplaceAll(a.Language, "_", "-"), "-")
	return language != "" && len(l.opt.Languages) > 0 && !slices.Contains(l.opt.Languages, strings.ToLower(language))
}

// CodeUnread is the code of the note on an article that is stored without statements.
const CodeUnread = "LANGUAGE"
