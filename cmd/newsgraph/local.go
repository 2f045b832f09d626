package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/news"
	"newsgraph/schema"
	"newsgraph/server"
)

// local is a graph in this process: a store, what loads articles into it, and the GraphQL schema over both.
type local struct {
	store  *graph.Store
	loader *loaders.Loader
	jobs   *jobs
	schema *schema.Schema

	metrics *server.Metrics // of what is loaded and answered
}

// newLocal puts a loader and the schema over a store.
func (p *program) newLocal(store *graph.Store) (*local, error) {
	in, err := p.input("")
	if err != nil {
		return nil, err
	}
	l, err := p.newLoader(store)
	if err != nil {
		return nil, err
	}
	metrics := server.NewMetrics()
	background := p.newJobs(store, l, in, func(item loaders.Item) { metrics.Loaded(schema.LoadOutcome(item.Outcome), 1) })
	s, err := schema.New(schema.Options{
		Store:     store,
		Jobs:      background,
		Loader:    metrics.Loader(articleLoader{loader: l, input: in}),
		Limits:    limits(p.settings.Limits),
		IRIBase:   p.settings.IRIBase,
		Extractor: l.Version(),
		Version:   release,
		Log:       p.log,
	})
	if err != nil {
		return nil, err
	}
	return &local{store: store, loader: l, jobs: background, schema: s, metrics: metrics}, nil
}

// newLoader is a loader into a store, with the workers of the settings.
func (p *program) newLoader(store loaders.Store) (*loaders.Loader, error) {
	m, err := p.newMachinery()
	if err != nil {
		return nil, err
	}
	return m.loader(store, p.settings.Load)
}

func (l *local) answer(ctx context.Context, r request) (answer, error) {
	variables, err := plainJSON(r.Variables)
	if err != nil {
		return answer{}, err
	}
	response := l.schema.Execute(ctx, schema.Request{Query: r.Query, OperationName: r.Operation, Variables: variables})
	if err := ctx.Err(); err != nil {
		return answer{}, err
	}
	var a answer
	if err := json.Unmarshal(response.JSON, &a); err != nil {
		return answer{}, fmt.Errorf("the answer is no JSON: %w", err)
	}
	return a, nil
}

// plainJSON is the variables as JSON has them, numbers as json.Number.
func plainJSON(variables map[string]any) (map[string]any, error) {
	text, err := json.Marshal(variables)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var out map[string]any
	return out, decoder.Decode(&out)
}

func (l *local) check(ctx context.Context) ([]graph.Fault, error) { return l.store.Check(ctx) }

// Close closes the store.
func (l *local) Close() error { return l.store.Close() }

// openLoading is what load loads with, and how it is closed.
func (p *program) openLoading(cmd *cobra.Command) (loading, func(), error) {
	address, err := p.endpointFlag(cmd)
	if err != nil {
		return nil, nil, err
	}
	if address != "" {
		e, err := p.newEndpoint(address)
		if err != nil {
			return nil, nil, err
		}
		return remoteLoader{to: e, warn: p.warnOfDate}, func() { p.closeGraph(e) }, nil
	}
	p.boundMemory()
	store, err := p.openStore(cmd.Context(), forChanging, "")
	if err != nil {
		return nil, nil, err
	}
	l, err := p.newLoader(store)
	if err != nil {
		p.closeGraph(store)
		return nil, nil, err
	}
	return localLoading{l, store}, func() { p.closeGraph(store) }, nil
}

// warnOfDate tells that a date cannot be sent.
func (p *program) warnOfDate(name string, date news.Date) {
	p.log.Warn("left out the date, which GraphQL takes from days on", "name", name, "date", date)
}
