package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"newsgraph/bench/made"
	"newsgraph/graph"
)

// whole is what is measured of the graph itself: quads, texts, rows and indexes together, as `newsgraph load` writes them.
type whole struct {
	Articles, Quads, Statements int64
	Rates                       []float64 // quads a second, fifty articles to a commit, of each fifth of the load
	BytesPerQuad                float64   // on the disk after compaction; texts and readings are a part of it
	Peak                        float64   // MB of memory, of the load
	Open                        time.Duration
	Times                       []timed
}

// timed is how long one thing takes: the median and the slowest of twenty.
type timed struct {
	What        string
	Median, P95 time.Duration
}

// group is how many articles are loaded in a commit.
const group = 50

func measureGraph(quads int, dir string) (f whole, err error) {
	ctx := context.Background()
	folder := filepath.Join(dir, "graph")
	s, err := graph.Open(ctx, folder, graph.Options{})
	if err != nil {
		return f, err
	}
	articles, err := f.load(ctx, s, quads)
	if err != nil {
		return f, errors.Join(err, s.Close())
	}
	f.Peak = peak()
	if err := errors.Join(s.Compact(ctx), s.Close()); err != nil {
		return f, err
	}
	bytes, err := size(folder)
	if err != nil {
		return f, err
	}
	f.BytesPerQuad = float64(bytes) / float64(f.Quads)
	start := time.Now()
	if s, err = graph.Open(ctx, folder, graph.Options{}); err != nil {
		return f, err
	}
	f.Open = time.Since(start)
	return f, errors.Join(f.change(ctx, s, articles), f.ask(ctx, s), s.Close())
}

// load loads articles until there are so many quads.
func (f *whole) load(ctx context.Context, s *graph.Store, quads int) (articles int, err error) {
	const fifths = 5
	for fifth := range fifths {
		before, start := f.Quads, time.Now()
		for f.Quads < int64(quads*(fifth+1)/fifths) {
			var b graph.Batch
			for range group {
				b.Put = append(b.Put, made.Reading(articles))
				articles++
			}
			if _, err := s.Apply(ctx, b); err != nil {
				return articles, err
			}
			if err := f.count(ctx, s); err != nil {
				return articles, err
			}
		}
		f.Rates = append(f.Rates, float64(f.Quads-before)/time.Since(start).Seconds())
	}
	return articles, nil
}

func (f *whole) count(ctx context.Context, s *graph.Store) error {
	v, err := s.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	stats, err := v.Statistics(ctx)
	f.Articles, f.Quads, f.Statements = stats.Articles, stats.Quads, stats.Statements
	return err
}

// cycles is how often one article is taken back and loaded again.
const cycles = 400

// change loads articles one by one and takes them back.
func (f *whole) change(ctx context.Context, s *graph.Store, articles int) error {
	readings := make([]graph.Reading, cycles)
	for i := range readings {
		readings[i] = made.Reading(articles + i)
	}
	apply := func(b graph.Batch) error {
		_, err := s.Apply(ctx, b)
		return err
	}
	put := func(r graph.Reading) error { return apply(graph.Batch{Put: []graph.Reading{r}}) }
	remove := func(r graph.Reading) error {
		return apply(graph.Batch{Delete: []string{graph.ArticlePrefix + r.Article.ID()}})
	}
	if err := f.time("one article loaded", len(readings), func(i int) error { return put(readings[i]) }); err != nil {
		return err
	}
	if err := f.time("one article taken back", len(readings), func(i int) error { return remove(readings[i]) }); err != nil {
		return err
	}
	one := readings[0]
	cycle := func(int) error { return errors.Join(put(one), remove(one)) }
	if err := f.time("loaded and taken back, the first 20 times", 20, cycle); err != nil {
		return err
	}
	for range cycles {
		if err := cycle(0); err != nil {
			return err
		}
	}
	return f.time(fmt.Sprintf("loaded and taken back, after %d times", cycles), 20, cycle)
}

// time runs something n times.
func (f *whole) time(what string, n int, run func(i int) error) error {
	took := make([]time.Duration, n)
	for i := range took {
		start := time.Now()
		if err := run(i); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	f.Times = append(f.Times, timed{what, took[n/2], took[n*95/100]})
	return nil
}

// pairs is how many pairs of entities paths are looked for between.
const pairs = 200

// ask asks what people ask.
func (f *whole) ask(ctx context.Context, s *graph.Store) error {
	v, err := s.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	all, err := v.FindEntities(ctx, nil, graph.Order{}, graph.PageRequest{First: graph.MaxPage})
	if err != nil {
		return err
	}
	hub := all.Items[0]
	thousand := all.Items[0]
	for _, e := range all.Items {
		if abs(e.StatementCount-1000) < abs(thousand.StatementCount-1000) {
			thousand = e
		}
	}
	of := func(id string) *graph.StatementFilter {
		return &graph.StatementFilter{Entity: &graph.EntityRef{ID: id}}
	}
	article := func(i int) *graph.StatementFilter {
		r := made.Reading(i * 13 % int(f.Articles))
		id := graph.ArticlePrefix + r.Article.ID()
		return &graph.StatementFilter{Article: &id}
	}
	page := graph.PageRequest{First: 100}
	questions := []struct {
		what string
		n    int
		ask  func(i int) error
	}{
		{"statements of one article", 20, func(i int) error { _, err := v.FindStatements(ctx, article(i), graph.Order{}, page); return err }},
		{fmt.Sprintf("100 statements of an entity with %d", thousand.StatementCount), 20, func(int) error {
			_, err := v.FindStatements(ctx, of(thousand.ID), graph.Order{}, page)
			return err
		}},
		{"names that begin with three letters", 200, func(i int) error {
			_, err := v.Search(ctx, strings.ToLower(all.Items[i].Name[:3]), []graph.NodeKind{graph.EntityNode}, graph.PageRequest{First: 10})
			return err
		}},
		{"the neighbours of the entity with most", 20, func(int) error {
			_, err := v.Neighbors(ctx, hub.ID, nil, graph.PageRequest{First: 25})
			return err
		}},
		{"subgraph of 100 entities, depth 2", 20, func(i int) error {
			_, err := v.Subgraph(ctx, []string{all.Items[i*7].ID}, 2, 100, nil)
			return err
		}},
		{"facets of the entity with most", 20, func(int) error { _, err := v.Facets(ctx, of(hub.ID)); return err }},
		{"facets of all", 3, func(int) error { _, err := v.Facets(ctx, nil); return err }},
		{"timeline of all by month", 3, func(int) error {
			_, err := v.Timeline(ctx, nil, graph.ByMonth, graph.ClockPublished)
			return err
		}},
	}
	for _, q := range questions {
		if err := f.time(q.what, q.n, q.ask); err != nil {
			return err
		}
	}
	return f.paths(ctx, v, all.Items)
}

// paths are the shortest ones between random pairs of entities that have one of up to four statements.
func (f *whole) paths(ctx context.Context, v *graph.View, entities []*graph.Entity) error {
	var took []time.Duration
	for i := 0; len(took) < pairs && i < 20*pairs; i++ {
		from, to := entities[i*7919%len(entities)], entities[(i*104729+1)%len(entities)]
		if from.ID == to.ID {
			continue
		}
		start := time.Now()
		found, err := v.Paths(ctx, from.ID, to.ID, 4, 1, nil)
		if err != nil {
			return err
		}
		if len(found.Paths) > 0 {
			took = append(took, time.Since(start))
		}
	}
	if len(took) == 0 {
		return errors.New("no two entities have a path between them")
	}
	slices.Sort(took)
	f.Times = append(f.Times, timed{fmt.Sprintf("shortest path of %d random pairs", len(took)), took[len(took)/2], took[len(took)*95/100]})
	return nil
}

func abs(n int) int { return max(n, -n) }

func (f *whole) write(w io.Writer) error {
	fmt.Fprintf(w, "\nthe graph: %d articles, %d quads, %d statements; %.0f bytes a quad with texts; peak %.0f MB; open %v\n",
		f.Articles, f.Quads, f.Statements, f.BytesPerQuad, f.Peak, short(f.Open))
	fmt.Fprint(w, "quads a second, by fifths of the load:")
	for _, rate := range f.Rates {
		fmt.Fprintf(w, " %.0f", rate)
	}
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "\tmedian\t95 %")
	for _, t := range f.Times {
		fmt.Fprintf(tw, "%s\t%v\t%v\n", t.What, short(t.Median), short(t.P95))
	}
	return tw.Flush()
}
