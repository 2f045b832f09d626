package graph

import (
	"context"
	"slices"
)

// source is where the statements of a filter may be found: the lists under some prefixes, or a set of ids.
type source struct {
	prefixes []string
	ids      []string
	cost     int // roughly how many statements
	set      bool
}

// allStatements is the source where nothing narrows the search.
var allStatements = source{prefixes: []string{string(statementsKind)}}

// statementLists are the orders in which all statements are listed.
var statementLists = map[Order]kind{
	{ByPublished, false}: statementsKind, {ByPublished, true}: oldestKind,
	{ByTime, false}: latestKind, {ByTime, true}: earliestKind,
}

// FindStatements lists statements: PUBLISHED (default, descending, by first publication), TIME, CONFIDENCE, SOURCES,
// RELEVANCE. What has no time or date is last in either direction. Unless the filter speaks of Status or Review, only
// what is active and not rejected is listed.
func (v *View) FindStatements(ctx context.Context, f *StatementFilter, o Order, p PageRequest) (*Page[*Statement], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[*Statement], error) { return v.FindStatements(ctx, f, o, p) })
	}
	list, err := v.listStatements(ctx, newLookups(v), f, o)
	if err != nil {
		return nil, err
	}
	if isEmpty(f) {
		list.total = v.counted(ctx, func(c counters) int { return c.visible })
	}
	w, err := list.cut(p, v.countLimit)
	if err != nil {
		return nil, err
	}
	return page(w, func(id string) (*Statement, error) { return v.statement(ctx, StatementPrefix+id) })
}

// listStatements is the list of what a filter lets through.
func (v *View) listStatements(ctx context.Context, look *lookups, f *StatementFilter, o Order) (*listing, error) {
	order, o, err := choose(statementOrders, o, ByPublished)
	if err != nil {
		return nil, err
	}
	matches, err := look.matchStatements(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	from, err := v.sourceOf(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	return v.statementList(ctx, from, order, o, matches)
}

func (v *View) counted(ctx context.Context, of func(counters) int) func() (int, bool) {
	return func() (int, bool) {
		c, err := readCounters(ctx, v.snap)
		return of(c), err == nil
	}
}

// statementList streams a list that is stored in the order that is asked for, and collects and sorts any other.
func (v *View) statementList(ctx context.Context, from source, order ordering[*statementRow], o Order, matches test[*statementRow]) (*listing, error) {
	sign := "statements " + string(o.Field) + direction(o)
	load := func(id string) (*statementRow, bool, error) {
		row, err := v.statementRow(ctx, StatementPrefix+id)
		if err != nil || row == nil {
			return nil, false, err
		}
		ok, err := matches(ctx, row)
		return row, ok, err
	}
	stored := ""
	if list, ok := statementLists[o]; ok && !from.set {
		stored = string(list)
	} else if from.ids == nil && len(from.prefixes) == 1 && o.Field == ByPublished && !o.Ascending {
		stored = from.prefixes[0]
	}
	if stored != "" {
		return streamed(ctx, v.snap, sign, stored, order.id, func(id string) (bool, error) {
			_, ok, err := load(id)
			return ok, err
		}), nil
	}
	ids, err := v.idsFrom(ctx, from)
	if err != nil {
		return nil, err
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

func direction(o Order) string {
	if o.Ascending {
		return " ascending"
	}
	return " descending"
}

// idsFrom are the ids of a source without their prefix, each once.
func (v *View) idsFrom(ctx context.Context, from source) ([]string, error) {
	seen := map[string]bool{}
	var ids []string
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, id := range from.ids {
		add(bare(id))
	}
	for _, prefix := range from.prefixes {
		for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil {
				return nil, err
			}
			add(statementOrders[ByPublished].id(rec.key[len(prefix):]))
		}
	}
	return ids, nil
}

// sourceOf is the narrowest source that has all statements of a filter.
func (v *View) sourceOf(ctx context.Context, path string, f *StatementFilter) (source, error) {
	best := allStatements
	consider := func(s source) {
		if s.set && (!best.set || s.cost < best.cost) {
			best = s
		}
	}
	if f == nil {
		return best, nil
	}
	for _, find := range []func(context.Context, string, *StatementFilter) ([]source, error){
		v.entitySources, v.predicateSources, v.articleSource, v.nestedSources,
	} {
		sources, err := find(ctx, path, f)
		if err != nil {
			return best, err
		}
		for _, s := range sources {
			consider(s)
		}
	}
	if f.Text != nil {
		s, err := v.textSource(ctx, *f.Text, textLimitBeside(best))
		if err != nil {
			return best, err
		}
		consider(s)
	}
	return best, nil
}

func (v *View) entitySources(ctx context.Context, path string, f *StatementFilter) ([]source, error) {
	var sources []source
	for _, c := range []struct {
		name string
		ref  *EntityRef
		list kind
	}{
		{"subject", f.Subject, statementsOf}, {"object", f.Object, statementsOf}, {"entity", f.Entity, statementsOf},
		{"attributedTo", f.AttributedTo, spokenKind}, {"place", f.Place, placedKind},
	} {
		if c.ref == nil {
			continue
		}
		set, err := v.refers(ctx, fieldOf(path, c.name), *c.ref)
		if err != nil {
			return nil, err
		}
		s, err := v.sourceUnder(ctx, c.list, set)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	if f.Between == nil {
		return sources, nil
	}
	s, err := v.betweenSource(ctx, path, f.Between)
	return append(sources, s), err
}

// sourceUnder is the union of the lists of some entities.
func (v *View) sourceUnder(ctx context.Context, list kind, set idSet) (source, error) {
	s := source{set: true}
	for _, id := range set.list() {
		s.prefixes = append(s.prefixes, list.under(id))
		row, err := readEntity(ctx, v.snap, id)
		if err != nil {
			return s, err
		}
		if row != nil {
			s.cost += row.StatementCount
		}
	}
	return s, nil
}

// betweenSource is the narrowest reference but one: of two ends in different references, one at least is not in the
// widest.
func (v *View) betweenSource(ctx context.Context, path string, refs []EntityRef) (source, error) {
	sets, err := v.referAll(ctx, path, refs)
	if err != nil {
		return source{}, err
	}
	var sources []source
	for _, set := range sets {
		s, err := v.sourceUnder(ctx, statementsOf, set)
		if err != nil {
			return s, err
		}
		sources = append(sources, s)
	}
	slices.SortStableFunc(sources, func(a, b source) int { return a.cost - b.cost })
	joined := source{set: true}
	for _, s := range sources[:max(0, len(sources)-1)] {
		joined.prefixes = append(joined.prefixes, s.prefixes...)
		joined.cost += s.cost
	}
	return joined, nil
}

func (v *View) predicateSources(ctx context.Context, _ string, f *StatementFilter) ([]source, error) {
	var sets []idSet
	if f.PredicateID != nil {
		set := idSet{}
		for _, id := range f.PredicateID {
			set[id] = true
		}
		sets = append(sets, set)
	}
	if f.Predicate != nil {
		set, err := v.predicatesLike(ctx, f.Predicate)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	var sources []source
	for _, set := range sets {
		s := source{set: true}
		for _, id := range set.list() {
			row, err := readPredicate(ctx, v.snap, id)
			if err != nil {
				return nil, err
			}
			if row != nil {
				s.prefixes = append(s.prefixes, predicatedKind.under(id))
				s.cost += row.StatementCount
			}
		}
		sources = append(sources, s)
	}
	return sources, nil
}

func (v *View) articleSource(ctx context.Context, _ string, f *StatementFilter) ([]source, error) {
	if f.Article == nil {
		return nil, nil
	}
	s := source{set: true, ids: []string{}}
	prefix := quotedKind.under(*f.Article)
	for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		s.ids = append(s.ids, rec.value)
	}
	err := v.eachVanished(ctx, vanishedKind.under(*f.Article), func(statement string) { s.ids = append(s.ids, statement) })
	s.cost = len(s.ids)
	return []source{s}, err
}

// nestedSources are those of each filter in And, and the union of those in Or where each of them has one.
func (v *View) nestedSources(ctx context.Context, path string, f *StatementFilter) ([]source, error) {
	var sources []source
	for i, g := range f.And {
		s, err := v.sourceOf(ctx, indexed(path, "and", i), g)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	if f.Or == nil {
		return sources, nil
	}
	union := source{set: true, ids: []string{}}
	for i, g := range f.Or {
		s, err := v.sourceOf(ctx, indexed(path, "or", i), g)
		if err != nil {
			return nil, err
		}
		union.set = union.set && s.set
		union.prefixes = append(union.prefixes, s.prefixes...)
		union.ids = append(union.ids, s.ids...)
		union.cost += s.cost
	}
	return append(sources, union), nil
}
