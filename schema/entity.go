package schema

import (
	"time"

	"newsgraph/graph"
)

func entityResolvers() map[string]resolver {
	return map[string]resolver{
		"id":           plain(func(e *graph.Entity) any { return e.ID }),
		"iri":          of(func(c *call, e *graph.Entity) (any, error) { return c.schema.iri(e.ID), nil }),
		"name":         plain(func(e *graph.Entity) any { return e.Name }),
		"type":         plain(func(e *graph.Entity) any { return enumValue(e.Type) }),
		"named":        plain(func(e *graph.Entity) any { return e.Named }),
		"aliases":      plain(func(e *graph.Entity) any { return e.Aliases }),
		"descriptions": plain(func(e *graph.Entity) any { return e.Descriptions }),

		"statementCount": plain(func(e *graph.Entity) any { return e.StatementCount }),
		"articleCount":   plain(func(e *graph.Entity) any { return e.ArticleCount }),
		"firstPublished": plain(func(e *graph.Entity) any { return instant(e.FirstPublished) }),
		"lastPublished":  plain(func(e *graph.Entity) any { return instant(e.LastPublished) }),

		"statements": of(entityStatements),
		"neighbors":  of(entityNeighbors),
		"articles":   of(entityArticles),
		"timeline":   of(entityTimeline),

		"sameAs": of(func(c *call, e *graph.Entity) (any, error) {
			return listEach(c, "SameAs", e.ID, func(v *graph.View, id string) ([]string, error) { return v.SameAs(c.ctx, id) })
		}),
		"merges": of(func(c *call, e *graph.Entity) (any, error) {
			return listEach(c, "Merges", e.ID, func(v *graph.View, id string) ([]graph.Merge, error) { return v.Merges(c.ctx, id) })
		}),
		"possibleDuplicates": of(entityDuplicates),
	}
}

// instant is a time, nil for the zero time.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func entityStatements(c *call, e *graph.Entity) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	direction, order := graph.Direction(c.args.enum("direction")), orderOf(c.args)
	end := map[graph.Direction]string{graph.Out: "subject", graph.In: "object", graph.Both: "entity"}[direction]
	return listed(func() (any, error) {
		return connectEach(c, "StatementsOf", e.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Statement], error) {
			return v.StatementsOf(c.ctx, ids, direction, filter, order, p)
		})
	}, narrowed(c.args, end, map[string]any{"id": e.ID}))
}

func entityNeighbors(c *call, e *graph.Entity) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	return connectEach(c, "NeighborsOf", e.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Neighbor], error) {
		return v.NeighborsOf(c.ctx, ids, filter, p)
	})
}

func entityArticles(c *call, e *graph.Entity) (any, error) {
	return connectEach(c, "ArticlesOfEach", e.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Article], error) {
		return v.ArticlesOfEach(c.ctx, ids, p)
	})
}

func entityDuplicates(c *call, e *graph.Entity) (any, error) {
	p, empty, err := pageOf(c)
	if err != nil || empty {
		return []graph.Duplicate{}, err
	}
	return listEach(c, "PossibleDuplicates", e.ID, func(v *graph.View, id string) ([]graph.Duplicate, error) {
		return v.PossibleDuplicates(c.ctx, id, p.First)
	})
}

// entityLater is an entity that is looked up together with its siblings; an empty id is none.
func entityLater(c *call, id string) any {
	if id == "" {
		return nil
	}
	c.entities.want(id)
	return later(func() (any, error) { return found(c.entities.get(c.ctx, id)) })
}

// found makes a nil pointer a nil value.
func found[T any](value *T, err error) (any, error) {
	if value == nil || err != nil {
		return nil, err
	}
	return value, nil
}

func neighborResolvers() map[string]resolver {
	return map[string]resolver{
		"entity":         of(func(c *call, n *graph.Neighbor) (any, error) { return entityLater(c, n.Entity), nil }),
		"statementCount": plain(func(n *graph.Neighbor) any { return n.StatementCount }),
		"predicates": of(func(c *call, n *graph.Neighbor) (any, error) {
			for _, id := range n.Predicates {
				c.predicates.want(id)
			}
			return later(func() (any, error) { return allFound(c, c.predicates, n.Predicates) }), nil
		}),
	}
}

// allFound are the values of ids that there are.
func allFound[T any](c *call, b *batch[string, *T], ids []string) (any, error) {
	out := []any{}
	for _, id := range ids {
		value, err := b.get(c.ctx, id)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out = append(out, value)
		}
	}
	return out, nil
}

func predicateResolvers() map[string]resolver {
	return map[string]resolver{
		"id":             plain(func(p *graph.Predicate) any { return p.ID }),
		"iri":            of(func(c *call, p *graph.Predicate) (any, error) { return c.schema.iri(p.ID), nil }),
		"label":          plain(func(p *graph.Predicate) any { return p.Label }),
		"surfaceForms":   plain(func(p *graph.Predicate) any { return p.SurfaceForms }),
		"statementCount": plain(func(p *graph.Predicate) any { return p.StatementCount }),
	}
}
