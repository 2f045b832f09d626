package schema

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"time"

	"github.com/graphql-go/graphql/language/ast"
)

// Request is one GraphQL request.
type Request struct {
	Query         string
	OperationName string
	Variables     map[string]any // of JSON, numbers as json.Number
	ReadOnly      bool           // mutations are refused
	// Exports makes the address of an export of its parameters, which OpenExport takes; where it is nil, exportUrl is null.
	Exports func(parameters url.Values) string
	ID      string // names the request in the log; one is made where it is empty
}

// Response is the answer to a Request.
type Response struct {
	JSON     []byte   // the whole answer: data, errors, extensions; without a newline
	Executed bool     // false where the request was refused before it began; JSON then has no data
	Errors   []*Error // as in JSON

	// Of what was executed: "query", "mutation" or "subscription", what it may cost, and how long it took.
	Kind string
	Cost int
	Took time.Duration
}

// Execute answers a request. It always answers, and stops soon after ctx ends. It is safe for concurrent use.
func (s *Schema) Execute(ctx context.Context, q Request) (answer *Response) {
	if q.ID == "" {
		q.ID = newID()
	}
	r := newRequest(ctx, s, q.ID)
	r.exports = q.Exports
	defer func() {
		if p := recover(); p != nil { // of this package or of the library while it validates
			answer = Refuse(r.internal("", fmt.Errorf("panic: %v", p), debug.Stack()))
		}
		r.release()
	}()
	e, errs := r.find(q)
	if len(errs) > 0 {
		return Refuse(errs...)
	}
	if e.operation.Operation == ast.OperationTypeSubscription {
		return Refuse(NewError(CodeBadRequest, "a subscription has many answers; ask for text/event-stream, or over a WebSocket"))
	}
	return e.run(ctx)
}

// find is the operation that a request asks for, where it is found good.
func (r *request) find(q Request) (*execution, []*Error) {
	d, errs := r.schema.prepare(q.Query)
	if len(errs) > 0 {
		return nil, errs
	}
	e, err := r.admit(d, q)
	if err != nil {
		return nil, []*Error{err}
	}
	return e, nil
}

// Refuse is the answer to a request that is not executed: errors and no data.
func Refuse(errs ...*Error) *Response {
	text, err := json.Marshal(map[string]any{"errors": errs})
	if err != nil {
		text = []byte(`{"errors":[{"message":"the request was refused"}]}`)
	}
	return &Response{JSON: text, Errors: errs}
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// execution is an operation that was found good, with its variables.
type execution struct {
	*request
	document  *document
	operation *ast.OperationDefinition
	variables map[string]any
	cost      int

	data   *object // nil for null
	errors []*Error
}

// admit checks what of a request depends on its variables.
func (r *request) admit(d *document, q Request) (*execution, *Error) {
	s := r.schema
	operation, err := d.operation(q.OperationName)
	if err != nil {
		return nil, err
	}
	switch {
	case q.ReadOnly && operation.Operation == ast.OperationTypeMutation:
		return nil, NewError(CodeReadOnly, "a mutation has to be sent by POST")
	case operation.Operation == ast.OperationTypeSubscription:
		if err := d.oneEventField(operation); err != nil {
			return nil, err
		}
	}
	if err := d.permit(operation, CallerOf(r.ctx)); err != nil {
		return nil, err
	}
	variables, err := (&coercer{schema: &s.schema, limits: s.limits}).variables(operation, q.Variables)
	if err != nil {
		return nil, err
	}
	cost := s.cost(d, operation, variables)
	if cost > s.limits.Cost {
		return nil, tooMuch(keyCost, "the cost of the query (its fields times the sizes of their pages)", cost, s.limits.Cost)
	}
	return &execution{request: r, document: d, operation: operation, variables: variables, cost: cost}, nil
}

// run executes the operation within its time and writes the answer.
func (e *execution) run(ctx context.Context) *Response {
	s, start := e.schema, time.Now()
	key, limit := keyTimeout, s.limits.Timeout
	if e.operation.Operation == ast.OperationTypeMutation {
		key, limit = keyLoadTimeout, s.limits.LoadTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	e.ctx = ctx
	switch x := e.newExecutor(); e.operation.Operation {
	case ast.OperationTypeMutation:
		e.data = x.execute(s.schema.MutationType(), true)
	case ast.OperationTypeSubscription: // for one event, or to begin
		e.data = x.execute(s.schema.SubscriptionType(), false)
	default:
		e.data = x.execute(s.schema.QueryType(), false)
	}
	if s.reads != nil {
		s.reads(e.reads)
	}
	if failed := ctx.Err(); failed != nil {
		e.data = nil
		e.errors = []*Error{stopped(failed, key, limit)}
	}
	e.errors = sortErrors(e.errors)
	response := e.respond()
	response.Kind, response.Cost, response.Took = e.operation.Operation, e.cost, time.Since(start)
	return response
}

func stopped(failed error, key string, limit time.Duration) *Error {
	if errors.Is(failed, context.DeadlineExceeded) {
		return tookTooLong(key, limit)
	}
	return NewError(CodeTimeout, "the request was stopped")
}

// roots are the names of the fields of an operation, fragments spread and directives not judged, and their response names,
// each once.
func (d *document) roots(operation *ast.OperationDefinition) (names, keys []string) {
	var collect func(*ast.SelectionSet)
	collect = func(set *ast.SelectionSet) {
		for _, selection := range set.Selections {
			switch s := selection.(type) {
			case *ast.Field:
				names = append(names, s.Name.Value)
				if key := responseName(s); !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			case *ast.InlineFragment:
				collect(s.SelectionSet)
			case *ast.FragmentSpread:
				if fragment := d.fragments[s.Name.Value]; fragment != nil {
					collect(fragment.SelectionSet)
				}
			}
		}
	}
	collect(operation.SelectionSet)
	return names, keys
}

// respond writes the answer: the data in the order of the query, errors only where there are any.
func (e *execution) respond() *Response {
	out := &encoder{limit: e.schema.limits.ResultBytes, out: []byte(`{"data":`)}
	if e.data == nil || !out.object(e.data) {
		out.out = append(out.out[:len(`{"data":`)], "null"...)
	}
	if out.full() {
		limit := e.schema.limits.ResultBytes
		e.errors = []*Error{tooMuch(keyResultBytes, "the answer's bytes", limit, limit)}
		out = &encoder{limit: limit, out: []byte(`{"data":null`)}
	}
	if len(e.errors) > 0 {
		out.out = append(out.out, `,"errors":`...)
		out.any(e.errors)
	}
	out.out = append(out.out, `,"extensions":`...)
	out.any(e.extensions())
	return &Response{JSON: append(out.out, '}'), Executed: true, Errors: e.errors}
}
