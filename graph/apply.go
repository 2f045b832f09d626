package graph

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// stored is a reading as its record has it: without the article, which has records of its own.
type stored struct {
	Entities []LocalEntity
	Claims   []Claim
}

// Apply makes one change, whole or not at all; after an error the store is as it was, and can be read and written. A
// batch that changes nothing leaves the revision as it is. Concurrent calls are done one after the other. A Reading that
// is not sound is a *ReadingError.
func (s *Store) Apply(ctx context.Context, b Batch) (*Applied, error) {
	for i := range b.Put {
		if err := validate(i, &b.Put[i]); err != nil {
			return nil, err
		}
	}
	var applied *Applied
	err := s.changeAhead(ctx, func(ctx context.Context) (c *commit, revision uint64, err error) {
		if c, applied, err = s.prepare(ctx, b); err != nil || b.DryRun {
			return nil, 0, err
		}
		return c, applied.Revision, nil
	})
	if err != nil {
		return nil, err
	}
	return applied, nil
}

// change makes the caller the only writer, works a commit out on the last state and makes it; none changes nothing.
func (s *Store) change(ctx context.Context, work func() (c *commit, revision uint64, err error)) error {
	if err := s.writer.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("graph: waiting for another change: %w", err)
	}
	defer s.writer.Release(1)
	if s.closed.Load() {
		return ErrClosed
	}
	release, err := s.engine.write(ctx)
	if err != nil {
		return err
	}
	defer release()
	c, revision, err := work()
	if err != nil || c == nil {
		return err
	}
	if err := s.engine.commit(ctx, c); err != nil {
		return err
	}
	s.raise(revision)
	return nil
}

// prepare works a batch out on the state as it is; the commit is nil where nothing changes.
func (s *Store) prepare(ctx context.Context, b Batch) (*commit, *Applied, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer snap.release()
	w := newWriting(snap, s.opt.IRIBase, s.opt.Clock().UTC().Truncate(time.Microsecond))
	applied := &Applied{}
	for _, id := range b.Delete {
		deleted, err := w.delete(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		applied.Deleted = append(applied.Deleted, deleted)
	}
	for i := range b.Put {
		put, err := w.put(ctx, &b.Put[i])
		if err != nil {
			return nil, nil, err
		}
		applied.Articles = append(applied.Articles, put)
	}
	if err := w.keepBooks(ctx, b, applied.Articles); err != nil {
		return nil, nil, err
	}
	c, revision, err := w.finish(ctx, !b.DryRun)
	if err != nil {
		return nil, nil, err
	}
	applied.Revision = revision
	for i := range applied.Articles {
		a := &applied.Articles[i]
		if a.Statements, err = w.countStatements(ctx, a.ID); err != nil {
			return nil, nil, err
		}
	}
	return c, applied, nil
}

func articleIDs(ctx context.Context, r reader) ([]string, error) {
	var ids []string
	for rec, err := range r.scan(ctx, string(articleKind), prefixEnd(string(articleKind)), false) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, ArticlePrefix+rec.key[len(articleKind):])
	}
	return ids, nil
}

// deriveCommit makes all anew that is made of some articles, and, once, of the curation log. From has nothing of it.
func deriveCommit(ctx context.Context, from reader, ids []string, log bool, base string) (*commit, error) {
	w := newWriting(from, base, time.Time{})
	if log {
		if err := w.followLog(ctx); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		w.retold[id], w.reread[id] = true, true
	}
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	c, err := w.draft.commit(ctx)
	if err != nil {
		return nil, err
	}
	c.records = slices.DeleteFunc(c.records, func(ch change) bool { return ch.gone })
	return c, nil
}
