package pgstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// analyse has the server look at the tables anew when they have become twice as large as they were, so that it plans for
// what they are. It does not wait for that.
func (s *Store) analyse(quads, analysed int64) {
	const few = 10_000
	if quads < 2*analysed+few || !s.analysing.CompareAndSwap(false, true) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.background.Go(func() {
		defer s.analysing.Store(false)
		if err := s.maintain(s.ending, "ANALYZE nodes, quads, newsgraph_records", "UPDATE newsgraph_meta SET analysed = quads"); err != nil && s.ending.Err() == nil {
			s.opt.Logger.Warn("the database has not analysed its tables", "error", err)
		}
	})
}

// maintain makes statements, each for itself.
func (s *Store) maintain(ctx context.Context, statements ...string) error {
	conn, err := s.acquire(ctx, s.writers)
	if err != nil {
		return err
	}
	defer s.discard(conn)
	for _, text := range statements {
		if _, err := conn.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol); err != nil {
			return describe(ctx, err)
		}
	}
	return nil
}

// Compact takes away values that no quad has, of which there are none where nothing else wrote the tables, and gives back
// the room that is taken by what is gone.
func (s *Store) Compact(ctx context.Context) error {
	w, err := s.Lock(ctx)
	if err != nil {
		return err
	}
	_, err = w.conn.Exec(ctx, `DELETE FROM nodes WHERE refs <= 0`)
	if err == nil {
		_, err = w.conn.Exec(ctx, `COMMIT`)
	}
	w.Release()
	if err != nil {
		return describe(ctx, err)
	}
	return s.maintain(ctx, "VACUUM (ANALYZE) quads", "VACUUM (ANALYZE) nodes", "VACUUM (ANALYZE) newsgraph_records",
		"VACUUM newsgraph_meta", "UPDATE newsgraph_meta SET analysed = quads")
}

// Size is how many bytes the tables take on the server's disk.
func (s *Store) Size(ctx context.Context) (size int64, err error) {
	conn, err := s.acquire(ctx, s.readers)
	if err != nil {
		return 0, err
	}
	defer s.discard(conn)
	err = conn.QueryRow(ctx, `SELECT sum(pg_total_relation_size(name::regclass))::bigint
		FROM unnest(ARRAY['nodes', 'quads', 'newsgraph_records', 'newsgraph_meta']) AS name`).Scan(&size)
	return size, describe(ctx, err)
}

// listed is how many faults of a kind Check tells of.
const listed = 20

// Check says what is wrong with the tables, a line each: values that are not counted right, or are not what their hash
// says, quads with values that are not there, a count of quads that is wrong. It takes as long as reading all of them.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	var problems []string
	for _, look := range []func(context.Context) ([]string, error){snap.checkCount, snap.checkRefs, snap.checkValues} {
		found, err := look(ctx)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
	}
	return problems, nil
}

func (s *Snapshot) checkCount(ctx context.Context) (problems []string, err error) {
	var n int64
	err = s.ask(ctx, func(conn *pgx.Conn) error { return conn.QueryRow(ctx, `SELECT count(*) FROM quads`).Scan(&n) })
	if err == nil && n != s.quads {
		problems = append(problems, fmt.Sprintf("%d quads are counted, and there are %d", s.quads, n))
	}
	return problems, err
}

func (s *Snapshot) checkRefs(ctx context.Context) (problems []string, err error) {
	err = s.ask(ctx, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, `SELECT encode(coalesce(n.hash, u.hash), 'hex'), coalesce(n.refs, -1), coalesce(u.uses, 0)
			FROM nodes n FULL JOIN (
				SELECT hash, count(*) AS uses FROM (
					SELECT subject_hash AS hash FROM quads UNION ALL SELECT predicate_hash FROM quads
					UNION ALL SELECT object_hash FROM quads UNION ALL SELECT label_hash FROM quads WHERE label_hash IS NOT NULL
				) AS places GROUP BY hash
			) AS u ON n.hash = u.hash WHERE n.refs IS DISTINCT FROM u.uses ORDER BY 1 LIMIT $1`, listed)
		if err != nil {
			return err
		}
		_, err = scanAll(rows, func(rows pgx.Rows) error {
			var h string
			var refs, uses int64
			if err := rows.Scan(&h, &refs, &uses); err != nil {
				return err
			}
			switch {
			case refs < 0:
				problems = append(problems, fmt.Sprintf("%d places of quads have the value %s, which is not there", uses, h))
			default:
				problems = append(problems, fmt.Sprintf("the value %s is counted %d times, and %d places of quads have it", h, refs, uses))
			}
			return nil
		})
		return err
	})
	return problems, err
}

// checkValues wants every value under its hash.
func (s *Snapshot) checkValues(ctx context.Context) (problems []string, err error) {
	walk := s.walk(`SELECT hash, `+valueColumns+` FROM nodes`, nil)
	defer walk.close()
	for more := true; more && len(problems) < listed; {
		more, err = walk.next(ctx, func(rows pgx.Rows) error {
			h, v, err := scanNode(rows)
			if err != nil {
				problems = append(problems, fmt.Sprintf("the value %x cannot be read: %v", h, err))
			} else if hashOf(v) != h {
				problems = append(problems, fmt.Sprintf("%v stands under the hash %x of something else", v, h))
			}
			return nil
		})
		if err != nil {
			return problems, err
		}
	}
	return problems, nil
}
