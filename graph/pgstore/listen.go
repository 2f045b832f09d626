package pgstore

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// The times between attempts to connect again.
const (
	firstRetry = 100 * time.Millisecond
	lastRetry  = 10 * time.Second
)

// listen tells of commits until the store closes. It has a connection of its own and takes another where that is lost.
func (s *Store) listen() {
	wait := firstRetry
	for s.ending.Err() == nil {
		config := s.readers.Config().ConnConfig
		config.BuildContextWatcherHandler = stopWaiting
		conn, err := pgx.ConnectConfig(s.ending, config)
		if err == nil {
			wait = firstRetry
			err = s.hear(conn)
			_ = conn.Close(context.WithoutCancel(s.ending))
		}
		if s.ending.Err() != nil {
			return
		}
		s.opt.Logger.Warn("the database does not tell of changes; connecting again", "error", err)
		select {
		case <-s.ending.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastRetry)
	}
}

// stopWaiting gives up a connection that waits when its context ends: there is no statement that could be stopped.
func stopWaiting(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.DeadlineContextWatcherHandler{Conn: conn.Conn()}
}

// hear tells of commits until the connection is lost.
func (s *Store) hear(conn *pgx.Conn) error {
	if _, err := conn.Exec(s.ending, `LISTEN `+pgx.Identifier{s.channel}.Sanitize()); err != nil {
		return err
	}
	s.opt.Notified("")
	for {
		n, err := conn.WaitForNotification(s.ending)
		if err != nil {
			return err
		}
		s.opt.Notified(n.Payload)
	}
}
