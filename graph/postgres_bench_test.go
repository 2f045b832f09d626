package graph

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"newsgraph/internal/postgrestest"
)

// fullArticles are as many articles of the corpus as make a million quads.
const fullArticles = 7000

// BenchmarkPostgres loads a million quads, fifty articles in a commit, by one store on a server that syncs; it puts articles
// in one by one then, and asks.
func BenchmarkPostgres(b *testing.B) {
	ctx := context.Background()
	readings := corpus(fullArticles + 1000)
	s := openBench(b, postgrestest.Start(b).Database(b))
	defer closeBench(b, s)
	b.Run("load", func(b *testing.B) {
		begin := time.Now()
		for b.Loop() { // once: it takes longer than benchmarks do
			load(b, s, readings[:fullArticles], 50)
		}
		took := time.Since(begin)
		v, err := s.View(ctx)
		if err != nil {
			b.Fatal(err)
		}
		defer v.Close()
		stats, err := v.Statistics(ctx)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(stats.Quads), "quads")
		b.ReportMetric(float64(stats.Quads)/took.Seconds(), "quads/s")
	})
	next := fullArticles
	b.Run("apply", func(b *testing.B) {
		medianOf(b, func() error {
			_, err := s.Apply(ctx, Batch{Put: readings[next : next+1]})
			next++
			return err
		})
	})
	b.Run("delete", func(b *testing.B) {
		medianOf(b, func() error {
			next--
			_, err := s.Apply(ctx, Batch{Delete: []string{ArticlePrefix + readings[next].Article.ID()}})
			return err
		})
	})
	benchAsk(ctx, b, s)
}

// benchAsk asks what pages ask, each question of a new View.
func benchAsk(ctx context.Context, b *testing.B, s *Store) {
	hubs := []string{}
	for name, ask := range map[string]func(v *View) error{
		"entities":   func(v *View) error { _, err := v.FindEntities(ctx, nil, Order{}, PageRequest{First: 20}); return err },
		"statements": func(v *View) error { _, err := v.FindStatements(ctx, nil, Order{}, PageRequest{First: 20}); return err },
		"search":     func(v *View) error { _, err := v.Search(ctx, "company 12", nil, PageRequest{First: 10}); return err },
		"neighbours": func(v *View) error {
			if len(hubs) == 0 {
				p, err := v.FindEntities(ctx, nil, Order{}, PageRequest{First: 1})
				if err != nil {
					return err
				}
				hubs = append(hubs, p.Items[0].ID)
			}
			_, err := v.Neighbors(ctx, hubs[0], nil, PageRequest{First: 20})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			medianOf(b, func() error {
				v, err := s.View(ctx)
				if err != nil {
					return err
				}
				defer v.Close()
				return ask(v)
			})
		})
	}
}

// medianOf reports the median and the 95th percentile of the times that f takes.
func medianOf(b *testing.B, f func() error) {
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-us")
}

// BenchmarkPostgresProcesses loads the same articles, one in a commit, by one process and by two at once.
func BenchmarkPostgresProcesses(b *testing.B) {
	server := postgrestest.Start(b)
	for _, parts := range []int{1, 2} {
		b.Run(fmt.Sprint("processes=", parts), func(b *testing.B) {
			const articles = 400
			for b.Loop() {
				address := server.Database(b)
				begin := time.Now()
				loadParts(b, address, parts, articles)
				b.ReportMetric(articles/time.Since(begin).Seconds(), "articles/s")
			}
		})
	}
}
