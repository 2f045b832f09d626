package quadstore

import (
	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/recursion"
)

var (
	_ shape.Optimizer = (*Store)(nil)
	_ shape.Optimizer = (*Snapshot)(nil)
)

// OptimizeShape is part of shape.Optimizer. It replaces what Cayley would do with one engine iterator per node by hops,
// which move one cursor from node to node.
func (v *view) OptimizeShape(s shape.Shape) (shape.Shape, bool) {
	switch s := s.(type) {
	case shape.QuadsAction:
		return v.hopOfAction(s)
	case shape.NodesFrom:
		return v.hopOfNodes(s)
	}
	return recursion.Recall(s, isHop)
}

// isHop says whether a shape is of this package.
func isHop(s shape.Shape) bool {
	_, ok := s.(hopShape)
	return ok
}

// hopShape is the values in one place of the quads that have certain IDs in some places and values of other shapes in
// others.
type hopShape struct {
	v      *view
	result int
	fixed  IDs
	saves  []save
	subs   []subShape
}

// save names the value in a place of the quad; a quad that has none there does not match.
type save struct {
	place int
	tags  []string
}

type subShape struct {
	place int
	shape shape.Shape
}

func place(d quad.Direction) (int, bool) {
	return int(d - quad.Subject), d >= quad.Subject && d <= quad.Label
}

func (v *view) hopOfAction(s shape.QuadsAction) (shape.Shape, bool) {
	hop := hopShape{v: v}
	var ok bool
	if hop.result, ok = place(s.Result); !ok {
		return s, false
	}
	for _, d := range quad.Directions {
		at, _ := place(d)
		if ref, asked := s.Filter[d]; asked {
			id, ok := nodeOf(ref)
			if !ok {
				return s, false
			}
			hop.fixed[at] = id
		}
		if tags := s.Save[d]; len(tags) > 0 {
			hop.saves = append(hop.saves, save{at, tags})
		}
	}
	return hop, true
}

func (v *view) hopOfNodes(s shape.NodesFrom) (shape.Shape, bool) {
	quads, ok := s.Quads.(shape.Quads)
	if !ok || len(quads) == 0 {
		return s, false
	}
	hop := hopShape{v: v}
	if hop.result, ok = place(s.Dir); !ok {
		return s, false
	}
	for _, f := range quads {
		at, ok := place(f.Dir)
		if !ok || shape.IsNull(f.Values) {
			return s, false
		}
		ref, one := shape.One(f.Values)
		if !one {
			hop.restrict(at, f.Values)
			continue
		}
		id, ok := nodeOf(ref)
		if !ok {
			return s, false
		}
		if before := hop.fixed[at]; before != 0 && before != id {
			return shape.Null{}, true
		}
		hop.fixed[at] = id
	}
	return hop, true
}

// restrict adds that the value in a place is one of a shape's.
func (s *hopShape) restrict(at int, values shape.Shape) {
	if sv, ok := values.(shape.Save); ok {
		if _, all := sv.From.(shape.AllNodes); all {
			s.saves = append(s.saves, save{at, sv.Tags})
			return
		}
	}
	if _, all := values.(shape.AllNodes); all {
		s.saves = append(s.saves, save{place: at})
		return
	}
	s.subs = append(s.subs, subShape{at, values})
}

// BuildIterator is part of shape.Shape.
func (s hopShape) BuildIterator(qs graph.QuadStore) graph.Iterator {
	hop := &hop{r: s.v.cur.Load(), result: s.result, fixed: s.fixed, saves: s.saves, driver: byFixed}
	for _, sub := range s.subs {
		it := graph.AsShape(sub.shape.BuildIterator(qs))
		hop.subs = append(hop.subs, subIterator{sub.place, it})
		hop.driver = 0
	}
	return graph.AsLegacy(hop)
}

// Optimize is part of shape.Shape.
func (s hopShape) Optimize(shape.Optimizer) (shape.Shape, bool) { return s, false }
