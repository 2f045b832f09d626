package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"newsgraph/internal/postgrestest"
)

// TestPostgresKill is TestKill in a database: no commit of a killed process is lost or there in part.
func TestPostgresKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	killOften(t, postgrestest.Start(t).Database(t))
}

// partVariable tells the test program to be one that loads a part: "part parts articles address".
const partVariable = "NEWSGRAPH_TEST_LOAD_PART"

// TestLoadPart is run by TestPostgresTwoProcesses in other processes.
func TestLoadPart(t *testing.T) {
	order := os.Getenv(partVariable)
	if order == "" {
		t.Skip("is run by TestPostgresTwoProcesses")
	}
	var part, parts, articles int
	var address string
	if _, err := fmt.Sscan(order, &part, &parts, &articles, &address); err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), address, Options{Clock: fixedClock})
	if err != nil {
		t.Fatal(err)
	}
	for n := part; n < articles; n += parts {
		apply(t, s, Batch{Put: []Reading{numbered(n, 0)}})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// loadParts loads articles by several processes at once.
func loadParts(t testing.TB, address string, parts, articles int) {
	t.Helper()
	var all sync.WaitGroup
	for part := range parts {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestLoadPart$")
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d %d %s", partVariable, part, parts, articles, address))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process %d: %v: %s", part, err, out)
			}
		})
	}
	all.Wait()
}

// TestPostgresTwoProcesses loads by two processes at once, which lose nothing, while a third hears of it.
func TestPostgresTwoProcesses(t *testing.T) {
	address := postgrestest.Database(t)
	s := openTest(t, address, Options{})
	const articles = 60
	loadParts(t, address, 2, articles)
	m := newModel()
	for n := range articles {
		m.put(numbered(n, 0))
	}
	same(t, s, m)
	hears(t, s, articles)
}

// hears wants a store to hear of a revision that another has made.
func hears(t testing.TB, s *Store, revision uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for s.Revision() < revision && ctx.Err() == nil {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
		}
	}
	if got := s.Revision(); got != revision {
		t.Errorf("want the revision %d of other processes, got %d", revision, got)
	}
}

// TestPostgresServerKilled kills the server: whoever works with it gets an error and does not hang, nothing is there in
// part, and all goes on when the server is back.
func TestPostgresServerKilled(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	server := postgrestest.Start(t)
	s := openTest(t, server.Database(t), Options{Log: slog.New(slog.DiscardHandler)})
	m, first := newModel(), numbered(1, 0)
	apply(t, s, Batch{Put: []Reading{first}})
	m.put(first)
	v := view(t, s)
	server.Kill(t)
	if _, err := v.FindStatements(ctx, nil, Order{}, PageRequest{}); err == nil || ctx.Err() != nil {
		t.Errorf("want an error of a view whose server is gone, got %v", err)
	}
	v.Close()
	for range 3 {
		if _, err := s.Apply(ctx, Batch{Put: []Reading{numbered(2, 0)}}); err == nil || ctx.Err() != nil {
			t.Errorf("want an error of a change without a server, got %v", err)
		}
		if _, err := s.View(ctx); err == nil || ctx.Err() != nil {
			t.Errorf("want an error of a view without a server, got %v", err)
		}
	}
	server.Restart(t)
	same(t, s, m)
	apply(t, s, Batch{Put: []Reading{numbered(2, 0)}})
	m.put(numbered(2, 0))
	same(t, s, m)
	// Another store's changes are heard of again, over a new connection.
	hears(t, s, 2)
}

// TestPostgresConnectionLost has the server end the connection of a writer: its commit fails as a whole.
func TestPostgresConnectionLost(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, postgrestest.Database(t), Options{Log: slog.New(slog.DiscardHandler)})
	apply(t, s, Batch{Put: []Reading{numbered(1, 0)}})
	before := derivedState(t, s)
	err := s.change(ctx, func() (*commit, uint64, error) {
		c, _, err := s.prepare(ctx, Batch{Put: []Reading{numbered(2, 0)}})
		if err != nil {
			return nil, 0, err
		}
		postgrestest.EndOthers(t, s.engine.(*postgres).address)
		return c, 2, nil
	})
	if err == nil {
		t.Error("a commit over a lost connection is no error")
	}
	if after := derivedState(t, s); after != before {
		t.Error("a commit that failed has changed the store")
	}
	apply(t, s, Batch{Put: []Reading{numbered(2, 0)}})
}

// TestPostgresBusy takes all connections: the next view waits and fails with what to do.
func TestPostgresBusy(t *testing.T) {
	s := openTest(t, postgrestest.Database(t)+"&pool_max_conns=2", Options{})
	view(t, s)
	other := view(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.View(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want the context's error, got %v", err)
	}
	other.Close()
	view(t, s)
}
