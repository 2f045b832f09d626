package graph

import (
	"context"
	"iter"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// engine keeps quads and records: texts, readings, rows and indexes, each a value under a key. All that the Store means
// is written in these two; an engine knows nothing of it. It has one writer and many readers, which do not wait for each
// other.
type engine interface {
	// snapshot is the last state that was committed. It must be released.
	snapshot(ctx context.Context) (snapshot, error)
	// write keeps the writers of other processes out until release is called: what a snapshot says that is taken
	// meanwhile still holds when the commit is made. A Store calls it for one writer at a time.
	write(ctx context.Context) (release func(), err error)
	// commit makes a change durable and then visible, all of it or nothing. It is called between write and release.
	commit(ctx context.Context, c *commit) error
	// check says what is wrong with the engine's own keeping, a line each: indexes that do not agree and the like.
	check(ctx context.Context) ([]string, error)
	// compact gives back the room that is taken by what is gone.
	compact(ctx context.Context) error
	// size is how many bytes the engine takes on the disk.
	size(ctx context.Context) (int64, error)
	// backend is Statistics.Backend.
	backend() string
	// served says under which address this process serves the store.
	served(endpoint string) error
	// close gives everything back. What is read of snapshots from then on fails with ErrClosed.
	close() error
}

// snapshot is one state of an engine. It is safe for concurrent use until it is released.
type snapshot interface {
	reader
	// match gives the quads that are as the pattern where it says something, in no order. An error, such as that of a
	// context that ended, is its last element.
	match(ctx context.Context, pattern quad.Quad) iter.Seq2[quad.Quad, error]
	// count is how many quads there are.
	count(ctx context.Context) (int64, error)
	// quads is for Cayley's queries; it is read only.
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
	// removed and then added are quads that are taken away and put besides; their labels are not in labels, and keep what else
	// they have. One to take away that is not there, or to put that is, changes nothing.
	removed, added []quad.Quad
	// records are in order of their keys, each once.
	records []change
}

// change is a record to put, or to take away.
type change struct {
	record
	gone  bool
	again bool // it was changed before in the same change; of no interest to an engine
}
