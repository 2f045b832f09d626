package main

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/source"
	"newsgraph/news"
	"newsgraph/server"
)

// loadOptions are the flags of load.
type loadOptions struct {
	published string
	fields    map[string]string
	retry     bool
	follow    bool
	asJSON    bool
}

func (p *program) loadCommand() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load SOURCE...",
		Short: "Read articles into the graph",
		Long: `Reads articles into the graph. A SOURCE is a file, a folder (with all below it), a
pattern such as 'news/**/*.html', an address of the web, or "-" for standard input. The
content decides which format it is in.

Read are web pages (HTML, MHTML), plain text, Markdown, PDF, Word, OpenDocument and EPUB;
RSS, Atom and JSON feeds, sitemaps; e-mail and mailboxes; web archives (WARC); JSON, JSON
lines, CSV and TSV; and ZIP and tar archives of these, packed by gzip, Zstandard, xz or
bzip2.

Articles in JSON and tables have the fields of GraphQL's ArticleInput: url, title, source,
authors, publishedAt, and text or html. Their usual other names are known as well (headline,
body, date, ...); --field names those that are not.

What is wrong with one article is reported, and the others are still loaded. What became
of every item is remembered: newsgraph ledger lists it. What was loaded before, from the
same bytes by the same version, is not read again, so that the same command goes on where
it was stopped, by an interrupt (Ctrl-C) or otherwise. A file whose text has changed
becomes a revision of its article. --retry-failed tries again what has failed.

Pages are fetched politely (settings load.fetch.*). Of feeds and sitemaps, --follow
fetches the pages that they name and that are not known yet; a server always does.

With --endpoint files are handed in and read by the server, whose ledger has them by their
paths.

The exit status is 1 where any article failed. Refused is not failed: a page without an
article in it. An article in a language without a model is stored without statements
(setting load.other_languages).`,
		Example: `  newsgraph load --published 2018-06-06 article.txt
  newsgraph load --json --workers 4 pages/ > report.jsonl
  newsgraph load --follow https://example.org/rss.xml
  newsgraph load --field title=Kopf --field text=Inhalt export.csv
  newsgraph load --retry-failed
  newsgraph load --endpoint http://127.0.0.1:8080 'news/**/*.html'
  zcat articles.jsonl.gz | newsgraph load -`,
		Args: arguments(func(cmd *cobra.Command, given []string) error {
			if o.retry {
				return nil
			}
			return cobra.MinimumNArgs(1)(cmd, given)
		}),
		RunE: func(cmd *cobra.Command, sources []string) error { return p.load(cmd, sources, o) },
	}
	graphFlags(cmd)
	cmd.Flags().StringVar(&o.published, "published", "", "`date` of articles that have none of their own: 2018-06-05, 2018-06 or 2018")
	cmd.Flags().StringToStringVar(&o.fields, "field", nil, "what tables and JSON call a field of articles, as `field=name`")
	cmd.Flags().BoolVar(&o.retry, "retry-failed", false, "try again what has failed before: of these sources or, without any, of all")
	cmd.Flags().BoolVar(&o.follow, "follow", false, "fetch the pages that feeds and sitemaps name")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object per article")
	workersFlag(cmd)
	return cmd
}

// workersFlag adds --workers.
func workersFlag(cmd *cobra.Command) {
	cmd.Flags().String("workers", "", "`number` of articles that are read at the same time, 0 for one per CPU (setting load.workers)")
	sets(cmd.Flags(), "workers", "load.workers")
}

// input is what holds for every article that a command reads.
func (p *program) input(published string) (format.Input, error) {
	date, err := news.ParseDate(published)
	if err != nil {
		return format.Input{}, usage("--published: %w", err)
	}
	in := format.Input{Published: date, Limit: p.settings.Load.MaxArticleBytes}
	if p.settings.Load.OtherLanguages == "refuse" {
		in.Languages = []string{p.settings.Load.Language}
	}
	return in, nil
}

// fieldNames are the names that --field gives to the fields of articles.
func fieldNames(given map[string]string) (map[string]string, error) {
	for field := range given {
		if !slices.Contains(jsonl.FieldNames(), field) {
			return nil, usage("--field: there is no field %q; the fields are %s", field, strings.Join(jsonl.FieldNames(), ", "))
		}
	}
	return given, nil
}

// expand finds the sources and says which files of folders are left out. A read of standard input ends with the context.
func (p *program) expand(ctx context.Context, given []string) []source.Source {
	list := source.Expand(given, untilDone(ctx, p.stdin))
	for _, name := range list.Skipped {
		p.log.Debug("left out: no article by its name", "file", name)
	}
	if n := len(list.Skipped); n > 0 {
		p.log.Info("files left out that are no articles by their names; --log-level debug lists them", "files", n)
	}
	return list.Sources
}

// loading reads sources into a graph and tells each of every item, in order.
type loading interface {
	LoadAs(ctx context.Context, sources []source.Source, in format.Input, o loaders.Orders, each func(loaders.Item)) (loaders.Report, error)
	// failed are the names of the sources that have items that failed.
	failed(ctx context.Context) ([]string, error)
}

// localLoading loads into a store.
type localLoading struct {
	*loaders.Loader

	store *graph.Store
}

func (l localLoading) failed(ctx context.Context) ([]string, error) {
	return failedSources(ledgerOf(ctx, l.store, failedItems))
}

// failedItems asks the ledger for what has failed.
var failedItems = server.LedgerQuery{Outcomes: []string{string(loaders.Failed)}}

// failedSources are the sources of some entries, each once.
func failedSources(lines iter.Seq2[ledgerLine, error]) ([]string, error) {
	var names []string
	for line, err := range lines {
		if err != nil {
			return nil, err
		}
		if len(names) == 0 || names[len(names)-1] != line.Source {
			names = append(names, line.Source)
		}
	}
	return names, nil
}

func (p *program) load(cmd *cobra.Command, given []string, o loadOptions) error {
	in, err := p.input(o.published)
	if err != nil {
		return err
	}
	if in.Fields, err = fieldNames(o.fields); err != nil {
		return err
	}
	to, closeIt, err := p.openLoading(cmd)
	if err != nil {
		return err
	}
	defer closeIt()
	sources := p.expand(cmd.Context(), given)
	if o.retry && len(given) == 0 {
		if sources, err = p.sourcesAgain(cmd.Context(), to); err != nil {
			return err
		}
	}
	r := p.newReporter(sources, o.asJSON)
	began := time.Now()
	orders := loaders.Orders{RetryFailed: o.retry, Follow: o.follow, Fetching: p.settings.Load.Fetch.Parallel}
	report, err := to.LoadAs(cmd.Context(), sources, in, orders, r.item)
	r.end()
	if err != nil {
		return err
	}
	report.Elapsed = time.Since(began)
	if !o.asJSON {
		fmt.Fprintln(p.stdout, summary(report))
	}
	return p.outcome(report)
}

// sourcesAgain are the sources of what has failed. What was handed in or came by standard input is not there any more.
func (p *program) sourcesAgain(ctx context.Context, to loading) ([]source.Source, error) {
	names, err := to.failed(ctx)
	if err != nil {
		return nil, err
	}
	var there []string
	for _, name := range names {
		if !source.IsAddress(name) && !filepath.IsAbs(name) {
			p.log.Warn("cannot be tried again: it is not kept", "name", name)
			continue
		}
		there = append(there, name)
	}
	return source.Expand(there, nil).Sources, nil
}

// outcome is the error that a report comes to.
func (p *program) outcome(r loaders.Report) error {
	switch {
	case r.Stopped:
		p.tell("interrupted after %s; what is done is stored, and the same command goes on from there", count(r.Done(), "article"))
		return context.Canceled
	case r.Failed > 0:
		p.tell("%d of %s failed", r.Failed, count(r.Done(), "article"))
		return errSilent
	}
	return nil
}

// summary is a report in a line.
func summary(r loaders.Report) string {
	line := fmt.Sprintf("%s: %d added, %d updated, %d unchanged, %d refused, %d failed", count(r.Done(), "article"),
		r.Added, r.Updated, r.Unchanged, r.Refused, r.Failed)
	line += fmt.Sprintf("; %s", count(r.Statements, "statement"))
	seconds := r.Elapsed.Seconds()
	if r.Words > 0 && seconds > 0 {
		line += fmt.Sprintf(", %d words, %.0f words/s", r.Words, float64(r.Words)/seconds)
	}
	return fmt.Sprintf("%s, %.1f s", line, seconds)
}
