package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// coercer turns the variables of a request into what the types of an operation ask for, as the specification has it.
// The library alone would take 5 for a String, and an Int past 32 bits for null, without a word.
type coercer struct {
	schema *graphql.Schema
	limits Limits
	values int
}

// variables gives the variables that the operation defines, by name; those that are not given are left out. The values
// are JSON's, numbers as json.Number.
func (c *coercer) variables(operation *ast.OperationDefinition, given map[string]any) (map[string]any, *Error) {
	out := map[string]any{}
	for _, definition := range operation.VariableDefinitions {
		name := definition.Variable.Name.Value
		t := typeOf(c.schema, definition.Type)
		value := given[name]
		if value == nil {
			value = constant(definition.DefaultValue)
		}
		if value == nil {
			if _, required := t.(*graphql.NonNull); required {
				return nil, NewError(CodeBadInput, "variable $%s of type %v has to be given", name, t)
			}
			continue
		}
		coerced, err := c.coerce(value, t, "$"+name, 0)
		if err != nil {
			return nil, err
		}
		out[name] = coerced
	}
	return out, nil
}

// constant is a default value as JSON would have it; nil for none.
func constant(v ast.Value) any {
	switch v := v.(type) {
	case *ast.IntValue:
		return json.Number(v.Value)
	case *ast.FloatValue:
		return json.Number(v.Value)
	case *ast.StringValue:
		return v.Value
	case *ast.BooleanValue:
		return v.Value
	case *ast.EnumValue:
		return v.Value
	case *ast.ListValue:
		out := make([]any, len(v.Values))
		for i, item := range v.Values {
			out[i] = constant(item)
		}
		return out
	case *ast.ObjectValue:
		out := map[string]any{}
		for _, field := range v.Fields {
			out[field.Name.Value] = constant(field.Value)
		}
		return out
	}
	return nil
}

func typeOf(schema *graphql.Schema, t ast.Type) graphql.Type {
	switch t := t.(type) {
	case *ast.NonNull:
		return graphql.NewNonNull(typeOf(schema, t.Type))
	case *ast.List:
		return graphql.NewList(typeOf(schema, t.Type))
	case *ast.Named:
		return schema.Type(t.Name.Value)
	}
	return nil
}

func mismatch(path string, t graphql.Type, value any) *Error {
	return NewError(CodeBadInput, "%s: expected %v, found %s", path, t, brief(value))
}

// brief is a JSON value cut to a length that a message can bear.
func brief(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%T", value)
	}
	if len(text) > 80 {
		return strings.ToValidUTF8(string(text[:80]), "") + "..."
	}
	return string(text)
}

func (c *coercer) coerce(value any, t graphql.Type, path string, depth int) (any, *Error) {
	c.values++
	if c.values > c.limits.InputValues {
		return nil, tooMuch(keyInputValues, "the values in the variables", c.values, c.limits.InputValues)
	}
	if depth > c.limits.Depth {
		return nil, tooMuch(keyDepth, "the nesting of the variables", depth, c.limits.Depth)
	}
	if required, ok := t.(*graphql.NonNull); ok {
		if value == nil {
			return nil, mismatch(path, t, value)
		}
		t = required.OfType
	}
	if value == nil {
		return nil, nil
	}
	switch t := t.(type) {
	case *graphql.List:
		return c.list(value, t, path, depth)
	case *graphql.InputObject:
		return c.object(value, t, path, depth)
	case *graphql.Enum:
		return c.enum(value, t, path)
	case *graphql.Scalar:
		return c.scalar(value, t, path)
	}
	return nil, mismatch(path, t, value)
}

func (c *coercer) list(value any, t *graphql.List, path string, depth int) (any, *Error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		coerced, err := c.coerce(item, t.OfType, path+"["+strconv.Itoa(i)+"]", depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, coerced)
	}
	return out, nil
}

func (c *coercer) object(value any, t *graphql.InputObject, path string, depth int) (any, *Error) {
	given, ok := value.(map[string]any)
	if !ok {
		return nil, mismatch(path, t, value)
	}
	fields := t.Fields()
	for _, name := range sortedKeys(given) {
		if fields[name] == nil {
			return nil, NewError(CodeBadInput, "%s: %s has no field %.100q", path, t.Name(), name)
		}
	}
	out := map[string]any{}
	for _, name := range sortedKeys(fields) {
		coerced, err := c.coerce(given[name], fields[name].Type, path+"."+name, depth+1)
		if err != nil {
			return nil, err
		}
		if coerced != nil {
			out[name] = coerced
		}
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func (c *coercer) enum(value any, t *graphql.Enum, path string) (any, *Error) {
	name, ok := value.(string)
	if !ok || t.ParseValue(name) == nil {
		return nil, mismatch(path, t, value)
	}
	return name, nil
}

func (c *coercer) scalar(value any, t *graphql.Scalar, path string) (any, *Error) {
	switch t {
	case graphql.Int:
		if n, ok := whole(value, math.MinInt32, math.MaxInt32); ok {
			return int(n), nil
		}
	case graphql.Float:
		if n, ok := value.(json.Number); ok {
			if f, err := n.Float64(); err == nil {
				return f, nil
			}
		}
	case graphql.Boolean:
		if b, ok := value.(bool); ok {
			return b, nil
		}
	case graphql.String:
		if s, ok := value.(string); ok {
			return s, nil
		}
	case graphql.ID:
		if s, ok := value.(string); ok {
			return s, nil
		}
		if n, ok := whole(value, math.MinInt64, math.MaxInt64); ok {
			return strconv.FormatInt(n, 10), nil
		}
	default:
		if t.ParseValue(value) != nil {
			return value, nil
		}
		err := mismatch(path, t, value)
		err.Message += scalarHint(t.Name())
		return nil, err
	}
	return nil, mismatch(path, t, value)
}

// whole is a number without a fraction: 5, 5.0 and 5e0 are 5.
func whole(value any, least, most int64) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		f, failed := number.Float64()
		if failed != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return 0, false
		}
		n = int64(f)
	}
	return n, n >= least && n <= most
}
