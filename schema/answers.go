package schema

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/graph"
)

// Answers are the answers to one request: one to a query or a mutation, one for each event to a subscription. It keeps
// nothing running: events are fetched when they are asked for. It is used by one goroutine.
type Answers struct {
	schema  *Schema
	request Request
	found   execution // the operation and its variables
	events  feed      // nil where there is one answer
	over    bool
}

// feed gives the events of a subscription.
type feed interface {
	// next waits for the next event. The error is io.EOF after the last, an *Error where the subscriber is to be told why
	// there are no more, and that of ctx where it ends.
	next(ctx context.Context) (any, error)
}

// Begin checks a request, of whatever operation, and gives its answers. A request that is refused, such as a subscription
// with a filter that cannot be, has none: the response says why. It never gives both.
func (s *Schema) Begin(ctx context.Context, q Request) (a *Answers, refused *Response) {
	if q.ID == "" {
		q.ID = newID()
	}
	r := newRequest(ctx, s, q.ID)
	r.exports = q.Exports
	defer func() {
		if p := recover(); p != nil {
			a, refused = nil, Refuse(r.internal("", fmt.Errorf("panic: %v", p), debug.Stack()))
		}
		r.release()
	}()
	e, errs := r.find(q)
	if len(errs) > 0 {
		return nil, Refuse(errs...)
	}
	a = &Answers{schema: s, request: q, found: *e}
	if a.Kind() != ast.OperationTypeSubscription {
		return a, nil
	}
	if response := e.run(ctx); r.feed == nil {
		if len(response.Errors) == 0 { // left out by a directive
			response.Errors = []*Error{NewError(CodeBadRequest, "the subscription asks for nothing")}
		}
		return nil, Refuse(response.Errors...)
	}
	a.events = r.feed
	return a, nil
}

// Kind is what is asked for: "query", "mutation" or "subscription".
func (a *Answers) Kind() string { return a.found.operation.Operation }

// Next waits for the next answer. The error is io.EOF after the last one, an *Error that the client is to be told where a
// subscription ends early, and that of ctx where it ends.
func (a *Answers) Next(ctx context.Context) (answer *Response, err error) {
	if a.over {
		return nil, io.EOF
	}
	r := newRequest(ctx, a.schema, a.request.ID)
	r.exports = a.request.Exports
	defer func() {
		if p := recover(); p != nil {
			a.over = true
			answer, err = nil, r.internal("", fmt.Errorf("panic: %v", p), debug.Stack())
		}
		r.release()
	}()
	if a.events == nil {
		a.over = true
	} else if r.event, err = a.nextEvent(ctx, r); err != nil {
		a.over = true
		return nil, err
	}
	r.feed = a.events
	e := &execution{request: r, document: a.found.document, operation: a.found.operation, variables: a.found.variables, cost: a.found.cost}
	return e.run(ctx), nil
}

// nextEvent is the next event, or an error that may be shown.
func (a *Answers) nextEvent(ctx context.Context, r *request) (any, error) {
	event, err := a.events.next(ctx)
	var shown *Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.As(err, &shown), ctx.Err() != nil:
		return event, err
	case errors.Is(err, graph.ErrClosed):
		return nil, NewError(CodeGoingAway, "the server is ending")
	}
	return nil, r.internal("subscription", err, nil)
}
