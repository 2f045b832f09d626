package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2/vfs"

	"newsgraph/graph/quadstore"
)

// databaseName is the folder of the quadstore in that of a store.
const databaseName = "db"

// recordSpace is the space of the quadstore that has the records. It must never change.
const recordSpace quadstore.Space = 0

// embedded is an engine in this process: a quadstore in a folder or in memory, which keeps the records too. Readers have
// snapshots and never wait for the writer.
type embedded struct {
	store *quadstore.Store
	lock  *folderLock // nil where there is no folder
}

// openMemory opens an engine that is gone with the process.
func openMemory() (*embedded, error) {
	store, err := quadstore.Open(quadstore.Options{})
	if err != nil {
		return nil, fmt.Errorf("graph: store in memory: %w", err)
	}
	return &embedded{store: store}, nil
}

// openFolder opens the engine in a folder, which is made where there is none.
func openFolder(path string, opt Options) (*embedded, error) {
	if err := makeFolder(path); err != nil {
		return nil, err
	}
	lock, err := lockFolder(path, opt.Endpoint)
	if err != nil {
		return nil, err
	}
	fs := opt.fs
	if fs == nil {
		fs = vfs.Default
	}
	store, err := quadstore.Open(quadstore.Options{Dir: filepath.Join(path, databaseName), FS: fs, Logger: opt.Log})
	if err != nil {
		if errors.Is(err, quadstore.ErrNewerFormat) || errors.Is(err, quadstore.ErrNotStore) {
			err = fmt.Errorf("%w: %w", ErrFormat, err)
		}
		return nil, errors.Join(fmt.Errorf("graph: store %s: %w", path, err), lock.release())
	}
	return &embedded{store: store, lock: lock}, nil
}

func (e *embedded) backend() string {
	if e.lock == nil {
		return "memory"
	}
	return "embedded"
}

func (e *embedded) snapshot(ctx context.Context) (snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	snap, err := e.store.Snapshot()
	if err != nil {
		return nil, closedError(err)
	}
	return &embeddedSnapshot{snap}, nil
}

// write does nothing: the folder's lock keeps other processes out.
func (e *embedded) write(ctx context.Context) (release func(), err error) {
	return func() {}, ctx.Err()
}

func (e *embedded) commit(ctx context.Context, c *commit) error {
	var b quadstore.Batch
	operations := len(c.labels) + len(c.removed) + len(c.added) + len(c.records)
	for _, quads := range c.labels {
		operations += len(quads)
	}
	b.Grow(operations)
	for label, quads := range c.labels {
		b.DeleteLabel(label)
		b.Add(quads...)
	}
	b.Delete(c.removed...)
	b.Add(c.added...)
	for _, r := range c.records {
		if r.gone {
			b.Unset(recordSpace, bytesOf(r.key))
		} else {
			b.Set(recordSpace, bytesOf(r.key), bytesOf(r.value))
		}
	}
	if err := e.store.Apply(ctx, &b); err != nil {
		return fmt.Errorf("graph: %w", closedError(err))
	}
	return nil
}

func (e *embedded) check(ctx context.Context) ([]string, error) {
	problems, err := e.store.Check(ctx)
	return problems, closedError(err)
}

func (e *embedded) compact(ctx context.Context) error {
	if _, err := e.store.Sweep(ctx); err != nil {
		return fmt.Errorf("graph: %w", closedError(err))
	}
	if err := e.store.Compact(ctx); err != nil {
		return fmt.Errorf("graph: %w", closedError(err))
	}
	return nil
}

func (e *embedded) size(ctx context.Context) (int64, error) {
	return int64(e.store.DiskSize()), ctx.Err()
}

func (e *embedded) served(endpoint string) error {
	if e.lock == nil {
		return nil
	}
	return writeHolder(e.lock.path, holder{PID: os.Getpid(), Endpoint: endpoint})
}

func (e *embedded) close() error {
	err := e.store.Close()
	if e.lock != nil {
		err = errors.Join(err, e.lock.release())
	}
	return err
}

// closedError makes ErrClosed of what the quadstore says after it was closed.
func closedError(err error) error {
	if errors.Is(err, quadstore.ErrClosed) {
		return ErrClosed
	}
	return err
}

// embeddedSnapshot is a snapshot of a quadstore.
type embeddedSnapshot struct{ snap *quadstore.Snapshot }

func (s *embeddedSnapshot) quads() cayley.QuadStore { return s.snap }

func (s *embeddedSnapshot) release() { _ = s.snap.Close() }

func (s *embeddedSnapshot) match(ctx context.Context, pattern quad.Quad) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		for row, err := range s.snap.Quads(ctx, quadstore.Query{Match: pattern}) {
			if err = errors.Join(err, ctx.Err()); err != nil {
				yield(quad.Quad{}, closedError(err))
				return
			}
			if !yield(row.Quad, nil) {
				return
			}
		}
	}
}

func (s *embeddedSnapshot) count(ctx context.Context) (int64, error) {
	stats, err := s.snap.Stats(ctx, false)
	return stats.Quads.Size, closedError(errors.Join(err, ctx.Err()))
}

func (s *embeddedSnapshot) get(ctx context.Context, key string) (value string, ok bool, err error) {
	if err := ctx.Err(); err != nil {
		return "", false, err
	}
	data, ok, err := s.snap.Get(recordSpace, bytesOf(key))
	return owned(data), ok, closedError(err)
}

func (s *embeddedSnapshot) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	part := quadstore.Range{Down: reverse}
	if lo != "" {
		part.From = []byte(lo)
	}
	if hi != "" {
		part.To = []byte(hi)
	}
	return func(yield func(record, error) bool) {
		for rec, err := range s.snap.Records(ctx, recordSpace, part) {
			if !yield(record{owned(rec.Key), owned(rec.Value)}, closedError(err)) || err != nil {
				return
			}
		}
	}
}

// owned is a text of bytes that nobody else has and nobody will change.
func owned(data []byte) string { return unsafe.String(unsafe.SliceData(data), len(data)) }

// bytesOf are the bytes of a text, for who does not change them.
func bytesOf(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }

// makeFolder makes the folder of a store, and refuses one that has other things in it.
func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return fmt.Errorf("graph: store %s: %w", path, err)
	}
	files, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("graph: store %s: %w", path, err)
	}
	var others []string
	for _, file := range files {
		switch name := file.Name(); name {
		case databaseName:
			return nil
		case lockName, holderName:
		default:
			others = append(others, name)
		}
	}
	if len(others) > 0 {
		return fmt.Errorf("graph: store %s: the folder has %s in it and no store; give a new folder: %w", path, strings.Join(others, ", "), ErrFormat)
	}
	return nil
}
