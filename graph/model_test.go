package graph

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// model is the store made naively: a set of articles, each with what was read in its texts, the newest first, and the
// curation log; everything is worked out from all of them whenever it is asked for. It shares with the store the ids, the
// form of the log and the reading of dates, and nothing else.
type model struct {
	articles map[string][]Reading
	log      []*entry
}

func newModel() model { return model{articles: map[string][]Reading{}} }

// put is what loading a reading does.
func (m model) put(r Reading) {
	id := ArticlePrefix + r.Article.ID()
	old := m.articles[id]
	if len(old) > 0 && old[0].Article.ContentHash() == r.Article.ContentHash() {
		// Another extractor reads the same text: what it does not find is not withdrawn by that.
		said := map[string]bool{}
		var earlier []Reading
		for n, text := range old {
			claims := text.Claims
			text.Claims = slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return n > 0 && said[c.content()] })
			for _, c := range claims {
				said[c.content()] = true
			}
			earlier = append(earlier, text)
		}
		old = earlier[1:]
	}
	m.articles[id] = append([]Reading{r}, old...)
}

// texts are all readings of an article in the order in which they came.
func (m model) texts(id string) []Reading {
	texts := slices.Clone(m.articles[id])
	slices.Reverse(texts)
	return texts
}

type modelEvidence struct {
	id, article, statement string
	reading                *Reading
	claim                  Claim
	withdrawn              bool
	groups                 map[Key]group
}

// evidence is all evidence in order of publication, article and start: of earlier texts that for statements which no
// later one makes.
func (m model) evidence() []modelEvidence {
	var list []modelEvidence
	all := m.groups()
	for id, texts := range m.articles {
		said := map[string]bool{}
		for n := range texts {
			r := ptr(texts[n])
			r.Article.Published = texts[0].Article.Published
			groups := m.groupsIn(all, id, r)
			t := tell(&Article{ID: id, Article: r.Article}, r, groups)
			for _, e := range t.evidence {
				if !said[e.statement] && !said[e.id] {
					list = append(list, modelEvidence{e.id, id, e.statement, r, *e.claim, n > 0, groups})
				}
			}
			for _, e := range t.evidence {
				said[e.statement], said[e.id] = true, true
			}
		}
	}
	slices.SortFunc(list, func(a, b modelEvidence) int {
		x, y := a.reading.Article.Published, b.reading.Article.Published
		switch {
		case x.Known() != y.Known():
			return map[bool]int{true: -1, false: 1}[x.Known()]
		case !x.Time.Equal(y.Time):
			return x.Time.Compare(y.Time)
		case a.article != b.article:
			return strings.Compare(a.article, b.article)
		case a.claim.Start != b.claim.Start:
			return a.claim.Start - b.claim.Start
		}
		return strings.Compare(a.id, b.id)
	})
	return list
}

func (m model) statements() map[string]*Statement {
	all := m.evidence()
	found := map[string]*Statement{}
	current := map[string]bool{}
	for _, e := range all {
		current[e.statement] = current[e.statement] || !e.withdrawn
	}
	all = slices.DeleteFunc(all, func(e modelEvidence) bool { return e.withdrawn && current[e.statement] })
	for _, e := range all {
		s := found[e.statement]
		if s == nil {
			s = m.first(e)
			found[e.statement] = s
			if e.withdrawn {
				s.Status = Withdrawn
			}
		}
		m.more(s, e)
	}
	reviews := m.reviews()
	for _, s := range found {
		m.count(s, found, all)
		s.Review = reviews[s.ID]
	}
	return found
}

// visible are the statements that lists show.
func (m model) visible() []*Statement {
	var list []*Statement
	for _, s := range m.statements() {
		if s.Status == Active && s.Review != Rejected {
			list = append(list, s)
		}
	}
	return list
}

func (m model) first(e modelEvidence) *Statement {
	c := e.claim
	s := &Statement{
		ID: e.statement, Text: c.Text, Subject: e.groups[c.Subject].entity, Predicate: predicateID(c.Predicate),
		Object: e.groups[c.Object].entity, Polarity: c.Polarity, Modality: c.Modality,
		AttributedTo: e.groups[c.Speaker].entity, Status: Active, FirstLoaded: noon,
	}
	if c.Literal != nil {
		literal := *c.Literal
		if literal.Datatype == "" {
			literal.Datatype = "xsd:string"
		}
		s.Literal = &literal
	}
	if c.Time != nil && c.Time.EDTF != "" {
		s.Time = &TimeSpan{EDTF: c.Time.EDTF}
	}
	return s
}

func (m model) more(s *Statement, e modelEvidence) {
	if e.claim.Time != nil && e.claim.Time.Phrase != "" {
		if s.Time == nil {
			s.Time = &TimeSpan{}
		}
		if s.Time.Phrase == "" {
			s.Time.Phrase = e.claim.Time.Phrase
		}
	}
	if s.Place == "" {
		s.Place = e.groups[e.claim.Place].entity
	}
	for _, a := range e.claim.Arguments {
		argument := Argument{Role: a.Role, Preposition: a.Preposition, Text: a.Text, Entity: e.groups[a.Entity].entity, Time: a.Time}
		if !slices.ContainsFunc(s.Arguments, func(b Argument) bool { return cmp.Equal(argument, b) }) {
			s.Arguments = append(s.Arguments, argument)
		}
	}
	if d := e.reading.Article.Published; d.Known() {
		if s.FirstPublished.IsZero() || d.Time.Before(s.FirstPublished) {
			s.FirstPublished = d.Time
		}
		if d.Time.After(s.LastPublished) {
			s.LastPublished = d.Time
		}
	}
}

// count fills in what depends on all evidence of the statement and of its claim.
func (m model) count(s *Statement, found map[string]*Statement, all []modelEvidence) {
	stories := m.stories()
	articles, texts, greatest := map[string]bool{}, map[string]bool{}, map[string]float64{}
	var order []string
	for _, e := range all {
		if !e.withdrawn && sameClaim(s, found[e.statement]) {
			articles[e.article] = true
			texts[stories[e.article]] = true
		}
		if e.statement == s.ID {
			story := stories[e.article]
			if !slices.Contains(order, story) {
				order = append(order, story)
			}
			greatest[story] = max(greatest[story], e.claim.Confidence)
		}
	}
	s.ArticleCount, s.IndependentSourceCount = len(articles), len(texts)
	doubt := 1.0
	for _, article := range order {
		doubt *= 1 - greatest[article]
	}
	if s.Confidence = 1 - doubt; len(order) == 1 {
		s.Confidence = greatest[order[0]]
	}
}

// stories names the story of each article: each pair of texts is compared.
func (m model) stories() map[string]string {
	story := map[string]string{}
	signatures := map[string]signature{}
	for id, texts := range m.articles {
		story[id] = id
		signatures[id] = signatureOf(&Article{Article: texts[0].Article, ContentHash: texts[0].Article.ContentHash()})
	}
	for a := range m.articles {
		for b := range m.articles {
			x, y := signatures[a], signatures[b]
			if from, into := max(story[a], story[b]), min(story[a], story[b]); from != into && x.like(&y) {
				for id := range story {
					if story[id] == from {
						story[id] = into
					}
				}
			}
		}
	}
	return story
}

func sameThings(a, b *Statement) bool {
	at, bt := "", ""
	if a.Time != nil {
		at = a.Time.EDTF
	}
	if b.Time != nil {
		bt = b.Time.EDTF
	}
	meet := true
	if at != "" && bt != "" {
		as, ae, _ := ParseEDTF(at)
		bs, be, _ := ParseEDTF(bt)
		meet = as.Before(be) && bs.Before(ae)
	}
	return meet && a.Subject == b.Subject && a.Predicate == b.Predicate && a.Object == b.Object && cmp.Equal(a.Literal, b.Literal)
}

func sameClaim(a, b *Statement) bool {
	return sameThings(a, b) && a.Polarity == b.Polarity && a.Modality == b.Modality
}

// winner is what most articles say; of several the first in order of bytes.
func winner(votes map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(votes)) {
		if best == "" || votes[name] > votes[best] {
			best = name
		}
	}
	return best
}

func mostFirst(uses map[string]int, without string) []string {
	var names []string
	for name := range uses {
		if name != without {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if uses[a] != uses[b] {
			return uses[b] - uses[a]
		}
		return strings.Compare(a, b)
	})
	return names
}

func (m model) entities() map[string]*Entity {
	type votes struct{ names, types, uses, descriptions map[string]int }
	counts := map[string]votes{}
	found := map[string]*Entity{}
	all := m.groups()
	for article, texts := range m.articles {
		r := texts[0]
		groups := m.groupsIn(all, article, &r)
		here := map[string]string{} // the names by which the article knows its entities
		knows := map[string]map[string]bool{}
		for _, e := range r.Entities {
			id := groups[e.Key].entity
			if found[id] == nil {
				found[id] = &Entity{ID: id}
				counts[id] = votes{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
			}
			found[id].Named = found[id].Named || e.Named
			if here[id] == "" {
				here[id], knows[id] = e.Name, map[string]bool{}
				found[id].ArticleCount++
				counts[id].names[e.Name]++
				counts[id].types[string(e.Type)]++
			}
			counts[id].uses[e.Name] += 0
			for _, a := range e.Aliases {
				counts[id].uses[a.Name] += a.Count
			}
			for d := range maps.Keys(setOf(e.Descriptions)) {
				if !knows[id][d] {
					counts[id].descriptions[d]++
				}
				knows[id][d] = true
			}
			if d := r.Article.Published; d.Known() {
				found[id].FirstPublished, found[id].LastPublished = widen(found[id].FirstPublished, found[id].LastPublished, d.Time)
			}
		}
	}
	for _, e := range m.evidence() {
		if !e.withdrawn {
			continue
		}
		keys := []Key{e.claim.Subject, e.claim.Object, e.claim.Speaker, e.claim.Place}
		for _, a := range e.claim.Arguments {
			keys = append(keys, a.Entity)
		}
		named, names := map[string]bool{}, map[string]string{}
		for _, local := range e.reading.Entities {
			id := e.groups[local.Key].entity
			named[id] = named[id] || local.Named
			if names[id] == "" {
				names[id] = local.Name + "\x00" + string(local.Type)
			}
		}
		for _, key := range keys {
			id := e.groups[key].entity
			if id == "" {
				continue
			}
			if found[id] == nil {
				found[id] = &Entity{ID: id}
				counts[id] = votes{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
			}
			name, kind, _ := strings.Cut(names[id], "\x00")
			found[id].Named = found[id].Named || named[id]
			counts[id].names[name] += 0
			counts[id].uses[name] += 0
			counts[id].types[kind] += 0
		}
	}
	for id, e := range found {
		e.Name = winner(counts[id].names)
		e.Type = EntityType(winner(counts[id].types))
		e.Aliases = mostFirst(counts[id].uses, e.Name)
		e.Descriptions = mostFirst(counts[id].descriptions, "")
	}
	for _, s := range m.visible() {
		for id := range setOf([]string{s.Subject, s.Object}) {
			if id != "" {
				found[id].StatementCount++
			}
		}
	}
	return found
}

func (m model) predicates() map[string]*Predicate {
	found := map[string]*Predicate{}
	labels, forms := map[string]map[string]int{}, map[string]map[string]int{}
	add := func(label string, n int) {
		id := predicateID(label)
		if found[id] == nil {
			found[id] = &Predicate{ID: id}
			labels[id], forms[id] = map[string]int{}, map[string]int{}
		}
		labels[id][label] += n
	}
	for _, texts := range m.articles {
		mine := map[string]bool{}
		for _, c := range texts[0].Claims {
			mine[c.Predicate] = true
		}
		for label := range mine {
			add(label, 1)
		}
	}
	for _, e := range m.evidence() {
		add(e.claim.Predicate, 0)
		if e.claim.Surface != "" && !e.withdrawn {
			forms[predicateID(e.claim.Predicate)][e.claim.Surface]++
		}
	}
	for _, s := range m.visible() {
		found[s.Predicate].StatementCount++
	}
	for id, p := range found {
		p.Label = winner(labels[id])
		p.SurfaceForms = mostFirst(forms[id], "")
	}
	return found
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}

// everything reads all pages of a list.
func everything[T any](t testing.TB, find func(PageRequest) (*Page[T], error)) []T {
	t.Helper()
	var items []T
	for after := ""; ; {
		p, err := find(PageRequest{First: 7, After: after})
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, p.Items...)
		if !p.HasNext {
			return items
		}
		after = p.Cursors[len(p.Cursors)-1]
	}
}

func byID[T any](items []T, id func(T) string) map[string]T {
	found := map[string]T{}
	for _, item := range items {
		found[id(item)] = item
	}
	return found
}

// times compares instants whatever their offset.
var times = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })

// agree fails the test where the store and the model say different things.
func agree(t *testing.T, s *Store, m model) {
	t.Helper()
	ctx := context.Background()
	m.log = decisions(t, s)
	v, err := s.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	diff := func(what string, want, got any) {
		t.Helper()
		if d := cmp.Diff(want, got, times); d != "" {
			t.Errorf("%s: want -, got +:\n%s", what, d)
		}
	}
	statements := everything(t, func(p PageRequest) (*Page[*Statement], error) { return v.FindStatements(ctx, anyStatement, Order{}, p) })
	diff("statements", m.statements(), byID(statements, func(s *Statement) string { return s.ID }))
	every := &EntityFilter{Or: []*EntityFilter{{Named: new(bool)}, {}}}
	entities := everything(t, func(p PageRequest) (*Page[*Entity], error) { return v.FindEntities(ctx, every, Order{}, p) })
	diff("entities", m.entities(), byID(entities, func(e *Entity) string { return e.ID }))
	predicates := everything(t, func(p PageRequest) (*Page[*Predicate], error) { return v.FindPredicates(ctx, nil, p) })
	diff("predicates", m.predicates(), byID(predicates, func(p *Predicate) string { return p.ID }))
	agreeOnEvidence(t, v, m, statements)
	stats, err := v.Statistics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	current := 0
	for _, e := range m.evidence() {
		current += exists(!e.withdrawn)
	}
	diff("statistics", Statistics{
		Articles: int64(len(m.articles)), Entities: int64(len(entities)), Statements: int64(len(m.visible())), Evidence: int64(current),
		Predicates: int64(len(predicates)), Quads: stats.Quads, Revision: s.Revision(), Backend: s.engine.backend(),
	}, stats)
	if t.Failed() {
		t.FailNow()
	}
}

func agreeOnEvidence(t *testing.T, v *View, m model, statements []*Statement) {
	t.Helper()
	want := map[string][]string{}
	for _, e := range m.evidence() {
		quote := e.reading.Article.Text[e.claim.Start:e.claim.End]
		want[e.statement] = append(want[e.statement], fmt.Sprint(e.id, " ", quote, " ", e.claim.Confidence, " ", e.claim.Spans, " ", e.claim.Speaker, " ", e.withdrawn))
	}
	got := map[string][]string{}
	for _, s := range statements {
		all := everything(t, func(p PageRequest) (*Page[*Evidence], error) {
			pages, err := v.EvidenceOf(context.Background(), []string{s.ID}, "", p)
			if err != nil {
				return nil, err
			}
			return pages[0], nil
		})
		for _, e := range all {
			if !e.Verified {
				t.Errorf("%s is not verified", e.ID)
			}
			got[s.ID] = append(got[s.ID], fmt.Sprint(e.ID, " ", e.Quote, " ", e.Confidence, " ", e.Spans, " ", e.SpeakerKey, " ", !e.WithdrawnAt.IsZero()))
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("evidence: want -, got +:\n%s", d)
	}
}

// derivedState is all that a store says, without what depends on its history: quads, rows, lists and counters.
func derivedState(t testing.TB, s *Store) string {
	t.Helper()
	ctx := context.Background()
	var b bytes.Buffer
	if err := s.WriteNQuads(ctx, &b); err != nil {
		t.Fatal(err)
	}
	snap, err := s.snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	for rec, err := range snap.scan(ctx, "", "", false) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(rec.key, string(revisionKind)) {
			fmt.Fprintf(&b, "%q %q\n", rec.key, rec.value)
		}
	}
	return b.String()
}

// randomBatch makes up a batch and does the same to the model.
func (t teller) randomBatch(m model) Batch {
	var b Batch
	known := slices.Sorted(maps.Keys(m.articles))
	for range t.IntN(3) {
		if len(known) > 0 {
			id := pick(t, known...)
			b.Delete = append(b.Delete, id)
			delete(m.articles, id)
		}
	}
	for range 1 + t.IntN(3) {
		r := t.article(6)
		b.Put = append(b.Put, r)
		old := m.articles[ArticlePrefix+r.Article.ID()]
		if len(old) == 0 || old[0].Article.ContentHash() != r.Article.ContentHash() || old[0].Extractor != r.Extractor {
			m.put(r)
		}
	}
	return b
}

// TestHistories holds random histories of loading, loading again, changing and deleting against the model.
func TestHistories(t *testing.T) {
	histories := 250
	if testing.Short() {
		histories = 40
	}
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			tell := newTeller(seed)
			m := newModel()
			s := openTest(t, "memory:", Options{})
			for range 2 + tell.IntN(8) {
				apply(t, s, tell.randomBatch(m))
				if tell.IntN(3) == 0 {
					agree(t, s, m)
				}
			}
			agree(t, s, m)
			sameFromSet(t, tell, s, m)
		})
	}
}

// sameFromSet builds the same set of articles in another order and other batches, with some of it twice, and wants the
// same to the last byte.
func sameFromSet(t *testing.T, tell teller, s *Store, m model) {
	t.Helper()
	ids := slices.Sorted(maps.Keys(m.articles))
	tell.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	other := openTest(t, "memory:", Options{})
	for len(ids) > 0 {
		n := 1 + tell.IntN(len(ids))
		var b Batch
		for _, id := range ids[:n] {
			b.Put = append(b.Put, m.texts(id)...)
			if tell.IntN(3) == 0 {
				b.Put = append(b.Put, m.articles[id][0])
			}
		}
		apply(t, other, b)
		ids = ids[n:]
	}
	if d := cmp.Diff(strings.Split(derivedState(t, s), "\n"), strings.Split(derivedState(t, other), "\n")); d != "" {
		t.Errorf("the same set in another order: want -, got +:\n%s", d)
	}
}

// TestEmptyAgain deletes everything: nothing may be left.
func TestEmptyAgain(t *testing.T) {
	tell := newTeller(7)
	m := newModel()
	s := openTest(t, "memory:", Options{})
	for range 20 {
		apply(t, s, tell.randomBatch(m))
	}
	apply(t, s, Batch{Delete: slices.Sorted(maps.Keys(m.articles))})
	agree(t, s, newModel())
	empty := openTest(t, "memory:", Options{})
	if got, want := derivedState(t, s), derivedState(t, empty); got != want {
		t.Errorf("something is left: %s", got)
	}
}
