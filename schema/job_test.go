package schema

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
)

// queue is jobs that are only put down.
type queue struct{ store *graph.Store }

func (q queue) LoadURLs(ctx context.Context, addresses []string) (*graph.Job, error) {
	var tasks []graph.Task
	for _, address := range addresses {
		tasks = append(tasks, graph.Task{Address: address})
	}
	return q.store.AddJob(ctx, tasks)
}

func (q queue) Watch(ctx context.Context, id string, _ uint64) (any, uint64, bool, error) {
	job, err := q.store.Job(ctx, id)
	if job == nil || err != nil {
		return nil, 0, false, err
	}
	return job, job.Version, false, nil
}

// dataOf is the data of an answer without errors.
func dataOf(t *testing.T, s *Schema, query string, variables map[string]any) map[string]any {
	t.Helper()
	response := s.Execute(context.Background(), Request{Query: query, Variables: variables})
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal(response.JSON, &answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%s gives %s, %v", query, response.JSON, err)
	}
	return answer.Data
}

func TestJobsAreAnswered(t *testing.T) {
	ctx := context.Background()
	s := newSchemaOf(t, fixtures(t), Options{})
	s.jobs = queue{s.store}
	const begin = `mutation($urls: [URL!]!) { loadURLs(input: {urls: $urls, clientMutationId: "m"}) {
		job { id state total done articles { totalCount } } userErrors { code path } clientMutationId } }`
	data := dataOf(t, s, begin, map[string]any{"urls": []any{"https://paper.example/new", "ftp://paper.example/", "https://paper.example/gone"}})
	payload := data["loadURLs"].(map[string]any)
	job := payload["job"].(map[string]any)
	id := job["id"].(string)
	want := map[string]any{
		"job":              map[string]any{"id": id, "state": "QUEUED", "total": 2.0, "done": 0.0, "articles": map[string]any{"totalCount": 0.0}},
		"userErrors":       []any{map[string]any{"code": "BAD_URL", "path": []any{"input", "urls", "1"}}},
		"clientMutationId": "m",
	}
	if diff := cmp.Diff(want, payload); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if _, err := s.store.ClaimJob(ctx, "test", 0); err != nil {
		t.Fatal(err)
	}
	r := fixtures(t)[0]
	article := graph.ArticlePrefix + r.Article.ID()
	_, err := s.store.Apply(ctx, graph.Batch{
		Put: []graph.Reading{r},
		Ledger: []graph.LedgerEntry{
			{Source: r.Article.URL, Article: article, Job: id},
			{Source: "https://paper.example/gone", Outcome: graph.Failed, Code: "HTTP_410", Why: "the server answers 410 Gone", Job: id},
		},
		Done: []graph.TaskID{{Job: id, Number: 0}, {Job: id, Number: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.EndJob(ctx, id, "test", nil); err != nil {
		t.Fatal(err)
	}
	const fields = `{ id state total done added updated unchanged refused failed articles(first: 5) { nodes { id } } errors { code message path } }`
	want = map[string]any{
		"id": id, "state": "DONE", "total": 2.0, "done": 2.0, "added": 0.0, "updated": 0.0, "unchanged": 1.0, "refused": 0.0, "failed": 1.0,
		"articles": map[string]any{"nodes": []any{map[string]any{"id": article}}},
		"errors":   []any{map[string]any{"code": "HTTP_410", "message": "https://paper.example/gone: the server answers 410 Gone", "path": []any{}}},
	}
	data = dataOf(t, s, `query($id: ID!) { job(id: $id) `+fields+` node(id: $id) { id ... on LoadJob `+fields+` } none: job(id: "job/none") { id } }`, map[string]any{"id": id})
	if diff := cmp.Diff(map[string]any{"job": want, "node": want, "none": nil}, data); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	data = dataOf(t, s, `mutation { loadURLs(input: {urls: []}) { job { id } userErrors { code } } }`, nil)
	if diff := cmp.Diff(map[string]any{"loadURLs": map[string]any{"job": nil, "userErrors": []any{map[string]any{"code": "NO_URLS"}}}}, data); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
