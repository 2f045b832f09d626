package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/cayleygraph/quad"
)

// remake makes all anew that is made of what was loaded and decided, and writes what differs: nothing, in a store that
// is sound. It takes as much memory as the store.
func (s *Store) remake(ctx context.Context) error {
	return s.change(ctx, func() (*commit, uint64, error) {
		snap, err := s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		if err := learnAll(ctx, snap); err != nil {
			return nil, 0, err
		}
		c, err := s.remaking(ctx, snap)
		if err != nil {
			return nil, 0, err
		}
		revision, err := readRevision(ctx, snap)
		if err != nil || len(c.records) == 0 && len(c.labels) == 0 {
			return nil, 0, err
		}
		revision++
		c.records = append(c.records, change{record: record{string(revisionKind), strconv.FormatUint(revision, 10)}})
		slices.SortFunc(c.records, func(a, b change) int { return strings.Compare(a.key, b.key) })
		return c, revision, nil
	})
}

// remaking is what of a state differs from what it should be.
func (s *Store) remaking(ctx context.Context, snap snapshot) (*commit, error) {
	ids, err := articleIDs(ctx, snap)
	if err != nil {
		return nil, err
	}
	again, err := deriveCommit(ctx, primaryReader{snap}, ids, true, s.opt.IRIBase)
	if err != nil {
		return nil, err
	}
	c := &commit{labels: map[quad.IRI][]quad.Quad{}}
	wanted := map[string]string{}
	for _, w := range again.records {
		wanted[w.key] = w.value
	}
	for have, err := range snap.scan(ctx, "", "", false) {
		if err != nil {
			return nil, err
		}
		value, there := wanted[have.key]
		if there && value == have.value {
			delete(wanted, have.key)
		} else if !there && !primary(have.key) {
			c.records = append(c.records, change{record: record{key: have.key}, gone: true})
		}
	}
	for key, value := range wanted {
		c.records = append(c.records, change{record: record{key, value}})
	}
	return c, s.remakeLabels(ctx, snap, again.labels, c)
}

func (s *Store) remakeLabels(ctx context.Context, snap snapshot, wanted map[quad.IRI][]quad.Quad, c *commit) error {
	have := map[quad.IRI]map[quad.Quad]bool{}
	for q, err := range snap.match(ctx, quad.Quad{}) {
		if err != nil {
			return err
		}
		if _, is := isDataset(q.Label, s.opt.IRIBase); is {
			continue
		}
		label, _ := q.Label.(quad.IRI)
		if have[label] == nil {
			have[label] = map[quad.Quad]bool{}
		}
		have[label][typed(q)] = true
	}
	for label, quads := range wanted {
		there := have[label]
		delete(have, label)
		if len(there) != len(quads) || slices.ContainsFunc(quads, func(q quad.Quad) bool { return !there[typed(q)] }) {
			c.labels[label] = quads
		}
	}
	for label := range have {
		if id := strings.TrimPrefix(string(label), s.opt.IRIBase); strings.HasPrefix(id, ArticlePrefix) || strings.HasPrefix(id, linksPrefix) {
			c.labels[label] = nil
		}
	}
	return nil
}
