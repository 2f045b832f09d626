package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// StaleReview is a person's verdict on a statement that no stored text makes.
type StaleReview struct {
	At         time.Time
	By, Reason string
	Verdict    Review
	Text       string // the statement as a short sentence, by the names of its things at the time
}

// StaleReviews are the verdicts that count and are about statements that no current text makes, oldest first.
func (s *Store) StaleReviews(ctx context.Context) ([]StaleReview, error) {
	w, err := s.watchReviews(ctx)
	if err != nil {
		return nil, err
	}
	return w.stale(), nil
}

// watchedReview is a verdict and what carries its statement.
type watchedReview struct {
	number    int
	entry     *entry
	statement string          // its id; empty where a thing of it is not known
	articles  map[string]bool // whose current texts make the statement
}

// reviewWatch follows what becomes of reviewed statements when articles are read anew.
type reviewWatch struct {
	store *Store
	all   []*watchedReview
	about map[string][]*watchedReview // by statement
}

// watchReviews is the watch over the verdicts that count, as things stand.
func (s *Store) watchReviews(ctx context.Context) (*reviewWatch, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	w := &reviewWatch{store: s, about: map[string][]*watchedReview{}}
	entries, err := standingReviews(ctx, snap)
	if err != nil {
		return nil, err
	}
	for _, r := range entries {
		if err := r.find(ctx, snap); err != nil {
			return nil, err
		}
		w.all = append(w.all, r)
		w.about[r.statement] = append(w.about[r.statement], r)
	}
	return w, nil
}

// standingReviews are the verdicts in the log that nobody took back, oldest first.
func standingReviews(ctx context.Context, from reader) ([]*watchedReview, error) {
	undone := map[int]bool{}
	var found []*watchedReview
	for rec, err := range from.scan(ctx, string(curationKind), prefixEnd(string(curationKind)), false) {
		if err != nil {
			return nil, err
		}
		if len(rec.key) != len(curationKind)+numberSize {
			return nil, damage(errDamaged, "the curation log")
		}
		number := keyNumber(rec.key[len(curationKind):])
		e, err := readCuration(ctx, from, number)
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case undoEntry:
			for _, n := range e.Undoes {
				undone[n] = true
			}
		case reviewEntry:
			found = append(found, &watchedReview{number: number, entry: e, articles: map[string]bool{}})
		}
	}
	return slices.DeleteFunc(found, func(r *watchedReview) bool { return undone[r.number] }), nil
}

// find finds the statement and the articles whose current texts make it.
func (r *watchedReview) find(ctx context.Context, from reader) error {
	c, known, err := r.entry.Review.core(ctx, from)
	if err != nil || !known {
		return err
	}
	r.statement = statementID(c)
	prefix := evidenceKind.under(r.statement)
	for rec, err := range from.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		row, err := decodeEvidence(rec.key[len(prefix):], rec.value)
		if err != nil {
			return damage(err, r.statement)
		}
		if row.revision == 0 {
			r.articles[row.article] = true
		}
	}
	return nil
}

// compare reads articles anew, stores nothing and notes which reviewed statements they make now.
func (w *reviewWatch) compare(ctx context.Context, ids []string, r *rereader) ([]Reread, error) {
	snap, err := w.store.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	var changes []Reread
	for _, id := range ids {
		before, now, err := r.versions(ctx, snap, id)
		if err != nil {
			return nil, err
		}
		change, _, err := compareReadings(id, before, now)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
		if change.Changed && len(w.all) > 0 {
			if err := w.note(ctx, snap, id, now[0].reading); err != nil {
				return nil, err
			}
		}
	}
	return changes, nil
}

// note notes which reviewed statements an article makes by its new reading, with the entities that there are now.
func (w *reviewWatch) note(ctx context.Context, from reader, article string, reading *Reading) error {
	for _, r := range w.all {
		delete(r.articles, article)
	}
	ids, units := map[Key]string{}, keyed{r: from}
	for i := range reading.Entities {
		unit, err := units.unit(ctx, article, &reading.Entities[i])
		if err != nil {
			return err
		}
		g, ok, err := readGroup(ctx, from, unit)
		if err != nil {
			return err
		}
		if ok {
			ids[reading.Entities[i].Key] = g.entity
		}
	}
	for i := range reading.Claims {
		claim := &reading.Claims[i]
		for _, r := range w.about[statementID(coreOf(claim, predicateID(claim.Predicate), ids))] {
			r.articles[article] = true
		}
	}
	return nil
}

// stale are the verdicts whose statements no article makes.
func (w *reviewWatch) stale() []StaleReview {
	var list []StaleReview
	for _, r := range w.all {
		if len(r.articles) == 0 {
			e := r.entry
			list = append(list, StaleReview{At: e.At, By: e.By, Reason: e.Reason, Verdict: e.Review.Verdict, Text: e.Review.text()})
		}
	}
	slices.SortStableFunc(list, func(a, b StaleReview) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return list
}

// text is the statement as a short sentence, by the names that its things had.
func (r *reviewed) text() string {
	words := []string{r.Subject.Name}
	if r.Polarity == Negated {
		words = append(words, "not")
	}
	words = append(words, strings.ReplaceAll(strings.TrimPrefix(r.Predicate, PredicatePrefix), "-", " "))
	switch {
	case r.Object != nil:
		words = append(words, r.Object.Name)
	case r.Literal != nil:
		words = append(words, r.Literal.Text)
	}
	return strings.Join(words, " ")
}
