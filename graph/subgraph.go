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
		id, err := g.ties.view.follow(ctx, id)
		if err != nil {
			return err
		}
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
	var pairs pairs
	for i, id := range g.ids {
		err := g.ties.among(ctx, id, g.ids[i:], func(other, statement string) { pairs.add(id+" "+other, statement) })
		if errors.Is(err, errSpent) {
			g.omit(OmittedSearch, len(g.ids)-i)
			break
		}
		if err != nil {
			return err
		}
	}
	ids, left := pairs.some(MaxSubgraphStatements)
	g.omit(OmittedStatements, left)
	rows, err := g.ties.best(ctx, ids)
	for _, row := range rows {
		g.out.Statements = append(g.out.Statements, &row.Statement)
	}
	return err
}

// pairs are statements by the entities at their ends.
type pairs struct {
	order      []string
	statements map[string][]string
}

func (p *pairs) add(pair, statement string) {
	if p.statements == nil {
		p.statements = map[string][]string{}
	}
	if p.statements[pair] == nil {
		p.order = append(p.order, pair)
	}
	p.statements[pair] = append(p.statements[pair], statement)
}

// some takes no more than a limit: of every pair as many as fit, so that no pair that shares much hides the others.
func (p *pairs) some(limit int) (ids []string, left int) {
	for turn := 0; len(p.order) > 0; turn++ {
		var rest []string
		for _, pair := range p.order {
			list := p.statements[pair]
			if len(ids) == limit {
				left += len(list) - turn
				continue
			}
			if ids = append(ids, list[turn]); turn+1 < len(list) {
				rest = append(rest, pair)
			}
		}
		if p.order = rest; len(ids) == limit {
			for _, pair := range rest {
				left += len(p.statements[pair]) - turn - 1
			}
			break
		}
	}
	return ids, left
}
