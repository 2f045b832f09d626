package loaders

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"newsgraph/graph"
	"newsgraph/loaders/format"
)

// job is one item on its way through the steps; result is closed to it by the worker that read it.
type job struct {
	item   format.Item
	from   *origin            // what it is of
	name   string             // in its source
	told   *graph.LedgerEntry // what is remembered of it; it is not read then
	end    bool               // nothing but the end of its source
	last   bool               // it ends its source
	number int                // in its source, from 1
	forget []string           // names of entries of its source that hold no more; of the last

	replaces string // the article whose place it takes
	reading  graph.Reading
	words    int
	known    bool
	err      error
	ready    chan struct{}
}

// run drives items through the workers and commits them in their order. Items in hand are finished when ctx ends.
func (l *Loader) run(ctx context.Context, each func(Item), produce func(ctx context.Context, yield func(*job) error) error) (Report, error) {
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
		produced <- produce(ctx, func(j *job) error { return enqueue(ctx, j, queue, order) })
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
func enqueue(ctx context.Context, j *job, queue, order chan<- *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.ready = make(chan struct{})
	select {
	case order <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	queue <- j
	return nil
}

// commitGroup is how many articles are stored in one commit at most. Few fit together where reading is what takes the
// time; where it is not, they share what a commit costs. groupText is about how many bytes of text they have together: what
// a commit holds in memory is many times that, and a store takes small commits in better (quadstore.Options.MemTableSize).
const (
	commitGroup = 50
	groupText   = 8 << 10
)

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
			report.Count(item)
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
			group, size := []*job{next}, len(next.item.Article.Text)
			next, more = nil, true
			for next == nil && more && len(group) < commitGroup && size < groupText {
				select {
				case next, more = <-order:
					if more && next.isReady() {
						size += len(next.item.Article.Text)
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
