package quadstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// reader reads one state of a store: that of a snapshot for as long as it is open, or the present one. Safe for
// concurrent use; closing it ends all cursors, wherever they are.
type reader struct {
	store *Store
	db    *pebble.DB
	snap  *pebble.Snapshot // nil: the present state
	still bool             // the state does not change while the reader is in use, so cursors can be used again

	mu      sync.RWMutex // read-held while the engine is asked
	closed  bool
	cursors map[*cursor]struct{} // all that are open
	idle    []*cursor            // of those, the ones that nobody uses

	errMu sync.Mutex
	err   error
}

// maxIdle is how many cursors are kept for the next question.
const maxIdle = 8

func newReader(s *Store, db *pebble.DB, snap *pebble.Snapshot) *reader {
	return &reader{store: s, db: db, snap: snap, still: snap != nil, cursors: map[*cursor]struct{}{}}
}

func (r *reader) source() pebble.Reader {
	if r.snap != nil {
		return r.snap
	}
	return r.db
}

func (r *reader) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.closed = true
	for c := range r.cursors {
		c.end(fmt.Errorf("quadstore: %w", ErrClosed))
	}
	r.cursors, r.idle = nil, nil
	if r.snap != nil {
		r.letGo(func() { _ = r.snap.Close() })
	}
}

// letGo runs what gives back a part of the engine. One that failed may stand still, so nobody waits for it.
func (r *reader) letGo(give func()) {
	if r.db == r.store.db && r.store.failed.err() != nil {
		go give()
	} else {
		give()
	}
}

// note keeps the first error of a method that has no error result.
func (r *reader) note(err error) {
	if err == nil {
		return
	}
	r.errMu.Lock()
	defer r.errMu.Unlock()
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) noted() error {
	r.errMu.Lock()
	defer r.errMu.Unlock()
	return r.err
}

// get gives a copy of the value of a key.
func (r *reader) get(key []byte) (value []byte, found bool, err error) {
	err = r.see(key, func(v []byte) error {
		value, found = bytes.Clone(v), true
		return nil
	})
	return value, found, err
}

// see shows the value of a key where it is there. A cursor that is there already finds it in half the time.
func (r *reader) see(key []byte, show func(value []byte) error) error {
	if !r.still {
		return r.seeOnce(key, show)
	}
	c, err := r.cursor()
	if err != nil {
		return err
	}
	defer c.close()
	return c.see(key, show)
}

func (r *reader) seeOnce(key []byte, show func(value []byte) error) error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return fmt.Errorf("quadstore: %w", ErrClosed)
	}
	value, done, err := r.source().Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("quadstore: read: %w", err)
	}
	defer done.Close()
	return show(value)
}

func (r *reader) has(key []byte) (found bool, err error) {
	err = r.see(key, func([]byte) error {
		found = true
		return nil
	})
	return found, err
}

func (r *reader) uint64(key []byte) (n uint64, err error) {
	err = r.see(key, func(v []byte) error {
		if len(v) != 8 {
			return fmt.Errorf("quadstore: %w: %q holds %d bytes", ErrCorrupt, key, len(v))
		}
		n = binary.BigEndian.Uint64(v)
		return nil
	})
	return n, err
}

func (r *reader) counters() (c counters, err error) {
	next, err := r.uint64(metaKey(metaNext))
	if err != nil {
		return c, err
	}
	quads, err := r.uint64(metaKey(metaQuads))
	if err != nil {
		return c, err
	}
	c.revision, err = r.uint64(metaKey(metaRevision))
	c.next, c.quads = max(1, ID(next)), int64(quads)
	return c, err
}

// empty says whether there is nothing at all.
func (r *reader) empty() (bool, error) {
	c, err := r.cursor()
	if err != nil {
		return false, err
	}
	defer c.close()
	found := c.seek([]byte{0}, []byte{0xff})
	return !found, c.err()
}

// live says whether any quad has the value.
func (r *reader) live(id ID) (bool, error) {
	c, err := r.cursor()
	if err != nil {
		return false, err
	}
	defer c.close()
	return c.live(id)
}

func (r *reader) diskSize() uint64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return 0
	}
	m := r.db.Metrics()
	return m.Table.Local.LiveSize + m.WAL.Size
}
