package main

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/loaders/format"
	"newsgraph/schema"
)

// TestDefaultsAgree holds the defaults of the settings against those of the packages that they are handed to.
func TestDefaultsAgree(t *testing.T) {
	settings := config.Default()
	store, err := graph.Open(context.Background(), "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	s, err := schema.New(schema.Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.Limits(), limits(settings.Limits)); diff != "" {
		t.Errorf("limits: those of the schema (-), those of the settings (+):\n%s", diff)
	}
	if settings.IRIBase != graph.DefaultIRIBase {
		t.Errorf("iri_base: got %q, the graph's is %q", settings.IRIBase, graph.DefaultIRIBase)
	}
	if settings.Load.MaxArticleBytes != format.DefaultLimit {
		t.Errorf("load.max_article_bytes: got %d, the formats' is %d", settings.Load.MaxArticleBytes, format.DefaultLimit)
	}
}

func TestEndpointTakesAddressesAsPeopleWriteThem(t *testing.T) {
	for given, want := range map[string]string{
		"127.0.0.1:8080":               "http://127.0.0.1:8080/graphql",
		"localhost:8080/":              "http://localhost:8080/graphql",
		"http://h:1":                   "http://h:1/graphql",
		"https://example.org/news/gql": "https://example.org/news/gql",
		"http://[::1]:8080":            "http://[::1]:8080/graphql",
	} {
		e, err := newEndpoint(given)
		if err != nil || e.url != want {
			t.Errorf("newEndpoint(%q) = %v, %v, want %s", given, e, err, want)
		}
	}
	for _, bad := range []string{"ftp://x", "http://", "://", "http://a b"} {
		if e, err := newEndpoint(bad); err == nil {
			t.Errorf("newEndpoint(%q) = %s, want an error", bad, e.url)
		}
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 article": count(1, "article"), "0 articles": count(0, "article"), "1 entity": count(1, "entity"), "3 entities": count(3, "entity"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
