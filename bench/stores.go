package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	_ "github.com/cayleygraph/cayley/graph/kv/bolt"    // registers "bolt"
	_ "github.com/cayleygraph/cayley/graph/kv/leveldb" // registers "leveldb"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/quad"

	"newsgraph/graph/quadstore"
)

// store is what is measured.
type store interface {
	// put replaces what a label says, on the disk when it returns; old is what it says so far.
	put(label quad.Value, old, quads []quad.Quad) error
	// view gives what a query runs on, and what ends it.
	view() (graph.QuadStore, func(), error)
	close() error
}

// open opens a store by its name, in a folder.
func open(name, dir string) (store, error) {
	switch name {
	case "own":
		s, err := quadstore.Open(quadstore.Options{Dir: dir})
		return own{s}, err
	case "memstore":
		return cayley{memstore.New()}, nil
	case "bolt", "leveldb":
		if err := graph.InitQuadStore(name, dir, nil); err != nil && err != graph.ErrDatabaseExists {
			return nil, err
		}
		s, err := graph.NewQuadStore(name, dir, nil)
		return cayley{s}, err
	}
	return nil, fmt.Errorf("no store %q", name)
}

type own struct{ s *quadstore.Store }

func (o own) put(label quad.Value, _, quads []quad.Quad) error {
	var b quadstore.Batch
	b.DeleteLabel(label)
	b.Add(quads...)
	return o.s.Apply(context.Background(), &b)
}

func (o own) view() (graph.QuadStore, func(), error) {
	v, err := o.s.Snapshot()
	return v, func() { v.Close() }, err
}

func (o own) close() error { return o.s.Close() }

// cayley is one of Cayley's own stores. They cannot find the quads of a label but by going over all quads, so they are
// told them.
type cayley struct{ s graph.QuadStore }

func (c cayley) put(_ quad.Value, old, quads []quad.Quad) error {
	tx := graph.NewTransactionN(len(old) + len(quads))
	for _, q := range old {
		tx.RemoveQuad(q)
	}
	for _, q := range quads {
		tx.AddQuad(q)
	}
	return c.s.ApplyDeltas(tx.Deltas, graph.IgnoreOpts{IgnoreDup: true, IgnoreMissing: true})
}

func (c cayley) view() (graph.QuadStore, func(), error) { return c.s, func() {}, nil }
func (c cayley) close() error                           { return c.s.Close() }

// size is how many bytes the files of a folder have.
func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

// distinct gives quads without those that come twice.
func distinct(quads []quad.Quad) []quad.Quad {
	seen := map[quad.Quad]bool{}
	return slices.DeleteFunc(slices.Clone(quads), func(q quad.Quad) bool {
		again := seen[q]
		seen[q] = true
		return again
	})
}
