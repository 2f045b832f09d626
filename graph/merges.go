package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Merge says that an entity was joined into another one, by the votes of articles or by a person.
type Merge struct {
	ID        string // for UndoMerge
	At        time.Time
	Into      string // the entity that it is now
	From      string // the entity that it was by itself
	FromName  string
	Automatic bool
	By        string // who did it; empty for the votes of articles, unless somebody undid that
	Reasons   []string
	Undone    bool
}

func handMerge(n decision, into string) Merge {
	m := Merge{
		ID: entryID(mergePrefix, n.number), At: n.At, Into: into, From: n.From.ID, FromName: n.From.Name, By: n.By, Undone: n.undone,
	}
	if n.Reason != "" {
		m.Reasons = []string{n.Reason}
	}
	return m
}

func linkID(k link) string { return mergePrefix + string(k.short) + "-" + string(k.full) }

// cutLink parts what linkID makes.
func cutLink(id string) (short, full Key, ok bool) {
	rest, found := strings.CutPrefix(id, mergePrefix)
	a, b, parted := strings.Cut(rest, "-")
	return Key(a), Key(b), found && parted && validKey(Key(a)) && validKey(Key(b))
}

// Merges are what was joined into an entity, by machine and by hand, newest first; and what was and is undone.
func (v *View) Merges(ctx context.Context, entity string) ([]Merge, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]Merge, error) { return v.Merges(ctx, entity) })
	}
	entity, err := v.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	keys, err := members(ctx, v.snap, entity)
	if err != nil {
		return nil, err
	}
	var merges []Merge
	seen := map[string]bool{}
	for _, key := range keys {
		found, err := v.mergesOf(ctx, key, entity)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if !seen[m.ID] {
				seen[m.ID] = true
				merges = append(merges, m)
			}
		}
	}
	slices.SortFunc(merges, func(a, b Merge) int { return cmp.Or(b.At.Compare(a.At), strings.Compare(b.ID, a.ID)) })
	return merges, nil
}

// mergesOf are those in which a key of an entity is what was joined, or what something was joined into and is no more.
func (v *View) mergesOf(ctx context.Context, key Key, entity string) ([]Merge, error) {
	entries, err := entriesOf(ctx, v.snap, key)
	if err != nil {
		return nil, err
	}
	var merges []Merge
	placed := false
	for _, n := range entries {
		switch {
		case n.Kind == mergeEntry && n.undone && n.Into.Key == key:
			merges = append(merges, handMerge(n, n.Into.ID))
		case n.Kind == mergeEntry && !n.undone && n.From.Key == key:
			placed = true
			merges = append(merges, handMerge(n, entity))
		case n.Kind == unlinkEntry && !n.undone && n.Into.Key == key:
			m, err := v.linkMerge(ctx, link{short: n.From.Key, full: key}, n.Into.ID)
			if err != nil {
				return nil, err
			}
			m.Undone, m.By = true, n.By
			if n.Reason != "" {
				m.Reasons = append(m.Reasons, n.Reason)
			}
			merges = append(merges, m)
		}
	}
	k, ok, err := readLink(ctx, v.snap, key)
	if err != nil || !ok || placed {
		return merges, err
	}
	g, ok, err := readGroup(ctx, v.snap, k.full)
	blocked := slices.ContainsFunc(entries, func(n decision) bool {
		return n.Kind == unlinkEntry && !n.undone && n.From.Key == key && n.Into.Key == k.full
	})
	if err != nil || !ok || blocked || g.entity != entity || g.root == key {
		return merges, err
	}
	m, err := v.linkMerge(ctx, k, entity)
	return append(merges, m), err
}

// votersShown is how many of the articles that vote for a link are looked at to tell when it was made.
const votersShown = 100

// linkMerge is a link as a merge.
func (v *View) linkMerge(ctx context.Context, k link, into string) (Merge, error) {
	m := Merge{ID: linkID(k), Into: into, Automatic: true}
	g, _, err := readGroup(ctx, v.snap, k.short)
	if err != nil {
		return m, err
	}
	m.From = g.own
	if m.FromName, err = foundingOf(ctx, v.snap, k.short); err != nil {
		return m, err
	}
	votes, err := readVotes(ctx, v.snap, k.short)
	if err != nil {
		return m, err
	}
	total, mine := 0, 0
	for _, vote := range votes {
		total += vote.articles
		if vote.full == k.full {
			mine = vote.articles
		}
	}
	m.Reasons = []string{fmt.Sprintf("%d of %d articles that explain the name %q use it for this", mine, total, m.FromName)}
	prefix, left := votersKind.under(string(k.short))+string(k.full)+"\x00", votersShown
	for rec, err := range v.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return m, err
		}
		a, err := readArticle(ctx, v.snap, ArticlePrefix+rec.key[len(prefix):])
		if err != nil {
			return m, err
		}
		if a != nil && (m.At.IsZero() || a.LoadedAt.Before(m.At)) {
			m.At = a.LoadedAt
		}
		if left--; left == 0 {
			break
		}
	}
	return m, nil
}
