package loaders_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/internal/postgrestest"
	"newsgraph/loaders"
)

// TestJobsOfSeveralProcesses: runners on one database share the jobs, and no item is done twice.
func TestJobsOfSeveralProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
	ctx := context.Background()
	address := postgrestest.Database(t)
	var runners []*loaders.Runner
	var shares [2]atomic.Int32
	for i := range shares {
		store, err := graph.Open(ctx, address, graph.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		})
		b := newBookkeeper(t, store)
		runners = append(runners, loaders.NewRunner(loaders.RunnerOptions{
			Store: store, Loader: b.Loader, Poll: 20 * time.Millisecond, Each: func(loaders.Item) { shares[i].Add(1) },
		}))
	}
	const jobs, items = 8, 3
	var ids []string
	for n := range jobs {
		text := ""
		for i := range items {
			text += fmt.Sprintf("{\"url\": \"https://paper.example/%d/%d\", \"text\": \"Nokia bought company number %d in 2016.\"}\n", n, i, n*items+i)
		}
		job, err := runners[n%2].Add(ctx, []graph.Task{{Address: fmt.Sprint("upload ", n), IsUpload: true, Upload: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, job.ID)
	}
	for _, r := range runners {
		defer run(r)()
	}
	for n, id := range ids {
		// The other runner hears of it by looking.
		if job := await(t, runners[(n+1)%2], id, ended); job.State != graph.JobDone || counts(job) != [7]int{items, items, items} {
			t.Errorf("%+v", job)
		}
	}
	if a, b := shares[0].Load(), shares[1].Load(); a+b != jobs*items {
		t.Errorf("%d and %d items were done, want %d together", a, b, jobs*items)
	}
}

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }
