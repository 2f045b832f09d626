package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"newsgraph/schema"
)

// TestHostileQueries sends what ends, or stops for minutes, a server that hands queries to the library as they come, and
// the checks of graphql-cop. Each is answered, and its memory given back.
func TestHostileQueries(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	ask := func(body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, exchange{method: http.MethodPost, path: "/graphql", body: body,
			header: map[string]string{"Accept": typeResponse}}.request())
		return w
	}
	query := func(text string) string {
		body, err := json.Marshal(map[string]string{"query": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	before := heap()
	for _, tc := range []struct {
		name, body string
		status     int
		contains   string
	}{
		{"ring of fragments", query("{...a} fragment a on Query{...b} fragment b on Query{...a}"), 400, "spreads itself"},
		{"ring of one", query("{...a} fragment a on Query{...a}"), 400, "spreads itself"},
		{"2 MB of nesting", query(strings.Repeat("{a", 1<<20)), 400, "limits.query_bytes"},
		{"5,000 deep", query(strings.Repeat("{a", 5000) + strings.Repeat("}", 5000)), 400, "limits.depth"},
		{"values 5,000 deep", query("{statements(filter:" + strings.Repeat("[", 5000)), 400, "limits.depth"},
		{"147 KB of fields, nested", query("{" + strings.Repeat("statements{nodes{id}}", 7000) + "}"), 400, "limits.tokens"},
		{"aliases", query("{" + strings.Repeat("a:__typename ", 101) + "}"), 400, "limits.aliases"},
		{"directives", query("{__typename" + strings.Repeat("@a", 101) + "}"), 400, "limits.directives"},
		{"one field 500 times", query("{" + strings.Repeat("__typename ", 500) + "}"), 200, "Query"},
		{"the schema in a circle", query("{__schema{types{" + strings.Repeat("fields{type{", 6) + "name" + strings.Repeat("}}", 6) + "}}}"), 400, "introspection may ask"},
		{"pages of pages", query("{statements(first:1000){nodes{subject{statements(first:1000){nodes{id}}}}}}"), 400, "limits.cost"},
		{"a batch", "[" + strings.TrimSuffix(strings.Repeat(query("{__typename}")+",", 10), ",") + "]", 400, "one at a time"},
		{"16 MB of nothing", query(strings.Repeat(" ", 16<<20)), 413, "limits.request_bytes"},
		{"JSON 9,000 deep", `{"query":"{__typename}","variables":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + "}", 200, "Query"},
	} {
		w := ask(tc.body)
		if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.contains) {
			t.Errorf("%s: got %d, %.300s; want %d with %q", tc.name, w.Code, w.Body, tc.status, tc.contains)
		}
	}
	if grown := heap() - before; grown > 20<<20 {
		t.Errorf("%d bytes are held after the last answer", grown)
	}
	if w := ask(query("{statistics{articles}}")); w.Code != http.StatusOK {
		t.Errorf("a good query afterwards: %d, %s", w.Code, w.Body)
	}
}

// heap is the memory that is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
