package quadstore_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"newsgraph/graph/quadstore"
)

// TestLocked opens a folder that this process holds, by its name and by a link to it, and one that another process holds.
func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s := open(t, quadstore.Options{Dir: dir})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, link} {
		for _, readOnly := range []bool{false, true} {
			if _, err := quadstore.Open(quadstore.Options{Dir: name, ReadOnly: readOnly}); !errors.Is(err, quadstore.ErrLocked) {
				t.Errorf("%s: %v, want ErrLocked", name, err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashFirst+"=9")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // it has the folder by the time it acknowledges
		t.Error(err)
	}
	if _, err := quadstore.Open(quadstore.Options{Dir: dir}); !errors.Is(err, quadstore.ErrLocked) {
		t.Errorf("held by another process: %v, want ErrLocked", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait()
	open(t, quadstore.Options{Dir: dir})
}

// rewrite changes a store's keys behind its back.
func rewrite(t *testing.T, opts quadstore.Options, change func(db *pebble.DB) error) {
	t.Helper()
	db, err := pebble.Open(opts.Dir, &pebble.Options{FS: opts.FS, FormatMajorVersion: pebble.FormatNewest})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(change(db), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestFormats(t *testing.T) {
	cases := []struct {
		format string
		want   error
	}{
		{"1", nil}, {"2", quadstore.ErrNewerFormat}, {"999", quadstore.ErrNewerFormat}, {"x", quadstore.ErrCorrupt},
	}
	for _, c := range cases {
		opts := quadstore.Options{Dir: "store", FS: vfs.NewMem()}
		s, err := quadstore.Open(opts)
		if err != nil {
			t.Fatal(err)
		}
		apply(t, s, func(b *quadstore.Batch) { b.Add(q("a", "p", "b", "l")) })
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		rewrite(t, opts, func(db *pebble.DB) error { return db.Set([]byte("mformat"), []byte(c.format), pebble.Sync) })
		if s, err = quadstore.Open(opts); !errors.Is(err, c.want) {
			t.Errorf("format %s: %v, want %v", c.format, err, c.want)
		}
		if err == nil {
			if got := quadsOf(t, s, quad.Quad{}); len(got) != 1 {
				t.Errorf("format %s: quads %v", c.format, got)
			}
			s.Close()
		}
	}
}

// TestNotAStore holds that the engine's files are not written among others.
func TestNotAStore(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "article.txt"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := quadstore.Open(quadstore.Options{Dir: dir}); !errors.Is(err, quadstore.ErrNotStore) {
		t.Errorf("%v, want ErrNotStore", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "article.txt" && e.Name() != "LOCK" {
			t.Errorf("there is now a file %s", e.Name())
		}
	}
	other := quadstore.Options{Dir: "store", FS: vfs.NewMem()}
	rewrite(t, other, func(db *pebble.DB) error { return db.Set([]byte("key"), []byte("of another program"), pebble.Sync) })
	if _, err := quadstore.Open(other); !errors.Is(err, quadstore.ErrNotStore) {
		t.Errorf("another program's keys: %v, want ErrNotStore", err)
	}
	if _, err := quadstore.Open(quadstore.Options{Dir: filepath.Join(dir, "article.txt", "store")}); err == nil ||
		!strings.Contains(err.Error(), "article.txt") {
		t.Errorf("a folder in a file: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	opts := quadstore.Options{Dir: "store", FS: vfs.NewMem()}
	s, err := quadstore.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, func(b *quadstore.Batch) { b.Add(q("a", "p", "b", "l")) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	opts.ReadOnly = true
	s = open(t, opts)
	if got := quadsOf(t, s, quad.Quad{}); len(got) != 1 {
		t.Errorf("quads %v", got)
	}
	refuses(t, s, quadstore.ErrReadOnly)
	opts.Dir = "missing"
	if _, err := quadstore.Open(opts); err == nil {
		t.Error("a store that is not there opens for reading")
	}
}

// refuses holds that a store takes no changes.
func refuses(t *testing.T, s *quadstore.Store, want error) {
	t.Helper()
	var b quadstore.Batch
	b.Add(q("x", "y", "z", ""))
	_, swept := s.Sweep(ctx)
	_, writer := s.NewQuadWriter()
	for name, err := range map[string]error{
		"Apply": s.Apply(ctx, &b), "Stage": s.Stage(ctx, &b), "Sync": s.Sync(ctx), "Sweep": swept, "Compact": s.Compact(ctx),
		"NewQuadWriter": writer, "ApplyDeltas": s.ApplyDeltas([]graph.Delta{{Quad: q("x", "y", "z", ""), Action: graph.Add}}, graph.IgnoreOpts{}),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// TestClosed uses a store, a snapshot and iterators after they were closed under them.
func TestClosed(t *testing.T) {
	s := open(t, quadstore.Options{})
	apply(t, s, func(b *quadstore.Batch) {
		for i := range 100 {
			b.Add(quad.Make(quad.Int(i), quad.IRI("p"), quad.String("o"), nil))
		}
	})
	v := snapshot(t, s)
	its := []graph.Iterator{s.QuadsAllIterator(), s.NodesAllIterator(), v.QuadsAllIterator(), v.NodesAllIterator()}
	for _, it := range its {
		if !it.Next(ctx) {
			t.Fatal("nothing to iterate over")
		}
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, it := range its {
		for it.Next(ctx) { // what it has read ahead
		}
		if err := it.Err(); !errors.Is(err, quadstore.ErrClosed) {
			t.Errorf("%v: %v, want ErrClosed", it, err)
		}
		it.Close()
	}
	refuses(t, s, quadstore.ErrClosed)
	if _, err := s.Snapshot(); !errors.Is(err, quadstore.ErrClosed) {
		t.Errorf("Snapshot: %v", err)
	}
	for name, x := range map[string]shown{"store": s, "snapshot": v} {
		if _, _, err := x.Get(1, nil); !errors.Is(err, quadstore.ErrClosed) {
			t.Errorf("%s: Get: %v", name, err)
		}
		if _, err := x.Count(ctx, quad.Quad{}); !errors.Is(err, quadstore.ErrClosed) {
			t.Errorf("%s: Count: %v", name, err)
		}
		if _, err := x.Lookup(ctx, quad.IRI("p")); !errors.Is(err, quadstore.ErrClosed) {
			t.Errorf("%s: Lookup: %v", name, err)
		}
		if x.ValueOf(quad.IRI("p")) != nil || !errors.Is(x.Err(), quadstore.ErrClosed) {
			t.Errorf("%s: ValueOf: %v", name, x.Err())
		}
	}
	if _, err := s.Check(ctx); !errors.Is(err, quadstore.ErrClosed) {
		t.Errorf("Check: %v", err)
	}
}

// TestLeftOver leaves iterators open, as Cayley does at times; closing their snapshot, and the store, ends them.
func TestLeftOver(t *testing.T) {
	s := open(t, quadstore.Options{Dir: t.TempDir()})
	apply(t, s, func(b *quadstore.Batch) {
		for i := range 1000 {
			b.Add(quad.Make(quad.Int(i), quad.IRI("p"), quad.Int(i+1), quad.IRI("l")))
		}
	})
	for range 50 {
		v, err := s.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			it := v.QuadIterator(quad.Predicate, v.ValueOf(quad.IRI("p")))
			it.Next(ctx)
		}
		s.QuadsAllIterator().Next(ctx)
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil { // the engine says so where something is left
		t.Error(err)
	}
}

// TestContext holds that a context that ends gives an error everywhere, never a short answer.
func TestContext(t *testing.T) {
	s := open(t, quadstore.Options{})
	const n = 3000
	apply(t, s, func(b *quadstore.Batch) {
		for i := range n {
			b.Add(quad.Make(quad.Int(i), quad.IRI("p"), quad.Int(i+1), quad.IRI("l")))
			b.Set(1, []byte{byte(i >> 8), byte(i)}, nil)
			b.Count([]byte{byte(i >> 8), byte(i)}, 1)
		}
	})
	v := snapshot(t, s)
	walks := contextWalks(v)
	for name, walk := range walks {
		if got, err := walk(ctx, func() {}); err != nil || got < n {
			t.Errorf("%s: %d, %v", name, got, err)
		}
		for _, after := range []int{0, 1, 7, 700} {
			ending, cancel := context.WithCancel(ctx)
			seen := 0
			if after == 0 {
				cancel()
			}
			got, err := walk(ending, func() {
				if seen++; seen == after {
					cancel()
				}
			})
			cancel()
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, ended after %d: gave %d and %v, want an error", name, after, got, err)
			}
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	var b quadstore.Batch
	b.Add(q("x", "y", "z", ""))
	_, lookup := v.Lookup(ended, quad.IRI("p"))
	_, values := v.Values(ended, nil)
	_, stats := v.Stats(ended, true)
	_, check := s.Check(ended)
	for name, err := range map[string]error{
		"Apply": s.Apply(ended, &b), "Lookup": lookup, "Values": values, "Stats": stats, "Check": check,
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want an error", name, err)
		}
	}
	if got := quadsOf(t, s, quad.Quad{Predicate: quad.IRI("y")}); len(got) != 0 {
		t.Error("an ended context did not stop a change")
	}
}

// TestCutShort opens folders in which the making of a store was cut short, and none that has more in it.
func TestCutShort(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  error
	}{
		{[]string{"MANIFEST-000001"}, nil},
		{[]string{"MANIFEST-000001", "temporary.000001.dbtmp"}, nil},
		{[]string{"MANIFEST-000001", "000004.sst"}, quadstore.ErrNotStore},
		{[]string{"MANIFEST-000001", "000002.log"}, quadstore.ErrNotStore},
		{[]string{"letter.txt"}, quadstore.ErrNotStore},
	} {
		dir := t.TempDir()
		for _, name := range c.names {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := quadstore.Open(quadstore.Options{Dir: dir, ReadOnly: true}); err == nil {
			t.Errorf("%v: was opened for reading", c.names)
		}
		s, err := quadstore.Open(quadstore.Options{Dir: dir})
		if !errors.Is(err, c.want) {
			t.Errorf("%v: want %v, got %v", c.names, c.want, err)
		}
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// brittle is a file system that stops after some changes of names.
type brittle struct {
	vfs.FS
	left int
}

var errStopped = errors.New("the process is gone")

func (b *brittle) spend() error {
	if b.left--; b.left < 0 {
		return errStopped
	}
	return nil
}

func (b *brittle) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := b.spend(); err != nil {
		return nil, err
	}
	return b.FS.Create(name, c)
}

func (b *brittle) Rename(from, to string) error {
	if err := b.spend(); err != nil {
		return err
	}
	return b.FS.Rename(from, to)
}

func (b *brittle) Link(from, to string) error {
	if err := b.spend(); err != nil {
		return err
	}
	return b.FS.Link(from, to)
}

// TestMadeUntilStopped stops the making of a store after each change of names: the folder can be opened afterwards.
func TestMadeUntilStopped(t *testing.T) {
	stopped := 0
	for n := 0; ; n++ {
		disk := vfs.NewMem()
		s, err := quadstore.Open(quadstore.Options{Dir: "a", FS: &brittle{disk, n}})
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			break
		}
		stopped++
		s, err = quadstore.Open(quadstore.Options{Dir: "a", FS: disk})
		if err != nil {
			names, _ := disk.List("a")
			t.Fatalf("after %d changes, with %v: %v", n, names, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if stopped < 3 {
		t.Errorf("it was stopped %d times only", stopped)
	}
}
