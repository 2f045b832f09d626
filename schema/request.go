package schema

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"newsgraph/graph"
)

// request is the state of one request while it is executed: one view of the store, and what was read of it. It is used
// by one goroutine.
type request struct {
	ctx     context.Context // ends with the request's time
	id      string
	schema  *Schema
	exports func(url.Values) string // the address of an export; nil where there is none

	view     *graph.View    // nil until something is read
	reads    map[string]int // calls of the store by name, over the whole request
	revision *uint64        // of the view that was read last; nil where nothing was
	feed     feed           // of a subscription; nil until it has begun
	event    any            // of a subscription, that the request is executed for
	warnings []warning
	faults   int // internal errors so far

	entities   *batch[string, *graph.Entity]
	statements *batch[string, *graph.Statement]
	evidence   *batch[string, *graph.Evidence]
	articles   *batch[string, *graph.Article]
	predicates *batch[string, *graph.Predicate]
	evidenceOf map[evidencePage]*batch[string, *graph.Page[*graph.Evidence]]
	pages      map[pageOfField]any // batches of pages, of whatever the field lists
	offsets    map[string]*offsets // by article
}

// evidencePage is a page that is asked for of the evidence of many statements.
type evidencePage struct {
	article string
	page    graph.PageRequest
}

// warning is something that the asking person should know of an answer that is no error.
type warning struct {
	Code       string   `json:"code"`
	Message    string   `json:"message"`
	Path       []any    `json:"path,omitempty"`
	Candidates []string `json:"candidates,omitempty"`
}

// maxWarnings is how many warnings an answer has at most.
const maxWarnings = 20

func newRequest(ctx context.Context, s *Schema, id string) *request {
	r := &request{ctx: ctx, id: id, schema: s, reads: map[string]int{}}
	r.forget()
	return r
}

// forget drops everything that was read, so that what follows a mutation sees what it did.
func (r *request) forget() {
	r.entities = newBatch(read(r, "Entities", (*graph.View).Entities))
	r.statements = newBatch(read(r, "Statements", (*graph.View).Statements))
	r.evidence = newBatch(read(r, "Evidence", (*graph.View).Evidence))
	r.articles = newBatch(read(r, "Articles", (*graph.View).Articles))
	r.predicates = newBatch(read(r, "Predicates", (*graph.View).Predicates))
	r.evidenceOf = map[evidencePage]*batch[string, *graph.Page[*graph.Evidence]]{}
	r.pages = map[pageOfField]any{}
	r.offsets = map[string]*offsets{}
}

// read is a lookup of the view that is opened when it is called.
func read[V any](r *request, name string, lookup func(*graph.View, context.Context, []string) ([]V, error)) func(context.Context, []string) ([]V, error) {
	return func(ctx context.Context, ids []string) ([]V, error) {
		v, err := r.open(name)
		if err != nil {
			return nil, err
		}
		values, err := lookup(v, ctx, ids)
		if err == nil && len(values) != len(ids) {
			return nil, fmt.Errorf("schema: %s gave %d values for %d ids", name, len(values), len(ids))
		}
		return values, err
	}
}

// open is the request's view of the store, counted under the name of the call that it is opened for.
func (r *request) open(call string) (*graph.View, error) {
	r.reads[call]++
	if r.view == nil {
		v, err := r.schema.store.View(r.ctx)
		if err != nil {
			return nil, err
		}
		revision := v.Revision()
		r.view, r.revision = v, &revision
	}
	return r.view, nil
}

// release closes the view, and what is read from then on is read anew. A mutation calls it before it writes: an open
// view may hold the writer up.
func (r *request) release() {
	if r.view != nil {
		r.view.Close()
		r.view = nil
	}
	r.revision = nil
	r.forget()
}

func (r *request) warn(w warning) {
	if len(r.warnings) < maxWarnings {
		r.warnings = append(r.warnings, w)
	}
}

// extensions are the answer's own: the revision of the graph that it speaks of, and the warnings.
func (r *request) extensions() any {
	var out struct {
		Revision uint64    `json:"revision"`
		Warnings []warning `json:"warnings,omitempty"`
	}
	if r.revision != nil {
		out.Revision = *r.revision
	} else {
		out.Revision = r.schema.store.Revision()
	}
	// Fields are resolved level by level; the answer goes from its beginning to its end.
	slices.SortStableFunc(r.warnings, func(a, b warning) int {
		return strings.Compare(fmt.Sprint(a.Path, a.Code, a.Message), fmt.Sprint(b.Path, b.Code, b.Message))
	})
	out.Warnings = r.warnings
	return out
}

// evidencePages is the batch of one kind of page of evidence.
func (r *request) evidencePages(p evidencePage) *batch[string, *graph.Page[*graph.Evidence]] {
	b := r.evidenceOf[p]
	if b == nil {
		b = newBatch(func(ctx context.Context, statements []string) ([]*graph.Page[*graph.Evidence], error) {
			v, err := r.open("EvidenceOf")
			if err != nil {
				return nil, err
			}
			pages, err := v.EvidenceOf(ctx, statements, p.article, p.page)
			if err == nil && len(pages) != len(statements) {
				err = fmt.Errorf("schema: EvidenceOf gave %d pages for %d statements", len(pages), len(statements))
			}
			return pages, err
		})
		r.evidenceOf[p] = b
	}
	return b
}
