package quadstore

import (
	"context"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// ApplyDeltas makes changes in their order, in one commit, on the disk when it returns. A quad that is there already, or
// is not there to be deleted, is a *graph.DeltaError unless opts has it ignored; any error means that nothing changed.
func (s *Store) ApplyDeltas(deltas []graph.Delta, opts graph.IgnoreOpts) error {
	b := &Batch{ops: make([]operation, 0, len(deltas))}
	for _, d := range deltas {
		op := operation{quad: d.Quad}
		switch {
		case d.Action == graph.Add && opts.IgnoreDup:
			op.act = actAdd
		case d.Action == graph.Add:
			op.act = actAddNew
		case d.Action == graph.Delete && opts.IgnoreMissing:
			op.act = actDelete
		case d.Action == graph.Delete:
			op.act = actDeleteKnown
		default:
			return &graph.DeltaError{Delta: d, Err: graph.ErrInvalidAction}
		}
		b.ops = append(b.ops, op)
	}
	return s.Apply(context.Background(), b)
}

// writerGroup is how many quads a quad writer commits together.
const writerGroup = 10_000

// NewQuadWriter gives a writer that adds quads in large groups, each one commit. What it was given is on the disk when
// Close returns without an error. Quads that are there already are no error.
func (s *Store) NewQuadWriter() (quad.WriteCloser, error) {
	if err := s.writable(); err != nil {
		return nil, err
	}
	return &quadWriter{s: s}, nil
}

type quadWriter struct {
	s     *Store
	batch Batch
}

// WriteQuad is part of quad.Writer.
func (w *quadWriter) WriteQuad(q quad.Quad) error {
	w.batch.Add(q)
	if w.batch.Len() < writerGroup {
		return nil
	}
	return w.flush()
}

// WriteQuads is part of quad.Writer. The quads are on the disk when it returns.
func (w *quadWriter) WriteQuads(quads []quad.Quad) (int, error) {
	w.batch.Add(quads...)
	if err := w.flush(); err != nil {
		return 0, err
	}
	return len(quads), nil
}

func (w *quadWriter) flush() error {
	defer w.batch.Reset()
	return w.s.Apply(context.Background(), &w.batch)
}

// Close is part of quad.WriteCloser.
func (w *quadWriter) Close() error {
	if w.batch.Len() == 0 {
		return nil
	}
	return w.flush()
}
