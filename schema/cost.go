package schema

import (
	"math"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/graph"
)

// costs measures what an operation may ask for at most: its fields, each as often as the pages and lists above it may
// have rows. A list that has no page counts as some usual length. A field that is a read of the store by itself, once
// per row, costs more.
type costs struct {
	schema    *graphql.Schema
	fragments map[string]*ast.FragmentDefinition
	variables map[string]any
	known     map[fragmentRows]int
}

// fragmentRows is a fragment in a connection of that many rows; elsewhere rows is 0.
type fragmentRows struct {
	fragment *ast.FragmentDefinition
	rows     int
}

const (
	costOfRead       = 20  // a list below a list
	costOfDuplicates = 100 // names that are compared
	costOfWalk       = 500 // what goes through the statements of a filter, or around entities
	usualList        = 5   // rows of a list without pages
	usualSubgraph    = 100 // the contract's default of maxEntities
	usualPaths       = 3   // the contract's default of first, of paths
	usualRelated     = 10  // the contract's default for lists with `first` alone
	schemaTypes      = 40  // introspection: types that have something inside
	schemaFields     = 8   // of a type, arguments of a field: most have fewer
)

func (s *Schema) cost(d *document, operation *ast.OperationDefinition, variables map[string]any) int {
	c := &costs{schema: &s.schema, fragments: d.fragments, variables: variables, known: map[fragmentRows]int{}}
	return c.selections(operation.SelectionSet, rootType(&s.schema, operation.Operation), 0)
}

func plus(a, b int) int { return min(a+b, math.MaxInt32) }

func times(a, b int) int {
	if a != 0 && b > math.MaxInt32/a {
		return math.MaxInt32
	}
	return a * b
}

// selections is the cost of a selection on a type; rows is the page of the connection that the type is, else 0.
func (c *costs) selections(set *ast.SelectionSet, parent graphql.Type, rows int) int {
	if set == nil {
		return 0
	}
	total := 0
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			total = plus(total, c.field(s, parent, rows))
		case *ast.InlineFragment:
			t := parent
			if s.TypeCondition != nil {
				t = c.schema.Type(s.TypeCondition.Name.Value)
			}
			total = plus(total, c.selections(s.SelectionSet, t, rows))
		case *ast.FragmentSpread:
			total = plus(total, c.spread(s, rows))
		}
	}
	return total
}

func (c *costs) spread(s *ast.FragmentSpread, rows int) int {
	fragment := c.fragments[s.Name.Value]
	if fragment == nil {
		return 0
	}
	key := fragmentRows{fragment, rows}
	if cost, ok := c.known[key]; ok {
		return cost
	}
	cost := c.selections(fragment.SelectionSet, c.schema.Type(fragment.TypeCondition.Name.Value), rows)
	c.known[key] = cost
	return cost
}

func (c *costs) field(f *ast.Field, parent graphql.Type, rows int) int {
	definition := fieldDefinition(c.schema, parent, f.Name.Value)
	if definition == nil || f.SelectionSet == nil {
		return 1
	}
	named, _ := graphql.GetNamed(definition.Type).(graphql.Type)
	if isConnection(named.Name()) {
		return plus(c.ofRead(f, parent), c.selections(f.SelectionSet, named, c.pageSize(f)))
	}
	if named.Name() == "LoadArticlesPayload" {
		return plus(1, c.selections(f.SelectionSet, named, c.length(c.argument(f, "input"), "articles")))
	}
	inner := c.selections(f.SelectionSet, named, c.within(f, named))
	return plus(c.ofWalk(named), times(c.rows(f, definition, parent, rows), inner))
}

// within is how many rows the lists of a subgraph or of paths may have, else 0.
func (c *costs) within(f *ast.Field, named graphql.Type) int {
	switch named.Name() {
	case "Subgraph":
		return min(c.number(f, "maxEntities", usualSubgraph), graph.MaxSubgraphEntities)
	case "PathResult":
		return min(c.number(f, "first", usualPaths), graph.MaxPaths)
	}
	return 0
}

// ofWalk is what a field costs beside what is asked for inside.
func (c *costs) ofWalk(named graphql.Type) int {
	switch named.Name() {
	case "Subgraph", "PathResult", "Facets", "TimelineBucket":
		return costOfWalk
	}
	return 1
}

// ofRead is 1 for what is read once, or for all rows together.
func (c *costs) ofRead(f *ast.Field, parent graphql.Type) int {
	if parent == c.schema.QueryType() || parent.Name() == "Statement" && f.Name.Value == "evidence" {
		return 1
	}
	return costOfRead
}

// rows is how many values a field that is no connection may have.
func (c *costs) rows(f *ast.Field, definition *graphql.FieldDefinition, parent graphql.Type, page int) int {
	if _, list := nullable(definition.Type).(*graphql.List); !list {
		return 1
	}
	name := f.Name.Value
	switch {
	case isConnection(parent.Name()), parent.Name() == "LoadArticlesPayload" && name == "articles",
		parent.Name() == "Subgraph" && name == "entities", parent.Name() == "PathResult" && name == "paths":
		return page
	case parent.Name() == "Subgraph" && name == "statements":
		return min(usualList*page, graph.MaxSubgraphStatements)
	case isIntrospection(parent.Name()) && name == "types":
		return schemaTypes
	case isIntrospection(parent.Name()):
		return schemaFields
	case name == "nodes":
		return c.length(c.argument(f, "ids"), "")
	case name == "sameClaim", name == "contradictedBy":
		return c.number(f, "first", usualRelated) + costOfRead
	case name == "possibleDuplicates":
		return c.number(f, "first", usualList) + costOfDuplicates
	case name == "copies", name == "merges", name == "revisions":
		return usualList + costOfRead
	}
	return usualList
}

func nullable(t graphql.Type) graphql.Type {
	if required, ok := t.(*graphql.NonNull); ok {
		return required.OfType
	}
	return t
}

func (c *costs) pageSize(f *ast.Field) int {
	size := max(c.number(f, "first", 0), c.number(f, "last", 0))
	if size == 0 {
		return graph.DefaultPage
	}
	return min(size, graph.MaxPage)
}

func (c *costs) argument(f *ast.Field, name string) ast.Value {
	for _, a := range f.Arguments {
		if a.Name.Value == name {
			return a.Value
		}
	}
	return nil
}

func (c *costs) number(f *ast.Field, name string, otherwise int) int {
	switch v := c.argument(f, name).(type) {
	case *ast.IntValue:
		if n, ok := graphql.Int.ParseLiteral(v).(int); ok && n > 0 {
			return n
		}
	case *ast.Variable:
		if n, ok := c.variables[v.Name.Value].(int); ok && n > 0 {
			return n
		}
	}
	return otherwise
}

// length is the length of a list, or of the list that is the named field of an object; at least 1.
func (c *costs) length(v ast.Value, name string) int {
	switch v := v.(type) {
	case *ast.ListValue:
		return max(1, len(v.Values))
	case *ast.ObjectValue:
		for _, field := range v.Fields {
			if field.Name.Value == name {
				return c.length(field.Value, "")
			}
		}
	case *ast.Variable:
		value := c.variables[v.Name.Value]
		if object, ok := value.(map[string]any); ok {
			value = object[name]
		}
		if list, ok := value.([]any); ok {
			return max(1, len(list))
		}
	}
	return 1
}
