package graph

import (
	"context"
	"encoding/base64"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
)

// counting is a snapshot that counts the records that it gives.
type counting struct {
	snapshot
	records atomic.Int64
}

func (c *counting) get(ctx context.Context, key string) (string, bool, error) {
	c.records.Add(1)
	return c.snapshot.get(ctx, key)
}

func (c *counting) scan(ctx context.Context, lo, hi string, reverse bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for rec, err := range c.snapshot.scan(ctx, lo, hi, reverse) {
			c.records.Add(1)
			if !yield(rec, err) {
				return
			}
		}
	}
}

// TestCost wants answers about little to read little of a store with much: no list that has an index goes through all.
func TestCost(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: corpus(300)})
	v := view(t, s)
	stats, err := v.Statistics(ctx)
	if err != nil || stats.Statements < 1000 {
		t.Fatalf("want a store of more than 1,000 statements, got %v, error %v", stats, err)
	}
	rare, err := v.FindEntities(ctx, &EntityFilter{MinStatements: ptr(3)}, Order{ByStatements, true}, PageRequest{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	entity := rare.Items[0]
	if entity.StatementCount != 3 {
		t.Fatalf("want an entity of 3 statements, got %d", entity.StatementCount)
	}
	hub, err := v.FindEntities(ctx, nil, Order{}, PageRequest{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	count := &counting{snapshot: v.snap}
	v.snap = count
	ten := PageRequest{First: 10}
	for _, c := range []struct {
		name  string
		limit int64
		ask   func() error
	}{
		{"an entity", 30, func() error { _, err := v.Entities(ctx, []string{entity.ID}); return err }},
		{"entities of a name", 30, func() error { _, err := v.EntitiesNamed(ctx, entity.Name); return err }},
		{"statements of an entity", 40, func() error {
			_, err := v.FindStatements(ctx, &StatementFilter{Subject: &EntityRef{Name: entity.Name}}, Order{}, PageRequest{Count: true})
			return err
		}},
		{"statements between a rare and a busy entity", 40, func() error {
			_, err := v.FindStatements(ctx, &StatementFilter{Between: []EntityRef{{ID: hub.Items[0].ID}, {ID: entity.ID}}}, Order{}, PageRequest{})
			return err
		}},
		{"a page of a busy entity", 60, func() error {
			_, err := v.FindStatements(ctx, &StatementFilter{Entity: &EntityRef{ID: hub.Items[0].ID}}, Order{}, ten)
			return err
		}},
		{"a page of all statements, counted", 60, func() error {
			_, err := v.FindStatements(ctx, nil, Order{}, PageRequest{First: 10, Count: true})
			return err
		}},
		{"a page of all entities", 120, func() error { _, err := v.FindEntities(ctx, nil, Order{}, ten); return err }},
		{"a page by name", 120, func() error { _, err := v.FindEntities(ctx, nil, Order{ByName, true}, ten); return err }},
		{"a page of all articles", 60, func() error { _, err := v.FindArticles(ctx, nil, Order{}, ten); return err }},
		{"a page of articles of a busy entity", 60, func() error { _, err := v.ArticlesOf(ctx, hub.Items[0].ID, ten); return err }},
		{"neighbours of a rare entity", 40, func() error { _, err := v.Neighbors(ctx, entity.ID, nil, ten); return err }},
	} {
		count.records.Store(0)
		if v.hot != nil {
			v.hot = newHot(v.revision) // nothing was read before
		}
		if err := c.ask(); err != nil {
			t.Fatal(err)
		}
		if n := count.records.Load(); n == 0 || n > c.limit {
			t.Errorf("%s: %d records were read, want at most %d", c.name, n, c.limit)
		}
	}
}

// FuzzCursor wants a page or a RequestError of whatever is given as a cursor.
func FuzzCursor(f *testing.F) {
	ctx := context.Background()
	s := story(f)
	v := view(f, s)
	statement, entity, article := busiest(f, v)
	all := lists(ctx, v, statement, entity, article)
	f.Add("", byte(0))
	f.Add(strings.Repeat("\xff", 30), byte(3))
	f.Fuzz(func(t *testing.T, key string, which byte) {
		l := all[int(which)%len(all)]
		if _, _, _, _, _, err := l.page(PageRequest{After: key}); key != "" && err == nil {
			if _, bad := base64.RawURLEncoding.DecodeString(key); bad != nil {
				t.Errorf("%q is a cursor", key)
			}
		}
		_, cursors, _, _, _, err := l.page(PageRequest{First: 1})
		if err != nil {
			t.Fatal(err)
		}
		sign, err := base64.RawURLEncoding.DecodeString(cursors[0])
		if err != nil {
			t.Fatal(err)
		}
		forged := base64.RawURLEncoding.EncodeToString(append(sign[:8:8], key...))
		for _, p := range []PageRequest{{After: forged}, {Before: forged, Last: 2}} {
			if _, _, _, _, _, err := l.page(p); err != nil && key != "" {
				t.Errorf("%s: %v", l.name, err)
			}
		}
	})
}
