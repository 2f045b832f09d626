package schema

import (
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"

	"newsgraph/graph"
)

func queryResolvers() map[string]resolver {
	return map[string]resolver{
		"node":       func(c *call) (any, error) { return nodeLater(c, c.args.text("id")), nil },
		"nodes":      queryNodes,
		"entity":     queryEntity,
		"entities":   queryEntities,
		"statements": queryStatements,
		"article":    queryArticle,
		"articles":   queryArticles,
		"predicates": queryPredicates,
		"statistics": queryStatistics,
		"search":     querySearch,
		"subgraph":   querySubgraph,
		"paths":      queryPaths,
		"facets":     queryFacets,
		"timeline":   queryTimeline,
		"job":        func(c *call) (any, error) { return jobOf(c, c.args.text("id")) },
		"viewer":     func(c *call) (any, error) { return viewer{CallerOf(c.ctx)}, nil },
	}
}

// nodeLater is the thing of any kind that has this id: the id's beginning says which kind that is.
func nodeLater(c *call, id string) any {
	kind, _, _ := strings.Cut(id, "/")
	switch kind + "/" {
	case graph.EntityPrefix:
		return entityLater(c, id)
	case graph.ArticlePrefix:
		return articleLater(c, id)
	case graph.StatementPrefix:
		c.statements.want(id)
		return later(func() (any, error) { return found(c.statements.get(c.ctx, id)) })
	case graph.EvidencePrefix:
		c.evidence.want(id)
		return later(func() (any, error) { return found(c.evidence.get(c.ctx, id)) })
	case graph.PredicatePrefix:
		c.predicates.want(id)
		return later(func() (any, error) { return found(c.predicates.get(c.ctx, id)) })
	case graph.JobPrefix:
		return later(func() (any, error) { return jobOf(c, id) })
	}
	return nil
}

// kindOf is the name of the type of something behind the interface Node.
func kindOf(p graphql.ResolveTypeParams) string {
	switch p.Value.(type) {
	case *graph.Entity:
		return "Entity"
	case *graph.Article:
		return "Article"
	case *graph.Statement:
		return "Statement"
	case *graph.Evidence:
		return "Evidence"
	case *graph.Predicate:
		return "Predicate"
	case *graph.Job:
		return "LoadJob"
	}
	return ""
}

func queryNodes(c *call) (any, error) {
	ids := texts(c.args, "ids")
	if len(ids) > graph.MaxPage {
		return nil, NewError(CodeBadInput, "ids: %d are more than may be asked for at once (%d)", len(ids), graph.MaxPage)
	}
	waiting := make([]any, len(ids))
	for i, id := range ids {
		waiting[i] = nodeLater(c, id)
	}
	return later(func() (any, error) {
		nodes := make([]any, len(ids))
		for i, w := range waiting {
			l, ok := w.(later)
			if !ok {
				continue
			}
			node, err := l()
			if err != nil {
				return nil, err
			}
			nodes[i] = node
		}
		return nodes, nil
	}), nil
}

func queryEntity(c *call) (any, error) {
	id, name := c.args.text("id"), c.args.text("name")
	if (id == "") == (name == "") {
		return nil, NewError(CodeBadInput, "entity: give exactly one of id and name")
	}
	if id != "" {
		return entityLater(c, id), nil
	}
	v, err := c.open("EntitiesNamed")
	if err != nil {
		return nil, err
	}
	homonyms, err := v.EntitiesNamed(c.ctx, name)
	if err != nil || len(homonyms) == 0 {
		return nil, err
	}
	if len(homonyms) > 1 {
		c.ambiguous(name, homonyms)
	}
	return homonyms[0], nil
}

// maxCandidates is how many homonyms a warning lists.
const maxCandidates = 10

func (c *call) ambiguous(name string, homonyms []*graph.Entity) {
	w := warning{
		Code: "AMBIGUOUS_NAME",
		Message: fmt.Sprintf("%d entities are called %.100q; this is the one with most statements, %s",
			len(homonyms), name, homonyms[0].ID),
		Path: c.path(),
	}
	for _, e := range homonyms[:min(len(homonyms), maxCandidates)] {
		w.Candidates = append(w.Candidates, e.ID)
	}
	c.warn(w)
}

func queryEntities(c *call) (any, error) {
	var f filters
	filter := f.entities(c.args, "filter", "")
	if f.err != nil {
		return nil, f.err
	}
	return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Entity], error) {
		v, err := c.open("FindEntities")
		if err != nil {
			return nil, err
		}
		return v.FindEntities(c.ctx, filter, orderOf(c.args), p)
	})
}

func queryStatements(c *call) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	own, _ := c.args.object("filter")
	return listed(func() (any, error) {
		return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Statement], error) {
			v, err := c.open("FindStatements")
			if err != nil {
				return nil, err
			}
			return v.FindStatements(c.ctx, filter, orderOf(c.args), p)
		})
	}, own)
}

func queryArticle(c *call) (any, error) {
	id, address := c.args.text("id"), c.args.text("url")
	if (id == "") == (address == "") {
		return nil, NewError(CodeBadInput, "article: give exactly one of id and url")
	}
	if id != "" {
		return articleLater(c, id), nil
	}
	v, err := c.open("ArticleByURL")
	if err != nil {
		return nil, err
	}
	return found(v.ArticleByURL(c.ctx, address))
}

func queryArticles(c *call) (any, error) {
	var f filters
	filter := f.articles(c.args)
	if f.err != nil {
		return nil, f.err
	}
	return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Article], error) {
		v, err := c.open("FindArticles")
		if err != nil {
			return nil, err
		}
		return v.FindArticles(c.ctx, filter, orderOf(c.args), p)
	})
}

func queryPredicates(c *call) (any, error) {
	filter := stringFilter(c.args, "filter")
	return connect(c, func(p graph.PageRequest) (*graph.Page[*graph.Predicate], error) {
		v, err := c.open("FindPredicates")
		if err != nil {
			return nil, err
		}
		return v.FindPredicates(c.ctx, filter, p)
	})
}

func queryStatistics(c *call) (any, error) {
	v, err := c.open("Statistics")
	if err != nil {
		return nil, err
	}
	return v.Statistics(c.ctx)
}

func statisticsResolvers() map[string]resolver {
	return map[string]resolver{
		"articles":   plain(func(s graph.Statistics) any { return s.Articles }),
		"entities":   plain(func(s graph.Statistics) any { return s.Entities }),
		"statements": plain(func(s graph.Statistics) any { return s.Statements }),
		"evidence":   plain(func(s graph.Statistics) any { return s.Evidence }),
		"predicates": plain(func(s graph.Statistics) any { return s.Predicates }),
		"quads":      plain(func(s graph.Statistics) any { return s.Quads }),
		"revision":   plain(func(s graph.Statistics) any { return s.Revision }),
		"backend":    plain(func(s graph.Statistics) any { return s.Backend }),
		"extractor":  of(func(c *call, _ graph.Statistics) (any, error) { return c.schema.extractor, nil }),
		"version":    of(func(c *call, _ graph.Statistics) (any, error) { return c.schema.version, nil }),
	}
}
