package schema

import (
	"newsgraph/graph"
)

func articleResolvers() map[string]resolver {
	return map[string]resolver{
		"id":          plain(func(a *graph.Article) any { return a.ID }),
		"iri":         of(func(c *call, a *graph.Article) (any, error) { return c.schema.iri(a.ID), nil }),
		"url":         plain(func(a *graph.Article) any { return textOrNil(a.URL) }),
		"title":       plain(func(a *graph.Article) any { return textOrNil(a.Title) }),
		"source":      plain(func(a *graph.Article) any { return textOrNil(a.Source) }),
		"authors":     plain(func(a *graph.Article) any { return a.Authors }),
		"publishedAt": plain(func(a *graph.Article) any { return instant(a.Published.Time) }),
		"published":   plain(articlePublished),
		"loadedAt":    plain(func(a *graph.Article) any { return instant(a.LoadedAt) }),
		"language":    plain(func(a *graph.Article) any { return textOrNil(a.Language) }),
		"text":        plain(func(a *graph.Article) any { return a.Text }),
		"wordCount":   plain(func(a *graph.Article) any { return a.WordCount }),
		"contentHash": plain(func(a *graph.Article) any { return textOrNil(a.ContentHash) }),

		"evidence": of(func(c *call, a *graph.Article) (any, error) {
			return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Evidence], error) {
				v, err := c.open("EvidenceIn")
				if err != nil {
					return nil, err
				}
				return v.EvidenceIn(c.ctx, a.ID, p)
			})
		}),
		"entities": of(func(c *call, a *graph.Article) (any, error) {
			return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Entity], error) {
				v, err := c.open("EntitiesIn")
				if err != nil {
					return nil, err
				}
				return v.EntitiesIn(c.ctx, a.ID, p)
			})
		}),
		"statements": of(articleStatements),
	}
}

func articlePublished(a *graph.Article) any {
	if !a.Published.Known() {
		return nil
	}
	return newTimeSpan(a.Published.String(), "")
}

func articleStatements(c *call, a *graph.Article) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	filter = inArticle(filter, a.ID)
	return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Statement], error) {
		v, err := c.open("FindStatements")
		if err != nil {
			return nil, err
		}
		return v.FindStatements(c.ctx, filter, orderOf(c.args), p)
	})
}

func articleLater(c *call, id string) any {
	if id == "" {
		return nil
	}
	c.articles.want(id)
	return later(func() (any, error) { return found(c.articles.get(c.ctx, id)) })
}
