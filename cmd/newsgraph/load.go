package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
)

// loadOptions are the flags of load.
type loadOptions struct {
	published string
	asJSON    bool
}

func (p *program) loadCommand() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load SOURCE...",
		Short: "Read articles into the graph",
		Long: `Reads articles into the graph. A SOURCE is a file, a folder (with all below it), a
pattern such as 'news/**/*.html', or "-" for standard input. Plain text, HTML and JSON
lines are read, each also gzipped; the content decides which it is.

A JSON line has the fields of GraphQL's ArticleInput: url, title, source, authors,
publishedAt, and text or html.

What is wrong with one article is reported, and the others are still loaded. Loading
an article again changes nothing where neither its text nor the extractor has changed.
An interrupt (Ctrl-C) ends after the article in hand; what is done is stored.

The exit status is 1 where any article failed. Refused is not failed: a page without an
article in it, or an article in another language (setting load.language).`,
		Example: `  newsgraph load --published 2018-06-06 article.txt
  newsgraph load --json --workers 4 pages/ > report.jsonl
  newsgraph load --endpoint http://127.0.0.1:8080 'news/**/*.html'
  zcat articles.jsonl.gz | newsgraph load -`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, sources []string) error { return p.load(cmd, sources, o) },
	}
	graphFlags(cmd)
	cmd.Flags().StringVar(&o.published, "published", "", "`date` of articles that have none of their own: 2018-06-05, 2018-06 or 2018")
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
	Load(ctx context.Context, sources []source.Source, in format.Input, each func(loaders.Item)) (loaders.Report, error)
}

func (p *program) load(cmd *cobra.Command, given []string, o loadOptions) error {
	in, err := p.input(o.published)
	if err != nil {
		return err
	}
	sources := p.expand(cmd.Context(), given)
	to, closeIt, err := p.openLoading(cmd)
	if err != nil {
		return err
	}
	defer closeIt()
	r := p.newReporter(sources, o.asJSON)
	began := time.Now()
	report, err := to.Load(cmd.Context(), sources, in, r.item)
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
