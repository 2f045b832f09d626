package graph

import (
	"context"
	"iter"

	"github.com/cayleygraph/quad"
)

// A store that is another machine's answers a question in the time of a round trip, and a change asks thousands. So work
// that reads is done ahead of the answers: it is run on what is known of the state; what is not known is answered with
// nothing, and noted; then all that was noted is asked for at once, and the work is run again, until a run asks for nothing
// that is not known. Only that run counts: the results, errors and panics of those before it are thrown away, so work must
// not do anything that cannot be done again.

// distant is a snapshot that answers many questions in one round trip.
type distant interface {
	snapshot
	// knowledge is what was answered so far.
	knowledge() *knowledge
	// answer adds the answers of questions to the knowledge.
	answer(ctx context.Context, q *questions) error
}

// questions are what was not known in a run.
type questions struct {
	keys     map[string]bool
	ranges   map[span]int // of records, and how many are wanted at first
	subjects map[quad.Value]bool
}

func newQuestions() *questions {
	return &questions{keys: map[string]bool{}, ranges: map[span]int{}, subjects: map[quad.Value]bool{}}
}

func (q *questions) none() bool { return len(q.keys)+len(q.ranges)+len(q.subjects) == 0 }

// guessing says whether a context carries a run that has asked for what is not known, so that nothing that it makes counts.
// Work that misses something then goes on as well as it can, to ask for more at once.
func guessing(ctx context.Context) bool {
	s, ok := ctx.Value(speculationKey{}).(*speculation)
	if !ok {
		return false
	}
	asked := false
	s.from.knowledge().note(func() { asked = !s.questions.none() })
	return asked
}

// maxRuns is how often work is run at most. What needs more is done with a round trip for each question.
const maxRuns = 100

// speculation is a run of work on what is known of a snapshot. A context carries it to where the snapshot is read.
type speculation struct {
	from      distant
	questions *questions
}

// speculationKey is what a context knows its speculation by.
type speculationKey struct{}

// speculationOn is the speculation that a context carries on a snapshot, or nil.
func speculationOn(ctx context.Context, from distant) *speculation {
	if s, ok := ctx.Value(speculationKey{}).(*speculation); ok && s.from == from {
		return s
	}
	return nil
}

// ahead runs work that reads a snapshot ahead of its answers, where that is worth it. Work must read with the context that
// it is given, in one goroutine or several that have ended when it returns.
func ahead[T any](ctx context.Context, from snapshot, work func(ctx context.Context) (T, error)) (T, error) {
	d, ok := from.(distant)
	if !ok || ctx.Value(speculationKey{}) != nil {
		return work(ctx)
	}
	d.knowledge().room()
	for runs := 0; runs < maxRuns && !d.knowledge().full(); runs++ {
		s := &speculation{from: d, questions: newQuestions()}
		result, err := s.run(ctx, func(ctx context.Context) (any, error) { return work(ctx) })
		if s.questions.none() {
			made, _ := result.(T)
			return made, err
		}
		if err := d.answer(ctx, s.questions); err != nil {
			var nothing T
			return nothing, err
		}
	}
	return work(ctx)
}

// run runs work once. What it makes of answers that were none may be a panic; one of a run that had all answers is real.
func (s *speculation) run(ctx context.Context, work func(ctx context.Context) (any, error)) (result any, err error) {
	defer func() {
		if s.questions.none() {
			return
		}
		_ = recover() // nothing of this run counts
	}()
	return work(context.WithValue(ctx, speculationKey{}, s))
}

// get is reader.get on what is known.
func (s *speculation) get(ctx context.Context, key string) (value string, ok bool, err error) {
	value, ok, known := s.from.knowledge().get(key)
	if !known {
		s.from.knowledge().note(func() { s.questions.keys[key] = true })
	}
	return value, ok, ctx.Err()
}

// The numbers of records that are asked for of a range: a few at first, more of one that is read on.
const (
	fewRecords  = 32
	mostRecords = 1 << 17
)

// scan is reader.scan on what is known.
func (s *speculation) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	k := s.from.knowledge()
	return func(yield func(record, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(record{}, err)
			return
		}
		n := 0
		left := span{lo, top(hi), reverse}
		for left.lo < left.hi {
			part, rest, known := k.scan(left)
			if !known {
				k.note(func() {
					s.questions.ranges[left] = max(s.questions.ranges[left], min(max(4*n, fewRecords), mostRecords))
				})
				return
			}
			for _, rec := range part {
				if !yield(rec, nil) {
					return
				}
			}
			n += len(part)
			left = rest
			if err := ctx.Err(); err != nil {
				yield(record{}, err)
				return
			}
		}
	}
}

// match is snapshot.match of one subject on what is known.
func (s *speculation) match(ctx context.Context, subject quad.Value) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(quad.Quad{}, err)
			return
		}
		quads, known := s.from.knowledge().about(subject)
		if !known {
			s.from.knowledge().note(func() { s.questions.subjects[subject] = true })
		}
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}

// borrowed is a snapshot that somebody else releases.
type borrowed struct{ distant }

func (borrowed) release() {}

// borrowedKey is what a context knows the snapshot by that is to be read in it.
type borrowedKey struct{}

// lent is the snapshot that a context has, or nil.
func lent(ctx context.Context) snapshot {
	if d, ok := ctx.Value(borrowedKey{}).(distant); ok {
		return borrowed{d}
	}
	return nil
}

// changeAhead is change for work that reads much and can be done again: it reads the snapshot that it is given ahead of
// the answers.
func (s *Store) changeAhead(ctx context.Context, work func(ctx context.Context) (c *commit, revision uint64, err error)) error {
	return s.change(ctx, func() (*commit, uint64, error) {
		snap, err := s.engine.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		d, ok := snap.(distant)
		if !ok {
			return work(ctx)
		}
		type made struct {
			c        *commit
			revision uint64
		}
		m, err := ahead(context.WithValue(ctx, borrowedKey{}, d), d, func(ctx context.Context) (made, error) {
			c, revision, err := work(ctx)
			return made{c, revision}, err
		})
		return m.c, m.revision, err
	})
}

// learnAll reads all records of a distant snapshot, for work that needs them all.
func learnAll(ctx context.Context, from snapshot) error {
	d, ok := from.(distant)
	if !ok {
		return nil
	}
	var all []record
	for rec, err := range d.scan(ctx, "", "", false) {
		if err != nil {
			return err
		}
		all = append(all, rec)
	}
	d.knowledge().learnRange(span{lo: "", hi: theTop}, all, true)
	d.knowledge().note(func() { d.knowledge().whole = true })
	return nil
}

// distant says whether a call ought to be made again by way of ahead.
func (v *View) distant(ctx context.Context) bool {
	_, ok := v.snap.(distant)
	return ok && ctx.Value(speculationKey{}) == nil
}
