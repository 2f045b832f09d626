package pgstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// walk gives the rows of a query in parts.
type walk interface {
	// next gives scan each row of the next part, and says whether another may follow.
	next(ctx context.Context, scan func(pgx.Rows) error) (more bool, err error)
	close()
}

// walkPart is how many rows come in one round trip.
const walkPart = 2000

// cursor is a walk inside the transaction of a snapshot, beside which others go on and questions are asked.
type cursor struct {
	s      *Snapshot
	name   string // empty until it is opened
	query  string
	args   []any
	closed bool
}

func (s *Snapshot) walk(query string, args []any) walk {
	return &cursor{s: s, query: query, args: args}
}

func (c *cursor) next(ctx context.Context, scan func(pgx.Rows) error) (more bool, err error) {
	if c.closed {
		return false, nil
	}
	n := 0
	err = c.s.ask(ctx, func(conn *pgx.Conn) error {
		if c.name == "" {
			c.s.cursors++
			name := fmt.Sprintf("c%d", c.s.cursors)
			if err := execute(ctx, conn, "DECLARE "+name+" NO SCROLL CURSOR FOR "+c.query, c.args); err != nil {
				return err
			}
			c.name = name
		}
		rows, err := conn.Query(ctx, fmt.Sprintf("FETCH %d FROM %s", walkPart, c.name), pgx.QueryExecModeExec)
		if err != nil {
			return err
		}
		n, err = scanAll(rows, scan)
		return err
	})
	if err != nil || n < walkPart {
		c.close()
	}
	return n == walkPart && err == nil, err
}

// close gives the cursor's room back. The end of the snapshot would do that too.
func (c *cursor) close() {
	if c.closed || c.name == "" {
		c.closed = true
		return
	}
	c.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	_ = c.s.ask(ctx, func(conn *pgx.Conn) error {
		if conn.PgConn().TxStatus() != 'T' {
			return nil // the transaction has failed, and the cursor is gone
		}
		return execute(ctx, conn, "CLOSE "+c.name, nil)
	})
}

// execute makes a statement that is not worth preparing.
func execute(ctx context.Context, conn *pgx.Conn, statement string, args []any) error {
	_, err := conn.Exec(ctx, statement, append([]any{pgx.QueryExecModeExec}, args...)...)
	return err
}

func scanAll(rows pgx.Rows, scan func(pgx.Rows) error) (n int, err error) {
	defer rows.Close()
	for ; rows.Next(); n++ {
		if err := scan(rows); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// whole is a walk in one part.
type whole struct {
	ask   asking
	query string
	args  []any
}

func (s *Snapshot) all(query string, args []any) walk { return &whole{s.ask, query, args} }

func (w *whole) next(ctx context.Context, scan func(pgx.Rows) error) (more bool, err error) {
	return false, w.ask(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, w.query, append([]any{pgx.QueryExecModeCacheDescribe}, w.args...)...)
		if err != nil {
			return err
		}
		_, err = scanAll(rows, scan)
		return err
	})
}

func (w *whole) close() {}
