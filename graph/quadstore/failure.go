package quadstore

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// failure is whether a store's disk failed, and why.
type failure struct {
	mu      sync.Mutex
	cause   error
	happen  chan struct{} // closed when it failed
	settled chan struct{} // closed when reads see what is on the disk

	// Of use once settled is closed.
	db   *pebble.DB // what is on the disk, for reading; nil where it could not be opened
	sure bool       // what db shows is there to stay
}

func (f *failure) init() {
	f.happen = make(chan struct{})
	f.settled = make(chan struct{})
}

// err is a writeError, or nil.
func (f *failure) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cause == nil {
		return nil
	}
	return &writeError{f.cause}
}

// settledErr is err, but once there is one reads see what is on the disk.
func (f *failure) settledErr() error {
	err := f.err()
	if err != nil {
		<-f.settled
	}
	return err
}

// writeError is ErrFailed with its cause.
type writeError struct{ cause error }

// Error is part of error.
func (e *writeError) Error() string { return fmt.Sprintf("quadstore: %v: %v", ErrFailed, e.cause) }

// Unwrap is for errors.Is.
func (e *writeError) Unwrap() []error { return []error{ErrFailed, e.cause} }

// fail notes the first failure: no write after it reaches the disk, and reads move to what is there. It may be called
// from inside the engine, with whatever locks that holds.
func (s *Store) fail(cause error) {
	s.failed.mu.Lock()
	defer s.failed.mu.Unlock()
	if s.failed.cause != nil {
		return
	}
	s.failed.cause = cause
	close(s.failed.happen)
	go s.degrade()
}

// degrade opens what is on the disk for reading. The engine that failed may show a commit that never got there; it is
// left to itself: nothing that it still does reaches the disk, and what already reads from it goes on.
func (s *Store) degrade() {
	defer close(s.failed.settled)
	s.gate.shut()
	s.opts.Logger.Error("store failed", "error", s.failed.err())
	if s.cur.Load() == nil {
		return // it was being opened
	}
	s.failed.sure = s.syncLogs() == nil
	db, err := pebble.Open(s.opts.Dir, s.pebbleOptions(unlocked{s.opts.FS}, true))
	if err != nil {
		s.opts.Logger.Error("store could not be opened again for reading", "error", err)
		return
	}
	s.failed.db = db
	s.setLive(newReader(s, db, nil))
}

// unlocked is a file system that the store has locked already.
type unlocked struct{ vfs.FS }

// Lock is part of vfs.FS.
func (unlocked) Lock(string) (io.Closer, error) { return noLock{}, nil }

// Unwrap is part of vfs.FS.
func (u unlocked) Unwrap() vfs.FS { return u.FS }

// syncLogs makes durable what was written to the log before the failure, so that what can be read now stays.
func (s *Store) syncLogs() error {
	names, err := s.opts.FS.List(s.opts.Dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".log") {
			err = errors.Join(err, syncFile(s.opts.FS, s.opts.FS.PathJoin(s.opts.Dir, name)))
		}
	}
	return err
}

func syncFile(fs vfs.FS, name string) error {
	f, err := fs.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// survived says whether a commit that reported a failure is in the store all the same, for good.
func (s *Store) survived(revision uint64) bool {
	if !s.failed.sure || s.failed.db == nil {
		return false
	}
	state, err := s.cur.Load().counters()
	return err == nil && state.revision >= revision
}

// guard runs what may write. Where the engine stands still after a failure (see gate and engineLog), or panics, the
// caller gets ErrFailed, and by then reads see what is on the disk.
func (s *Store) guard(run func() error) error {
	if err := s.failed.settledErr(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("engine: %v", p)
				s.fail(err)
			}
			done <- err
		}()
		err = run()
	}()
	var err error
	select {
	case err = <-done:
		if err == nil || s.failed.err() == nil {
			return err
		}
	case <-s.failed.happen:
		select {
		case err = <-done:
			if err == nil {
				return nil
			}
		default:
		}
	}
	return s.failed.settledErr()
}

func (s *Store) pebbleOptions(to vfs.FS, readOnly bool) *pebble.Options {
	log := engineLog{log: s.opts.Logger, fail: s.fail}
	return s.opts.pebble(to, readOnly, log, &pebble.EventListener{
		BackgroundError: func(err error) {
			s.opts.Logger.Error("store: background work", "error", err)
			if s.failed.err() != nil {
				runtime.Goexit() // or the engine would try again at once, for ever; its locks allow this here
			}
		},
		DataCorruption: func(info pebble.DataCorruptionInfo) {
			s.fail(fmt.Errorf("%w: %s: %w", ErrCorrupt, info.Path, info.Details))
		},
	})
}

// abandon lets go of the folder of a store that failed or could not be opened. An engine that failed is left as it is:
// its goroutines stand still, and may hold whatever closing it would wait for.
func (s *Store) abandon() {
	s.closeReaders()
	var err error
	if s.db != nil && s.failed.err() == nil {
		err = s.guard(s.db.Close)
	}
	if s.failed.err() != nil {
		<-s.failed.settled
		if s.failed.db != nil {
			err = s.failed.db.Close()
		}
	}
	if err != nil {
		s.opts.Logger.Warn("store: close", "error", err)
	}
	s.gate.shut()
	_ = s.lock.Close()
}
