package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Subgraph is a piece of the graph around some entities.
type Subgraph struct {
	Entities   []*Entity    // the seeds, then what was found around them, nearest and most strongly tied first
	Statements []*Statement // with both ends among the entities, most relevant first
	Truncated  bool         // a limit left something out
	Omitted    []Omission
}

// The limits of Subgraph.
const (
	MaxSubgraphDepth      = 6
	MaxSubgraphEntities   = MaxPage
	MaxSubgraphStatements = 2000
)

// Subgraph goes from the seeds along statements that the filter lets through, depth statements far, until it has
// maxEntities entities. It gives the statements between those, up to MaxSubgraphStatements: of entities that share very
// many only some. Of each distance it takes those first that share most statements with what it has from the
// distance before; of several in order of their ids. Redirects are
// followed, and seeds that are not there passed over.
func (v *View) Subgraph(ctx context.Context, seeds []string, depth, maxEntities int, f *StatementFilter) (*Subgraph, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Subgraph, error) { return v.Subgraph(ctx, seeds, depth, maxEntities, f) })
	}
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
	g := &growth{ties: t, limit: maxEntities, places: map[string]int{}, out: &Subgraph{}}
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
	g.out.Entities, err = g.entities(ctx)
	g.omit(OmittedFilter, t.dropped)
	return g.out, err
}

// growth is a subgraph in the making.
type growth struct {
	ties     *ties
	limit    int
	ids      []string
	places   map[string]int        // of the ids in the list
	rows     map[string]*entityRow // of the ids, as far as they were read
	frontier []string              // what the last level brought
	out      *Subgraph
}

func (g *growth) omit(reason string, count int) {
	if count > 0 {
		g.out.Omitted = append(g.out.Omitted, Omission{reason, count})
		g.out.Truncated = g.out.Truncated || reason != OmittedFilter
	}
}

// take takes entities, and says how many are left out.
func (g *growth) take(ids []string, left int) {
	g.frontier = ids
	for _, id := range ids {
		g.places[id] = len(g.ids)
		g.ids = append(g.ids, id)
	}
	g.omit(OmittedEntities, left)
}

// room is for how many entities there is room, of n.
func (g *growth) room(n int) int { return min(n, g.limit-len(g.ids)) }

func (g *growth) seed(ctx context.Context, seeds []string) error {
	var ids []string
	for _, id := range seeds {
		id, err := g.ties.view.follow(ctx, id)
		if err != nil {
			return err
		}
		row, err := g.ties.view.entityRow(ctx, id)
		if err != nil {
			return err
		}
		if row != nil && !slices.Contains(ids, row.ID) {
			ids = append(ids, row.ID)
		}
	}
	n := g.room(len(ids))
	g.take(ids[:n], len(ids)-n)
	return nil
}

// grow takes the entities around the last ones.
func (g *growth) grow(ctx context.Context) error {
	shared := map[string]int{}
	for i, id := range g.frontier {
		list, err := g.ties.of(ctx, id)
		for _, t := range list {
			if _, has := g.places[t.other]; !has {
				shared[t.other] += len(t.statements)
			}
		}
		if errors.Is(err, errSpent) {
			g.omit(OmittedSearch, len(g.frontier)-i)
			break
		}
		if err != nil {
			return err
		}
	}
	n := g.room(len(shared))
	g.take(first(shared, n), len(shared)-n)
	return nil
}

// first are the n ids with the highest counts, the highest first; of several in order of the ids.
func first(counts map[string]int, n int) []string {
	type counted struct {
		id    string
		count int
	}
	having := map[int]int{} // ids by count
	for _, count := range counts {
		having[count]++
	}
	least, enough := math.MaxInt, 0 // what is below the least is not among the first n
	for _, count := range slices.Backward(slices.Sorted(maps.Keys(having))) {
		if enough >= n {
			break
		}
		least, enough = count, enough+having[count]
	}
	list := make([]counted, 0, enough)
	for id, count := range counts {
		if count >= least {
			list = append(list, counted{id, count})
		}
	}
	slices.SortFunc(list, func(a, b counted) int {
		return cmp.Or(b.count-a.count, strings.Compare(a.id, b.id))
	})
	ids := make([]string, n)
	for i := range ids {
		ids[i] = list[i].id
	}
	return ids
}

// statements takes those that have both ends among the entities.
func (g *growth) statements(ctx context.Context) error {
	g.ties.budget = tieBudget
	g.rows = make(map[string]*entityRow, len(g.ids))
	var shared pairs
	for i, id := range g.ids {
		row, err := g.ties.view.entityRow(ctx, id)
		if err != nil {
			return err
		}
		if row == nil {
			continue
		}
		g.rows[id] = row
		list, err := g.ties.among(ctx, row, g.ids, g.places, i)
		for _, t := range list {
			shared = append(shared, t.statements)
		}
		if errors.Is(err, errSpent) {
			g.omit(OmittedSearch, len(g.ids)-i)
			break
		}
		if err != nil {
			return err
		}
	}
	ids, left := shared.some(MaxSubgraphStatements)
	g.omit(OmittedStatements, left)
	rows, err := g.ties.best(ctx, ids)
	own := make([]Statement, len(rows)) // nobody may change the rows
	for i, row := range rows {
		own[i] = row.Statement
		g.out.Statements = append(g.out.Statements, &own[i])
	}
	return err
}

// entities looks the entities up.
func (g *growth) entities(ctx context.Context) ([]*Entity, error) {
	view := g.ties.view
	return each(ctx, g.ids, func(ctx context.Context, id string) (*Entity, error) {
		if row := g.rows[id]; row != nil {
			return view.whole(ctx, row)
		}
		return view.entity(ctx, id)
	})
}

// pairs are the statements between each two entities.
type pairs [][]string

// some takes no more than a limit: of every pair as many as fit, so that no pair that shares much hides the others.
func (p pairs) some(limit int) (ids []string, left int) {
	for turn := 0; len(p) > 0; turn++ {
		var rest pairs
		for _, list := range p {
			if len(ids) == limit {
				left += len(list) - turn
				continue
			}
			if ids = append(ids, list[turn]); turn+1 < len(list) {
				rest = append(rest, list)
			}
		}
		if p = rest; len(ids) == limit {
			for _, list := range rest {
				left += len(list) - turn - 1
			}
			break
		}
	}
	return ids, left
}
