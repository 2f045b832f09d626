package schema

import (
	"fmt"

	"newsgraph/graph"
)

// querySearch finds nodes by their names and texts.
func querySearch(c *call) (any, error) {
	return connect(c, func(p graph.PageRequest) (*graph.Page[graph.Hit], error) {
		v, err := c.open("Search")
		if err != nil {
			return nil, err
		}
		return v.Search(c.ctx, c.args.text("text"), enums[graph.NodeKind](c.args, "kinds"), p)
	})
}

func searchHitResolvers() map[string]resolver {
	return map[string]resolver{
		"node":    of(func(c *call, h graph.Hit) (any, error) { return nodeLater(c, h.ID), nil }),
		"score":   plain(func(h graph.Hit) any { return h.Score }),
		"snippet": plain(func(h graph.Hit) any { return textOrNil(h.Snippet) }),
	}
}

// theEntity is the id of the one entity that a reference means; of several of a name it is the one with most
// statements, with a warning. It is empty, with a warning, where there is none.
func (c *call) theEntity(ref graph.EntityRef) (string, error) {
	v, err := c.open("EntitiesNamed")
	if err != nil {
		return "", err
	}
	if ref.ID != "" {
		found, err := v.Entities(c.ctx, []string{ref.ID})
		if err != nil {
			return "", err
		}
		if found[0] == nil {
			c.noEntity(ref.ID)
			return "", nil
		}
		return found[0].ID, nil
	}
	homonyms, err := v.EntitiesNamed(c.ctx, ref.Name)
	if err != nil {
		return "", err
	}
	switch len(homonyms) {
	case 0:
		c.noEntity(ref.Name)
		return "", nil
	case 1:
	default:
		c.ambiguous(ref.Name, homonyms)
	}
	return homonyms[0].ID, nil
}

func (c *call) noEntity(name string) {
	c.warn(warning{Code: "NO_SUCH_ENTITY", Message: fmt.Sprintf("there is no entity %.100q", name), Path: c.path()})
}

// querySubgraph is the graph around some entities.
func querySubgraph(c *call) (any, error) {
	var f filters
	var refs []graph.EntityRef
	for i, m := range c.args.objects("seeds") {
		refs = append(refs, f.reference(m, fmt.Sprintf("seeds[%d]", i)))
	}
	if f.err != nil {
		return nil, f.err
	}
	if len(refs) > graph.MaxSubgraphEntities {
		return nil, NewError(CodeBadInput, "seeds: %d are more than a subgraph may have (%d)", len(refs), graph.MaxSubgraphEntities)
	}
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	var seeds []string
	for _, ref := range refs {
		id, err := c.theEntity(ref)
		if err != nil {
			return nil, err
		}
		seeds = append(seeds, id)
	}
	v, err := c.open("Subgraph")
	if err != nil {
		return nil, err
	}
	g, err := v.Subgraph(c.ctx, seeds, number(c.args, "depth"), number(c.args, "maxEntities"), filter)
	if err != nil {
		return nil, err
	}
	for _, e := range g.Entities { // the ends of all its statements
		if e != nil {
			c.entities.learn(e.ID, e)
		}
	}
	return &drawn{g, c.args}, nil
}

// number is an argument that has a default.
func number(in input, name string) int {
	n, _ := in[name].(int)
	return n
}

func subgraphResolvers() map[string]resolver {
	return map[string]resolver{
		"entities":   plain(func(d *drawn) any { return orEmpty(d.Entities) }),
		"statements": plain(func(d *drawn) any { return orEmpty(d.Statements) }),
		"truncated":  plain(func(d *drawn) any { return d.Truncated }),
		"omitted":    plain(func(d *drawn) any { return orEmpty(d.Omitted) }),
		"exportUrl":  of(func(c *call, d *drawn) (any, error) { return d.exportURL(c) }),
	}
}

// orEmpty is a list that is not null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func omissionResolvers() map[string]resolver {
	return map[string]resolver{
		"reason": plain(func(o graph.Omission) any { return o.Reason }),
		"count":  plain(func(o graph.Omission) any { return o.Count }),
	}
}

// queryPaths is the shortest chains between two entities.
func queryPaths(c *call) (any, error) {
	var f filters
	var ends [2]string
	var refs [2]graph.EntityRef
	for i, name := range []string{"from", "to"} {
		m, _ := c.args.object(name)
		refs[i] = f.reference(m, name)
	}
	if f.err != nil {
		return nil, f.err
	}
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	for i := range refs {
		if ends[i], err = c.theEntity(refs[i]); err != nil {
			return nil, err
		}
	}
	v, err := c.open("Paths")
	if err != nil {
		return nil, err
	}
	return found(v.Paths(c.ctx, ends[0], ends[1], number(c.args, "maxLength"), number(c.args, "first"), filter))
}

func pathResultResolvers() map[string]resolver {
	return map[string]resolver{
		"paths":     plain(func(p *graph.Paths) any { return orEmpty(p.Paths) }),
		"truncated": plain(func(p *graph.Paths) any { return p.Truncated }),
		"omitted":   plain(func(p *graph.Paths) any { return orEmpty(p.Omitted) }),
	}
}

func pathResolvers() map[string]resolver {
	return map[string]resolver{
		"length":     plain(func(p graph.Path) any { return len(p.Statements) }),
		"entities":   plain(func(p graph.Path) any { return orEmpty(p.Entities) }),
		"statements": plain(func(p graph.Path) any { return orEmpty(p.Statements) }),
	}
}

// queryFacets counts statements by what they have.
func queryFacets(c *call) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	v, err := c.open("Facets")
	if err != nil {
		return nil, err
	}
	return found(v.Facets(c.ctx, filter))
}

func facetsResolvers() map[string]resolver {
	return map[string]resolver{
		"predicates":  plain(func(f *graph.Facets) any { return orEmpty(f.Predicates) }),
		"entityTypes": plain(func(f *graph.Facets) any { return orEmpty(f.EntityTypes) }),
		"sources":     plain(func(f *graph.Facets) any { return orEmpty(f.Sources) }),
		"modalities":  plain(func(f *graph.Facets) any { return orEmpty(f.Modalities) }),
		"years":       plain(func(f *graph.Facets) any { return orEmpty(f.Years) }),
	}
}

func facetResolvers() map[string]resolver {
	return map[string]resolver{
		"value": plain(func(f graph.Facet) any { return f.Value }),
		"label": plain(func(f graph.Facet) any { return textOrNil(f.Label) }),
		"count": plain(func(f graph.Facet) any { return f.Count }),
	}
}

func queryTimeline(c *call) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	return timelineOf(c, filter)
}

func entityTimeline(c *call, e *graph.Entity) (any, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	return timelineOf(c, about(filter, e.ID, ""))
}

func timelineOf(c *call, filter *graph.StatementFilter) (any, error) {
	v, err := c.open("Timeline")
	if err != nil {
		return nil, err
	}
	buckets, err := v.Timeline(c.ctx, filter, graph.Bucket(c.args.enum("bucket")), graph.Clock(c.args.enum("clock")))
	return orEmpty(buckets), err
}

func timelineBucketResolvers() map[string]resolver {
	return map[string]resolver{
		"start":          plain(func(b graph.TimelineBucket) any { return b.Start }),
		"end":            plain(func(b graph.TimelineBucket) any { return b.End }),
		"statementCount": plain(func(b graph.TimelineBucket) any { return b.StatementCount }),
		"articleCount":   plain(func(b graph.TimelineBucket) any { return b.ArticleCount }),
	}
}

// viewer is who asks.
type viewer struct{ *Caller }

func viewerResolvers() map[string]resolver {
	return map[string]resolver{
		"roles": plain(func(v viewer) any {
			roles := []enumValue{}
			for _, r := range v.roles() {
				roles = append(roles, enumValue(r))
			}
			return roles
		}),
	}
}
