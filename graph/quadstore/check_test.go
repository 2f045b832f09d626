package quadstore

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2"
)

// broken is a store with one quad, whose keys can be broken.
type broken struct {
	s     *Store
	quad  IDs
	batch *pebble.Batch
}

func (b *broken) set(key, value []byte) { _ = b.batch.Set(key, value, nil) }
func (b *broken) unset(key []byte)      { _ = b.batch.Delete(key, nil) }

func (b *broken) key(o order, q IDs) []byte {
	var key [quadKeySize]byte
	o.key(&key, q)
	return key[:]
}

// addQuad writes a quad to all indexes, as it should be.
func (b *broken) addQuad(q IDs) {
	for o := spog; o <= gspo; o++ {
		b.set(b.key(o, q), nil)
	}
	b.set(metaKey(metaQuads), beUint64(2))
}

func (b *broken) valueKey(v quad.Value) []byte {
	encoded, _ := appendValue(nil, v)
	return appendEntryKey(nil, encoded)
}

func TestCheckFinds(t *testing.T) {
	long := quad.String(strings.Repeat("x", 100))
	cases := []struct {
		name string
		do   func(b *broken)
		want string
	}{
		{"nothing", func(*broken) {}, ""},
		{"a quad lacks in S", func(b *broken) { b.unset(b.key(spog, b.quad)); b.set(metaKey(metaQuads), beUint64(0)) }, "is in index P but not in S"},
		{"a quad lacks in P", func(b *broken) { b.unset(b.key(posg, b.quad)) }, "is in index S but not in P"},
		{"a quad lacks in O", func(b *broken) { b.unset(b.key(ospg, b.quad)) }, "is in index S but not in O"},
		{"a quad lacks in G", func(b *broken) { b.unset(b.key(gspo, b.quad)) }, "is in index S but not in G"},
		{"a quad in G only", func(b *broken) { b.set(b.key(gspo, IDs{1, 2, 3, 1}), nil) }, "is in index G but not in S"},
		{"a quad of another instead", func(b *broken) {
			b.unset(b.key(posg, b.quad))
			b.set(b.key(posg, IDs{1, 1, 1, 1}), nil)
		}, "is in index P but not in S"},
		{"a short key", func(b *broken) { b.set([]byte("Sxyz"), nil) }, "index S: key 5378797a"},
		{"a quad with a value", func(b *broken) { b.set(b.key(ospg, b.quad), []byte("x")) }, "index O: quad"},
		{"no object", func(b *broken) { b.addQuad(IDs{1, 2, 0, 0}) }, "lacks a part"},
		{"a number never given out", func(b *broken) { b.addQuad(IDs{1, 2, 99, 0}) }, "number 99 was never given out"},
		{"a tag that is none", func(b *broken) { b.addQuad(IDs{1, 2, 9 << tagShift, 0}) }, "is no value"},
		{"quads are counted wrong", func(b *broken) { b.set(metaKey(metaQuads), beUint64(7)) }, "7 quads are counted and 1 are there"},
		{"a value is gone", func(b *broken) {
			b.unset(entryKey(b.quad[2]))
			b.unset(b.valueKey(long))
		}, "no value has number 3"},
		{"an entry has no way back", func(b *broken) { b.unset(b.valueKey(long)) }, "whose number is 0"},
		{"an entry leads nowhere", func(b *broken) { b.set(b.valueKey(quad.IRI("new")), beUint64(3)) }, "which is not its"},
		{"an entry leads to another", func(b *broken) { b.set(b.valueKey(long), beUint64(1)) }, "which is not its"},
		{"an entry is of no kind", func(b *broken) { b.set(entryKey(3), []byte{99}) }, "kind 99"},
		{"an entry that needs none", func(b *broken) {
			encoded, _ := appendValue(nil, quad.Int(5))
			b.set(entryKey(3), encoded)
		}, "which needs none"},
		{"a number beyond the last", func(b *broken) { b.set(entryKey(1000), []byte{kindIRI, 'x'}) }, "dictionary: number 00000000000003e8"},
		{"a number of three bytes", func(b *broken) { b.set([]byte("ixyz"), nil) }, "dictionary: number 78797a"},
		{"a value with half a number", func(b *broken) { b.set(b.valueKey(long), []byte{1}) }, "number of 1 bytes"},
		{"a counter at zero", func(b *broken) { b.set(counterKey([]byte("n")), beUint64(0)) }, `counter "n" holds 0000000000000000`},
		{"half a counter", func(b *broken) { b.set(counterKey([]byte("n")), []byte{1}) }, `counter "n" holds 01`},
		{"no format", func(b *broken) { b.unset(metaKey(metaFormat)) }, "format version"},
		{"a stranger", func(b *broken) { b.set([]byte("hello"), nil) }, "key 68656c6c6f"},
		{"a stranger in the store's own", func(b *broken) { b.set(metaKey("who"), nil) }, `key "mwho"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var first Batch
			first.Add(quad.Quad{Subject: quad.IRI("s"), Predicate: quad.IRI("p"), Object: long, Label: quad.Int(4)})
			first.Count([]byte("one"), 1)
			first.Set(3, []byte("k"), nil)
			if err := s.Apply(context.Background(), &first); err != nil {
				t.Fatal(err)
			}
			label, _ := inlineID(quad.Int(4))
			b := &broken{s: s, quad: IDs{1, 2, 3, label}, batch: s.db.NewBatch()}
			c.do(b)
			if err := b.batch.Commit(pebble.Sync); err != nil {
				t.Fatal(err)
			}
			got, err := s.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" && len(got) > 0 || c.want != "" && !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.want) }) {
				t.Errorf("Check finds %q, want %q", got, c.want)
			}
		})
	}
}

// TestCheckLimit breaks more than is listed.
func TestCheckLimit(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := s.db.NewBatch()
	for i := range uint64(1000) {
		_ = b.Set(binary.BigEndian.AppendUint64([]byte("x"), i), nil, nil)
	}
	if err := b.Commit(pebble.Sync); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Check(context.Background()); err != nil || len(got) != maxProblems {
		t.Errorf("%d problems, %v", len(got), err)
	}
}

// TestCorruptRead holds that methods without an error result keep the error.
func TestCorruptRead(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var first Batch
	first.Add(quad.MakeIRI("s", "p", "o", ""))
	if err := s.Apply(context.Background(), &first); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Delete(entryKey(3), pebble.Sync); err != nil {
		t.Fatal(err)
	}
	if q := s.Quad(IDs{1, 2, 3, 0}); q.IsValid() {
		t.Errorf("a quad with a value that is gone is %v", q)
	}
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "is no value") {
		t.Errorf("Err() = %v", err)
	}
	for _, err := range s.Quads(context.Background(), Query{}) {
		if err == nil {
			t.Error("a quad with a value that is gone is given")
		}
	}
}
