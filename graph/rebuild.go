package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cayleygraph/quad"

	"newsgraph/news"
)

// Reread is an article in which something else is read than is stored.
type Reread struct {
	Article string
	// The claims, as short sentences, that the stored reading of the current text makes and the new one does not, and the
	// other way round; both in order of the text.
	Lost, Gained []string
}

// Rebuild reads every stored text again, earlier ones too, and makes all that the store says anew of what is read and of
// the curation log. Read gives the reading of an article; it must not use the store. Articles are written a few at a time,
// each whole; after an error those before it are done. It gives the articles in which something else is read, in order of
// their ids.
func (s *Store) Rebuild(ctx context.Context, read func(news.Article) (Reading, error)) ([]Reread, error) {
	changes, err := s.rereadAll(ctx, read, true)
	if err != nil {
		return changes, err
	}
	return changes, s.remake(ctx)
}

// CompareRebuild is what Rebuild would give. It writes nothing.
func (s *Store) CompareRebuild(ctx context.Context, read func(news.Article) (Reading, error)) ([]Reread, error) {
	return s.rereadAll(ctx, read, false)
}

// rereadBatch is how many articles are written in one commit.
const rereadBatch = 20

func (s *Store) rereadAll(ctx context.Context, read func(news.Article) (Reading, error), write bool) ([]Reread, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := articleIDs(ctx, snap)
	snap.release()
	if err != nil {
		return nil, err
	}
	var changes []Reread
	for batch := range slices.Chunk(ids, rereadBatch) {
		more, err := s.rereadSome(ctx, batch, read, write)
		if err != nil {
			return changes, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

func (s *Store) rereadSome(ctx context.Context, ids []string, read func(news.Article) (Reading, error), write bool) ([]Reread, error) {
	var changes []Reread
	read = readOnce(read)
	err := s.curate(ctx, func(ctx context.Context, c *curating) error {
		changes = nil
		for _, id := range ids {
			versions, err := readVersions(ctx, c.w.draft.base, id)
			if err != nil {
				return err
			}
			var others []version
			for _, v := range versions {
				r, err := rereadOne(v.article, read)
				if err != nil {
					return err
				}
				others = append(others, version{article: v.article, reading: r, revision: v.revision, at: v.at})
			}
			change, changed, err := c.w.replace(ctx, id, versions, others)
			if err != nil {
				return err
			}
			if changed {
				changes = append(changes, change)
			}
		}
		c.w.changed = c.w.changed && write
		return nil
	})
	return changes, err
}

// readOnce remembers readings: a change may be worked out several times, and to read is slow.
func readOnce(read func(news.Article) (Reading, error)) func(news.Article) (Reading, error) {
	type answer struct {
		reading Reading
		err     error
	}
	known := map[string]answer{}
	return func(a news.Article) (Reading, error) {
		key := a.ID() + "\x00" + a.ContentHash()
		made, ok := known[key]
		if !ok {
			made.reading, made.err = read(a)
			known[key] = made
		}
		return made.reading, made.err
	}
}

func rereadOne(a *Article, read func(news.Article) (Reading, error)) (*Reading, error) {
	r, err := read(a.Article)
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", a.ID, err)
	}
	if r.Article.ContentHash() != a.ContentHash {
		return nil, fmt.Errorf("graph: %s: what was read is another text", a.ID)
	}
	r.Article = a.Article
	if err := validate(0, &r); err != nil {
		return nil, err
	}
	return &r, nil
}

// replace stores what was read anew in the texts of an article, where that is something else.
func (w *writing) replace(ctx context.Context, id string, before, now []version) (Reread, bool, error) {
	change := Reread{Article: id}
	changed := false
	for i, v := range now {
		old, err := json.Marshal(stored{before[i].reading.Entities, before[i].reading.Claims})
		if err != nil {
			return change, false, fmt.Errorf("graph: %s: %w", id, err)
		}
		reading, err := json.Marshal(stored{v.reading.Entities, v.reading.Claims})
		if err != nil {
			return change, false, fmt.Errorf("graph: %s: %w", id, err)
		}
		if string(old) == string(reading) && before[i].article.Extractor == v.reading.Extractor {
			continue
		}
		changed = true
		v.article.Extractor = v.reading.Extractor
		if v.revision > 0 {
			w.draft.put(revisionKey(id, v.revision), (&revision{v.revision, v.at, v.article, string(reading)}).encode())
			continue
		}
		w.draft.put(articleKind.key(id), encodeArticle(v.article))
		w.draft.put(readingKind.key(id), string(reading))
		change.Lost = without(before[i].reading, v.reading)
		change.Gained = without(v.reading, before[i].reading)
	}
	if !changed {
		return change, false, nil
	}
	w.changed = true
	return change, true, w.read(ctx, id)
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
			texts = append(texts, r.Claims[i].Text)
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

// remake makes all anew that is made of what was loaded and decided, and writes what differs: nothing, in a store that
// is sound. It takes as much memory as the store.
func (s *Store) remake(ctx context.Context) error {
	return s.change(ctx, func() (*commit, uint64, error) {
		snap, err := s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		if err := learnAll(ctx, snap); err != nil {
			return nil, 0, err
		}
		c, err := s.remaking(ctx, snap)
		if err != nil {
			return nil, 0, err
		}
		revision, err := readRevision(ctx, snap)
		if err != nil || len(c.records) == 0 && len(c.labels) == 0 {
			return nil, 0, err
		}
		revision++
		c.records = append(c.records, change{record: record{string(revisionKind), strconv.FormatUint(revision, 10)}})
		slices.SortFunc(c.records, func(a, b change) int { return strings.Compare(a.key, b.key) })
		return c, revision, nil
	})
}

// remaking is what of a state differs from what it should be.
func (s *Store) remaking(ctx context.Context, snap snapshot) (*commit, error) {
	ids, err := articleIDs(ctx, snap)
	if err != nil {
		return nil, err
	}
	again, err := deriveCommit(ctx, primaryReader{snap}, ids, true, s.opt.IRIBase)
	if err != nil {
		return nil, err
	}
	c := &commit{labels: map[quad.IRI][]quad.Quad{}}
	wanted := map[string]string{}
	for _, w := range again.records {
		wanted[w.key] = w.value
	}
	for have, err := range snap.scan(ctx, "", "", false) {
		if err != nil {
			return nil, err
		}
		value, there := wanted[have.key]
		if there && value == have.value {
			delete(wanted, have.key)
		} else if !there && !primary(have.key) {
			c.records = append(c.records, change{record: record{key: have.key}, gone: true})
		}
	}
	for key, value := range wanted {
		c.records = append(c.records, change{record: record{key, value}})
	}
	return c, s.remakeLabels(ctx, snap, again.labels, c)
}

func (s *Store) remakeLabels(ctx context.Context, snap snapshot, wanted map[quad.IRI][]quad.Quad, c *commit) error {
	have := map[quad.IRI]map[quad.Quad]bool{}
	for q, err := range snap.match(ctx, quad.Quad{}) {
		if err != nil {
			return err
		}
		if _, is := isDataset(q.Label, s.opt.IRIBase); is {
			continue
		}
		label, _ := q.Label.(quad.IRI)
		if have[label] == nil {
			have[label] = map[quad.Quad]bool{}
		}
		have[label][typed(q)] = true
	}
	for label, quads := range wanted {
		there := have[label]
		delete(have, label)
		if len(there) != len(quads) || slices.ContainsFunc(quads, func(q quad.Quad) bool { return !there[typed(q)] }) {
			c.labels[label] = quads
		}
	}
	for label := range have {
		if id := strings.TrimPrefix(string(label), s.opt.IRIBase); strings.HasPrefix(id, ArticlePrefix) || strings.HasPrefix(id, linksPrefix) {
			c.labels[label] = nil
		}
	}
	return nil
}
