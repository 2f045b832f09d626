package graph

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Prefixes of the ids of what a person, or the votes of articles, have decided.
const (
	mergePrefix = "merge/"
	splitPrefix = "split/"
)

// Split says what became of a part of an entity.
type Split struct {
	ID     string // of the split, for UndoSplit
	At     time.Time
	Entity string // the entity that was taken out
}

// MergeEntities joins entities into another one, whatever articles say, and gives what was done, one per entity. The ids
// of those that are joined lead to the other one from then on. It fails with a *RequestError where an entity is not
// there or a person called two of them distinct.
func (s *Store) MergeEntities(ctx context.Context, into string, from []string, reason, by string) ([]Merge, error) {
	var merges []Merge
	err := s.curate(ctx, func(ctx context.Context, c *curating) error {
		target, err := c.entity(ctx, "into", into)
		if err != nil {
			return err
		}
		merges = nil
		all := []*party{target}
		for i, id := range from {
			p, err := c.entity(ctx, fmt.Sprintf("from[%d]", i), id)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(q *party) bool { return q.Key == p.Key }) {
				return &RequestError{fmt.Sprintf("from[%d]", i), "it is the same entity as another one of these"}
			}
			for _, other := range all {
				apart, err := c.distinct(ctx, p, other)
				if err != nil {
					return err
				}
				if len(apart) > 0 {
					return &RequestError{fmt.Sprintf("from[%d]", i), "a person called it distinct from " + other.ID + "; undo that first"}
				}
			}
			all = append(all, p)
			e := &entry{Kind: mergeEntry, At: c.w.now, By: by, Reason: reason, From: p, Into: target}
			number, err := c.w.record(ctx, e)
			if err != nil {
				return err
			}
			merges = append(merges, handMerge(decision{number, false, e}, target.ID))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return merges, nil
}

// UndoMerge undoes a merge of View.Merges. What a person joined is as if that had never been; a link by the votes of
// articles is not made again.
func (s *Store) UndoMerge(ctx context.Context, id, reason, by string) error {
	return s.curate(ctx, func(ctx context.Context, c *curating) error {
		short, full, automatic := cutLink(id)
		if !automatic {
			return c.undo(ctx, mergePrefix, mergeEntry, id, reason, by)
		}
		k, ok, err := readLink(ctx, c.w.draft.base, short)
		if err != nil {
			return err
		}
		if !ok || k.full != full {
			return &RequestError{"id", "there is no such merge"}
		}
		entries, err := c.w.was.active(ctx, short)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(entries, func(n decision) bool { return n.Kind == unlinkEntry && n.From.Key == short && n.Into.Key == full }) {
			return &RequestError{"id", "the merge is undone already"}
		}
		from, err := c.byKey(ctx, short)
		if err != nil {
			return err
		}
		into, err := c.byKey(ctx, full)
		if err != nil {
			return err
		}
		_, err = c.w.record(ctx, &entry{Kind: unlinkEntry, At: c.w.now, By: by, Reason: reason, From: from, Into: into})
		return err
	})
}

// SplitEntity takes out of an entity what some articles say of it, and what those say that have one of the names as their
// fullest one for it, and makes that an entity of its own. It fails with a *RequestError where that is nothing or all.
func (s *Store) SplitEntity(ctx context.Context, id string, names, articles []string, reason, by string) (*Split, error) {
	var split *Split
	err := s.curate(ctx, func(ctx context.Context, c *curating) error {
		p, err := c.entity(ctx, "id", id)
		if err != nil {
			return err
		}
		e := &entry{Kind: splitEntry, At: c.w.now, By: by, Reason: reason, From: p, Part: &party{Name: p.Name}, Articles: articles}
		for i, name := range names {
			if e.Names = append(e.Names, fold(name)); i == 0 {
				e.Part.Name = name
			}
		}
		if e.Units, err = members(ctx, c.w.draft.base, p.ID); err != nil {
			return err
		}
		if err := c.splits(ctx, e); err != nil {
			return err
		}
		number, err := c.w.record(ctx, e)
		split = &Split{ID: entryID(splitPrefix, number), At: e.At, Entity: e.Part.ID}
		return err
	})
	if err != nil {
		return nil, err
	}
	return split, nil
}

// splits is an error where a split takes nothing or all.
func (c *curating) splits(ctx context.Context, e *entry) error {
	taken, left := 0, 0
	for _, unit := range e.Units {
		articles, err := articlesOfKey(ctx, c.w.draft.base, unit)
		if err != nil {
			return err
		}
		for _, id := range articles {
			versions, err := readVersions(ctx, c.w.draft.base, id)
			if err != nil {
				return err
			}
			for _, v := range versions {
				for i := range v.reading.Entities {
					local := &v.reading.Entities[i]
					if is, err := c.w.was.unit(ctx, id, local); err != nil {
						return err
					} else if is != unit {
						continue
					}
					taken += exists(e.takes(id, local))
					left += exists(!e.takes(id, local))
				}
			}
		}
	}
	switch {
	case taken == 0:
		return &RequestError{"names", "no article that these or the articles name speaks of the entity under them"}
	case left == 0:
		return &RequestError{"names", "these names or articles are all that is known of the entity"}
	}
	return nil
}

// UndoSplit undoes a split: all is as if it had never been.
func (s *Store) UndoSplit(ctx context.Context, id, reason, by string) error {
	return s.curate(ctx, func(ctx context.Context, c *curating) error {
		return c.undo(ctx, splitPrefix, splitEntry, id, reason, by)
	})
}

// MarkDistinct says that two entities are two, whatever articles say. The ids may be of two that the votes of articles
// have joined, which parts them. It fails with a *RequestError where one is not there or a person joined them.
func (s *Store) MarkDistinct(ctx context.Context, a, b, reason, by string) error {
	return s.curate(ctx, func(ctx context.Context, c *curating) error {
		x, err := c.known(ctx, "a", a)
		if err != nil {
			return err
		}
		y, err := c.known(ctx, "b", b)
		if err != nil {
			return err
		}
		if x.Key == y.Key {
			return &RequestError{"b", "it is the same entity as a"}
		}
		if apart, err := c.distinct(ctx, x, y); err != nil || len(apart) > 0 {
			return err
		}
		if _, err := c.w.record(ctx, &entry{Kind: distinctEntry, At: c.w.now, By: by, Reason: reason, From: x, Into: y}); err != nil {
			return err
		}
		c.after = func() error {
			g, _, err := readGroup(ctx, c.w.draft, x.Key)
			if err != nil {
				return err
			}
			h, _, err := readGroup(ctx, c.w.draft, y.Key)
			if err == nil && g.root == h.root {
				err = &RequestError{"b", "a person joined it with a; undo that merge first"}
			}
			return err
		}
		return nil
	})
}

// UndoDistinct takes back that two entities are distinct.
func (s *Store) UndoDistinct(ctx context.Context, a, b, reason, by string) error {
	return s.curate(ctx, func(ctx context.Context, c *curating) error {
		x, err := c.entity(ctx, "a", a)
		if err != nil {
			return err
		}
		y, err := c.entity(ctx, "b", b)
		if err != nil {
			return err
		}
		apart, err := c.distinct(ctx, x, y)
		if err != nil {
			return err
		}
		if len(apart) == 0 {
			return &RequestError{"b", "nobody called it distinct from a"}
		}
		_, err = c.w.record(ctx, &entry{Kind: undoEntry, At: c.w.now, By: by, Reason: reason, Undoes: apart})
		return err
	})
}

// ReviewStatement notes a person's verdict on a statement, which goes with it when its things are joined with others; an
// empty one takes all earlier ones back. What is rejected has no edge and is in no list that is not asked for it.
func (s *Store) ReviewStatement(ctx context.Context, id string, verdict Review, reason, by string) error {
	if verdict != "" && verdict != Confirmed && verdict != Rejected {
		return &RequestError{"review", fmt.Sprintf("%q is no verdict", verdict)}
	}
	return s.curate(ctx, func(ctx context.Context, c *curating) error {
		id, err := c.view.followStatement(ctx, id)
		if err != nil {
			return err
		}
		row, err := readStatement(ctx, c.w.draft.base, id)
		if err != nil {
			return err
		}
		if row == nil {
			return &RequestError{"id", "there is no such statement"}
		}
		e := &entry{Kind: reviewEntry, At: c.w.now, By: by, Reason: reason}
		if verdict == "" {
			e.Kind = undoEntry
			prefix := reviewKind.under(id)
			for rec, err := range c.w.draft.base.scan(ctx, prefix, prefixEnd(prefix), false) {
				if err != nil {
					return err
				}
				e.Undoes = append(e.Undoes, keyNumber(rec.key[len(prefix):]))
			}
			if len(e.Undoes) == 0 {
				return nil
			}
		} else if e.Review, err = c.reviewed(ctx, row, verdict); err != nil {
			return err
		}
		_, err = c.w.record(ctx, e)
		return err
	})
}

func (c *curating) reviewed(ctx context.Context, row *statementRow, verdict Review) (*reviewed, error) {
	k := row.core()
	r := &reviewed{Predicate: k.predicate, Literal: k.literal, Polarity: k.polarity, Modality: k.modality, EDTF: k.edtf, Verdict: verdict}
	subject, err := c.entity(ctx, "id", k.subject)
	if err != nil {
		return nil, err
	}
	r.Subject = *subject
	if k.object != "" {
		if r.Object, err = c.entity(ctx, "id", k.object); err != nil {
			return nil, err
		}
	}
	if k.speaker != "" {
		r.Speaker, err = c.entity(ctx, "id", k.speaker)
	}
	return r, err
}

// curating is a decision being worked out.
type curating struct {
	view  *View
	w     *writing
	after func() error // whether it may stand, once it is settled
}

// curate works a decision out and commits it.
func (s *Store) curate(ctx context.Context, decide func(context.Context, *curating) error) error {
	return s.changeAhead(ctx, func(ctx context.Context) (*commit, uint64, error) { return s.decide(ctx, decide) })
}

func (s *Store) decide(ctx context.Context, decide func(context.Context, *curating) error) (*commit, uint64, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer snap.release()
	c := &curating{
		view: &View{snap: snap, base: s.opt.IRIBase},
		w:    newWriting(snap, s.opt.IRIBase, s.opt.Clock().UTC().Truncate(time.Microsecond)),
	}
	if err := decide(ctx, c); err != nil {
		return nil, 0, err
	}
	commit, revision, err := c.w.finish(ctx, true)
	if err == nil && c.after != nil {
		err = c.after()
	}
	return commit, revision, err
}

// entity is the root key of the entity that an id leads to.
func (c *curating) entity(ctx context.Context, field, id string) (*party, error) {
	id, err := c.view.follow(ctx, id)
	if err != nil {
		return nil, err
	}
	row, err := readEntity(ctx, c.w.draft.base, id)
	if err != nil {
		return nil, err
	}
	keys, err := members(ctx, c.w.draft.base, id)
	if err != nil {
		return nil, err
	}
	if row == nil || len(keys) == 0 {
		return nil, &RequestError{field, "there is no such entity"}
	}
	g, _, err := readGroup(ctx, c.w.draft.base, keys[0])
	return &party{Key: g.root, ID: g.entity, Name: row.Name}, err
}

// known is the key that an id is of, where it was joined with others too, else as entity.
func (c *curating) known(ctx context.Context, field, id string) (*party, error) {
	p, err := c.entity(ctx, field, id)
	if err != nil || p.ID == id {
		return p, err
	}
	prefix := redirectKind.under(id)
	for rec, err := range c.w.draft.base.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		return c.byKey(ctx, Key(rec.key[len(prefix):]))
	}
	return p, nil
}

func (c *curating) byKey(ctx context.Context, key Key) (*party, error) {
	g, _, err := readGroup(ctx, c.w.draft.base, key)
	if err != nil {
		return nil, err
	}
	name, err := foundingOf(ctx, c.w.draft.base, key)
	return &party{Key: key, ID: g.own, Name: name}, err
}

// foundingOf is the founding name of a key in its first article; empty where there is none.
func foundingOf(ctx context.Context, r reader, key Key) (string, error) {
	prefix := keyKind.under(string(key))
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		return rec.value, err
	}
	return "", nil
}

// members are the keys that are an entity.
func members(ctx context.Context, r reader, entity string) ([]Key, error) {
	texts, err := textsUnder(ctx, r, memberKind.under(entity))
	keys := make([]Key, len(texts))
	for i, text := range texts {
		keys[i] = Key(text)
	}
	return keys, err
}

// distinct are the entries by which what is one entity with x and what is one with y are distinct.
func (c *curating) distinct(ctx context.Context, x, y *party) ([]int, error) {
	return distinctEntries(ctx, &c.w.was, x.Key, y.Key)
}

func distinctEntries(ctx context.Context, k *keyed, x, y Key) ([]int, error) {
	if some, err := k.any(ctx); err != nil || !some {
		return nil, err
	}
	var sides [2]map[Key]bool
	for i, key := range []Key{x, y} {
		g, _, err := readGroup(ctx, k.r, key)
		if err != nil {
			return nil, err
		}
		keys, err := members(ctx, k.r, g.entity)
		if err != nil {
			return nil, err
		}
		sides[i] = map[Key]bool{key: true}
		for _, key := range keys {
			sides[i][key] = true
		}
	}
	var found []int
	for key := range sides[0] {
		entries, err := k.active(ctx, key)
		if err != nil {
			return nil, err
		}
		for _, n := range entries {
			if n.Kind == distinctEntry && (sides[0][n.From.Key] && sides[1][n.Into.Key] || sides[1][n.From.Key] && sides[0][n.Into.Key]) {
				found = append(found, n.number)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

func entryID(prefix string, number int) string { return prefix + fmt.Sprintf("%08x", number) }

// entryNumber is the number of the entry that entryID names.
func entryNumber(prefix, id string) (number int, ok bool) {
	digits, ok := strings.CutPrefix(id, prefix)
	n, err := strconv.ParseUint(digits, 16, 31)
	return int(n), ok && err == nil
}

// undo appends that an entry of a kind counts no more.
func (c *curating) undo(ctx context.Context, prefix, kind, id, reason, by string) error {
	wrong := &RequestError{"id", "there is no such " + kind}
	number, ok := entryNumber(prefix, id)
	if !ok {
		return wrong
	}
	if _, there, err := c.w.draft.base.get(ctx, entryKey(number)); err != nil || !there {
		if err != nil {
			return err
		}
		return wrong
	}
	e, err := readCuration(ctx, c.w.draft.base, number)
	if err != nil {
		return err
	}
	if e.Kind != kind {
		return wrong
	}
	entries, err := c.w.was.active(ctx, e.From.Key)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(entries, func(n decision) bool { return n.number == number }) {
		return &RequestError{"id", "the " + kind + " is undone already"}
	}
	_, err = c.w.record(ctx, &entry{Kind: undoEntry, At: c.w.now, By: by, Reason: reason, Undoes: []int{number}})
	return err
}
