package schema

import (
	"slices"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// selection is what an operation selects of the objects of one type: the fields in the order of the query, those of one
// response name together. It belongs to one execution, whose variables its directives and arguments have taken in.
type selection struct {
	object *graphql.Object
	fields []*field
}

// field is a field that is selected, once or several times under one response name.
type field struct {
	key        string // the response name
	name       string
	nodes      []*ast.Field // where it is selected
	definition *graphql.FieldDefinition
	parent     *graphql.Object
	resolve    resolver // nil for GraphQL's own fields, which the library resolves
	args       input
	inner      []*selection // of the objects that it gives, by type, as they are met
}

// isRequired says whether a type has no null.
func isRequired(t graphql.Type) bool {
	_, required := t.(*graphql.NonNull)
	return required
}

// introspection says whether the field is one of those that tell of the schema.
func (f *field) introspection() bool { return isIntrospection(f.parent.Name()) }

// within is what is selected of an object that the field gives.
func (x *executor) within(f *field, object *graphql.Object) *selection {
	for _, s := range f.inner {
		if s.object == object {
			return s
		}
	}
	var sets []*ast.SelectionSet
	for _, node := range f.nodes {
		if node.SelectionSet != nil {
			sets = append(sets, node.SelectionSet)
		}
	}
	s := x.selection(object, sets...)
	f.inner = append(f.inner, s)
	return s
}

// selection collects the fields of selection sets for an object (section 6.3.2, CollectFields).
func (x *executor) selection(object *graphql.Object, sets ...*ast.SelectionSet) *selection {
	c := &collector{executor: x, selection: &selection{object: object}, spread: map[string]bool{}}
	for _, set := range sets {
		c.collect(set)
	}
	return c.selection
}

// collector makes a selection.
type collector struct {
	*executor
	selection *selection
	spread    map[string]bool // the fragments that are in it
}

func (c *collector) collect(set *ast.SelectionSet) {
	for _, selected := range set.Selections {
		switch s := selected.(type) {
		case *ast.Field:
			if c.included(s.Directives) {
				c.add(s)
			}
		case *ast.InlineFragment:
			if c.included(s.Directives) && c.fits(s.TypeCondition) {
				c.collect(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			fragment := c.document.fragments[s.Name.Value]
			if fragment == nil || c.spread[s.Name.Value] || !c.included(s.Directives) {
				continue
			}
			c.spread[s.Name.Value] = true
			if c.fits(fragment.TypeCondition) {
				c.collect(fragment.SelectionSet)
			}
		}
	}
}

func (c *collector) add(node *ast.Field) {
	key := responseName(node)
	at := slices.IndexFunc(c.selection.fields, func(f *field) bool { return f.key == key })
	if at >= 0 {
		f := c.selection.fields[at]
		f.nodes = append(f.nodes, node)
		return
	}
	object, name := c.selection.object, node.Name.Value
	definition := fieldDefinition(c.types, object, name)
	if definition == nil {
		return
	}
	c.selection.fields = append(c.selection.fields, &field{
		key: key, name: name, nodes: []*ast.Field{node}, definition: definition, parent: object,
		resolve: c.request.schema.resolvers[object.Name()][name], args: c.arguments(definition.Args, node.Arguments),
	})
}

// included says whether the directives @skip and @include leave what they stand at in; @skip goes before.
func (c *collector) included(directives []*ast.Directive) bool {
	for _, d := range directives {
		condition := func(of *graphql.Directive) bool {
			is, _ := c.arguments(of.Args, d.Arguments)["if"].(bool)
			return is
		}
		switch d.Name.Value {
		case graphql.SkipDirective.Name:
			if condition(graphql.SkipDirective) {
				return false
			}
		case graphql.IncludeDirective.Name:
			if !condition(graphql.IncludeDirective) {
				return false
			}
		}
	}
	return true
}

// fits says whether a fragment is for objects of the type (section 6.3.2, DoesFragmentTypeApply).
func (c *collector) fits(condition *ast.Named) bool {
	if condition == nil {
		return true
	}
	switch t := c.types.Type(condition.Name.Value).(type) {
	case *graphql.Object:
		return t == c.selection.object
	case *graphql.Interface:
		return implements(c.selection.object, t)
	}
	return false
}

// implements says whether objects of a type may stand behind an interface. The library's own answer to that writes into
// the schema.
func implements(object *graphql.Object, face *graphql.Interface) bool {
	return slices.Contains(object.Interfaces(), face)
}

// arguments are the values of arguments (section 6.4.1, CoerceArgumentValues), which validation has found good.
func (x *executor) arguments(definitions []*graphql.Argument, given []*ast.Argument) input {
	values := input{}
	for _, definition := range definitions {
		var value any
		for _, a := range given {
			if a.Name.Value == definition.PrivateName {
				value = x.literal(a.Value, definition.Type)
			}
		}
		if value == nil {
			value = definition.DefaultValue
		}
		if value != nil {
			values[definition.PrivateName] = value
		}
	}
	return values
}

// literal is what a value of the query's text stands for; nil where it is a variable that was not given.
func (x *executor) literal(value ast.Value, t graphql.Type) any {
	if v, ok := value.(*ast.Variable); ok {
		return x.values[v.Name.Value]
	}
	switch t := t.(type) {
	case *graphql.NonNull:
		return x.literal(value, t.OfType)
	case *graphql.List:
		list, ok := value.(*ast.ListValue)
		if !ok {
			return []any{x.literal(value, t.OfType)}
		}
		items := make([]any, len(list.Values))
		for i, item := range list.Values {
			items[i] = x.literal(item, t.OfType)
		}
		return items
	case *graphql.InputObject:
		return x.object(value, t)
	case graphql.Leaf:
		return parsed(t, value)
	}
	return nil
}

// parsed is a scalar or an enum of the query's text.
func parsed(t graphql.Leaf, value ast.Value) any {
	switch t := t.(type) {
	case *graphql.Scalar:
		return t.ParseLiteral(value)
	case *graphql.Enum:
		return t.ParseLiteral(value)
	}
	return nil
}

// object is an input object of the query's text, with the defaults of the fields that it does not have.
func (x *executor) object(value ast.Value, t *graphql.InputObject) any {
	written, ok := value.(*ast.ObjectValue)
	if !ok {
		return nil
	}
	fields := map[string]any{}
	for name, definition := range t.Fields() {
		field := definition.DefaultValue
		for _, f := range written.Fields {
			if f.Name.Value == name {
				field = x.literal(f.Value, definition.Type)
			}
		}
		if field != nil {
			fields[name] = field
		}
	}
	return fields
}
