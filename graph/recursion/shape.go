// Package recursion lets the stores answer Cayley's recursive paths (path.FollowRecursive) rightly. Cayley's iterator of
// those mixes up the tags of different nodes when it is asked whether it has a node, which it is where another part of a
// query leads: recursiveContains keeps the tags of the node before. Which part leads, and in which order, is up to a
// store and to what it holds, so the same question could have different answers.
package recursion

import (
	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/shape"
)

// Own says whether a shape is of the store that asks, which knows how to look nodes up in it.
type Own func(shape.Shape) bool

// Recall wraps the recursive paths that a shape is made of: the parts that are neither of package shape nor the store's
// own. It says whether there were any.
func Recall(s shape.Shape, own Own) (shape.Shape, bool) {
	switch s := s.(type) {
	case shape.Intersect:
		return wrapAll(s, own)
	case shape.IntersectOpt:
		sub, changed := wrapAll(s.Sub, own)
		opt, changedToo := wrapAll(shape.Intersect(s.Opt), own)
		return shape.IntersectOpt{Sub: sub, Opt: opt}, changed || changedToo
	case shape.Quads:
		out := append(shape.Quads(nil), s...)
		changed := false
		for i, f := range out {
			if foreign(f.Values, own) {
				out[i].Values, changed = recallShape{f.Values}, true
			}
		}
		return out, changed
	case shape.Except:
		if foreign(s.Exclude, own) {
			s.Exclude = recallShape{s.Exclude}
			return s, true
		}
	}
	return s, false
}

func wrapAll(s shape.Intersect, own Own) (shape.Intersect, bool) {
	out := append(shape.Intersect(nil), s...)
	changed := false
	for i, part := range out {
		if foreign(part, own) {
			out[i], changed = recallShape{part}, true
		}
	}
	return out, changed
}

// foreign says whether a shape is of another package than shape and the store's own, under names and pages or not.
func foreign(s shape.Shape, own Own) bool {
	switch s := s.(type) {
	case nil, recallShape,
		shape.AllNodes, shape.Count, shape.Except, shape.Filter, shape.Fixed, shape.Intersect, shape.IntersectOpt,
		shape.Lookup, shape.Materialize, shape.NodesFrom, shape.Null, shape.Quads, shape.QuadsAction, shape.Sort,
		shape.Union:
		return false
	case shape.Save:
		return foreign(s.From, own)
	case shape.FixedTags:
		return foreign(s.On, own)
	case shape.Page:
		return foreign(s.From, own)
	case shape.Unique:
		return foreign(s.From, own)
	}
	return !own(s)
}

// recallShape is a shape whose iterator is a recall.
type recallShape struct{ of shape.Shape }

// BuildIterator is part of shape.Shape.
func (s recallShape) BuildIterator(qs graph.QuadStore) graph.Iterator {
	it := graph.AsShape(s.of.BuildIterator(qs))
	if iterator.IsNull2(it) {
		return iterator.NewNull()
	}
	return graph.AsLegacy(&recall{it})
}

// Optimize is part of shape.Shape.
func (s recallShape) Optimize(shape.Optimizer) (shape.Shape, bool) { return s, false }
