package server

import (
	"bytes"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"newsgraph/schema"
)

const (
	readerSecret = "reader-secret-0123456789"
	editorSecret = "editor-secret-0123456789"
	keeperSecret = "keeper-secret-0123456789"
	loaderSecret = "loader-secret-0123456789"
)

func testAccess() Access {
	token := func(name, secret string, roles ...schema.Role) Token {
		return Token{Name: name, Roles: roles, Hash: sha256.Sum256([]byte(secret))}
	}
	return Access{Tokens: []Token{
		token("reader", readerSecret, schema.RoleRead),
		token("editor", editorSecret, schema.RoleRead, schema.RoleCurate),
		token("keeper", keeperSecret, schema.RoleAdmin),
	}}
}

func TestAccessByToken(t *testing.T) {
	const (
		ask     = `{"query":"{statistics{articles}}"}`
		decide  = `{"query":"mutation{deleteArticle(input:{id:\"article/none\"}){id}}"}`
		newer   = "application/graphql-response+json"
		bearer  = "Bearer "
		graphql = "/graphql"
	)
	closed := newTestServer(t, Options{Access: testAccess(), Playground: true}, schema.Limits{})
	open := testAccess()
	open.Anonymous = []schema.Role{schema.RoleRead}
	reading := newTestServer(t, Options{Access: open}, schema.Limits{})
	for _, tc := range []struct {
		name           string
		server         *Server
		method, path   string
		body, token    string
		status         int
		contains, head string
	}{
		{"no token", closed, "POST", graphql, ask, "", 401, "UNAUTHENTICATED", "WWW-Authenticate"},
		{"no token, another address", closed, "GET", "/schema.graphql", "", "", 401, "send a token", "WWW-Authenticate"},
		{"an unknown token", closed, "POST", graphql, ask, bearer + "guess", 401, "not known", "WWW-Authenticate"},
		{"another scheme", closed, "POST", graphql, ask, "Basic " + readerSecret, 401, "Bearer", "WWW-Authenticate"},
		{"a token without a scheme", closed, "POST", graphql, ask, readerSecret, 401, "Bearer", "WWW-Authenticate"},
		{"a reader asks", closed, "POST", graphql, ask, bearer + readerSecret, 200, `"articles":1`, ""},
		{"the scheme's case is free", closed, "POST", graphql, ask, "bearer " + readerSecret, 200, `"articles":1`, ""},
		{"a reader decides", closed, "POST", graphql, decide, bearer + readerSecret, 403, `"role":"CURATE"`, ""},
		{"an editor decides", closed, "POST", graphql, decide, bearer + editorSecret, 200, `"deleteArticle"`, ""},
		{"a keeper decides", closed, "POST", graphql, decide, bearer + keeperSecret, 200, `"deleteArticle"`, ""},
		{"a reader's schema", closed, "GET", "/schema.graphql", "", bearer + readerSecret, 200, "type Query", ""},
		{"health needs none", closed, "GET", "/healthz", "", "", 200, "ok", ""},
		{"nor does the page", closed, "GET", "/", "", "", 200, "explorer", ""},
		{"nobody in particular reads", reading, "POST", graphql, ask, "", 200, `"articles":1`, ""},
		{"and decides nothing", reading, "POST", graphql, decide, "", 403, `"role":"CURATE"`, ""},
		{"a wrong token is no reader", reading, "POST", graphql, ask, bearer + "guess", 401, "not known", ""},
	} {
		w := httptest.NewRecorder()
		tc.server.ServeHTTP(w, exchange{method: tc.method, path: tc.path, body: tc.body,
			header: map[string]string{"Authorization": tc.token, "Accept": newer + ", */*;q=0.1"}}.request())
		if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.contains) {
			t.Errorf("%s: got %d, %.300s; want %d with %q", tc.name, w.Code, w.Body, tc.status, tc.contains)
		}
		if tc.head != "" && w.Header().Get(tc.head) == "" {
			t.Errorf("%s: no %s", tc.name, tc.head)
		}
	}
}

func TestAccessBySignedAddress(t *testing.T) {
	signer := NewSigner("the same")
	s := newTestServer(t, Options{Access: testAccess(), Signer: signer}, schema.Limits{})
	handler := s.guard(s.allowSigned(schema.RoleRead, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := schema.CallerOf(r.Context()); !c.May(schema.RoleRead) || c.May(schema.RoleLoad) {
			t.Errorf("the caller is %v, want a reader", c)
		}
		plain(w, http.StatusOK, r.URL.Query().Get("format"))
	})))
	good := signer.Sign("/export", url.Values{"format": {"CSV"}})
	for _, tc := range []struct {
		address, token string
		status         int
	}{
		{good, "", 200}, {good + "0", "", 403}, {"/export?format=CSV", "", 401}, {"/export?format=CSV", "Bearer " + readerSecret, 200},
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, exchange{method: "GET", path: tc.address, header: map[string]string{"Authorization": tc.token}}.request())
		if w.Code != tc.status {
			t.Errorf("%s with %q: got %d, want %d: %s", tc.address, tc.token, w.Code, tc.status, w.Body)
		}
	}
}

func TestPace(t *testing.T) {
	access := testAccess()
	access.Rate, access.Burst = 0.001, 2
	s := newTestServer(t, Options{Access: access}, schema.Limits{})
	ask := func(token string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, exchange{method: "POST", path: "/graphql", body: `{"query":"{__typename}"}`, header: map[string]string{"Authorization": token}}.request())
		return w
	}
	for i, want := range []int{200, 200, 429} {
		if w := ask("Bearer " + readerSecret); w.Code != want {
			t.Errorf("request %d: got %d, want %d", i, w.Code, want)
		} else if want == 429 && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"limit":"access.rate","maximum":0.001,"value":0.001`)) {
			t.Errorf("the refusal says neither when to try again nor the key: %v, %s", w.Header(), w.Body)
		}
	}
	if w := ask("Bearer " + editorSecret); w.Code != 200 {
		t.Errorf("another token: got %d, want its own pace", w.Code)
	}
	for i, want := range []int{401, 401, 429} {
		if w := ask("Bearer guess"); w.Code != want {
			t.Errorf("guess %d: got %d, want %d", i, w.Code, want)
		}
	}
}

func TestPaceForgetsWhoWasSeenLongAgo(t *testing.T) {
	p := newPace(1, 1)
	for i := range mostPaced + 100 {
		p.take(string(rune(i)) + "!")
	}
	if len(p.byKey) != mostPaced || p.recency.Len() != mostPaced {
		t.Errorf("%d and %d are remembered, want %d", len(p.byKey), p.recency.Len(), mostPaced)
	}
}

func TestMayListen(t *testing.T) {
	address := func(text string) net.Addr {
		a, err := net.ResolveTCPAddr("tcp", text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, tc := range []struct {
		address string
		access  Access
		want    bool
	}{
		{"127.0.0.1:80", Access{}, true}, {"[::1]:80", Access{}, true}, {"0.0.0.0:80", Access{}, false}, {"[::]:80", Access{}, false},
		{"192.0.2.1:80", Access{}, false}, {"192.0.2.1:80", testAccess(), true},
	} {
		if err := tc.access.MayListen(address(tc.address)); (err == nil) != tc.want {
			t.Errorf("%s with %d tokens: %v", tc.address, len(tc.access.Tokens), err)
		}
	}
}

// TestNothingSecretIsLogged looks for tokens, queries and signatures in all that is logged of requests.
func TestNothingSecretIsLogged(t *testing.T) {
	var out bytes.Buffer
	s := newTestServer(t, Options{Access: testAccess()}, schema.Limits{})
	s.log = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelInfo}))
	for _, e := range []exchange{
		{method: "POST", path: "/graphql", body: `{"query":"{secretive:__typename}"}`, header: map[string]string{"Authorization": "Bearer " + readerSecret}},
		{method: "GET", path: "/graphql?query={secretive:__typename}&signature=secretive", header: map[string]string{"Authorization": "Bearer secretive"}},
		{method: "POST", path: "/graphql", body: `{"query":"{secretive}"}`, header: map[string]string{"Authorization": "Bearer " + keeperSecret}},
	} {
		s.ServeHTTP(httptest.NewRecorder(), e.request())
	}
	for _, secret := range []string{readerSecret, keeperSecret, "secretive"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, out.String())
		}
	}
	for _, wanted := range []string{`"token":"reader"`, `"path":"/graphql"`, `"status":401`, `"id":"`, `"remote":"192.0.2.1"`} {
		if !strings.Contains(out.String(), wanted) {
			t.Errorf("the log lacks %s:\n%s", wanted, out.String())
		}
	}
}
