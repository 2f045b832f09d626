package schema

import (
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// printSDL writes the part of the contract that the schema has in the schema definition language: descriptions,
// arguments and defaults included, in the order of the contract.
func printSDL(c *contract, schema graphql.Schema) string {
	p := &printer{schema: schema}
	for _, name := range c.names {
		if schema.Type(name) == nil {
			continue
		}
		switch {
		case c.scalars[name] != nil:
			p.describe("", c.scalars[name].Description)
			p.printf("scalar %s\n", name)
		case c.faces[name] != nil:
			p.describe("", c.faces[name].Description)
			p.printf("interface %s {\n", name)
			p.fields(name, c.faces[name].Fields)
		case c.enums[name] != nil:
			p.enum(c.enums[name])
		case c.inputs[name] != nil:
			p.describe("", c.inputs[name].Description)
			p.printf("input %s {\n", name)
			for _, f := range c.inputs[name].Fields {
				p.describe("  ", f.Description)
				p.printf("  %s\n", inputText(f))
			}
			p.printf("}\n")
		case c.objects[name] != nil:
			p.object(c.objects[name])
		}
		p.printf("\n")
	}
	return strings.TrimSuffix(p.out.String(), "\n")
}

type printer struct {
	schema graphql.Schema
	out    strings.Builder
}

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

func (p *printer) describe(indent string, description *ast.StringValue) {
	if description != nil {
		p.printf("%s\"\"\"%s\"\"\"\n", indent, strings.ReplaceAll(description.Value, `"""`, `\"""`))
	}
}

func (p *printer) enum(d *ast.EnumDefinition) {
	p.describe("", d.Description)
	p.printf("enum %s {\n", d.Name.Value)
	for _, v := range d.Values {
		p.describe("  ", v.Description)
		p.printf("  %s\n", v.Name.Value)
	}
	p.printf("}\n")
}

func (p *printer) object(d *ast.ObjectDefinition) {
	p.describe("", d.Description)
	p.printf("type %s", d.Name.Value)
	for i, face := range d.Interfaces {
		p.printf("%s%s", map[bool]string{true: " implements ", false: " & "}[i == 0], face.Name.Value)
	}
	p.printf(" {\n")
	p.fields(d.Name.Value, d.Fields)
}

func (p *printer) fields(typeName string, fields []*ast.FieldDefinition) {
	for _, f := range fields {
		if fieldType(&p.schema, p.schema.Type(typeName), f.Name.Value) == nil {
			continue
		}
		p.describe("  ", f.Description)
		p.printf("  %s", f.Name.Value)
		var args []string
		for _, a := range f.Arguments {
			args = append(args, inputText(a))
		}
		if len(args) > 0 {
			p.printf("(%s)", strings.Join(args, ", "))
		}
		p.printf(": %s\n", typeText(f.Type))
	}
	p.printf("}\n")
}

func inputText(d *ast.InputValueDefinition) string {
	out := d.Name.Value + ": " + typeText(d.Type)
	if d.DefaultValue != nil {
		out += " = " + valueText(d.DefaultValue)
	}
	return out
}

func typeText(t ast.Type) string {
	switch t := t.(type) {
	case *ast.NonNull:
		return typeText(t.Type) + "!"
	case *ast.List:
		return "[" + typeText(t.Type) + "]"
	case *ast.Named:
		return t.Name.Value
	}
	return ""
}

// valueText is a value as GraphQL writes it, the same for equal values.
func valueText(v ast.Value) string {
	switch v := v.(type) {
	case *ast.Variable:
		return "$" + v.Name.Value
	case *ast.StringValue:
		return fmt.Sprintf("%q", v.Value)
	case *ast.BooleanValue:
		return fmt.Sprint(v.Value)
	case *ast.IntValue:
		return v.Value
	case *ast.FloatValue:
		return v.Value
	case *ast.EnumValue:
		return v.Value
	case *ast.ListValue:
		var items []string
		for _, item := range v.Values {
			items = append(items, valueText(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *ast.ObjectValue:
		fields := map[string]string{}
		for _, f := range v.Fields {
			fields[f.Name.Value] = valueText(f.Value)
		}
		var items []string
		for _, name := range sortedKeys(fields) {
			items = append(items, name+": "+fields[name])
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return ""
}
