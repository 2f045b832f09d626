package schema

import (
	"math"
	"strings"

	"github.com/graphql-go/graphql/language/ast"
)

// introspectionDepth is how much deeper than limits.depth a query may ask of the schema itself: the standard query of
// the tools unwraps types nine levels deep.
const introspectionDepth = 15

// introspectionLists is how often lists of fields, arguments and types may stand in each other in introspection, as in
// graphql-js: the tools ask for the fields of all types and their arguments, and a query that goes on to the types of
// fields, their fields and so on grows without end.
const introspectionLists = 2

// guard checks a parsed document before the library may validate it: the library's own validation never ends on
// fragments that spread each other in a ring, and takes minutes on what is deep or wide enough.
type guard struct {
	limits    Limits
	fragments map[string]*ast.FragmentDefinition
	sizes     map[*ast.FragmentDefinition]extent
	open      map[*ast.FragmentDefinition]bool // being measured: meeting one again is a ring
	err       *Error
}

// extent is the size of a selection once all fragments are spread in it.
type extent struct {
	depth  int // of fields in fields, introspection apart
	schema int // of the fields below __schema, __type and in fragments on their types
	lists  int // of introspection, in each other
	fields int
}

func (e *extent) add(inner extent) {
	e.depth = max(e.depth, inner.depth)
	e.schema = max(e.schema, inner.schema)
	e.lists = max(e.lists, inner.lists)
	e.fields = min(e.fields+inner.fields, math.MaxInt32)
}

func checkDocument(doc *ast.Document, limits Limits) *Error {
	g := &guard{
		limits:    limits,
		fragments: map[string]*ast.FragmentDefinition{},
		sizes:     map[*ast.FragmentDefinition]extent{},
		open:      map[*ast.FragmentDefinition]bool{},
	}
	var operations []*ast.OperationDefinition
	for _, definition := range doc.Definitions {
		switch d := definition.(type) {
		case *ast.OperationDefinition:
			operations = append(operations, d)
		case *ast.FragmentDefinition:
			g.fragments[d.Name.Value] = d
		default:
			return NewError(CodeValidation, "a request has operations and fragments; it cannot define types")
		}
	}
	g.exceed(keyOperations, "the query's operations", len(operations), limits.Operations)
	for _, fragment := range g.fragments {
		g.check(g.ofFragment(fragment))
		g.once(fragment.Directives)
	}
	for _, operation := range operations {
		g.check(g.ofSelections(operation.SelectionSet, false))
		g.once(operation.Directives)
		for _, v := range operation.VariableDefinitions {
			if !isType(v.Type) && g.err == nil {
				g.err = NewError(CodeSyntax, "syntax error: variable $%s has no type", v.Variable.Name.Value)
			}
		}
	}
	return g.err
}

// isType says whether a type is whole: the library's parser takes nothing at all for one too.
func isType(t ast.Type) bool {
	switch t := t.(type) {
	case *ast.NonNull:
		return isType(t.Type)
	case *ast.List:
		return isType(t.Type)
	case *ast.Named:
		return t != nil && t.Name != nil
	}
	return false
}

func (g *guard) exceed(key, what string, found, limit int) {
	if g.err == nil && found > limit {
		g.err = tooMuch(key, what, found, limit)
	}
}

func (g *guard) check(e extent) {
	g.exceed(keyDepth, "the query's depth", e.depth, g.limits.Depth)
	g.exceed(keyDepth, "the depth of the query's introspection", e.schema, g.limits.Depth+introspectionDepth)
	if g.err == nil && e.lists > introspectionLists {
		g.err = NewError(CodeValidation, "introspection may ask for lists in lists, such as the fields of types, %d deep, and not for fields of types of fields", introspectionLists)
	}
	g.exceed(keyFields, "the query's fields, fragments spread", e.fields, g.limits.Fields)
}

// once refuses a directive that stands twice at one place, which the library's rules do not.
func (g *guard) once(directives []*ast.Directive) {
	for i, d := range directives {
		for _, other := range directives[:i] {
			if g.err == nil && other.Name.Value == d.Name.Value {
				g.err = NewError(CodeValidation, "the directive @%s can be used once at a place", shorten(d.Name.Value))
			}
		}
	}
}

func (g *guard) ofFragment(f *ast.FragmentDefinition) extent {
	if size, ok := g.sizes[f]; ok {
		return size
	}
	if g.open[f] {
		if g.err == nil {
			g.err = NewError(CodeValidation, "fragment %q spreads itself, directly or through others", f.Name.Value)
		}
		return extent{}
	}
	g.open[f] = true
	size := g.ofSelections(f.SelectionSet, isIntrospection(f.TypeCondition.Name.Value))
	delete(g.open, f)
	g.sizes[f] = size
	return size
}

// isIntrospection says whether a name is one of GraphQL's own, but for __typename, which has nothing inside.
func isIntrospection(name string) bool { return strings.HasPrefix(name, "__") }

func isIntrospectionList(field string) bool {
	switch field {
	case "fields", "interfaces", "possibleTypes", "inputFields":
		return true
	}
	return false
}

func exists(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (g *guard) ofSelections(set *ast.SelectionSet, introspecting bool) extent {
	var size extent
	if set == nil || g.err != nil {
		return size
	}
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			g.once(s.Directives)
			size.add(g.ofField(s, introspecting))
		case *ast.InlineFragment:
			g.once(s.Directives)
			size.add(g.ofSelections(s.SelectionSet, introspecting))
		case *ast.FragmentSpread:
			g.once(s.Directives)
			if fragment := g.fragments[s.Name.Value]; fragment != nil {
				size.add(g.ofFragment(fragment))
			}
		}
	}
	return size
}

func (g *guard) ofField(f *ast.Field, introspecting bool) extent {
	introspecting = introspecting || isIntrospection(f.Name.Value)
	size := g.ofSelections(f.SelectionSet, introspecting)
	size.fields++
	if introspecting {
		size.schema++
		size.lists += exists(isIntrospectionList(f.Name.Value))
	} else {
		size.depth++
	}
	return size
}
