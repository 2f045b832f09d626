package schema

import (
	"github.com/graphql-go/graphql/language/ast"
)

// plan is the order in which an answer's fields are written: that of the query. The library gives an answer as maps.
// A field of some types only (behind a fragment) stands in the plan too, and is passed over where it is not there.
type plan struct {
	fields []planned
}

type planned struct {
	key           string // the response name
	name          string // the field
	introspection bool   // the field, or one above it, is one of GraphQL's own
	inner         *plan  // nil for leaves
}

// newPlan is the plan of an operation. Its size is bounded by limits.fields.
func newPlan(set *ast.SelectionSet, fragments map[string]*ast.FragmentDefinition) *plan {
	p := &planner{fragments: fragments}
	return p.plan([]*ast.SelectionSet{set}, false)
}

type planner struct {
	fragments map[string]*ast.FragmentDefinition
}

// collected are the fields of some selection sets by response name.
type collected struct {
	order   []string
	fields  map[string][]*ast.Field
	spreads map[string]bool
}

func (p *planner) plan(sets []*ast.SelectionSet, introspecting bool) *plan {
	c := &collected{fields: map[string][]*ast.Field{}, spreads: map[string]bool{}}
	for _, set := range sets {
		p.collect(c, set)
	}
	out := &plan{}
	for _, key := range c.order {
		fields := c.fields[key]
		f := planned{key: key, name: fields[0].Name.Value}
		f.introspection = introspecting || isIntrospection(f.name)
		var inner []*ast.SelectionSet
		for _, field := range fields {
			if field.SelectionSet != nil {
				inner = append(inner, field.SelectionSet)
			}
		}
		if len(inner) > 0 {
			f.inner = p.plan(inner, f.introspection)
		}
		out.fields = append(out.fields, f)
	}
	return out
}

func (p *planner) collect(c *collected, set *ast.SelectionSet) {
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			key := responseName(s)
			if c.fields[key] == nil {
				c.order = append(c.order, key)
			}
			c.fields[key] = append(c.fields[key], s)
		case *ast.InlineFragment:
			p.collect(c, s.SelectionSet)
		case *ast.FragmentSpread:
			if fragment := p.fragments[s.Name.Value]; fragment != nil && !c.spreads[s.Name.Value] {
				c.spreads[s.Name.Value] = true
				p.collect(c, fragment.SelectionSet)
			}
		}
	}
}
