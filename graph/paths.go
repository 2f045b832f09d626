package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Path is a chain of statements from one entity to another: statement i has entities i and i+1 at its ends, in either
// direction.
type Path struct {
	Entities   []*Entity
	Statements []*Statement // the most relevant of each step
}

// Paths are the shortest chains between two entities.
type Paths struct {
	Paths     []Path // all of one length, each through other entities; those with the strongest weakest step first
	Truncated bool   // a limit left something out
	Omitted   []Omission
}

// The limits of Paths.
const (
	MaxPathLength = 8
	MaxPaths      = 100

	rankedChains = 500 // chains that are compared
	bestOfStep   = 200 // statements of a step that are compared
)

// Paths finds the shortest chains between two entities, at most maxLength statements long, over statements that the
// filter lets through, and gives the first of them by strength: by the statements of the weakest step, then by all. An
// entity is no step away from itself; redirects are followed. No chain within maxLength, and no such entity, is an empty answer.
func (v *View) Paths(ctx context.Context, from, to string, maxLength, first int, f *StatementFilter) (*Paths, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Paths, error) { return v.Paths(ctx, from, to, maxLength, first, f) })
	}
	if maxLength < 1 || maxLength > MaxPathLength {
		return nil, &RequestError{"maxLength", fmt.Sprintf("%d is not between 1 and %d", maxLength, MaxPathLength)}
	}
	if first < 1 || first > MaxPaths {
		return nil, &RequestError{"first", fmt.Sprintf("%d is not between 1 and %d", first, MaxPaths)}
	}
	t, err := v.newTies(ctx, f)
	if err != nil {
		return nil, err
	}
	s := &pathSearch{ties: t, steps: map[[2]string]*step{}, out: &Paths{}}
	for i, id := range []string{from, to} {
		id, err := v.follow(ctx, id)
		if err != nil {
			return nil, err
		}
		row, err := v.entityRow(ctx, id)
		if err != nil {
			return nil, err
		}
		if row == nil {
			return s.out, nil
		}
		s.sides[i] = newPathSide(row)
	}
	meeting, err := s.meet(ctx, maxLength)
	if err != nil {
		return nil, err
	}
	if err := s.answer(ctx, meeting, first); err != nil {
		return nil, err
	}
	s.omit(OmittedFilter, t.dropped)
	return s.out, nil
}

// pathSearch is a search in breadth from both ends (Pohl, Bi-directional search, 1971). Each side is explored level by
// level, so that the first level on which the sides meet has all shortest chains.
type pathSearch struct {
	ties  *ties
	sides [2]*pathSide
	steps map[[2]string]*step
	out   *Paths
}

// pathSide is what one end has reached.
type pathSide struct {
	distance map[string]int
	before   map[string][]string // the entities one step nearer
	frontier []string            // the last level in full
	level    int
	cost     int // what the next level may cost
}

func newPathSide(row *entityRow) *pathSide {
	return &pathSide{distance: map[string]int{row.ID: 0}, before: map[string][]string{}, frontier: []string{row.ID}, cost: row.StatementCount}
}

func (s *pathSearch) omit(reason string, count int) {
	if count > 0 {
		s.out.Omitted = append(s.out.Omitted, Omission{reason, count})
		s.out.Truncated = s.out.Truncated || reason != OmittedFilter
	}
}

// meet gives the entities in the middle of all shortest chains, in order.
func (s *pathSearch) meet(ctx context.Context, maxLength int) ([]string, error) {
	a, b := s.sides[0], s.sides[1]
	if middle := b.frontier[0]; a.frontier[0] == middle {
		return []string{middle}, nil
	}
	for a.level+b.level < maxLength && len(a.frontier) > 0 && len(b.frontier) > 0 {
		side, other := a, b
		if b.cost < a.cost {
			side, other = b, a
		}
		left, err := side.expand(ctx, s.ties)
		if err != nil {
			return nil, err
		}
		s.omit(OmittedSearch, left)
		var meeting []string
		for _, id := range side.frontier {
			if _, met := other.distance[id]; met {
				meeting = append(meeting, id)
			}
		}
		if len(meeting) > 0 || left > 0 {
			slices.Sort(meeting)
			return meeting, nil
		}
	}
	return nil, nil
}

// expand goes one step further. It gives how many entities were not looked at because too much had been read.
func (p *pathSide) expand(ctx context.Context, t *ties) (left int, err error) {
	var next []string
	p.level++
	for i, id := range p.frontier {
		err := t.each(ctx, id, func(other, _ string) {
			d, known := p.distance[other]
			if !known {
				p.distance[other] = p.level
				p.before[other] = []string{id}
				next = append(next, other)
				return
			}
			if before := p.before[other]; d == p.level && before[len(before)-1] != id {
				p.before[other] = append(before, id)
			}
		})
		if errors.Is(err, errSpent) {
			left = len(p.frontier) - i
			break
		}
		if err != nil {
			return 0, err
		}
	}
	p.frontier, p.cost = next, len(next)
	return left, nil
}

// chains counts the chains from this end to an entity.
func (p *pathSide) chains(id string, known map[string]int) int {
	if p.distance[id] == 0 {
		return 1
	}
	n, ok := known[id]
	if !ok {
		for _, before := range p.before[id] {
			n = min(n+p.chains(before, known), manyChains)
		}
		known[id] = n
	}
	return n
}

// manyChains is where counting ends; the product of two counts fits a number of the contract.
const manyChains = 30_000

// walk gives the chains from an entity to this end, the entity first, until it is told to stop.
func (p *pathSide) walk(id string, yield func(chain []string) bool) bool {
	if p.distance[id] == 0 {
		return yield([]string{id})
	}
	for _, before := range p.before[id] {
		if !p.walk(before, func(rest []string) bool { return yield(append([]string{id}, rest...)) }) {
			return false
		}
	}
	return true
}

// answer ranks the chains through the entities in the middle.
func (s *pathSearch) answer(ctx context.Context, meeting []string, first int) error {
	var chains [][]string
	total, left, right := 0, map[string]int{}, map[string]int{}
	for _, middle := range meeting {
		total = min(total+s.sides[0].chains(middle, left)*s.sides[1].chains(middle, right), manyChains*manyChains)
		if len(chains) == rankedChains {
			continue
		}
		s.sides[0].walk(middle, func(a []string) bool {
			return s.sides[1].walk(middle, func(b []string) bool {
				chain := slices.Clone(a)
				slices.Reverse(chain)
				chains = append(chains, append(chain, b[1:]...))
				return len(chains) < rankedChains
			})
		})
	}
	ranked, err := s.rank(ctx, chains)
	if err != nil {
		return err
	}
	ranked = ranked[:min(first, len(ranked))]
	s.omit(OmittedPaths, total-len(ranked))
	for _, c := range ranked {
		path := Path{}
		if path.Entities, err = s.ties.view.Entities(ctx, c.entities); err != nil {
			return err
		}
		for _, st := range c.steps {
			rows, err := s.ties.best(ctx, st.ids[:min(len(st.ids), bestOfStep)])
			if err != nil {
				return err
			}
			own := rows[0].Statement // nobody may change the row
			path.Statements = append(path.Statements, &own)
		}
		s.out.Paths = append(s.out.Paths, path)
	}
	return nil
}

// step is what two entities beside each other in a chain share.
type step struct{ ids []string }

type rankedChain struct {
	entities       []string
	steps          []*step
	weakest, total int
}

func (s *pathSearch) rank(ctx context.Context, chains [][]string) ([]rankedChain, error) {
	var ranked []rankedChain
	for _, chain := range chains {
		c := rankedChain{entities: chain}
		for j := range chain[1:] {
			st, err := s.step(ctx, chain[j], chain[j+1])
			if err != nil {
				return nil, err
			}
			c.steps = append(c.steps, st)
			if c.total += len(st.ids); j == 0 || len(st.ids) < c.weakest {
				c.weakest = len(st.ids)
			}
		}
		if c.weakest > 0 || len(chain) == 1 {
			ranked = append(ranked, c)
		}
	}
	slices.SortFunc(ranked, func(a, b rankedChain) int {
		switch {
		case a.weakest != b.weakest:
			return b.weakest - a.weakest
		case a.total != b.total:
			return b.total - a.total
		}
		return slices.CompareFunc(a.entities, b.entities, strings.Compare)
	})
	return ranked, nil
}

func (s *pathSearch) step(ctx context.Context, a, b string) (*step, error) {
	key := [2]string{min(a, b), max(a, b)}
	if st := s.steps[key]; st != nil {
		return st, nil
	}
	s.ties.budget = tieBudget
	ids, err := s.ties.between(ctx, a, b)
	if err != nil && !errors.Is(err, errSpent) {
		return nil, err
	}
	s.steps[key] = &step{ids}
	return s.steps[key], nil
}
