package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/source"
	"newsgraph/loaders/watch"
)

// watchOptions are the flags of watch.
type watchOptions struct {
	published string
	noFollow  bool
	interval  time.Duration
	rescan    time.Duration
	settle    time.Duration
}

func (p *program) watchCommand() *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch FOLDER|FEED...",
		Short: "Keep loading what is new in folders and feeds",
		Long: `Loads what is in folders and feeds, and then keeps loading what is new or has changed. A
FEED is the address of an RSS, Atom or JSON feed or of a sitemap; the pages that it names
are fetched. A feed is asked as often as it says, but not more often than --interval, and
less and less often while it cannot be read.

What was loaded is remembered in the store, so that it can be ended and begun again at any
time. A file that vanishes is told; its article stays. An interrupt (Ctrl-C) ends it after
the article in hand.`,
		Example: `  newsgraph watch ~/news
  newsgraph watch --store news.db https://example.org/rss.xml ~/inbox`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error { return p.watch(cmd, given, o) },
	}
	ownFlags(cmd)
	cmd.Flags().StringVar(&o.published, "published", "", "`date` of articles that have none of their own: 2018-06-05, 2018-06 or 2018")
	cmd.Flags().BoolVar(&o.noFollow, "no-follow", false, "take what stands in the feeds, and do not fetch the pages that they name")
	cmd.Flags().DurationVar(&o.interval, "interval", 15*time.Minute, "least `time` between two looks at a feed")
	cmd.Flags().DurationVar(&o.rescan, "rescan", 5*time.Minute, "`time` between two looks at folders whose changes are not told")
	cmd.Flags().DurationVar(&o.settle, "settle", 2*time.Second, "`time` that a file must stay as it is before it is read")
	workersFlag(cmd)
	return cmd
}

func (p *program) watch(cmd *cobra.Command, given []string, o watchOptions) error {
	in, err := p.input(o.published)
	if err != nil {
		return err
	}
	var folders, feeds []string
	for _, each := range given {
		if source.IsAddress(each) {
			feeds = append(feeds, each)
		} else {
			folders = append(folders, each)
		}
	}
	p.boundMemory()
	store, err := p.openOwn(cmd, forChanging)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	m, err := p.newMachinery()
	if err != nil {
		return err
	}
	fetcher := newFetcher(p.settings.Load.Fetch)
	defer fetcher.Close()
	fresh := watch.NewFreshness(fetcher, feeds)
	l, err := m.loaderWith(store, p.settings.Load, fresh)
	if err != nil {
		return err
	}
	orders := loaders.Orders{Follow: !o.noFollow, Fetching: p.settings.Load.Fetch.Parallel}
	p.log.Info("watching", "folders", len(folders), "feeds", len(feeds))
	err = watch.Run(cmd.Context(), watch.Options{
		Folders: folders, Feeds: feeds, Interval: o.interval, Rescan: o.rescan, Settle: o.settle, Log: p.log,
		Memory: feedMemory{store}, Fresh: fresh.Fresh,
		Load: func(ctx context.Context, sources []source.Source) (failed []string, err error) {
			report, err := l.LoadAs(ctx, sources, in, orders, func(item loaders.Item) {
				if item.Outcome == loaders.Failed && slices.Contains(feeds, item.Name) {
					failed = append(failed, item.Name)
				}
				if item.Outcome != loaders.Unchanged {
					logItem(p.log, item)
				}
			})
			if err == nil && report.Added+report.Updated > 0 {
				p.log.Info("loaded", "added", report.Added, "updated", report.Updated, "refused", report.Refused, "failed", report.Failed)
			}
			return failed, err
		},
	})
	if err == nil && cmd.Context().Err() != nil {
		p.log.Info("ended")
	}
	return err
}

// feedMemory keeps in the ledger when feeds are to be asked again.
type feedMemory struct{ store *graph.Store }

// watched is what the ledger calls the state of a feed, which is not what was read in it.
func watched(feed string) string { return "watch " + feed }

// Recall is what is known of a feed.
func (m feedMemory) Recall(ctx context.Context, feed string) (watch.State, error) {
	s, err := m.store.Source(ctx, watched(feed))
	if err != nil || s == nil {
		return watch.State{}, err
	}
	return watch.State{AskAt: s.AskAt, Failures: s.Failures}, nil
}

// Remember keeps it. It does so even when the watch is ending: the feed was asked.
func (m feedMemory) Remember(ctx context.Context, feed string, s watch.State) error {
	err := m.store.KeepSources(context.WithoutCancel(ctx), graph.LedgerSource{Name: watched(feed), AskAt: s.AskAt, Failures: s.Failures})
	return errors.Join(err, ctx.Err())
}
