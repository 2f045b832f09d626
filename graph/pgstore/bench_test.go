package pgstore_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/cayley/graph/sql/postgres"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/pgstore"
	"newsgraph/graph/quadstore/synthetic"
	"newsgraph/internal/postgrestest"
)

var news = synthetic.News{Seed: 1}

// The sizes of the benchmarks: of a store that is loaded, and of the one into which an article is put.
const (
	loadedQuads = 100_000
	fullQuads   = 1_000_000
)

// fill loads articles from one on, some in a commit, until there are n quads, and gives the next article.
func fill(tb testing.TB, s *pgstore.Store, first, step, n, group int) (next, quads int) {
	tb.Helper()
	for next = first; quads < n; {
		b := &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{}}
		for range group {
			label, more := news.Article(next)
			b.Labels[label] = more
			next, quads = next+step, quads+len(more)
		}
		commit(tb, s, b)
	}
	return next, quads
}

// BenchmarkLoad loads 100,000 quads by this package and by Cayley's own dialect, on one server that syncs.
func BenchmarkLoad(b *testing.B) {
	server := postgrestest.Start(b)
	for _, group := range []int{1, 20} {
		b.Run(fmt.Sprint("own/articles=", group), func(b *testing.B) {
			for b.Loop() {
				s := open(b, server.Database(b), pgstore.Options{})
				begin := time.Now()
				_, quads := fill(b, s, 0, 1, loadedQuads, group)
				b.ReportMetric(float64(quads)/time.Since(begin).Seconds(), "quads/s")
				size, err := s.Size(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(size)/float64(quads), "B/quad")
			}
		})
		b.Run(fmt.Sprint("stock/articles=", group), func(b *testing.B) {
			for b.Loop() {
				benchStock(b, server.Database(b), group)
			}
		})
	}
}

// benchStock loads by Cayley's own dialect, which says what it has.
func benchStock(b *testing.B, address string, group int) {
	b.Helper()
	if err := csql.Init(postgres.Type, address, nil); err != nil {
		b.Fatal(err)
	}
	qs, err := csql.New(postgres.Type, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer qs.Close()
	begin, quads := time.Now(), 0
	for article := 0; quads < loadedQuads/4; {
		var deltas []graph.Delta
		for range group {
			_, more := news.Article(article)
			for _, q := range more {
				deltas = append(deltas, graph.Delta{Quad: q, Action: graph.Add})
			}
			article, quads = article+1, quads+len(more)
		}
		if err := qs.ApplyDeltas(deltas, graph.IgnoreOpts{IgnoreDup: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(quads)/time.Since(begin).Seconds(), "quads/s")
}

// BenchmarkTwo loads the same articles by one store and by two at once.
func BenchmarkTwo(b *testing.B) {
	server := postgrestest.Start(b)
	for _, n := range []int{1, 2} {
		b.Run(fmt.Sprint("stores=", n), func(b *testing.B) {
			for b.Loop() {
				address := server.Database(b)
				var stores []*pgstore.Store
				for range n {
					stores = append(stores, open(b, address, pgstore.Options{}))
				}
				begin := time.Now()
				var all sync.WaitGroup
				for i, s := range stores {
					all.Go(func() { fill(b, s, i, n, loadedQuads/n, 1) })
				}
				all.Wait()
				snap := snapshot(b, stores[0])
				b.ReportMetric(float64(snap.Count())/time.Since(begin).Seconds(), "quads/s")
			}
		})
	}
}

// BenchmarkFull puts articles into a store of a million quads and takes them back, and asks it.
func BenchmarkFull(b *testing.B) {
	ctx := context.Background()
	s := open(b, postgrestest.Start(b).Database(b), pgstore.Options{})
	next, _ := fill(b, s, 0, 1, fullQuads, 20)
	var labels []quad.Value
	b.Run("append", func(b *testing.B) {
		median(b, func(i int) {
			label, quads := news.Article(next)
			next++
			labels = append(labels, label)
			commit(b, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{label: quads}})
		})
	})
	b.Run("retract", func(b *testing.B) {
		median(b, func(i int) {
			label, _ := news.Article(i % next)
			commit(b, s, &pgstore.Batch{Labels: map[quad.Value][]quad.Quad{label: nil}})
		})
	})
	snap := snapshot(b, s)
	b.Run("label", func(b *testing.B) {
		median(b, func(i int) {
			label, _ := news.Article(next/2 + i%100)
			for _, err := range snap.Quads(ctx, quad.Quad{Label: label}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("snapshot", func(b *testing.B) {
		median(b, func(int) {
			snap, err := s.Snapshot(ctx)
			if err != nil {
				b.Fatal(err)
			}
			if err := snap.Close(); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// median reports the median and the 95th percentile of the times that f takes.
func median(b *testing.B, f func(i int)) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		f(i)
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-us")
}
