package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/server"
)

// TestUploadIsLoaded hands files in at /load of a whole server and follows their jobs.
func TestUploadIsLoaded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the models")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := &program{stdout: io.Discard, stderr: io.Discard, settings: config.Default(), log: slog.New(slog.DiscardHandler)}
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.closeGraph(store)
	l, err := p.newLocal(store)
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	wait := l.jobs.start(running)
	defer func() {
		stop()
		wait()
	}()
	ts := httptest.NewServer(server.New(server.Options{Schema: l.schema, Loads: l.jobs, Log: p.log}))
	defer ts.Close()
	send := func(method, path, body string) (int, jobJSON, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(ctx, method, ts.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := ts.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		data, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		var job jobJSON
		if response.StatusCode < 300 {
			if err := json.Unmarshal(data, &job); err != nil {
				t.Fatalf("%s: %v", data, err)
			}
		}
		return response.StatusCode, job, response.Header.Get("Location")
	}
	follow := func(path, body string) jobJSON {
		t.Helper()
		status, job, location := send("POST", path, body)
		if status != http.StatusAccepted || job.State != "QUEUED" && job.State != "RUNNING" && job.State != "DONE" {
			t.Fatalf("POST %s: %d, %+v", path, status, job)
		}
		for version := uint64(0); ; {
			state, now, done, err := l.jobs.Watch(ctx, job.ID, version)
			if err != nil || state == nil {
				t.Fatal(state, err)
			}
			if version = now; done {
				break
			}
		}
		_, job, _ = send("GET", location, "")
		job.ID, job.Articles = "", job.Articles[:len(job.Articles):len(job.Articles)]
		return job
	}
	const path = "/load?url=https://paper.example/nokia&title=Nokia+buys+Alcatel&publishedAt=2018-06-05&source=The+Paper"
	got := follow(path, "Nokia bought Alcatel in 2016, the company said.\n")
	want := jobJSON{State: "DONE", Total: 1, Done: 1, Added: 1, Articles: got.Articles, Errors: []errorJSON{}}
	if diff := cmp.Diff(want, got); diff != "" || len(got.Articles) != 1 {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got = follow(path, "Nokia bought Alcatel in 2016, the company said.\n"); got.Unchanged != 1 || got.Total != 1 {
		t.Errorf("again: %+v", got)
	}
	got = follow("/load", "{\"text\": \"Intel sued Nvidia.\"}\n{\"title\": \"none\"}\n{\"text\": \"Google hired Smith.\"}\n")
	if got.Added != 2 || got.Failed != 1 || len(got.Errors) != 1 || got.Errors[0].Code != "INVALID" {
		t.Errorf("lines: %+v", got)
	}
	for path, status := range map[string]int{"/load?url=nowhere": 400, "/load?publishedAt=yesterday": 400, "/load": 202} {
		if got, _, _ := send("POST", path, "Some words of an article."); got != status {
			t.Errorf("POST %s: %d, want %d", path, got, status)
		}
	}
	if got, _, _ := send("POST", "/load", " \n"); got != 400 {
		t.Errorf("an empty file: %d", got)
	}
}
