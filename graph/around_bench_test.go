package graph

import (
	"context"
	"fmt"
	"testing"

	"newsgraph/news"
)

// names100k is a store of 100,000 names of two or three words.
func names100k(b *testing.B) *Store {
	b.Helper()
	tell := newTeller(41)
	syllables := []string{"ba", "ko", "mi", "ster", "lun", "zuck", "er", "berg", "no", "tra", "vel", "son", "shi", "gor", "dan", "quil"}
	word := func() string {
		text := ""
		for range 2 + tell.IntN(3) {
			text += pick(tell, syllables...)
		}
		return text
	}
	s := openBench(b, "memory:")
	for a := range 200 {
		d := write(news.Article{URL: fmt.Sprintf("https://paper.example/%d", a), Title: "Names " + word(), Source: "Paper"})
		for i := range 500 {
			name := fmt.Sprintf("%s %s", word(), word())
			if i%5 == 0 {
				name += " Company"
			}
			founding := fmt.Sprintf("%s %d %d", name, a, i)
			d.r.Entities = append(d.r.Entities, LocalEntity{
				Key: NamedKey(Organization, founding), Founding: founding, Name: name, Type: Organization, Named: true, Aliases: []NameCount{{name, 1}},
			})
		}
		if _, err := s.Apply(context.Background(), Batch{Put: []Reading{d.reading()}}); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkSearch looks for names among 100,000, ten at a time.
func BenchmarkSearch(b *testing.B) {
	ctx := context.Background()
	s := names100k(b)
	defer closeBench(b, s)
	v, err := s.View(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	some, err := v.FindEntities(ctx, nil, Order{ByName, true}, PageRequest{First: 500})
	if err != nil {
		b.Fatal(err)
	}
	rare := words(some.Items[400].Name)
	for _, c := range []struct{ name, text string }{
		{"one-letter", "z"}, {"three-letters", "zuc"}, {"rare", rare[0]}, {"common", "company"}, {"two-words", rare[0] + " " + rare[1][:3]},
		{"common-and-short", "company zu"}, {"slip", rare[0][:2] + rare[0][3:]}, {"slip-in-first-letter", "x" + rare[0][1:min(7, len(rare[0]))]}, {"nothing", "xxxxxxxx"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := v.Search(ctx, c.text, []NodeKind{EntityNode}, PageRequest{First: 10}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAround asks for paths, subgraphs and counts in a graph of 50,000 statements.
func BenchmarkAround(b *testing.B) {
	ctx := context.Background()
	s := openBench(b, "memory:")
	load(b, s, corpus(corpusSize*5), 200)
	defer closeBench(b, s)
	v, err := s.View(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	all, err := v.FindEntities(ctx, nil, Order{}, PageRequest{First: MaxPage})
	if err != nil {
		b.Fatal(err)
	}
	hub := all.Items[0].ID
	tell := newTeller(42)
	some := func() string { return pick(tell, all.Items...).ID }
	filter := &StatementFilter{MinConfidence: ptr(0.5)}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"paths", func() error { _, err := v.Paths(ctx, some(), some(), 4, 3, nil); return err }},
		{"paths-filtered", func() error { _, err := v.Paths(ctx, some(), some(), 4, 3, filter); return err }},
		{"subgraph-depth-2", func() error { _, err := v.Subgraph(ctx, []string{some()}, 2, 100, nil); return err }},
		{"subgraph-of-hub", func() error { _, err := v.Subgraph(ctx, []string{hub}, 1, 100, nil); return err }},
		{"facets-of-hub", func() error { _, err := v.Facets(ctx, &StatementFilter{Entity: &EntityRef{ID: hub}}); return err }},
		{"facets-of-all", func() error { _, err := v.Facets(ctx, nil); return err }},
		{"timeline-of-hub", func() error {
			_, err := v.Timeline(ctx, &StatementFilter{Entity: &EntityRef{ID: hub}}, ByMonth, ClockPublished)
			return err
		}},
		{"statements-with-words", func() error {
			_, err := v.FindStatements(ctx, &StatementFilter{Text: ptr("company 77 do")}, Order{}, PageRequest{})
			return err
		}},
		{"search-in-quotes", func() error {
			_, err := v.Search(ctx, "company 77 do", []NodeKind{StatementNode}, PageRequest{First: 10})
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
