package graph

import (
	"context"
	"encoding/json"
	"fmt"
)

// formatVersion is the version of what is written: quads, records and the meaning of their keys. A store of a newer one
// is not opened. It goes up with every change that an older program would not understand.
const formatVersion = 1

// storeFormat is what a store says of itself.
type storeFormat struct {
	Version int    `json:"version"`
	IRIBase string `json:"iriBase"`
	// Restoring is the backup that is being restored: the store is not whole yet.
	Restoring string `json:"restoring,omitempty"`
}

// start reads what the store says of itself, or says it where it is new.
func (s *Store) start(ctx context.Context) error {
	snap, err := s.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	known, err := s.readFormat(ctx, snap)
	if err == nil && known {
		var revision uint64
		revision, err = readRevision(ctx, snap)
		s.raise(revision)
	}
	snap.release()
	if err != nil || known {
		return err
	}
	return s.change(ctx, func() (*commit, uint64, error) {
		snap, err := s.engine.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		if known, err := s.readFormat(ctx, snap); err != nil || known {
			return nil, 0, err // another process was faster
		}
		value, err := json.Marshal(storeFormat{Version: formatVersion, IRIBase: s.opt.IRIBase})
		if err != nil {
			return nil, 0, fmt.Errorf("graph: %w", err)
		}
		return &commit{records: []change{{record: record{string(formatKind), string(value)}}}}, 0, nil
	})
}

// readFormat says whether the store has a format, and fails where it is one that this Store cannot work with.
func (s *Store) readFormat(ctx context.Context, r reader) (known bool, err error) {
	value, known, err := r.get(ctx, string(formatKind))
	if err != nil {
		return false, err
	}
	if !known {
		for _, err := range r.scan(ctx, "", "", false) {
			if err == nil {
				err = fmt.Errorf("graph: there are records and no format version: %w", ErrFormat)
			}
			return false, err
		}
		return false, nil
	}
	var f storeFormat
	if err := json.Unmarshal([]byte(value), &f); err != nil {
		return false, fmt.Errorf("graph: the store's format %q: %w: %w", value, ErrFormat, err)
	}
	if f.Version > formatVersion {
		return false, fmt.Errorf("graph: the store has format %d and this version reads up to %d; use a newer version: %w", f.Version, formatVersion, ErrFormat)
	}
	if f.IRIBase != s.opt.IRIBase {
		return false, fmt.Errorf("graph: the store has the IRI base %s and the config has %s; set iri_base to that of the store: %w", f.IRIBase, s.opt.IRIBase, ErrFormat)
	}
	if f.Restoring != "" && s.opt.restoring == "" {
		return false, fmt.Errorf("graph: the store is not whole: restoring a backup into it has not ended; restore the same file again, or remove the store: %w", ErrFormat)
	}
	if f.Restoring != "" && f.Restoring != s.opt.restoring {
		return false, fmt.Errorf("graph: restoring another backup into the store has not ended; restore that one again, or remove the store: %w", ErrFormat)
	}
	return true, nil
}
