package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/internal/config"
)

// served is the whole program behind a listener, with a store in memory. It ends with the test.
func served(t *testing.T) (url string) {
	t.Helper()
	settings := config.Default()
	settings.NLP.Model, settings.Server.Addr = "fast", "127.0.0.1:0"
	p := &program{settings: settings, log: slog.New(slog.DiscardHandler), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	store, err := graph.Open(t.Context(), "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := p.newLocal(store)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := p.listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.serveOn(ctx, listener, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return address(listener)
}

// eventsOf begins a subscription, and gives its events; the last is "complete".
func eventsOf(t *testing.T, url, query string, variables map[string]any) func() (data string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	return func() string {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: complete" {
				return "complete"
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
}

// TestLoadIsFollowed hands in a file, and hears of its job, its article and its statements.
func TestLoadIsFollowed(t *testing.T) {
	url := served(t)
	articles := eventsOf(t, url, `subscription{articleLoaded{title}}`, nil)
	statements := eventsOf(t, url, `subscription($f:StatementFilter){statementAdded(filter:$f){subject{name} objectText}}`,
		map[string]any{"f": map[string]any{"subject": map[string]any{"name": "Bramley"}, "predicate": map[string]any{"contains": "buy"}}})
	text := "Bramley buys Otterburn Foods\n\nThe supermarket chain Bramley bought Otterburn Foods on Monday. Bramley employs 4,000 people in Wales.\n"
	response, err := http.Post(url+"/load?publishedAt=2021-03-04&name=bramley.txt", "text/plain", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var job struct{ ID string }
	err = json.NewDecoder(response.Body).Decode(&job)
	_ = response.Body.Close()
	if err != nil || job.ID == "" || response.StatusCode != http.StatusAccepted {
		t.Fatalf("handed in: %s, job %q, error %v", response.Status, job.ID, err)
	}
	progress := eventsOf(t, url, `subscription($j:ID!){loadProgress(job:$j){state done total added articles{nodes{title}} errors{message}}}`, map[string]any{"j": job.ID})
	last, next := "", progress()
	for next != "complete" {
		last, next = next, progress()
	}
	want := `{"data":{"loadProgress":{"state":"DONE","done":1,"total":1,"added":1,"articles":{"nodes":[{"title":"Bramley buys Otterburn Foods"}]},"errors":[]}}`
	if !strings.HasPrefix(last, want) {
		t.Errorf("the job's last: got %s, want %s", last, want)
	}
	if got := articles(); !strings.Contains(got, `"articleLoaded":{"title":"Bramley buys Otterburn Foods"}`) {
		t.Errorf("the article: got %s", got)
	}
	if got := statements(); !strings.Contains(got, `"subject":{"name":"Bramley"},"objectText":"Otterburn Foods"`) {
		t.Errorf("the statement: got %s", got)
	}
	over := eventsOf(t, url, `subscription($j:ID!){loadProgress(job:$j){state}}`, map[string]any{"j": job.ID})
	if first, second := over(), over(); !strings.Contains(first, "DONE") || second != "complete" {
		t.Errorf("of a job that is over: got %s, %s", first, second)
	}
	if got := eventsOf(t, url, `subscription{loadProgress(job:"job/none"){state}}`, nil)(); !strings.Contains(got, "there is no job") {
		t.Errorf("of no job: got %s", got)
	}
}
