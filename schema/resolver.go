package schema

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/graphql-go/graphql"
)

// resolver gives the value of a field, now or later.
type resolver func(c *call) (any, error)

// call is one field of one value that is asked for.
type call struct {
	*request
	source any
	args   input
	info   graphql.ResolveInfo
}

// of is a resolver of a field of values of type T.
func of[T any](resolve func(*call, T) (any, error)) resolver {
	return func(c *call) (any, error) {
		value, ok := c.source.(T)
		if !ok {
			return nil, fmt.Errorf("schema: %s of a %T", c.info.FieldName, c.source)
		}
		return resolve(c, value)
	}
}

// plain is a resolver of a field that the value itself has.
func plain[T any](get func(T) any) resolver {
	return of(func(_ *call, value T) (any, error) { return get(value), nil })
}

// requestKey is where the library's context has the request.
type requestKey struct{}

// resolve is a resolver as the library calls it: it stops with the request's time, a panic in it becomes an error with
// an id whose stack is in the log, and errors keep their codes.
func resolve(f resolver) graphql.FieldResolveFn {
	return func(p graphql.ResolveParams) (any, error) {
		r, ok := p.Context.Value(requestKey{}).(*request)
		if !ok {
			return nil, errors.New("schema: executed without a request")
		}
		c := &call{request: r, source: p.Source, args: p.Args, info: p.Info}
		value, err := c.guard(func() (any, error) { return f(c) })
		if err != nil {
			return nil, fieldError{err}
		}
		l, ok := value.(later)
		if !ok {
			return value, nil
		}
		return func() (any, error) {
			value, err := c.guard(l)
			if err != nil {
				panic(fieldError{err}) // what is returned here loses its extensions
			}
			return value, nil
		}, nil
	}
}

// guard calls f and makes every way of failing an error that may be shown.
func (c *call) guard(f func() (any, error)) (value any, failed *Error) {
	defer func() {
		if p := recover(); p != nil {
			value, failed = nil, c.internal(c.info.FieldName, fmt.Errorf("panic: %v", p), debug.Stack())
		}
	}()
	if c.ctx.Err() != nil {
		return nil, NewError(CodeTimeout, "the request was stopped")
	}
	value, err := f()
	if err == nil {
		return value, nil
	}
	if shown, ok := userError(err); ok {
		return nil, shown
	}
	return nil, c.internal(c.info.FieldName, err, nil)
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
