package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Revision is an earlier text of an article.
type Revision struct {
	At          time.Time // when another text took its place
	ContentHash string
	Title       string
	WordCount   int
}

// Revisions are the earlier texts of an article, newest first.
func (v *View) Revisions(ctx context.Context, article string) ([]Revision, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]Revision, error) { return v.Revisions(ctx, article) })
	}
	var list []Revision
	err := eachRevision(ctx, v.snap, article, true, func(r *revision) error {
		list = append(list, Revision{At: r.at, ContentHash: r.article.ContentHash, Title: r.article.Title, WordCount: r.article.WordCount})
		return nil
	})
	return list, err
}

// revision is an earlier text with what was read in it.
type revision struct {
	number  int // from 1
	at      time.Time
	article *Article
	reading string // as the record of a reading has it
}

// revisionMark parts the id of an article from the number of a revision of it.
const revisionMark = "/rev/"

// revisionID names a revision. It is the label of what is only said there.
func revisionID(article string, number int) string {
	return article + revisionMark + strconv.Itoa(number)
}

// cutRevision parts what revisionID makes; the number is 0 for the id of an article.
func cutRevision(id string) (article string, number int) {
	article, digits, found := strings.Cut(id, revisionMark)
	if !found {
		return id, 0
	}
	number, err := strconv.Atoi(digits)
	if err != nil || number < 1 || revisionID(article, number) != id {
		return id, 0
	}
	return article, number
}

func revisionKey(article string, number int) string {
	return historyKind.under(article) + ascendingNumber(number)
}

func (r *revision) encode() string {
	var e encoder
	e.time(r.at)
	e.str(encodeArticle(r.article))
	e.str(r.article.Text)
	e.str(r.reading)
	return e.done()
}

func decodeRevision(article string, number int, value string) (*revision, error) {
	d := decoder{s: value}
	r := &revision{number: number, at: d.time()}
	row, text := d.str(), d.str()
	r.reading = d.str()
	if err := damage(d.done(), revisionID(article, number)); err != nil {
		return nil, err
	}
	var err error
	if r.article, err = decodeArticle(article, row); err != nil {
		return nil, err
	}
	r.article.Text = text
	return r, nil
}

// eachRevision gives the earlier texts of an article, oldest first or newest first.
func eachRevision(ctx context.Context, r reader, article string, newest bool, yield func(*revision) error) error {
	if !strings.HasPrefix(article, ArticlePrefix) {
		return ctx.Err()
	}
	prefix := historyKind.under(article)
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), newest) {
		if err != nil {
			return err
		}
		if len(rec.key) != len(prefix)+numberSize {
			return damage(errDamaged, article)
		}
		old, err := decodeRevision(article, keyNumber(rec.key[len(prefix):]), rec.value)
		if err != nil {
			return err
		}
		if err := yield(old); err != nil {
			return err
		}
	}
	return nil
}

// keep makes the text of an article that another one takes the place of a revision.
func (w *writing) keep(ctx context.Context, before *Article) error {
	last := 0
	err := eachRevision(ctx, w.draft, before.ID, false, func(r *revision) error {
		last = r.number
		return nil
	})
	if err != nil {
		return err
	}
	old := &revision{at: w.now, article: before}
	if old.article.Text, err = readText(ctx, w.draft, before.ID); err != nil {
		return err
	}
	if old.reading, _, err = w.draft.get(ctx, readingKind.key(before.ID)); err != nil {
		return err
	}
	w.draft.put(revisionKey(before.ID, last+1), old.encode())
	return nil
}

// version is one text of an article with what was read in it.
type version struct {
	article  *Article
	reading  *Reading
	revision int       // 0 for the current one
	at       time.Time // when another text took its place
}

// readVersions are the texts of an article, newest first; none where there is no such article.
func readVersions(ctx context.Context, from reader, id string) ([]version, error) {
	article, err := readFullArticle(ctx, from, id)
	if err != nil || article == nil {
		return nil, err
	}
	value, _, err := from.get(ctx, readingKind.key(id))
	if err != nil {
		return nil, err
	}
	reading, err := decodeReading(article, value)
	if err != nil {
		return nil, err
	}
	versions := []version{{article: article, reading: reading}}
	err = eachRevision(ctx, from, id, true, func(r *revision) error {
		reading, err := decodeReading(r.article, r.reading)
		// Evidence is ordered and filtered by what is known of the article now.
		r.article.Published, r.article.Source, r.article.LoadedAt = article.Published, article.Source, article.LoadedAt
		versions = append(versions, version{r.article, reading, r.number, r.at})
		return err
	})
	return versions, err
}

// tellStored is what the texts of a stored article tell: the current one first, then of each revision, newest first, what
// no later text says; nothing where there is no such article.
func tellStored(ctx context.Context, k *keyed, id string) ([]*told, error) {
	versions, err := readVersions(ctx, k.r, id)
	if err != nil {
		return nil, err
	}
	return tellVersions(ctx, k, id, versions)
}

// tellVersions is tellStored for texts that were read.
func tellVersions(ctx context.Context, k *keyed, id string, versions []version) ([]*told, error) {
	var all []*told
	said := map[string]bool{}
	for _, v := range versions {
		groups, err := groupsOf(ctx, k, id, v.reading)
		if err != nil {
			return nil, err
		}
		t := tell(v.article, v.reading, groups)
		if err := t.review(ctx, k); err != nil {
			return nil, err
		}
		if v.revision > 0 {
			t.revision, t.withdrawn = v.revision, v.at
			t.only(func(statement string) bool { return !said[statement] })
		}
		for _, s := range t.statements {
			said[s.id] = true
		}
		for _, e := range t.evidence {
			said[e.id] = true
		}
		all = append(all, t)
	}
	return all, nil
}

// review notes which statements a person has rejected.
func (t *told) review(ctx context.Context, k *keyed) error {
	if some, err := k.any(ctx); err != nil || !some {
		return err
	}
	for i := range t.statements {
		verdict, err := readReview(ctx, k.r, t.statements[i].id)
		if err != nil {
			return err
		}
		t.statements[i].rejected = verdict == Rejected
	}
	return nil
}

// only leaves of what is told the statements of which something holds, and their evidence and things. Evidence that
// another text has for another statement, which a split can bring about, stays there.
func (t *told) only(holds func(id string) bool) {
	t.statements = slices.DeleteFunc(t.statements, func(s toldStatement) bool { return !holds(s.id) })
	kept := map[string]bool{}
	t.evidence = slices.DeleteFunc(t.evidence, func(e toldEvidence) bool { return !holds(e.statement) || !holds(e.id) })
	for _, e := range t.evidence {
		kept[e.statement] = true
		kept[e.place] = true
		for _, a := range e.arguments {
			kept[a.Entity] = true
		}
	}
	t.statements = slices.DeleteFunc(t.statements, func(s toldStatement) bool { return !kept[s.id] })
	for _, s := range t.statements {
		kept[s.subject], kept[s.object], kept[s.speaker] = true, true, true
	}
	labels := map[toldPredicate]bool{}
	for _, e := range t.evidence {
		labels[toldPredicate{e.predicate, e.claim.Predicate}] = true
	}
	t.entities = slices.DeleteFunc(t.entities, func(e toldEntity) bool { return !kept[e.id] })
	for i := range t.entities {
		e := &t.entities[i]
		e.Aliases, e.Descriptions = []NameCount{{Name: e.Name}}, nil
	}
	t.predicates = slices.DeleteFunc(t.predicates, func(p toldPredicate) bool { return !labels[p] })
	t.former = slices.DeleteFunc(t.former, func(f formerID) bool { return !kept[f.now] })
}

// eachVanished gives the statements of the evidence with a prefix that only earlier texts have.
func (v *View) eachVanished(ctx context.Context, prefix string, yield func(statement string)) error {
	for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		yield(StatementPrefix + rec.value)
	}
	return nil
}
