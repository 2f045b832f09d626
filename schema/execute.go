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
	"time"

	"github.com/graphql-go/graphql"
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

	data   map[string]any
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
	return &execution{request: r, document: d, operation: operation, variables: variables, cost: cost, data: map[string]any{}}, nil
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
	switch e.operation.Operation {
	case ast.OperationTypeMutation:
		e.mutate()
	case ast.OperationTypeSubscription:
		e.publish()
	default:
		e.execute(s.schema, e.document.ast, e.operation)
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

// execute lets the library run an operation. Its context never ends: the library would return at once and leave a
// goroutine behind that reads from a closed view. The resolvers look at the request's own.
func (e *execution) execute(schema graphql.Schema, doc *ast.Document, operation *ast.OperationDefinition) {
	name := ""
	if operation.Name != nil {
		name = operation.Name.Value
	}
	result := graphql.Execute(graphql.ExecuteParams{
		Schema: schema, AST: doc, OperationName: name, Args: e.variables,
		Context: context.WithValue(context.Background(), requestKey{}, e.request),
	})
	if len(result.Errors) > 0 {
		e.errors = append(e.errors, fromLibrary(result.Errors, CodeInternal, newLineIndex(e.document.text))...)
	}
	data, ok := result.Data.(map[string]any)
	if !ok || e.data == nil {
		e.data = nil
		return
	}
	for key, value := range data {
		e.data[key] = value
	}
}

// mutate executes each field of a mutation by itself, whole, before the next: the library would call all of them and
// then read their payloads, so that the first payload would show what the last field did. To the library each is a
// query on the type Mutation, since only for queries does it gather what can be read together.
func (e *execution) mutate() {
	roots := e.document.roots(e.operation)
	for _, key := range roots.keys {
		operation := ast.NewOperationDefinition(&ast.OperationDefinition{
			Operation: ast.OperationTypeQuery, VariableDefinitions: e.operation.VariableDefinitions, Loc: e.operation.Loc,
			SelectionSet: selectionSet(roots.byKey[key]...),
		})
		e.execute(e.schema.mutations, e.document.with(operation), operation)
		if e.ctx.Err() != nil {
			return
		}
	}
}

func selectionSet(selections ...ast.Selection) *ast.SelectionSet {
	return ast.NewSelectionSet(&ast.SelectionSet{Selections: selections})
}

// rootFields are the fields of an operation by response name, in order. A field behind a fragment with directives keeps
// those: @skip and @include are the library's to judge.
type rootFields struct {
	fragments map[string]*ast.FragmentDefinition
	keys      []string
	byKey     map[string][]ast.Selection
	names     []string // of the fields, one per selection
}

func (d *document) roots(operation *ast.OperationDefinition) *rootFields {
	roots := &rootFields{fragments: d.fragments, byKey: map[string][]ast.Selection{}}
	roots.collect(operation.SelectionSet, nil)
	return roots
}

func (r *rootFields) collect(set *ast.SelectionSet, around [][]*ast.Directive) {
	for _, selection := range set.Selections {
		switch s := selection.(type) {
		case *ast.Field:
			key := responseName(s)
			if r.byKey[key] == nil {
				r.keys = append(r.keys, key)
			}
			r.byKey[key] = append(r.byKey[key], behind(s, around))
			r.names = append(r.names, s.Name.Value)
		case *ast.InlineFragment:
			r.collect(s.SelectionSet, append(around[:len(around):len(around)], s.Directives))
		case *ast.FragmentSpread:
			if fragment := r.fragments[s.Name.Value]; fragment != nil {
				r.collect(fragment.SelectionSet, append(around[:len(around):len(around)], s.Directives))
			}
		}
	}
}

func behind(s ast.Selection, around [][]*ast.Directive) ast.Selection {
	for _, directives := range around {
		if len(directives) > 0 {
			s = ast.NewInlineFragment(&ast.InlineFragment{Directives: directives, SelectionSet: selectionSet(s)})
		}
	}
	return s
}

// respond writes the answer: the data in the order of the query, errors only where there are any.
func (e *execution) respond() *Response {
	out := &encoder{limit: e.schema.limits.ResultBytes, out: []byte(`{"data":`)}
	if e.data == nil {
		out.out = append(out.out, "null"...)
	} else {
		out.data(e.data, e.document.plans[e.operation])
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
