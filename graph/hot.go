package graph

import (
	"context"

	"newsgraph/internal/recent"
)

// hot is what was last read of one state, for all Views of it. A change makes another state, which begins with nothing, so
// nothing in it is ever out of date. Nobody may change what is in it. Safe for concurrent use.
type hot struct {
	revision   uint64
	statements *recent.Cache[string, *statementRow]
	entities   *recent.Cache[string, *entityRow]
	named      *recent.Cache[string, *Entity] // the same, with their names
	predicates *recent.Cache[string, *Predicate]
	ties       *recent.Cache[string, []tie] // of an entity with each other one, where a filter has nothing to test
}

// The sizes of hot, in rows and in statements of ties. Full, all of it takes some 60 MB.
const (
	hotRows = 1 << 14
	hotTies = 1 << 17
)

func newHot(revision uint64) *hot {
	return &hot{
		revision:   revision,
		statements: recent.New[string, *statementRow](hotRows),
		entities:   recent.New[string, *entityRow](hotRows),
		named:      recent.New[string, *Entity](hotRows),
		predicates: recent.New[string, *Predicate](hotRows),
		ties:       recent.New[string, []tie](hotTies),
	}
}

// hotOf is what was read of a state. What was read of the one before goes when nobody has a View of it any more.
func (s *Store) hotOf(revision uint64) *hot {
	h := s.hot.Load()
	if h == nil || h.revision < revision {
		next := newHot(revision)
		if s.hot.CompareAndSwap(h, next) {
			return next
		}
		h = s.hot.Load()
	}
	if h.revision != revision { // others were quicker, with a later state
		return newHot(revision)
	}
	return h
}

// remembered reads a thing, or gives what was read of it before. What is not there is not remembered.
func remembered[T any](ctx context.Context, known *recent.Cache[string, *T], id string, read func() (*T, error)) (*T, error) {
	if found, ok := known.Get(id); ok {
		return found, ctx.Err()
	}
	found, err := read()
	if err == nil && found != nil {
		known.Add(id, found, 1)
	}
	return found, err
}

// statementRow is the row of a statement, which nobody may change; nil where there is none.
func (v *View) statementRow(ctx context.Context, id string) (*statementRow, error) {
	read := func() (*statementRow, error) { return readStatement(ctx, v.snap, id) }
	if v.hot == nil {
		return read()
	}
	return remembered(ctx, v.hot.statements, id, read)
}

// entityRow is the row of an entity, which nobody may change; nil where there is none.
func (v *View) entityRow(ctx context.Context, id string) (*entityRow, error) {
	read := func() (*entityRow, error) { return readEntity(ctx, v.snap, id) }
	if v.hot == nil {
		return read()
	}
	return remembered(ctx, v.hot.entities, id, read)
}

// whole is an entity with its names, the caller's own but for its lists.
func (v *View) whole(ctx context.Context, row *entityRow) (*Entity, error) {
	read := func() (*Entity, error) { return row.materialise(ctx, v.snap) }
	if v.hot == nil {
		return read()
	}
	e, err := remembered(ctx, v.hot.named, row.ID, read)
	if err != nil {
		return nil, err
	}
	own := *e
	return &own, nil
}
