package pgstore_test

import (
	"context"
	"os"
	"testing"

	"newsgraph/graph/pgstore"
	"newsgraph/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// open opens a store that is checked and closed at the end of the test.
func open(t testing.TB, address string, opt pgstore.Options) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), address, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sound fails the test where the store is not.
func sound(t testing.TB, s *pgstore.Store) {
	t.Helper()
	problems, err := s.Check(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}
