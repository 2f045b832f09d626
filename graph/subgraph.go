package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Subgraph is a piece of the graph around some entities.
type Subgraph struct {
	Entities   []*Entity    // the seeds, then what was found around them, nearest and most strongly tied first
	Statements []*Statement // those with both ends among the entities, most relevant first
	Truncated  bool         // a limit left something out
	Omitted    []Omission
}

// The limits of Subgraph.
const (
	MaxSubgraphDepth      = 6
	MaxSubgraphEntities   = MaxPage
	MaxSubgraphStatements = 5000
)

// Subgraph goes from the seeds along statements that the filter lets through, depth statements far, until it has
// maxEntities entities. Of each distance it takes those first that share most statements with what it has from the
// distance before; of several in order of their ids. Seeds that are not there are passed over.
func (v *View) Subgraph(ctx context.Context, seeds []string, depth, maxEntities int, f *StatementFilter) (*Subgraph, error) {
	if depth < 0 || depth > MaxSubgraphDepth {
		return nil, &RequestError{"depth", fmt.Sprintf("%d is not between 0 and %d", depth, MaxSubgraphDepth)}
	}
	if maxEntities < 1 || maxEntities > MaxSubgraphEntities {
		return nil, &RequestError{"maxEntities", fmt.Sprintf("%d is not between 1 and %d", maxEntities, MaxSubgraphEntities)}
	}
	t, err := v.newTies(ctx, f)
	if err != nil {
		return nil, err
	}
	g := &growth{ties: t, limit: maxEntities, has: map[string]bool{}, out: &Subgraph{}}
	if err := g.seed(ctx, seeds); err != nil {
		return nil, err
	}
	for level := 0; level < depth && len(g.frontier) > 0 && !g.out.Truncated; level++ {
		if err := g.grow(ctx); err != nil {
			return nil, err
		}
	}
	if err := g.statements(ctx); err != nil {
		return nil, err
	}
	g.out.Entities, err = v.Entities(ctx, g.ids)
	g.omit(OmittedFilter, t.dropped)
	return g.out, err
}

// growth is a subgraph in the making.
type growth struct {
	ties     *ties
	limit    int
	ids      []string
	has      map[string]bool
	frontier []string // what the last level brought
	out      *Subgraph
}

func (g *growth) omit(reason string, count int) {
	if count > 0 {
		g.out.Omitted = append(g.out.Omitted, Omission{reason, count})
		g.out.Truncated = g.out.Truncated || reason != OmittedFilter
	}
}

// take takes entities up to the limit, and says that the others are left out.
func (g *growth) take(ids []string) {
	g.frontier = ids[:min(len(ids), g.limit-len(g.ids))]
	g.ids = append(g.ids, g.frontier...)
	for _, id := range g.frontier {
		g.has[id] = true
	}
	g.omit(OmittedEntities, len(ids)-len(g.frontier))
}

func (g *growth) seed(ctx context.Context, seeds []string) error {
	var ids []string
	for _, id := range seeds {
		row, err := readEntity(ctx, g.ties.view.snap, id)
		if err != nil {
			return err
		}
		if row != nil && !slices.Contains(ids, row.ID) {
			ids = append(ids, row.ID)
		}
	}
	g.take(ids)
	return nil
}

// grow takes the entities around the last ones.
func (g *growth) grow(ctx context.Context) error {
	shared := map[string]int{}
	for i, id := range g.frontier {
		err := g.ties.each(ctx, id, func(other, _ string) {
			if !g.has[other] {
				shared[other]++
			}
		})
		if errors.Is(err, errSpent) {
			g.omit(OmittedSearch, len(g.frontier)-i)
			break
		}
		if err != nil {
			return err
		}
	}
	around := make([]string, 0, len(shared))
	for id := range shared {
		around = append(around, id)
	}
	slices.SortFunc(around, func(a, b string) int {
		if shared[a] != shared[b] {
			return shared[b] - shared[a]
		}
		return strings.Compare(a, b)
	})
	g.take(around)
	return nil
}

// statements takes those that have both ends among the entities.
func (g *growth) statements(ctx context.Context) error {
	g.ties.budget = tieBudget
	var ids []string
	for i, id := range g.ids {
		err := g.ties.among(ctx, id, g.ids[i:], func(statement string) { ids = append(ids, statement) })
		if errors.Is(err, errSpent) {
			g.omit(OmittedSearch, len(g.ids)-i)
			break
		}
		if err != nil {
			return err
		}
	}
	slices.Sort(ids)
	rows, err := g.ties.best(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	g.omit(OmittedStatements, len(rows)-MaxSubgraphStatements)
	for _, row := range rows[:min(len(rows), MaxSubgraphStatements)] {
		g.out.Statements = append(g.out.Statements, &row.Statement)
	}
	return nil
}
