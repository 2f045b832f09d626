package loaders_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/loaders"
)

// run runs a Runner until the test stops it, which waits for it.
func run(r *loaders.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// await waits until a job is as it is wanted.
func await(t *testing.T, r *loaders.Runner, id string, is func(*graph.Job) bool) *graph.Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for version := uint64(0); ; {
		job, err := r.Watch(ctx, id, version)
		if err != nil || job == nil {
			t.Fatalf("%s: %v, %v", id, job, err)
		}
		if is(job) {
			return job
		}
		version = job.Version
	}
}

func ended(j *graph.Job) bool { return j.State == graph.JobDone || j.State == graph.JobFailed }

// counts are the numbers of a job.
func counts(j *graph.Job) [7]int {
	return [7]int{j.Total(), j.Items(), j.Added, j.Updated, j.Unchanged, j.Refused, j.Failed}
}

func TestJobIsDone(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	w := newWeb(t, map[string]string{"/a": page("Nokia bought Alcatel."), "/b": page("Intel sued Nvidia.")})
	r := loaders.NewRunner(loaders.RunnerOptions{Store: b.store, Loader: b.Loader})
	defer run(r)()
	tasks := []graph.Task{
		{Address: w.URL + "/a"}, {Address: w.URL + "/gone"}, {Address: w.URL + "/b"},
		{Address: "upload 1", IsUpload: true, Upload: []byte("Google hired Smith on Monday.\n"), URL: "https://paper.example/smith", Title: "A hire", Source: "The Paper", Published: "2018-06-05"},
		{Address: "upload 2", IsUpload: true, Upload: []byte("{\"text\": \"Apple fired Jones.\"}\n{\"title\": \"none\"}\n{\"text\": \"Intel bought Habana.\"}\n")},
	}
	job, err := r.Add(context.Background(), tasks)
	if err != nil {
		t.Fatal(err)
	}
	done := await(t, r, job.ID, ended)
	if diff := cmp.Diff([7]int{7, 7, 5, 0, 0, 0, 2}, counts(done)); diff != "" || done.State != graph.JobDone {
		t.Errorf("%+v; want -, got +:\n%s", done, diff)
	}
	v, err := b.store.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	all, err := v.ArticlesOfJob(context.Background(), job.ID, graph.PageRequest{})
	if err != nil || len(all.Items) != 5 {
		t.Fatalf("articles %v, %v", all, err)
	}
	found := false
	for _, a := range all.Items {
		if a.URL == "https://paper.example/smith" {
			found = a.Title == "A hire" && a.Source == "The Paper" && a.Published.String() == "2018-06-05"
		}
	}
	if !found {
		t.Error("what was said of an upload is not in its article")
	}
	// The same again: nothing is new, and the job still says of each item what became of it.
	again, err := r.Add(context.Background(), tasks)
	if err != nil {
		t.Fatal(err)
	}
	done = await(t, r, again.ID, ended)
	if diff := cmp.Diff([7]int{7, 7, 0, 0, 5, 0, 2}, counts(done)); diff != "" {
		t.Errorf("%+v; want -, got +:\n%s", done, diff)
	}
}

// TestJobGoesOn: a job that is stopped in its middle is done by the next runner, and no item twice.
func TestJobGoesOn(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	var lines strings.Builder
	const items = 640 // so many that the first runner is not done when it is stopped
	for range items / 16 {
		for _, name := range strings.Fields("Alcatel Withings Siemens Here Comptel Deepfield Gainspeed Nakina Unium Elenion Mesaplexx Panasonic Medio Desti Earthmine Metacarta") {
			lines.WriteString("{\"text\": \"Nokia bought " + name + " in 2016. It said so on Monday.\", \"url\": \"https://paper.example/" + name + "\"}\n")
		}
	}
	first := loaders.NewRunner(loaders.RunnerOptions{Store: b.store, Loader: b.Loader})
	job, err := first.Add(context.Background(), []graph.Task{{Address: "upload", IsUpload: true, Upload: []byte(lines.String())}})
	if err != nil {
		t.Fatal(err)
	}
	stop := run(first)
	await(t, first, job.ID, func(j *graph.Job) bool { return j.Items() >= 3 || ended(j) })
	stop()
	left, err := b.store.Job(context.Background(), job.ID)
	if err != nil || left.State != graph.JobQueued || left.Owner != "" || left.Items() < 3 || left.Items() >= items {
		t.Fatalf("left as %+v, %v", left, err)
	}
	second := loaders.NewRunner(loaders.RunnerOptions{Store: b.store, Loader: b.Loader})
	defer run(second)()
	done := await(t, second, job.ID, ended)
	if diff := cmp.Diff([7]int{items, items, 16, 0, items - 16, 0, 0}, counts(done)); diff != "" || done.State != graph.JobDone {
		t.Errorf("%+v; want -, got +:\n%s", done, diff)
	}
	v, err := b.store.View(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if s, err := v.Statistics(context.Background()); err != nil || s.Articles != 16 {
		t.Errorf("%d articles are stored, want 16; error %v", s.Articles, err)
	}
}

func TestWatchOfNoJob(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	r := loaders.NewRunner(loaders.RunnerOptions{Store: b.store, Loader: b.Loader})
	if job, err := r.Watch(context.Background(), "job/none", 0); job != nil || err != nil {
		t.Errorf("got %v, %v", job, err)
	}
}

// TestJobFollows: a job loads the pages that a feed names where it is told to, and counts them.
func TestJobFollows(t *testing.T) {
	b := newBookkeeper(t, newStore(t))
	w := newWeb(t, map[string]string{
		"/feed": `<rss version="2.0"><channel><title>Paper</title><item><title>One</title><link>HOST/1</link></item><item><title>Two</title><link>HOST/2</link></item></channel></rss>`,
		"/1":    page("Nokia bought Alcatel."), "/2": page("Intel sued Nvidia."), "/3": page("Google hired Smith."),
	})
	r := loaders.NewRunner(loaders.RunnerOptions{Store: b.store, Loader: b.Loader, Parallel: 3})
	defer run(r)()
	job, err := r.Add(context.Background(), []graph.Task{{Address: w.URL + "/feed", Follow: true}, {Address: w.URL + "/3", Follow: true}})
	if err != nil {
		t.Fatal(err)
	}
	done := await(t, r, job.ID, ended)
	if diff := cmp.Diff([7]int{3, 3, 3, 0, 0, 0, 0}, counts(done)); diff != "" || done.State != graph.JobDone || done.TasksDone != 2 {
		t.Errorf("%+v; want -, got +:\n%s", done, diff)
	}
}

// TestOldJobsAreForgotten: a runner begins with taking away what ended long ago.
func TestOldJobsAreForgotten(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var passed atomic.Int64 // hours
	store, err := graph.Open(ctx, "memory:", graph.Options{Clock: func() time.Time {
		return time.Date(2018, 7, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(passed.Load()) * time.Hour)
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	b := newBookkeeper(t, store)
	first := loaders.NewRunner(loaders.RunnerOptions{Store: store, Loader: b.Loader, Keep: time.Hour})
	stop := run(first)
	job, err := first.Add(ctx, []graph.Task{{Address: "upload", IsUpload: true, Upload: []byte("Google hired Smith on Monday.\n")}})
	if err != nil {
		t.Fatal(err)
	}
	done := await(t, first, job.ID, ended)
	stop()
	passed.Store(2)
	second := loaders.NewRunner(loaders.RunnerOptions{Store: store, Loader: b.Loader, Keep: time.Hour, Poll: time.Millisecond})
	defer run(second)()
	for done != nil && err == nil {
		done, err = second.Watch(ctx, job.ID, done.Version)
	}
	if err != nil {
		t.Errorf("an old job is still there: %v", err)
	}
}
