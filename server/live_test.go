package server

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/schema"
)

// sentences loads articles whose sentences have three words: a firm does something to another.
type sentences struct{ store *graph.Store }

func (l sentences) LoadArticles(ctx context.Context, articles []schema.ArticleInput) ([]schema.LoadedArticle, error) {
	var batch graph.Batch
	for _, a := range articles {
		batch.Put = append(batch.Put, sentenceReading(a))
	}
	applied, err := l.store.Apply(ctx, batch)
	if err != nil {
		return nil, err
	}
	var loaded []schema.LoadedArticle
	for _, a := range applied.Articles {
		loaded = append(loaded, schema.LoadedArticle{ID: a.ID, Outcome: schema.LoadOutcome(a.Outcome), Statements: a.Statements})
	}
	return loaded, nil
}

func sentenceReading(a schema.ArticleInput) graph.Reading {
	r := graph.Reading{Article: news.Article{URL: a.URL, Title: a.Title, Text: a.Text}, Extractor: "test/1"}
	seen := map[graph.Key]bool{}
	thing := func(name string) graph.Key {
		key := graph.NamedKey(graph.Organization, strings.ToLower(name))
		if !seen[key] {
			seen[key] = true
			r.Entities = append(r.Entities, graph.LocalEntity{Key: key, Founding: strings.ToLower(name), Name: name, Type: graph.Organization, Named: true})
		}
		return key
	}
	at := 0
	for sentence := range strings.SplitSeq(a.Text, ". ") {
		words := strings.Fields(strings.TrimSuffix(sentence, "."))
		text := strings.TrimSuffix(sentence, ".")
		r.Claims = append(r.Claims, graph.Claim{
			Subject: thing(words[0]), Predicate: words[1], Object: thing(words[2]), Polarity: graph.Affirmed, Modality: graph.Asserted,
			Text: strings.Join(words[:3], " "), Confidence: 0.5, Start: at, End: at + len(text), Surface: words[1],
		})
		at += len(sentence) + len(". ")
	}
	return r
}

// liveServer is a server with a store that can be loaded.
type liveServer struct {
	*Server
	store *graph.Store
	url   string // of a listener on loopback
	http  *httptest.Server
}

func newLiveServer(t testing.TB, opt Options, around ...func(schema.Loader) schema.Loader) *liveServer {
	t.Helper()
	ctx := context.Background()
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Apply(ctx, graph.Batch{Put: []graph.Reading{oneReading()}}); err != nil {
		t.Fatal(err)
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	opt.Metrics = NewMetrics()
	loader := opt.Metrics.Loader(sentences{store})
	for _, wrap := range around {
		loader = wrap(loader)
	}
	opt.Schema, err = schema.New(schema.Options{Store: store, Loader: loader, Log: opt.Log, Version: "0.0.1", Extractor: "test/1"})
	if err != nil {
		t.Fatal(err)
	}
	s := &liveServer{Server: New(opt), store: store}
	s.http = httptest.NewServer(s.Server)
	s.url = s.http.URL
	t.Cleanup(func() {
		s.http.CloseClientConnections()
		s.http.Close()
		s.live.sockets.Wait()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// load puts an article with these sentences.
func (s *liveServer) load(t testing.TB, url, text string) {
	t.Helper()
	if _, err := (sentences{s.store}).LoadArticles(context.Background(), []schema.ArticleInput{{URL: url, Title: "Report", Text: text}}); err != nil {
		t.Fatal(err)
	}
}

// dial is a connection to the server.
func (s *liveServer) dial(t testing.TB) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// until waits for something that has to come true.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for !holds() {
		select {
		case <-late:
			t.Fatalf("in vain: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
