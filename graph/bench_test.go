package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"newsgraph/news"
)

// corpus makes up n articles of about 150 quads each, over Zipfian entities.
func corpus(n int) []Reading {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 3, 20_000)
	filler := strings.Repeat("The spokesman did not say when the company would comment on it. ", 40)
	readings := make([]Reading, n)
	for i := range readings {
		s := write(news.Article{
			URL: fmt.Sprintf("https://paper%d.example/%d", i%20, i), Title: fmt.Sprintf("Story %d", i), Source: fmt.Sprintf("Paper %d", i%20),
			Published: date(fmt.Sprintf("20%02d-%02d-%02d", 10+i%10, 1+i%12, 1+i%28)),
		})
		for range 5 {
			subject := s.thing(Organization, fmt.Sprintf("Company %d", zipf.Uint64()))
			object := s.thing(Organization, fmt.Sprintf("Company %d", zipf.Uint64()))
			s.say(subject, fmt.Sprintf("do %d", zipf.Uint64()%300), object, func(c *Claim) {
				if random.IntN(3) == 0 {
					c.Time = &TimeSpan{EDTF: fmt.Sprintf("2018-%02d", 1+random.IntN(12)), Phrase: "then"}
				}
			})
		}
		readings[i] = s.reading()
		readings[i].Article.Text += "\n\n" + filler
	}
	return readings
}

const corpusSize = 2000

func load(b *testing.B, s *Store, readings []Reading, size int) {
	b.Helper()
	for len(readings) > 0 {
		n := min(size, len(readings))
		if _, err := s.Apply(context.Background(), Batch{Put: readings[:n]}); err != nil {
			b.Fatal(err)
		}
		readings = readings[n:]
	}
}

func openBench(b *testing.B, uri string) *Store {
	b.Helper()
	s, err := Open(context.Background(), uri, Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func closeBench(b *testing.B, s *Store) {
	b.Helper()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLoad loads 2,000 articles, one or fifty in a commit.
func BenchmarkLoad(b *testing.B) {
	readings := corpus(corpusSize)
	for _, size := range []int{1, 50} {
		b.Run(fmt.Sprint("batch=", size), func(b *testing.B) {
			quads := int64(0)
			for b.Loop() {
				s := openBench(b, "memory:")
				load(b, s, readings, size)
				v, err := s.View(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				stats, err := v.Statistics(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				v.Close()
				quads += stats.Quads
				closeBench(b, s)
			}
			b.ReportMetric(float64(quads)/b.Elapsed().Seconds(), "quads/s")
			b.ReportMetric(float64(quads)/float64(b.N)/corpusSize, "quads/article")
		})
	}
}

// BenchmarkOpen opens a folder of 2,000 articles.
func BenchmarkOpen(b *testing.B) {
	folder := filepath.Join(b.TempDir(), "store")
	s := openBench(b, folder)
	load(b, s, corpus(corpusSize), 50)
	closeBench(b, s)
	for b.Loop() {
		closeBench(b, openBench(b, folder))
	}
}

// BenchmarkRead asks a store of 2,000 articles.
func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	s := openBench(b, "memory:")
	load(b, s, corpus(corpusSize), 100)
	defer closeBench(b, s)
	v, err := s.View(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	hub, err := v.FindEntities(ctx, nil, Order{}, PageRequest{First: 1})
	if err != nil {
		b.Fatal(err)
	}
	rare, err := v.FindEntities(ctx, &EntityFilter{MinStatements: ptr(3)}, Order{ByStatements, true}, PageRequest{First: 1})
	if err != nil {
		b.Fatal(err)
	}
	of := func(e *Entity) *StatementFilter { return &StatementFilter{Entity: &EntityRef{ID: e.ID}} }
	for name, read := range map[string]func() error{
		"entity": func() error { _, err := v.Entities(ctx, []string{hub.Items[0].ID}); return err },
		"named":  func() error { _, err := v.EntitiesNamed(ctx, "company 7"); return err },
		"statements-of-rare": func() error {
			_, err := v.FindStatements(ctx, of(rare.Items[0]), Order{}, PageRequest{})
			return err
		},
		"statements-of-hub": func() error {
			_, err := v.FindStatements(ctx, of(hub.Items[0]), Order{}, PageRequest{})
			return err
		},
		"statements":            func() error { _, err := v.FindStatements(ctx, nil, Order{}, PageRequest{}); return err },
		"statements-by-sources": func() error { _, err := v.FindStatements(ctx, nil, Order{Field: BySources}, PageRequest{}); return err },
		"statements-with-text": func() error {
			_, err := v.FindStatements(ctx, &StatementFilter{Text: ptr("nowhere")}, Order{}, PageRequest{})
			return err
		},
		"entities":  func() error { _, err := v.FindEntities(ctx, nil, Order{}, PageRequest{}); return err },
		"articles":  func() error { _, err := v.FindArticles(ctx, nil, Order{}, PageRequest{}); return err },
		"neighbors": func() error { _, err := v.Neighbors(ctx, hub.Items[0].ID, nil, PageRequest{}); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAppendAndRetract loads one article into a store of 2,000 and takes it back.
func BenchmarkAppendAndRetract(b *testing.B) {
	ctx := context.Background()
	readings := corpus(corpusSize + 1)
	s := openBench(b, "memory:")
	load(b, s, readings[:corpusSize], 100)
	defer closeBench(b, s)
	one := readings[corpusSize]
	for b.Loop() {
		if _, err := s.Apply(ctx, Batch{Put: []Reading{one}}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Apply(ctx, Batch{Delete: []string{ArticlePrefix + one.Article.ID()}}); err != nil {
			b.Fatal(err)
		}
	}
}
