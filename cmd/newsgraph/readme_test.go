package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/loaders/format"
)

// TestReadme holds the first query of the README, and its answer, against the program.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if query := fenced(t, string(readme), "graphql"); query != demoQuery {
		t.Errorf("the README's query is not the demo's: %s", cmp.Diff(demoQuery, query))
	}
	ctx := context.Background()
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	p := &program{log: slog.New(slog.DiscardHandler), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	l, err := p.newLocal(store)
	if err != nil {
		t.Fatal(err)
	}
	items, err := sampleItems(ctx, format.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.loader.LoadArticles(ctx, items, nil); err != nil {
		t.Fatal(err)
	}
	data, err := ask[json.RawMessage](ctx, l, demoQuery, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decode(t, fenced(t, string(readme), "json")), decode(t, string(data))); diff != "" {
		t.Errorf("the README's answer is not the program's: -want +got:\n%s", diff)
	}
}

// fenced is the first fenced block of a language.
func fenced(t *testing.T, text, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "```"+language+"\n")
	block, _, closed := strings.Cut(rest, "\n```")
	if !ok || !closed {
		t.Fatalf("no block of %s in the README", language)
	}
	return block
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var out any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}
