package graph

import "context"

// These are lists of many things at once: page i belongs to the thing i. They read together what they share.

// Direction says at which end of a statement an entity stands.
type Direction string

// The directions. Out: the entity is the subject. In: it is the object.
const (
	Out  Direction = "OUT"
	In   Direction = "IN"
	Both Direction = "BOTH"
)

// StatementsOf gives for each entity one page of the statements that have it at that end, as FindStatements lists them.
func (v *View) StatementsOf(ctx context.Context, entities []string, d Direction, f *StatementFilter, o Order, p PageRequest) ([]*Page[*Statement], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Statement], error) {
			return v.StatementsOf(ctx, entities, d, f, o, p)
		})
	}
	order, o, err := choose(statementOrders, o, ByPublished)
	if err != nil {
		return nil, err
	}
	matches, err := newLookups(v).matchStatements(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	narrow, err := v.sourceOf(ctx, "filter", f)
	if err != nil {
		return nil, err
	}
	return forEach(ctx, entities, func(id string) (*Page[*Statement], error) {
		if id, err = v.follow(ctx, id); err != nil {
			return nil, err
		}
		from, err := v.sourceUnder(ctx, statementsOf, idSet{id: true})
		if err != nil {
			return nil, err
		}
		count := from.cost
		if narrow.set && narrow.cost < count {
			from = narrow
		}
		list, err := v.statementList(ctx, from, order, o, all([]test[*statementRow]{plain(d.at(id)), matches}))
		if err != nil {
			return nil, err
		}
		if isEmpty(f) && d == Both {
			list.total = func() (int, bool) { return count, true }
		}
		w, err := list.cut(p, v.countLimit)
		if err != nil {
			return nil, err
		}
		return page(w, func(id string) (*Statement, error) { return v.statement(ctx, StatementPrefix+id) })
	})
}

// at says whether a statement has an entity at that end.
func (d Direction) at(entity string) func(*statementRow) bool {
	return func(r *statementRow) bool {
		return d != In && r.Subject == entity || d != Out && r.Object == entity
	}
}

// forEach makes a page for each id.
func forEach[T any](ctx context.Context, ids []string, find func(id string) (*Page[T], error)) ([]*Page[T], error) {
	pages := make([]*Page[T], len(ids))
	for i, id := range ids {
		var err error
		if pages[i], err = find(id); err != nil {
			return nil, err
		}
	}
	return pages, ctx.Err()
}

// StatementsIn gives for each article one page of the statements that it makes by evidence that is all that the filter
// asks of evidence, as FindStatements lists them.
func (v *View) StatementsIn(ctx context.Context, articles []string, f *StatementFilter, o Order, p PageRequest) ([]*Page[*Statement], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Statement], error) { return v.StatementsIn(ctx, articles, f, o, p) })
	}
	return forEach(ctx, articles, func(id string) (*Page[*Statement], error) {
		own := StatementFilter{}
		if f != nil {
			own = *f
		}
		if own.Article == nil {
			own.Article = &id
		} else {
			own.And = append(append([]*StatementFilter{}, own.And...), &StatementFilter{Article: &id})
		}
		return v.FindStatements(ctx, &own, o, p)
	})
}

// NeighborsOf gives one page of Neighbors for each entity.
func (v *View) NeighborsOf(ctx context.Context, entities []string, f *StatementFilter, p PageRequest) ([]*Page[*Neighbor], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Neighbor], error) { return v.NeighborsOf(ctx, entities, f, p) })
	}
	return forEach(ctx, entities, func(id string) (*Page[*Neighbor], error) { return v.Neighbors(ctx, id, f, p) })
}

// ArticlesOfEach gives one page of ArticlesOf for each entity.
func (v *View) ArticlesOfEach(ctx context.Context, entities []string, p PageRequest) ([]*Page[*Article], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Article], error) { return v.ArticlesOfEach(ctx, entities, p) })
	}
	return forEach(ctx, entities, func(id string) (*Page[*Article], error) { return v.ArticlesOf(ctx, id, p) })
}

// EvidenceInEach gives one page of EvidenceIn for each article.
func (v *View) EvidenceInEach(ctx context.Context, articles []string, p PageRequest) ([]*Page[*Evidence], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Evidence], error) { return v.EvidenceInEach(ctx, articles, p) })
	}
	return forEach(ctx, articles, func(id string) (*Page[*Evidence], error) { return v.EvidenceIn(ctx, id, p) })
}

// EntitiesInEach gives one page of EntitiesIn for each article.
func (v *View) EntitiesInEach(ctx context.Context, articles []string, p PageRequest) ([]*Page[*Entity], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]*Page[*Entity], error) { return v.EntitiesInEach(ctx, articles, p) })
	}
	return forEach(ctx, articles, func(id string) (*Page[*Entity], error) { return v.EntitiesIn(ctx, id, p) })
}
