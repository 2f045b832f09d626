// Package watch keeps loading what is new in folders and feeds.
//
// It takes folders, addresses of feeds and a function that loads, and calls that whenever something may be new: when a
// file changes, and when a feed is due to be asked. What is due when is remembered by its caller, and so outlives the
// process.
package watch

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"newsgraph/loaders/source"
)

// State is what is remembered of a feed.
type State struct {
	AskAt    time.Time // when it is to be asked again; zero is now
	Failures int       // in a row
}

// Memory keeps what is known of feeds.
type Memory interface {
	Recall(ctx context.Context, feed string) (State, error)
	Remember(ctx context.Context, feed string, s State) error
}

// Options say what is watched. Load is required, and Memory where there are feeds.
type Options struct {
	Folders []string
	Feeds   []string // addresses

	// Load loads sources. Failed are the addresses among them that could not be read. An error ends the watch.
	Load   func(ctx context.Context, sources []source.Source) (failed []string, err error)
	Memory Memory
	// Fresh is how long a feed says that it will not change, as far as is known. Default: no feed says so.
	Fresh func(feed string) time.Duration

	Interval time.Duration // between two looks at a feed, at least; default 15m
	Rescan   time.Duration // between two looks at folders, for file systems that do not tell of changes; default 5m
	Settle   time.Duration // how long a file must stay as it is before it is read; default 2s
	Log      *slog.Logger  // default slog.Default()
	// Now is the time. Default: time.Now.
	Now func() time.Time
}

// maxInterval is the longest time between two looks at a feed, however often it failed and whatever it says.
const maxInterval = 24 * time.Hour

func (o *Options) defaults() {
	if o.Interval <= 0 {
		o.Interval = 15 * time.Minute
	}
	if o.Rescan <= 0 {
		o.Rescan = 5 * time.Minute
	}
	if o.Settle <= 0 {
		o.Settle = 2 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Fresh == nil {
		o.Fresh = func(string) time.Duration { return 0 }
	}
}

// watcher watches folders and feeds.
type watcher struct {
	opt   Options
	files map[string]stamp // by path: what was loaded
	due   map[string]State // by feed
	told  *fsnotify.Watcher
	scan  time.Time // when the folders are to be looked at
}

// stamp is what changes with a file.
type stamp struct {
	size     int64
	modified time.Time
}

// Run watches until ctx ends, and then gives no error once the load in hand has returned. Everything that is there is
// loaded first; what was loaded before is for the loader to know.
func Run(ctx context.Context, opt Options) error {
	opt.defaults()
	w := &watcher{opt: opt, files: map[string]stamp{}, due: map[string]State{}, scan: opt.Now()}
	for _, folder := range opt.Folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return fmt.Errorf("watch: %s is no folder", folder)
		}
	}
	if err := w.listen(); err != nil {
		return err
	}
	defer w.told.Close() // there is nothing to lose
	for _, feed := range opt.Feeds {
		s, err := opt.Memory.Recall(ctx, feed)
		if err != nil {
			return fmt.Errorf("watch: %s: %w", feed, err)
		}
		w.due[feed] = s
	}
	for ctx.Err() == nil {
		if err := w.turn(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		w.wait(ctx)
	}
	return nil
}

// listen asks to be told of changes. Where the system cannot, the folders are only looked at now and then.
func (w *watcher) listen() error {
	told, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	w.told = told
	for _, folder := range w.opt.Folders {
		w.listenTo(folder)
	}
	return nil
}

// listenTo asks to be told of changes in a folder and below it.
func (w *watcher) listenTo(folder string) {
	// What cannot be walked is told of when it is read.
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil
		}
		if err := w.told.Add(path); err != nil {
			w.opt.Log.Warn("watch: changes in a folder are not told, it is looked at now and then", slog.String("folder", path), slog.String("error", err.Error()))
			return fs.SkipAll
		}
		return nil
	})
}

// turn loads what is due.
func (w *watcher) turn(ctx context.Context) error {
	now := w.opt.Now()
	if len(w.opt.Folders) > 0 && !now.Before(w.scan) {
		if err := w.folders(ctx, now); err != nil {
			return err
		}
	}
	var feeds []source.Source
	for _, feed := range w.opt.Feeds {
		if !w.due[feed].AskAt.After(now) {
			feeds = append(feeds, source.FromAddress(feed))
		}
	}
	if len(feeds) == 0 || ctx.Err() != nil {
		return nil
	}
	failed, err := w.opt.Load(ctx, feeds)
	if err != nil || ctx.Err() != nil {
		return err
	}
	for _, feed := range feeds {
		if err := w.ask(ctx, feed.Address, slices.Contains(failed, feed.Address)); err != nil {
			return err
		}
	}
	return nil
}

// ask decides when a feed that was asked is asked again.
func (w *watcher) ask(ctx context.Context, feed string, failed bool) error {
	s := State{}
	pause := max(w.opt.Interval, w.opt.Fresh(feed))
	if failed {
		s.Failures = w.due[feed].Failures + 1
		pause = w.opt.Interval << min(s.Failures, 10)
	}
	s.AskAt = w.opt.Now().Add(min(pause, max(maxInterval, w.opt.Interval)))
	w.due[feed] = s
	if failed {
		w.opt.Log.Warn("watch: a feed cannot be read", slog.String("feed", feed), slog.Int("failures", s.Failures), slog.Time("again", s.AskAt))
	}
	if err := w.opt.Memory.Remember(ctx, feed, s); err != nil && ctx.Err() == nil {
		return fmt.Errorf("watch: %s: %w", feed, err)
	}
	return nil
}

// folders loads the files that are new or have changed. One that changed just now is left for a little later: it may
// still be written.
func (w *watcher) folders(ctx context.Context, now time.Time) error {
	w.scan = now.Add(w.opt.Rescan)
	var changed []source.Source
	found := map[string]stamp{}
	for _, s := range source.Expand(w.opt.Folders, nil).Sources {
		info, err := os.Stat(s.Name)
		if err != nil || info.IsDir() {
			continue // a folder without articles, a file that is gone
		}
		is := stamp{info.Size(), info.ModTime()}
		before, known := w.files[s.Name]
		switch age := now.Sub(is.modified); {
		case known && before == is:
		case age >= 0 && age < w.opt.Settle:
			if known {
				found[s.Name] = before
			}
			w.soon(now.Add(w.opt.Settle - age))
			continue
		default:
			changed = append(changed, s)
		}
		found[s.Name] = is
	}
	for path := range w.files {
		if _, there := found[path]; !there {
			w.opt.Log.Info("watch: a file is gone; its article stays", slog.String("file", path))
		}
	}
	if len(changed) > 0 {
		if _, err := w.opt.Load(ctx, changed); err != nil || ctx.Err() != nil {
			return err
		}
	}
	w.files = found
	return nil
}

// soon has the folders looked at no later than that.
func (w *watcher) soon(at time.Time) {
	if at.Before(w.scan) {
		w.scan = at
	}
}

// wait waits until something is due or something in a folder has changed.
func (w *watcher) wait(ctx context.Context) {
	next := time.Time{}
	if len(w.opt.Folders) > 0 {
		next = w.scan
	}
	for _, s := range w.due {
		if next.IsZero() || s.AskAt.Before(next) {
			next = s.AskAt
		}
	}
	timer := time.NewTimer(max(next.Sub(w.opt.Now()), 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case event := <-w.told.Events:
		w.hear(event)
	case err := <-w.told.Errors:
		// Some changes were not told: look at everything.
		w.opt.Log.Debug("watch: changes were missed", slog.Any("error", err))
		w.soon(w.opt.Now())
	}
}

// hear notes a change.
func (w *watcher) hear(event fsnotify.Event) {
	if event.Has(fsnotify.Create) {
		if info, err := os.Stat(event.Name); err == nil && info.IsDir() {
			w.listenTo(event.Name)
		}
	}
	if event.Op != fsnotify.Chmod {
		w.soon(w.opt.Now().Add(w.opt.Settle))
	}
}
