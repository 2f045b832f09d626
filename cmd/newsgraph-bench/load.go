package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"newsgraph/extract"
	"newsgraph/extract/openie"
	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/nlp"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
)

// steps are the steps from a page to stored statements, in their order.
var steps = [...]string{"html", "parse", "extract", "resolve", "store"}

// loading loads pages and keeps the time of each step.
type loading struct {
	pages     *pages
	pipeline  *nlp.Pipeline
	extractor openie.Extractor
	resolver  resolve.Resolver
	version   string
	store     *graph.Store

	spent                      [len(steps)]atomic.Int64 // nanoseconds, of all workers
	words                      atomic.Int64
	refused, stored, statement int
}

// measurePages loads pages and prints rates, memory and the time of each step.
func (o options) measurePages(ctx context.Context, all *pages, dir string) (err error) {
	open := model.Accurate
	if o.model == "fast" {
		open = model.Fast
	}
	models, err := open()
	if err != nil {
		return err
	}
	l := &loading{pages: all}
	if l.pipeline, err = models.Pipeline(); err != nil {
		return err
	}
	l.version = loaders.Version(models.Version, l.extractor, l.resolver)
	at := o.store
	if at == "" {
		at = filepath.Join(dir, "store")
	}
	if l.store, err = graph.Open(ctx, at, graph.Options{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.store.Close()) }()
	fmt.Printf("pages to stored statements, %s models, %d workers\n", o.model, o.workers)
	fmt.Printf("%8s %12s %12s %12s %10s %10s %10s\n", "pages", "pages/s", "words/s", "CPU ms/page", "heap MB", "peak MB", "store MB")
	began := time.Now()
	if err := l.run(ctx, o, at); err != nil {
		return err
	}
	l.report(time.Since(began), o.workers)
	return nil
}

// done is a page that was read.
type done struct {
	reading graph.Reading
	err     error
}

// run reads pages side by side and stores them in their order.
func (l *loading) run(ctx context.Context, o options, at string) error {
	queue := make(chan func(), o.workers)
	order := make(chan chan done, 2*o.workers)
	var workers sync.WaitGroup
	for range o.workers {
		workers.Go(func() {
			for work := range queue {
				work()
			}
		})
	}
	go func() {
		defer close(order)
		defer close(queue)
		for i := range o.articles {
			result := make(chan done, 1)
			order <- result
			queue <- func() { result <- l.read(ctx, l.pages.page(i)) }
		}
	}()
	last, number := time.Now(), 0
	words, used := int64(0), cpu()
	var failed error
	for result := range order {
		if err := l.commit(ctx, <-result); err != nil {
			failed = errors.Join(failed, err)
		}
		if number++; number%o.every == 0 || number == o.articles {
			took, pages := time.Since(last).Seconds(), float64((number-1)%o.every+1)
			now, usedNow := l.words.Load(), cpu()
			fmt.Printf("%8d %12.1f %12.0f %12.0f %10d %10d %10d\n", number, pages/took, float64(now-words)/took,
				float64((usedNow-used).Milliseconds())/pages, heap(), peak(), folderSize(at))
			last, words, used = time.Now(), now, usedNow
		}
	}
	workers.Wait()
	return failed
}

// timed runs a step.
func (l *loading) timed(step int, do func() error) error {
	began := time.Now()
	err := do()
	l.spent[step].Add(int64(time.Since(began)))
	return err
}

// read makes the reading of a page.
func (l *loading) read(ctx context.Context, page []byte) (d done) {
	d.err = l.timed(0, func() (err error) {
		d.reading.Article, err = html.Format{}.Article(ctx, page, format.Input{Languages: []string{"en"}})
		return err
	})
	if d.err != nil {
		return d
	}
	a := d.reading.Article
	document := &nlp.Document{}
	d.err = l.timed(1, func() (err error) {
		document, err = l.pipeline.Annotate(ctx, a.Text)
		return err
	})
	if d.err != nil {
		return d
	}
	l.words.Add(int64(len(document.Tokens)))
	var relations []extract.Relation
	d.err = l.timed(2, func() (err error) {
		relations, err = l.extractor.Extract(ctx, document)
		return err
	})
	if d.err != nil {
		return d
	}
	d.err = l.timed(3, func() error {
		d.reading = l.resolver.Resolve(a, document, relations, l.version)
		return nil
	})
	return d
}

// commit stores a page, unless it holds no article.
func (l *loading) commit(ctx context.Context, d done) error {
	if errors.Is(d.err, format.ErrRefused) {
		l.refused++
		return nil
	}
	if d.err != nil {
		return d.err
	}
	return l.timed(4, func() error {
		applied, err := l.store.Apply(ctx, graph.Batch{Put: []graph.Reading{d.reading}})
		if err == nil {
			l.stored++
			l.statement += applied.Articles[0].Statements
		}
		return err
	})
}

// report prints the sums.
func (l *loading) report(took time.Duration, workers int) {
	fmt.Printf("\n%d stored, %d refused, %d statements in %.1f s: %.1f pages/s\n", l.stored, l.refused, l.statement, took.Seconds(), float64(l.stored+l.refused)/took.Seconds())
	var all int64
	for i := range l.spent {
		all += l.spent[i].Load()
	}
	for i, step := range steps {
		spent := l.spent[i].Load()
		fmt.Printf("  %-8s %5.1f %%  %8.2f ms a page\n", step, float64(spent)*100/float64(max(all, 1)), float64(spent)/1e6/float64(max(l.stored+l.refused, 1)))
	}
	fmt.Printf("  (times of %d workers together)\n", workers)
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
