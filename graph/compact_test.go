package graph

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// TestCompact loads, changes and deletes, and wants the same store in less room.
func TestCompact(t *testing.T) {
	ctx := context.Background()
	folder := filepath.Join(t.TempDir(), "store")
	s := openTest(t, folder, Options{})
	readings := corpus(60)
	apply(t, s, Batch{Put: readings})
	var gone []string
	for _, r := range readings[10:] {
		gone = append(gone, ArticlePrefix+r.Article.ID())
	}
	apply(t, s, Batch{Delete: gone})
	want := derivedState(t, s)
	before, err := s.Size(ctx)
	if err != nil || before == 0 {
		t.Fatalf("%d bytes, error %v", before, err)
	}
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	after, err := s.Size(ctx)
	if err != nil || after >= before {
		t.Errorf("%d bytes before and %d after, error %v", before, after, err)
	}
	if derivedState(t, s) != want {
		t.Error("compacting has changed the store")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed store: %v", err)
	}
	if _, err := s.Size(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed store: %v", err)
	}
}
