package server

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/schema"
)

// newTestServer serves a store in memory with one article.
func newTestServer(t testing.TB, opt Options, limits schema.Limits) *Server {
	t.Helper()
	ctx := context.Background()
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := store.Apply(ctx, graph.Batch{Put: []graph.Reading{oneReading()}}); err != nil {
		t.Fatal(err)
	}
	opt.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	opt.Schema, err = schema.New(schema.Options{Store: store, Limits: limits, Log: opt.Log, Version: "0.0.1", Extractor: "test/1"})
	if err != nil {
		t.Fatal(err)
	}
	return New(opt)
}

func oneReading() graph.Reading {
	text := "Northwind sold six ships to Contoso."
	seller, buyer := graph.NamedKey(graph.Organization, "northwind"), graph.NamedKey(graph.Organization, "contoso")
	return graph.Reading{
		Article:   news.Article{URL: "https://port.example/ships", Title: "Ships sold", Text: text},
		Extractor: "test/1",
		Entities: []graph.LocalEntity{
			{Key: seller, Founding: "northwind", Name: "Northwind", Type: graph.Organization, Named: true},
			{Key: buyer, Founding: "contoso", Name: "Contoso", Type: graph.Organization, Named: true},
		},
		Claims: []graph.Claim{{
			Subject: seller, Predicate: "sell ships to", Object: buyer, Polarity: graph.Affirmed, Modality: graph.Asserted,
			Text: "Northwind sold ships to Contoso", Confidence: 0.8, End: len(text), Surface: "sold six ships to",
		}},
	}
}

// exchange is a request and what is expected of its answer.
type exchange struct {
	name, method, path, body string
	header                   map[string]string
	status                   int
	media                    string // of the answer
	contains                 string // in its body
}

func (e exchange) request() *http.Request {
	r := httptest.NewRequest(e.method, e.path, strings.NewReader(e.body))
	if e.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range e.header {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	return r
}

func TestExchanges(t *testing.T) {
	const newer, json, text = "application/graphql-response+json; charset=utf-8", "application/json; charset=utf-8", "text/plain; charset=utf-8"
	accept := func(media string) map[string]string { return map[string]string{"Accept": media} }
	get, post := http.MethodGet, http.MethodPost
	s := newTestServer(t, Options{Playground: true}, schema.Limits{RequestBytes: 5000})
	for _, e := range []exchange{
		{"post", post, "/graphql", `{"query":"{statistics{articles}}"}`, nil, 200, json, `{"data":{"statistics":{"articles":1}},"extensions":{"revision":1}}`},
		{"post for the newer type", post, "/graphql", `{"query":"{__typename}"}`, accept("application/graphql-response+json, application/json;q=0.9"), 200, newer, `"Query"`},
		{"anything is JSON", post, "/graphql", `{"query":"{__typename}"}`, accept("*/*"), 200, json, `"Query"`},
		{"what cannot be had", post, "/graphql", `{"query":"{__typename}"}`, accept("text/csv"), 406, json, "answers are application/graphql-response+json, application/json or text/event-stream"},
		{"get", get, "/graphql?query=%7Bstatistics%7Barticles%7D%7D", "", nil, 200, json, `"articles":1`},
		{"get with variables", get, `/graphql?query=query($n:Int){statements(first:$n){nodes{text}}}&variables={"n":1}`, "", nil, 200, json, "Northwind sold ships to Contoso"},
		{"get with bad variables", get, "/graphql?query={__typename}&variables={", "", nil, 400, json, "variables: not JSON"},
		{"get without a query", get, "/graphql", "", nil, 400, json, "query has to be a text"},
		{"mutation by get", get, "/graphql?query=mutation{__typename}", "", nil, 405, json, "a mutation has to be sent by POST"},
		{"put", http.MethodPut, "/graphql", "{}", nil, 405, json, "send queries by GET or POST"},
		{"syntax error, newer type", post, "/graphql", `{"query":"{"}`, accept("application/graphql-response+json"), 400, newer, `"code":"SYNTAX"`},
		{"syntax error, older type", post, "/graphql", `{"query":"{"}`, nil, 200, json, `"code":"SYNTAX"`},
		{"text/plain", post, "/graphql", `{"query":"{__typename}"}`, map[string]string{"Content-Type": "text/plain"}, 415, json, "needs the Content-Type application/json"},
		{"no type", post, "/graphql", `{"query":"{__typename}"}`, map[string]string{"Content-Type": ""}, 415, json, "needs the Content-Type application/json"},
		{"a form", post, "/graphql", `query=%7B__typename%7D`, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, json, "Content-Type"},
		{"another charset", post, "/graphql", `{}`, map[string]string{"Content-Type": "application/json; charset=latin1"}, 415, json, "Content-Type"},
		{"another encoding", post, "/graphql", `{}`, map[string]string{"Content-Encoding": "br"}, 415, json, `Content-Encoding \"br\"`},
		{"no body", post, "/graphql", "", nil, 400, json, "not JSON: it is empty"},
		{"no JSON", post, "/graphql", "{", nil, 400, json, "the request's body is not JSON"},
		{"two values", post, "/graphql", "{}{}", nil, 400, json, "more than one value"},
		{"a batch", post, "/graphql", `[{"query":"{__typename}"}]`, nil, 400, json, "requests come one at a time"},
		{"a query that is a number", post, "/graphql", `{"query":1}`, nil, 400, json, "query has to be a text"},
		{"variables that are a list", post, "/graphql", `{"query":"{__typename}","variables":[]}`, nil, 400, json, "variables has to be an object or null"},
		{"a name that is a number", post, "/graphql", `{"query":"{__typename}","operationName":1}`, nil, 400, json, "operationName has to be a text or null"},
		{"extensions that are a text", post, "/graphql", `{"query":"{__typename}","extensions":"a"}`, nil, 400, json, "extensions has to be an object or null"},
		{"too large", post, "/graphql", `{"query":"` + strings.Repeat(" ", 5000) + `"}`, nil, 413, json, "(limits.request_bytes)"},
		{"from another host's page", post, "/graphql", `{"query":"{__typename}"}`, map[string]string{"Origin": "https://evil.example"}, 403, text, "cross-origin"},
		{"from a page of ours", post, "/graphql", `{"query":"{__typename}"}`, map[string]string{"Origin": "http://example.com"}, 200, json, "Query"},
		{"schema", get, "/schema.graphql", "", nil, 200, text, "type Entity implements Node {"},
		{"health", get, "/healthz", "", nil, 200, text, "ok"},
		{"ready", get, "/readyz", "", nil, 200, text, "ready"},
		{"page", get, "/", "", nil, 200, "text/html; charset=utf-8", "/explorer/explorer.js"},
		{"what is looked at stands in the address", get, "/?n=facebook&layout=time", "", nil, 200, "text/html; charset=utf-8", "/explorer/explorer.js"},
		{"icon", get, "/explorer/icon.svg", "", nil, 200, "image/svg+xml", "<svg"},
		{"the editor's page", get, "/graphiql", "", nil, 200, "text/html; charset=utf-8", "/graphiql/start.js"},
		{"script", get, "/graphiql/start.js", "", nil, 200, "text/javascript; charset=utf-8", "GraphiQL.createFetcher"},
		{"no such page", get, "/nothing", "", nil, 404, text, "not found"},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, e.request())
		if w.Code != e.status || w.Header().Get("Content-Type") != e.media {
			t.Errorf("%s: got %d, %s, want %d, %s; %.200s", e.name, w.Code, w.Header().Get("Content-Type"), e.status, e.media, w.Body)
		}
		if !strings.Contains(w.Body.String(), e.contains) {
			t.Errorf("%s: %.300s has no %q", e.name, w.Body, e.contains)
		}
		if w.Header().Get("X-Request-Id") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the headers lack the request's id or nosniff: %v", e.name, w.Header())
		}
		if e.status >= 400 && e.media == json && strings.Contains(w.Body.String(), `"data"`) {
			t.Errorf("%s: refused, and yet there is data: %s", e.name, w.Body)
		}
	}
}

func TestHeaders(t *testing.T) {
	s := newTestServer(t, Options{Playground: true}, schema.Limits{})
	for _, tc := range []struct {
		name, path  string
		send        map[string]string
		header, has string
	}{
		{"GraphQL is never kept", "/graphql?query={__typename}", nil, "Cache-Control", "no-store"},
		{"an id that is given", "/healthz", map[string]string{"X-Request-Id": "a-1.b_2"}, "X-Request-Id", "a-1.b_2"},
		{"mutation by get", "/graphql?query=mutation{__typename}", nil, "Allow", "POST"},
		{"files are asked for again", "/graphiql/start.js", nil, "Cache-Control", "no-cache"},
		{"large answers are packed", "/schema.graphql", map[string]string{"Accept-Encoding": "br, gzip;q=0.5"}, "Content-Encoding", "gzip"},
		{"unless that is not read", "/schema.graphql", map[string]string{"Accept-Encoding": "gzip;q=0"}, "Content-Encoding", ""},
		{"small ones are not", "/graphql?query={__typename}", map[string]string{"Accept-Encoding": "gzip"}, "Content-Encoding", ""},
		{"pages load nothing of others", "/", nil, "Content-Security-Policy", policy},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, exchange{method: "GET", path: tc.path, header: tc.send}.request())
		if got := w.Header().Get(tc.header); got != tc.has {
			t.Errorf("%s: %s is %q, want %q", tc.name, tc.header, got, tc.has)
		}
	}
	for tag, want := range map[string]int{s.sdlTag: http.StatusNotModified, `"other"`: http.StatusOK} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, exchange{method: "GET", path: "/schema.graphql", header: map[string]string{"If-None-Match": tag}}.request())
		if w.Code != want || w.Header().Get("ETag") != s.sdlTag {
			t.Errorf("the schema for %s: got %d with %q, want %d", tag, w.Code, w.Header().Get("ETag"), want)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, exchange{method: "GET", path: "/healthz", header: map[string]string{"X-Request-Id": "a\" onload=b"}}.request())
	if id := w.Header().Get("X-Request-Id"); len(id) != 16 {
		t.Errorf("a bad id was answered with %q, want 16 digits of our own", id)
	}
}

func TestFilesArePackedAndTagged(t *testing.T) {
	s := newTestServer(t, Options{Playground: true}, schema.Limits{})
	ask := func(header map[string]string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, exchange{method: "GET", path: "/graphiql/graphiql.js", header: header}.request())
		return w
	}
	whole, packed := ask(nil), ask(map[string]string{"Accept-Encoding": "gzip"})
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if string(body) != whole.Body.String() || len(body) < 500_000 {
		t.Errorf("unpacked %d bytes, want the %d of the whole file", len(body), whole.Body.Len())
	}
	again := ask(map[string]string{"If-None-Match": whole.Header().Get("ETag")})
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("asked with its tag: got %d with %d bytes, want 304 with none", again.Code, again.Body.Len())
	}
}

func TestHostsOfLoopback(t *testing.T) {
	for _, tc := range []struct {
		host  string
		hosts []string
		want  int
	}{
		{"localhost:8080", nil, 200}, {"127.0.0.1", nil, 200}, {"[::1]:8080", nil, 200}, {"LOCALHOST", nil, 200}, {"news.localhost:1", nil, 200},
		{"evil.example", nil, 403}, {"127.0.0.1.evil.example", nil, 403}, {"10.0.0.1:8080", nil, 403},
		{"news.intern:8080", []string{"news.intern"}, 200},
	} {
		s := httptest.NewServer(newTestServer(t, Options{Hosts: tc.hosts}, schema.Limits{}))
		r, err := http.NewRequest(http.MethodGet, s.URL+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tc.host
		response, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		s.Close()
		if response.StatusCode != tc.want {
			t.Errorf("%s: got %d, want %d", tc.host, response.StatusCode, tc.want)
		}
	}
}

func TestHostsOfOtherAddresses(t *testing.T) {
	for _, tc := range []struct {
		host string
		opt  Options
		want bool
	}{
		{"evil.example", Options{}, false}, {"evil.example", Options{Access: testAccess()}, true}, {"news.intern:80", Options{Hosts: []string{"news.intern"}}, true},
		{"newsgraph:8080", Options{}, true}, {"192.0.2.7:8080", Options{}, true}, {"[2001:db8::1]:80", Options{}, true}, {"localhost", Options{}, true},
	} {
		s := newTestServer(t, tc.opt, schema.Limits{})
		r := exchange{method: http.MethodGet, path: "/healthz"}.request()
		r.Host = tc.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 80}))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := w.Code == http.StatusOK; got != tc.want {
			t.Errorf("%s with %d tokens: got %d, want to be answered: %v", tc.host, len(tc.opt.Access.Tokens), w.Code, tc.want)
		}
	}
}

func TestListenOnATakenPort(t *testing.T) {
	ctx := context.Background()
	first, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	address := first.Addr().String()
	_, err = Listen(ctx, address)
	if err == nil || !strings.Contains(err.Error(), address+" is taken by another program; choose another address") {
		t.Errorf("got %v, want an error that says that %s is taken", err, address)
	}
}

func TestServeEndsAfterTheRequestsInHand(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	entered, leave := make(chan struct{}), make(chan struct{})
	s := newTestServer(t, Options{Ready: func() error {
		close(entered)
		<-leave
		return errors.New("the store is gone")
	}}, schema.Limits{})
	listener, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String() + "/readyz")
		if err != nil {
			answered <- err.Error()
			return
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		answered <- response.Status + " " + string(body)
	}()
	<-entered
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("Serve ended before the request in hand: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	if diff := cmp.Diff("503 Service Unavailable the store is gone\n", <-answered); diff != "" {
		t.Errorf("the request in hand (-want +got):\n%s", diff)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if response, err := http.Get("http://" + listener.Addr().String() + "/healthz"); err == nil {
		_ = response.Body.Close()
		t.Error("the server still answers")
	}
}

// FuzzGraphQL holds the server to what it promises of any bytes: JSON with data or errors, and never a fault of its own.
func FuzzGraphQL(f *testing.F) {
	for _, seed := range []string{
		`{statistics{articles}}`, `{...a} fragment a on Query{...b} fragment b on Query{...a}`, `query($a:Int=null){statements(first:$a){nodes{text}}}`,
		`mutation{deleteArticle(input:{id:"x"}){id}}`, `{__schema{types{name}}}`, `{node(id:"a"){...on Entity{x:name}}}`, "{\u00e9}", `{a(b:"\uD83D")}`,
		`subscription{a}`, `{statements(filter:{or:[{not:{text:"a"}}]}orderBy:{field:TIME}){edges{cursor}}}`, `query a{__typename}query b{__typename}`,
	} {
		body, _ := json.Marshal(map[string]any{"query": seed, "variables": map[string]any{"a": 1}})
		f.Add(body, seed)
	}
	f.Add([]byte(`{"query":1}`), "{")
	s := newTestServer(f, Options{}, schema.Limits{})
	f.Fuzz(func(t *testing.T, body []byte, query string) {
		wrapped, err := json.Marshal(map[string]any{"query": query})
		if err != nil {
			t.Skip()
		}
		for _, b := range [][]byte{body, wrapped} {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, exchange{method: http.MethodPost, path: "/graphql", body: string(b)}.request())
			var answer struct {
				Data   map[string]any
				Errors []struct{ Message string }
			}
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code >= 500 {
				t.Fatalf("%q: %d, %v: %s", b, w.Code, err, w.Body)
			}
			if answer.Data == nil && (len(answer.Errors) == 0 || answer.Errors[0].Message == "") {
				t.Fatalf("%q: neither data nor errors: %s", b, w.Body)
			}
		}
	})
}
