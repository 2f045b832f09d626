package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"newsgraph/extract"
	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/internal/memory"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/source"
	"newsgraph/nlp"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
)

// clock adds up the time that a step takes, of all workers together.
type clock struct{ spent atomic.Int64 }

// time runs a step.
func (c *clock) time(do func() error) error {
	began := time.Now()
	err := do()
	c.spent.Add(int64(time.Since(began)))
	return err
}

// steps are the steps from a page to stored statements that are timed.
type steps struct{ html, language, extract, store clock }

// timedFormat reads web pages. What the loader does with an article while it is handed over is not the format's time.
type timedFormat struct {
	html.Format

	clock *clock
}

func (t timedFormat) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	began := time.Now()
	err := t.Format.Read(ctx, r, in, func(item format.Item) error {
		t.clock.spent.Add(int64(time.Since(began)))
		defer func() { began = time.Now() }()
		return yield(item)
	})
	t.clock.spent.Add(int64(time.Since(began)))
	return err
}

// timedPipeline is all annotators of a pipeline as one.
type timedPipeline struct {
	*nlp.Pipeline

	clock *clock
}

func (t timedPipeline) Needs() nlp.Layer { return 0 }

func (t timedPipeline) Annotate(ctx context.Context, d *nlp.Document) error {
	return t.clock.time(func() error { return t.Apply(ctx, d) })
}

type timedExtractor struct {
	extract.Extractor

	clock *clock
}

func (t timedExtractor) Extract(ctx context.Context, d *nlp.Document) (found []extract.Relation, err error) {
	err = t.clock.time(func() error {
		found, err = t.Extractor.Extract(ctx, d)
		return err
	})
	return found, err
}

type timedStore struct {
	*graph.Store

	clock *clock
}

func (t timedStore) Apply(ctx context.Context, b graph.Batch) (applied *graph.Applied, err error) {
	err = t.clock.time(func() error {
		applied, err = t.Store.Apply(ctx, b)
		return err
	})
	return applied, err
}

// timedLoader is a loader into a store as newsgraph load has it, with the time of its steps.
func (o options) timedLoader(store *graph.Store, s *steps) (*loaders.Loader, error) {
	open := model.Accurate
	if o.model == "fast" {
		open = model.Fast
	}
	models, err := open()
	if err != nil {
		return nil, err
	}
	pipeline, err := models.Pipeline()
	if err != nil {
		return nil, err
	}
	if pipeline, err = nlp.NewPipeline(timedPipeline{pipeline, &s.language}); err != nil {
		return nil, err
	}
	return loaders.New(loaders.Options{
		Pipeline: pipeline, Extractor: timedExtractor{openie.Extractor{}, &s.extract}, Resolver: resolve.Resolver{}, Models: models.Version,
		Store: timedStore{store, &s.store}, Books: store, Formats: []format.Format{timedFormat{clock: &s.html}},
		Workers: o.workers, Languages: []string{"en"},
	})
}

// measurePages loads files with pages, some at a time, and prints rates, memory and the time of each step.
func (o options) measurePages(ctx context.Context, all *pages, dir string) (err error) {
	memory.Bound(o.workers)
	at := o.store
	if at == "" {
		at = filepath.Join(dir, "store")
	}
	store, err := graph.Open(ctx, at, graph.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var s steps
	loader, err := o.timedLoader(store, &s)
	if err != nil {
		return err
	}
	fmt.Printf("pages to stored statements, %s models, %d workers\n", o.model, o.workers)
	fmt.Printf("%8s %12s %12s %12s %10s %10s %10s\n", "pages", "pages/s", "words/s", "CPU ms/page", "heap MB", "peak MB", "store MB")
	var sum loaders.Report
	for from := 0; from < o.articles; from += o.every {
		some := min(o.every, o.articles-from)
		sources, err := all.write(filepath.Join(dir, "pages"), from, from+some)
		if err != nil {
			return err
		}
		began, used := time.Now(), cpu()
		report, err := loader.Load(ctx, sources, format.Input{}, func(item loaders.Item) {
			if item.Outcome == loaders.Failed {
				fmt.Fprintln(os.Stderr, "failed:", item.Name, item.Err)
			}
		})
		if err != nil {
			return err
		}
		took, used := time.Since(began), cpu()-used
		fmt.Printf("%8d %12.1f %12.0f %12.0f %10d %10d %10d\n", from+some, float64(some)/took.Seconds(), float64(report.Words)/took.Seconds(),
			float64(used.Milliseconds())/float64(some), heap(), peak(), folderSize(at))
		sum.Added, sum.Updated, sum.Refused, sum.Failed = sum.Added+report.Added, sum.Updated+report.Updated, sum.Refused+report.Refused, sum.Failed+report.Failed
		sum.Statements, sum.Elapsed = sum.Statements+report.Statements, sum.Elapsed+took
	}
	s.report(sum, o.workers)
	return nil
}

// write makes files of some pages in place of those that are in a folder, and gives them in their order.
func (p *pages) write(folder string, from, to int) ([]source.Source, error) {
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o777)); err != nil {
		return nil, err
	}
	for i := from; i < to; i++ {
		page, err := p.page(i)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%06d.html", i)), page, 0o666); err != nil {
			return nil, err
		}
	}
	return source.Expand([]string{folder}, nil).Sources, nil
}

// report prints the sums.
func (s *steps) report(sum loaders.Report, workers int) {
	pages := sum.Added + sum.Updated + sum.Refused + sum.Failed
	fmt.Printf("\n%d added, %d updated, %d refused, %d failed, %d statements in %.1f s: %.1f pages/s\n",
		sum.Added, sum.Updated, sum.Refused, sum.Failed, sum.Statements, sum.Elapsed.Seconds(), float64(pages)/sum.Elapsed.Seconds())
	clocks := []struct {
		name string
		*clock
	}{{"html", &s.html}, {"language", &s.language}, {"extract", &s.extract}, {"store", &s.store}}
	var all int64
	for _, c := range clocks {
		all += c.spent.Load()
	}
	for _, c := range clocks {
		spent := c.spent.Load()
		fmt.Printf("  %-8s %5.1f %%  %8.2f ms a page\n", c.name, float64(spent)*100/float64(max(all, 1)), float64(spent)/1e6/float64(max(pages, 1)))
	}
	fmt.Printf("  (times of %d workers, the reader of files and the writer of the store together, with what each waits for a processor)\n", workers)
}

// heap is the memory that is in use, in MB.
func heap() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc >> 20
}

// cpu is the time that processors have worked for the process; 0 where the system does not say. It does not depend on what
// else the machine does, as the rates do.
func cpu() time.Duration {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * (time.Second / 100) // the ticks of Linux
}

// peak is the most memory that the process has had, in MB; 0 where the system does not say.
func peak() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb := 0
	_, _ = fmt.Sscan(rest, &kb)
	return kb >> 10
}

// folderSize is the size of what is in a folder, in MB.
func folderSize(folder string) int64 {
	var size int64
	// A file that is gone before it is looked at counts nothing.
	_ = filepath.WalkDir(folder, func(_ string, entry os.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := entry.Info(); err == nil && !entry.IsDir() {
			size += info.Size()
		}
		return nil
	})
	return size >> 20
}
