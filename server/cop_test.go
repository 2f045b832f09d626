package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"newsgraph/schema"
)

// TestPublishedChecks are the checks of graphql-cop (https://github.com/dolevf/graphql-cop), each with its query and what
// it takes for a weakness. Two are meant: queries may be sent by GET, from our own pages and from programs, since they
// change nothing; and errors suggest names, since the schema is no secret.
func TestPublishedChecks(t *testing.T) {
	s := newTestServer(t, Options{}, schema.Limits{})
	post := func(body string) exchange {
		return exchange{method: http.MethodPost, path: "/graphql", body: body}
	}
	query := func(text string) exchange {
		body, err := json.Marshal(map[string]string{"query": text, "operationName": "cop"})
		if err != nil {
			t.Fatal(err)
		}
		return post(string(body))
	}
	const cop = "query cop { __typename }"
	type answer struct {
		Data       map[string]any
		Errors     []map[string]any
		Extensions map[string]any
	}
	var aliases strings.Builder
	for i := range 101 {
		aliases.WriteString("alias" + string(rune('a'+i%26)) + strings.Repeat("x", i/26) + ":__typename ")
	}
	before := heap()
	for _, tc := range []struct {
		name  string
		sent  exchange
		weak  func(w *httptest.ResponseRecorder, a answer) bool
		meant bool
	}{
		{"alias overloading", query("query cop { " + aliases.String() + "}"),
			func(_ *httptest.ResponseRecorder, a answer) bool { return len(a.Data) > 100 }, false},
		{"array-based batching", post("[" + strings.TrimSuffix(strings.Repeat(`{"query":"`+cop+`"},`, 10), ",") + "]"),
			func(w *httptest.ResponseRecorder, _ answer) bool { return strings.HasPrefix(w.Body.String(), "[") }, false},
		{"directive overloading", query("query cop { __typename " + strings.Repeat("@aa", 10) + " }"),
			func(_ *httptest.ResponseRecorder, a answer) bool { return len(a.Errors) == 10 }, false},
		{"circular query by introspection", query("query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"),
			func(_ *httptest.ResponseRecorder, a answer) bool { return a.Data["__schema"] != nil }, false},
		{"mutation by GET", exchange{method: http.MethodGet, path: "/graphql?query=" + url.QueryEscape("mutation cop {__typename}")},
			func(_ *httptest.ResponseRecorder, a answer) bool { return a.Data["__typename"] != nil }, false},
		{"query in a form", exchange{method: http.MethodPost, path: "/graphql", body: "query=" + url.QueryEscape(cop),
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
			func(_ *httptest.ResponseRecorder, a answer) bool { return a.Data["__typename"] != nil }, false},
		{"query by GET of another page", exchange{method: http.MethodGet, path: "/graphql?query=" + url.QueryEscape(cop),
			header: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}},
			func(w *httptest.ResponseRecorder, _ answer) bool { return w.Code == http.StatusOK }, false},
		{"tracing", query(cop), func(_ *httptest.ResponseRecorder, a answer) bool { return a.Extensions["tracing"] != nil }, false},
		{"unhandled errors", query("qwerty cop { abc }"), func(w *httptest.ResponseRecorder, a answer) bool {
			return a.Errors[0]["exception"] != nil || bytes.Contains(w.Body.Bytes(), []byte(".go")) || w.Code >= 500
		}, false},
		{"a page to try queries, where it is off", exchange{method: http.MethodGet, path: "/graphiql"},
			func(w *httptest.ResponseRecorder, _ answer) bool { return w.Code == http.StatusOK }, false},
		{"query by GET", exchange{method: http.MethodGet, path: "/graphql?query=" + url.QueryEscape(cop)},
			func(_ *httptest.ResponseRecorder, a answer) bool { return a.Data["__typename"] != nil }, true},
		{"suggestions of fields", query("query cop { __schema { directive } }"),
			func(w *httptest.ResponseRecorder, _ answer) bool {
				return strings.Contains(w.Body.String(), "Did you mean")
			}, true},
		// The 500 are one field, which costs as much as one: limits.tokens and limits.cost bound them.
		{"field duplication", query("query cop { " + strings.Repeat("__typename \n", 500) + "}"),
			func(_ *httptest.ResponseRecorder, a answer) bool { return len(a.Data) > 1 }, false},
		{"fields with arguments, duplicated", query("query cop { " + strings.Repeat("statements(first:1000){nodes{id}} ", 500) + "}"),
			func(_ *httptest.ResponseRecorder, a answer) bool { return a.Data != nil }, false},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, tc.sent.request())
		var a answer
		_ = json.Unmarshal(w.Body.Bytes(), &a) // what is no JSON is no answer
		if got := tc.weak(w, a); got != tc.meant {
			t.Errorf("%s: weak is %v, want %v: %d %.300s", tc.name, got, tc.meant, w.Code, w.Body)
		}
	}
	if grown := heap() - before; grown > 20<<20 {
		t.Errorf("%d bytes are held after the last answer", grown)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, query("query cop { statistics { articles } }").request())
	if !strings.Contains(w.Body.String(), `"articles":1`) {
		t.Errorf("a good query afterwards: %d %s", w.Code, w.Body)
	}
}
