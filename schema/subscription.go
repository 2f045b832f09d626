package schema

import (
	"context"
	"errors"
	"io"

	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/graph"
)

// subscriptionResolvers are the fields of the root of subscriptions. Progress is there where jobs are.
func subscriptionResolvers(jobs bool) map[string]resolver {
	all := map[string]resolver{
		"statementAdded":     subscribe(statementsAdded),
		"statementWithdrawn": subscribe(statementsWithdrawn),
		"articleLoaded":      subscribe(articlesLoaded),
	}
	if jobs {
		all["loadProgress"] = subscribe(progressOf)
	}
	return all
}

// subscribe is a field of the root of subscriptions. When the subscription begins it is asked once, for the feed of its
// events; then for each event, which is its value.
func subscribe(begin func(c *call) (feed, error)) resolver {
	return func(c *call) (any, error) {
		if c.feed != nil {
			return c.event, nil
		}
		f, err := begin(c)
		if err == nil {
			c.feed = f
		}
		return nil, err
	}
}

// oneEventField refuses a subscription to several fields: their events would be answers of different shapes.
func (d *document) oneEventField(operation *ast.OperationDefinition) *Error {
	if names, keys := d.roots(operation); len(keys) == 1 && !isIntrospection(names[0]) {
		return nil
	}
	return NewError(CodeValidation, "a subscription has exactly one field, and it is none of GraphQL's own")
}

// The most things of an update that are looked up together.
const (
	statementsAtOnce = 100
	articlesAtOnce   = 10
)

// updateFeed gives what commits bring, thing by thing. It keeps the revision up to which it knows them, and asks for more
// when its reader is done with those: a slow reader costs nothing until the store has forgotten what it did not read.
type updateFeed struct {
	schema   *Schema
	revision uint64
	pick     func(*graph.Update) []string
	load     func(ctx context.Context, v *graph.View, ids []string) ([]any, error)
	atOnce   int

	ids   []string // to be looked up
	ready []any    // looked up
}

func (f *updateFeed) next(ctx context.Context) (any, error) {
	for len(f.ready) == 0 {
		var err error
		if len(f.ids) > 0 {
			err = f.look(ctx)
		} else {
			err = f.more(ctx)
		}
		if err != nil {
			return nil, err
		}
	}
	event := f.ready[0]
	f.ready = f.ready[1:]
	return event, nil
}

// more waits for commits.
func (f *updateFeed) more(ctx context.Context) error {
	if err := f.schema.store.Await(ctx, f.revision); err != nil {
		return err
	}
	updates, upTo, err := f.schema.store.Updates(ctx, f.revision)
	if errors.Is(err, graph.ErrMissed) {
		return NewError(CodeTooSlow, "the subscription ended: the events were not read as fast as they came, and some are not kept any more")
	}
	if err != nil {
		return err
	}
	f.revision = upTo
	for i := range updates {
		f.ids = append(f.ids, f.pick(&updates[i])...)
	}
	return nil
}

// look looks the next things up as they are now.
func (f *updateFeed) look(ctx context.Context) error {
	v, err := f.schema.store.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	n := min(len(f.ids), f.atOnce)
	f.ready, err = f.load(ctx, v, f.ids[:n])
	f.ids = f.ids[n:]
	return err
}

// statementFeed is a feed of the statements of updates that a filter lets through.
func statementFeed(c *call, filter *graph.StatementFilter, pick func(*graph.Update) []string) (feed, error) {
	v, err := c.open("Matching")
	if err != nil {
		return nil, err
	}
	if _, err := v.Matching(c.ctx, nil, filter); err != nil { // a filter that cannot be
		return nil, err
	}
	return &updateFeed{
		schema: c.schema, revision: v.Revision(), pick: pick, atOnce: statementsAtOnce,
		load: func(ctx context.Context, v *graph.View, ids []string) ([]any, error) {
			found, err := v.Matching(ctx, ids, filter)
			return anyOf(found), err
		},
	}, nil
}

func anyOf[T any](items []T) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = item
	}
	return out
}

func statementsAdded(c *call) (feed, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	return statementFeed(c, filter, func(u *graph.Update) []string { return u.Added })
}

// statementsWithdrawn lets through what the filter does among the statements that are withdrawn, which lists leave out.
func statementsWithdrawn(c *call) (feed, error) {
	filter, err := statementFilter(c)
	if err != nil {
		return nil, err
	}
	withdrawn := &graph.StatementFilter{Status: []graph.Status{graph.Withdrawn}}
	if filter != nil {
		withdrawn = narrow(filter, withdrawn)
	}
	return statementFeed(c, withdrawn, func(u *graph.Update) []string { return u.Withdrawn })
}

func articlesLoaded(c *call) (feed, error) {
	v, err := c.open("Revision")
	if err != nil {
		return nil, err
	}
	return &updateFeed{
		schema: c.schema, revision: v.Revision(), atOnce: articlesAtOnce,
		pick: func(u *graph.Update) []string { return u.Articles },
		load: func(ctx context.Context, v *graph.View, ids []string) ([]any, error) {
			articles, err := v.Articles(ctx, ids)
			var there []any
			for _, a := range articles {
				if a != nil { // it was deleted meanwhile
					there = append(there, a)
				}
			}
			return there, err
		},
	}, nil
}

// jobFeed gives a job whenever it has changed since it was given, until it is done.
type jobFeed struct {
	jobs    Jobs
	id      string
	version uint64
	first   any // the job as it was when the subscription began
	done    bool
}

func progressOf(c *call) (feed, error) {
	id := c.args.text("job")
	f := &jobFeed{jobs: c.schema.jobs, id: id}
	if f.jobs != nil {
		var err error
		if f.first, f.version, f.done, err = f.jobs.Watch(c.ctx, id, 0); err != nil {
			return nil, err
		}
	}
	if f.first == nil {
		return nil, NewError(CodeBadInput, "job: there is no job %.100q", id)
	}
	return f, nil
}

func (f *jobFeed) next(ctx context.Context) (any, error) {
	if job := f.first; job != nil {
		f.first = nil
		return job, nil
	}
	if f.done {
		return nil, io.EOF
	}
	job, version, done, err := f.jobs.Watch(ctx, f.id, f.version)
	if err == nil && job == nil {
		err = io.EOF
	}
	f.version, f.done = version, done
	return job, err
}
