package quadstore_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/cockroachdb/pebble/v2/vfs"

	"newsgraph/graph/quadstore"
	"newsgraph/graph/quadstore/synthetic"
)

// The environment of a process that loads until it is killed.
const (
	crashDir   = "QUADSTORE_TEST_CRASH_DIR"
	crashFirst = "QUADSTORE_TEST_CRASH_FIRST"
)

var crashNews = synthetic.News{Seed: 6, Statements: 8}

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if err := loadForEver(dir); err != nil {
			fmt.Println("error", err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// loadForEver loads articles, and prints the number of each when it is acknowledged. Of thirty, the first ten are staged
// and acknowledged together.
func loadForEver(dir string) error {
	s, err := quadstore.Open(quadstore.Options{Dir: dir, MemTableSize: 256 << 10})
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(os.Getenv(crashFirst))
	if err != nil {
		return err
	}
	for i := first; ; i++ {
		var b quadstore.Batch
		label, quads := crashNews.Article(i)
		b.DeleteLabel(label)
		b.Add(quads...)
		b.Count([]byte("articles"), 1)
		b.Set(1, []byte(label), []byte("text"))
		if i%30 < 10 {
			err = s.Stage(ctx, &b)
		} else {
			err = s.Apply(ctx, &b)
		}
		if err == nil && i%30 == 9 {
			err = s.Sync(ctx)
		}
		if err != nil {
			return err
		}
		if i%30 >= 9 { // and with it all before
			fmt.Println(i)
		}
	}
}

// TestKill kills a process that loads, again and again. Every article that it acknowledged is there whole, with its
// record and its count, and of the one that it was at there is all or nothing.
func TestKill(t *testing.T) {
	kills := 8
	if testing.Short() || raceEnabled {
		kills = 2
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(7, 7))
	next := 0
	for range kills {
		acknowledged := loadAndKill(t, dir, next, 1+random.IntN(80))
		next = holdPrefix(t, quadstore.Options{Dir: dir}, acknowledged+1)
	}
	t.Logf("%d articles survived %d kills", next, kills)
}

// loadAndKill runs a process that loads from an article on, kills it after so many acknowledgements and gives the last
// article that was acknowledged.
func loadAndKill(t *testing.T, dir string, first, after int) int {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashFirst+"="+strconv.Itoa(first))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := first - 1
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // what it printed before it died counts too
		}
		if last, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
			t.Fatalf("the process says %q", line)
		}
	}
	_ = cmd.Wait()
	return last
}

// holdPrefix opens a store and holds that it has the first articles, at least so many, each whole, and nothing of others.
// It says how many there are.
func holdPrefix(t *testing.T, opts quadstore.Options, atLeast int) int {
	t.Helper()
	s, err := quadstore.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sound(t, s)
	n := 0
	for ; ; n++ {
		label, _ := crashNews.Article(n)
		if _, there, err := s.Get(1, []byte(label)); err != nil {
			t.Fatal(err)
		} else if !there {
			break
		}
	}
	if n < atLeast {
		t.Errorf("%d articles are there, and %d were acknowledged", n, atLeast)
	}
	holdArticles(t, s, crashNews, n)
	if count, err := s.Counter([]byte("articles")); err != nil || count != int64(n) {
		t.Errorf("%d articles are counted, %v, and %d are there", count, err, n)
	}
	return n
}

// TestPowerLoss takes what a disk may hold when the power goes: what was synced, and any part of the rest.
func TestPowerLoss(t *testing.T) {
	seeds := uint64(25)
	if raceEnabled {
		seeds = 3
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 9))
		disk := vfs.NewCrashableMem()
		opts := quadstore.Options{Dir: "store", FS: disk, MemTableSize: 64 << 10}
		s, err := quadstore.Open(opts)
		if err != nil {
			t.Fatal(err)
		}
		acknowledged, articles := 0, 1+random.IntN(60)
		for i := range articles {
			var b quadstore.Batch
			label, quads := crashNews.Article(i)
			b.Add(quads...)
			b.Set(1, []byte(label), []byte("text"))
			b.Count([]byte("articles"), 1)
			commit := s.Stage
			if random.IntN(3) == 0 {
				commit, acknowledged = s.Apply, i+1
			}
			if err := commit(ctx, &b); err != nil {
				t.Fatal(err)
			}
		}
		opts.FS = disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: random.IntN(101), RNG: rand.New(rand.NewPCG(seed, 10))})
		n := holdPrefix(t, opts, acknowledged)
		if n > articles {
			t.Errorf("%d articles of %d", n, articles)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestAbandoned leaves a store that is never closed and opens a copy of its folder, as a backup of a running machine is.
func TestAbandoned(t *testing.T) {
	disk := vfs.NewMem()
	s := open(t, quadstore.Options{Dir: "store", FS: disk})
	label, quads := crashNews.Article(0)
	apply(t, s, func(b *quadstore.Batch) {
		b.Add(quads...)
		b.Set(1, []byte(label), nil)
		b.Count([]byte("articles"), 1)
	})
	copied := vfs.NewMem()
	if ok, err := vfs.Clone(disk, copied, "store", "store"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	holdPrefix(t, quadstore.Options{Dir: "store", FS: copied}, 1)
	if n, err := s.Count(ctx, quad.Quad{Label: label}); n == 0 || err != nil {
		t.Errorf("the store itself has %d quads, %v", n, err)
	}
}
