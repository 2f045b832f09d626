package graph

import (
	"context"
	"math"
	"slices"
	"time"
)

// folder turns articles that come and go into rows and lists. Articles are added and removed first, each touching only
// what it tells; finish then folds everything that was touched once. What comes out depends on the set of articles alone.
type folder struct {
	d          *draft
	fresh      reader          // what the draft puts, as if nothing had been before
	keyed      *keyed          // says whether people have decided anything
	statements map[string]core // touched
	entities   map[string]*entityChange
	predicates map[string]int // touched; how many statements more
	counters   counters       // how many more
	stories    map[string]string
}

// entityChange is how many more there are of an entity.
type entityChange struct {
	articles, revisions, named, statements int

	first, last time.Time // of the dates of the articles that speak of it now
	fewer       bool      // some article does not speak of it any more, so that its dates may be others
}

func newFolder(d *draft, k *keyed) *folder {
	return &folder{d: d, fresh: d.fresh(), keyed: k, statements: map[string]core{}, entities: map[string]*entityChange{}, predicates: map[string]int{}, stories: map[string]string{}}
}

// since is where to read what belongs to a row: for one that was not there before, the state before has nothing of it.
func (f *folder) since(before bool) reader {
	if before {
		return f.d
	}
	return f.fresh
}

func (f *folder) entity(id string) *entityChange {
	c := f.entities[id]
	if c == nil {
		c = &entityChange{}
		f.entities[id] = c
	}
	return c
}

func (f *folder) add(ctx context.Context, t *told) error { return f.apply(ctx, t, 1) }

func (f *folder) remove(ctx context.Context, t *told) error { return f.apply(ctx, t, -1) }

// set puts or removes a record that an article brings alone.
func (f *folder) set(sign int, key, value string) {
	if sign > 0 {
		f.d.put(key, value)
	} else {
		f.d.remove(key)
	}
}

func (f *folder) apply(ctx context.Context, t *told, sign int) error {
	current, earlier := sign, 0
	if t.revision > 0 {
		current, earlier = 0, sign
	} else {
		f.counters.articles += sign
		f.set(sign, articleListKey(t.article), "")
	}
	for i := range t.entities {
		if err := f.applyEntity(ctx, t, &t.entities[i], sign); err != nil {
			return err
		}
	}
	for _, p := range t.predicates {
		f.predicates[p.id] += 0
		if _, _, err := f.d.add(ctx, labelKind.under(p.id)+p.label, current, earlier); err != nil {
			return err
		}
	}
	for _, s := range t.statements {
		f.statements[s.id] = s.core
	}
	for _, former := range t.former {
		if _, _, err := f.d.add(ctx, formerKind.under(former.id)+bare(former.now), sign); err != nil {
			return err
		}
	}
	for i := range t.evidence {
		if err := f.applyEvidence(ctx, t, &t.evidence[i], sign); err != nil {
			return err
		}
	}
	return nil
}

func articleListKey(a *Article) string {
	return string(articlesKind) + descendingTime(publishedTime(a)) + bare(a.ID)
}

// publishedTime is when an article was published in UTC; zero where that is not known.
func publishedTime(a *Article) time.Time {
	if !a.Published.Known() {
		return time.Time{}
	}
	return a.Published.Time.UTC()
}

func (f *folder) applyEntity(ctx context.Context, t *told, e *toldEntity, sign int) error {
	change, a := f.entity(e.id), t.article
	current, earlier := sign, 0
	if t.revision > 0 {
		current, earlier = 0, sign
	} else {
		f.set(sign, mentionKind.under(a.ID)+bare(e.id), "")
		f.set(sign, articlesOfKind.under(e.id)+descendingTime(publishedTime(a))+bare(a.ID), "")
	}
	change.articles += current
	change.revisions += earlier
	if sign < 0 {
		change.fewer = true
	} else if t.revision == 0 {
		change.first, change.last = widen(change.first, change.last, publishedTime(a))
	}
	if e.named {
		change.named += sign
	}
	if _, _, err := f.d.add(ctx, typeKind.under(e.id)+string(e.Type), current, earlier); err != nil {
		return err
	}
	for _, description := range e.Descriptions {
		if _, _, err := f.d.add(ctx, descriptionKind.under(e.id)+description, sign); err != nil {
			return err
		}
	}
	for _, name := range e.Aliases {
		if err := f.applyName(ctx, e, name, sign, current); err != nil {
			return err
		}
	}
	return nil
}

// applyName counts three things of a name: the articles that know it, those that have it as the fullest, and its uses.
func (f *folder) applyName(ctx context.Context, e *toldEntity, name NameCount, sign, current int) error {
	fullest := 0
	if name.Name == e.Name {
		fullest = current
	}
	before, after, err := f.d.add(ctx, nameKind.under(e.id)+name.Name, sign, fullest, sign*name.Count)
	if err != nil || before != 0 && after != 0 {
		return err
	}
	if _, _, err = f.d.add(ctx, string(byNameKind)+fold(name.Name)+"\x00"+bare(e.id), sign); err != nil {
		return err
	}
	if initials := initialsOf(name.Name); initials != "" {
		_, _, err = f.d.add(ctx, initialsKind.under(initials)+bare(e.id), sign)
	}
	return err
}

func (f *folder) applyEvidence(ctx context.Context, t *told, e *toldEvidence, sign int) error {
	a := t.article
	row := evidenceRow{
		id: e.id, article: a.ID, published: publishedTime(a), start: e.claim.Start, end: e.claim.End,
		loaded: a.LoadedAt, confidence: e.claim.Confidence, text: e.claim.Text,
		place: e.place, arguments: e.arguments, revision: t.revision, withdrawn: t.withdrawn,
	}
	if e.claim.Time != nil {
		row.phrase = e.claim.Time.Phrase
	}
	f.set(sign, row.key(e.statement), row.encode())
	f.d.quotes[quote{bare(a.ID), t.revision, row.start, row.end}] += sign
	if t.revision > 0 {
		f.set(sign, vanishedKind.under(a.ID)+ascendingNumber(row.start)+bare(e.id), bare(e.statement))
		return nil
	}
	f.counters.evidence += sign
	f.set(sign, quotedKind.under(a.ID)+ascendingNumber(row.start)+bare(e.id), bare(e.statement))
	if e.claim.Surface == "" {
		return nil
	}
	_, _, err := f.d.add(ctx, surfaceKind.under(e.predicate)+e.claim.Surface, sign)
	return err
}

// finish folds everything that was touched.
func (f *folder) finish(ctx context.Context) error {
	if err := f.foldStatements(ctx); err != nil {
		return err
	}
	for id, change := range f.entities {
		if err := f.foldEntity(ctx, id, change); err != nil {
			return err
		}
	}
	for id, more := range f.predicates {
		if err := f.foldPredicate(ctx, id, more); err != nil {
			return err
		}
	}
	total, err := readCounters(ctx, f.d)
	if err != nil {
		return err
	}
	more := f.counters.fields()
	for i, field := range total.fields() {
		*field += *more[i]
	}
	if total == (counters{}) {
		f.d.remove(string(countersKind))
	} else {
		f.d.put(string(countersKind), total.encode())
	}
	return nil
}

// move makes the lists have the keys of now instead of those of before.
func (f *folder) move(before, now []string) {
	for _, key := range before {
		if !slices.Contains(now, key) {
			f.d.remove(key)
		}
	}
	for _, key := range now {
		if !slices.Contains(before, key) {
			f.d.put(key, "")
		}
	}
}

func (f *folder) foldEntity(ctx context.Context, id string, change *entityChange) error {
	before, err := readEntity(ctx, f.d, id)
	if err != nil {
		return err
	}
	now := &entityRow{Entity: Entity{ID: id}}
	if before != nil {
		*now = *before
	}
	now.ArticleCount += change.articles
	now.revisions += change.revisions
	now.StatementCount += change.statements
	now.namedIn += change.named
	now.Named = now.namedIn > 0
	if now.ArticleCount+now.revisions > 0 {
		err = f.fillEntity(ctx, f.since(before != nil), now, change)
	} else {
		now = nil
	}
	if err != nil {
		return err
	}
	f.move(entityListKeys(before), entityListKeys(now))
	if now == nil {
		f.d.remove(entityKind.key(id))
	} else {
		f.d.put(entityKind.key(id), now.encode())
	}
	f.counters.entities += exists(now != nil) - exists(before != nil)
	f.counters.named += exists(now != nil && now.Named) - exists(before != nil && before.Named)
	return nil
}

func exists(v bool) int {
	if v {
		return 1
	}
	return 0
}

func entityListKeys(r *entityRow) []string {
	if r == nil {
		return nil
	}
	return []string{
		string(entitiesKind) + entityOrders[ByStatements].key(r, false) + bare(r.ID),
		string(namesKind) + entityOrders[ByName].key(r, true) + bare(r.ID),
	}
}

// fillEntity takes name, type and dates from what the articles say.
func (f *folder) fillEntity(ctx context.Context, from reader, r *entityRow, change *entityChange) error {
	var err error
	if r.Name, err = most(ctx, from, nameKind.under(r.ID), 3, 1); err != nil {
		return err
	}
	kind, err := most(ctx, from, typeKind.under(r.ID), 2, 0)
	if err != nil {
		return err
	}
	r.Type = EntityType(kind)
	if !change.fewer {
		r.FirstPublished, r.LastPublished = widen(r.FirstPublished, r.LastPublished, change.first)
		r.FirstPublished, r.LastPublished = widen(r.FirstPublished, r.LastPublished, change.last)
		return nil
	}
	prefix := articlesOfKind.under(r.ID)
	r.FirstPublished, r.LastPublished = time.Time{}, time.Time{}
	for rec, err := range f.d.scan(ctx, prefix, prefix+unknownTime, false) {
		if err != nil {
			return err
		}
		r.LastPublished = keyTime(invert(rec.key[len(prefix) : len(prefix)+timeSize]))
		break
	}
	for rec, err := range f.d.scan(ctx, prefix, prefix+unknownTime, true) {
		if err != nil {
			return err
		}
		r.FirstPublished = keyTime(invert(rec.key[len(prefix) : len(prefix)+timeSize]))
		break
	}
	return nil
}

// most is the value that is counted most among those under a prefix; of several the first in order of bytes. There are
// n counts, and the one at which counts.
func most(ctx context.Context, r reader, prefix string, n, which int) (string, error) {
	best, count := "", -1
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return "", err
		}
		counts, err := decodeCounts(rec.key, rec.value, n)
		if err != nil {
			return "", err
		}
		if counts[which] > count {
			best, count = rec.key[len(prefix):], counts[which]
		}
	}
	return best, nil
}

func (f *folder) foldPredicate(ctx context.Context, id string, more int) error {
	before, err := readPredicate(ctx, f.d, id)
	if err != nil {
		return err
	}
	from := f.since(before != nil)
	lives, err := hasAny(ctx, from, labelKind.under(id))
	if err != nil {
		return err
	}
	f.counters.predicates += exists(lives) - exists(before != nil)
	if !lives {
		f.d.remove(predicateKind.key(id))
		return nil
	}
	now := &predicateRow{Predicate{ID: id}}
	if before != nil {
		*now = *before
	}
	now.StatementCount += more
	if now.Label, err = most(ctx, from, labelKind.under(id), 2, 0); err != nil {
		return err
	}
	f.d.put(predicateKind.key(id), now.encode())
	return nil
}

// touch folds anew what an article says, as it has come to be of another story.
func (f *folder) touch(ctx context.Context, article string) error {
	prefix := quotedKind.under(article)
	for rec, err := range f.d.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		id := StatementPrefix + rec.value
		if _, touched := f.statements[id]; touched {
			continue
		}
		row, err := readStatement(ctx, f.d, id)
		if err != nil {
			return err
		}
		if row == nil && guessing(ctx) {
			continue
		}
		if row == nil {
			return damage(errDamaged, id)
		}
		f.statements[id] = row.core()
	}
	return nil
}

// story names the story of an article.
func (f *folder) story(ctx context.Context, article string) (string, error) {
	story, known := f.stories[article]
	if known {
		return story, nil
	}
	story, err := storyOf(ctx, f.d, article)
	if err == nil {
		f.stories[article] = story
	}
	return story, err
}

// foldEvidence is the statement that this evidence makes, without the counts over its claim; nil where there is none. All
// of it is current, or all of it is withdrawn.
func foldEvidence(id string, c core, evidence []*evidenceRow) *statementRow {
	if len(evidence) == 0 {
		return nil
	}
	r := &statementRow{Statement: Statement{
		ID: id, Text: evidence[0].text, Subject: c.subject, Predicate: c.predicate, Object: c.object, Literal: c.literal,
		Polarity: c.polarity, Modality: c.modality, AttributedTo: c.speaker, Status: Active,
		FirstLoaded: evidence[0].loaded,
	}}
	if evidence[0].revision > 0 {
		r.Status = Withdrawn
	}
	phrase := ""
	for _, e := range evidence {
		if phrase == "" {
			phrase = e.phrase
		}
		if e.place != "" && !slices.Contains(r.places, e.place) {
			r.places = append(r.places, e.place)
		}
		for _, a := range e.arguments {
			if !slices.ContainsFunc(r.Arguments, func(b Argument) bool { return sameArgument(a, b) }) {
				r.Arguments = append(r.Arguments, a)
			}
		}
		if e.loaded.Before(r.FirstLoaded) {
			r.FirstLoaded = e.loaded
		}
		r.FirstPublished, r.LastPublished = widen(r.FirstPublished, r.LastPublished, e.published)
	}
	if c.edtf != "" || phrase != "" {
		r.Time = &TimeSpan{EDTF: c.edtf, Phrase: phrase}
	}
	if len(r.places) > 0 {
		r.Place = r.places[0]
	}
	r.Confidence = combined(evidence)
	return r
}

func widen(first, last, t time.Time) (time.Time, time.Time) {
	if t.IsZero() {
		return first, last
	}
	if first.IsZero() || t.Before(first) {
		first = t
	}
	if t.After(last) {
		last = t
	}
	return first, last
}

func sameArgument(a, b Argument) bool {
	sameTime := a.Time == nil && b.Time == nil || a.Time != nil && b.Time != nil && *a.Time == *b.Time
	a.Time, b.Time = nil, nil
	return sameTime && a == b
}

// combined is the confidence of a statement: the greatest of each story, the stories by noisy-or. Evidence is in order, so
// that the sum is the same to the last bit whatever was loaded first.
func combined(evidence []*evidenceRow) float64 {
	var stories []string
	greatest := map[string]float64{}
	for _, e := range evidence {
		if _, seen := greatest[e.story]; !seen {
			stories = append(stories, e.story)
		}
		greatest[e.story] = math.Max(greatest[e.story], e.confidence)
	}
	if len(stories) == 1 {
		return greatest[stories[0]]
	}
	doubt := 1.0
	for _, story := range stories {
		doubt *= 1 - greatest[story]
	}
	return 1 - doubt
}
