package graph

import (
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
