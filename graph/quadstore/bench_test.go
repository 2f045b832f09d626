package quadstore_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// benchQuads is how many quads the benchmarked store has.
const benchQuads = 1_000_000

var news = synthetic.News{Seed: 1}

// fill loads articles until the store has at least n quads and gives the number of articles. A group of them shares one
// sync.
func fill(tb testing.TB, s *quadstore.Store, n, group int) (articles, quads int) {
	tb.Helper()
	ctx := context.Background()
	var b quadstore.Batch
	for ; quads < n; articles++ {
		label, more := news.Article(articles)
		b.Reset()
		b.DeleteLabel(label)
		b.Add(more...)
		apply := s.Stage
		if articles%group == group-1 {
			apply = s.Apply
		}
		if err := apply(ctx, &b); err != nil {
			tb.Fatal(err)
		}
		quads += len(more)
	}
	if err := s.Sync(ctx); err != nil {
		tb.Fatal(err)
	}
	return articles, quads
}

// loaded is a store of benchQuads that the benchmarks share. Each leaves it as it was.
var loaded struct {
	sync.Once
	dir      string
	articles int
}

func openLoaded(b *testing.B) (*quadstore.Store, int) {
	b.Helper()
	loaded.Do(func() {
		dir, err := os.MkdirTemp("", "quadstore-bench")
		if err != nil {
			b.Fatal(err)
		}
		s := openAt(b, dir)
		loaded.articles, _ = fill(b, s, benchQuads, 20)
		loaded.dir = dir
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	})
	s := openAt(b, loaded.dir)
	b.Cleanup(func() { s.Close() })
	return s, loaded.articles
}

func openAt(tb testing.TB, dir string) *quadstore.Store {
	tb.Helper()
	s, err := quadstore.Open(quadstore.Options{Dir: dir})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		s := openAt(b, dir)
		begin := time.Now()
		articles, quads := fill(b, s, benchQuads, 20)
		took := time.Since(begin)
		b.ReportMetric(float64(quads)/took.Seconds(), "quads/s")
		b.ReportMetric(float64(quads)/float64(articles), "quads/article")
		if err := s.Compact(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(s.DiskSize())/float64(quads), "B/quad")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	s, _ := openLoaded(b)
	s.Close()
	for b.Loop() {
		openAt(b, loaded.dir).Close()
	}
}

// median runs f, which gives the time of what matters in it, and reports the median and the 95th percentile of those.
func median(b *testing.B, f func(i int) time.Duration) {
	var took []time.Duration
	i := 0
	for b.Loop() {
		took = append(took, f(i))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-us")
}

func BenchmarkAppend(b *testing.B) {
	s, articles := openLoaded(b)
	var labels []quad.Value
	median(b, func(i int) time.Duration {
		label, quads := news.Article(articles + 100 + i)
		labels = append(labels, label)
		begin := time.Now()
		var batch quadstore.Batch
		batch.DeleteLabel(label)
		batch.Add(quads...)
		if err := s.Apply(context.Background(), &batch); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	})
	var batch quadstore.Batch
	batch.DeleteLabel(labels...)
	if err := s.Apply(context.Background(), &batch); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkRetract(b *testing.B) {
	s, articles := openLoaded(b)
	var back quadstore.Batch
	median(b, func(i int) time.Duration {
		if err := s.Apply(context.Background(), &back); err != nil {
			b.Fatal(err)
		}
		back.Reset()
		label, quads := news.Article(i * 37 % articles)
		back.Add(quads...)
		var batch quadstore.Batch
		batch.DeleteLabel(label)
		begin := time.Now()
		if err := s.Apply(context.Background(), &batch); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	})
	if err := s.Apply(context.Background(), &back); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCycle takes back and adds the same article again and again.
func BenchmarkCycle(b *testing.B) {
	s, articles := openLoaded(b)
	label, quads := news.Article(articles / 2)
	var batch quadstore.Batch
	median(b, func(i int) time.Duration {
		begin := time.Now()
		for _, change := range []func(){func() { batch.DeleteLabel(label) }, func() { batch.Add(quads...) }} {
			batch.Reset()
			change()
			if err := s.Apply(context.Background(), &batch); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(begin)
	})
}

// ofDegree finds an entity that is the subject of about n statements.
func ofDegree(b *testing.B, s *quadstore.Store, n int64) quad.Value {
	b.Helper()
	best, off := quad.Value(nil), int64(1<<62)
	for rank := range uint64(200) {
		entity := synthetic.Entity(rank)
		count, err := s.Count(context.Background(), quad.Quad{Predicate: synthetic.Subject, Object: entity})
		if err != nil {
			b.Fatal(err)
		}
		if d := max(count-n, n-count); d < off {
			best, off = entity, d
		}
	}
	return best
}

// ask runs a query on a snapshot of its own and counts what it finds.
func ask(b *testing.B, s *quadstore.Store, query func(v *quadstore.Snapshot) (int, error)) {
	n := 0
	median(b, func(int) time.Duration {
		begin := time.Now()
		v, err := s.Snapshot()
		if err != nil {
			b.Fatal(err)
		}
		defer v.Close()
		if n, err = query(v); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	})
	b.ReportMetric(float64(n), "results")
}

func count(p *path.Path) (n int, err error) {
	err = p.Iterate(context.Background()).Paths(false).Each(func(graph.Ref) { n++ })
	return n, err
}

// BenchmarkHop asks for the statements of an entity, and BenchmarkTwoHops for their objects.
func BenchmarkHop(b *testing.B) {
	s, _ := openLoaded(b)
	for _, degree := range []int64{10, 1000} {
		entity := ofDegree(b, s, degree)
		b.Run(fmt.Sprint(degree), func(b *testing.B) {
			ask(b, s, func(v *quadstore.Snapshot) (int, error) {
				return count(path.StartPath(v, entity).In(synthetic.Subject))
			})
		})
	}
}

func BenchmarkTwoHops(b *testing.B) {
	s, _ := openLoaded(b)
	for _, degree := range []int64{10, 1000} {
		entity := ofDegree(b, s, degree)
		b.Run(fmt.Sprint(degree), func(b *testing.B) {
			ask(b, s, func(v *quadstore.Snapshot) (int, error) {
				return count(path.StartPath(v, entity).In(synthetic.Subject).Out(synthetic.Object))
			})
		})
	}
}

// BenchmarkByLabel asks for the quads of an article, without and with their values.
func BenchmarkByLabel(b *testing.B) {
	s, articles := openLoaded(b)
	var labels []quad.Value
	for i := range articles {
		label, _ := synthetic.News{Seed: 1, Statements: 1}.Article(i)
		labels = append(labels, label)
	}
	i := 0
	next := func() quad.Quad {
		i += 7
		return quad.Quad{Label: labels[i%articles]}
	}
	b.Run("ids", func(b *testing.B) {
		ask(b, s, func(v *quadstore.Snapshot) (int, error) {
			n, err := v.Count(context.Background(), next())
			return int(n), err
		})
	})
	b.Run("values", func(b *testing.B) {
		ask(b, s, func(v *quadstore.Snapshot) (n int, err error) {
			for _, err := range v.Quads(context.Background(), quadstore.Query{Match: next()}) {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		})
	})
}
