package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// rounds is how often a question is asked; the figure is the median. Some stores take seconds for one.
const rounds = 15

// patience ends the rounds early.
const patience = 10 * time.Second

var news = synthetic.News{Seed: 1}

func article(i int) (quad.IRI, []quad.Quad) {
	label, quads := news.Article(i)
	return label, distinct(quads)
}

// measure measures one store.
func measure(name string, quads int, dir string) (f figures, err error) {
	f.Store = name
	dir = filepath.Join(dir, name)
	s, err := open(name, dir)
	if err != nil {
		return f, err
	}
	begin := time.Now()
	articles := 0
	for ; f.Quads < quads; articles++ {
		label, more := article(articles)
		if err := s.put(label, nil, more); err != nil {
			return f, err
		}
		f.Quads += len(more)
	}
	f.Load = float64(f.Quads) / time.Since(begin).Seconds()
	f.Peak = peak()
	if s, err = again(&f, s, name, dir); err != nil {
		return f, err
	}
	if err := errors.Join(reads(&f, s, articles), writes(&f, s, articles), s.close()); err != nil {
		return f, err
	}
	if name == "own" {
		f.LoadGrouped, err = grouped(quads, filepath.Join(dir, "grouped"))
	}
	return f, err
}

// peak is the most memory that the process had, in MB.
func peak() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}

// again closes a store and opens it again.
func again(f *figures, s store, name, dir string) (store, error) {
	if name == "memstore" {
		return s, nil
	}
	var bytes int64
	if o, ok := s.(own); ok {
		if err := o.s.Compact(context.Background()); err != nil {
			return nil, err
		}
		bytes = int64(o.s.DiskSize()) // the folder also has an old log for a while
	}
	err := s.close()
	if err == nil && bytes == 0 {
		bytes, err = size(dir)
	}
	if err != nil {
		return nil, err
	}
	f.BytesPerQuad = float64(bytes) / float64(f.Quads)
	f.Open, err = median(none, func(int) error {
		opened, err := open(name, dir)
		if err != nil {
			return err
		}
		return opened.close()
	})
	if err != nil {
		return nil, err
	}
	return open(name, dir)
}

// grouped is how fast articles load that share a sync.
func grouped(quads int, dir string) (rate float64, err error) {
	s, err := quadstore.Open(quadstore.Options{Dir: dir})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ctx := context.Background()
	begin, n := time.Now(), 0
	var b quadstore.Batch
	for i := 0; n < quads; i++ {
		label, more := article(i)
		b.Reset()
		b.DeleteLabel(label)
		b.Add(more...)
		commit := s.Stage
		if i%20 == 19 {
			commit = s.Apply
		}
		if err := commit(ctx, &b); err != nil {
			return 0, err
		}
		n += len(more)
	}
	if err := s.Sync(ctx); err != nil {
		return 0, err
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}

// median runs something several times and gives the time in the middle. What prepare gives is not measured.
func median[T any](prepare func(i int) T, run func(T) error) (time.Duration, error) {
	var took []time.Duration
	for i, begin := 0, time.Now(); i < rounds && time.Since(begin) < patience; i++ {
		x := prepare(i)
		start := time.Now()
		if err := run(x); err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// brought is what an article brings.
type brought struct {
	label quad.Value
	quads []quad.Quad
}

func writes(f *figures, s store, articles int) (err error) {
	next := func(i int) brought {
		label, quads := article(articles + i)
		return brought{label, quads}
	}
	f.Append, err = median(next, func(a brought) error { return s.put(a.label, nil, a.quads) })
	if err != nil {
		return err
	}
	f.Retract, err = median(next, func(a brought) error { return s.put(a.label, a.quads, nil) })
	if err != nil {
		return err
	}
	label, quads := article(articles / 2)
	cycle := func(int) error {
		return errors.Join(s.put(label, quads, nil), s.put(label, nil, quads))
	}
	for begin := time.Now(); time.Since(begin) < patience/2; {
		if err := cycle(0); err != nil {
			return err
		}
	}
	f.Cycles, err = median(none, cycle)
	return err
}

func none(int) int { return 0 }

func reads(f *figures, s store, articles int) (err error) {
	entity, err := ofDegree(s, 1000)
	if err != nil {
		return err
	}
	statements := func(qs graph.QuadStore) *path.Path { return path.StartPath(qs, entity).In(synthetic.Subject) }
	if f.Hop, err = ask(s, statements); err != nil {
		return err
	}
	f.TwoHops, err = ask(s, func(qs graph.QuadStore) *path.Path { return statements(qs).Out(synthetic.Object) })
	if err != nil {
		return err
	}
	pick := func(i int) quad.Value {
		label, _ := article(i * articles / rounds)
		return label
	}
	f.ByLabel, err = median(pick, func(label quad.Value) error {
		qs, done, err := s.view()
		if err != nil {
			return err
		}
		defer done()
		return graph.Iterate(context.Background(), qs.QuadIterator(quad.Label, qs.ValueOf(label))).Each(func(graph.Ref) {})
	})
	return err
}

// ask runs a path.
func ask(s store, query func(graph.QuadStore) *path.Path) (time.Duration, error) {
	return median(none, func(int) error {
		qs, done, err := s.view()
		if err != nil {
			return err
		}
		defer done()
		return query(qs).Iterate(context.Background()).Paths(false).Each(func(graph.Ref) {})
	})
}

// ofDegree finds an entity that is the subject of about n statements, by their sizes.
func ofDegree(s store, n int64) (best quad.Value, err error) {
	qs, done, err := s.view()
	if err != nil {
		return nil, err
	}
	defer done()
	off := int64(1 << 62)
	for rank := range uint64(12) {
		entity := synthetic.Entity(rank)
		var count int64
		err := path.StartPath(qs, entity).In(synthetic.Subject).Iterate(context.Background()).Paths(false).Each(func(graph.Ref) { count++ })
		if err != nil {
			return nil, err
		}
		if d := max(count-n, n-count); d < off {
			best, off = entity, d
		}
	}
	return best, nil
}
