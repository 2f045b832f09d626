package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/server"
)

// LoadAs hands files in, and has the server fetch addresses itself, of feeds and sitemaps with the pages that they name. What
// the server does not take as a file is read here, and its articles are sent.
func (r remoteLoader) LoadAs(ctx context.Context, sources []source.Source, in format.Input, o loaders.Orders, each func(loaders.Item)) (loaders.Report, error) {
	var addresses []string
	var files []source.Source
	for _, s := range sources {
		if s.Address != "" {
			addresses = append(addresses, s.Address)
		} else {
			files = append(files, s)
		}
	}
	var report loaders.Report
	rest, err := r.loadFiles(ctx, files, in, o.Follow, &report, each)
	if err == nil && len(rest) > 0 {
		var read loaders.Report
		read, err = r.Load(ctx, rest, in, each)
		report = together(report, read)
	}
	for batch := range slices.Chunk(addresses, urlsAtOnce) {
		if err != nil || report.Stopped {
			break
		}
		err = r.loadURLs(ctx, batch, &report, each)
	}
	if ctx.Err() != nil {
		report.Stopped, err = true, nil
	}
	return report, err
}

// together is the report of two loads one after the other.
func together(a, b loaders.Report) loaders.Report {
	a.Added += b.Added
	a.Updated += b.Updated
	a.Unchanged += b.Unchanged
	a.Refused += b.Refused
	a.Failed += b.Failed
	a.Words += b.Words
	a.Statements += b.Statements
	a.Stopped = a.Stopped || b.Stopped
	return a
}

// urlsAtOnce is how many addresses one job is given, which is what a server takes by default.
const urlsAtOnce = 100

const (
	loadURLsMutation = `mutation($urls: [URL!]!) { loadURLs(input: {urls: $urls}) { job { id } userErrors { code message } } }`
	jobQuery         = `query($id: ID!) { job(id: $id) { state errors { code message } } }`
)

// A job is asked for soon, and then less and less often.
const (
	firstPoll = 20 * time.Millisecond
	lastPoll  = 500 * time.Millisecond
)

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
	return r.tellJob(ctx, server.LedgerQuery{Job: begun.LoadURLs.Job.ID}, told)
}

// tellJob waits until a job is done and tells what became of its items.
func (r remoteLoader) tellJob(ctx context.Context, q server.LedgerQuery, told func(loaders.Item)) error {
	if err := r.await(ctx, q.Job); err != nil {
		return err
	}
	for line, err := range r.to.ledger(ctx, q) {
		if err != nil {
			return err
		}
		item := line.item()
		if item.Outcome == loaders.Added || item.Outcome == loaders.Updated {
			if err := r.describe(ctx, &item); err != nil {
				return err
			}
		}
		told(item)
	}
	return nil
}

// describe notes the title of an article and how many statements it makes.
func (r remoteLoader) describe(ctx context.Context, item *loaders.Item) error {
	data, err := ask[struct {
		Article *struct {
			Title      string
			Statements struct{ TotalCount *int }
		}
	}](ctx, r.to, `query($id: ID!) { article(id: $id) { title statements(first: 0, filter: {}) { totalCount } } }`, map[string]any{"id": item.ID})
	if err != nil || data.Article == nil {
		return err
	}
	item.Title = data.Article.Title
	if n := data.Article.Statements.TotalCount; n != nil {
		item.Statements = *n
	}
	return nil
}

// await waits until a job has ended. One that failed is an error.
func (r remoteLoader) await(ctx context.Context, id string) error {
	for wait := firstPoll; ; wait = min(2*wait, lastPoll) {
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
		timer := time.NewTimer(wait)
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

// failed are the addresses that the server could not load, and the files that are here.
func (r remoteLoader) failed(ctx context.Context) ([]string, error) {
	names, err := failedSources(r.to.ledger(ctx, failedItems))
	return slices.DeleteFunc(names, func(name string) bool {
		return !source.IsAddress(name) && (!filepath.IsAbs(name) || isGone(name))
	}), err
}
