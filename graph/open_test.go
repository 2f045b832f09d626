package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestReopen closes and opens a folder: all is as it was, and the same as in memory.
func TestReopen(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "store")
	tell, m := newTeller(1), newModel()
	s := openTest(t, folder, Options{})
	for range 12 {
		apply(t, s, tell.randomBatch(m))
	}
	before, revision := derivedState(t, s), s.Revision()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, folder, Options{})
	if after := derivedState(t, again); after != before {
		t.Error("the store is another one after it was opened again")
	}
	if again.Revision() != revision {
		t.Errorf("want revision %d, got %d", revision, again.Revision())
	}
	agree(t, again, m)
	for _, name := range []string{lockName, databaseName, holderName} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestOtherFormats(t *testing.T) {
	newer := filepath.Join(t.TempDir(), "newer")
	s := openTest(t, newer, Options{})
	err := s.change(context.Background(), func() (*commit, uint64, error) {
		return &commit{records: []change{{record: record{string(formatKind), `{"version":99,"iriBase":"urn:newsgraph:"}`}}}}, 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), newer, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "format 99") {
		t.Errorf("a newer format: %v", err)
	}
	base := filepath.Join(t.TempDir(), "base")
	if err := openTest(t, base, Options{IRIBase: "https://example.org/"}).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), base, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "https://example.org/") {
		t.Errorf("another IRI base: %v", err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "letter.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), folder, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("a folder with other things in it: %v", err)
	}
	strange := t.TempDir()
	if err := os.MkdirAll(filepath.Join(strange, databaseName), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(strange, databaseName, "letter.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), strange, Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("a folder whose database is none: %v", err)
	}
	for _, uri := range []string{filepath.Join(folder, "letter.txt"), "", "sqlite://news", "memory:x"} {
		if _, err := Open(context.Background(), uri, Options{}); err == nil {
			t.Errorf("%q was opened", uri)
		}
	}
	if _, err := Open(context.Background(), "memory:", Options{IRIBase: "no iri"}); err == nil {
		t.Error("an IRI base that is none was taken")
	}
}

func TestHeld(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	s := openTest(t, folder, Options{Endpoint: "http://127.0.0.1:80"})
	if err := s.SetEndpoint("http://127.0.0.1:8080"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), folder, Options{})
	var held *HeldError
	if !errors.Is(err, ErrHeld) || !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Fatalf("want a HeldError with our process, got %v", err)
	}
	want := fmt.Sprintf("store %s is held by process %d serving http://127.0.0.1:8080; use --endpoint http://127.0.0.1:8080, or stop it", folder, os.Getpid())
	if err.Error() != want {
		t.Errorf("want %q, got %q", want, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, folder, Options{})
	_, err = Open(context.Background(), folder, Options{})
	if want := fmt.Sprintf("store %s is held by process %d; stop it, or wait until it is done", folder, os.Getpid()); err == nil || err.Error() != want {
		t.Errorf("want %q, got %q", want, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, holderName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a closed store still names its holder: %v", err)
	}
}

// tightDisk is a file system that is full after some bytes of writing.
type tightDisk struct {
	vfs.FS
	room atomic.Int64
}

func (d *tightDisk) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := d.FS.Create(name, c)
	return &tightFile{f, d}, err
}

func (d *tightDisk) ReuseForWrite(oldname, newname string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := d.FS.ReuseForWrite(oldname, newname, c)
	return &tightFile{f, d}, err
}

type tightFile struct {
	vfs.File
	disk *tightDisk
}

func (f *tightFile) Write(data []byte) (int, error) {
	if f.disk.room.Add(-int64(len(data))) < 0 {
		return 0, &os.PathError{Op: "write", Path: "table", Err: syscall.ENOSPC}
	}
	return f.File.Write(data)
}

// TestFullDisk fills the disk up at many points of a write: nothing changes, the store is read, and once there is room and
// it is opened again it takes the change.
func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	readings := storyReadings()
	for room := int64(0); room < 6000; room += 577 {
		disk := &tightDisk{FS: vfs.Default}
		disk.room.Store(1 << 30)
		folder := filepath.Join(t.TempDir(), "store")
		s := openTest(t, folder, Options{fs: disk, Log: slog.New(slog.DiscardHandler)})
		apply(t, s, Batch{Put: readings[:1]})
		before := derivedState(t, s)
		disk.room.Store(room)
		_, err := s.Apply(ctx, Batch{Put: readings[1:3]})
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("room %d: want ENOSPC, got %v", room, err)
		}
		if after := derivedState(t, s); after != before || s.Revision() != 1 {
			t.Fatalf("room %d: a full disk has changed the store", room)
		}
		sound(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		disk.room.Store(1 << 30)
		s = openTest(t, folder, Options{fs: disk, Log: slog.New(slog.DiscardHandler)})
		if after := derivedState(t, s); after != before {
			t.Fatalf("room %d: the store is another one after it was opened again", room)
		}
		apply(t, s, Batch{Put: readings[1:3]})
	}
	full := &tightDisk{FS: vfs.Default}
	if _, err := Open(ctx, filepath.Join(t.TempDir(), "new"), Options{fs: full, Log: slog.New(slog.DiscardHandler)}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a new store on a full disk: %v", err)
	}
}

func TestClosed(t *testing.T) {
	ctx := context.Background()
	s := story(t)
	v := view(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Statistics(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("an open view: %v", err)
	}
	if _, err := s.View(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("view: %v", err)
	}
	if _, err := s.Apply(ctx, Batch{Put: storyReadings()}); !errors.Is(err, ErrClosed) {
		t.Errorf("apply: %v", err)
	}
	if _, err := s.Known(ctx, "article/x", "", ""); !errors.Is(err, ErrClosed) {
		t.Errorf("known: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

// TestReopenOften opens a store between the changes of random histories.
func TestReopenOften(t *testing.T) {
	for seed := range uint64(15) {
		folder := filepath.Join(t.TempDir(), "store")
		tell, m := newTeller(1000+seed), newModel()
		for range 6 {
			s := openTest(t, folder, Options{})
			apply(t, s, tell.randomBatch(m))
			if tell.IntN(3) == 0 {
				apply(t, s, Batch{Delete: slices.Sorted(maps.Keys(m.articles))})
				clear(m.articles)
			}
			agree(t, s, m)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func FuzzRows(f *testing.F) {
	for _, rec := range records(f, story(f)) {
		f.Add(rec.key, rec.value)
	}
	f.Fuzz(func(t *testing.T, key, value string) {
		if r, err := decodeStatement("stmt/x", value); err == nil {
			if again, err := decodeStatement("stmt/x", r.encode()); err != nil || again.encode() != r.encode() {
				t.Errorf("a statement that does not come back: %v", err)
			}
		}
		if r, err := decodeEntity("entity/x", value); err == nil && r.encode() == "" {
			t.Error("an entity of nothing")
		}
		if r, err := decodeEvidence(key, value); err == nil && r.orderKey() != key {
			if again, err := decodeEvidence(r.orderKey(), r.encode()); err != nil || again.encode() != r.encode() {
				t.Errorf("evidence that does not come back: %v", err)
			}
		}
		if a, err := decodeArticle("article/x", value); err == nil && encodeArticle(a) == "" {
			t.Error("an article of nothing")
		}
		_, _ = decodeCounts(key, value, 3)
	})
}

func records(t testing.TB, s *Store) []record {
	t.Helper()
	snap, err := s.snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.release()
	var all []record
	for rec, err := range snap.scan(context.Background(), "", "", false) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}
