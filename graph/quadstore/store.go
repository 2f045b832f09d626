package quadstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"newsgraph/internal/recent"
)

// Format is the version of what is written to the disk. A store of a newer version is not opened.
const Format = 1

// Store is an open store. As a graph.QuadStore it shows the present state, each iterator that of the moment when it
// began; a query that asks more than one thing should run on a Snapshot. All methods are safe for concurrent use: reads
// never wait for writes, and writes go one after another.
type Store struct {
	view
	opts Options
	gate *gate
	lock io.Closer
	db   *pebble.DB // what is written to; reads go through view

	values *recent.Cache[ID, quad.Value] // of readers and the writer: an ID never changes its value
	ids    *recent.Cache[string, ID]     // of the writer alone, so that no old snapshot can put an ID back that was swept

	writer chan struct{} // holds one token while somebody writes
	state  counters      // as of the last commit; belongs to the holder of writer
	shrunk map[ID]int    // how many quads labels lost of late; belongs to the holder of writer
	failed failure

	closing context.Context // ends when Close begins
	endWork context.CancelFunc
	working sync.WaitGroup

	mu        sync.Mutex
	live      []*reader // what view is and was
	snapshots map[*Snapshot]struct{}
	closed    bool
}

// counters are what the store knows of itself.
type counters struct {
	next     ID // the next number of the dictionary
	quads    int64
	revision uint64
}

// Open opens the store in opts.Dir, or makes one where the folder is missing or empty. Its errors are, among others,
// ErrLocked, ErrNewerFormat and ErrNotStore.
func Open(opts Options) (*Store, error) {
	opts = opts.withDefaults()
	s, err := open(opts)
	if failed := (*writeError)(nil); errors.As(err, &failed) {
		err = failed.cause
	}
	if err != nil {
		return nil, fmt.Errorf("quadstore: %s: %w", opts.Dir, err)
	}
	return s, nil
}

func open(opts Options) (_ *Store, err error) {
	opts, err = prepareDir(opts)
	if err != nil {
		return nil, err
	}
	lock, err := lockDir(opts)
	if err != nil {
		return nil, err
	}
	s := &Store{
		opts:      opts,
		lock:      lock,
		gate:      &gate{FS: opts.FS},
		values:    recent.New[ID, quad.Value](opts.ValueCacheSize),
		ids:       recent.New[string, ID](opts.ValueCacheSize),
		writer:    make(chan struct{}, 1),
		shrunk:    map[ID]int{},
		snapshots: map[*Snapshot]struct{}{},
	}
	s.closing, s.endWork = context.WithCancel(context.Background())
	s.failed.init()
	s.gate.fail = s.fail
	defer func() {
		if err != nil {
			s.abandon()
		}
	}()
	if err := s.checkFolder(); err != nil {
		return nil, err
	}
	err = s.guard(func() (err error) {
		s.db, err = pebble.Open(opts.Dir, s.pebbleOptions(s.gate, opts.ReadOnly))
		return err
	})
	if err != nil {
		return nil, err
	}
	s.setLive(newReader(s, s.db, nil))
	return s, s.start()
}

// setLive makes r what the store shows.
func (s *Store) setLive(r *reader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = append(s.live, r)
	s.cur.Store(r)
	if s.closed {
		r.close()
	}
}

// closeReaders ends everything that reads.
func (s *Store) closeReaders() {
	s.mu.Lock()
	live, open := s.live, s.snapshots
	s.live, s.snapshots = nil, nil
	s.mu.Unlock()
	for snapshot := range open {
		_ = snapshot.Close()
	}
	for _, r := range live {
		r.close()
	}
}

// prepareDir makes the folder, and its name one that all who open it have in common.
func prepareDir(opts Options) (Options, error) {
	if !opts.ReadOnly {
		if err := opts.FS.MkdirAll(opts.Dir, 0o755); err != nil {
			return opts, err
		}
	}
	if opts.FS != vfs.Default {
		return opts, nil
	}
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return opts, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return opts, err
	}
	opts.Dir = dir
	return opts, nil
}

func lockDir(opts Options) (io.Closer, error) {
	lock, err := opts.FS.Lock(opts.FS.PathJoin(opts.Dir, "LOCK"))
	if err == nil {
		return lock, nil
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return nil, err // the lock file could not even be made
	}
	return nil, fmt.Errorf("%w (%w)", ErrLocked, err)
}

// checkFolder refuses a folder of other things, before the engine writes its files among them.
func (s *Store) checkFolder() error {
	names, err := s.opts.FS.List(s.opts.Dir)
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "LOCK" })
	if len(names) == 0 {
		return nil
	}
	desc, err := pebble.Peek(s.opts.Dir, s.opts.FS)
	if err != nil {
		return err
	}
	if !desc.Exists {
		return s.startOver(names)
	}
	if desc.FormatMajorVersion > pebble.FormatNewest {
		return ErrNewerFormat
	}
	return nil
}

// startOver removes what is left of a store whose making was cut short: the engine writes a manifest first, and nothing is
// in a store before a marker names that. A folder with anything else in it is no store.
func (s *Store) startOver(names []string) error {
	for _, name := range names {
		if !strings.HasPrefix(name, "MANIFEST-") && !strings.HasPrefix(name, "temporary.") {
			return ErrNotStore
		}
	}
	if s.opts.ReadOnly {
		return ErrNotStore
	}
	for _, name := range names {
		if err := s.opts.FS.Remove(s.opts.FS.PathJoin(s.opts.Dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// start reads what the store knows of itself, and writes the format version of a new one.
func (s *Store) start() error {
	r := s.cur.Load()
	text, found, err := r.get(metaKey(metaFormat))
	if err != nil {
		return err
	}
	if !found {
		return s.create(r)
	}
	version, err := strconv.Atoi(string(text))
	if err != nil {
		return fmt.Errorf("%w: format version %q", ErrCorrupt, text)
	}
	if version > Format {
		return fmt.Errorf("%w (%d, and this program knows %d)", ErrNewerFormat, version, Format)
	}
	s.state, err = r.counters()
	return err
}

func (s *Store) create(r *reader) error {
	if empty, err := r.empty(); err != nil {
		return err
	} else if !empty {
		return ErrNotStore
	}
	s.state = counters{next: 1}
	if s.opts.ReadOnly {
		return nil
	}
	return s.guard(func() error {
		return s.db.Set(metaKey(metaFormat), []byte(strconv.Itoa(Format)), pebble.Sync)
	})
}

// acquire makes the caller the only writer until it calls release.
func (s *Store) acquire(ctx context.Context) error {
	select {
	case s.writer <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.writable(); err != nil {
		s.release()
		return err
	}
	return nil
}

func (s *Store) release() { <-s.writer }

func (s *Store) writable() error {
	if s.isClosed() {
		return fmt.Errorf("quadstore: %w", ErrClosed)
	}
	if s.opts.ReadOnly {
		return fmt.Errorf("quadstore: %w", ErrReadOnly)
	}
	return s.failed.settledErr()
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Sync makes durable whatever was staged.
func (s *Store) Sync(ctx context.Context) error {
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	return s.guard(func() error { return s.db.LogData(nil, pebble.Sync) })
}

// Compact rewrites all tables, so that what was deleted takes no more room. Reads and writes go on beside it; Close ends
// it early.
func (s *Store) Compact(ctx context.Context) error {
	if err := s.writable(); err != nil {
		return err
	}
	ctx, done, err := s.work(ctx)
	if err != nil {
		return err
	}
	defer done()
	return s.guard(func() error {
		if err := s.db.Flush(); err != nil {
			return err
		}
		return s.db.Compact(ctx, []byte{0}, []byte{0xff}, true)
	})
}

// work begins something that uses the engine outside of readers and the writer, and that Close ends and waits for.
func (s *Store) work(ctx context.Context) (_ context.Context, done func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, fmt.Errorf("quadstore: %w", ErrClosed)
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.closing, cancel)
	s.working.Add(1)
	return ctx, func() {
		stop()
		cancel()
		s.working.Done()
	}, nil
}

// DiskSize is how many bytes the tables and what is still in the log only take on the disk.
func (s *Store) DiskSize() uint64 { return s.cur.Load().diskSize() }

// Close writes everything out, ends all snapshots and iterators (whoever still reads gets ErrClosed) and lets go of the
// folder. Closing again does nothing. A store that failed is let go of as it is.
func (s *Store) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if again {
		return nil
	}
	s.endWork()
	s.working.Wait()
	s.writer <- struct{}{} // wait for the write under way
	defer s.release()
	var err error
	if !s.opts.ReadOnly && s.failed.err() == nil {
		err = s.guard(s.db.Flush) // without it the next Open would replay the log
	}
	if s.failed.err() != nil {
		s.abandon()
		return nil
	}
	s.closeReaders()
	err = errors.Join(err, s.guard(s.db.Close))
	s.gate.shut()
	err = errors.Join(err, s.lock.Close())
	if err != nil {
		return fmt.Errorf("quadstore: close: %w", err)
	}
	return nil
}
