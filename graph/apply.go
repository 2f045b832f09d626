package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
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
	if err := s.writer.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("graph: waiting for another change: %w", err)
	}
	defer s.writer.Release(1)
	c, applied, err := s.prepare(ctx, b)
	if err != nil {
		return nil, err
	}
	if b.DryRun || c == nil {
		return applied, nil
	}
	if err := s.engine.commit(ctx, c); err != nil {
		return nil, err
	}
	s.revision.Store(applied.Revision)
	return applied, nil
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
	revision, err := readRevision(ctx, snap)
	if err != nil {
		return nil, nil, err
	}
	applied.Revision = revision
	if !w.changed {
		return nil, applied, nil
	}
	if !b.DryRun {
		applied.Revision++
		w.draft.put(string(revisionKind), strconv.FormatUint(applied.Revision, 10))
	}
	if err := w.folder.finish(ctx); err != nil {
		return nil, nil, err
	}
	c, err := w.draft.commit(ctx)
	return c, applied, err
}

// writing is a batch being worked out.
type writing struct {
	draft   *draft
	folder  *folder
	base    string
	now     time.Time
	changed bool
}

func newWriting(r reader, base string, now time.Time) *writing {
	d := newDraft(r)
	return &writing{draft: d, folder: newFolder(d), base: base, now: now}
}

func (w *writing) put(ctx context.Context, r *Reading) (AppliedArticle, error) {
	article := &Article{
		ID: ArticlePrefix + r.Article.ID(), Article: r.Article, LoadedAt: w.now,
		ContentHash: r.Article.ContentHash(), WordCount: len(strings.Fields(r.Article.Text)), Extractor: r.Extractor,
	}
	done := AppliedArticle{ID: article.ID, Outcome: Added}
	before, err := w.tellStored(ctx, article.ID)
	if err != nil {
		return done, err
	}
	if before != nil {
		if before.article.ContentHash == article.ContentHash && before.article.Extractor == article.Extractor {
			done.Outcome, done.Statements = Unchanged, len(before.statements)
			return done, nil
		}
		done.Outcome = Updated
		article.LoadedAt = before.article.LoadedAt
		if err := w.folder.remove(ctx, before); err != nil {
			return done, err
		}
	}
	now := tell(article, r)
	done.Statements = len(now.statements)
	return done, w.add(ctx, now, r)
}

// add stores an article that is not there, or no longer.
func (w *writing) add(ctx context.Context, t *told, r *Reading) error {
	w.changed = true
	reading, err := json.Marshal(stored{r.Entities, r.Claims})
	if err != nil {
		return fmt.Errorf("graph: %s: %w", t.article.ID, err)
	}
	w.draft.put(articleKind.key(t.article.ID), encodeArticle(t.article))
	w.draft.put(textKind.key(t.article.ID), t.article.Text)
	w.draft.put(readingKind.key(t.article.ID), string(reading))
	return w.derive(ctx, t)
}

// derive adds what is made of an article.
func (w *writing) derive(ctx context.Context, t *told) error {
	w.draft.labels[quad.IRI(w.base+t.article.ID)] = quadsOf(t, w.base)
	return w.folder.add(ctx, t)
}

func (w *writing) delete(ctx context.Context, id string) (DeletedArticle, error) {
	done := DeletedArticle{ID: id}
	before, err := w.tellStored(ctx, id)
	if err != nil || before == nil {
		return done, err
	}
	w.changed, done.Found = true, true
	w.draft.remove(articleKind.key(id))
	w.draft.remove(textKind.key(id))
	w.draft.remove(readingKind.key(id))
	w.draft.labels[quad.IRI(w.base+id)] = nil
	if err := w.folder.remove(ctx, before); err != nil {
		return done, err
	}
	for _, s := range before.statements {
		lives, err := hasAny(ctx, w.draft, evidenceKind.under(s.id))
		if err != nil {
			return done, err
		}
		done.StatementsRemoved += exists(!lives)
	}
	for _, e := range before.entities {
		lives, err := hasAny(ctx, w.draft, articlesOfKind.under(e.id))
		if err != nil {
			return done, err
		}
		done.EntitiesRemoved += exists(!lives)
	}
	return done, nil
}

// tellStored is what a stored article tells; nil where there is none.
func (w *writing) tellStored(ctx context.Context, id string) (*told, error) {
	return tellStored(ctx, w.draft, id)
}

func tellStored(ctx context.Context, from reader, id string) (*told, error) {
	article, err := readFullArticle(ctx, from, id)
	if err != nil || article == nil {
		return nil, err
	}
	value, _, err := from.get(ctx, readingKind.key(id))
	if err != nil {
		return nil, err
	}
	var s stored
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		return nil, fmt.Errorf("%w: the reading of %s: %w", errDamaged, id, err)
	}
	r := &Reading{Article: article.Article, Extractor: article.Extractor, Entities: s.Entities, Claims: s.Claims}
	if err := validate(0, r); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return tell(article, r), nil
}

// deriveBatch is how many articles are derived in one commit when a store is opened.
const deriveBatch = 200

// derive makes quads, rows and lists of the articles of a store whose engine keeps only what was loaded.
func (s *Store) derive(ctx context.Context) error {
	snap, err := s.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	revision, err := readRevision(ctx, snap)
	var ids []string
	if err == nil {
		ids, err = articleIDs(ctx, snap)
	}
	snap.release()
	if err != nil {
		return err
	}
	s.revision.Store(revision)
	for len(ids) > 0 {
		n := min(len(ids), deriveBatch)
		if err := s.deriveSome(ctx, ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
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

func (s *Store) deriveSome(ctx context.Context, ids []string) error {
	snap, err := s.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	c, err := deriveCommit(ctx, snap, ids, s.opt.IRIBase)
	snap.release()
	if err != nil {
		return err
	}
	return s.engine.commit(ctx, c)
}

func deriveCommit(ctx context.Context, from reader, ids []string, base string) (*commit, error) {
	w := newWriting(from, base, time.Time{})
	for _, id := range ids {
		t, err := tellStored(ctx, from, id)
		if err != nil {
			return nil, err
		}
		if err := w.derive(ctx, t); err != nil {
			return nil, err
		}
	}
	if err := w.folder.finish(ctx); err != nil {
		return nil, err
	}
	return w.draft.commit(ctx)
}
