package graph

import (
	"context"
	"fmt"
)

// Compact gives back the room that is taken by what is gone. Reads go on beside it, and changes wait for a part of it.
func (s *Store) Compact(ctx context.Context) error {
	if err := s.writer.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("graph: waiting for a change: %w", err)
	}
	defer s.writer.Release(1)
	if s.closed.Load() {
		return ErrClosed
	}
	return s.engine.compact(ctx)
}

// Size is how many bytes the store takes on the disk; 0 in memory.
func (s *Store) Size(ctx context.Context) (int64, error) {
	if s.closed.Load() {
		return 0, ErrClosed
	}
	return s.engine.size(ctx)
}
