package schema

import (
	"sort"
	"strings"
	"sync"

	"github.com/graphql-go/graphql"
)

// settle makes everything that the library would make when it is first asked for, so that requests beside each other
// only ever read, and puts what it keeps in the random order of maps into the order of the contract.
func (b *builder) settle(schema *graphql.Schema) {
	settleLibrary()
	for _, name := range sortedKeys(schema.TypeMap()) {
		if strings.HasPrefix(name, "__") {
			continue
		}
		switch t := schema.TypeMap()[name].(type) {
		case *graphql.Enum:
			b.settleEnum(t)
		case *graphql.InputObject:
			t.Fields()
		case *graphql.Object:
			t.Interfaces()
			b.settleArguments(t.Name(), t.Fields())
		case *graphql.Interface:
			t.Fields()
			implementations := schema.PossibleTypes(t)
			sort.Slice(implementations, func(i, j int) bool {
				return b.rank(implementations[i].Name()) < b.rank(implementations[j].Name())
			})
			for _, object := range implementations {
				schema.IsPossibleType(t, object)
			}
		}
	}
}

// settleLibrary does the same, once, for the enums of introspection, which all schemas of the process share.
var settleLibrary = sync.OnceFunc(func() {
	for _, e := range []*graphql.Enum{graphql.TypeKindEnumType, graphql.DirectiveLocationEnumType} {
		values := e.Values()
		sort.Slice(values, func(i, j int) bool { return values[i].Name < values[j].Name })
		e.Serialize(values[0].Value)
		e.ParseValue(values[0].Name)
	}
})

func (b *builder) settleEnum(e *graphql.Enum) {
	ranks := map[string]int{}
	if d := b.contract.enums[e.Name()]; d != nil {
		for i, v := range d.Values {
			ranks[v.Name.Value] = i
		}
	}
	values := e.Values()
	sort.Slice(values, func(i, j int) bool {
		a, b := values[i].Name, values[j].Name
		return ranks[a] < ranks[b] || ranks[a] == ranks[b] && a < b
	})
	e.Serialize(values[0].Value)
	e.ParseValue(values[0].Name)
}

func (b *builder) settleArguments(object string, fields graphql.FieldDefinitionMap) {
	d := b.contract.objects[object]
	if d == nil {
		return
	}
	for _, f := range d.Fields {
		definition := fields[f.Name.Value]
		if definition == nil {
			continue
		}
		ranks := map[string]int{}
		for i, a := range f.Arguments {
			ranks[a.Name.Value] = i
		}
		sort.Slice(definition.Args, func(i, j int) bool {
			return ranks[definition.Args[i].Name()] < ranks[definition.Args[j].Name()]
		})
	}
}

// rank is a type's place in the contract.
func (b *builder) rank(name string) int {
	for i, n := range b.contract.names {
		if n == name {
			return i
		}
	}
	return len(b.contract.names)
}
