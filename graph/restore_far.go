package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/cayleygraph/quad"
)

// To make everything anew asks a store many questions, and one that is another machine's takes its time to answer. So it is
// made in a temporary folder first, and what comes out of that is written in one go.

// fillFar fills a store that is another machine's.
func (r *restorer) fillFar(ctx context.Context, from io.ReadSeeker) (err error) {
	folder, err := os.MkdirTemp("", "newsgraph-restore-*")
	if err != nil {
		return fmt.Errorf("graph: restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	near, err := Open(ctx, filepath.Join(folder, "store"), Options{IRIBase: r.info.IRIBase, Clock: r.s.opt.Clock, Log: r.s.opt.Log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, near.Close()) }()
	local := &restorer{s: near, verified: r.verified, seed: r.seed, progress: r.progress}
	if err := local.fill(ctx, from); err != nil {
		return err
	}
	return r.copyFrom(ctx, near)
}

// copiedRecords and copiedBytes are how much of records is written in one commit.
const (
	copiedRecords = 20_000
	copiedBytes   = 8 << 20
)

// copyFrom writes all that another store has.
func (r *restorer) copyFrom(ctx context.Context, near *Store) error {
	snap, err := near.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.release()
	done, size := int64(0), 0
	for rec, err := range snap.scan(ctx, "", "", false) {
		if err != nil {
			return err
		}
		if k := kind(rec.key[:1]); k == formatKind || k == revisionKind {
			continue
		}
		r.others = append(r.others, change{record: rec})
		size += len(rec.key) + len(rec.value)
		if len(r.others) < copiedRecords && size < copiedBytes {
			continue
		}
		done += int64(len(r.others))
		r.progress(Progress{Step: "copied records", Done: done})
		size = 0
		if err := r.writeOthers(ctx); err != nil {
			return err
		}
	}
	if err := r.writeOthers(ctx); err != nil {
		return err
	}
	return r.copyQuads(ctx, snap)
}

// copyQuads writes quads label by label, which a database does faster than one by one; those of datasets are too many for
// that.
func (r *restorer) copyQuads(ctx context.Context, snap snapshot) error {
	labels := map[quad.IRI]bool{}
	for q, err := range snap.match(ctx, quad.Quad{}) {
		if err != nil {
			return err
		}
		if label, is := q.Label.(quad.IRI); is {
			labels[label] = true
		}
	}
	some, size, done := map[quad.IRI][]quad.Quad{}, 0, int64(0)
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		_, foreign := isDataset(label, r.info.IRIBase)
		for q, err := range snap.match(ctx, quad.Quad{Label: label}) {
			if err != nil {
				return err
			}
			done++
			r.progress(Progress{"copied quads", done, r.info.Quads})
			if !foreign {
				some[label] = append(some[label], q)
			} else if err := r.add(ctx, q); err != nil {
				return err
			}
		}
		if size += len(some[label]); size < addedQuads {
			continue
		}
		if err := r.writeLabels(ctx, some); err != nil {
			return err
		}
		some, size = map[quad.IRI][]quad.Quad{}, 0
	}
	return errors.Join(r.writeLabels(ctx, some), r.writeAdded(ctx))
}

func (r *restorer) writeLabels(ctx context.Context, labels map[quad.IRI][]quad.Quad) error {
	return r.s.change(ctx, func() (*commit, uint64, error) { return &commit{labels: labels}, 0, nil })
}
