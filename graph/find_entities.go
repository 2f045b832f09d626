package graph

import (
	"context"
	"slices"
)

// FindEntities lists entities: STATEMENTS (default, descending), NAME, ARTICLES, LAST_PUBLISHED. What has no date is
// last in either direction. A nil filter lets everything through; unless the filter speaks of Named, only what is named
// is listed.
func (v *View) FindEntities(ctx context.Context, f *EntityFilter, o Order, p PageRequest) (*Page[*Entity], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Entity], error) { return v.FindEntities(ctx, f, o, p) })
	}
	order, o, err := choose(entityOrders, o, ByStatements)
	if err != nil {
		return nil, err
	}
	look := newLookups(v)
	matches, err := look.matchEntities(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	list, err := v.entityList(ctx, f, order, o, func(id string) (*entityRow, bool, error) {
		row, err := readEntity(ctx, v.snap, EntityPrefix+id)
		if err != nil || row == nil {
			return nil, false, err
		}
		ok, err := matches(ctx, row)
		return row, ok, err
	})
	if err != nil {
		return nil, err
	}
	if isEmpty(f) {
		list.total = v.counted(ctx, func(c counters) int { return c.named })
	}
	return v.entityPage(ctx, list, p)
}

func (v *View) entityPage(ctx context.Context, list *listing, p PageRequest) (*Page[*Entity], error) {
	w, err := list.cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return page(w, func(id string) (*Entity, error) { return v.entity(ctx, EntityPrefix+id) })
}

func (v *View) entityList(ctx context.Context, f *EntityFilter, order ordering[*entityRow], o Order, load func(id string) (*entityRow, bool, error)) (*listing, error) {
	sign := "entities " + string(o.Field) + direction(o)
	ids, narrow, err := v.entityIDs(ctx, f)
	if err != nil {
		return nil, err
	}
	if !narrow {
		matches := func(id string) (bool, error) {
			_, ok, err := load(id)
			return ok, err
		}
		switch {
		case o.Field == ByStatements && !o.Ascending:
			return streamed(ctx, v.snap, sign, string(entitiesKind), order.id, matches), nil
		case o.Field == ByName && o.Ascending:
			return streamed(ctx, v.snap, sign, string(namesKind), order.id, matches), nil
		}
		if ids, err = v.idsUnder(ctx, string(entityKind), ""); err != nil {
			return nil, err
		}
	}
	var places []place
	for _, id := range ids {
		row, ok, err := load(id)
		if err != nil {
			return nil, err
		}
		if ok {
			places = append(places, place{order.key(row, o.Ascending) + id, id})
		}
	}
	return sorted(sign, places), nil
}

// entityIDs are ids, without their prefix and each once, among which are all that a filter lets through, where that is
// narrower than all of them.
func (v *View) entityIDs(ctx context.Context, f *EntityFilter) (ids []string, narrow bool, err error) {
	switch {
	case f == nil:
		return nil, false, nil
	case f.IDs != nil:
		if ids, err = v.followAll(ctx, f.IDs); err != nil {
			return nil, false, err
		}
		narrow = true
		for i := range ids {
			ids[i] = bare(ids[i])
		}
	case f.Name != nil && (f.Name.Eq != nil || f.Name.In != nil || f.Name.StartsWith != nil):
		narrow = true
		if ids, err = v.idsByName(ctx, f.Name); err != nil {
			return nil, false, err
		}
	default:
		for _, g := range f.And {
			if ids, narrow, err = v.entityIDs(ctx, g); narrow || err != nil {
				return ids, narrow, err
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), narrow, nil
}

func (v *View) idsByName(ctx context.Context, f *StringFilter) ([]string, error) {
	var prefixes []string
	switch {
	case f.Eq != nil:
		prefixes = []string{fold(*f.Eq) + "\x00"}
	case f.In != nil:
		for _, name := range f.In {
			prefixes = append(prefixes, fold(name)+"\x00")
		}
	default:
		prefixes = []string{fold(*f.StartsWith)}
	}
	var ids []string
	for _, prefix := range prefixes {
		found, err := v.idsUnder(ctx, string(byNameKind)+prefix, "")
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids, nil
}

// matchEntities is the test of a filter, with what lists leave out unless they are asked for it.
func (l *lookups) matchEntities(ctx context.Context, path string, f *EntityFilter) (test[*entityRow], error) {
	t, err := l.entityTest(ctx, path, f)
	if err != nil || f.mentionsNamed() {
		return t, err
	}
	return all([]test[*entityRow]{plain(func(r *entityRow) bool { return r.Named }), t}), nil
}

func (f *EntityFilter) mentionsNamed() bool {
	if f == nil {
		return false
	}
	return f.Named != nil || f.Not.mentionsNamed() || slices.ContainsFunc(f.And, (*EntityFilter).mentionsNamed) ||
		slices.ContainsFunc(f.Or, (*EntityFilter).mentionsNamed)
}

func (l *lookups) entityTest(ctx context.Context, path string, f *EntityFilter) (test[*entityRow], error) {
	if f == nil {
		return all[*entityRow](nil), nil
	}
	var tests []test[*entityRow]
	must := func(holds func(*entityRow) bool) { tests = append(tests, plain(holds)) }
	if f.IDs != nil {
		ids, err := l.view.followAll(ctx, f.IDs)
		if err != nil {
			return nil, err
		}
		must(func(r *entityRow) bool { return slices.Contains(ids, r.ID) })
	}
	if f.Type != nil {
		must(func(r *entityRow) bool { return slices.Contains(f.Type, r.Type) })
	}
	if f.Named != nil {
		must(func(r *entityRow) bool { return r.Named == *f.Named })
	}
	if f.MinStatements != nil {
		must(func(r *entityRow) bool { return r.StatementCount >= *f.MinStatements })
	}
	if f.Name != nil {
		tests = append(tests, l.nameTest(f.Name))
	}
	if f.Statements != nil {
		has, err := l.hasStatement(ctx, fieldOf(path, "statements"), f.Statements)
		if err != nil {
			return nil, err
		}
		tests = append(tests, has)
	}
	nested, err := l.nestedEntityTests(ctx, path, f)
	return all(append(tests, nested...)), err
}

func (l *lookups) nestedEntityTests(ctx context.Context, path string, f *EntityFilter) ([]test[*entityRow], error) {
	inner := func(name string, list []*EntityFilter) ([]test[*entityRow], error) {
		var tests []test[*entityRow]
		for i, g := range list {
			t, err := l.entityTest(ctx, indexed(path, name, i), g)
			if err != nil {
				return nil, err
			}
			tests = append(tests, t)
		}
		return tests, nil
	}
	tests, err := inner("and", f.And)
	if err != nil {
		return nil, err
	}
	if f.Or != nil {
		or, err := inner("or", f.Or)
		if err != nil {
			return nil, err
		}
		tests = append(tests, anyOf(or))
	}
	if f.Not == nil {
		return tests, nil
	}
	negated, err := l.entityTest(ctx, fieldOf(path, "not"), f.Not)
	return append(tests, not(negated)), err
}

// nameTest lets through what has one name of which all holds.
func (l *lookups) nameTest(f *StringFilter) test[*entityRow] {
	matches := f.test()
	return func(ctx context.Context, r *entityRow) (bool, error) {
		prefix := nameKind.under(r.ID)
		for rec, err := range l.view.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil || matches(rec.key[len(prefix):]) {
				return err == nil, err
			}
		}
		return false, nil
	}
}

// hasStatement lets through what has a statement that the filter lets through.
func (l *lookups) hasStatement(ctx context.Context, path string, f *StatementFilter) (test[*entityRow], error) {
	matches, err := l.matchStatements(ctx, path, f)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, r *entityRow) (bool, error) {
		found := false
		err := l.view.eachStatementOf(ctx, r.ID, func(s *statementRow) (bool, error) {
			var err error
			found, err = matches(ctx, s)
			return !found, err
		})
		return found, err
	}, nil
}

// eachStatementOf gives the statements that have an entity at an end, last published first, until it is told to stop.
func (v *View) eachStatementOf(ctx context.Context, entity string, yield func(*statementRow) (more bool, err error)) error {
	prefix := statementsOf.under(entity)
	for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return err
		}
		row, err := readStatement(ctx, v.snap, StatementPrefix+statementOrders[ByPublished].id(rec.key[len(prefix):]))
		if err != nil {
			return err
		}
		if row == nil && guessing(ctx) {
			continue
		}
		if row == nil {
			return damage(errDamaged, entity)
		}
		if more, err := yield(row); err != nil || !more {
			return err
		}
	}
	return nil
}

// EntitiesIn lists what an article speaks of, named or not; most statements first.
func (v *View) EntitiesIn(ctx context.Context, article string, p PageRequest) (*Page[*Entity], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Entity], error) { return v.EntitiesIn(ctx, article, p) })
	}
	ids, err := v.idsUnder(ctx, mentionKind.under(article), "")
	if err != nil {
		return nil, err
	}
	var places []place
	for _, id := range ids {
		row, err := readEntity(ctx, v.snap, EntityPrefix+id)
		if err != nil {
			return nil, err
		}
		if row == nil && guessing(ctx) {
			continue
		}
		if row == nil {
			return nil, damage(errDamaged, id)
		}
		places = append(places, place{entityOrders[ByStatements].key(row, false) + id, id})
	}
	return v.entityPage(ctx, sorted("entities in", places), p)
}

// Neighbors lists the entities that share statements with an entity, as far as the filter lets them through; most shared
// statements first. An entity is no neighbour of itself.
func (v *View) Neighbors(ctx context.Context, entity string, f *StatementFilter, p PageRequest) (*Page[*Neighbor], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Neighbor], error) { return v.Neighbors(ctx, entity, f, p) })
	}
	look := newLookups(v)
	matches, err := look.matchStatements(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	if entity, err = v.follow(ctx, entity); err != nil {
		return nil, err
	}
	shared := map[string]*sharing{}
	err = v.eachStatementOf(ctx, entity, func(s *statementRow) (bool, error) {
		ok, err := matches(ctx, s)
		if !ok || err != nil {
			return true, err
		}
		for _, end := range s.ends() {
			if end != entity {
				shareWith(shared, end, s.Predicate)
			}
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	var places []place
	for id, with := range shared {
		places = append(places, place{invert(ascendingNumber(with.statements)) + id, id})
	}
	w, err := sorted("neighbors", places).cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return page(w, func(id string) (*Neighbor, error) {
		return &Neighbor{Entity: id, StatementCount: shared[id].statements, Predicates: shared[id].mostUsed()}, nil
	})
}

// sharing is what two entities have in common.
type sharing struct {
	statements int
	predicates map[string]int
}

func shareWith(shared map[string]*sharing, entity, predicate string) {
	with := shared[entity]
	if with == nil {
		with = &sharing{predicates: map[string]int{}}
		shared[entity] = with
	}
	with.statements++
	with.predicates[predicate]++
}

func (s *sharing) mostUsed() []string {
	var list []counted
	for id, n := range s.predicates {
		list = append(list, counted{id, n})
	}
	sortCounted(list)
	return texts(list)
}
