package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
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
	for _, name := range []string{lockName, logName, holderName} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestFirstFormat opens a store that the first version wrote. It must open for ever.
func TestFirstFormat(t *testing.T) {
	data, err := os.ReadFile("testdata/format-1.log")
	if *update {
		s := openTest(t, filepath.Join(t.TempDir(), "store"), Options{})
		apply(t, s, Batch{Put: storyReadings()[1:]})
		apply(t, s, Batch{Put: storyReadings()[:1], Delete: []string{ArticlePrefix + storyReadings()[3].Article.ID()}})
		if data, err = os.ReadFile(s.engine.(*memory).log.path); err == nil {
			err = os.WriteFile("testdata/format-1.log", data, 0o666)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	want := openTest(t, "memory:", Options{})
	apply(t, want, Batch{Put: storyReadings()[:3]})
	got := openTest(t, folderWith(t, data), Options{})
	if derivedState(t, got) != derivedState(t, want) {
		t.Error("the store reads otherwise than it was written")
	}
}

// folderWith is the folder of a store with that log.
func folderWith(t testing.TB, data []byte) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, logName), data, 0o666); err != nil {
		t.Fatal(err)
	}
	return folder
}

// logOf is the log of three commits, where each of them ends, and what the store was then.
func logOf(t testing.TB) (data []byte, ends []int, states []string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "store")
	s := openTest(t, folder, Options{})
	note := func() {
		var err error
		if data, err = os.ReadFile(filepath.Join(folder, logName)); err != nil {
			t.Fatal(err)
		}
		ends, states = append(ends, len(data)), append(states, derivedState(t, s))
	}
	note()
	for _, r := range storyReadings()[:3] {
		apply(t, s, Batch{Put: []Reading{r}})
		note()
	}
	return data, ends, states
}

// TestTornEnd cuts the log at every byte: what was committed whole is there, and nothing else, and the store goes on.
func TestTornEnd(t *testing.T) {
	data, ends, states := logOf(t)
	for at := 0; at <= len(data); at += 3 + at/25 {
		whole := 0
		for whole+1 < len(ends) && ends[whole+1] <= at {
			whole++
		}
		var warnings bytes.Buffer
		folder := folderWith(t, data[:at])
		s := openTest(t, folder, Options{Log: slog.New(slog.NewTextHandler(&warnings, nil))})
		if got := derivedState(t, s); got != states[whole] {
			t.Fatalf("cut at %d of %d: the store is not that of %d commits", at, len(data), whole)
		}
		if torn := at > headSize && !slices.Contains(ends, at); torn != strings.Contains(warnings.String(), "cut off") {
			t.Errorf("cut at %d: the warnings are %q", at, warnings.String())
		}
		apply(t, s, Batch{Put: storyReadings()[whole:3]})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := derivedState(t, openTest(t, folder, Options{})); got != states[3] {
			t.Fatalf("cut at %d: the store did not go on", at)
		}
	}
}

// TestZeroEnd has an end of zeros, as some file systems leave after a crash.
func TestZeroEnd(t *testing.T) {
	data, _, states := logOf(t)
	s := openTest(t, folderWith(t, append(slices.Clip(data), make([]byte, 5000)...)), Options{Log: slog.New(slog.DiscardHandler)})
	if derivedState(t, s) != states[3] {
		t.Error("the store is not what was committed")
	}
	openTest(t, folderWith(t, make([]byte, headSize)), Options{})
}

// TestDamage flips every byte: before the last entry that is an error that says where, and the file is left alone; in the
// last entry it cannot be told from a torn end.
func TestDamage(t *testing.T) {
	data, ends, states := logOf(t)
	for at := 0; at < len(data); at += 1 + at/50 {
		damaged := bytes.Clone(data)
		damaged[at] ^= 0x20
		folder := folderWith(t, damaged)
		s, err := Open(context.Background(), folder, Options{Log: slog.New(slog.DiscardHandler), Clock: fixedClock})
		after, _ := os.ReadFile(filepath.Join(folder, logName))
		switch {
		case at >= ends[2]:
			if err != nil {
				t.Fatalf("byte %d in the last entry: %v", at, err)
			}
			if derivedState(t, s) != states[2] {
				t.Errorf("byte %d in the last entry: the store is not that of the entries before", at)
			}
		case err == nil:
			t.Errorf("byte %d is damaged and nobody noticed", at)
		case !bytes.Equal(after, damaged):
			t.Errorf("byte %d: the damaged log was changed", at)
		case at >= headSize && !strings.Contains(err.Error(), "is damaged at byte"):
			t.Errorf("byte %d: %v", at, err)
		}
		if s != nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestOtherFormats(t *testing.T) {
	newer := newHead()
	newer[11]++
	newer = append(newer[:12], checksum(newer[:12])...)
	for name, data := range map[string][]byte{"newer": newer, "no log": []byte("PK\x03\x04 something else altogether"), "short": []byte("PK")} {
		_, err := Open(context.Background(), folderWith(t, data), Options{})
		if !errors.Is(err, ErrFormat) {
			t.Errorf("%s: want ErrFormat, got %v", name, err)
		}
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "letter.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), folder, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("a folder with other things in it: %v", err)
	}
	for _, uri := range []string{filepath.Join(folder, "letter.txt"), "", "postgres://localhost/news", "memory:x"} {
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

// tightDisk is full after some bytes, until it is given more.
type tightDisk struct {
	mu    sync.Mutex
	room  int
	sick  bool // cannot be cut or synced either
	wrote int
}

type tightFile struct {
	*os.File
	disk *tightDisk
}

func (d *tightDisk) open(path string) (logFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	return &tightFile{f, d}, err
}

func (f *tightFile) Write(data []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	fits := min(len(data), f.disk.room)
	n, err := f.File.Write(data[:fits])
	f.disk.room -= n
	f.disk.wrote += n
	if err == nil && n < len(data) {
		err = &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return n, err
}

func (f *tightFile) Truncate(size int64) error {
	if f.disk.sick {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

func (f *tightFile) Sync() error {
	if f.disk.sick {
		return syscall.EIO
	}
	return f.File.Sync()
}

// TestFullDisk fills the disk up at every point of a write: nothing changes, the store is read, and goes on once there is
// room.
func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	readings := storyReadings()
	for _, sick := range []bool{false, true} {
		for room := 0; room < 3000; room += 371 {
			disk := &tightDisk{room: 1 << 20}
			folder := filepath.Join(t.TempDir(), "store")
			s := openTest(t, folder, Options{disk: disk})
			apply(t, s, Batch{Put: readings[:1]})
			before := derivedState(t, s)
			disk.room, disk.sick = room, sick
			_, err := s.Apply(ctx, Batch{Put: readings[1:3]})
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("room %d: want ENOSPC, got %v", room, err)
			}
			if after := derivedState(t, s); after != before || s.Revision() != 1 {
				t.Fatalf("room %d: a full disk has changed the store", room)
			}
			disk.room, disk.sick = 1<<20, false
			apply(t, s, Batch{Put: readings[1:3]})
			want := derivedState(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if got := derivedState(t, openTest(t, folder, Options{})); got != want {
				t.Errorf("room %d: the store is another one after it was opened again", room)
			}
		}
	}
	if _, err := Open(ctx, filepath.Join(t.TempDir(), "new"), Options{disk: &tightDisk{room: 5}}); !errors.Is(err, syscall.ENOSPC) {
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
	if _, err := v.Statistics(ctx); err != nil {
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

// TestRandomLogs replays random histories from the log at once and step by step.
func TestRandomLogs(t *testing.T) {
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

func FuzzReadEntry(f *testing.F) {
	data, ends, _ := logOf(f)
	f.Add(data[ends[0]:ends[1]])
	f.Add(data[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		changes, length, err := readEntry(data)
		if err == nil && (length <= 0 || length > len(data)) {
			t.Errorf("an entry of %d bytes in %d", length, len(data))
		}
		// The payload itself must be safe too, whatever its checksum is.
		decoded, err := decodeChanges(string(data))
		if err == nil {
			for i := range decoded {
				decoded[i].key = strings.ToUpper("A" + decoded[i].key)
			}
			payload, n := encodeChanges(decoded)
			again, err := decodeChanges(string(payload))
			if err != nil || n != len(decoded) || !slices.Equal(decoded, again) {
				t.Errorf("%v reads as %v, error %v", decoded, again, err)
			}
		}
		_ = changes
	})
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
