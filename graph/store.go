package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"golang.org/x/sync/semaphore"
)

// Options are what a Store may be told when it is opened. The zero value works.
type Options struct {
	IRIBase    string           // what every IRI begins with; default DefaultIRIBase
	Clock      func() time.Time // what loadedAt is taken from; default time.Now
	Log        *slog.Logger     // where warnings go; default slog.Default()
	CountLimit int              // Page.Total is nil above it, where it has to be counted; default DefaultCountLimit
	Endpoint   string           // the address under which this process serves the store, told to whom it is held against

	fs        vfs.FS // of the embedded engine; default the machine's
	restoring string // the backup that is restored into the store
}

// DefaultCountLimit is the CountLimit where none is given.
const DefaultCountLimit = 100_000

// Errors that a caller may want to tell apart.
var (
	// ErrHeld says that another process has the folder open; the error around it names the process.
	ErrHeld = errors.New("held by another process")
	// ErrFormat says that the folder was written by a newer version, or is no store at all.
	ErrFormat = errors.New("not a format that this version reads")
	// ErrClosed says that the store is closed.
	ErrClosed = errors.New("graph: the store is closed")
)

// RequestError is a mistake in a request, such as a cursor of another list, that the one who asked can mend.
type RequestError struct {
	Field   string // the input that is wrong: "first", "after", "filter.time.from"
	Message string
}

// Error is the message with the field before it.
func (e *RequestError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Message) }

// Batch is one change of the store: it happens as a whole or not at all. Delete is done before Put.
type Batch struct {
	Put    []Reading
	Delete []string // article ids
	DryRun bool     // answer what would happen, change nothing

	// Ledger and Sources are the books of a load. What only changes the books leaves the revision as it is.
	Forget  []LedgerEntry // entries that are taken away first; their source and name are enough
	Ledger  []LedgerEntry
	Sources []LedgerSource
	Done    []TaskID // tasks of jobs that are done
}

// Outcome says what became of an article that was put.
type Outcome string

// The outcomes. Unchanged: the store has this text, read by this extractor.
const (
	Added     Outcome = "ADDED"
	Updated   Outcome = "UPDATED"
	Unchanged Outcome = "UNCHANGED"
)

// Applied is the answer to a Batch.
type Applied struct {
	Revision uint64           // of the store afterwards
	Articles []AppliedArticle // one per Put, in order
	Deleted  []DeletedArticle // one per Delete, in order
}

// AppliedArticle says what became of one Put.
type AppliedArticle struct {
	ID         string
	Outcome    Outcome
	Statements int // different statements that the article makes
}

// DeletedArticle says what became of one Delete.
type DeletedArticle struct {
	ID                string
	Found             bool
	StatementsRemoved int // statements that no other article makes
	EntitiesRemoved   int // entities that no other article speaks of
}

// Fault is something that Check found wrong.
type Fault struct {
	Kind    string // one of the Fault constants
	ID      string // of what is wrong
	Message string // one line
}

// Store keeps readings of articles as a graph. It is safe for concurrent use; there is one writer at a time.
type Store struct {
	engine     engine
	opt        Options
	countLimit int

	writer   *semaphore.Weighted
	revision atomic.Uint64
	closed   atomic.Bool
	hot      atomic.Pointer[hot] // of the last state that was looked at
	signal   signal              // given when revision or closed changes
}

// Open opens the store at uri: "memory:" for one that is gone with the process, a folder, which is made where there is
// none, or "postgres://user:password@host/database", which several processes use at once. It fails with ErrHeld where another process has the folder, and with ErrFormat where it is no store, one of
// a newer version or one with another IRI base.
func Open(ctx context.Context, uri string, opt Options) (*Store, error) {
	s := &Store{opt: opt, writer: semaphore.NewWeighted(1), countLimit: opt.CountLimit}
	s.defaults()
	if !validIRI(s.opt.IRIBase) || !strings.Contains(s.opt.IRIBase, ":") {
		return nil, fmt.Errorf("graph: the IRI base %q is no absolute IRI", s.opt.IRIBase)
	}
	var err error
	if s.engine, err = openEngine(ctx, uri, s.opt, s.raise); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) defaults() {
	if s.opt.IRIBase == "" {
		s.opt.IRIBase = DefaultIRIBase
	}
	if s.opt.Clock == nil {
		s.opt.Clock = time.Now
	}
	if s.opt.Log == nil {
		s.opt.Log = slog.Default()
	}
	if s.countLimit <= 0 {
		s.countLimit = DefaultCountLimit
	}
}

func openEngine(ctx context.Context, uri string, opt Options, raised func(revision uint64)) (engine, error) {
	if uri == "memory:" {
		return openMemory()
	}
	if scheme, _, found := strings.Cut(uri, ":"); found && len(scheme) > 1 && !strings.ContainsAny(scheme, `/\.`) {
		if scheme == "postgres" || scheme == "postgresql" {
			return openPostgres(ctx, uri, opt, raised)
		}
		return nil, noBackend(uri, scheme)
	}
	if uri == "" {
		return nil, errors.New("graph: the store has no path; give memory:, the path of a folder or postgres://user@host/database")
	}
	return openFolder(uri, opt)
}

// Close gives the store back. Everything fails with ErrClosed from then on, Views that are open too.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.signal.give()
	if err := s.writer.Acquire(context.Background(), 1); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	defer s.writer.Release(1)
	return s.engine.close()
}

// SetEndpoint says under which address this process serves the store, where that was not known when it was opened.
func (s *Store) SetEndpoint(endpoint string) error { return s.engine.served(endpoint) }

// raise is told of a revision that the store has; it may be told late.
func (s *Store) raise(revision uint64) {
	for {
		known := s.revision.Load()
		if revision <= known {
			return
		}
		if s.revision.CompareAndSwap(known, revision) {
			s.signal.give()
			return
		}
	}
}

// Revision counts the commits.
func (s *Store) Revision() uint64 { return s.revision.Load() }

// Known says whether the store has the article with this text, read by this extractor, so that it need not be read again.
func (s *Store) Known(ctx context.Context, articleID, contentHash, extractor string) (bool, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return false, err
	}
	defer snap.release()
	a, err := readArticle(ctx, snap, articleID)
	if err != nil || a == nil {
		return false, err
	}
	return a.ContentHash == contentHash && a.Extractor == extractor, nil
}

func (s *Store) snapshot(ctx context.Context) (snapshot, error) {
	if s.closed.Load() {
		return nil, ErrClosed
	}
	return s.engine.snapshot(ctx)
}

// View is the store as it is now, whatever is written meanwhile. It must be closed: while it is open, what it shows keeps
// its room on the disk.
func (s *Store) View(ctx context.Context) (*View, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	revision, err := readRevision(ctx, snap)
	if err != nil {
		snap.release()
		return nil, err
	}
	v := &View{snap: snap, revision: revision, base: s.opt.IRIBase, backend: s.engine.backend(), countLimit: s.countLimit}
	if _, far := snap.(distant); !far {
		v.hot = s.hotOf(revision)
	}
	return v, nil
}

// WriteNQuads writes every quad as a line of N-Quads, sorted by bytes.
func (s *Store) WriteNQuads(ctx context.Context, w io.Writer) error {
	v, err := s.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	return v.WriteNQuads(ctx, w)
}

func readRevision(ctx context.Context, r reader) (uint64, error) {
	value, ok, err := r.get(ctx, string(revisionKind))
	if err != nil || !ok {
		return 0, err
	}
	revision, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return 0, damage(errDamaged, "the revision")
	}
	return revision, nil
}
