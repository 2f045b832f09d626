package schema

import (
	_ "embed" // the contract is part of the program
	"fmt"
	"strconv"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
	"github.com/graphql-go/graphql/language/parser"
)

//go:embed contract.graphql
var contractText string

// contract is the GraphQL contract: every definition by name, in the order of the text.
type contract struct {
	names   []string
	objects map[string]*ast.ObjectDefinition
	inputs  map[string]*ast.InputObjectDefinition
	enums   map[string]*ast.EnumDefinition
	scalars map[string]*ast.ScalarDefinition
	faces   map[string]*ast.InterfaceDefinition
}

func parseContract(text string) (*contract, error) {
	doc, err := parser.Parse(parser.ParseParams{Source: text, Options: parser.ParseOptions{NoSource: true}})
	if err != nil {
		return nil, fmt.Errorf("schema: the contract: %w", err)
	}
	c := &contract{
		objects: map[string]*ast.ObjectDefinition{}, inputs: map[string]*ast.InputObjectDefinition{},
		enums: map[string]*ast.EnumDefinition{}, scalars: map[string]*ast.ScalarDefinition{},
		faces: map[string]*ast.InterfaceDefinition{},
	}
	for _, definition := range doc.Definitions {
		var name string
		switch d := definition.(type) {
		case *ast.ObjectDefinition:
			name, c.objects[d.Name.Value] = d.Name.Value, d
		case *ast.InputObjectDefinition:
			name, c.inputs[d.Name.Value] = d.Name.Value, d
		case *ast.EnumDefinition:
			name, c.enums[d.Name.Value] = d.Name.Value, d
		case *ast.ScalarDefinition:
			name, c.scalars[d.Name.Value] = d.Name.Value, d
		case *ast.InterfaceDefinition:
			name, c.faces[d.Name.Value] = d.Name.Value, d
		default:
			return nil, fmt.Errorf("schema: the contract has a %s", definition.GetKind())
		}
		c.names = append(c.names, name)
	}
	return c, nil
}

// resolvers are the fields of the contract that are built: by type, by field.
type resolvers map[string]map[string]resolver

// enumValue is how the values of enums go through the library. Its String tells an enum's default from a text's: the
// library writes both as texts in introspection.
type enumValue string

// enumMark cannot stand in a default that the contract has.
const enumMark = "\x01"

func (v enumValue) String() string { return enumMark + string(v) }

// builder makes the library's types of the part of the contract that has resolvers. What has none is left out, so that
// the schema never promises what is not there.
type builder struct {
	contract  *contract
	resolvers resolvers
	kind      func(graphql.ResolveTypeParams) string // the name of a value's type, behind an interface
	types     map[string]graphql.Type
	err       error
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf("schema: "+format, args...)
	}
}

func (b *builder) build() (*graphql.Schema, error) {
	b.types = map[string]graphql.Type{
		"Int": graphql.Int, "Float": graphql.Float, "String": graphql.String, "Boolean": graphql.Boolean, "ID": graphql.ID,
	}
	b.checkResolvers()
	query, _ := b.named("Query").(*graphql.Object)
	mutation, _ := b.named("Mutation").(*graphql.Object)
	subscription, _ := b.named("Subscription").(*graphql.Object)
	var extra []graphql.Type
	for _, name := range b.contract.names {
		if b.built(name) && b.contract.objects[name] != nil {
			extra = append(extra, b.named(name))
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	schema, err := graphql.NewSchema(graphql.SchemaConfig{Query: query, Mutation: mutation, Subscription: subscription, Types: extra})
	if b.err != nil {
		return nil, b.err
	}
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	b.settle(&schema)
	return &schema, nil
}

// built says whether a type is there: objects and interfaces where a field of theirs is.
func (b *builder) built(name string) bool {
	if b.contract.objects[name] != nil {
		return len(b.resolvers[name]) > 0
	}
	return true
}

// checkResolvers finds resolvers of what is not in the contract.
func (b *builder) checkResolvers() {
	for _, name := range sortedKeys(b.resolvers) {
		object := b.contract.objects[name]
		if object == nil {
			b.fail("resolvers of %s, which the contract does not have", name)
			continue
		}
		known := map[string]bool{}
		for _, field := range object.Fields {
			known[field.Name.Value] = true
		}
		for _, field := range sortedKeys(b.resolvers[name]) {
			if !known[field] {
				b.fail("a resolver of %s.%s, which the contract does not have", name, field)
			}
		}
	}
}

func (b *builder) named(name string) graphql.Type {
	if t, ok := b.types[name]; ok {
		return t
	}
	t := b.define(name)
	if t == nil {
		b.fail("no type %s", name)
		t = graphql.String
	}
	b.types[name] = t
	return t
}

func (b *builder) define(name string) graphql.Type {
	switch c := b.contract; {
	case c.objects[name] != nil && b.built(name):
		return b.object(c.objects[name])
	case c.faces[name] != nil:
		return b.face(c.faces[name])
	case c.enums[name] != nil:
		return b.enum(c.enums[name])
	case c.inputs[name] != nil:
		return b.input(c.inputs[name])
	case c.scalars[name] != nil:
		if s, ok := scalars()[name]; ok {
			return newScalar(name, text(c.scalars[name].Description), s)
		}
	}
	return nil
}

// text is a description; empty for none.
func text(s *ast.StringValue) string {
	if s == nil {
		return ""
	}
	return s.Value
}

func (b *builder) typeOf(t ast.Type) graphql.Type {
	switch t := t.(type) {
	case *ast.NonNull:
		return graphql.NewNonNull(b.typeOf(t.Type))
	case *ast.List:
		return graphql.NewList(b.typeOf(t.Type))
	case *ast.Named:
		return b.named(t.Name.Value)
	}
	return nil
}

func (b *builder) object(d *ast.ObjectDefinition) graphql.Type {
	name := d.Name.Value
	return graphql.NewObject(graphql.ObjectConfig{
		Name: name, Description: text(d.Description),
		Interfaces: graphql.InterfacesThunk(func() []*graphql.Interface {
			var out []*graphql.Interface
			for _, i := range d.Interfaces {
				if face, ok := b.named(i.Name.Value).(*graphql.Interface); ok {
					out = append(out, face)
				}
			}
			return out
		}),
		Fields: graphql.FieldsThunk(func() graphql.Fields {
			fields := graphql.Fields{}
			for _, f := range d.Fields {
				if b.resolvers[name][f.Name.Value] != nil {
					fields[f.Name.Value] = &graphql.Field{
						Type: b.typeOf(f.Type), Description: text(f.Description), Args: b.arguments(f),
					}
				}
			}
			return fields
		}),
	})
}

func (b *builder) face(d *ast.InterfaceDefinition) graphql.Type {
	return graphql.NewInterface(graphql.InterfaceConfig{
		Name: d.Name.Value, Description: text(d.Description),
		Fields: graphql.FieldsThunk(func() graphql.Fields {
			fields := graphql.Fields{}
			for _, f := range d.Fields {
				fields[f.Name.Value] = &graphql.Field{Type: b.typeOf(f.Type), Description: text(f.Description)}
			}
			return fields
		}),
		ResolveType: func(p graphql.ResolveTypeParams) *graphql.Object {
			object, _ := b.types[b.kind(p)].(*graphql.Object)
			return object
		},
	})
}

func (b *builder) arguments(f *ast.FieldDefinition) graphql.FieldConfigArgument {
	args := graphql.FieldConfigArgument{}
	for _, a := range f.Arguments {
		t := b.typeOf(a.Type)
		args[a.Name.Value] = &graphql.ArgumentConfig{Type: t, Description: text(a.Description), DefaultValue: b.value(a.DefaultValue)}
	}
	return args
}

// value is a default as the library keeps it.
func (b *builder) value(v ast.Value) any {
	switch v := v.(type) {
	case nil:
		return nil
	case *ast.IntValue:
		if n, err := strconv.Atoi(v.Value); err == nil {
			return n
		}
	case *ast.BooleanValue:
		return v.Value
	case *ast.EnumValue:
		return enumValue(v.Value)
	}
	b.fail("a default of kind %s", v.GetKind())
	return nil
}

func (b *builder) enum(d *ast.EnumDefinition) graphql.Type {
	values := graphql.EnumValueConfigMap{}
	for _, v := range d.Values {
		values[v.Name.Value] = &graphql.EnumValueConfig{Value: enumValue(v.Name.Value), Description: text(v.Description)}
	}
	return graphql.NewEnum(graphql.EnumConfig{Name: d.Name.Value, Description: text(d.Description), Values: values})
}

func (b *builder) input(d *ast.InputObjectDefinition) graphql.Type {
	return graphql.NewInputObject(graphql.InputObjectConfig{
		Name: d.Name.Value, Description: text(d.Description),
		Fields: graphql.InputObjectConfigFieldMapThunk(func() graphql.InputObjectConfigFieldMap {
			fields := graphql.InputObjectConfigFieldMap{}
			for _, f := range d.Fields {
				fields[f.Name.Value] = &graphql.InputObjectFieldConfig{
					Type: b.typeOf(f.Type), Description: text(f.Description), DefaultValue: b.value(f.DefaultValue),
				}
			}
			return fields
		}),
	})
}
