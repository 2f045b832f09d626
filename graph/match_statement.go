package graph

import (
	"context"
	"slices"
)

// statementMatcher makes a test of a StatementFilter. It looks up once what the filter names.
type statementMatcher struct {
	*lookups
	tests []test[*statementRow]
}

// matchStatements is the test of a filter with what lists leave out unless they are asked for it.
func (l *lookups) matchStatements(ctx context.Context, path string, f *StatementFilter) (test[*statementRow], error) {
	t, err := l.statementTest(ctx, path, f)
	if err != nil {
		return nil, err
	}
	tests := []test[*statementRow]{t}
	if !f.mentions(func(f *StatementFilter) bool { return f.Status != nil }) {
		tests = append(tests, plain(func(r *statementRow) bool { return r.Status == Active }))
	}
	if !f.mentions(func(f *StatementFilter) bool { return f.Review != nil }) {
		tests = append(tests, plain(func(r *statementRow) bool { return r.Review != Rejected }))
	}
	return all(tests), nil
}

// mentions says whether something holds of the filter or of one inside it.
func (f *StatementFilter) mentions(what func(*StatementFilter) bool) bool {
	if f == nil {
		return false
	}
	inside := func(g *StatementFilter) bool { return g.mentions(what) }
	return what(f) || inside(f.Not) || slices.ContainsFunc(f.And, inside) || slices.ContainsFunc(f.Or, inside)
}

func (l *lookups) statementTest(ctx context.Context, path string, f *StatementFilter) (test[*statementRow], error) {
	if f == nil {
		return all[*statementRow](nil), nil
	}
	m := &statementMatcher{lookups: l}
	for _, step := range []func(context.Context, string, *StatementFilter) error{
		m.entityTests, m.between, m.types, m.predicates, m.fields, m.time, m.evidence, m.nested,
	} {
		if err := step(ctx, path, f); err != nil {
			return nil, err
		}
	}
	return all(m.tests), nil
}

func (m *statementMatcher) must(holds func(*statementRow) bool) {
	m.tests = append(m.tests, plain(holds))
}

func (m *statementMatcher) entityTests(ctx context.Context, path string, f *StatementFilter) error {
	for _, c := range []struct {
		name  string
		ref   *EntityRef
		holds func(r *statementRow, set idSet) bool
	}{
		{"subject", f.Subject, func(r *statementRow, set idSet) bool { return set[r.Subject] }},
		{"object", f.Object, func(r *statementRow, set idSet) bool { return set[r.Object] }},
		{"entity", f.Entity, func(r *statementRow, set idSet) bool { return set[r.Subject] || set[r.Object] }},
		{"attributedTo", f.AttributedTo, func(r *statementRow, set idSet) bool { return set[r.AttributedTo] }},
		{"place", f.Place, func(r *statementRow, set idSet) bool {
			return slices.ContainsFunc(r.places, func(place string) bool { return set[place] })
		}},
	} {
		if c.ref == nil {
			continue
		}
		set, err := m.view.refers(ctx, fieldOf(path, c.name), *c.ref)
		if err != nil {
			return err
		}
		m.must(func(r *statementRow) bool { return c.holds(r, set) })
	}
	return nil
}

// between lets through what has its ends in two different references.
func (m *statementMatcher) between(ctx context.Context, path string, f *StatementFilter) error {
	if f.Between == nil {
		return nil
	}
	sets, err := m.view.referAll(ctx, path, f.Between)
	if err != nil {
		return err
	}
	m.must(func(r *statementRow) bool {
		for i, a := range sets {
			for j, b := range sets {
				if i != j && a[r.Subject] && b[r.Object] {
					return true
				}
			}
		}
		return false
	})
	return nil
}

func (v *View) referAll(ctx context.Context, path string, refs []EntityRef) ([]idSet, error) {
	if len(refs) == 1 {
		return nil, &RequestError{fieldOf(path, "between"), "give two entities or more"}
	}
	sets := make([]idSet, len(refs))
	for i, ref := range refs {
		var err error
		if sets[i], err = v.refers(ctx, indexed(path, "between", i), ref); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

func (m *statementMatcher) types(_ context.Context, _ string, f *StatementFilter) error {
	for _, c := range []struct {
		wanted          []EntityType
		subject, object bool
	}{{f.SubjectType, true, false}, {f.ObjectType, false, true}, {f.EntityType, true, true}} {
		if c.wanted == nil {
			continue
		}
		m.tests = append(m.tests, func(ctx context.Context, r *statementRow) (bool, error) {
			var ends []string
			if c.subject {
				ends = append(ends, r.Subject)
			}
			if c.object && r.Object != "" {
				ends = append(ends, r.Object)
			}
			for _, end := range ends {
				row, err := m.entity(ctx, end)
				if err != nil || slices.Contains(c.wanted, row.Type) {
					return err == nil, err
				}
			}
			return false, nil
		})
	}
	return nil
}

func (m *statementMatcher) predicates(ctx context.Context, _ string, f *StatementFilter) error {
	if f.PredicateID != nil {
		m.must(func(r *statementRow) bool { return slices.Contains(f.PredicateID, r.Predicate) })
	}
	if f.Predicate == nil {
		return nil
	}
	set, err := m.view.predicatesLike(ctx, f.Predicate)
	if err != nil {
		return err
	}
	m.must(func(r *statementRow) bool { return set[r.Predicate] })
	return nil
}

// predicatesLike are the predicates that have a label or a surface form that the filter lets through.
func (v *View) predicatesLike(ctx context.Context, f *StringFilter) (idSet, error) {
	matches := f.test()
	set := idSet{}
	for _, k := range []kind{labelKind, surfaceKind} {
		for rec, err := range v.snap.scan(ctx, string(k), prefixEnd(string(k)), false) {
			if err != nil {
				return nil, err
			}
			id, text := cutZero(rec.key[len(k):])
			if id = PredicatePrefix + id; !set[id] && matches(text) {
				set[id] = true
			}
		}
	}
	return set, nil
}

func (m *statementMatcher) fields(_ context.Context, path string, f *StatementFilter) error {
	if f.Polarity != nil {
		m.must(func(r *statementRow) bool { return r.Polarity == *f.Polarity })
	}
	if f.Modality != nil {
		m.must(func(r *statementRow) bool { return slices.Contains(f.Modality, r.Modality) })
	}
	if f.Status != nil {
		m.must(func(r *statementRow) bool { return slices.Contains(f.Status, r.Status) })
	}
	if f.Review != nil {
		m.must(func(r *statementRow) bool { return slices.Contains(f.Review, r.Review) })
	}
	if f.MinConfidence != nil {
		m.must(func(r *statementRow) bool { return r.Confidence >= *f.MinConfidence })
	}
	if f.MinSources != nil {
		m.must(func(r *statementRow) bool { return r.IndependentSourceCount >= *f.MinSources })
	}
	if f.ObjectText != nil {
		matches := f.ObjectText.test()
		m.tests = append(m.tests, func(ctx context.Context, r *statementRow) (bool, error) {
			if r.Literal != nil {
				return matches(r.Literal.Text), nil
			}
			row, err := m.entity(ctx, r.Object)
			return err == nil && matches(row.Name), err
		})
	}
	return nil
}

func (m *statementMatcher) time(_ context.Context, path string, f *StatementFilter) error {
	if f.Time == nil {
		return nil
	}
	wanted, err := f.Time.period(fieldOf(path, "time"))
	if err != nil {
		return err
	}
	m.must(func(r *statementRow) bool {
		p := r.period()
		return p.known() && p.overlaps(wanted)
	})
	return nil
}

// evidence lets through what has one piece of evidence of which all holds that is asked of evidence.
func (m *statementMatcher) evidence(_ context.Context, _ string, f *StatementFilter) error {
	holds := m.evidenceTest(f)
	if holds == nil {
		return nil
	}
	m.tests = append(m.tests, func(ctx context.Context, r *statementRow) (bool, error) {
		rows, err := readEvidenceRows(ctx, m.view.snap, r.ID)
		if err != nil {
			return false, err
		}
		for _, e := range rows {
			if ok, err := holds(ctx, e); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	})
	return nil
}

// evidenceTest is the test of what a filter itself asks of evidence; nil where it asks nothing.
func (l *lookups) evidenceTest(f *StatementFilter) test[*evidenceRow] {
	if f == nil || f.Article == nil && f.Source == nil && f.PublishedAt == nil && f.LoadedAt == nil && f.Text == nil {
		return nil
	}
	var wanted []string
	if f.Text != nil {
		wanted = words(*f.Text)
	}
	return func(ctx context.Context, e *evidenceRow) (bool, error) {
		if f.Article != nil && e.article != *f.Article || !f.PublishedAt.holds(e.published) || !f.LoadedAt.holds(e.loaded) {
			return false, nil
		}
		return l.quoted(ctx, f, e, wanted)
	}
}

// quoted asks what the evidence's row does not know.
func (l *lookups) quoted(ctx context.Context, f *StatementFilter, e *evidenceRow, wanted []string) (bool, error) {
	if f.Source != nil {
		article, err := l.article(ctx, e.article)
		if err != nil || !oneOf(f.Source, article.Source) {
			return false, err
		}
	}
	if f.Text == nil {
		return true, nil
	}
	text, err := l.texts.text(ctx, l.view.snap, e.textID())
	if err != nil || e.end > len(text) || e.start > e.end {
		return false, err
	}
	return hasWords(text[e.start:e.end], wanted), nil
}

func (m *statementMatcher) nested(ctx context.Context, path string, f *StatementFilter) error {
	tests := func(name string, list []*StatementFilter) ([]test[*statementRow], error) {
		var made []test[*statementRow]
		for i, g := range list {
			t, err := m.statementTest(ctx, indexed(path, name, i), g)
			if err != nil {
				return nil, err
			}
			made = append(made, t)
		}
		return made, nil
	}
	and, err := tests("and", f.And)
	if err != nil {
		return err
	}
	m.tests = append(m.tests, and...)
	if f.Or != nil {
		or, err := tests("or", f.Or)
		if err != nil {
			return err
		}
		m.tests = append(m.tests, anyOf(or))
	}
	if f.Not == nil {
		return nil
	}
	inner, err := m.statementTest(ctx, fieldOf(path, "not"), f.Not)
	m.tests = append(m.tests, not(inner))
	return err
}
