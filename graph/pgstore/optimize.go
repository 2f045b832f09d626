package pgstore

import (
	"fmt"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/shape"
	csql "github.com/cayleygraph/cayley/graph/sql"

	"newsgraph/graph/recursion"
)

var _ shape.Optimizer = (*QuadStore)(nil)

// selection is Cayley's SQL shape, which would not build an iterator for any store but Cayley's own.
type selection struct{ csql.Select }

// BuildIterator is part of shape.Shape.
func (s selection) BuildIterator(qs graph.QuadStore) graph.Iterator {
	own, ok := qs.(*QuadStore)
	if !ok {
		return iterator.NewError(fmt.Errorf("pgstore: a query of another store: %T", qs))
	}
	return own.iterator(s.Select)
}

// Optimize is part of shape.Shape.
func (s selection) Optimize(shape.Optimizer) (shape.Shape, bool) { return s, false }

// isSelection says whether a shape is of this package.
func isSelection(s shape.Shape) bool {
	_, ok := s.(selection)
	return ok
}

// OptimizeShape is part of shape.Optimizer. It makes one SELECT of as many steps of a path as Cayley knows how.
func (qs *QuadStore) OptimizeShape(s shape.Shape) (shape.Shape, bool) {
	made, changed := qs.selectOf(s)
	made, wrapped := recursion.Recall(made, isSelection)
	return made, changed || wrapped
}

func (qs *QuadStore) selectOf(s shape.Shape) (shape.Shape, bool) {
	if lookup, ok := s.(shape.Lookup); ok {
		return lookupOne(lookup)
	}
	bare, ok := replace(s, func(s shape.Shape) shape.Shape {
		if own, ok := s.(selection); ok {
			return own.Select
		}
		return s
	})
	if !ok {
		return s, false
	}
	qs.mu.Lock()
	made, changed := qs.plans.OptimizeShape(bare)
	qs.mu.Unlock()
	if !changed {
		return s, false
	}
	own := func(s shape.Shape) shape.Shape {
		if sel, ok := s.(csql.Select); ok {
			return selection{sel}
		}
		return s
	}
	made, _ = replace(own(made), own)
	return made, true
}

// lookupOne looks a value up by its hash.
func lookupOne(s shape.Lookup) (shape.Shape, bool) {
	if len(s) != 1 || s[0] == nil {
		return s, false
	}
	sel := csql.AllNodes()
	sel.WhereEq("", "hash", csql.NodeHash{ValueHash: hashOf(canonical(s[0]))})
	return selection{sel}, true
}

// replace puts others in the place of the shapes that a shape is made of. It is not ok where Cayley's planner cannot take
// the shape.
func replace(s shape.Shape, by func(shape.Shape) shape.Shape) (made shape.Shape, ok bool) {
	switch s := s.(type) {
	case shape.Filter:
		s.From = by(s.From)
		return s, true
	case shape.Save:
		s.From = by(s.From)
		return s, true
	case shape.Page:
		s.From = by(s.From)
		return s, true
	case shape.NodesFrom:
		s.Quads = by(s.Quads)
		return s, true
	case shape.Intersect:
		return replaceParts(s, by), true
	case shape.Quads:
		filters := make(shape.Quads, len(s))
		for i, filter := range s {
			filters[i] = shape.QuadFilter{Dir: filter.Dir, Values: by(filter.Values)}
			if fixed, ok := filter.Values.(shape.Fixed); ok && len(fixed) == 1 && !isSQL(fixed[0]) {
				return s, false
			}
		}
		return filters, true
	case shape.QuadsAction:
		for _, ref := range s.Filter {
			if !isSQL(ref) {
				return s, false
			}
		}
	}
	return s, true
}

// replaceParts leaves all joins but one of an intersection as they are. PostgreSQL takes every step of a path for one
// row, so it would work one join out again for each row of another.
func replaceParts(s shape.Intersect, by func(shape.Shape) shape.Shape) shape.Intersect {
	parts := make(shape.Intersect, len(s))
	joined := false
	for i, part := range s {
		sel, ok := part.(selection)
		join := ok && len(sel.From) > 1
		if parts[i] = part; !join || !joined {
			parts[i] = by(part)
		}
		joined = joined || join
	}
	return parts
}

// isSQL says whether Cayley's planner takes a ref; it would panic of others.
func isSQL(ref graph.Ref) bool {
	_, ok := ref.(csql.Value)
	return ok
}
