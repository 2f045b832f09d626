package graph

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// backup is a backup of a store.
func backup(t testing.TB, s *Store, opt BackupOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	info, err := s.Backup(context.Background(), &b, opt)
	if err != nil {
		t.Fatal(err)
	}
	if info.Revision != s.Revision() {
		t.Errorf("want revision %d in the backup, got %d", s.Revision(), info.Revision)
	}
	return b.Bytes()
}

// restored is a store made of a backup, which is checked and closed at the end of the test.
func restored(t testing.TB, uri string, data []byte) (*Store, *Restored) {
	t.Helper()
	s, done, err := Restore(context.Background(), storeURI(t, uri), bytes.NewReader(data), Options{Clock: fixedClock}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.closed.Load() {
			sound(t, s)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, done
}

// history is a store after a random history of articles, changed texts, decisions and datasets.
func history(t *testing.T, seed uint64, uri string) *Store {
	t.Helper()
	tell := newTeller(seed)
	s, m := openTest(t, uri, Options{}), newModel()
	c := &curator{teller: tell, T: t, s: s}
	for range 8 {
		apply(t, s, tell.randomBatch(m))
		c.decide()
	}
	if tell.IntN(2) == 0 {
		_, err := s.Import(context.Background(), "other", importFiles(t, "_:a <https://x.example/p> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"), nil)
		must(t, err)
	}
	return s
}

// TestRestore restores random histories: all that is stored is as it was, in memory and in folders, however small the
// members and the batches are.
func TestRestore(t *testing.T) {
	for seed := range uint64(20) {
		from, to := "memory:", filepath.Join(t.TempDir(), "store")
		if seed%2 == 1 {
			from, to = to, from
		}
		s := history(t, 4000+seed, from)
		want := derivedState(t, s)
		data := backup(t, s, BackupOptions{Gzip: seed%3 == 0, memberSize: 1 + int(seed)*500})
		again, done := restored(t, to, data)
		if d := cmp.Diff(want, derivedState(t, again)); d != "" {
			t.Fatalf("seed %d: want -, got +:\n%s", seed, d)
		}
		if !done.Same || again.Revision() != s.Revision() || done.Backup.Revision != s.Revision() {
			t.Errorf("seed %d: %+v, revision %d, want %d", seed, done, again.Revision(), s.Revision())
		}
		// It goes on as a store.
		if done.Backup.Articles > 0 {
			apply(t, again, Batch{Put: storyReadings()[:1]})
		}
	}
}

// TestBackupIsOfOneState writes while a backup is made: it has the state of its beginning.
func TestBackupIsOfOneState(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	readings := storyReadings()
	apply(t, s, Batch{Put: readings[:2]})
	want := derivedState(t, s)
	var b bytes.Buffer
	wrote := false
	_, err := s.Backup(ctx, &b, BackupOptions{Progress: func(Progress) {
		if !wrote {
			wrote = true
			apply(t, s, Batch{Put: readings[2:], Delete: []string{ArticlePrefix + readings[0].Article.ID()}})
		}
	}})
	must(t, err)
	if !wrote || derivedState(t, s) == want {
		t.Fatal("nothing was written meanwhile")
	}
	again, _ := restored(t, "memory:", b.Bytes())
	if d := cmp.Diff(want, derivedState(t, again)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestOtherRecords wants records of kinds that come later to come back as they are.
func TestOtherRecords(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, "memory:", Options{Clock: fixedClock})
	must(t, err)
	defer s.Close()
	apply(t, s, Batch{Put: storyReadings()[:1]})
	others := []change{
		{record: record{"G/home/news/a.html", "article/1"}}, {record: record{"J\x00\xff\x80", "\xff\x00\n"}}, {record: record{"Jempty", ""}},
		{record: record{"Z", "zeta\u2028"}},
	}
	err = s.change(ctx, func() (*commit, uint64, error) { return &commit{records: others}, s.Revision(), nil })
	must(t, err)
	again, done, err := Restore(ctx, "memory:", bytes.NewReader(backup(t, s, BackupOptions{})), Options{Clock: fixedClock}, nil)
	must(t, err)
	defer again.Close()
	if d := cmp.Diff(derivedState(t, s), derivedState(t, again)); d != "" || !done.Same {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// brittle is a reader that fails after some bytes.
type brittle struct {
	*bytes.Reader
	left int
}

func (b *brittle) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBroken
	}
	n, err := b.Reader.Read(p[:min(len(p), 512)])
	b.left -= n
	return n, err
}

// TestRestoreInterrupted ends a restore at many points: what is left is refused by Open, and the same restore goes on.
func TestRestoreInterrupted(t *testing.T) {
	ctx := context.Background()
	s := history(t, 4100, "memory:")
	want := derivedState(t, s)
	data := backup(t, s, BackupOptions{memberSize: 300})
	other := backup(t, history(t, 4102, "memory:"), BackupOptions{})
	folder := filepath.Join(t.TempDir(), "store")
	refused := 0
	for left := len(data); left < 2*len(data)-4096; left += len(data) / 9 {
		_, _, err := Restore(ctx, folder, &brittle{bytes.NewReader(data), left}, Options{Clock: fixedClock}, nil)
		if !errors.Is(err, errBroken) {
			t.Fatalf("after %d bytes: want the reader's error, got %v", left, err)
		}
		unfinished, err := Open(ctx, folder, Options{})
		if err == nil {
			// Nothing was marked yet.
			sound(t, unfinished)
			must(t, unfinished.Close())
			continue
		}
		refused++
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "restore the same file again") {
			t.Fatalf("a store that is not whole: %v", err)
		}
		if _, _, err := Restore(ctx, folder, bytes.NewReader(other), Options{}, nil); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "another backup") {
			t.Fatalf("another backup into a store that is not whole: %v", err)
		}
	}
	if refused == 0 {
		t.Fatal("no restore ended in the middle")
	}
	again, done := restored(t, folder, data)
	if d := cmp.Diff(want, derivedState(t, again)); d != "" || !done.Same {
		t.Errorf("want -, got +:\n%s", d)
	}
}

func TestRestoreEndsWithItsContext(t *testing.T) {
	s := history(t, 4200, "memory:")
	ctx, cancel := context.WithCancel(context.Background())
	folder := filepath.Join(t.TempDir(), "store")
	_, _, err := Restore(ctx, folder, bytes.NewReader(backup(t, s, BackupOptions{})), Options{}, func(p Progress) {
		if p.Step == articlesFolder {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
	if _, err := Open(context.Background(), folder, Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("want what is left refused, got %v", err)
	}
	ended, stop := context.WithCancel(context.Background())
	stop()
	if _, err := s.Backup(ended, &bytes.Buffer{}, BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("backup: want the context's error, got %v", err)
	}
	if _, err := s.Backup(context.Background(), brokenPipe{}, BackupOptions{}); !errors.Is(err, errBroken) {
		t.Errorf("backup: want the writer's error, got %v", err)
	}
}

// TestRestoreRefuses wants a clear error for everything that cannot be restored, and nothing done.
func TestRestoreRefuses(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	plain, zipped := backup(t, s, BackupOptions{}), backup(t, s, BackupOptions{Gzip: true})
	changed := func(data []byte, old, new string) []byte {
		if len(old) != len(new) || !bytes.Contains(data, []byte(old)) {
			t.Fatalf("%q is not in the backup", old)
		}
		return bytes.Replace(data, []byte(old), []byte(new), 1)
	}
	flipped := func(data []byte, at int) []byte {
		data = bytes.Clone(data)
		data[at] ^= 1
		return data
	}
	before := func(data []byte, mark string) []byte {
		data, _, _ = bytes.Cut(data, []byte(mark))
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":              {nil, "is empty"},
		"a text":             {[]byte(strings.Repeat("This is no backup at all. ", 100)), "no tar"},
		"cut short":          {plain[:len(plain)/2], "cut short"},
		"cut behind members": {before(plain, sumsMember), "cut short: quads/000001.nq is its last member"},
		"gzip cut short":     {zipped[:len(zipped)/2], "cut short"},
		"gzip cut early":     {zipped[:5], "cut short"},
		"gzip damaged":       {flipped(zipped, len(zipped)-6), "damaged"},
		"a changed name":     {changed(plain, "Facebook", "Factbook"), `damaged: "articles/000001.jsonl" is not what it was`},
		"a changed quad":     {changed(plain, "<urn:newsgraph:ns:confidence>", "<urn:newsgraph:ns:konfidence>"), `damaged: "quads/000001.nq" is not what it was`},
		"a changed hash":     {flipped(plain, bytes.Index(plain, []byte("  manifest.json"))-1), `damaged: "manifest.json" is not what it was`},
		"a newer form":       {changed(plain, `"version": 1`, `"version": 9`), "has form 9 and this version reads up to 1; use a newer version"},
		"a newer store":      {changed(plain, `"format": 1`, `"format": 7`), "is of a store of format 7 and this version reads up to 1; use a newer version"},
		"another tar":        {tarOf(t, "letter.txt", "Dear all"), `was not made by newsgraph backup: "letter.txt" is`},
		"an unknown member":  {tarOf(t, manifestMember, `{"version": 1}`, "more/000001", "x"), `has a member "more/000001"`},
		"another manifest":   {tarOf(t, manifestMember, `{"manifest_version": 3}`), "has a damaged manifest"},
		"a record of nobody": {tarOf(t, manifestMember, `{"version": 1}`, "records/000001.jsonl", `{"key":"s","value":""}`), `"s" does not belong there`},
		"another's text": {tarOf(t, manifestMember, `{"version": 1}`, "articles/000001.jsonl",
			`{"article":"article/1","records":[{"key":"A1"},{"key":"T2"}]}`), `"T2" does not belong to article/1`},
	} {
		folder := filepath.Join(t.TempDir(), "store")
		_, _, err := Restore(ctx, folder, bytes.NewReader(c.data), Options{}, nil)
		if !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want ErrBackup with %q, got %v", name, c.want, err)
		}
		if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: there is a folder: %v", name, err)
		}
	}
}

// tarOf is a tar of members and what they have.
func tarOf(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for ; len(members) > 0; members = members[2:] {
		must(t, w.WriteHeader(&tar.Header{Name: members[0], Mode: 0o644, Size: int64(len(members[1]))}))
		_, err := w.Write([]byte(members[1]))
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

func TestRestoreOfAnotherBase(t *testing.T) {
	s := openTest(t, "memory:", Options{IRIBase: "https://news.example/"})
	apply(t, s, Batch{Put: storyReadings()[:1]})
	data := backup(t, s, BackupOptions{})
	_, _, err := Restore(context.Background(), "memory:", bytes.NewReader(data), Options{}, nil)
	if !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), "set iri_base to that of the backup") {
		t.Errorf("want what to set, got %v", err)
	}
	again, _, err := Restore(context.Background(), "memory:", bytes.NewReader(data), Options{IRIBase: "https://news.example/", Clock: fixedClock}, nil)
	must(t, err)
	defer again.Close()
	if d := cmp.Diff(derivedState(t, s), derivedState(t, again)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestRestoreWantsNothingThere restores into stores with something in them, and leaves them as they are.
func TestRestoreWantsNothingThere(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: storyReadings()})
	data := backup(t, s, BackupOptions{})
	folder := filepath.Join(t.TempDir(), "store")
	for _, fill := range []func(*Store){
		func(s *Store) { apply(t, s, Batch{Put: storyReadings()[:1]}) },
		func(s *Store) {
			_, err := s.DropDataset(ctx, "foreign")
			if !errors.Is(err, ErrNoDataset) {
				t.Errorf("want ErrNoDataset, got %v", err)
			}
			_, err = s.Import(ctx, "foreign", importFiles(t, "<urn:a> <urn:b> <urn:c> .\n"), nil)
			must(t, err)
		},
	} {
		folder += "+"
		there := openTest(t, folder, Options{})
		fill(there)
		want := derivedState(t, there)
		must(t, there.Close())
		_, _, err := Restore(ctx, folder, bytes.NewReader(data), Options{}, nil)
		if !errors.Is(err, ErrNotEmpty) || !strings.Contains(err.Error(), "restore into a new store") {
			t.Errorf("want ErrNotEmpty with what to do, got %v", err)
		}
		if got := derivedState(t, openTest(t, folder, Options{})); got != want {
			t.Error("the store has changed")
		}
	}
	// A store that has never had anything is as good as none.
	empty := filepath.Join(t.TempDir(), "empty")
	must(t, openTest(t, empty, Options{}).Close())
	again, _ := restored(t, empty, data)
	if d := cmp.Diff(derivedState(t, s), derivedState(t, again)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestRestoreOfWhatWasNotSound makes a sound store of one that was not, and says that it is another one.
func TestRestoreOfWhatWasNotSound(t *testing.T) {
	s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
	must(t, err)
	defer s.Close()
	apply(t, s, Batch{Put: storyReadings()})
	want := derivedState(t, s)
	b := breaker{t, s.engine.(*embedded)}
	b.apply(deleteQuad, b.with(rdfsLabel))
	b.unset(b.key(entityKind))
	again, done := restored(t, "memory:", backup(t, s, BackupOptions{}))
	if done.Same {
		t.Error("want to hear that the quads differ")
	}
	if d := cmp.Diff(want, derivedState(t, again)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// FuzzBackup wants an error that says what is wrong of every file that is no backup, and the backup's own numbers of one
// that is.
func FuzzBackup(f *testing.F) {
	s, err := Open(context.Background(), "memory:", Options{Clock: fixedClock})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(backup(f, s, BackupOptions{Gzip: true})) // a small one, as big ones take minutes to be made smaller
	if _, err := s.Import(context.Background(), "a", importFiles(f, "<urn:a> <urn:b> <urn:c> ."), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(backup(f, s, BackupOptions{Gzip: true}))
	f.Add([]byte(nil))
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := verify(context.Background(), bytes.NewReader(data), maphash.MakeSeed(), func(Progress) {})
		if err != nil && (!errors.Is(err, ErrBackup) || !strings.HasPrefix(err.Error(), "graph: the backup ")) {
			t.Errorf("an error that does not say what is wrong: %v", err)
		}
		if err == nil && (len(v.id) != 64 || v.info.Version < 1) {
			t.Errorf("a backup without what it says of itself: %+v", v)
		}
	})
}
