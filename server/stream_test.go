package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/schema"
)

// asked is an answer whose body is open.
type asked struct {
	StatusCode int
	Header     http.Header
	Body       io.Reader
}

// ask sends a query that asks for an event stream.
func (s *liveServer) ask(ctx context.Context, t testing.TB, query, accept string) asked {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", strings.NewReader(fmt.Sprintf(`{"query":%q}`, query)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", accept)
	response, err := s.http.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return asked{response.StatusCode, response.Header, response.Body}
}

// event reads the next event that is no comment.
func event(t testing.TB, from *bufio.Reader) string {
	t.Helper()
	text := ""
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", text, err)
		}
		if line == "\n" && text != "" {
			return text
		}
		if line != "\n" && !strings.HasPrefix(line, ":") {
			text += line
		}
	}
}

func TestStreams(t *testing.T) {
	s := newLiveServer(t, Options{})
	const stream, jsonType, newer = "text/event-stream; charset=utf-8", "application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"
	for _, tc := range []struct {
		name, query, accept string
		status              int
		media, body         string
	}{
		{"a query", "{__typename}", "text/event-stream", 200, stream,
			":\n\nevent: next\ndata: {\"data\":{\"__typename\":\"Query\"},\"extensions\":{\"revision\":1}}\n\nevent: complete\ndata:\n\n"},
		{"what is refused", "{", "text/event-stream", 200, stream, `event: next` + "\n" + `data: {"errors":[{"message":"syntax error`},
		{"JSON is as welcome", "{__typename}", "application/json, text/event-stream", 200, jsonType, `{"data":{"__typename":"Query"}`},
		{"JSON is less welcome", "{__typename}", "application/json;q=0.5, text/event-stream", 200, stream, "event: next"},
		{"what is refused, as JSON", "{", "application/graphql-response+json, text/event-stream", 400, newer, `"SYNTAX"`},
		{"a subscription as JSON", "subscription{articleLoaded{id}}", "*/*", 200, jsonType, "text/event-stream"},
		{"not at all", "{__typename}", "text/event-stream;q=0", 406, jsonType, "text/event-stream"},
	} {
		response := s.ask(t.Context(), t, tc.query, tc.accept)
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != tc.status || response.Header.Get("Content-Type") != tc.media || !strings.Contains(string(body), tc.body) {
			t.Errorf("%s: got %d, %s, error %v: %s", tc.name, response.StatusCode, response.Header.Get("Content-Type"), err, body)
		}
	}
}

// TestStreamOfASubscription reads events and signs of life, and then goes.
func TestStreamOfASubscription(t *testing.T) {
	s := newLiveServer(t, Options{Live: Live{beat: 20 * time.Millisecond}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, accept := range []string{"text/event-stream", "application/json, text/event-stream;q=0.5"} {
		response := s.ask(ctx, t, `subscription{statementAdded{text}}`, accept)
		from := bufio.NewReader(response.Body)
		for range 3 { // signs of life
			if line, err := from.ReadString('\n'); err != nil || line != ":\n" {
				t.Fatalf("got %q, %v", line, err)
			}
			if line, err := from.ReadString('\n'); err != nil || line != "\n" {
				t.Fatalf("got %q, %v", line, err)
			}
		}
		before := s.store.Revision()
		s.load(t, "https://live.example/"+accept, "Acme paid Contoso. Acme left Initech.")
		for _, text := range []string{"Acme paid Contoso", "Acme left Initech"} {
			want := fmt.Sprintf("event: next\ndata: {\"data\":{\"statementAdded\":{\"text\":%q}},\"extensions\":{\"revision\":%d}}\n", text, before+1)
			if diff := cmp.Diff(want, event(t, from)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		}
	}
	cancel()
	until(t, "the streams end", func() bool { return s.live.open.Load() == 0 })
}

// syncBuffer is a buffer that a log may be written to while it is read.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(data)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestSlowReaders do not read what they are sent. They are dropped, and the log says why.
func TestSlowReaders(t *testing.T) {
	log := &syncBuffer{}
	s := newLiveServer(t, Options{Live: Live{SendTimeout: 100 * time.Millisecond}, Log: slog.New(slog.NewTextHandler(log, nil))})
	const query = `{"query":"subscription{articleLoaded{text}}"}`
	stream := s.dial(t)
	if _, err := fmt.Fprintf(stream, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s", len(query), query); err != nil {
		t.Fatal(err)
	}
	socket := s.greeted(t, nil)
	subscribe(t, socket, "a", "subscription{articleLoaded{text}}")
	until(t, "both go on", func() bool { return s.subscriptions(t) == 2 })
	text := "Acme paid Contoso" + strings.Repeat(" very", 100_000)
	for i := range 16 {
		s.load(t, fmt.Sprintf("https://live.example/%d", i), text)
	}
	until(t, "both are dropped", func() bool { return s.live.open.Load() == 0 })
	until(t, "both are told of", func() bool { return strings.Count(log.String(), "\n") >= 2 })
	for line := range strings.Lines(log.String()) {
		if !strings.Contains(line, "dropped=") {
			t.Errorf("the log does not say why: %s", line)
		}
	}
}

// TestPlacesOfConnections takes all of them.
func TestPlacesOfConnections(t *testing.T) {
	s := newLiveServer(t, Options{Live: Live{Connections: 2}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first := s.ask(ctx, t, "subscription{articleLoaded{id}}", "text/event-stream")
	s.greeted(t, nil)
	if first.StatusCode != http.StatusOK {
		t.Fatalf("the first: %d", first.StatusCode)
	}
	third := s.ask(ctx, t, "subscription{articleLoaded{id}}", "text/event-stream")
	body, err := io.ReadAll(third.Body)
	if err != nil || third.StatusCode != http.StatusServiceUnavailable || third.Header.Get("Retry-After") == "" || !strings.Contains(string(body), `"limit":"limits.connections","maximum":2,"value":2`) {
		t.Errorf("the third: %d, error %v: %s", third.StatusCode, err, body)
	}
	cancel()
	until(t, "a place is free", func() bool { return s.live.open.Load() == 1 })
	if again := s.ask(t.Context(), t, "{__typename}", "text/event-stream"); again.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d", again.StatusCode)
	}
}

// TestEndOfStreams ends a server whose clients have subscriptions.
func TestEndOfStreams(t *testing.T) {
	s := newLiveServer(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	listener, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	response := s.ask(t.Context(), t, "subscription{articleLoaded{id}}", "text/event-stream")
	socket := s.greeted(t, nil)
	subscribe(t, socket, "a", "subscription{articleLoaded{id}}")
	until(t, "both go on", func() bool { return s.subscriptions(t) == 2 })
	cancel()
	from := bufio.NewReader(response.Body)
	if got := event(t, from); !strings.Contains(got, schema.CodeGoingAway) {
		t.Errorf("got %s, want to be told that the server ends", got)
	}
	if diff := cmp.Diff("event: complete\ndata:\n", event(t, from)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := receive(t, socket); got.Type != "error" || got.ID != "a" || !strings.Contains(string(got.Payload), schema.CodeGoingAway) {
		t.Errorf("got %+v, want to be told that the server ends", got)
	}
	wantClosed(t, socket, 1001)
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}
