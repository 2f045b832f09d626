package quadstore

import (
	"context"

	"github.com/cayleygraph/cayley/graph"
)

// nodeShape is every value that some quad has, once, in order of their IDs.
type nodeShape struct {
	r     *reader
	asked asked
}

// String is part of graph.IteratorShape.
func (s *nodeShape) String() string { return "Nodes" }

// Optimize is part of graph.IteratorShape.
func (s *nodeShape) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	s.asked.ctx = ctx
	return s, false
}

// SubIterators is part of graph.IteratorShape.
func (s *nodeShape) SubIterators() []graph.IteratorShape { return nil }

// Stats is part of graph.IteratorShape. The size is how many dictionary entries there ever were.
func (s *nodeShape) Stats(context.Context) (graph.IteratorCosts, error) {
	state, err := s.r.counters()
	return graph.IteratorCosts{
		NextCost:     costSeek,
		ContainsCost: costCheck,
		Size:         graph.Size{Size: int64(state.next)},
	}, err
}

// Iterate is part of graph.IteratorShape.
func (s *nodeShape) Iterate() graph.Scanner {
	return &nodeScanner{progress: s.asked.progress(), walk: nodeWalk{r: s.r}}
}

// Lookup is part of graph.IteratorShape.
func (s *nodeShape) Lookup() graph.Index { return &nodeIndex{} }

// nodeWalk goes over the values of a state: it merges what the keys of the four indexes begin with, and moves in each
// from one value to the next.
type nodeWalk struct {
	r     *reader
	heads [4]nodeHead
	begun bool
}

// nodeHead is where the walk is in one index.
type nodeHead struct {
	c  *cursor
	id ID // 0 at the end
}

// step gives the next value, 0 at the end.
func (w *nodeWalk) step() (ID, error) {
	if !w.begun {
		w.begun = true
		for i := range w.heads {
			if err := w.move(i, 1); err != nil {
				return 0, err
			}
		}
	}
	var least ID
	for _, h := range w.heads {
		if h.id != 0 && (least == 0 || h.id < least) {
			least = h.id
		}
	}
	if least == 0 {
		return 0, nil
	}
	for i, h := range w.heads {
		if h.id == least {
			if err := w.move(i, least+1); err != nil {
				return 0, err
			}
		}
	}
	return least, nil
}

// move goes, in the index of a place, to the first value that is not below id.
func (w *nodeWalk) move(place int, id ID) (err error) {
	h := &w.heads[place]
	if h.c == nil {
		if h.c, err = w.r.cursor(); err != nil {
			return err
		}
	}
	o := leading(place)
	var pattern IDs
	pattern[place] = id
	from, _ := o.span(pattern, 1)
	_, to := o.span(IDs{}, 0)
	h.id = 0
	if id == 0 { // beyond the greatest
		return nil
	}
	if key := h.c.first(from, to); key != nil {
		q, err := o.quad(key)
		if err != nil {
			return err
		}
		h.id = q[place]
	}
	return h.c.err()
}

func (w *nodeWalk) close() {
	for i := range w.heads {
		w.heads[i].c.close()
		w.heads[i].c = nil
	}
}

// countNodes counts the values that quads have.
func (r *reader) countNodes(ctx context.Context) (int64, error) {
	w := nodeWalk{r: r}
	defer w.close()
	for n := int64(0); ; n++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		id, err := w.step()
		if err != nil || id == 0 {
			return n, err
		}
	}
}

// nodeScanner gives all values.
type nodeScanner struct {
	progress
	walk nodeWalk
	id   ID
}

// Next is part of graph.Scanner.
func (s *nodeScanner) Next(ctx context.Context) bool {
	s.id = 0
	if !s.begin(ctx) {
		return false
	}
	id, err := s.walk.step()
	if err != nil || id == 0 {
		s.walk.close()
		return s.finish(err)
	}
	s.id = id
	return true
}

// Result is part of graph.Scanner.
func (s *nodeScanner) Result() graph.Ref { return nodeRef(s.id) }

// nodeRef gives the ref of an ID, nil for none.
func nodeRef(id ID) graph.Ref {
	if id == 0 {
		return nil
	}
	return id
}

// NextPath is part of graph.Scanner.
func (s *nodeScanner) NextPath(context.Context) bool { return false }

// TagResults is part of graph.Scanner.
func (s *nodeScanner) TagResults(map[string]graph.Ref) {}

// String is part of graph.Scanner.
func (s *nodeScanner) String() string { return "NodesNext" }

// Close is part of graph.Scanner.
func (s *nodeScanner) Close() error {
	s.walk.close()
	s.done = true
	return nil
}

// nodeIndex has every ref of a value: nobody but the store makes refs, and only of values that quads have.
type nodeIndex struct {
	progress
	id ID
}

// Contains is part of graph.Index.
func (s *nodeIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	s.id = 0
	if s.begin(ctx) {
		s.id, _ = nodeOf(ref)
	}
	return s.id != 0
}

// Result is part of graph.Index.
func (s *nodeIndex) Result() graph.Ref { return nodeRef(s.id) }

// NextPath is part of graph.Index.
func (s *nodeIndex) NextPath(context.Context) bool { return false }

// TagResults is part of graph.Index.
func (s *nodeIndex) TagResults(map[string]graph.Ref) {}

// String is part of graph.Index.
func (s *nodeIndex) String() string { return "NodesContains" }

// Close is part of graph.Index.
func (s *nodeIndex) Close() error {
	s.done = true
	return nil
}
