package quadstore_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// TestReadersBesideWriter reads in every way while articles are written, taken back, swept and compacted. Every snapshot
// must hold each article whole or not at all.
func TestReadersBesideWriter(t *testing.T) {
	s := open(t, quadstore.Options{Dir: t.TempDir(), MemTableSize: 128 << 10, ValueCacheSize: 500})
	news := synthetic.News{Seed: 8, Statements: 5, Entities: 50}
	const articles = 20
	whole := map[quad.Value]int64{}
	for i := range articles {
		label, quads := news.Article(i)
		distinct := map[string]bool{}
		for _, q := range quads {
			distinct[name(q)] = true
		}
		whole[label] = int64(len(distinct))
	}
	var running sync.WaitGroup
	done, stop := context.WithCancel(ctx)
	for i := range 4 {
		running.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			for done.Err() == nil {
				readOnce(t, s, news, random.IntN(articles), whole)
			}
		})
	}
	running.Go(func() {
		for done.Err() == nil {
			if _, err := s.Sweep(ctx); err != nil {
				t.Error(err)
			}
			if err := s.Compact(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	random := rand.New(rand.NewPCG(99, 1))
	changes := 400
	if raceEnabled {
		changes = 100
	}
	for range changes {
		label, quads := news.Article(random.IntN(articles))
		var b quadstore.Batch
		b.DeleteLabel(label)
		if random.IntN(3) > 0 {
			b.Add(quads...)
		}
		if err := s.Stage(ctx, &b); err != nil {
			t.Error(err)
		}
	}
	stop()
	running.Wait()
}

// readOnce looks at an article and at what it speaks of.
func readOnce(t *testing.T, s *quadstore.Store, news synthetic.News, article int, whole map[quad.Value]int64) {
	v, err := s.Snapshot()
	if err != nil {
		t.Error(err)
		return
	}
	defer v.Close()
	label, _ := news.Article(article)
	n := int64(0)
	for _, err := range v.Quads(ctx, quadstore.Query{Match: quad.Quad{Label: label}}) {
		if err != nil {
			t.Error(err)
			return
		}
		n++
	}
	if n != 0 && n != whole[label] {
		t.Errorf("a snapshot has %d quads of an article of %d", n, whole[label])
	}
	entity := synthetic.Entity(uint64(article % 5))
	for _, qs := range []shown{v, s} {
		p := path.StartPath(qs, entity).In(synthetic.Subject).Out(synthetic.Object).Unique()
		for r, err := range quadstore.Each(ctx, qs, p.Shape()) {
			if err != nil {
				t.Error(err)
			} else if r.Value == nil && qs == shown(v) {
				t.Error("a snapshot lost a value")
			}
		}
	}
	if err := v.Err(); err != nil {
		t.Error(err)
	}
}

// TestCloseBesideReaders closes a store and snapshots of it while they are read.
func TestCloseBesideReaders(t *testing.T) {
	for range 10 {
		s, err := quadstore.Open(quadstore.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		_, quads := synthetic.News{}.Article(1)
		apply(t, s, func(b *quadstore.Batch) { b.Add(quads...) })
		var running sync.WaitGroup
		began := make(chan struct{}, 4)
		for range 4 {
			running.Go(func() { readUntilClosed(t, s, began) })
		}
		running.Go(func() { workUntilClosed(t, s) })
		for range 4 {
			<-began
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		running.Wait()
	}
}

func readUntilClosed(t *testing.T, s *quadstore.Store, began chan<- struct{}) {
	first := true
	for {
		v, err := s.Snapshot()
		if errors.Is(err, quadstore.ErrClosed) {
			return
		}
		if err != nil {
			t.Error(err)
			return
		}
		for _, err := range v.Quads(ctx, quadstore.Query{}) {
			if err != nil && !errors.Is(err, quadstore.ErrClosed) {
				t.Error(err)
			}
			if first {
				first = false
				began <- struct{}{}
			}
		}
		if _, err := v.Count(ctx, quad.Quad{Predicate: synthetic.Type}); err != nil && !errors.Is(err, quadstore.ErrClosed) {
			t.Error(err)
		}
		v.Close()
	}
}

func workUntilClosed(t *testing.T, s *quadstore.Store) {
	for {
		_, swept := s.Sweep(ctx)
		for _, err := range []error{s.Compact(ctx), s.Sync(ctx), swept} {
			if errors.Is(err, quadstore.ErrClosed) {
				return
			}
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
				return
			}
		}
	}
}
