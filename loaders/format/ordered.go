package format

import (
	"context"
	"runtime"
	"sync"
)

// Ordered does the tasks of a container side by side and yields their items in the order in which produce gave the tasks
// to submit. produce runs in a goroutine of its own; submit waits while enough tasks are under way, at most two for each
// of workers (0: one per CPU), and returns the context's error once there is no more use in going on. It ends with
// yield's error, unchanged, or produce's, after both have ended.
func Ordered(ctx context.Context, workers int, produce func(ctx context.Context, submit func(task func() []Item) error) error, yield func(Item) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue, order := make(chan *task, workers), make(chan *task, workers)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for t := range queue {
				t.items <- t.do()
			}
		})
	}
	var produced error
	all.Go(func() {
		defer close(queue)
		defer close(order)
		produced = produce(ctx, func(do func() []Item) error {
			t := &task{do: do, items: make(chan []Item, 1)}
			select {
			case order <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
			queue <- t
			return nil
		})
	})
	err := yieldAll(order, stop, yield)
	all.Wait()
	if err != nil {
		return err
	}
	return produced
}

// task is one piece of work; items has room for what it gives, so that a worker never waits.
type task struct {
	do    func() []Item
	items chan []Item
}

// yieldAll yields what the tasks give; after an error it stops the others and lets them end.
func yieldAll(order <-chan *task, stop context.CancelFunc, yield func(Item) error) (failed error) {
	for t := range order {
		for _, item := range <-t.items {
			if failed == nil {
				if failed = yield(item); failed != nil {
					stop()
				}
			}
		}
	}
	return failed
}
