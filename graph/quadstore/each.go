package quadstore

import (
	"context"
	"fmt"
	"iter"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
)

// Result is a value that a query found, and what it named on the way.
type Result struct {
	Value quad.Value
	Tags  map[string]quad.Value
}

// Each runs a query, such as path.Path.Shape gives, and gives every path to every value, as graph.Iterate does. But
// where graph.Iterate can end early without an error, because a context ended or because a read failed somewhere that
// Cayley has no room for an error, the last pair of Each has that error; and a panic inside Cayley is an error as well.
// A walk without one was whole. qs should be a Snapshot.
func Each(ctx context.Context, qs graph.QuadStore, query shape.Shape) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		w := walker{ctx: ctx, qs: qs}
		defer w.close()
		w.safely(func() {
			it, _ := graph.AsShape(shape.BuildIterator(qs, query)).Optimize(ctx)
			w.it = it.Iterate()
		})
		for w.next() {
			if !yield(w.result, nil) {
				return
			}
		}
		if err := w.failure(); err != nil {
			yield(Result{}, err)
		}
	}
}

type walker struct {
	ctx    context.Context
	qs     graph.QuadStore
	it     graph.Scanner
	path   bool // the iterator is at a value and may have another path to it
	result Result
	err    error
}

// safely runs a part of Cayley.
func (w *walker) safely(run func()) {
	defer func() {
		if p := recover(); p != nil {
			w.err = fmt.Errorf("quadstore: query: panic: %v", p)
		}
	}()
	run()
}

func (w *walker) next() (ok bool) {
	if w.it == nil || w.err != nil || w.ctx.Err() != nil {
		return false
	}
	w.safely(func() {
		ok = w.path && w.it.NextPath(w.ctx) || w.it.Next(w.ctx)
		w.path = ok
		if !ok {
			return
		}
		tags := map[string]graph.Ref{}
		w.it.TagResults(tags)
		w.result = Result{Value: w.qs.NameOf(w.it.Result()), Tags: make(map[string]quad.Value, len(tags))}
		for name, ref := range tags {
			w.result.Tags[name] = w.qs.NameOf(ref)
		}
	})
	return ok && w.err == nil
}

// failure is why the walk was not whole, if it was not.
func (w *walker) failure() error {
	if w.err == nil && w.it != nil {
		w.safely(func() { w.err = w.it.Err() })
	}
	if store, ok := graph.Unwrap(w.qs).(interface{ Err() error }); ok && w.err == nil {
		w.err = store.Err()
	}
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	return w.err
}

func (w *walker) close() {
	if w.it != nil {
		w.safely(func() { _ = w.it.Close() })
	}
}
