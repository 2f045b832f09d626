package recursion

import (
	"context"
	"maps"

	"github.com/cayleygraph/cayley/graph"
)

// recall is another iterator's values. Asked whether it has one, it walks the other as far as it must and remembers what
// it saw, with the tags of each.
type recall struct{ of graph.IteratorShape }

// String is part of graph.IteratorShape.
func (s *recall) String() string { return "Recall" }

// SubIterators is part of graph.IteratorShape.
func (s *recall) SubIterators() []graph.IteratorShape { return []graph.IteratorShape{s.of} }

// Stats is part of graph.IteratorShape.
func (s *recall) Stats(ctx context.Context) (graph.IteratorCosts, error) { return s.of.Stats(ctx) }

// Optimize is part of graph.IteratorShape.
func (s *recall) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	of, changed := s.of.Optimize(ctx)
	if !changed {
		return s, false
	}
	return &recall{of}, true
}

// Iterate is part of graph.IteratorShape.
func (s *recall) Iterate() graph.Scanner { return s.of.Iterate() }

// Lookup is part of graph.IteratorShape.
func (s *recall) Lookup() graph.Index {
	return &recallIndex{of: s.of.Iterate(), seen: map[any][]map[string]graph.Ref{}}
}

type recallIndex struct {
	ctx  context.Context // of the last call
	done bool
	fail error
	of   graph.Scanner
	seen map[any][]map[string]graph.Ref // the tags of each path to each value
	ref  graph.Ref
	left []map[string]graph.Ref // of ref: the present path and those to come
}

// Contains is part of graph.Index. Where it has not the value it stays at the last one.
func (s *recallIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	if s.fail != nil || ref == nil {
		return false
	}
	if ctx == nil { // as some of Cayley's callers pass
		ctx = context.Background()
	}
	s.ctx = ctx
	key := graph.ToKey(ref)
	for {
		if paths, ok := s.seen[key]; ok {
			s.ref, s.left = ref, paths
			return true
		}
		if s.done || !s.walk(ctx) {
			return false
		}
	}
}

// walk sees one value more.
func (s *recallIndex) walk(ctx context.Context) bool {
	if !s.of.Next(ctx) {
		s.done, s.fail = true, s.of.Err()
		return false
	}
	key := graph.ToKey(s.of.Result())
	paths := s.seen[key]
	for more := true; more; more = s.of.NextPath(ctx) {
		tags := map[string]graph.Ref{}
		s.of.TagResults(tags)
		paths = append(paths, tags)
	}
	s.seen[key] = paths
	return true
}

// Result is part of graph.Index.
func (s *recallIndex) Result() graph.Ref { return s.ref }

// TagResults is part of graph.Index.
func (s *recallIndex) TagResults(dst map[string]graph.Ref) {
	if len(s.left) > 0 {
		maps.Copy(dst, s.left[0])
	}
}

// NextPath is part of graph.Index.
func (s *recallIndex) NextPath(context.Context) bool {
	if len(s.left) < 2 {
		return false
	}
	s.left = s.left[1:]
	return true
}

// Err is the first error. A walk that has not come to its end when its context has is in error even if it was not asked
// to go on: Cayley's loops look at the context by themselves and then ask for the error.
func (s *recallIndex) Err() error {
	if s.fail == nil && !s.done && s.ctx != nil {
		return s.ctx.Err()
	}
	return s.fail
}

// String is part of graph.Index.
func (s *recallIndex) String() string { return "RecallContains" }

// Close is part of graph.Index.
func (s *recallIndex) Close() error {
	s.seen, s.done = nil, true
	return s.of.Close()
}
