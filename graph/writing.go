package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// writing is a batch being worked out. What was loaded changes at once in the draft. Articles that are read anew are taken
// out as the store has them when they are first touched, and put in again at the end, when it is settled what their keys
// have come to be. Of those that are only told anew, as one of their keys has become another entity, only what they tell
// otherwise is changed: they may be many, and most of what they tell stays.
type writing struct {
	draft   *draft
	folder  *folder
	linker  *linker
	stories *storyteller
	base    string
	now     time.Time
	changed bool
	noted   bool             // the books of loads changed
	reread  map[string]bool  // articles whose texts, keys and votes may change
	retold  map[string]bool  // those and others that are told anew
	reviews map[int]bool     // reviews that are placed anew, and whether they count
	was     keyed            // what counts in the state before
	told    map[string]*told // the current texts of what is read anew, as they are told

	loaded []string            // articles that were put and are not what they were
	said   map[string][]string // the statements that articles that are read anew made before
}

func newWriting(r reader, base string, now time.Time) *writing {
	d := newDraft(r)
	l := newLinker(d, base)
	return &writing{
		draft: d, folder: newFolder(d, &l.keyed), linker: l, stories: newStoryteller(d), base: base, now: now,
		was: keyed{r: r}, reviews: map[int]bool{}, retold: map[string]bool{}, reread: map[string]bool{}, told: map[string]*told{}, said: map[string][]string{},
	}
}

func (w *writing) put(ctx context.Context, r *Reading) (AppliedArticle, error) {
	article := &Article{
		ID: ArticlePrefix + r.Article.ID(), Article: r.Article, LoadedAt: w.now,
		ContentHash: r.Article.ContentHash(), WordCount: len(strings.Fields(r.Article.Text)), Extractor: r.Extractor,
	}
	done := AppliedArticle{ID: article.ID, Outcome: Added}
	before, err := readArticle(ctx, w.draft, article.ID)
	if err != nil {
		return done, err
	}
	if before != nil {
		if before.ContentHash == article.ContentHash && before.Extractor == article.Extractor {
			done.Outcome = Unchanged
			return done, nil
		}
		done.Outcome = Updated
		article.LoadedAt = before.LoadedAt
		if before.ContentHash != article.ContentHash {
			err = w.keep(ctx, before)
		} else {
			err = w.forgive(ctx, before.ID)
		}
		if err != nil {
			return done, err
		}
	}
	if err := w.read(ctx, article.ID); err != nil {
		return done, err
	}
	reading, err := json.Marshal(stored{r.Entities, r.Claims})
	if err != nil {
		return done, fmt.Errorf("graph: %s: %w", article.ID, err)
	}
	w.changed = true
	w.loaded = append(w.loaded, article.ID)
	w.draft.put(articleKind.key(article.ID), encodeArticle(article))
	w.draft.put(textKind.key(article.ID), article.Text)
	w.draft.put(readingKind.key(article.ID), string(reading))
	return done, nil
}

func (w *writing) delete(ctx context.Context, id string) (DeletedArticle, error) {
	done := DeletedArticle{ID: id}
	article, err := readArticle(ctx, w.draft, id)
	if err != nil || article == nil {
		return done, err
	}
	w.changed, done.Found = true, true
	before, err := tellStored(ctx, &w.was, id)
	if err != nil {
		return done, err
	}
	if err := w.read(ctx, id); err != nil {
		return done, err
	}
	w.draft.remove(articleKind.key(id))
	w.draft.remove(textKind.key(id))
	w.draft.remove(readingKind.key(id))
	if err := w.disown(ctx, id); err != nil {
		return done, err
	}
	err = eachRevision(ctx, w.draft, id, false, func(r *revision) error {
		w.draft.remove(revisionKey(id, r.number))
		return nil
	})
	if err != nil {
		return done, err
	}
	statements, entities := map[string]bool{}, map[string]bool{}
	for _, t := range before {
		for _, s := range t.statements {
			statements[s.id] = true
		}
		for _, e := range t.entities {
			entities[e.id] = true
		}
	}
	if done.StatementsRemoved, err = w.gone(ctx, statements, evidenceKind); err != nil {
		return done, err
	}
	done.EntitiesRemoved, err = w.gone(ctx, entities, typeKind)
	return done, err
}

// gone is how many of some ids have no record of a kind any more.
func (w *writing) gone(ctx context.Context, ids map[string]bool, k kind) (int, error) {
	n := 0
	for id := range ids {
		lives, err := hasAny(ctx, w.draft, k.under(id))
		if err != nil {
			return 0, err
		}
		n += exists(!lives)
	}
	return n, nil
}

// read takes an article out, with its keys and its votes, to read it anew.
func (w *writing) read(ctx context.Context, id string) error {
	if w.reread[id] {
		return nil
	}
	w.reread[id], w.retold[id] = true, true
	versions, err := readVersions(ctx, w.draft.base, id)
	if err != nil {
		return err
	}
	if err := w.linker.index(ctx, &w.was, id, versions, -1); err != nil {
		return err
	}
	before, err := tellStored(ctx, &w.was, id)
	if err != nil {
		return err
	}
	w.remember(id, before)
	for _, t := range before {
		if t.revision > 0 {
			w.draft.labels[quad.IRI(w.base+revisionID(id, t.revision))] = nil
		}
		if err := w.folder.remove(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// settle decides what the keys of the batch have come to be, and tells all articles anew that it touches.
func (w *writing) settle(ctx context.Context) error {
	if err := w.index(ctx); err != nil {
		return err
	}
	changed, err := w.linker.settle(ctx)
	if err != nil {
		return err
	}
	if err := w.retellAll(ctx, changed); err != nil {
		return err
	}
	if err := w.settleReviews(ctx, changed); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(w.retold)) {
		tell := w.retell
		if w.reread[id] {
			tell = w.tell
		}
		if err := tell(ctx, id); err != nil {
			return err
		}
	}
	moved, err := w.stories.settle(ctx)
	if err != nil {
		return err
	}
	for _, id := range moved {
		if err := w.folder.touch(ctx, id); err != nil {
			return err
		}
	}
	return w.folder.finish(ctx)
}

// index notes the keys, votes and texts of the articles that are read anew.
func (w *writing) index(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.reread)) {
		versions, err := readVersions(ctx, w.draft, id)
		if err != nil {
			return err
		}
		if err := w.linker.index(ctx, &w.linker.keyed, id, versions, 1); err != nil {
			return err
		}
		var article *Article
		if len(versions) > 0 {
			article = versions[0].article
		}
		if err := w.stories.change(ctx, id, article); err != nil {
			return err
		}
	}
	return nil
}

// retellAll notes that the articles which read some keys are to be told anew.
func (w *writing) retellAll(ctx context.Context, keys []Key) error {
	for _, key := range keys {
		articles, err := articlesOfKey(ctx, w.draft, key)
		if err != nil {
			return err
		}
		for _, id := range articles {
			w.retold[id] = true
		}
	}
	return nil
}

// retell changes what an article tells otherwise now that some of its keys have become other entities.
func (w *writing) retell(ctx context.Context, id string) error {
	versions, err := readVersions(ctx, w.draft, id) // which are as they were
	if err != nil {
		return err
	}
	before, err := tellVersions(ctx, &w.was, id, versions)
	if err != nil {
		return err
	}
	now, err := tellVersions(ctx, &w.linker.keyed, id, versions)
	if err != nil {
		return err
	}
	for i := range now {
		gone, come := difference(before[i], now[i])
		if gone.nothing() && come.nothing() {
			continue
		}
		if err := w.folder.remove(ctx, gone); err != nil {
			return err
		}
		if err := w.folder.add(ctx, come); err != nil {
			return err
		}
		removed, added := changedQuads(gone, come, now[i], w.base)
		w.draft.removed = append(w.draft.removed, removed...)
		w.draft.added = append(w.draft.added, added...)
	}
	return nil
}

// tell puts an article in that was taken out, as it is now.
func (w *writing) tell(ctx context.Context, id string) error {
	all, err := tellStored(ctx, &w.linker.keyed, id)
	if err != nil {
		return err
	}
	w.draft.labels[quad.IRI(w.base+id)] = nil
	for _, t := range all {
		label := id
		if t.revision > 0 {
			label = revisionID(id, t.revision)
		} else {
			w.told[id] = t
		}
		w.draft.labels[quad.IRI(w.base+label)] = quadsOf(t, w.base)
		if err := w.folder.add(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// finish is the commit, nil where nothing changes, and the revision of the store after it.
func (w *writing) finish(ctx context.Context, counts bool) (*commit, uint64, error) {
	revision, err := readRevision(ctx, w.draft.base)
	if err != nil || !w.changed && !w.noted {
		return nil, revision, err
	}
	if !w.changed {
		c, err := w.draft.commit(ctx)
		if err != nil || len(c.records) == 0 {
			return nil, revision, err
		}
		return c, revision, nil
	}
	if counts {
		revision++
		w.draft.put(string(revisionKind), strconv.FormatUint(revision, 10))
	}
	if err := w.settle(ctx); err != nil {
		return nil, 0, err
	}
	if counts {
		if err := w.keepUpdate(ctx, revision); err != nil {
			return nil, 0, err
		}
	}
	c, err := w.draft.commit(ctx)
	return c, revision, err
}

// countStatements is how many different statements an article makes.
func (w *writing) countStatements(ctx context.Context, id string) (int, error) {
	t := w.told[id]
	if t == nil {
		all, err := tellStored(ctx, &w.linker.keyed, id)
		if err != nil || len(all) == 0 {
			return 0, err
		}
		t = all[0]
	}
	return len(t.statements), nil
}

// decodeReading is what was read in an article.
func decodeReading(article *Article, value string) (*Reading, error) {
	var s stored
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		return nil, fmt.Errorf("%w: the reading of %s: %w", errDamaged, article.ID, err)
	}
	r := &Reading{Article: article.Article, Extractor: article.Extractor, Entities: s.Entities, Claims: s.Claims}
	if err := validate(0, r); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return r, nil
}
