package pgstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cayleygraph/quad"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// commitTimeout is how long a commit may take that has been sent to the server. It is not given up when its context ends:
// nobody would know whether it was made.
const commitTimeout = 10 * time.Minute

// Writer is the only one of all processes that can write. It is for one goroutine, makes one commit and must be released.
type Writer struct {
	s    *Store
	conn *pgxpool.Conn // nil when it was released
}

// Lock waits until no other writer of any process is left. The lock is lost with the connection, and Commit fails then.
func (s *Store) Lock(ctx context.Context) (*Writer, error) {
	conn, err := s.begin(ctx, s.writers, func(b *pgx.Batch) {
		b.Queue("BEGIN")
		// A machine that is gone does not keep the lock for hours; the keepalives are nothing to a connection on the same
		// machine. Long lists would be looked at to make plans, which are always the same.
		b.Queue(`SELECT set_config('tcp_keepalives_idle', '30', true), set_config('tcp_keepalives_interval', '10', true),
			set_config('tcp_keepalives_count', '6', true), set_config('plan_cache_mode', 'force_generic_plan', true)`)
		b.Queue("SELECT pg_advisory_xact_lock($1)", s.lock)
	})
	if err != nil {
		return nil, err
	}
	return &Writer{s: s, conn: conn}, nil
}

// Release lets the next writer in. What was not committed is undone. Releasing again does nothing.
func (w *Writer) Release() {
	if w.conn != nil {
		w.s.discard(w.conn)
		w.conn = nil
	}
}

// Commit makes a batch durable, all of it or nothing. The writer can only be released then.
func (w *Writer) Commit(ctx context.Context, b *Batch) error {
	for i := range b.Records {
		if err := checkKey(b.Records[i].Key); err != nil {
			return err
		}
	}
	e := newEdit(b.Records, b.Notify)
	if len(b.Labels) > 0 {
		old, err := w.labelled(ctx, b.Labels)
		if err != nil {
			return err
		}
		for label, quads := range b.Labels {
			if err := e.label(label, old[hashOf(canonical(label))], quads); err != nil {
				return err
			}
		}
	}
	if err := w.edit(ctx, e, b.Removed, b.Added); err != nil {
		return err
	}
	return w.finish(ctx, e)
}

// edit takes those of some quads away that are there, and then puts those of others in that are not.
func (w *Writer) edit(ctx context.Context, e *edit, removed, added []quad.Quad) error {
	if len(removed)+len(added) == 0 {
		return nil
	}
	out, err := e.rows(removed)
	if err != nil {
		return err
	}
	in, err := e.rows(added)
	if err != nil {
		return err
	}
	old, err := w.there(ctx, append(slices.Clone(out), in...))
	if err != nil {
		return err
	}
	stay := make(map[row]bool, len(in))
	for _, r := range in {
		if _, there := old[r]; !there && !stay[r] {
			e.add(r)
		}
		stay[r] = true
	}
	for _, r := range out {
		if horizon, there := old[r]; there && !stay[r] {
			stay[r] = true // not twice
			e.delete(r, horizon)
		}
	}
	return nil
}

// rowsOf are quads by what they are, with the key that they have in the table.
type rowsOf map[row]int64

// labelled are the quads that some labels have now.
func (w *Writer) labelled(ctx context.Context, labels map[quad.Value][]quad.Quad) (map[hash]rowsOf, error) {
	var keys [][]byte
	for label := range labels {
		h := hashOf(canonical(label))
		keys = append(keys, h[:])
	}
	found := map[hash]rowsOf{}
	err := w.find(ctx, found, `SELECT horizon, subject_hash, predicate_hash, object_hash, label_hash FROM quads WHERE label_hash = ANY($1)`, keys)
	return found, err
}

// find adds the quads that a query gives, by label.
func (w *Writer) find(ctx context.Context, found map[hash]rowsOf, query string, args ...any) error {
	if w.conn == nil {
		return fmt.Errorf("pgstore: the writer was released: %w", ErrClosed)
	}
	rows, err := w.conn.Query(ctx, query, args...)
	if err != nil {
		return describe(ctx, err)
	}
	defer rows.Close()
	var horizon int64
	var parts [4][]byte
	for rows.Next() {
		if err := rows.Scan(&horizon, &parts[0], &parts[1], &parts[2], &parts[3]); err != nil {
			return describe(ctx, err)
		}
		var r row
		for i, part := range parts {
			copy(r[i][:], part)
		}
		if found[r[3]] == nil {
			found[r[3]] = rowsOf{}
		}
		found[r[3]][r] = horizon
	}
	return describe(ctx, rows.Err())
}

// finish writes an edit and commits it.
func (w *Writer) finish(ctx context.Context, e *edit) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	if w.conn == nil {
		return fmt.Errorf("pgstore: the writer was released: %w", ErrClosed)
	}
	var b pgx.Batch
	if err := e.queue(&b); err != nil {
		return err
	}
	var quads, analysed int64
	b.Queue(`UPDATE newsgraph_meta SET revision = revision + 1, quads = quads + $1 RETURNING quads, analysed`, len(e.added)-len(e.deleted)).
		QueryRow(func(r pgx.Row) error { return r.Scan(&quads, &analysed) })
	if e.notify != "" {
		b.Queue(`SELECT pg_notify($1, $2)`, w.s.channel, e.notify)
	}
	b.Queue("COMMIT")
	sent, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	if err := w.conn.SendBatch(sent, &b).Close(); err != nil {
		w.Release()
		return fmt.Errorf("pgstore: nothing of the change was acknowledged: %w", describe(sent, err))
	}
	w.Release()
	w.s.analyse(quads, analysed)
	return nil
}

// edit is what a change does to the tables.
type edit struct {
	added   []row
	deleted []int64
	refs    map[hash]int        // how many more places of quads have a value
	values  map[hash]quad.Value // of what is added
	records []Change
	notify  string
}

func newEdit(records []Change, notify string) *edit {
	return &edit{refs: map[hash]int{}, values: map[hash]quad.Value{}, records: records, notify: notify}
}

// label gives a label its quads.
func (e *edit) label(label quad.Value, old rowsOf, quads []quad.Quad) error {
	now := make(map[row]bool, len(quads))
	h := hashOf(canonical(label))
	for _, q := range quads {
		r, err := e.row(q)
		if err != nil {
			return err
		}
		if r[3] != h {
			return fmt.Errorf("pgstore: %w: a quad with the label %v among those of %v", ErrValue, q.Label, label)
		}
		if _, there := old[r]; !there && !now[r] {
			e.add(r)
		}
		now[r] = true
	}
	for r, horizon := range old {
		if !now[r] {
			e.delete(r, horizon)
		}
	}
	return nil
}

// rows are quads by their hashes. It notes their values.
func (e *edit) rows(quads []quad.Quad) ([]row, error) {
	rows := make([]row, len(quads))
	for i, q := range quads {
		var err error
		if rows[i], err = e.row(q); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// row is a quad by its hashes. It notes their values.
func (e *edit) row(q quad.Quad) (r row, err error) {
	for i, d := range quad.Directions {
		v := q.Get(d)
		if v == nil {
			if d != quad.Label {
				return r, fmt.Errorf("pgstore: %w: a quad without %v", ErrValue, d)
			}
			continue
		}
		v = canonical(v)
		r[i] = hashOf(v)
		if _, known := e.values[r[i]]; !known {
			e.values[r[i]] = v
		}
	}
	return r, nil
}

func (e *edit) add(r row) {
	e.added = append(e.added, r)
	e.count(r, 1)
}

func (e *edit) delete(r row, horizon int64) {
	e.deleted = append(e.deleted, horizon)
	e.count(r, -1)
}

func (e *edit) count(r row, n int) {
	for _, h := range r {
		if h != (hash{}) {
			e.refs[h] += n
		}
	}
}

// part is how many rows one statement has.
const part = 10_000

// queue puts the statements of the edit into a batch.
func (e *edit) queue(b *pgx.Batch) error {
	var more, less []hash
	for h, n := range e.refs {
		switch {
		case n > 0:
			more = append(more, h)
		case n < 0:
			less = append(less, h)
		}
	}
	for hashes := range slices.Chunk(more, part) {
		if err := e.queueNodes(b, hashes); err != nil {
			return err
		}
	}
	for horizons := range slices.Chunk(e.deleted, part) {
		b.Queue(`DELETE FROM quads WHERE horizon = ANY($1)`, horizons)
	}
	for rows := range slices.Chunk(e.added, part) {
		queueQuads(b, rows)
	}
	for hashes := range slices.Chunk(less, part) {
		e.queueFewer(b, hashes)
	}
	e.queueRecords(b)
	return nil
}

// queueNodes puts values in, or counts them up.
func (e *edit) queueNodes(b *pgx.Batch, hashes []hash) error {
	n := len(hashes)
	keys, refs, value := make([][]byte, n), make([]int32, n), make([][]byte, n)
	text, datatype, lang := make([]*string, n), make([]*string, n), make([]*string, n)
	iri, bnode, truth := make([]*bool, n), make([]*bool, n), make([]*bool, n)
	whole, float, at := make([]*int64, n), make([]*float64, n), make([]*time.Time, n)
	for i, h := range hashes {
		v, known := e.values[h]
		if !known {
			return errors.New("pgstore: a value that is added is not known")
		}
		c, err := columnsOf(v)
		if err != nil {
			return err
		}
		keys[i], refs[i], value[i] = hashes[i][:], int32(e.refs[h]), c.value
		text[i], datatype[i], lang[i] = c.text, c.datatype, c.lang
		iri[i], bnode[i], truth[i] = c.iri, c.bnode, c.truth
		whole[i], float[i], at[i] = c.whole, c.float, c.at
	}
	b.Queue(`INSERT INTO nodes (hash, refs, `+valueColumns+`)
		SELECT * FROM unnest($1::bytea[], $2::int[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[], $9::bigint[], $10::bool[], $11::float8[], $12::timestamptz[])
		ON CONFLICT (hash) DO UPDATE SET refs = nodes.refs + EXCLUDED.refs`,
		keys, refs, value, text, datatype, lang, iri, bnode, whole, truth, float, at)
	return nil
}

func queueQuads(b *pgx.Batch, rows []row) {
	var columns [4][][]byte
	for i := range columns {
		columns[i] = make([][]byte, len(rows))
		for j := range rows {
			if rows[j][i] != (hash{}) {
				columns[i][j] = rows[j][i][:]
			}
		}
	}
	b.Queue(`INSERT INTO quads (subject_hash, predicate_hash, object_hash, label_hash)
		SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[])`, columns[0], columns[1], columns[2], columns[3])
}

// queueFewer counts values down, and takes away those that no quad has any more.
func (e *edit) queueFewer(b *pgx.Batch, hashes []hash) {
	keys, fewer := make([][]byte, len(hashes)), make([]int32, len(hashes))
	for i, h := range hashes {
		keys[i], fewer[i] = hashes[i][:], int32(e.refs[h])
	}
	b.Queue(`UPDATE nodes SET refs = nodes.refs + d.n FROM unnest($1::bytea[], $2::int[]) AS d(hash, n) WHERE nodes.hash = d.hash`, keys, fewer)
	b.Queue(`DELETE FROM nodes WHERE hash = ANY($1) AND refs <= 0`, keys)
}

func (e *edit) queueRecords(b *pgx.Batch) {
	var keys, values, gone [][]byte
	for i := range e.records {
		r := &e.records[i]
		if r.Gone {
			gone = append(gone, bytesOf(r.Key))
			continue
		}
		keys, values = append(keys, bytesOf(r.Key)), append(values, bytesOf(r.Value))
	}
	for some := range slices.Chunk(gone, part) {
		b.Queue(`DELETE FROM newsgraph_records WHERE key = ANY($1)`, some)
	}
	for at := 0; at < len(keys); at += part {
		end := min(at+part, len(keys))
		b.Queue(`INSERT INTO newsgraph_records SELECT * FROM unnest($1::bytea[], $2::bytea[])
			ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`, keys[at:end], values[at:end])
	}
}
