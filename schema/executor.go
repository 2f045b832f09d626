package schema

import (
	"fmt"
	"math"
	"reflect"

	"github.com/graphql-go/graphql"
)

// executor executes an operation as section 6 of the specification has it. It resolves objects from above, each with all
// of its fields and what is inside them, but for the values that resolvers give later: of those it first hears of all of
// a level, so that what they need is read together. It is for one goroutine and one execution.
type executor struct {
	*execution
	types   *graphql.Schema
	values  map[string]any // of the variables, as resolvers take them
	waiting [][]waiting    // by level of the answer
	lines   lineIndex      // nil until there is an error
}

// object is an object of the answer.
type object struct {
	selection *selection
	values    []any // of the fields: nil for null, *object, []any, or what JSON has
	place     place // where the object stands
	level     int
	lost      bool // a field that may not be null is: the object is null, or what has it
}

// place is a place in the answer: a field of an object, or an item of the list there.
type place struct {
	owner *object // nil for the root
	field *field
	item  *item // nil outside of lists
	level int   // of what has it
}

// item is a place in a list, in another list maybe.
type item struct {
	list  *item
	index int
}

// path is the place's path in the answer.
func (p place) path() []any {
	if p.owner == nil {
		return nil
	}
	path := append(p.owner.place.path(), p.field.key)
	var indexes []any
	for i := p.item; i != nil; i = i.list {
		indexes = append(indexes, i.index)
	}
	for i := len(indexes) - 1; i >= 0; i-- {
		path = append(path, indexes[i])
	}
	return path
}

// waiting is a field whose value comes later.
type waiting struct {
	call  *call
	index int // of the field in the object
	get   later
}

// newExecutor is an executor of an operation with its variables.
func (e *execution) newExecutor() *executor {
	x := &executor{execution: e, types: &e.request.schema.schema, values: map[string]any{}}
	for _, definition := range e.operation.VariableDefinitions {
		name := definition.Variable.Name.Value
		if value, given := e.variables[name]; given {
			x.values[name] = internal(value, typeOf(x.types, definition.Type))
		}
	}
	return x
}

// execute executes the operation on the root of its type: all at once, or each field with all that is inside it before
// the next. It gives nil where the time is over.
func (x *executor) execute(root *graphql.Object, serially bool) *object {
	o := x.begin(x.selection(root, x.operation.SelectionSet), place{})
	for i := range o.selection.fields {
		if !x.field(o, nil, i) {
			o.lost = true
			break
		}
		if serially {
			x.finish()
			if x.ctx.Err() != nil {
				return nil
			}
		}
	}
	if !o.lost {
		x.finish()
	}
	return o
}

func (x *executor) begin(s *selection, at place) *object {
	return &object{selection: s, values: make([]any, len(s.fields)), place: at, level: at.level + 1}
}

// finish asks for the values that come later, level by level, until there are none.
func (x *executor) finish() {
	for level := 0; level < len(x.waiting); level++ {
		for i := 0; i < len(x.waiting[level]); i++ {
			w := x.waiting[level][i]
			if o := w.call.owner; !o.gone() && !x.set(o, w.index, w.call, w.get) {
				o.lost = true
			}
		}
		x.waiting[level] = nil
	}
}

// gone says whether the object is no part of the answer any more.
func (o *object) gone() bool {
	for ; o != nil; o = o.place.owner {
		if o.lost {
			return true
		}
	}
	return false
}

// field resolves a field of an object. It is false where the field is null and may not be.
func (x *executor) field(o *object, source any, index int) bool {
	f := o.selection.fields[index]
	c := &call{request: x.request, source: source, args: f.args, field: f, owner: o, executor: x}
	value, err := c.guard(f.resolver())
	if err != nil {
		return x.fail(place{owner: o, field: f}, f.definition.Type, err)
	}
	if get, ok := value.(later); ok {
		for len(x.waiting) <= o.level {
			x.waiting = append(x.waiting, nil)
		}
		x.waiting[o.level] = append(x.waiting[o.level], waiting{c, index, get})
		return true
	}
	return x.put(o, index, value)
}

// set puts a value that came later into its place.
func (x *executor) set(o *object, index int, c *call, get later) bool {
	value, err := c.guard(func(*call) (any, error) { return get() })
	if err != nil {
		return x.fail(place{owner: o, field: c.field}, c.field.definition.Type, err)
	}
	return x.put(o, index, value)
}

// put completes the value of a field.
func (x *executor) put(o *object, index int, value any) (ok bool) {
	f := o.selection.fields[index]
	o.values[index], ok = x.complete(place{owner: o, field: f, level: o.level}, f.definition.Type, value)
	return ok
}

// fail notes an error of a place. It is false where the place may not be null.
func (x *executor) fail(at place, t graphql.Type, err *Error) bool {
	if x.lines == nil {
		x.lines = newLineIndex(x.document.text)
	}
	e := &Error{Message: err.Message, Path: at.path(), Extensions: err.Extensions}
	for _, node := range at.field.nodes {
		e.Locations = append(e.Locations, x.lines.at(node.Loc.Start))
	}
	if e.Extensions == nil {
		e.Extensions = map[string]any{"code": CodeInternal}
	}
	x.errors = append(x.errors, e)
	return !isRequired(t)
}

// complete is what stands in the answer for a value (section 6.4.3, CompleteValue). It is false where that would be null
// and may not be, or where something inside it is (section 6.4.4).
func (x *executor) complete(at place, t graphql.Type, value any) (any, bool) {
	if required, ok := t.(*graphql.NonNull); ok {
		done, err := x.completed(at, required.OfType, value)
		if err == errInside {
			return nil, false
		}
		if err == nil && done == nil {
			err = NewError(CodeInternal, "Cannot return null for non-nullable field %v.%s.", at.field.parent, at.field.name)
		}
		if err != nil {
			return nil, x.fail(at, t, err)
		}
		return done, true
	}
	done, err := x.completed(at, t, value)
	if err != nil && err != errInside {
		x.fail(at, t, err)
	}
	return done, true
}

// errInside says that an error was noted inside a value, and the value is lost by it.
var errInside = NewError(CodeInternal, "an error inside")

// completed completes a value that may be null.
func (x *executor) completed(at place, t graphql.Type, value any) (any, *Error) {
	if isNull(value) {
		return nil, nil
	}
	switch t := t.(type) {
	case *graphql.List:
		return x.list(at, t.OfType, value)
	case *graphql.Scalar:
		return scalarValue(at.field, t, value), nil
	case *graphql.Enum:
		return t.Serialize(value), nil
	case *graphql.Interface:
		object := t.ResolveType(graphql.ResolveTypeParams{Value: value})
		if object == nil || !implements(object, t) {
			return nil, x.internal(at.field.name, fmt.Errorf("a %T is no %v", value, t), nil)
		}
		return x.inner(at, object, value)
	case *graphql.Object:
		return x.inner(at, t, value)
	}
	return nil, x.internal(at.field.name, fmt.Errorf("a value of type %v", t), nil)
}

// inner executes what is selected of an object.
func (x *executor) inner(at place, t *graphql.Object, value any) (any, *Error) {
	o := x.begin(x.within(at.field, t), at)
	for i := range o.selection.fields {
		if !x.field(o, value, i) {
			o.lost = true
			return nil, errInside
		}
	}
	return o, nil
}

// list completes the items of a list.
func (x *executor) list(at place, t graphql.Type, value any) (any, *Error) {
	items, ok := value.([]any)
	if !ok {
		v := reflect.Indirect(reflect.ValueOf(value))
		if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
			return nil, x.internal(at.field.name, fmt.Errorf("a %T is no list", value), nil)
		}
		items = make([]any, v.Len())
		for i := range items {
			items[i] = v.Index(i).Interface()
		}
	}
	if at.field.introspection() {
		items = inOrderOfNames(at.field.name, items)
	}
	done, places := make([]any, len(items)), make([]item, len(items))
	for i := range items {
		places[i] = item{at.item, i}
		var ok bool
		if done[i], ok = x.complete(place{at.owner, at.field, &places[i], at.level + 1}, t, items[i]); !ok {
			return nil, errInside
		}
	}
	return done, nil
}

// isNull says whether a value of a resolver stands for null.
func isNull(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string, enumValue, bool, int:
		return false
	case float64:
		return math.IsNaN(v)
	}
	v := reflect.ValueOf(value)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// scalarValue is a scalar as the answer has it.
func scalarValue(f *field, t *graphql.Scalar, value any) any {
	if text, ok := value.(string); ok && (t == graphql.String || t == graphql.ID) {
		if f.introspection() {
			return introspectionText(f.name, text)
		}
		return value
	}
	if done := t.Serialize(value); !isNull(done) {
		return done
	}
	return nil
}

// resolver is what gives the field's value.
func (f *field) resolver() resolver {
	if f.resolve != nil {
		return f.resolve
	}
	return ownField
}

// ownField resolves a field of GraphQL's own: __typename, and what tells of the schema.
func ownField(c *call) (any, error) {
	f := c.field
	if f.definition == graphql.TypeNameMetaFieldDef {
		return f.parent.Name(), nil
	}
	resolve := f.definition.Resolve
	if resolve == nil {
		resolve = graphql.DefaultResolveFn
	}
	return resolve(graphql.ResolveParams{Source: c.source, Args: c.args, Context: c.ctx, Info: graphql.ResolveInfo{
		FieldName: f.name, FieldASTs: f.nodes, ReturnType: f.definition.Type, ParentType: f.parent, Schema: *c.executor.types,
	}})
}
