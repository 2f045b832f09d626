package postgrestest_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"newsgraph/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func connect(t *testing.T, address string) (*pgx.Conn, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err == nil {
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
	}
	return conn, err
}

// TestDatabases wants two databases that know nothing of each other.
func TestDatabases(t *testing.T) {
	ctx := context.Background()
	for range 2 {
		conn, err := connect(t, postgrestest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(ctx, `CREATE TABLE t (i int)`); err != nil {
			t.Error(err)
		}
	}
}

// TestKill kills a server, which is gone then, and starts it again with what was committed.
func TestKill(t *testing.T) {
	ctx := context.Background()
	s := postgrestest.Start(t)
	address := s.Database(t)
	conn, err := connect(t, address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, `CREATE TABLE t AS SELECT 7 AS i`); err != nil {
		t.Fatal(err)
	}
	s.Kill(t)
	if _, err := connect(t, address); err == nil {
		t.Error("a killed server answers")
	}
	s.Restart(t)
	if conn, err = connect(t, address); err != nil {
		t.Fatal(err)
	}
	var i int
	if err := conn.QueryRow(ctx, `SELECT i FROM t`).Scan(&i); err != nil || i != 7 {
		t.Errorf("want 7, got %d, error %v", i, err)
	}
}
