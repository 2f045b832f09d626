package server

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestMetrics asks, loads and fails, and wants all of it to be counted.
func TestMetrics(t *testing.T) {
	s := newLiveServer(t, Options{Access: testAccess()})
	keeper := http.Header{"Authorization": {"Bearer " + keeperSecret}}
	socket := s.greeted(t, keeper)
	subscribe(t, socket, "a", "subscription{articleLoaded{id}}")
	until(t, "the subscription goes on", func() bool { return s.subscriptions(t) == 1 })
	send := func(query string) {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, s.url+"/graphql", strings.NewReader(`{"query":"`+strings.ReplaceAll(query, `"`, `\"`)+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = keeper.Clone()
		r.Header.Set("Content-Type", "application/json")
		response, err := s.http.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	send(`{statements(first:10){nodes{id}}}`)
	send(`{nothing}`)
	send(`mutation{loadArticles(input:{articles:[{url:"https://live.example/1",title:"a",text:"Acme paid Contoso."},{text:"",html:""}]}){articles{outcome}}}`)
	receive(t, socket) // the event

	read := func(header http.Header) (int, string) {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, s.url+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = header
		response, err := s.http.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	if status, _ := read(http.Header{}); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", status)
	}
	_, text := read(keeper)
	for _, want := range []string{
		`newsgraph_operation_duration_seconds_count{kind="query"} 1`, `newsgraph_operation_duration_seconds_count{kind="mutation"} 1`,
		`newsgraph_operation_duration_seconds_count{kind="subscription"} 1`, `newsgraph_operation_duration_seconds_count{kind="refused"} 1`,
		`newsgraph_operation_cost_sum{kind="query"} [1-9]\d*`, `newsgraph_errors_total{code="VALIDATION"} 1`,
		`newsgraph_articles_total{outcome="ADDED"} 1`, `newsgraph_articles_total{outcome="REFUSED"} 0`, `newsgraph_load_duration_seconds_count 1`,
		`newsgraph_events_total{transport="websocket"} 1`,
		`newsgraph_http_requests_total{status="200"} \d+`, `newsgraph_subscriptions{transport="websocket"} 1`, `newsgraph_connections 1`,
		`newsgraph_store_size{kind="articles"} 2`, `newsgraph_store_size{kind="statements"} 2`, `newsgraph_store_size{kind="quads"} [1-9]\d*`,
		`newsgraph_store_revision 2`, `newsgraph_build_info{extractor="test/1",go="go[^"]+",version="0.0.1"} 1`, `go_goroutines \d+`, `process_open_fds \d+`,
	} {
		if !regexp.MustCompile(`(?m)^` + strings.ReplaceAll(want, "{", `\{`) + `$`).MatchString(text) {
			t.Errorf("no line %s in\n%s", want, text)
		}
	}
}
