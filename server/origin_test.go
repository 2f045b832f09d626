package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"newsgraph/schema"
)

func TestPagesOfOtherHosts(t *testing.T) {
	closed := newTestServer(t, Options{}, schema.Limits{})
	shared := newTestServer(t, Options{Origins: []string{"https://app.example.org"}}, schema.Limits{})
	all := newTestServer(t, Options{Origins: []string{"*"}, Access: testAccess()}, schema.Limits{})
	const app, evil, ask = "https://app.example.org", "https://evil.example", `{"query":"{__typename}"}`
	preflight := func(origin string) map[string]string {
		return map[string]string{"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,authorization"}
	}
	for _, tc := range []struct {
		name   string
		server *Server
		sent   exchange
		status int
		allow  string // Access-Control-Allow-Origin
	}{
		{"off: a page asks first", closed, exchange{method: "OPTIONS", path: "/graphql", header: preflight(app)}, 405, ""},
		{"off: a page sends", closed, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": app}}, 403, ""},
		{"off: a page reads", closed, exchange{method: "GET", path: "/schema.graphql", header: map[string]string{"Origin": app}}, 403, ""},
		{"off: an image", closed, exchange{method: "GET", path: "/graphql?query={__typename}", header: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}}, 403, ""},
		{"off: a link", closed, exchange{method: "GET", path: "/schema.graphql", header: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}}, 200, ""},
		{"off: a form", closed, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Origin": "null"}}, 403, ""},
		{"off: our own page", closed, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": "http://example.com", "Sec-Fetch-Site": "same-origin"}}, 200, ""},
		{"off: a program", closed, exchange{method: "POST", path: "/graphql", body: ask}, 200, ""},
		{"on: asks first", shared, exchange{method: "OPTIONS", path: "/graphql", header: preflight(app)}, 204, app},
		{"on: sends", shared, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": app, "Sec-Fetch-Site": "cross-site"}}, 200, app},
		{"on: another asks first", shared, exchange{method: "OPTIONS", path: "/graphql", header: preflight(evil)}, 405, ""},
		{"on: another sends", shared, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": evil}}, 403, ""},
		{"all: asks first", all, exchange{method: "OPTIONS", path: "/graphql", header: preflight(evil)}, 204, evil},
		{"all: without a token", all, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": evil}}, 401, evil},
		{"all: with a token", all, exchange{method: "POST", path: "/graphql", body: ask, header: map[string]string{"Origin": evil, "Authorization": "Bearer " + readerSecret}}, 200, evil},
	} {
		w := httptest.NewRecorder()
		tc.server.ServeHTTP(w, tc.sent.request())
		header := w.Header()
		if w.Code != tc.status || header.Get("Access-Control-Allow-Origin") != tc.allow {
			t.Errorf("%s: got %d, allowed %q, want %d, %q: %s", tc.name, w.Code, header.Get("Access-Control-Allow-Origin"), tc.status, tc.allow, w.Body)
		}
		if header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: cookies are let in", tc.name)
		}
		if tc.status == http.StatusNoContent && (header.Get("Access-Control-Allow-Headers") == "" || header.Get("Access-Control-Allow-Methods") == "") {
			t.Errorf("%s: neither headers nor methods are allowed: %v", tc.name, header)
		}
	}
}
