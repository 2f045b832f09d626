package pgstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/cayleygraph/quad"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Snapshot is a store as it was when it was taken, whatever is written meanwhile. It has a connection of its own, and must
// be closed. It is safe for concurrent use; its questions are asked one after the other. A question that fails, as one whose
// context ends, ends the walks over quads and paths that are going on, and nothing else.
type Snapshot struct {
	s     *Store
	quads int64

	mu      sync.Mutex
	conn    *pgxpool.Conn // nil when it is closed
	cursors int           // so far
}

// Snapshot takes a snapshot of the last commit of any process.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	snap := &Snapshot{s: s}
	var err error
	snap.conn, err = s.begin(ctx, s.readers, func(b *pgx.Batch) {
		b.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
		// The state is that of the first question, which must be asked now.
		b.Queue("SELECT quads FROM newsgraph_meta").QueryRow(func(r pgx.Row) error { return r.Scan(&snap.quads) })
		b.Queue("SAVEPOINT " + savepoint)
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.snapshots[snap] = struct{}{}
	}
	s.mu.Unlock()
	if closed {
		_ = snap.Close()
		return nil, fmt.Errorf("pgstore: %w", ErrClosed)
	}
	return snap, nil
}

// Close ends the snapshot. Closing again does nothing.
func (s *Snapshot) Close() error {
	s.mu.Lock()
	conn := s.conn
	s.conn = nil
	s.mu.Unlock()
	if conn == nil {
		return nil
	}
	s.s.discard(conn)
	s.s.mu.Lock()
	delete(s.s.snapshots, s)
	s.s.mu.Unlock()
	return nil
}

// Count is how many quads there are.
func (s *Snapshot) Count() int64 { return s.quads }

// ask gives f the connection.
func (s *Snapshot) ask(ctx context.Context, f func(conn *pgx.Conn) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	if s.conn == nil {
		return fmt.Errorf("pgstore: the snapshot is %w", ErrClosed)
	}
	conn := s.conn.Conn()
	err := f(conn)
	if err != nil && ctx.Err() == nil && isCancelled(err) { // by the end of an earlier question
		if err = s.resume(conn); err == nil {
			err = f(conn)
		}
	}
	if err == nil {
		return nil
	}
	_ = s.resume(conn) // what fails here fails the next question
	return describe(ctx, err)
}

// savepoint is the place to which a transaction goes back when a question has failed: the state that it sees stays.
const savepoint = "begun"

func (s *Snapshot) resume(conn *pgx.Conn) error {
	if conn.PgConn().TxStatus() != 'E' {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	return execute(ctx, conn, "ROLLBACK TO SAVEPOINT "+savepoint, nil)
}

// isCancelled says whether the server has stopped a statement because it was told to.
func isCancelled(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == "57014"
}

// Range is the records with From <= key < To in order, or from the last to the first; an empty To is open.
type Range struct {
	From, To string
	Down     bool
	Limit    int // 0 is none
}

// Questions are asked in one round trip. What the fields are filled with stands beside them.
type Questions struct {
	Keys     []string
	Values   map[string]string // of those keys that there are
	Ranges   []Range
	Records  [][]Record // of each range
	Subjects []quad.Value
	Quads    [][]quad.Quad // of each subject, in no order
}

// Ask answers questions.
func (s *Snapshot) Ask(ctx context.Context, q *Questions) error {
	q.Values = make(map[string]string, len(q.Keys))
	q.Records = make([][]Record, len(q.Ranges))
	q.Quads = make([][]quad.Quad, len(q.Subjects))
	var b pgx.Batch
	if len(q.Keys) > 0 {
		queueKeys(&b, q)
	}
	queueRanges(&b, q, false)
	queueRanges(&b, q, true)
	var rows [][]row
	if len(q.Subjects) > 0 {
		rows = make([][]row, len(q.Subjects))
		queueSubjects(&b, q.Subjects, rows)
	}
	if b.Len() == 0 {
		return ctx.Err()
	}
	if err := s.ask(ctx, func(conn *pgx.Conn) error { return conn.SendBatch(ctx, &b).Close() }); err != nil {
		return err
	}
	quads, err := s.resolve(ctx, slices.Concat(rows...))
	for i := range rows {
		n := min(len(rows[i]), len(quads))
		q.Quads[i], quads = quads[:n:n], quads[n:]
	}
	return err
}

func queueKeys(b *pgx.Batch, q *Questions) {
	keys := make([][]byte, len(q.Keys))
	for i, key := range q.Keys {
		keys[i] = bytesOf(key)
	}
	b.Queue(`SELECT key, value FROM newsgraph_records WHERE key = ANY($1)`, keys).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var rec Record
			if err := scanRecord(rows, &rec); err != nil {
				return err
			}
			q.Values[rec.Key] = rec.Value
		}
		return rows.Err()
	})
}

// scanRecord reads key and value, and what stands before them.
func scanRecord(rows pgx.Rows, rec *Record, before ...any) error {
	var key, value []byte
	if err := rows.Scan(append(before, &key, &value)...); err != nil {
		return err
	}
	rec.Key, rec.Value = owned(key), owned(value)
	return nil
}

// noLimit stands for a range without a limit.
const noLimit = 1<<31 - 1

const (
	rangesUp = `SELECT r.i, k.key, k.value FROM unnest($1::bytea[], $2::bytea[], $3::int[], $4::int[]) AS r(lo, hi, n, i)
		CROSS JOIN LATERAL (SELECT key, value FROM newsgraph_records WHERE key >= r.lo AND key < r.hi ORDER BY key LIMIT r.n) AS k`
	rangesDown = `SELECT r.i, k.key, k.value FROM unnest($1::bytea[], $2::bytea[], $3::int[], $4::int[]) AS r(lo, hi, n, i)
		CROSS JOIN LATERAL (SELECT key, value FROM newsgraph_records WHERE key >= r.lo AND key < r.hi ORDER BY key DESC LIMIT r.n) AS k`
)

// queueRanges asks for the ranges of one direction.
func queueRanges(b *pgx.Batch, q *Questions, down bool) {
	var lo, hi [][]byte
	var limits, places []int32
	for i, r := range q.Ranges {
		if r.Down != down {
			continue
		}
		to, limit := r.To, r.Limit
		if to == "" {
			to = endOfKeys
		}
		if limit <= 0 {
			limit = noLimit
		}
		lo, hi = append(lo, bytesOf(r.From)), append(hi, bytesOf(to))
		limits, places = append(limits, int32(limit)), append(places, int32(i))
	}
	if len(lo) == 0 {
		return
	}
	query := rangesUp
	if down {
		query = rangesDown
	}
	b.Queue(query, lo, hi, limits, places).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var at int32
			var rec Record
			if err := scanRecord(rows, &rec, &at); err != nil {
				return err
			}
			q.Records[at] = append(q.Records[at], rec)
		}
		for _, at := range places {
			inOrder(q.Records[at], down) // a join promises none, though this one has it
		}
		return rows.Err()
	})
}

func inOrder(list []Record, down bool) {
	compare := func(a, b Record) int { return strings.Compare(a.Key, b.Key) }
	if down {
		compare = func(a, b Record) int { return strings.Compare(b.Key, a.Key) }
	}
	if !slices.IsSortedFunc(list, compare) {
		slices.SortFunc(list, compare)
	}
}

func queueSubjects(b *pgx.Batch, subjects []quad.Value, found [][]row) {
	places := make(map[hash][]int, len(subjects))
	var keys [][]byte
	for i, subject := range subjects {
		h := hashOf(canonical(subject))
		if places[h] == nil {
			keys = append(keys, h[:])
		}
		places[h] = append(places[h], i)
	}
	b.Queue(`SELECT subject_hash, predicate_hash, object_hash, label_hash FROM quads WHERE subject_hash = ANY($1)`, keys).
		Query(func(rows pgx.Rows) error {
			for rows.Next() {
				r, err := scanRow(rows)
				if err != nil {
					return err
				}
				for _, i := range places[r[0]] {
					found[i] = append(found[i], r)
				}
			}
			return rows.Err()
		})
}

func scanRow(rows pgx.Rows) (r row, err error) {
	var parts [4][]byte
	err = rows.Scan(&parts[0], &parts[1], &parts[2], &parts[3])
	for i, part := range parts {
		copy(r[i][:], part)
	}
	return r, err
}

// Get is the value under a key, and whether there is one.
func (s *Snapshot) Get(ctx context.Context, key string) (value string, ok bool, err error) {
	q := Questions{Keys: []string{key}}
	if err := s.Ask(ctx, &q); err != nil {
		return "", false, err
	}
	value, ok = q.Values[key]
	return value, ok, nil
}

// The sizes of the parts in which ranges are read: most who ask want the first few records.
const (
	firstPart = 32
	lastPart  = 4096
)

// Scan gives the records of a range. An error is the last element.
func (s *Snapshot) Scan(ctx context.Context, r Range) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		left := r.Limit
		if left <= 0 {
			left = noLimit
		}
		for size := firstPart; left > 0; size = min(size*4, lastPart) {
			part := r
			part.Limit = min(size, left)
			q := Questions{Ranges: []Range{part}}
			if err := s.Ask(ctx, &q); err != nil {
				yield(Record{}, err)
				return
			}
			for _, rec := range q.Records[0] {
				if err := ctx.Err(); err != nil {
					yield(Record{}, fmt.Errorf("pgstore: %w", err))
					return
				}
				if !yield(rec, nil) {
					return
				}
			}
			n := len(q.Records[0])
			if left -= n; n < part.Limit {
				return
			}
			if last := q.Records[0][n-1].Key; r.Down {
				r.To = last
			} else {
				r.From = last + "\x00"
			}
		}
	}
}

// owned is a text of bytes that nobody else has and nobody will change.
func owned(data []byte) string { return unsafe.String(unsafe.SliceData(data), len(data)) }

// bytesOf are the bytes of a text, which must not be changed.
func bytesOf(s string) []byte {
	if s == "" {
		return []byte{} // which is not NULL
	}
	return unsafe.Slice(unsafe.StringData(s), len(s))
}
