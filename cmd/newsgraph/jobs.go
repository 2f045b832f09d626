package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"strings"
	"sync"
	"time"
	"unicode"

	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/news"
	"newsgraph/server"
)

// jobs are the loads in the background, as the schema and the server ask for them.
type jobs struct {
	*loaders.Runner

	store *graph.Store
}

// newJobs are the jobs of a store; nothing is done of them before start.
func (p *program) newJobs(store *graph.Store, l *loaders.Loader, in format.Input, each func(loaders.Item)) *jobs {
	return &jobs{store: store, Runner: loaders.NewRunner(loaders.RunnerOptions{
		Store: store, Loader: l, Input: in, Fetching: p.settings.Load.Fetch.Parallel, Parallel: jobsAtOnce, Keep: p.settings.Load.KeepJobs, Log: p.log, Each: each,
	})}
}

// start does jobs until the context ends; wait waits for the items that are in hand then.
func (j *jobs) start(ctx context.Context) (wait func()) {
	var running sync.WaitGroup
	running.Go(func() { j.Run(ctx) })
	return running.Wait
}

// jobsAtOnce is how many jobs are done at the same time: one that waits for hosts, as feeds do, keeps no other waiting.
const jobsAtOnce = 4

// LoadURLs begins a job for addresses: articles, and feeds and sitemaps with the pages that they name.
func (j *jobs) LoadURLs(ctx context.Context, addresses []string) (*graph.Job, error) {
	tasks := make([]graph.Task, len(addresses))
	for i, address := range addresses {
		tasks[i] = graph.Task{Address: address, Follow: true}
	}
	return j.Add(ctx, tasks)
}

// Watch waits for a change of a job.
func (j *jobs) Watch(ctx context.Context, id string, version uint64) (any, uint64, bool, error) {
	job, err := j.Runner.Watch(ctx, id, version)
	if err != nil || job == nil {
		return nil, 0, false, err
	}
	return job, job.Version, job.State == graph.JobDone || job.State == graph.JobFailed, nil
}

// Upload begins a job for a file that is handed in. The ledger knows the file by its address, by its path where its name is
// a whole one, or else by its bytes.
func (j *jobs) Upload(ctx context.Context, u server.Upload) (string, error) {
	switch {
	case strings.TrimSpace(string(u.Data[:min(len(u.Data), 1<<10)])) == "" && len(u.Data) <= 1<<10 && !isWholePath(u.Name):
		return "", &server.BadUpload{Message: "the file is empty"}
	case u.URL != "" && news.CanonicalURL(u.URL) == "":
		return "", &server.BadUpload{Message: "url: not an address such as https://example.org/2018/06/story"}
	}
	if _, err := news.ParseDate(u.Published); err != nil {
		return "", &server.BadUpload{Message: "publishedAt: " + strings.TrimPrefix(err.Error(), "news: ")}
	}
	name := news.CanonicalURL(u.URL)
	if name == "" && isWholePath(u.Name) {
		name = u.Name
	}
	if name == "" {
		sum := sha256.Sum256(u.Data)
		name = "upload " + hex.EncodeToString(sum[:8])
		if u.Name != "" {
			name += " " + strings.Join(strings.Fields(u.Name), " ")
		}
	}
	job, err := j.Add(ctx, []graph.Task{{
		Address: name, Upload: u.Data, IsUpload: true, Follow: u.Follow, ContentType: u.ContentType, URL: u.URL, Title: u.Title, Source: u.Source, Published: u.Published,
	}})
	if err != nil {
		return "", err
	}
	return job.ID, nil
}

// isWholePath says whether a name is a path from a root, of this machine or of one of another kind.
func isWholePath(name string) bool {
	drive := len(name) > 3 && name[1] == ':' && (name[2] == '\\' || name[2] == '/')
	return (drive || strings.HasPrefix(name, "/")) && !strings.ContainsFunc(name, unicode.IsControl)
}

// jobJSON is a job as /load writes it: the names are those of GraphQL.
type jobJSON struct {
	ID        string      `json:"id"`
	State     string      `json:"state"`
	Total     int         `json:"total"`
	Done      int         `json:"done"`
	Added     int         `json:"added"`
	Updated   int         `json:"updated"`
	Unchanged int         `json:"unchanged"`
	Refused   int         `json:"refused"`
	Failed    int         `json:"failed"`
	Articles  []string    `json:"articles"` // ids, the first of them
	Errors    []errorJSON `json:"errors"`
}

type errorJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Job is a job as /load writes it.
func (j *jobs) Job(ctx context.Context, id string) (any, error) {
	v, err := j.store.View(ctx)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	job, err := v.Job(ctx, id)
	if err != nil || job == nil {
		return nil, err
	}
	out := jobJSON{
		ID: job.ID, State: string(job.State), Total: job.Total(), Done: job.Items(), Added: job.Added, Updated: job.Updated,
		Unchanged: job.Unchanged, Refused: job.Refused, Failed: job.Failed, Articles: []string{}, Errors: []errorJSON{},
	}
	page, err := v.ArticlesOfJob(ctx, id, graph.PageRequest{})
	if err != nil {
		return nil, err
	}
	for _, a := range page.Items {
		out.Articles = append(out.Articles, a.ID)
	}
	for _, e := range job.Errors {
		out.Errors = append(out.Errors, errorJSON{e.Code, e.Text()})
	}
	return out, nil
}

// ledgerLine is an entry of the ledger as it is printed.
type ledgerLine struct {
	Name    string    `json:"name"`
	Outcome string    `json:"outcome"`
	Article string    `json:"article,omitempty"`
	Code    string    `json:"code,omitempty"`
	Why     string    `json:"why,omitempty"`
	At      time.Time `json:"at"`
	Size    int64     `json:"size,omitempty"`
	Source  string    `json:"source"`
	Job     string    `json:"job,omitempty"`
	Reader  string    `json:"reader,omitempty"`
}

func newLedgerLine(e *graph.LedgerEntry) ledgerLine {
	return ledgerLine{
		Name: e.FullName(), Outcome: string(e.Outcome), Article: e.Article, Code: e.Code, Why: e.Why, At: e.At, Size: e.Size,
		Source: e.Source, Job: e.Job, Reader: e.Reader,
	}
}

// Ledger gives entries of the ledger.
func (j *jobs) Ledger(ctx context.Context, q server.LedgerQuery) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for line, err := range ledgerOf(ctx, j.store, q) {
			if !yield(line, err) {
				return
			}
		}
	}
}

// ledgerOf are the entries of a store. An error is the last.
func ledgerOf(ctx context.Context, store *graph.Store, q server.LedgerQuery) iter.Seq2[ledgerLine, error] {
	return func(yield func(ledgerLine, error) bool) {
		v, err := store.View(ctx)
		if err != nil {
			yield(ledgerLine{}, err)
			return
		}
		defer v.Close()
		f := graph.LedgerFilter{Source: q.Source, Job: q.Job}
		for _, outcome := range q.Outcomes {
			f.Outcomes = append(f.Outcomes, graph.Outcome(strings.ToUpper(outcome)))
		}
		for e, err := range v.Ledger(ctx, f) {
			if err != nil {
				yield(ledgerLine{}, err)
				return
			}
			if !yield(newLedgerLine(e), nil) {
				return
			}
		}
	}
}
