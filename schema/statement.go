package schema

import (
	"newsgraph/graph"
)

func statementResolvers() map[string]resolver {
	return map[string]resolver{
		"id":         plain(func(s *graph.Statement) any { return s.ID }),
		"iri":        of(func(c *call, s *graph.Statement) (any, error) { return c.schema.iri(s.ID), nil }),
		"text":       plain(func(s *graph.Statement) any { return textOrNil(s.Text) }),
		"polarity":   plain(func(s *graph.Statement) any { return enumValue(s.Polarity) }),
		"modality":   plain(func(s *graph.Statement) any { return enumValue(s.Modality) }),
		"status":     plain(func(s *graph.Statement) any { return enumValue(s.Status) }),
		"review":     plain(func(s *graph.Statement) any { return enumValue(s.Review) }),
		"confidence": plain(func(s *graph.Statement) any { return s.Confidence }),
		"value":      plain(func(s *graph.Statement) any { return orNil(s.Literal) }),
		"time":       plain(func(s *graph.Statement) any { return spanOf(s.Time) }),
		"arguments":  plain(func(s *graph.Statement) any { return s.Arguments }),

		"articleCount":           plain(func(s *graph.Statement) any { return s.ArticleCount }),
		"independentSourceCount": plain(func(s *graph.Statement) any { return s.IndependentSourceCount }),
		"firstPublished":         plain(func(s *graph.Statement) any { return instant(s.FirstPublished) }),
		"lastPublished":          plain(func(s *graph.Statement) any { return instant(s.LastPublished) }),
		"firstLoaded":            plain(func(s *graph.Statement) any { return instant(s.FirstLoaded) }),

		"subject":      of(func(c *call, s *graph.Statement) (any, error) { return entityLater(c, s.Subject), nil }),
		"object":       of(func(c *call, s *graph.Statement) (any, error) { return entityLater(c, s.Object), nil }),
		"attributedTo": of(func(c *call, s *graph.Statement) (any, error) { return entityLater(c, s.AttributedTo), nil }),
		"place":        of(func(c *call, s *graph.Statement) (any, error) { return entityLater(c, s.Place), nil }),
		"predicate":    of(statementPredicate),
		"objectText":   of(statementObjectText),
		"evidence":     of(statementEvidence),

		"sameClaim": of(func(c *call, s *graph.Statement) (any, error) {
			return related(c, "SameClaim", func(v *graph.View, first int) ([]*graph.Statement, error) {
				return v.SameClaim(c.ctx, s.ID, first)
			})
		}),
		"contradictedBy": of(func(c *call, s *graph.Statement) (any, error) {
			return related(c, "ContradictedBy", func(v *graph.View, first int) ([]*graph.Statement, error) {
				return v.ContradictedBy(c.ctx, s.ID, first)
			})
		}),
	}
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

func statementPredicate(c *call, s *graph.Statement) (any, error) {
	c.predicates.want(s.Predicate)
	return later(func() (any, error) { return found(c.predicates.get(c.ctx, s.Predicate)) }), nil
}

func statementObjectText(c *call, s *graph.Statement) (any, error) {
	if s.Literal != nil {
		return s.Literal.Text, nil
	}
	if s.Object == "" {
		return nil, nil
	}
	c.entities.want(s.Object)
	return later(func() (any, error) {
		object, err := c.entities.get(c.ctx, s.Object)
		if object == nil || err != nil {
			return nil, err
		}
		return object.Name, nil
	}), nil
}

func statementEvidence(c *call, s *graph.Statement) (any, error) {
	p, empty, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	pages := c.evidencePages(evidencePage{article: c.args.text("article"), page: p})
	pages.want(s.ID)
	return later(func() (any, error) {
		page, err := pages.get(c.ctx, s.ID)
		if err != nil {
			return nil, err
		}
		return newConnection(page, empty), nil
	}), nil
}

// related are a few statements that stand in a relation to another.
func related(c *call, name string, find func(*graph.View, int) ([]*graph.Statement, error)) (any, error) {
	p, empty, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	if empty {
		return []*graph.Statement{}, nil
	}
	v, err := c.open(name)
	if err != nil {
		return nil, err
	}
	return find(v, p.First)
}

func literalResolvers() map[string]resolver {
	return map[string]resolver{
		"text": plain(func(l *graph.Literal) any { return l.Text }),
		"datatype": plain(func(l *graph.Literal) any {
			if l.Datatype == "" {
				return "xsd:string"
			}
			return l.Datatype
		}),
		"number": plain(func(l *graph.Literal) any { return l.Number }),
		"unit":   plain(func(l *graph.Literal) any { return textOrNil(l.Unit) }),
		"date":   plain(func(l *graph.Literal) any { return textOrNil(l.Date) }),
	}
}

func argumentResolvers() map[string]resolver {
	return map[string]resolver{
		"role":        plain(func(a graph.Argument) any { return enumValue(a.Role) }),
		"preposition": plain(func(a graph.Argument) any { return textOrNil(a.Preposition) }),
		"text":        plain(func(a graph.Argument) any { return a.Text }),
		"entity":      of(func(c *call, a graph.Argument) (any, error) { return entityLater(c, a.Entity), nil }),
		"time":        plain(func(a graph.Argument) any { return spanOf(a.Time) }),
	}
}

// statementLater is a statement that is looked up together with its siblings; an empty id is none.
func statementLater(c *call, id string) any {
	if id == "" {
		return nil
	}
	c.statements.want(id)
	return later(func() (any, error) { return found(c.statements.get(c.ctx, id)) })
}
