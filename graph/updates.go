package graph

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Update is what one commit brought and took, by ids. The things themselves may have changed since.
type Update struct {
	Revision uint64
	Articles []string // that were added, or have another text or extractor, in order of the batch
	// Added are the statements that those articles make and did not make before, new ones and others; Withdrawn those that
	// no current text makes any more since an article has another one. Each once, in order of articles and their texts.
	Added, Withdrawn []string
}

// ErrMissed says that updates are asked for that are too old to be kept.
var ErrMissed = errors.New("graph: the updates are not kept any more")

// keptUpdates is how many revisions back updates are kept.
const keptUpdates = 500

// updatesAtOnce is how many updates are given at once.
const updatesAtOnce = 20

// Updates are the next ones, some at a time, of the commits of all processes after a revision, oldest first, up to a
// revision that is given too: that after which to ask next. A commit that brings and takes no article has none. The error is ErrMissed where some of
// them are not kept any more.
func (s *Store) Updates(ctx context.Context, after uint64) (updates []Update, upTo uint64, err error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, after, err
	}
	defer snap.release()
	if upTo, err = readRevision(ctx, snap); err != nil || upTo <= after {
		return nil, max(after, upTo), err
	}
	if upTo-after > keptUpdates {
		return nil, upTo, ErrMissed
	}
	for rec, err := range snap.scan(ctx, updateKey(after+1), updateKey(upTo+1), false) {
		if err != nil {
			return nil, after, err
		}
		e, err := decodeUpdate(rec)
		if err != nil {
			return nil, after, err
		}
		if updates = append(updates, e); len(updates) == updatesAtOnce {
			return updates, e.Revision, ctx.Err()
		}
	}
	return updates, upTo, ctx.Err()
}

// Await waits until the store has a later revision. It fails when ctx ends or the store is closed.
func (s *Store) Await(ctx context.Context, after uint64) error {
	for {
		raised := s.signal.next()
		switch {
		case s.closed.Load():
			return ErrClosed
		case s.Revision() > after:
			return nil
		}
		select {
		case <-raised:
		case <-ctx.Done():
			return fmt.Errorf("graph: %w", ctx.Err())
		}
	}
}

// Matching are those of some statements that a filter lets through, as FindStatements has it, in the order of the ids.
func (v *View) Matching(ctx context.Context, ids []string, f *StatementFilter) ([]*Statement, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Statement, error) { return v.Matching(ctx, ids, f) })
	}
	matches, err := newLookups(v).matchStatements(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	var found []*Statement
	for _, id := range ids {
		row, err := readStatement(ctx, v.snap, id)
		if err != nil {
			return nil, err
		}
		if row == nil {
			continue
		}
		ok, err := matches(ctx, row)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, &row.Statement)
		}
	}
	return found, ctx.Err()
}

// signal wakes all who wait. Its zero value is ready.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// next is closed when the signal is given the next time.
func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

func (s *signal) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

func updateKey(revision uint64) string { return string(updateKind) + ascendingNumber(int(revision)) }

func (e *Update) encode() string {
	var to encoder
	for _, ids := range [][]string{e.Articles, e.Added, e.Withdrawn} {
		to.int(len(ids))
		for _, id := range ids {
			to.str(bare(id))
		}
	}
	return to.done()
}

func decodeUpdate(rec record) (Update, error) {
	if len(rec.key) != len(updateKind)+numberSize {
		return Update{}, damage(errDamaged, "an update")
	}
	e := Update{Revision: uint64(keyNumber(rec.key[len(updateKind):]))}
	d := decoder{s: rec.value}
	for _, part := range []struct {
		to     *[]string
		prefix string
	}{{&e.Articles, ArticlePrefix}, {&e.Added, StatementPrefix}, {&e.Withdrawn, StatementPrefix}} {
		for range d.list() {
			*part.to = append(*part.to, part.prefix+d.str())
		}
	}
	return e, damage(d.done(), fmt.Sprintf("the update of revision %d", e.Revision))
}

// remember notes what an article that is read anew said before.
func (w *writing) remember(id string, before []*told) {
	if len(before) == 0 || before[0].revision > 0 {
		return
	}
	for _, s := range before[0].statements {
		w.said[id] = append(w.said[id], s.id)
	}
}

// keepUpdate keeps what the commit of a revision brings, once all is told, and forgets what is too old.
func (w *writing) keepUpdate(ctx context.Context, revision uint64) error {
	u := Update{Revision: revision}
	seen := idSet{}
	for _, id := range w.loaded {
		if w.told[id] == nil || seen[id] {
			continue
		}
		seen[id] = true
		u.Articles = append(u.Articles, id)
		if err := w.compare(ctx, id, &u, seen); err != nil {
			return err
		}
	}
	if len(u.Articles) == 0 {
		return nil
	}
	w.draft.put(updateKey(revision), u.encode())
	if revision <= keptUpdates {
		return nil
	}
	for old, err := range w.draft.base.scan(ctx, string(updateKind), updateKey(revision-keptUpdates+1), false) {
		if err != nil {
			return err
		}
		w.draft.remove(old.key)
	}
	return nil
}

// compare adds to an update what an article says now and did not, and what nothing says any more. Seen is what is there
// already.
func (w *writing) compare(ctx context.Context, id string, u *Update, seen idSet) error {
	said, says := idSet{}, idSet{}
	for _, statement := range w.said[id] {
		said[statement] = true
	}
	for _, s := range w.told[id].statements {
		says[s.id] = true
		if !said[s.id] && !seen[s.id] {
			seen[s.id] = true
			u.Added = append(u.Added, s.id)
		}
	}
	for _, statement := range w.said[id] {
		if says[statement] || seen[statement] {
			continue
		}
		row, err := readStatement(ctx, w.draft, statement)
		if err != nil {
			return err
		}
		if row != nil && row.Status == Withdrawn {
			seen[statement] = true
			u.Withdrawn = append(u.Withdrawn, statement)
		}
	}
	return nil
}
