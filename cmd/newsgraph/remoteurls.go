package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/server"
)

// LoadAs sends the articles of files, and has the server fetch addresses itself.
func (r remoteLoader) LoadAs(ctx context.Context, sources []source.Source, in format.Input, o loaders.Orders, each func(loaders.Item)) (loaders.Report, error) {
	if o.Follow {
		return loaders.Report{}, usage("--follow does not go with --endpoint: newsgraph watch and load --follow work on the store itself")
	}
	var addresses []string
	var files []source.Source
	for _, s := range sources {
		if s.Address != "" {
			addresses = append(addresses, s.Address)
		} else {
			files = append(files, s)
		}
	}
	report, err := r.Load(ctx, files, in, each)
	for batch := range slices.Chunk(addresses, urlsAtOnce) {
		if err != nil || report.Stopped {
			break
		}
		err = r.loadURLs(ctx, batch, &report, each)
		if ctx.Err() != nil {
			report.Stopped, err = true, nil
		}
	}
	return report, err
}

// urlsAtOnce is how many addresses one job is given, which is what a server takes by default.
const urlsAtOnce = 100

const (
	loadURLsMutation = `mutation($urls: [URL!]!) { loadURLs(input: {urls: $urls}) { job { id } userErrors { code message } } }`
	jobQuery         = `query($id: ID!) { job(id: $id) { state errors { code message } } }`
)

// pollInterval is how often a job is asked for.
const pollInterval = 500 * time.Millisecond

// loadURLs has the server load addresses, waits until it is done, and tells what became of them.
func (r remoteLoader) loadURLs(ctx context.Context, addresses []string, report *loaders.Report, each func(loaders.Item)) error {
	begun, err := ask[struct {
		LoadURLs struct {
			Job        *struct{ ID string }
			UserErrors []struct{ Code, Message string }
		}
	}](ctx, r.to, loadURLsMutation, map[string]any{"urls": addresses})
	if err != nil {
		return err
	}
	told := func(item loaders.Item) {
		report.Count(item)
		each(item)
	}
	for _, e := range begun.LoadURLs.UserErrors {
		told(loaders.Item{Name: e.Code, Outcome: loaders.Failed, Err: errors.New(e.Message)})
	}
	if begun.LoadURLs.Job == nil {
		return nil
	}
	id := begun.LoadURLs.Job.ID
	if err := r.await(ctx, id); err != nil {
		return err
	}
	for line, err := range r.to.ledger(ctx, server.LedgerQuery{Job: id}) {
		if err != nil {
			return err
		}
		item := line.item()
		if item.Outcome == loaders.Added || item.Outcome == loaders.Updated {
			if item.Statements, err = r.statements(ctx, item.ID); err != nil {
				return err
			}
		}
		told(item)
	}
	return nil
}

// statements is how many statements an article makes.
func (r remoteLoader) statements(ctx context.Context, article string) (int, error) {
	data, err := ask[struct {
		Article *struct{ Statements struct{ TotalCount *int } }
	}](ctx, r.to, `query($id: ID!) { article(id: $id) { statements(first: 0, filter: {}) { totalCount } } }`, map[string]any{"id": article})
	if err != nil || data.Article == nil || data.Article.Statements.TotalCount == nil {
		return 0, err
	}
	return *data.Article.Statements.TotalCount, nil
}

// await waits until a job has ended. One that failed is an error.
func (r remoteLoader) await(ctx context.Context, id string) error {
	for {
		data, err := ask[struct {
			Job *struct {
				State  string
				Errors []struct{ Message string }
			}
		}](ctx, r.to, jobQuery, map[string]any{"id": id})
		switch {
		case err != nil:
			return err
		case data.Job == nil:
			return fmt.Errorf("the server knows nothing of %s any more", id)
		case data.Job.State == "DONE":
			return nil
		case data.Job.State == "FAILED":
			return fmt.Errorf("%s failed: %s", id, data.Job.Errors[len(data.Job.Errors)-1].Message)
		}
		timer := time.NewTimer(pollInterval)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// item is an entry of the ledger as a load tells of it.
func (l ledgerLine) item() loaders.Item {
	item := loaders.Item{Name: l.Name, ID: l.Article, Outcome: loaders.Outcome(l.Outcome)}
	switch item.Outcome {
	case loaders.Refused, loaders.Failed:
		item.ID, item.Err = "", errors.New(l.Why)
	default:
		item.Note = l.Why
	}
	return item
}

// failed are the addresses that the server could not load; its files are not ours.
func (r remoteLoader) failed(ctx context.Context) ([]string, error) {
	names, err := failedSources(r.to.ledger(ctx, failedItems))
	return slices.DeleteFunc(names, func(name string) bool { return !strings.Contains(name, "://") }), err
}
