package graph

import (
	"context"
	"iter"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// engine keeps quads and records: texts, readings, rows and indexes, each a value under a key. All that the Store means
// is written in these two; an engine knows nothing of it. It has one writer and many readers.
type engine interface {
	// snapshot is the last state that was committed. It must be released. Waiting for it ends with the context.
	snapshot(ctx context.Context) (snapshot, error)
	// commit makes a change durable and then visible, all of it or nothing. It is never called twice at once.
	commit(ctx context.Context, c *commit) error
	// backend is Statistics.Backend.
	backend() string
	// close gives everything back. Snapshots that are open stay valid.
	close() error
}

// snapshot is one state of an engine. It is safe for concurrent use until it is released.
type snapshot interface {
	reader
	// quads is read only.
	quads() cayley.QuadStore
	release()
}

// reader reads records.
type reader interface {
	// get is the value under a key, and whether there is one.
	get(ctx context.Context, key string) (value string, ok bool, err error)
	// scan gives the records with lo <= key < hi in order of bytes, or in reverse; an empty hi is open. An error, such as
	// that of a context that ended, is its last element.
	scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error]
}

// record is a value under a key.
type record struct{ key, value string }

// commit is one change.
type commit struct {
	// labels says for each label in it which quads it has from now on, each once; none takes the label away.
	labels map[quad.IRI][]quad.Quad
	// records are in order of their keys, each once.
	records []change
}

// change is a record to put, or to take away.
type change struct {
	record
	gone bool
}
