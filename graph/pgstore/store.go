package pgstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store is quads and records in a database. It is safe for concurrent use, as are several Stores of several processes on
// one database.
type Store struct {
	opt     Options
	channel string        // of notifications
	lock    int64         // the advisory lock of writers
	readers *pgxpool.Pool // connections of snapshots
	writers *pgxpool.Pool // and of writers, so that neither waits for the other
	values  cache

	mu        sync.Mutex
	closed    bool
	snapshots map[*Snapshot]struct{}

	background sync.WaitGroup // listening, analysing
	stop       context.CancelFunc
	ending     context.Context
	analysing  atomic.Bool
}

// writerConns is how many connections write: one does, another counts and cleans up.
const writerConns = 2

// Open opens the store in the database at an address, and makes its tables where there are none. A password never is in
// an error.
func Open(ctx context.Context, address string, opt Options) (*Store, error) {
	config, err := opt.config(address)
	if err != nil {
		return nil, err
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		// Compiled plans are for long queries; Cayley's paths are joins of many tables, whose order matters.
		_, err := conn.Exec(ctx, "SET jit = off; SET join_collapse_limit = 20; SET from_collapse_limit = 20", pgx.QueryExecModeSimpleProtocol)
		return err
	}
	config.ConnConfig.BuildContextWatcherHandler = stopStatement
	s := &Store{opt: opt, snapshots: map[*Snapshot]struct{}{}}
	s.ending, s.stop = context.WithCancel(context.Background())
	if s.readers, err = pgxpool.NewWithConfig(s.ending, config); err != nil {
		s.stop()
		return nil, fmt.Errorf("pgstore: %w", err)
	}
	config = config.Copy()
	config.MaxConns, config.MinConns = writerConns, 0
	if s.writers, err = pgxpool.NewWithConfig(s.ending, config); err != nil {
		s.stop()
		s.readers.Close()
		return nil, fmt.Errorf("pgstore: %w", err)
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// stopStatement has the server stop a statement whose context has ended; the connection is given up only where that takes
// long, as it does where the server is gone.
func stopStatement(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: endTimeout}
}

// start looks at the server and makes the tables.
func (s *Store) start(ctx context.Context) error {
	conn, err := s.acquire(ctx, s.writers)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := s.prepare(ctx, conn.Conn()); err != nil {
		return err
	}
	if s.opt.Notified != nil {
		s.background.Go(s.listen)
	}
	return nil
}

// Close ends all snapshots and gives the connections back.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	open := make([]*Snapshot, 0, len(s.snapshots))
	for snapshot := range s.snapshots {
		open = append(open, snapshot)
	}
	s.mu.Unlock()
	for _, snapshot := range open {
		_ = snapshot.Close()
	}
	s.stop()
	s.background.Wait()
	s.readers.Close()
	s.writers.Close()
	return nil
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// acquire waits for a connection.
func (s *Store) acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("pgstore: %w", err)
	}
	if s.isClosed() {
		return nil, fmt.Errorf("pgstore: %w", ErrClosed)
	}
	limited, cancel := context.WithTimeout(ctx, s.opt.Wait)
	defer cancel()
	conn, err := pool.Acquire(limited)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("pgstore: waiting for a connection: %w", ctx.Err())
	case s.isClosed():
		return nil, fmt.Errorf("pgstore: %w", ErrClosed)
	case limited.Err() != nil && pool.Stat().AcquiredConns() >= pool.Config().MaxConns:
		return nil, fmt.Errorf("pgstore: %w: waited %v for one of %d; raise pool_max_conns in the address or read less at a time", ErrBusy, s.opt.Wait, pool.Config().MaxConns)
	}
	return nil, fmt.Errorf("pgstore: %w", err)
}

// begin starts a transaction by some statements, all in one round trip. A connection that was lost while nobody used it is
// not the caller's trouble: those that are left in the pool go, and another is taken.
func (s *Store) begin(ctx context.Context, pool *pgxpool.Pool, queue func(*pgx.Batch)) (*pgxpool.Conn, error) {
	for again := true; ; again = false {
		conn, err := s.acquire(ctx, pool)
		if err != nil {
			return nil, err
		}
		var statements pgx.Batch // which is for one connection
		queue(&statements)
		if err = conn.SendBatch(ctx, &statements).Close(); err == nil {
			return conn, nil
		}
		lost := conn.Conn().IsClosed()
		s.discard(conn)
		if !lost || !again || ctx.Err() != nil {
			return nil, describe(ctx, err)
		}
		pool.Reset()
	}
}

// endTimeout is how long the end of a transaction may take before its connection is given up.
const endTimeout = 5 * time.Second

// discard undoes what was done in a transaction, if any, and gives the connection back.
func (s *Store) discard(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	if !conn.Conn().IsClosed() && conn.Conn().PgConn().TxStatus() != 'I' {
		if _, err := conn.Exec(ctx, "ROLLBACK"); err != nil {
			_ = conn.Conn().Close(ctx) // the server undoes it then
		}
	}
	conn.Release()
}

// describe says of an error what the caller can do about it.
func describe(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("pgstore: %w", ended)
	}
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return fmt.Errorf("pgstore: the server says: %w", err)
	}
	return fmt.Errorf("pgstore: the connection to the server is lost: %w", err)
}
