package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"newsgraph/schema"
)

// open opens a WebSocket, and gives the status of the answer; 0 for none.
func (s *liveServer) open(t testing.TB, options *websocket.DialOptions) (*websocket.Conn, int, error) {
	t.Helper()
	conn, response, err := websocket.Dial(t.Context(), s.url+"/graphql", options)
	if response == nil {
		return conn, 0, err
	}
	if err != nil {
		_ = response.Body.Close()
		return nil, response.StatusCode, err
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn, response.StatusCode, nil
}

// connect opens a WebSocket to the server.
func (s *liveServer) connect(t testing.TB, header http.Header) *websocket.Conn {
	t.Helper()
	conn, status, err := s.open(t, &websocket.DialOptions{Subprotocols: []string{subprotocol}, HTTPHeader: header})
	if err != nil {
		t.Fatalf("%d: %v", status, err)
	}
	return conn
}

// greeted is a WebSocket that has been greeted.
func (s *liveServer) greeted(t testing.TB, header http.Header) *websocket.Conn {
	t.Helper()
	conn := s.connect(t, header)
	tell(t, conn, `{"type":"connection_init"}`)
	if got := receive(t, conn); got.Type != "connection_ack" {
		t.Fatalf("got %+v, want to be greeted", got)
	}
	return conn
}

func (s *liveServer) subscriptions(t testing.TB) int {
	t.Helper()
	families, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	n := 0.0
	for _, f := range families {
		if f.GetName() == "newsgraph_subscriptions" {
			for _, m := range f.GetMetric() {
				n += m.GetGauge().GetValue()
			}
		}
	}
	return int(n)
}

func tell(t testing.TB, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func subscribe(t testing.TB, conn *websocket.Conn, id, query string) {
	t.Helper()
	tell(t, conn, fmt.Sprintf(`{"type":"subscribe","id":%q,"payload":{"query":%q}}`, id, query))
}

func receive(t testing.TB, conn *websocket.Conn) message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, data, err := conn.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func wantClosed(t testing.TB, conn *websocket.Conn, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, data, err := conn.Read(ctx)
		if err == nil {
			t.Logf("still: %s", data)
			continue
		}
		if got := websocket.CloseStatus(err); int(got) != code {
			t.Errorf("closed with %d (%v), want %d", got, err, code)
		}
		return
	}
}

// TestCodesOfSockets breaks the protocol in every way that has a code.
func TestCodesOfSockets(t *testing.T) {
	s := newLiveServer(t, Options{Live: Live{greeting: 50 * time.Millisecond}})
	patient := newLiveServer(t, Options{})
	const greet = `{"type":"connection_init"}`
	lasting := `{"type":"subscribe","id":"a","payload":{"query":"subscription{articleLoaded{id}}"}}`
	for _, tc := range []struct {
		name   string
		server *liveServer
		sent   []string
		code   int
	}{
		{"no greeting", s, nil, 4408},
		{"asked before the greeting", patient, []string{lasting}, 4401},
		{"greeted twice", patient, []string{greet, greet}, 4429},
		{"one id twice", patient, []string{greet, lasting, lasting}, 4409},
		{"no JSON", patient, []string{"{"}, 4400},
		{"an unknown message", patient, []string{`{"type":"hello"}`}, 4400},
		{"a message of a server", patient, []string{greet, `{"type":"next","id":"a"}`}, 4400},
		{"no id", patient, []string{greet, `{"type":"subscribe","payload":{"query":"{__typename}"}}`}, 4400},
		{"no query", patient, []string{greet, `{"type":"subscribe","id":"a","payload":{}}`}, 4400},
		{"no payload", patient, []string{greet, `{"type":"subscribe","id":"a"}`}, 4400},
		{"a payload that is a list", patient, []string{`{"type":"connection_init","payload":[]}`}, 4400},
		{"too large a greeting", patient, []string{`{"type":"connection_init","payload":{"token":"` + strings.Repeat("a", 70<<10) + `"}}`}, 1009},
		{"too large", patient, []string{greet, `{"type":"ping","payload":"` + strings.Repeat("a", 17<<20) + `"}`}, 1009},
	} {
		t.Run(tc.name, func(t *testing.T) {
			conn := tc.server.connect(t, nil)
			for _, text := range tc.sent {
				tell(t, conn, text)
			}
			wantClosed(t, conn, tc.code)
		})
	}
	t.Run("another subprotocol", func(t *testing.T) {
		conn, _, err := s.open(t, &websocket.DialOptions{Subprotocols: []string{"graphql-ws"}})
		if err != nil {
			t.Fatal(err)
		}
		wantClosed(t, conn, 4406)
	})
	t.Run("bytes", func(t *testing.T) {
		conn := patient.connect(t, nil)
		if err := conn.Write(t.Context(), websocket.MessageBinary, []byte(greet)); err != nil {
			t.Fatal(err)
		}
		wantClosed(t, conn, 4400)
	})
}

// TestMessagesOfSockets has whole conversations: what is sent, and what comes back.
func TestMessagesOfSockets(t *testing.T) {
	s := newLiveServer(t, Options{Live: Live{Operations: 1}})
	conn := s.greeted(t, nil)
	for _, tc := range []struct{ sent, want string }{
		{`{"type":"ping"}`, `{"type":"pong"}`},
		{`{"type":"ping","payload":{"a":1}}`, `{"type":"pong","payload":{"a":1}}`},
		{`{"type":"pong"}`, ``},
		{`{"type":"complete","id":"none"}`, ``},
		{`{"type":"subscribe","id":"q\"1","payload":{"query":"query($n:Int){statements(first:$n){nodes{text}}}","variables":{"n":1}}}`,
			`{"type":"next","id":"q\"1","payload":{"data":{"statements":{"nodes":[{"text":"Northwind sold ships to Contoso"}]}},"extensions":{"revision":1}}}`},
		{``, `{"type":"complete","id":"q\"1"}`},
		{`{"type":"subscribe","id":"q","payload":{"query":"{nothing}"}}`,
			`{"type":"error","id":"q","payload":[{"message":"Cannot query field \"nothing\" on type \"Query\".","locations":[{"line":1,"column":2}],"extensions":{"code":"VALIDATION"}}]}`},
		{`{"type":"subscribe","id":"s","payload":{"query":"subscription{articleLoaded{title}}"}}`, ``},
		{`{"type":"subscribe","id":"t","payload":{"query":"{__typename}"}}`,
			`{"type":"error","id":"t","payload":[{"message":"the operations of the connection: there are 1, which is the limit (limits.operations_at_once)",` +
				`"extensions":{"code":"LIMIT","limit":"limits.operations_at_once","maximum":1,"value":1}}]}`},
	} {
		if tc.sent != "" {
			tell(t, conn, tc.sent)
		}
		if tc.want == "" {
			continue
		}
		_, got, err := conn.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, string(got)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", tc.sent, diff)
		}
	}
	until(t, "the subscription goes on", func() bool { return s.subscriptions(t) == 1 })
	s.load(t, "https://live.example/1", "Acme paid Contoso.")
	if got := receive(t, conn); got.ID != "s" || got.Type != "next" || !strings.Contains(string(got.Payload), `"title":"Report"`) {
		t.Errorf("got %+v, want the article", got)
	}
	tell(t, conn, `{"type":"complete","id":"s"}`)
	until(t, "the subscription has ended", func() bool { return s.subscriptions(t) == 0 })
	subscribe(t, conn, "s", "{__typename}") // the id is free
	if got := receive(t, conn); got.ID != "s" || got.Type != "next" {
		t.Errorf("got %+v, want the answer", got)
	}
}

// TestSocketsOfPages lets only those pages in that may.
func TestSocketsOfPages(t *testing.T) {
	s := newLiveServer(t, Options{Origins: []string{"https://app.example.org"}})
	host := strings.TrimPrefix(s.url, "http://")
	for _, tc := range []struct {
		name   string
		header map[string]string
		host   string
		status int
	}{
		{"no page", nil, "", 101},
		{"our own page", map[string]string{"Origin": "http://" + host}, "", 101},
		{"a page that is let in", map[string]string{"Origin": "https://app.example.org"}, "", 101},
		{"a page of somebody", map[string]string{"Origin": "https://evil.example"}, "", 403},
		{"a page without a name", map[string]string{"Origin": "null"}, "", 403},
		{"a page with our name", map[string]string{"Origin": "http://evil.example"}, "evil.example", 403},
		{"the same host at another port", map[string]string{"Origin": "http://127.0.0.1:1"}, "", 403},
	} {
		header := http.Header{}
		for name, value := range tc.header {
			header.Set(name, value)
		}
		_, status, err := s.open(t, &websocket.DialOptions{Subprotocols: []string{subprotocol}, HTTPHeader: header, Host: tc.host})
		if status != tc.status {
			t.Errorf("%s: got %d, error %v, want %d", tc.name, status, err, tc.status)
		}
	}
}

// TestTokensOfSockets has tokens in the header and in the greeting.
func TestTokensOfSockets(t *testing.T) {
	s := newLiveServer(t, Options{Access: testAccess()})
	reader := http.Header{"Authorization": {"Bearer " + readerSecret}}
	for _, tc := range []struct {
		name    string
		header  http.Header
		payload string
		roles   string // empty: closed with 4403
	}{
		{"nothing", nil, `null`, ""},
		{"in the header", reader, `null`, `["READ"]`},
		{"in the greeting", nil, `{"Authorization":"Bearer ` + editorSecret + `"}`, `["READ","CURATE"]`},
		{"in the greeting, in short", nil, `{"token":"` + editorSecret + `"}`, `["READ","CURATE"]`},
		{"the greeting's comes first", reader, `{"authorization":"bearer ` + editorSecret + `"}`, `["READ","CURATE"]`},
		{"a wrong one in the greeting", reader, `{"token":"guess"}`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			conn := s.connect(t, tc.header)
			tell(t, conn, `{"type":"connection_init","payload":`+tc.payload+`}`)
			if tc.roles == "" {
				wantClosed(t, conn, 4403)
				return
			}
			receive(t, conn)
			subscribe(t, conn, "a", "{viewer{roles}}")
			if got := receive(t, conn); !strings.Contains(string(got.Payload), tc.roles) {
				t.Errorf("got %s, want %s", got.Payload, tc.roles)
			}
		})
	}
	if _, status, err := s.open(t, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer guess"}}}); status != http.StatusUnauthorized {
		t.Errorf("a wrong token in the header: %d, %v", status, err)
	}
}

// TestPaceOfSockets counts the operations of a socket as it does those of requests.
func TestPaceOfSockets(t *testing.T) {
	s := newLiveServer(t, Options{Access: Access{Rate: 0.001, Burst: 2}})
	conn := s.greeted(t, nil) // counts as one
	subscribe(t, conn, "a", "{__typename}")
	if got := receive(t, conn); got.Type != "next" {
		t.Fatalf("the first operation: %+v", got)
	}
	receive(t, conn)
	subscribe(t, conn, "b", "{__typename}")
	if got := receive(t, conn); got.Type != "error" || !strings.Contains(string(got.Payload), codeRateLimited) {
		t.Errorf("the second operation: %+v, want RATE_LIMITED", got)
	}
}

// TestNothingOutlivesItsClient counts goroutines before and after many clients that go without a word.
func TestNothingOutlivesItsClient(t *testing.T) {
	s := newLiveServer(t, Options{})
	s.greeted(t, nil) // whatever is begun once
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const clients = 20
	var sockets []*websocket.Conn
	for i := range clients {
		s.ask(ctx, t, "subscription{statementAdded{text}}", "text/event-stream")
		conn := s.greeted(t, nil)
		for j := range 3 {
			subscribe(t, conn, fmt.Sprint(j), "subscription{articleLoaded{id}}")
		}
		if i%2 == 0 {
			tell(t, conn, `{"type":"complete","id":"0"}`)
		}
		sockets = append(sockets, conn)
	}
	until(t, "all go on", func() bool { return s.subscriptions(t) == clients+3*clients-clients/2 })
	s.load(t, "https://live.example/1", "Acme paid Contoso.")
	cancel()
	for _, conn := range sockets {
		_ = conn.CloseNow()
	}
	until(t, "all connections end", func() bool { return s.live.open.Load() == 1 && s.subscriptions(t) == 0 })
	s.http.Client().CloseIdleConnections()
	until(t, fmt.Sprintf("as many goroutines as before, %d, not %d", before, runtime.NumGoroutine()), func() bool { return runtime.NumGoroutine() <= before })
}

// heldLoader loads when it is let.
type heldLoader struct {
	schema.Loader
	entered, leave chan struct{}
}

func (l heldLoader) LoadArticles(ctx context.Context, articles []schema.ArticleInput) ([]schema.LoadedArticle, error) {
	l.entered <- struct{}{}
	<-l.leave
	return l.Loader.LoadArticles(ctx, articles)
}

// TestLoadInHandWhenTheServerEnds is finished and answered before the socket is closed; what comes later is refused.
func TestLoadInHandWhenTheServerEnds(t *testing.T) {
	held := heldLoader{entered: make(chan struct{}), leave: make(chan struct{})}
	s := newLiveServer(t, Options{}, func(l schema.Loader) schema.Loader { held.Loader = l; return held })
	conn := s.greeted(t, nil)
	subscribe(t, conn, "a", `mutation{loadArticles(input:{articles:[{url:"https://live.example/1",title:"a",text:"Acme paid Contoso."}]}){articles{outcome}}}`)
	<-held.entered
	s.live.leave()
	for { // until the socket has heard of it
		subscribe(t, conn, "b", "{__typename}")
		if got := receive(t, conn); got.Type == "error" {
			if !strings.Contains(string(got.Payload), schema.CodeGoingAway) {
				t.Errorf("got %+v, want to be told that the server ends", got)
			}
			break
		}
		receive(t, conn)
	}
	close(held.leave)
	if got := receive(t, conn); got.ID != "a" || got.Type != "next" || !strings.Contains(string(got.Payload), "ADDED") {
		t.Errorf("got %+v, want the answer", got)
	}
	if got := receive(t, conn); got.ID != "a" || got.Type != "complete" {
		t.Errorf("got %+v, want the end", got)
	}
	wantClosed(t, conn, 1001)
}

// FuzzMessages holds what is read of a client's messages to what it promises of any bytes, and ours to be read as they
// were meant.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		`{"type":"connection_init","payload":{"Authorization":"Bearer a"}}`, `{"type":"subscribe","id":"a","payload":{"query":"{a}"}}`,
		`{"type":"ping","payload":null}`, `{"id":"\ud800","type":""}`, `[]`, `{"payload":{"token":1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m message
		if json.Unmarshal(data, &m) != nil {
			return
		}
		if secret, ok := secretOf(m.Payload); secret != "" && !ok {
			t.Errorf("%q: a secret in what cannot be read", data)
		}
		m.Type = "next"
		var again message
		if err := json.Unmarshal(m.encode(), &again); err != nil || again.ID != m.ID || string(again.Payload) != string(m.Payload) {
			t.Errorf("%+v is read as %+v, error %v", m, again, err)
		}
	})
}
