package quadstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2"
)

// Apply makes the changes of all batches, in order, in one commit: all of them or none, and on the disk when it returns.
// Whatever error it returns, nothing has changed, now or later; but where the disk itself fails to sync, the error says
// so, and the changes may be found, whole, when the store is opened again. A context that ends stops it only before the
// commit.
func (s *Store) Apply(ctx context.Context, batches ...*Batch) error {
	return s.commit(ctx, pebble.Sync, batches)
}

// Stage is Apply, but what it changes is sure to outlive a crash only after the next Apply or Sync. Readers see it at
// once, and of several stagings a crash leaves the first so many, each whole. With it a load shares one sync among many
// articles and acknowledges them after Sync.
func (s *Store) Stage(ctx context.Context, batches ...*Batch) error {
	return s.commit(ctx, pebble.NoSync, batches)
}

func (s *Store) commit(ctx context.Context, how *pebble.WriteOptions, batches []*Batch) error {
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	operations := 0
	for _, b := range batches {
		operations += b.Len()
	}
	t := newChanges(s, operations)
	defer t.close()
	for _, b := range batches {
		if err := t.run(ctx, b); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.commit(how)
}

// changes is a commit in the making. Nothing of it is seen, in the store or in its caches, before commit succeeds.
type changes struct {
	s     *Store
	r     *reader
	state counters

	found map[string]ID // values that this commit met, by their encoded form
	fresh []freshEntry  // new dictionary entries, in order of their numbers
	first ID            // the number of fresh[0]

	quads   map[IDs]quadState
	touched []IDs         // the keys of quads, in order
	byLabel map[ID][]IDs  // the keys of quads, by label
	loaded  map[ID]bool   // labels all of whose stored quads are in quads
	shrunk  map[ID]int    // how many quads labels lose
	records *pebble.Batch // the records, in order
	counts  map[string]int64
	scratch []byte
}

type freshEntry struct {
	encoded string
	used    bool // some quad that is written has it
}

// quadState is whether a quad was there before the commit and whether it shall be after it.
type quadState struct{ was, is bool }

// newChanges is a commit of about so many operations.
func newChanges(s *Store, operations int) *changes {
	r := newReader(s, s.db, nil)
	r.still = true // nobody else writes
	return &changes{
		s: s, r: r, state: s.state, first: s.state.next,
		found:   map[string]ID{},
		quads:   make(map[IDs]quadState, operations),
		byLabel: map[ID][]IDs{},
		loaded:  map[ID]bool{},
		shrunk:  map[ID]int{},
		records: s.db.NewBatch(),
		counts:  map[string]int64{},
	}
}

// close gives the engine's batch back, unless the engine may still hold it.
func (t *changes) close() {
	t.r.close()
	if t.s.failed.err() == nil {
		_ = t.records.Close()
	}
}

// run takes in the operations of a batch.
func (t *changes) run(ctx context.Context, b *Batch) error {
	for i := range b.ops {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := t.operate(ctx, &b.ops[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *changes) operate(ctx context.Context, op *operation) error {
	switch op.act {
	case actAdd, actAddNew:
		return t.add(op.quad, op.act == actAddNew)
	case actDelete, actDeleteKnown:
		return t.delete(op.quad, op.act == actDeleteKnown)
	case actDeleteLabel:
		return t.deleteLabel(ctx, op.quad.Label)
	case actSet:
		return t.records.Set(op.key, op.value, nil)
	case actUnset:
		return t.records.Delete(op.key, nil)
	case actUnsetPrefix:
		return t.records.DeleteRange(op.key, after(op.key), nil)
	case actCount:
		t.counts[string(op.key)] += op.delta
		return nil
	}
	return fmt.Errorf("quadstore: no operation %d", op.act)
}

// id gives the ID of a value, if it has one or create is set; else 0.
func (t *changes) id(v quad.Value, create bool) (ID, error) {
	v = canonical(v)
	if id, ok := inlineID(v); ok {
		return id, nil
	}
	encoded, err := appendValue(t.scratch[:0], v)
	t.scratch = encoded
	if err != nil {
		return 0, err
	}
	if id, ok := t.found[string(encoded)]; ok {
		return id, nil
	}
	if id, ok := t.s.ids.Get(string(encoded)); ok {
		return id, nil
	}
	id, err := t.r.lookupEncoded(encoded)
	if err != nil {
		return 0, err
	}
	if id == 0 && create {
		if id = t.state.next; id.inline() {
			return 0, errors.New("quadstore: the dictionary is full")
		}
		t.state.next++
		t.fresh = append(t.fresh, freshEntry{encoded: string(encoded)})
	}
	if id != 0 {
		t.found[string(encoded)] = id
	}
	return id, nil
}

// ids gives the IDs of a quad, and false where a value has none and create is not set.
func (t *changes) ids(q quad.Quad, create bool) (ids IDs, ok bool, err error) {
	if !q.IsValid() || q.Label != nil && !quad.IsValidValue(q.Label) {
		return ids, false, fmt.Errorf("quadstore: %w: %v", ErrValue, q)
	}
	for _, d := range quad.Directions {
		v := q.Get(d)
		if v == nil {
			continue
		}
		id, err := t.id(v, create)
		if err != nil || id == 0 {
			return ids, false, err
		}
		ids[d-quad.Subject] = id
	}
	return ids, true, nil
}

// isFresh says whether this commit gives out the number, so that nothing stored has it.
func (t *changes) isFresh(id ID) bool { return !id.inline() && id >= t.first }

// stateOf gives what is known of a quad, and asks the store for what is not.
func (t *changes) stateOf(q IDs) (quadState, error) {
	if state, ok := t.quads[q]; ok {
		return state, nil
	}
	var state quadState
	exists, err := t.stored(q)
	if err != nil {
		return state, err
	}
	state = quadState{exists, exists}
	t.set(q, state)
	return state, nil
}

// set notes a quad that was not met yet.
func (t *changes) set(q IDs, state quadState) {
	t.quads[q] = state
	t.touched = append(t.touched, q)
	t.byLabel[q[3]] = append(t.byLabel[q[3]], q)
}

// stored says whether the store has a quad. Most quads are new with their article, which is seen without asking for each.
func (t *changes) stored(q IDs) (bool, error) {
	for _, id := range q {
		if t.isFresh(id) {
			return false, nil
		}
	}
	label := q[3]
	if label != 0 && !t.loaded[label] && t.byLabel[label] == nil {
		has, err := t.hasLabel(label)
		if err != nil {
			return false, err
		}
		t.loaded[label] = !has
	}
	if t.loaded[label] {
		return false, nil
	}
	var key [quadKeySize]byte
	spog.key(&key, q)
	return t.r.has(key[:])
}

func (t *changes) hasLabel(label ID) (bool, error) {
	c, err := t.r.cursor()
	if err != nil {
		return false, err
	}
	defer c.close()
	from, to := gspo.span(IDs{3: label}, 1)
	return c.seek(from, to), c.err()
}

func (t *changes) add(q quad.Quad, mustBeNew bool) error {
	ids, _, err := t.ids(q, true)
	if err != nil {
		return err
	}
	state, err := t.stateOf(ids)
	if err != nil {
		return err
	}
	if state.is && mustBeNew {
		return &graph.DeltaError{Delta: graph.Delta{Quad: q, Action: graph.Add}, Err: graph.ErrQuadExists}
	}
	state.is = true
	t.quads[ids] = state
	return nil
}

func (t *changes) delete(q quad.Quad, mustBeThere bool) error {
	ids, ok, err := t.ids(q, false)
	if err != nil {
		return err
	}
	var state quadState
	if ok {
		if state, err = t.stateOf(ids); err != nil {
			return err
		}
	}
	if !state.is {
		if mustBeThere {
			return &graph.DeltaError{Delta: graph.Delta{Quad: q, Action: graph.Delete}, Err: graph.ErrQuadNotExist}
		}
		return nil
	}
	state.is = false
	t.quads[ids] = state
	return nil
}

func (t *changes) deleteLabel(ctx context.Context, label quad.Value) error {
	if !quad.IsValidValue(label) {
		return fmt.Errorf("quadstore: %w: the label to delete", ErrValue)
	}
	id, err := t.id(label, false)
	if err != nil || id == 0 {
		return err
	}
	if !t.loaded[id] && !t.isFresh(id) {
		if err := t.loadLabel(ctx, id); err != nil {
			return err
		}
	}
	t.loaded[id] = true
	for _, q := range t.byLabel[id] {
		t.quads[q] = quadState{was: t.quads[q].was}
	}
	return nil
}

// loadLabel takes in all stored quads of a label.
func (t *changes) loadLabel(ctx context.Context, label ID) error {
	s := scan{r: t.r}
	defer s.close()
	s.open(IDs{3: label}, plan{gspo, 1})
	for {
		q, ok := s.step(ctx)
		if !ok {
			return s.err()
		}
		if _, met := t.quads[q]; !met {
			t.set(q, quadState{was: true, is: true})
		}
	}
}

// commit writes everything in one batch of the engine and then lets it be seen.
func (t *changes) commit(how *pebble.WriteOptions) error {
	t.state.revision++
	b := t.records // the batch has the records in it already; the quads and the rest are added behind them
	if err := errors.Join(t.writeQuads(b), t.writeEntries(b), t.writeCounts(b), t.writeState(b)); err != nil {
		return err
	}
	if err := t.s.guard(func() error { return b.Commit(how) }); err != nil {
		if errors.Is(err, ErrFailed) && t.s.survived(t.state.revision) {
			return nil
		}
		return err
	}
	t.s.state = t.state
	for encoded, id := range t.found {
		if len(encoded) <= maxCached {
			t.s.ids.Add(encoded, id, 1)
		}
	}
	t.s.tidy(t)
	return nil
}

// What is in memory becomes a table when a label has lost so many quads, or was taken back so often. There, a quad that was
// deleted and added again many times is one key; in memory it is as many, and all of them lie in the way of who reads it.
const (
	tidyAfter  = 1 << 14
	tidyCycles = 16
)

// tidy counts what labels lost. The commit is done; where tidying fails, the store has failed for the next one.
func (s *Store) tidy(t *changes) {
	due := len(s.shrunk) > 1<<16
	for label, quads := range t.shrunk {
		if t.loaded[label] { // it was taken back
			quads = max(quads, tidyAfter/tidyCycles)
		}
		s.shrunk[label] += quads
		due = due || s.shrunk[label] >= tidyAfter
	}
	if !due {
		return
	}
	clear(s.shrunk)
	_ = s.guard(func() error {
		_, err := s.db.AsyncFlush()
		return err
	})
}

// writeQuads writes what differs from before. The engine takes keys in much faster that come in order.
func (t *changes) writeQuads(b *pebble.Batch) error {
	differ := t.touched[:0]
	for _, q := range t.touched {
		if state := t.quads[q]; state.was != state.is {
			t.account(q, state)
			differ = append(differ, q)
		}
	}
	t.touched = nil
	for o := spog; o <= gspo; o++ {
		slices.SortFunc(differ, o.compare)
		for _, q := range differ {
			var op *pebble.DeferredBatchOp
			if t.quads[q].is {
				op = b.SetDeferred(quadKeySize, 0)
			} else {
				op = b.DeleteDeferred(quadKeySize)
			}
			o.key((*[quadKeySize]byte)(op.Key), q)
			if err := op.Finish(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *changes) account(q IDs, state quadState) {
	if !state.is {
		t.state.quads--
		t.shrunk[q[3]]++
		return
	}
	t.state.quads++
	for _, id := range q {
		if t.isFresh(id) {
			t.fresh[id-t.first].used = true
		}
	}
}

// writeEntries writes the new dictionary entries. One that only a quad had that was added and deleted again is not
// written, and its number never used.
func (t *changes) writeEntries(b *pebble.Batch) error {
	for i, e := range t.fresh {
		id := t.first + ID(i)
		if !e.used {
			delete(t.found, e.encoded)
			continue
		}
		encoded := []byte(e.encoded)
		t.scratch = appendEntryKey(t.scratch[:0], encoded)
		if err := b.Set(t.scratch, beUint64(uint64(id)), nil); err != nil {
			return err
		}
		if err := b.Set(entryKey(id), encoded, nil); err != nil {
			return err
		}
	}
	return nil
}

func (t *changes) writeCounts(b *pebble.Batch) error {
	for key, delta := range t.counts {
		if delta == 0 {
			continue
		}
		before, err := t.r.uint64([]byte(key))
		if err != nil {
			return err
		}
		if now := int64(before) + delta; now == 0 {
			err = b.Delete([]byte(key), nil)
		} else {
			err = b.Set([]byte(key), beUint64(uint64(now)), nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *changes) writeState(b *pebble.Batch) error {
	var err error
	for name, n := range map[string]uint64{
		metaNext: uint64(t.state.next), metaQuads: uint64(t.state.quads), metaRevision: t.state.revision,
	} {
		var value [8]byte
		binary.BigEndian.PutUint64(value[:], n)
		err = errors.Join(err, b.Set(metaKey(name), value[:], nil))
	}
	return err
}
