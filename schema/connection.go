package schema

import (
	"context"
	"strings"

	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/graph"
)

// connection is a page of a list, as Relay's cursor connections have it.
type connection struct {
	items                []any
	cursors              []string
	hasNext, hasPrevious bool
	total                *int
	filter               map[string]any // of a connection of statements: what it lists, as the arguments have it
}

type edge struct {
	cursor string
	node   any
}

// connectionResolvers are the fields of all the types XConnection, edgeResolvers those of XEdge.
func connectionResolvers() map[string]resolver {
	return map[string]resolver{
		"edges": plain(func(c *connection) any {
			edges := make([]any, len(c.items))
			for i, item := range c.items {
				edges[i] = edge{c.cursors[i], item}
			}
			return edges
		}),
		"nodes":    plain(func(c *connection) any { return c.items }),
		"pageInfo": plain(func(c *connection) any { return c }),
		"totalCount": plain(func(c *connection) any {
			if c.total == nil {
				return nil
			}
			return *c.total
		}),
	}
}

func edgeResolvers() map[string]resolver {
	return map[string]resolver{
		"cursor": plain(func(e edge) any { return e.cursor }),
		"node":   plain(func(e edge) any { return e.node }),
	}
}

func pageInfoResolvers() map[string]resolver {
	cursor := func(at func(*connection) int) resolver {
		return plain(func(c *connection) any {
			if len(c.cursors) == 0 {
				return nil
			}
			return c.cursors[at(c)]
		})
	}
	return map[string]resolver{
		"hasNextPage":     plain(func(c *connection) any { return c.hasNext }),
		"hasPreviousPage": plain(func(c *connection) any { return c.hasPrevious }),
		"startCursor":     cursor(func(*connection) int { return 0 }),
		"endCursor":       cursor(func(c *connection) int { return len(c.cursors) - 1 }),
	}
}

// pageOf is the page that a field's arguments ask for, and whether it is to be empty: `first: 0` asks for the total and
// for whether there is anything.
func pageOf(c *call) (p graph.PageRequest, empty bool, err error) {
	for _, name := range []string{"first", "last"} {
		n, given := c.args[name].(int)
		if !given {
			continue
		}
		if n < 0 {
			return p, false, NewError(CodeBadInput, "%s: %d is negative", name, n)
		}
		if n > graph.MaxPage {
			return p, false, NewError(CodeBadInput, "%s: %d is more than a page may have (%d)", name, n, graph.MaxPage)
		}
		if n == 0 {
			n, empty = 1, true
		}
		if name == "first" {
			p.First = n
		} else {
			p.Last = n
		}
	}
	p.After, _ = c.args["after"].(string)
	p.Before, _ = c.args["before"].(string)
	p.Count = selects(c, "totalCount")
	return p, empty, nil
}

// connect is the connection of the page that the arguments ask for.
func connect[T any](c *call, find func(graph.PageRequest) (*graph.Page[T], error)) (any, error) {
	p, empty, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	page, err := find(p)
	if err != nil {
		return nil, err
	}
	return newConnection(page, empty), nil
}

// pageOfField is a field of the query with the page that it asks for: all rows that have it ask with the same arguments.
type pageOfField struct {
	field *ast.Field
	page  graph.PageRequest
}

// connectEach is the connection of one of many rows, of which each has a page of its own: they are found together by one
// call of the store, which is called name.
func connectEach[T any](c *call, name, id string, find func(v *graph.View, ids []string, p graph.PageRequest) ([]*graph.Page[T], error)) (any, error) {
	p, empty, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	key := pageOfField{c.field.nodes[0], p}
	pages, ok := c.pages[key].(*batch[string, *graph.Page[T]])
	if !ok {
		r := c.request
		pages = newBatch(read(r, name, func(v *graph.View, _ context.Context, ids []string) ([]*graph.Page[T], error) { return find(v, ids, p) }))
		c.pages[key] = pages
	}
	pages.want(id)
	return later(func() (any, error) {
		page, err := pages.get(c.ctx, id)
		if err != nil {
			return nil, err
		}
		return newConnection(page, empty), nil
	}), nil
}

// listEach is a list that a thing has, found together with those of its siblings.
func listEach[T any](c *call, name, id string, find func(v *graph.View, id string) ([]T, error)) (any, error) {
	key := pageOfField{c.field.nodes[0], graph.PageRequest{}}
	lists, ok := c.pages[key].(*batch[string, []T])
	if !ok {
		r := c.request
		lists = newBatch(read(r, name, func(v *graph.View, _ context.Context, ids []string) ([][]T, error) {
			all := make([][]T, len(ids))
			for i, id := range ids {
				var err error
				if all[i], err = find(v, id); err != nil {
					return nil, err
				}
			}
			return all, nil
		}))
		c.pages[key] = lists
	}
	lists.want(id)
	return later(func() (any, error) {
		list, err := lists.get(c.ctx, id)
		if list == nil {
			list = []T{}
		}
		return list, err
	}), nil
}

func newConnection[T any](page *graph.Page[T], empty bool) *connection {
	if page == nil {
		return &connection{items: []any{}}
	}
	c := &connection{items: make([]any, len(page.Items)), cursors: page.Cursors, hasNext: page.HasNext,
		hasPrevious: page.HasPrevious, total: page.Total}
	for i, item := range page.Items {
		c.items[i] = item
	}
	if empty {
		c.hasNext = c.hasNext || len(c.items) > 0
		c.items, c.cursors = []any{}, nil
	}
	return c
}

// selects says whether the field's selection has a field of this name, fragments spread.
func selects(c *call, name string) bool {
	for _, field := range c.field.nodes {
		if selectsIn(c, field.SelectionSet, name) {
			return true
		}
	}
	return false
}

func selectsIn(c *call, set *ast.SelectionSet, name string) bool {
	if set == nil {
		return false
	}
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name.Value == name {
				return true
			}
		case *ast.InlineFragment:
			if selectsIn(c, s.SelectionSet, name) {
				return true
			}
		case *ast.FragmentSpread:
			if f := c.executor.document.fragments[s.Name.Value]; f != nil && selectsIn(c, f.SelectionSet, name) {
				return true
			}
		}
	}
	return false
}

func isConnection(typeName string) bool { return strings.HasSuffix(typeName, "Connection") }
