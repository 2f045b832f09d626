package schema

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/internal/shareddata"
)

func TestContractIsTheSharedOne(t *testing.T) {
	want, err := os.ReadFile(shareddata.Path(t, "design", "schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), contractText); diff != "" {
		t.Errorf("contract.graphql is not the contract (-want +got):\n%s", diff)
	}
}

// TestSchemaKeepsTheContract compares what the library executes with the contract: nothing of it is missing.
func TestSchemaKeepsTheContract(t *testing.T) {
	s := newTestSchema(t)
	c, err := parseContract(contractText)
	if err != nil {
		t.Fatal(err)
	}
	k := &keeper{t: t, schema: s.schema}
	for _, name := range c.names {
		switch {
		case s.schema.Type(name) == nil:
			k.missing = append(k.missing, name)
		case c.objects[name] != nil:
			k.object(c.objects[name])
		case c.inputs[name] != nil:
			k.input(c.inputs[name])
		case c.enums[name] != nil:
			k.enum(c.enums[name])
		case c.scalars[name] != nil:
			k.equal(name+" description", text(c.scalars[name].Description), s.schema.Type(name).Description())
		}
	}
	if len(k.missing) > 0 {
		t.Errorf("missing of the contract: %v", k.missing)
	}
	for name := range s.schema.TypeMap() {
		switch name {
		case "Int", "Float", "String", "Boolean", "ID":
			continue
		}
		if !strings.HasPrefix(name, "__") && !contains(c.names, name) {
			t.Errorf("type %s is not in the contract", name)
		}
	}
}

func contains(list []string, item string) bool {
	for _, l := range list {
		if l == item {
			return true
		}
	}
	return false
}

// keeper compares definitions of the contract with the library's.
type keeper struct {
	t       *testing.T
	schema  graphql.Schema
	missing []string
}

func (k *keeper) equal(what, want, got string) {
	k.t.Helper()
	if want != got {
		k.t.Errorf("%s: got %q, the contract has %q", what, got, want)
	}
}

func (k *keeper) object(d *ast.ObjectDefinition) {
	name := d.Name.Value
	object, ok := k.schema.Type(name).(*graphql.Object)
	if !ok {
		k.t.Errorf("%s is no object", name)
		return
	}
	k.equal(name+" description", text(d.Description), object.Description())
	var want, got []string
	for _, i := range d.Interfaces {
		want = append(want, i.Name.Value)
	}
	for _, i := range object.Interfaces() {
		got = append(got, i.Name())
	}
	k.equal(name+" interfaces", strings.Join(want, " "), strings.Join(got, " "))
	fields := object.Fields()
	for _, f := range d.Fields {
		where := name + "." + f.Name.Value
		field := fields[f.Name.Value]
		if field == nil {
			k.missing = append(k.missing, where)
			continue
		}
		k.equal(where+" type", typeText(f.Type), field.Type.String())
		k.equal(where+" description", text(f.Description), field.Description)
		if len(f.Arguments) != len(field.Args) {
			k.t.Errorf("%s: %d arguments, the contract has %d", where, len(field.Args), len(f.Arguments))
			continue
		}
		for i, a := range f.Arguments {
			arg := field.Args[i]
			k.value(where+"("+a.Name.Value+")", a, arg.Name(), arg.Type, arg.Description(), arg.DefaultValue)
		}
	}
	if got, want := len(fields), len(d.Fields); got > want {
		k.t.Errorf("%s: %d fields, the contract has %d", name, got, want)
	}
}

func (k *keeper) value(where string, d *ast.InputValueDefinition, name string, t graphql.Type, description string, value any) {
	k.equal(where+" name", d.Name.Value, name)
	k.equal(where+" type", typeText(d.Type), t.String())
	k.equal(where+" description", text(d.Description), description)
	want := (&builder{}).value(d.DefaultValue)
	if diff := cmp.Diff(want, value); diff != "" {
		k.t.Errorf("%s default (-contract +got):\n%s", where, diff)
	}
}

func (k *keeper) input(d *ast.InputObjectDefinition) {
	name := d.Name.Value
	object, ok := k.schema.Type(name).(*graphql.InputObject)
	if !ok {
		k.t.Errorf("%s is no input", name)
		return
	}
	k.equal(name+" description", text(d.Description), object.Description())
	fields := object.Fields()
	for _, f := range d.Fields {
		where := name + "." + f.Name.Value
		if field := fields[f.Name.Value]; field != nil {
			k.value(where, f, field.Name(), field.Type, field.Description(), field.DefaultValue)
		} else {
			k.missing = append(k.missing, where)
		}
	}
	if len(fields) > len(d.Fields) {
		k.t.Errorf("%s: %d fields, the contract has %d", name, len(fields), len(d.Fields))
	}
}

func (k *keeper) enum(d *ast.EnumDefinition) {
	e, ok := k.schema.Type(d.Name.Value).(*graphql.Enum)
	if !ok {
		k.t.Errorf("%s is no enum", d.Name.Value)
		return
	}
	k.equal(d.Name.Value+" description", text(d.Description), e.Description())
	var want, got []string
	for _, v := range d.Values {
		want = append(want, v.Name.Value)
	}
	for _, v := range e.Values() {
		got = append(got, v.Name)
	}
	k.equal(d.Name.Value+" values", strings.Join(want, " "), strings.Join(got, " "))
}

// TestSDL parses the printed schema and finds in it what the library executes.
func TestSDL(t *testing.T) {
	s := newTestSchema(t)
	text := s.SDL()
	if other, err := SDL(); err != nil || other != text {
		t.Errorf("SDL without a store differs, or: %v", err)
	}
	for _, want := range []string{
		"# Nullability: only ids", "\"\"\"An instant, RFC 3339; on input a bare date is its midnight UTC.\"\"\"\nscalar DateTime\n",
		"type Entity implements Node {\n  id: ID!\n", "statements(direction: Direction = BOTH, filter: StatementFilter, orderBy",
		"  direction: OrderDirection = DESC\n", "enum Polarity {\n  AFFIRMED\n  NEGATED\n}\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the SDL has no %q", want)
		}
	}
	again, err := parseContract(text)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{contract: again, resolvers: allResolvers(), kind: kindOf}
	built, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.sdl, printSDL(again, *built)); diff != "" {
		t.Errorf("printed, parsed and printed again (-want +got):\n%s", diff)
	}
}
