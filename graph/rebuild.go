package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"newsgraph/news"
)

// Rereading says how stored texts are read again.
type Rereading struct {
	// Read gives the reading of an article. It must not use the store.
	Read func(context.Context, news.Article) (Reading, error)
	// Workers is how many texts are read at the same time; 0 is 1.
	Workers int
	// Current is the version of the extractor. Articles that it has read already are left out, so that a rebuild that was
	// stopped goes on; an empty one leaves out nothing.
	Current string
	// Each is told of each article that was read, in order of the ids; it may be nil.
	Each func(Reread)
}

// Reread is an article that was read again.
type Reread struct {
	Article string
	Changed bool // whether something else was read than is stored, in the current text or in an earlier one
	// The claims, as short sentences with the predicate behind them, that the stored reading of the current text makes and the new one does not, and the
	// other way round; both in order of the text.
	Lost, Gained []string
}

// Rebuilt sums up a rebuild.
type Rebuilt struct {
	Read, Changed, Left int           // articles: read, with another reading, left out
	Stale               []StaleReview // verdicts on statements that no text makes any more, oldest first
}

// Rebuild reads every stored text again, earlier ones too, and makes all that the store says anew of what is read and of
// the curation log. Articles are written a few at a time, each whole; after an error or when ctx ends those before it are
// done.
func (s *Store) Rebuild(ctx context.Context, how Rereading) (Rebuilt, error) {
	done, err := s.rereadAll(ctx, how, s.rewrite)
	if err != nil {
		return done, err
	}
	if err := s.remake(ctx); err != nil {
		return done, err
	}
	done.Stale, err = s.StaleReviews(ctx)
	return done, err
}

// CompareRebuild is what Rebuild would give. It writes nothing. Which verdicts would go stale it says by the entities that
// there are now.
func (s *Store) CompareRebuild(ctx context.Context, how Rereading) (Rebuilt, error) {
	w, err := s.watchReviews(ctx)
	if err != nil {
		return Rebuilt{}, err
	}
	done, err := s.rereadAll(ctx, how, w.compare)
	if err != nil {
		return done, err
	}
	done.Stale = w.stale()
	return done, nil
}

// rereadBatch is how many articles are read, and then written in one commit.
const rereadBatch = 20

// rereadAll reads all texts and hands them to use, which gives what has changed.
func (s *Store) rereadAll(ctx context.Context, how Rereading, use func(context.Context, []string, *rereader) ([]Reread, error)) (Rebuilt, error) {
	var done Rebuilt
	snap, err := s.snapshot(ctx)
	if err != nil {
		return done, err
	}
	ids, err := articleIDs(ctx, snap)
	snap.release()
	if err != nil {
		return done, err
	}
	for batch := range slices.Chunk(ids, rereadBatch) {
		r := &rereader{how: how, made: map[string]*Reading{}}
		wanted, err := s.readAgain(ctx, batch, r)
		if err != nil {
			return done, err
		}
		done.Left += len(batch) - len(wanted)
		changes, err := use(ctx, wanted, r)
		if err != nil {
			return done, err
		}
		for _, c := range changes {
			done.Read++
			if c.Changed {
				done.Changed++
			}
			if how.Each != nil {
				how.Each(c)
			}
		}
	}
	return done, nil
}

// readAgain reads the texts of some articles, several at a time, and gives the articles that were not left out.
func (s *Store) readAgain(ctx context.Context, ids []string, r *rereader) ([]string, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	var wanted []string
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(max(r.how.Workers, 1))
	for _, id := range ids {
		versions, err := readVersions(ctx, snap, id)
		if err != nil {
			return nil, errors.Join(err, work.Wait())
		}
		if r.how.Current != "" && !slices.ContainsFunc(versions, func(v version) bool { return v.article.Extractor != r.how.Current }) {
			continue
		}
		wanted = append(wanted, id)
		for _, v := range versions {
			work.Go(func() error {
				_, err := r.reading(ctx, v.article)
				return err
			})
		}
	}
	return wanted, work.Wait()
}

// rereader remembers readings: to read is slow, and a change may be worked out several times. It is safe for concurrent
// use.
type rereader struct {
	how   Rereading
	mutex sync.Mutex
	made  map[string]*Reading
}

func (r *rereader) reading(ctx context.Context, a *Article) (*Reading, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	key := a.ID + "\x00" + a.ContentHash
	r.mutex.Lock()
	made := r.made[key]
	r.mutex.Unlock()
	if made == nil {
		fresh, err := r.how.Read(ctx, a.Article)
		if err != nil {
			return nil, fmt.Errorf("graph: %s: %w", a.ID, err)
		}
		if fresh.Article.ContentHash() != a.ContentHash {
			return nil, fmt.Errorf("graph: %s: what was read is another text", a.ID)
		}
		fresh.Article = a.Article
		if err := validate(0, &fresh); err != nil {
			return nil, err
		}
		made = &fresh
		r.mutex.Lock()
		r.made[key] = made
		r.mutex.Unlock()
	}
	again := *made // revisions of one text differ in what is known of the article
	again.Article = a.Article
	return &again, nil
}

// versions are the texts of an article with what is stored of them and with what is read now.
func (r *rereader) versions(ctx context.Context, from reader, id string) (before, now []version, err error) {
	if before, err = readVersions(ctx, from, id); err != nil {
		return nil, nil, err
	}
	for _, v := range before {
		reading, err := r.reading(ctx, v.article)
		if err != nil {
			return nil, nil, err
		}
		now = append(now, version{article: v.article, reading: reading, revision: v.revision, at: v.at})
	}
	return before, now, nil
}

// rewrite stores what was read.
func (s *Store) rewrite(ctx context.Context, ids []string, r *rereader) ([]Reread, error) {
	var changes []Reread
	err := s.curate(ctx, func(ctx context.Context, c *curating) error {
		changes = changes[:0]
		for _, id := range ids {
			before, now, err := r.versions(ctx, c.w.draft.base, id)
			if err != nil {
				return err
			}
			change, err := c.w.replace(ctx, id, before, now)
			if err != nil {
				return err
			}
			changes = append(changes, change)
		}
		return nil
	})
	return changes, err
}

// replace stores what was read anew in the texts of an article, where that is something else.
func (w *writing) replace(ctx context.Context, id string, before, now []version) (Reread, error) {
	change, again, err := compareReadings(id, before, now)
	if err != nil || !change.Changed {
		return change, err
	}
	for i, v := range now {
		if again[i] == "" {
			continue
		}
		v.article.Extractor = v.reading.Extractor
		if v.revision > 0 {
			w.draft.put(revisionKey(id, v.revision), (&revision{v.revision, v.at, v.article, again[i]}).encode())
			continue
		}
		w.draft.put(articleKind.key(id), encodeArticle(v.article))
		w.draft.put(readingKind.key(id), again[i])
	}
	w.changed = true
	return change, w.read(ctx, id)
}

// compareReadings is how the readings of an article's texts differ, and for each text the new reading as it is stored,
// empty where it is the old one.
func compareReadings(id string, before, now []version) (Reread, []string, error) {
	change, again := Reread{Article: id}, make([]string, len(now))
	for i, v := range now {
		old, err := json.Marshal(stored{before[i].reading.Entities, before[i].reading.Claims})
		if err != nil {
			return change, nil, fmt.Errorf("graph: %s: %w", id, err)
		}
		reading, err := json.Marshal(stored{v.reading.Entities, v.reading.Claims})
		if err != nil {
			return change, nil, fmt.Errorf("graph: %s: %w", id, err)
		}
		if string(old) == string(reading) && before[i].article.Extractor == v.reading.Extractor {
			continue
		}
		change.Changed, again[i] = true, string(reading)
		if v.revision == 0 {
			change.Lost, change.Gained = without(before[i].reading, v.reading), without(v.reading, before[i].reading)
		}
	}
	return change, again, nil
}

// without are the claims of a reading, as sentences, that another one does not make.
func without(r, other *Reading) []string {
	there := map[string]bool{}
	for i := range other.Claims {
		there[other.Claims[i].content()] = true
	}
	var texts []string
	for i := range r.Claims {
		if content := r.Claims[i].content(); !there[content] {
			there[content] = true
			texts = append(texts, r.Claims[i].Text+" ["+r.Claims[i].Predicate+"]")
		}
	}
	return texts
}

// content is what makes two claims of an article one statement: its keys in the place of entities.
func (c *Claim) content() string {
	keys := map[Key]string{c.Subject: string(c.Subject), c.Object: string(c.Object), c.Speaker: string(c.Speaker)}
	return statementID(coreOf(c, predicateID(c.Predicate), keys))
}

// forgive takes out of the earlier texts of an article what a later text said too, before the current text is read by
// another extractor: what that does not find any more was not withdrawn by anybody.
func (w *writing) forgive(ctx context.Context, id string) error {
	versions, err := readVersions(ctx, w.draft, id)
	if err != nil {
		return err
	}
	said := map[string]bool{}
	for _, v := range versions {
		kept := slices.DeleteFunc(slices.Clone(v.reading.Claims), func(c Claim) bool { return said[c.content()] })
		for _, c := range v.reading.Claims {
			said[c.content()] = true
		}
		if v.revision == 0 || len(kept) == len(v.reading.Claims) {
			continue
		}
		reading, err := json.Marshal(stored{v.reading.Entities, kept})
		if err != nil {
			return fmt.Errorf("graph: %s: %w", id, err)
		}
		w.draft.put(revisionKey(id, v.revision), (&revision{v.revision, v.at, v.article, string(reading)}).encode())
	}
	return nil
}
