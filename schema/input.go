package schema

import (
	"time"

	"newsgraph/graph"
)

// input is an input object or a field's arguments: what is null or not given is not there.
type input map[string]any

func (in input) object(name string) (input, bool) {
	m, ok := in[name].(map[string]any)
	return m, ok
}

func (in input) text(name string) string {
	s, _ := in[name].(string)
	return s
}

func (in input) time(name string) time.Time {
	t, _ := in[name].(time.Time)
	return t
}

func (in input) enum(name string) string {
	v, _ := in[name].(enumValue)
	return string(v)
}

// pointer is the value of a field of type T, nil where it is not given.
func pointer[T any](in input, name string) *T {
	if v, ok := in[name].(T); ok {
		return &v
	}
	return nil
}

// items are the values of a list, each by convert; nil where the list is not given, empty where it is empty.
func items[From, To any](in input, name string, convert func(From) To) []To {
	list, ok := in[name].([]any)
	if !ok {
		return nil
	}
	out := make([]To, 0, len(list))
	for _, item := range list {
		if v, ok := item.(From); ok {
			out = append(out, convert(v))
		}
	}
	return out
}

func texts(in input, name string) []string {
	return items(in, name, func(s string) string { return s })
}

func enums[E ~string](in input, name string) []E {
	return items(in, name, func(v enumValue) E { return E(v) })
}

// orderOf is the order that an argument asks for; the zero order is a list's own.
func orderOf(in input) graph.Order {
	o, ok := in.object("orderBy")
	if !ok {
		return graph.Order{}
	}
	return graph.Order{Field: graph.OrderField(o.enum("field")), Ascending: o.enum("direction") == "ASC"}
}

// objects are the input objects of a list.
func (in input) objects(name string) []input {
	return items(in, name, func(m map[string]any) input { return m })
}
