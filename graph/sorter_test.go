package graph

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSorter sorts with much and with hardly any memory: the order is the same, every line is there as often as it was
// given, and no temporary file is left.
func TestSorter(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	random := rand.New(rand.NewPCG(1, 1))
	var lines []string
	for range 2000 {
		lines = append(lines, strings.Repeat(string(rune('a'+random.IntN(5))), random.IntN(6))+string(rune('ä'+random.IntN(3))))
	}
	want := slices.Sorted(slices.Values(lines))
	for _, s := range []*sorter{{}, {memory: 1}, {memory: 700}, {memory: 200, files: 3}} {
		for _, line := range lines {
			must(t, s.add(line))
		}
		var got []string
		must(t, s.sorted(context.Background(), func(line string) error {
			got = append(got, line)
			return nil
		}))
		must(t, s.close())
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("memory %d: want -, got +:\n%s", s.memory, d)
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("want no files left, got %v, error %v", left, err)
	}
}

func TestSorterEnds(t *testing.T) {
	s := &sorter{memory: 1000}
	defer s.close()
	for range 3000 {
		must(t, s.add("line"))
	}
	n := 0
	err := s.sorted(context.Background(), func(string) error {
		if n++; n == 2 {
			return errBroken
		}
		return nil
	})
	if !errors.Is(err, errBroken) || n != 2 {
		t.Errorf("want the error of whom it is given to at once, got %v after %d lines", err, n)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.sorted(ended, func(string) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
}
