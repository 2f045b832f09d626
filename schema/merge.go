package schema

import (
	"fmt"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// merger checks that fields with one response name can be merged (the specification's FieldsInSetCanMerge). The
// library's own rule compares each pair of such fields, at every level again: 8,000 tokens keep it busy for minutes.
// This one looks at each field, fragments spread, twice: once for the shapes, which must agree wherever the fields
// stand, and once for name and arguments, which must agree where the parent type may be the same. Both compare with the
// first of a group only, since agreeing is transitive. (The way of graphql-java, by Simon Adameit.)
type merger struct {
	schema    *graphql.Schema
	fragments map[string]*ast.FragmentDefinition
	err       *Error
	lines     func() lineIndex
}

// placed is a field with the type that it is selected on.
type placed struct {
	parent graphql.Type
	field  *ast.Field
	typ    graphql.Type // what the field gives; nil where it is unknown
}

func checkMerge(schema *graphql.Schema, doc *ast.Document, lines func() lineIndex) *Error {
	m := &merger{schema: schema, fragments: fragmentsOf(doc), lines: lines}
	for _, definition := range doc.Definitions {
		if operation, ok := definition.(*ast.OperationDefinition); ok {
			m.sameShapes(m.collect(nil, rootType(schema, operation.Operation), operation.SelectionSet))
			m.sameFields(m.collect(nil, rootType(schema, operation.Operation), operation.SelectionSet))
		}
	}
	return m.err
}

func fragmentsOf(doc *ast.Document) map[string]*ast.FragmentDefinition {
	fragments := map[string]*ast.FragmentDefinition{}
	for _, definition := range doc.Definitions {
		if f, ok := definition.(*ast.FragmentDefinition); ok {
			fragments[f.Name.Value] = f
		}
	}
	return fragments
}

func rootType(schema *graphql.Schema, operation string) graphql.Type {
	switch operation {
	case ast.OperationTypeMutation:
		return schema.MutationType()
	case ast.OperationTypeSubscription:
		return schema.SubscriptionType()
	}
	return schema.QueryType()
}

func responseName(f *ast.Field) string {
	if f.Alias != nil {
		return f.Alias.Value
	}
	return f.Name.Value
}

// fieldGroups are fields by response name, in the order in which the names first stand.
type fieldGroups struct {
	names   []string
	byName  map[string][]placed
	spreads map[string]bool
}

func (m *merger) collect(into *fieldGroups, parent graphql.Type, set *ast.SelectionSet) *fieldGroups {
	if into == nil {
		into = &fieldGroups{byName: map[string][]placed{}, spreads: map[string]bool{}}
	}
	if set == nil {
		return into
	}
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			name := responseName(s)
			if _, ok := into.byName[name]; !ok {
				into.names = append(into.names, name)
			}
			into.byName[name] = append(into.byName[name], placed{parent, s, fieldType(m.schema, parent, s.Name.Value)})
		case *ast.InlineFragment:
			m.collect(into, m.condition(s.TypeCondition, parent), s.SelectionSet)
		case *ast.FragmentSpread:
			fragment := m.fragments[s.Name.Value]
			if fragment == nil || into.spreads[s.Name.Value] {
				continue
			}
			into.spreads[s.Name.Value] = true
			m.collect(into, m.condition(fragment.TypeCondition, parent), fragment.SelectionSet)
		}
	}
	return into
}

func (m *merger) condition(name *ast.Named, parent graphql.Type) graphql.Type {
	if name == nil {
		return parent
	}
	return m.schema.Type(name.Name.Value)
}

// fieldType is the type of a field of parent, with the fields that every type has; nil for none.
func fieldType(schema *graphql.Schema, parent graphql.Type, name string) graphql.Type {
	if definition := fieldDefinition(schema, parent, name); definition != nil {
		return definition.Type
	}
	return nil
}

func fieldDefinition(schema *graphql.Schema, parent graphql.Type, name string) *graphql.FieldDefinition {
	switch name {
	case graphql.TypeNameMetaFieldDef.Name:
		return graphql.TypeNameMetaFieldDef
	case graphql.SchemaMetaFieldDef.Name:
		return graphql.SchemaMetaFieldDef
	case graphql.TypeMetaFieldDef.Name:
		return graphql.TypeMetaFieldDef
	}
	switch t := parent.(type) {
	case *graphql.Object:
		return t.Fields()[name]
	case *graphql.Interface:
		return t.Fields()[name]
	}
	return nil
}

func (m *merger) inside(group []placed) *fieldGroups {
	var inner *fieldGroups
	for _, p := range group {
		if p.typ != nil && p.field.SelectionSet != nil {
			named, _ := graphql.GetNamed(p.typ).(graphql.Type)
			inner = m.collect(inner, named, p.field.SelectionSet)
		}
	}
	return inner
}

func (m *merger) sameShapes(groups *fieldGroups) {
	if groups == nil {
		return
	}
	for _, name := range groups.names {
		group := groups.byName[name]
		for _, other := range group[1:] {
			if group[0].typ != nil && other.typ != nil && shape(group[0].typ) != shape(other.typ) {
				m.conflict(name, group[0], other, fmt.Sprintf("one gives %v, the other %v", group[0].typ, other.typ))
			}
		}
		if m.err != nil {
			return
		}
		m.sameShapes(m.inside(group))
	}
}

// shape is what must agree of two types: the wrappers, and the name where it is a leaf.
func shape(t graphql.Type) string {
	switch t := t.(type) {
	case *graphql.NonNull:
		return shape(t.OfType) + "!"
	case *graphql.List:
		return "[" + shape(t.OfType) + "]"
	case *graphql.Scalar, *graphql.Enum:
		return t.Name()
	}
	return "{}"
}

func (m *merger) sameFields(groups *fieldGroups) {
	if groups == nil {
		return
	}
	for _, name := range groups.names {
		for _, group := range byParent(groups.byName[name]) {
			arguments := argumentText(group[0].field)
			for _, other := range group[1:] {
				if reason := differ(group[0].field, other.field, arguments); reason != "" {
					m.conflict(name, group[0], other, reason)
				}
			}
			if m.err != nil {
				return
			}
			m.sameFields(m.inside(group))
		}
	}
}

// byParent parts fields by the object type that they are selected on; those on interfaces belong to each part.
func byParent(fields []placed) [][]placed {
	var order []graphql.Type
	parts := map[graphql.Type][]placed{}
	var abstract []placed
	for _, f := range fields {
		if _, ok := f.parent.(*graphql.Object); !ok {
			abstract = append(abstract, f)
			continue
		}
		if _, ok := parts[f.parent]; !ok {
			order = append(order, f.parent)
		}
		parts[f.parent] = append(parts[f.parent], f)
	}
	if len(order) == 0 {
		return [][]placed{abstract}
	}
	var out [][]placed
	for _, parent := range order {
		out = append(out, append(parts[parent], abstract...))
	}
	return out
}

// differ says in what b is another field than a, whose arguments are given; empty where it is the same.
func differ(a, b *ast.Field, arguments string) string {
	if a.Name.Value != b.Name.Value {
		return fmt.Sprintf("%s and %s are different fields", a.Name.Value, b.Name.Value)
	}
	if arguments != argumentText(b) {
		return "their arguments differ"
	}
	return ""
}

// argumentText is the same for the same arguments in any order.
func argumentText(f *ast.Field) string {
	if len(f.Arguments) == 0 {
		return ""
	}
	values := map[string]string{}
	for _, a := range f.Arguments {
		values[a.Name.Value] = valueText(a.Value)
	}
	return fmt.Sprint(values)
}

func (m *merger) conflict(name string, a, b placed, reason string) {
	if m.err != nil {
		return
	}
	m.err = NewError(CodeValidation, "fields %q conflict because %s; give one of them an alias", name, reason)
	lines := m.lines()
	m.err.Locations = []Location{lines.at(a.field.Loc.Start), lines.at(b.field.Loc.Start)}
}
