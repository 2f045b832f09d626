package loaders

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"newsgraph/graph"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
)

// JobStore keeps jobs. *graph.Store is one.
type JobStore interface {
	AddJob(ctx context.Context, tasks []graph.Task) (*graph.Job, error)
	ClaimJob(ctx context.Context, owner string, lease time.Duration) (*graph.Job, error)
	KeepJob(ctx context.Context, id, owner string, lease time.Duration) (bool, error)
	LeaveJob(ctx context.Context, id, owner string) error
	EndJob(ctx context.Context, id, owner string, failed error) error
	Job(ctx context.Context, id string) (*graph.Job, error)
	Tasks(ctx context.Context, job string) ([]graph.Task, error)
	Upload(ctx context.Context, job string, task int) ([]byte, error)
	ForgetJobs(ctx context.Context, age time.Duration) (int, error)
}

// RunnerOptions are what a Runner is made of. Store and Loader, which stores in it, are required.
type RunnerOptions struct {
	Store    JobStore
	Loader   *Loader
	Input    format.Input  // what holds for all that is loaded
	Fetching int           // Orders.Fetching
	Lease    time.Duration // how long another process leaves a job alone of which nothing is heard; default 30s
	Poll     time.Duration // how often it is looked whether another process has changed a job; default 1s
	Parallel int           // jobs that are done at the same time; default 1
	Keep     time.Duration // how long a job is known after its end; 0 is for ever
	Log      *slog.Logger  // default slog.Default()
	Each     func(Item)    // is told of every item; default nobody
}

// Runner does jobs in the background. It is safe for concurrent use.
type Runner struct {
	opt   RunnerOptions
	owner string

	mu      sync.Mutex
	changed chan struct{} // closed when a job may have changed
}

// NewRunner is a Runner that does nothing before Run.
func NewRunner(opt RunnerOptions) *Runner {
	if opt.Lease <= 0 {
		opt.Lease = 30 * time.Second
	}
	if opt.Poll <= 0 {
		opt.Poll = time.Second
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	return &Runner{opt: opt, owner: hex.EncodeToString(random[:]), changed: make(chan struct{})}
}

// Add stores a job, which Run of this process or of another does.
func (r *Runner) Add(ctx context.Context, tasks []graph.Task) (*graph.Job, error) {
	job, err := r.opt.Store.AddJob(ctx, tasks)
	if err != nil {
		return nil, fmt.Errorf("loaders: %w", err)
	}
	r.tell()
	return job, nil
}

// tell wakes all who wait for a change.
func (r *Runner) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *Runner) next() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

// pause waits for a change, for a while. It is false when ctx has ended.
func (r *Runner) pause(ctx context.Context, changed <-chan struct{}) bool {
	timer := time.NewTimer(r.opt.Poll)
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// Watch waits until a job is not as it was at a version of it, and gives it as it is then; at once for version 0. It is
// nil where there is no such job.
func (r *Runner) Watch(ctx context.Context, id string, version uint64) (*graph.Job, error) {
	for {
		changed := r.next()
		job, err := r.opt.Store.Job(ctx, id)
		if err != nil || job == nil || job.Version != version {
			return job, err
		}
		if !r.pause(ctx, changed) {
			return nil, ctx.Err()
		}
	}
}

// Run does jobs until ctx ends, those first that were left undone. The items in hand are finished then, and the jobs are
// left for whoever runs next.
func (r *Runner) Run(ctx context.Context) {
	var running sync.WaitGroup
	for range max(r.opt.Parallel, 1) {
		running.Go(func() { r.work(ctx) })
	}
	for r.forget(ctx); ; r.forget(ctx) {
		timer := time.NewTimer(forgetEvery)
		select {
		case <-timer.C:
			continue
		case <-ctx.Done():
			timer.Stop()
		}
		break
	}
	running.Wait()
}

// work does one job after another.
func (r *Runner) work(ctx context.Context) {
	for ctx.Err() == nil {
		changed := r.next()
		job, err := r.opt.Store.ClaimJob(ctx, r.owner, r.opt.Lease)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			r.opt.Log.Error("loaders: no job can be taken up", slog.String("error", err.Error()))
			fallthrough
		case job == nil:
			if !r.pause(ctx, changed) {
				return
			}
		default:
			r.do(ctx, job)
		}
	}
}

// forgetEvery is how often jobs are looked for that ended long ago.
const forgetEvery = time.Hour

// forget takes jobs away that ended long ago.
func (r *Runner) forget(ctx context.Context) {
	if r.opt.Keep <= 0 {
		return
	}
	switch n, err := r.opt.Store.ForgetJobs(ctx, r.opt.Keep); {
	case err != nil && ctx.Err() == nil:
		r.opt.Log.Warn("loaders: old jobs cannot be taken away", slog.String("error", err.Error()))
	case n > 0:
		r.opt.Log.Info("loaders: old jobs are forgotten", slog.Int("jobs", n))
	}
}

// errLost says that another process has taken a job over.
var errLost = errors.New("loaders: another process does the job")

// do does a job and notes how it ended.
func (r *Runner) do(ctx context.Context, job *graph.Job) {
	r.tell()
	defer r.tell()
	doing, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var keeper sync.WaitGroup
	keeper.Go(func() { r.keep(doing, job.ID, stop) })
	stopped, err := r.tasks(doing, job.ID)
	lost := errors.Is(context.Cause(doing), errLost)
	stop(nil)
	keeper.Wait()
	ending := context.WithoutCancel(ctx)
	switch {
	case lost:
		return
	case stopped && err == nil:
		err = r.opt.Store.LeaveJob(ending, job.ID, r.owner)
	default:
		if err != nil {
			r.opt.Log.Error("loaders: a job failed", slog.String("job", job.ID), slog.String("error", err.Error()))
		}
		err = r.opt.Store.EndJob(ending, job.ID, r.owner, err)
		r.log(ending, job.ID)
	}
	if err != nil {
		r.opt.Log.Error("loaders: how a job ended cannot be written", slog.String("job", job.ID), slog.String("error", err.Error()))
	}
}

// log tells how a job ended.
func (r *Runner) log(ctx context.Context, id string) {
	if job, err := r.opt.Store.Job(ctx, id); err == nil && job != nil {
		r.opt.Log.Info("loaders: a job has ended", slog.String("job", id), slog.String("state", string(job.State)), slog.Int("added", job.Added),
			slog.Int("updated", job.Updated), slog.Int("unchanged", job.Unchanged), slog.Int("refused", job.Refused), slog.Int("failed", job.Failed))
	}
}

// keep makes the lease of a job longer while it is done.
func (r *Runner) keep(ctx context.Context, id string, stop context.CancelCauseFunc) {
	ticker := time.NewTicker(r.opt.Lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		owned, err := r.opt.Store.KeepJob(ctx, id, r.owner, r.opt.Lease)
		if err == nil && !owned {
			stop(errLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			r.opt.Log.Warn("loaders: the lease of a job cannot be made longer", slog.String("job", id), slog.String("error", err.Error()))
		}
	}
}

// tasks does what is left of a job: the addresses together, uploads one by one.
//
// A feed whose pages are followed is done again as a whole where the job was stopped; its pages that are known are not.
func (r *Runner) tasks(ctx context.Context, id string) (stopped bool, err error) {
	tasks, err := r.opt.Store.Tasks(ctx, id)
	if err != nil {
		return ctx.Err() != nil, err
	}
	addresses := Orders{Job: id, Fetching: r.opt.Fetching}
	var sources []source.Source
	for _, t := range tasks {
		if !t.IsUpload {
			addresses.Follow = addresses.Follow || t.Follow
			sources, addresses.Tasks = append(sources, source.FromAddress(t.Address)), append(addresses.Tasks, t.Number)
		}
	}
	report, err := r.opt.Loader.LoadAs(ctx, sources, r.opt.Input, addresses, r.item)
	for _, t := range tasks {
		if err != nil || report.Stopped {
			break
		}
		if t.IsUpload {
			report, err = r.upload(ctx, id, t)
		}
	}
	return report.Stopped, err
}

// item tells of an item.
func (r *Runner) item(item Item) {
	r.tell()
	if r.opt.Each != nil {
		r.opt.Each(item)
	}
}

// upload loads bytes that were handed in.
func (r *Runner) upload(ctx context.Context, id string, t graph.Task) (Report, error) {
	in := r.opt.Input
	in.ContentType, in.URL = t.ContentType, t.URL
	if date, err := news.ParseDate(t.Published); err == nil && date.Known() {
		in.Published = date
	}
	s := source.New(t.Address, t.Address, func() (io.ReadCloser, error) {
		data, err := r.opt.Store.Upload(ctx, id, t.Number)
		if err != nil {
			return nil, err
		}
		return source.Bytes(data), nil
	})
	o := Orders{Job: id, Tasks: []int{t.Number}, Follow: t.Follow, Fetching: r.opt.Fetching, Title: t.Title, Outlet: t.Source}
	return r.opt.Loader.LoadAs(ctx, []source.Source{s}, in, o, r.item)
}
