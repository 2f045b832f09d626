package pgstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// ApplyDeltas makes changes in their order, in one commit. A quad that is there already, or is not there to be deleted, is
// a *graph.DeltaError unless opts has it ignored; any error means that nothing changed.
func (qs *QuadStore) ApplyDeltas(deltas []graph.Delta, opts graph.IgnoreOpts) error {
	if qs.write == nil {
		return fmt.Errorf("pgstore: snapshot: %w", ErrReadOnly)
	}
	ctx := context.Background()
	w, err := qs.write.Lock(ctx)
	if err != nil {
		return err
	}
	defer w.Release()
	e := newEdit(nil, "")
	rows := make([]row, len(deltas))
	for i, d := range deltas {
		if rows[i], err = e.row(d.Quad); err != nil {
			return &graph.DeltaError{Delta: d, Err: err}
		}
	}
	old, err := w.there(ctx, rows)
	if err != nil {
		return err
	}
	now := make(map[row]bool, len(rows))
	for r := range old {
		now[r] = true
	}
	for i, d := range deltas {
		if err := step(d, now[rows[i]], opts); err != nil {
			return &graph.DeltaError{Delta: d, Err: err}
		}
		now[rows[i]] = d.Action == graph.Add
	}
	for r, there := range now {
		horizon, was := old[r]
		if there && !was {
			e.add(r)
		} else if was && !there {
			e.delete(r, horizon)
		}
	}
	return w.finish(ctx, e)
}

// step says what is wrong with a delta where its quad is there, or is not.
func step(d graph.Delta, there bool, opts graph.IgnoreOpts) error {
	switch {
	case d.Action != graph.Add && d.Action != graph.Delete:
		return graph.ErrInvalidAction
	case d.Action == graph.Add && there && !opts.IgnoreDup:
		return graph.ErrQuadExists
	case d.Action == graph.Delete && !there && !opts.IgnoreMissing:
		return graph.ErrQuadNotExist
	}
	return nil
}

// there are those of some rows that are in the table.
func (w *Writer) there(ctx context.Context, rows []row) (rowsOf, error) {
	found := map[hash]rowsOf{}
	for some := range slices.Chunk(rows, part) {
		var columns [4][][]byte
		for i := range some {
			for j := range columns {
				columns[j] = append(columns[j], orNull(some[i][j]))
			}
		}
		// The second part is for quads without a label, which no comparison of labels finds. Objects are compared in a way
		// that no index serves: by the index of objects the server would go through all quads of a type for each row.
		err := w.find(ctx, found, `SELECT q.horizon, q.subject_hash, q.predicate_hash, q.object_hash, q.label_hash
			FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[]) AS a(s, p, o, l)
			JOIN quads q ON q.subject_hash = a.s AND q.predicate_hash = a.p AND q.object_hash || '' = a.o AND q.label_hash = a.l
			UNION ALL SELECT q.horizon, q.subject_hash, q.predicate_hash, q.object_hash, q.label_hash
			FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[]) AS a(s, p, o, l)
			JOIN quads q ON q.subject_hash = a.s AND q.predicate_hash = a.p AND q.object_hash || '' = a.o
			WHERE a.l IS NULL AND q.label_hash IS NULL`, columns[0], columns[1], columns[2], columns[3])
		if err != nil {
			return nil, err
		}
	}
	all := rowsOf{}
	for _, rows := range found {
		for r, horizon := range rows {
			all[r] = horizon
		}
	}
	return all, nil
}

// NewQuadWriter gives a writer that adds quads in large groups, each one commit. What it was given is stored when Close
// returns without an error. Quads that are there already are no error.
func (qs *QuadStore) NewQuadWriter() (quad.WriteCloser, error) {
	if qs.write == nil {
		return nil, fmt.Errorf("pgstore: snapshot: %w", ErrReadOnly)
	}
	return &quadWriter{qs: qs}, nil
}

type quadWriter struct {
	qs     *QuadStore
	deltas []graph.Delta
}

// WriteQuad is part of quad.Writer.
func (w *quadWriter) WriteQuad(q quad.Quad) error {
	w.deltas = append(w.deltas, graph.Delta{Quad: q, Action: graph.Add})
	if len(w.deltas) < part {
		return nil
	}
	return w.flush()
}

// WriteQuads is part of quad.Writer. The quads are stored when it returns.
func (w *quadWriter) WriteQuads(quads []quad.Quad) (int, error) {
	for _, q := range quads {
		w.deltas = append(w.deltas, graph.Delta{Quad: q, Action: graph.Add})
	}
	if err := w.flush(); err != nil {
		return 0, err
	}
	return len(quads), nil
}

func (w *quadWriter) flush() error {
	err := w.qs.ApplyDeltas(w.deltas, graph.IgnoreOpts{IgnoreDup: true})
	w.deltas = w.deltas[:0]
	return err
}

// Close is part of quad.WriteCloser.
func (w *quadWriter) Close() error {
	if len(w.deltas) == 0 {
		return nil
	}
	return w.flush()
}
