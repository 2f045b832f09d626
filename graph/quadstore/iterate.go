package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/cayley/graph"
)

// What Cayley's planner adds up. The unit is a step of a scan.
const (
	costStep  = 1
	costCheck = 1  // comparing IDs
	costSeek  = 10 // moving a cursor somewhere else
)

// estimate is a size that is asked for once. It never claims to be exact: Cayley takes the least size of an
// intersection's parts for its size, and would not count where that claims to be exact.
type estimate struct {
	known bool
	size  int64
	err   error
}

func (e *estimate) get(size func() (graph.Size, error)) (graph.Size, error) {
	if !e.known {
		var s graph.Size
		s, e.err = size()
		e.size, e.known = s.Size, true
	}
	return graph.Size{Size: e.size}, e.err
}

// progress is what all scanners and lookups have in common: the first error, and the context of the last call, so that
// who was stopped by it says so.
type progress struct {
	ctx  context.Context
	done bool
	fail error
}

// begin says whether there is anything left to do.
func (p *progress) begin(ctx context.Context) bool {
	if ctx == nil { // as some of Cayley's callers pass
		ctx = context.Background()
	}
	p.ctx = ctx
	if p.fail == nil {
		p.fail = ctx.Err()
	}
	return p.fail == nil && !p.done
}

// finish notes the end or an error.
func (p *progress) finish(err error) bool {
	p.done = true
	if p.fail == nil {
		p.fail = err
	}
	return false
}

// Err is the first error. A walk that has not come to its end when its context has is in error even if it was not asked
// to go on: Cayley's loops look at the context by themselves and then ask for the error.
func (p *progress) Err() error {
	if p.fail == nil && !p.done && p.ctx != nil {
		return p.ctx.Err()
	}
	return p.fail
}

// quadShape is the quads of a pattern.
type quadShape struct {
	r       *reader
	pattern IDs
	size    estimate
	asked   asked
}

// asked is the context that a shape was optimised with. Cayley's loops look whether it has ended before they call an
// iterator for the first time, and then take the iterator's word for it that all went well.
type asked struct{ ctx context.Context }

func (a asked) progress() progress { return progress{ctx: a.ctx} }

func newQuadShape(r *reader, pattern IDs) *quadShape { return &quadShape{r: r, pattern: pattern} }

// String is part of graph.IteratorShape.
func (s *quadShape) String() string { return fmt.Sprintf("Quads(%x)", s.pattern) }

// Optimize is part of graph.IteratorShape.
func (s *quadShape) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	s.asked.ctx = ctx
	return s, false
}

// SubIterators is part of graph.IteratorShape.
func (s *quadShape) SubIterators() []graph.IteratorShape { return nil }

// Stats is part of graph.IteratorShape.
func (s *quadShape) Stats(context.Context) (graph.IteratorCosts, error) {
	size, err := s.size.get(func() (graph.Size, error) { return s.r.patternSize(s.pattern) })
	return graph.IteratorCosts{NextCost: costStep, ContainsCost: costCheck, Size: size}, err
}

// patternSize gives how many quads a pattern has at most, as far as an index tells.
func (r *reader) patternSize(pattern IDs) (graph.Size, error) {
	if pattern == (IDs{}) {
		state, err := r.counters()
		return graph.Size{Size: state.quads}, err
	}
	p, err := r.plan(pattern)
	if err != nil {
		return graph.Size{}, err
	}
	return r.size(p.order, pattern, p.n)
}

// Iterate is part of graph.IteratorShape.
func (s *quadShape) Iterate() graph.Scanner {
	return &quadScanner{progress: s.asked.progress(), pattern: s.pattern, scan: scan{r: s.r}}
}

// Lookup is part of graph.IteratorShape.
func (s *quadShape) Lookup() graph.Index { return &quadIndex{pattern: s.pattern} }

// quadScanner gives the quads of a pattern.
type quadScanner struct {
	progress
	pattern IDs
	scan    scan
	opened  bool
	q       IDs
	ok      bool
}

// Next is part of graph.Scanner.
func (s *quadScanner) Next(ctx context.Context) bool {
	s.ok = false
	if !s.begin(ctx) {
		return false
	}
	if !s.opened {
		p, err := s.scan.r.plan(s.pattern)
		if err != nil {
			return s.finish(err)
		}
		s.scan.open(s.pattern, p)
		s.opened = true
	}
	if s.q, s.ok = s.scan.step(s.ctx); !s.ok {
		s.scan.close()
		return s.finish(s.scan.err())
	}
	return true
}

// Result is part of graph.Scanner.
func (s *quadScanner) Result() graph.Ref {
	if !s.ok {
		return nil
	}
	return s.q
}

// NextPath is part of graph.Scanner.
func (s *quadScanner) NextPath(context.Context) bool { return false }

// TagResults is part of graph.Scanner.
func (s *quadScanner) TagResults(map[string]graph.Ref) {}

// String is part of graph.Scanner.
func (s *quadScanner) String() string { return "QuadsNext" }

// Close is part of graph.Scanner.
func (s *quadScanner) Close() error {
	s.scan.close()
	s.done = true
	return nil
}

// quadIndex checks quads against a pattern. That they are in the store is known: nobody but the store makes refs.
type quadIndex struct {
	progress
	pattern IDs
	q       IDs
	ok      bool
}

// Contains is part of graph.Index.
func (s *quadIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	s.ok = false
	if !s.begin(ctx) {
		return false
	}
	q, ok := ref.(IDs)
	s.ok = ok && q.matches(s.pattern)
	s.q = q
	return s.ok
}

// Result is part of graph.Index.
func (s *quadIndex) Result() graph.Ref {
	if !s.ok {
		return nil
	}
	return s.q
}

// NextPath is part of graph.Index.
func (s *quadIndex) NextPath(context.Context) bool { return false }

// TagResults is part of graph.Index.
func (s *quadIndex) TagResults(map[string]graph.Ref) {}

// String is part of graph.Index.
func (s *quadIndex) String() string { return "QuadsContains" }

// Close is part of graph.Index.
func (s *quadIndex) Close() error {
	s.done = true
	return nil
}
