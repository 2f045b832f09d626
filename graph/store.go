package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Options are what a Store may be told when it is opened. The zero value works.
type Options struct {
	IRIBase    string           // what every IRI begins with; default DefaultIRIBase
	Clock      func() time.Time // what loadedAt is taken from; default time.Now
	Log        *slog.Logger     // where warnings go; default slog.Default()
	CountLimit int              // Page.Total is nil above it, where it has to be counted; default DefaultCountLimit
	Endpoint   string           // the address under which this process serves the store, told to whom it is held against
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
type Store struct{}

var errNotBuilt = errors.New("graph: not built")

// Open opens the store at uri: "memory:" for one that is gone with the process, or a folder, which is made where there
// is none.
func Open(ctx context.Context, uri string, opt Options) (*Store, error) { return nil, errNotBuilt }

// Close gives the store back. Views that are open stay valid.
func (s *Store) Close() error { return nil }

// Apply makes one change, whole or not at all. A batch that changes nothing leaves the revision as it is. Concurrent
// calls are done one after the other.
func (s *Store) Apply(ctx context.Context, b Batch) (*Applied, error) { return nil, errNotBuilt }

// Known says whether the store has the article with this text, read by this extractor, so that it need not be read again.
func (s *Store) Known(ctx context.Context, articleID, contentHash, extractor string) (bool, error) {
	return false, errNotBuilt
}

// Revision counts the commits.
func (s *Store) Revision() uint64 { return 0 }

// View is the store as it is now. It must be closed, and soon: in this version it holds the writer up. A goroutine that
// has a View open must not call Apply.
func (s *Store) View(ctx context.Context) (*View, error) { return nil, errNotBuilt }

// Check looks for everything that should not be.
func (s *Store) Check(ctx context.Context) ([]Fault, error) { return nil, errNotBuilt }

// WriteNQuads writes every quad as a line of N-Quads, sorted.
func (s *Store) WriteNQuads(ctx context.Context, w io.Writer) error { return errNotBuilt }
