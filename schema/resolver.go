package schema

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// resolver gives the value of a field, now or later.
type resolver func(c *call) (any, error)

// call is one field of one value that is asked for.
type call struct {
	*request
	source   any
	args     input // all rows have the same: nobody may change them
	field    *field
	owner    *object // what the field is of, in the answer
	executor *executor
}

// path is the field's path in the answer.
func (c *call) path() []any { return place{owner: c.owner, field: c.field}.path() }

// of is a resolver of a field of values of type T.
func of[T any](resolve func(*call, T) (any, error)) resolver {
	return func(c *call) (any, error) {
		value, ok := c.source.(T)
		if !ok {
			return nil, fmt.Errorf("schema: %s of a %T", c.field.name, c.source)
		}
		return resolve(c, value)
	}
}

// plain is a resolver of a field that the value itself has.
func plain[T any](get func(T) any) resolver {
	return of(func(_ *call, value T) (any, error) { return get(value), nil })
}

// guard calls f and makes every way of failing an error that may be shown: nothing is called when the request's time is
// over, and a panic becomes an error with an id whose stack is in the log.
func (c *call) guard(f resolver) (value any, failed *Error) {
	defer func() {
		if p := recover(); p != nil {
			value, failed = nil, c.internal(c.field.name, fmt.Errorf("panic: %v", p), debug.Stack())
		}
	}()
	if c.ctx.Err() != nil {
		return nil, NewError(CodeTimeout, "the request was stopped")
	}
	value, err := f(c)
	if err == nil {
		return value, nil
	}
	if shown, ok := userError(err); ok {
		return nil, shown
	}
	return nil, c.internal(c.field.name, err, nil)
}

// internal logs a fault of this program and gives the error that names the place in the log.
func (r *request) internal(where string, err error, stack []byte) *Error {
	r.faults++
	if r.faults <= maxErrors {
		r.schema.log.Error("schema: a request failed", slog.String("id", r.id), slog.String("field", where),
			slog.String("error", err.Error()), slog.String("stack", string(stack)))
	}
	e := NewError(CodeInternal, "internal error; the log has more under id %s", r.id)
	e.Extensions["id"] = r.id
	return e
}
