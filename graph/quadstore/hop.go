package quadstore

import (
	"context"
	"fmt"
	"maps"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
)

// byFixed is the driver of a hop that goes over the quads with the fixed IDs.
const byFixed = -1

// hop gives the values in one place of the quads that have the fixed IDs and, in other places, values of other
// iterators. It goes from one of those iterators' values to the next, its driver, or over the quads with the fixed IDs,
// and asks the rest whether they have what the quad has. Like Cayley's HasA over LinksTo, which it stands for, it gives
// a value once for each quad.
type hop struct {
	r      *reader
	result int
	fixed  IDs
	saves  []save
	subs   []subIterator
	driver int
	costs  *graph.IteratorCosts // nil until asked for
	asked  asked
}

type subIterator struct {
	place int
	it    graph.IteratorShape
}

// String is part of graph.IteratorShape.
func (s *hop) String() string { return fmt.Sprintf("Hop(%d, %x)", s.result, s.fixed) }

// SubIterators is part of graph.IteratorShape.
func (s *hop) SubIterators() []graph.IteratorShape {
	out := make([]graph.IteratorShape, len(s.subs))
	for i, sub := range s.subs {
		out[i] = sub.it
	}
	return out
}

// Optimize is part of graph.IteratorShape: it picks the driver that costs least.
func (s *hop) Optimize(ctx context.Context) (graph.IteratorShape, bool) {
	s.asked.ctx = ctx
	if len(s.subs) == 0 {
		return s, false
	}
	out := &hop{r: s.r, result: s.result, fixed: s.fixed, saves: s.saves, driver: s.driver, asked: s.asked}
	for _, sub := range s.subs {
		it, _ := sub.it.Optimize(ctx)
		if iterator.IsNull2(it) {
			return it, true
		}
		out.subs = append(out.subs, subIterator{sub.place, it})
	}
	costs, err := out.estimates(ctx)
	if err != nil {
		return s, false // whoever iterates will meet the error
	}
	least := int64(0)
	for driver := range costs {
		if c := costs[driver].total; driver == 0 || c < least {
			out.driver, least = driver-1, c
		}
	}
	return out, true
}

// driverCost is what it takes to go over a hop with a driver, and how many quads it meets.
type driverCost struct{ total, quads int64 }

// fan is how many quads a driver's value is taken to have: a few where the predicate is fixed, else more.
func (s *hop) fan() int64 {
	if s.fixed[1] != 0 {
		return 2
	}
	return 10
}

// estimates gives the cost of each driver, byFixed first.
func (s *hop) estimates(ctx context.Context) ([]driverCost, error) {
	stats := make([]graph.IteratorCosts, len(s.subs))
	checks := int64(0)
	for i, sub := range s.subs {
		var err error
		if stats[i], err = sub.it.Stats(ctx); err != nil {
			return nil, err
		}
		checks += stats[i].ContainsCost
	}
	size, err := s.r.patternSize(s.fixed)
	if err != nil {
		return nil, err
	}
	out := []driverCost{{times(size.Size, costStep+checks), size.Size}}
	for _, st := range stats {
		quads := times(st.Size.Size, s.fan())
		each := st.NextCost + costSeek + s.fan()*(costStep+checks-st.ContainsCost)
		out = append(out, driverCost{times(st.Size.Size, each), quads})
	}
	return out, nil
}

// times multiplies without overflow: Cayley's sizes of recursive paths are beyond all bounds.
func times(a, b int64) int64 {
	const most = 1 << 40
	a, b = max(0, a), max(0, b)
	if b != 0 && a > most/b {
		return most
	}
	return a * b
}

// Stats is part of graph.IteratorShape.
func (s *hop) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	if s.costs != nil {
		return *s.costs, nil
	}
	drivers, err := s.estimates(ctx)
	if err != nil {
		return graph.IteratorCosts{}, err
	}
	chosen := drivers[s.driver+1]
	size := chosen.quads
	for _, d := range drivers {
		size = min(size, d.quads)
	}
	contains := int64(costSeek)
	for _, sub := range s.subs {
		st, err := sub.it.Stats(ctx)
		if err != nil {
			return graph.IteratorCosts{}, err
		}
		contains += times(s.fan(), st.ContainsCost)
	}
	s.costs = &graph.IteratorCosts{
		NextCost:     max(costStep, chosen.total/max(1, size)),
		ContainsCost: contains,
		Size:         graph.Size{Size: size},
	}
	return *s.costs, nil
}

// Iterate is part of graph.IteratorShape.
func (s *hop) Iterate() graph.Scanner {
	out := &hopScanner{hopWalk: s.walk(s.driver)}
	if s.driver != byFixed {
		out.driver = s.subs[s.driver].it.Iterate()
		out.place = s.subs[s.driver].place
	}
	return out
}

// Lookup is part of graph.IteratorShape.
func (s *hop) Lookup() graph.Index { return &hopIndex{hopWalk: s.walk(byFixed)} }

func (s *hop) walk(driver int) hopWalk {
	w := hopWalk{progress: s.asked.progress(), hop: s, scan: scan{r: s.r}}
	for i, sub := range s.subs {
		if i != driver {
			w.checks = append(w.checks, check{sub.place, sub.it.Lookup()})
		}
	}
	return w
}

// hopWalk is what going over a hop and asking it have in common: a cursor over quads, and checks of what they have.
type hopWalk struct {
	progress
	hop    *hop
	scan   scan
	plan   plan
	known  IDs // the places that plan is for
	checks []check
	q      IDs
	ok     bool
}

type check struct {
	place int
	index graph.Index
}

// open goes to the quads of a pattern, which always has IDs in the same places.
func (w *hopWalk) open(pattern IDs) error {
	if w.known == (IDs{}) {
		p, err := w.scan.r.plan(pattern)
		if err != nil {
			return err
		}
		w.plan, w.known = p, pattern
	}
	w.scan.open(pattern, w.plan)
	return nil
}

// step moves to the next quad that passes all checks. Where there is none it stays at the last one: Cayley asks for the
// tags of a value again after it has looked, in vain, for another way to it.
func (w *hopWalk) step() bool {
	for {
		q, ok := w.scan.step(w.ctx)
		if !ok {
			return false
		}
		passed, err := w.passes(q)
		if err != nil {
			return w.finish(err)
		}
		if passed {
			w.q, w.ok = q, true
			return true
		}
	}
}

func (w *hopWalk) passes(q IDs) (bool, error) {
	if q[w.hop.result] == 0 {
		return false, nil
	}
	for _, s := range w.hop.saves {
		if q[s.place] == 0 {
			return false, nil
		}
	}
	for _, c := range w.checks {
		if !c.index.Contains(w.ctx, nodeRef(q[c.place])) {
			return false, c.index.Err()
		}
	}
	return true, nil
}

// stay moves the checks back to the quad that the walk is at, after others were tried.
func (w *hopWalk) stay() bool {
	if !w.ok {
		return false
	}
	for _, c := range w.checks {
		if !c.index.Contains(w.ctx, nodeRef(w.q[c.place])) {
			if err := c.index.Err(); err != nil {
				return w.finish(err)
			}
		}
	}
	return false
}

// nextPath moves to another way to the same quad. Like the wheels of an odometer, a check that has shown all its ways
// begins again when the one behind it moves on; restart does so with what comes before the checks.
func (w *hopWalk) nextPath(restart func()) bool {
	for i, c := range w.checks {
		if c.index.NextPath(w.ctx) {
			for _, before := range w.checks[:i] {
				before.index.Contains(w.ctx, nodeRef(w.q[before.place]))
			}
			restart()
			return true
		}
		if err := c.index.Err(); err != nil {
			return w.finish(err)
		}
	}
	return false
}

// Result is part of graph.Scanner and graph.Index.
func (w *hopWalk) Result() graph.Ref {
	if !w.ok {
		return nil
	}
	return w.q[w.hop.result]
}

// TagResults is part of graph.Scanner and graph.Index.
func (w *hopWalk) TagResults(dst map[string]graph.Ref) {
	if !w.ok {
		return
	}
	for _, c := range w.checks {
		c.index.TagResults(dst)
	}
	for _, s := range w.hop.saves {
		for _, tag := range s.tags {
			dst[tag] = w.q[s.place]
		}
	}
}

func (w *hopWalk) close() (err error) {
	w.done = true
	w.scan.close()
	for _, c := range w.checks {
		if e := c.index.Close(); err == nil {
			err = e
		}
	}
	return err
}

// hopScanner goes over a hop.
type hopScanner struct {
	hopWalk
	driver graph.Scanner // nil: the fixed IDs drive
	place  int
	inside bool // among the quads of a driver's value
	ways   ways // to the driver's value
}

// ways are the paths by which a driver came to its value. The driver shows each once, but every quad of the value is
// come to by all of them.
type ways struct {
	tags  []map[string]graph.Ref // of those that the driver has shown and left
	at    int                    // which of them is the present one; len(tags) is where the driver is
	ended bool                   // the driver has no more
}

// next moves on to the next way.
func (p *ways) next(ctx context.Context, driver graph.Scanner) bool {
	if p.at+1 < len(p.tags) || p.at < len(p.tags) && !p.ended {
		p.at++
		return true
	}
	if p.ended {
		return false
	}
	tags := map[string]graph.Ref{}
	driver.TagResults(tags)
	p.tags = append(p.tags, tags)
	if !driver.NextPath(ctx) {
		p.ended = true
		return false
	}
	p.at++
	return true
}

func (p *ways) tagResults(dst map[string]graph.Ref, driver graph.Scanner) {
	if p.at < len(p.tags) {
		maps.Copy(dst, p.tags[p.at])
	} else {
		driver.TagResults(dst)
	}
}

// Next is part of graph.Scanner.
func (s *hopScanner) Next(ctx context.Context) bool {
	if !s.begin(ctx) {
		return false
	}
	for {
		if s.inside {
			if s.step() {
				s.ways.at = 0
				return true
			}
			if err := s.scan.err(); err != nil || s.fail != nil {
				return s.finish(err)
			}
			s.inside = false
			if s.driver == nil {
				s.scan.close()
				return s.finish(nil)
			}
		}
		if !s.enter() {
			return false
		}
	}
}

// enter goes to the quads of the driver's next value, or to those of the fixed IDs.
func (s *hopScanner) enter() bool {
	pattern := s.hop.fixed
	if s.driver != nil {
		if !s.driver.Next(s.ctx) {
			s.scan.close()
			return s.finish(s.driver.Err())
		}
		id, ok := nodeOf(s.driver.Result())
		if before := pattern[s.place]; !ok || before != 0 && before != id {
			return true // no quad has it
		}
		pattern[s.place] = id
		s.ways = ways{tags: s.ways.tags[:0]}
	}
	if err := s.open(pattern); err != nil {
		return s.finish(err)
	}
	s.inside = true
	return true
}

// NextPath is part of graph.Scanner.
func (s *hopScanner) NextPath(ctx context.Context) bool {
	if !s.ok || !s.begin(ctx) {
		return false
	}
	if s.driver != nil {
		if s.ways.next(ctx, s.driver) {
			return true
		}
		if err := s.driver.Err(); err != nil {
			return s.finish(err)
		}
	}
	return s.nextPath(func() { s.ways.at = 0 })
}

// TagResults is part of graph.Scanner.
func (s *hopScanner) TagResults(dst map[string]graph.Ref) {
	if s.driver != nil && s.ok {
		s.ways.tagResults(dst, s.driver)
	}
	s.hopWalk.TagResults(dst)
}

// String is part of graph.Scanner.
func (s *hopScanner) String() string { return "HopNext" }

// Close is part of graph.Scanner.
func (s *hopScanner) Close() error {
	err := s.close()
	if s.driver != nil {
		if e := s.driver.Close(); err == nil {
			err = e
		}
	}
	return err
}

// hopIndex says whether a hop has a value, by going over the quads that have it in the result's place.
type hopIndex struct {
	hopWalk
	over bool // no more quads of the value
}

// Contains is part of graph.Index.
func (s *hopIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	if !s.begin(ctx) {
		return false
	}
	id, ok := nodeOf(ref)
	pattern := s.hop.fixed
	s.over = true
	if before := pattern[s.hop.result]; !ok || before != 0 && before != id {
		return false
	}
	pattern[s.hop.result] = id
	if err := s.open(pattern); err != nil {
		return s.finish(err)
	}
	return s.more()
}

// more moves to the next quad of the value.
func (s *hopIndex) more() bool {
	if s.over = !s.step(); !s.over {
		return true
	}
	if err := s.scan.err(); err != nil || s.fail != nil {
		return s.finish(err)
	}
	return s.stay()
}

// NextPath is part of graph.Index.
func (s *hopIndex) NextPath(ctx context.Context) bool {
	if !s.ok || !s.begin(ctx) {
		return false
	}
	if s.nextPath(func() {}) {
		return true
	}
	return s.fail == nil && !s.over && s.more()
}

// String is part of graph.Index.
func (s *hopIndex) String() string { return "HopContains" }

// Close is part of graph.Index.
func (s *hopIndex) Close() error { return s.close() }
