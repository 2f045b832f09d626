package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRandomFilters holds what lists let through against a naive reading of the same filter.
func TestRandomFilters(t *testing.T) {
	ctx := context.Background()
	s, tell := populated(t, 11, 25)
	v := view(t, s)
	world := readWorld(t, v)
	found := 0
	for i := range 3000 {
		f := tell.filter(world, 3)
		got := everything(t, func(p PageRequest) (*Page[*Statement], error) { return v.FindStatements(ctx, f, Order{}, p) })
		var want []string
		for _, st := range world.statements {
			if world.lets(f, st) {
				want = append(want, st.ID)
			}
		}
		var ids []string
		for _, st := range got {
			ids = append(ids, st.ID)
		}
		slices.Sort(ids)
		slices.Sort(want)
		if d := cmp.Diff(want, ids); d != "" {
			t.Fatalf("filter %d: %s: want -, got +:\n%s", i, show(f), d)
		}
		found += len(want)
	}
	if found < 3000 {
		t.Errorf("the filters found %d statements in all: they test nothing", found)
	}
}

func show(f *StatementFilter) string { return strings.ReplaceAll(fmt.Sprintf("%+v", *f), "(nil)", "") }

// world is all that a store has, read once.
type world struct {
	statements []*Statement
	entities   map[string]*Entity
	articles   map[string]*Article
	predicates map[string]*Predicate
	evidence   map[string][]*Evidence
}

// anyStatement lets through what lists leave out too.
var anyStatement = &StatementFilter{Status: []Status{Active, Withdrawn}, Review: []Review{"", Confirmed, Rejected}}

func readWorld(t testing.TB, v *View) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{evidence: map[string][]*Evidence{}}
	w.statements = everything(t, func(p PageRequest) (*Page[*Statement], error) { return v.FindStatements(ctx, anyStatement, Order{}, p) })
	every := &EntityFilter{Or: []*EntityFilter{{Named: new(bool)}, {}}}
	w.entities = byID(everything(t, func(p PageRequest) (*Page[*Entity], error) { return v.FindEntities(ctx, every, Order{}, p) }), entityID1)
	w.articles = byID(everything(t, func(p PageRequest) (*Page[*Article], error) { return v.FindArticles(ctx, nil, Order{}, p) }), articleID1)
	w.predicates = byID(everything(t, func(p PageRequest) (*Page[*Predicate], error) { return v.FindPredicates(ctx, nil, p) }), func(p *Predicate) string { return p.ID })
	for _, s := range w.statements {
		w.evidence[s.ID] = everything(t, func(p PageRequest) (*Page[*Evidence], error) {
			pages, err := v.EvidenceOf(ctx, []string{s.ID}, "", p)
			if err != nil {
				return nil, err
			}
			return pages[0], nil
		})
		// What was withdrawn counts only where nothing else is left.
		if s.Status == Active {
			w.evidence[s.ID] = slices.DeleteFunc(w.evidence[s.ID], func(e *Evidence) bool { return !e.WithdrawnAt.IsZero() })
		}
	}
	return w
}

func (t teller) reference(w *world) *EntityRef {
	switch t.IntN(3) {
	case 0:
		return &EntityRef{Name: pick(t, "facebook", "HUAWEI", "fb", "users", "nobody", " the  firm ")}
	case 1:
		return &EntityRef{ID: pick(t, w.statements...).Subject}
	}
	s := pick(t, w.statements...)
	id := pick(t, s.Subject, s.Object, s.AttributedTo, s.Place)
	if id == "" {
		id = "entity/nobody"
	}
	return &EntityRef{ID: id}
}

func (t teller) strings() *StringFilter {
	return pick(t, &StringFilter{Eq: ptr("BAN")}, &StringFilter{Contains: ptr("A")}, &StringFilter{StartsWith: ptr("share")},
		&StringFilter{In: []string{"Facebook", "sue", "phones"}}, &StringFilter{In: []string{}}, &StringFilter{},
		&StringFilter{StartsWith: ptr("ünal"), Contains: ptr("SÖHNE")}, &StringFilter{Contains: ptr("data"), Eq: ptr("shared data with")})
}

// filter makes up a filter, nested up to a depth.
func (t teller) filter(w *world, depth int) *StatementFilter {
	f := &StatementFilter{}
	set := []func(){
		func() { f.Subject = t.reference(w) }, func() { f.Object = t.reference(w) }, func() { f.Entity = t.reference(w) },
		func() { f.AttributedTo = t.reference(w) }, func() { f.Place = t.reference(w) },
		func() { f.Between = []EntityRef{*t.reference(w), *t.reference(w)} },
		func() { f.Between = []EntityRef{*t.reference(w), *t.reference(w), *t.reference(w)} },
		func() { f.Between = []EntityRef{} },
		func() { f.SubjectType = []EntityType{Person} }, func() { f.ObjectType = []EntityType{Organization, Place} },
		func() { f.EntityType = pick(t, []EntityType{Person}, []EntityType{}) },
		func() { f.ObjectText = t.strings() }, func() { f.Predicate = t.strings() },
		func() { f.PredicateID = pick(t, []string{"rel/ban"}, []string{"rel/sue", "rel/none"}, []string{}) },
		func() { f.Article = &pick(t, w.evidence[pick(t, w.statements...).ID]...).Article },
		func() { f.Source = pick(t, []string{"paper 1"}, []string{"Paper 0", "paper 2"}, []string{}) },
		func() { f.Text = ptr(pick(t, "facebook ban", "DATA", "phones!", "nothing", "")) },
		func() { f.PublishedAt = &DateTimeRange{From: date("2018-06-05").Time, To: date("2018-06-06").Time} },
		func() { f.PublishedAt = &DateTimeRange{To: date("2018-06-05").Time} },
		func() { f.LoadedAt = &DateTimeRange{From: pick(t, noon, noon.Add(time.Second))} },
		func() {
			f.Time = pick(t, &EDTFRange{From: "2018-05"}, &EDTFRange{To: "2018-05"}, &EDTFRange{From: "2018-06-02", To: "2018-06-02"}, &EDTFRange{})
		},
		func() { f.Polarity = ptr(pick(t, Affirmed, Negated)) }, func() { f.Modality = []Modality{Planned, Possible} },
		func() { f.Status = pick(t, []Status{Active}, []Status{Withdrawn}, []Status{}) },
		func() { f.Review = pick(t, []Review{""}, []Review{Confirmed}) },
		func() { f.MinConfidence = ptr(0.25) }, func() { f.MinSources = ptr(2) },
	}
	for range t.IntN(3) {
		pick(t, set...)()
	}
	if depth > 0 {
		nested := func() []*StatementFilter {
			var list []*StatementFilter
			for range t.IntN(3) {
				list = append(list, t.filter(w, depth-1))
			}
			return list
		}
		f.And, f.Or = nested(), nested()
		if t.IntN(4) == 0 {
			f.Not = t.filter(w, depth-1)
		}
	}
	return f
}

// lets reads a filter as its comment has it, with what lists leave out.
func (w *world) lets(f *StatementFilter, s *Statement) bool {
	status := strings.Contains(spoken(f), "status")
	review := strings.Contains(spoken(f), "review")
	return (status || s.Status == Active) && (review || s.Review != Rejected) && w.holds(f, s)
}

// spoken are the things among status and review that a filter speaks of anywhere.
func spoken(f *StatementFilter) string {
	if f == nil {
		return ""
	}
	text := spoken(f.Not)
	for _, g := range append(slices.Clone(f.And), f.Or...) {
		text += spoken(g)
	}
	if f.Status != nil {
		text += "status"
	}
	if f.Review != nil {
		text += "review"
	}
	return text
}

func (w *world) holds(f *StatementFilter, s *Statement) bool {
	for _, g := range f.And {
		if !w.holds(g, s) {
			return false
		}
	}
	if f.Or != nil && !slices.ContainsFunc(f.Or, func(g *StatementFilter) bool { return w.holds(g, s) }) {
		return false
	}
	if f.Not != nil && w.holds(f.Not, s) {
		return false
	}
	return w.letsEntities(f, s) && w.letsFields(f, s) && w.letsEvidence(f, s)
}

// means says whether an entity is what a reference stands for.
func (w *world) means(ref *EntityRef, id string) bool {
	e := w.entities[id]
	if e == nil {
		return false
	}
	return ref.ID == id || ref.ID == "" && slices.ContainsFunc(append(e.Aliases, e.Name), func(name string) bool {
		return strings.EqualFold(name, strings.Join(strings.Fields(ref.Name), " "))
	})
}

func (w *world) letsEntities(f *StatementFilter, s *Statement) bool {
	place := func(ref *EntityRef) bool {
		return w.means(ref, s.Place) // each article of the tests names one place in a statement
	}
	if f.Subject != nil && !w.means(f.Subject, s.Subject) || f.Object != nil && !w.means(f.Object, s.Object) ||
		f.Entity != nil && !w.means(f.Entity, s.Subject) && !w.means(f.Entity, s.Object) ||
		f.AttributedTo != nil && !w.means(f.AttributedTo, s.AttributedTo) || f.Place != nil && !place(f.Place) {
		return false
	}
	between := f.Between == nil
	for i := range f.Between {
		for j := range f.Between {
			between = between || i != j && w.means(&f.Between[i], s.Subject) && w.means(&f.Between[j], s.Object)
		}
	}
	has := func(types []EntityType, ids ...string) bool {
		return types == nil || slices.ContainsFunc(ids, func(id string) bool {
			return id != "" && slices.Contains(types, w.entities[id].Type)
		})
	}
	return between && has(f.SubjectType, s.Subject) && has(f.ObjectType, s.Object) && has(f.EntityType, s.Subject, s.Object)
}

func letsText(f *StringFilter, text string) bool {
	low := strings.ToLower(text)
	return f == nil || (f.Eq == nil || strings.EqualFold(*f.Eq, text)) &&
		(f.In == nil || slices.ContainsFunc(f.In, func(s string) bool { return strings.EqualFold(s, text) })) &&
		(f.StartsWith == nil || strings.HasPrefix(low, strings.ToLower(*f.StartsWith))) &&
		(f.Contains == nil || strings.Contains(low, strings.ToLower(*f.Contains)))
}

func (w *world) letsFields(f *StatementFilter, s *Statement) bool {
	object := ""
	if s.Literal != nil {
		object = s.Literal.Text
	} else {
		object = w.entities[s.Object].Name
	}
	p := w.predicates[s.Predicate]
	named := f.Predicate == nil || slices.ContainsFunc(append([]string{p.Label}, w.labels(p)...), func(l string) bool { return letsText(f.Predicate, l) })
	during := f.Time == nil
	if f.Time != nil && s.Time != nil && s.Time.EDTF != "" {
		start, end, _ := ParseEDTF(s.Time.EDTF)
		from, _, err1 := ParseEDTF(f.Time.From)
		_, to, err2 := ParseEDTF(f.Time.To)
		during = (err1 != nil || end.After(from)) && (err2 != nil || start.Before(to))
	}
	return letsText(f.ObjectText, object) && named && during &&
		(f.PredicateID == nil || slices.Contains(f.PredicateID, s.Predicate)) &&
		(f.Polarity == nil || *f.Polarity == s.Polarity) && (f.Modality == nil || slices.Contains(f.Modality, s.Modality)) &&
		(f.Status == nil || slices.Contains(f.Status, s.Status)) && (f.Review == nil || slices.Contains(f.Review, s.Review)) &&
		(f.MinConfidence == nil || s.Confidence >= *f.MinConfidence) && (f.MinSources == nil || s.IndependentSourceCount >= *f.MinSources)
}

// labels are all wordings of a predicate: "ban" and "Ban" are one predicate with two labels.
func (w *world) labels(p *Predicate) []string {
	return append([]string{strings.ToLower(p.Label)}, p.SurfaceForms...)
}

func (w *world) letsEvidence(f *StatementFilter, s *Statement) bool {
	return slices.ContainsFunc(w.evidence[s.ID], func(e *Evidence) bool {
		a := w.articles[e.Article]
		within := func(r *DateTimeRange, at time.Time) bool {
			return r == nil || !at.IsZero() && !at.Before(r.From) && (r.To.IsZero() || at.Before(r.To))
		}
		text := f.Text == nil
		if f.Text != nil {
			text = true
			for _, word := range strings.Fields(strings.ToLower(strings.Trim(*f.Text, "!"))) {
				text = text && slices.Contains(strings.Fields(strings.ToLower(e.Quote)), word)
			}
		}
		return text && (f.Article == nil || *f.Article == e.Article) && within(f.PublishedAt, a.Published.Time) && within(f.LoadedAt, a.LoadedAt) &&
			(f.Source == nil || slices.ContainsFunc(f.Source, func(s string) bool { return strings.EqualFold(s, a.Source) }))
	})
}
