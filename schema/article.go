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
			return connectEach(c, "EvidenceInEach", a.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Evidence], error) {
				return v.EvidenceInEach(c.ctx, ids, p)
			})
		}),
		"entities": of(func(c *call, a *graph.Article) (any, error) {
			return connectEach(c, "EntitiesInEach", a.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Entity], error) {
				return v.EntitiesInEach(c.ctx, ids, p)
			})
		}),
		"statements": of(articleStatements),

		"copies": of(func(c *call, a *graph.Article) (any, error) {
			return listEach(c, "Copies", a.ID, func(v *graph.View, id string) ([]*graph.Article, error) { return v.Copies(c.ctx, id) })
		}),
		"revisions": of(func(c *call, a *graph.Article) (any, error) {
			return listEach(c, "Revisions", a.ID, func(v *graph.View, id string) ([]graph.Revision, error) { return v.Revisions(c.ctx, id) })
		}),
	}
}

func revisionResolvers() map[string]resolver {
	return map[string]resolver{
		"at":          plain(func(r graph.Revision) any { return r.At }),
		"contentHash": plain(func(r graph.Revision) any { return r.ContentHash }),
		"title":       plain(func(r graph.Revision) any { return textOrNil(r.Title) }),
		"wordCount":   plain(func(r graph.Revision) any { return r.WordCount }),
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
	order := orderOf(c.args)
	return listed(func() (any, error) {
		return connectEach(c, "StatementsIn", a.ID, func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[*graph.Statement], error) {
			return v.StatementsIn(c.ctx, ids, filter, order, p)
		})
	}, narrowed(c.args, "article", a.ID))
}

func articleLater(c *call, id string) any {
	if id == "" {
		return nil
	}
	c.articles.want(id)
	return later(func() (any, error) { return found(c.articles.get(c.ctx, id)) })
}
