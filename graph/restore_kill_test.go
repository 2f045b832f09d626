package graph

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// restoreVariable tells the test program to be the one that restores and is killed: where to.
const restoreVariable = "NEWSGRAPH_TEST_RESTORE_INTO"

// TestRestoreUntilKilled is run by TestRestoreKilled in another process.
func TestRestoreUntilKilled(t *testing.T) {
	folder := os.Getenv(restoreVariable)
	if folder == "" {
		t.Skip("is run by TestRestoreKilled")
	}
	f, err := os.Open(folder + ".tar")
	must(t, err)
	opt := Options{Log: slog.New(slog.DiscardHandler), Clock: fixedClock}
	s, _, err := Restore(context.Background(), filepath.Join(folder, "store"), f, opt, nil)
	must(t, err)
	must(t, errors.Join(s.Close(), f.Close()))
}

// TestRestoreKilled kills a restoring process at random, and lets another one go on: what is left between is refused or has
// nothing in it yet, and what is there in the end is what was backed up.
func TestRestoreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	tell := newTeller(uint64(time.Now().UnixNano()))
	s := openTest(t, "memory:", Options{})
	var readings []Reading
	for n := range 3 * restoreArticles {
		readings = append(readings, numbered(n, 0))
	}
	apply(t, s, Batch{Put: readings})
	c := &curator{teller: tell, T: t, s: s}
	for range 40 {
		c.decide()
	}
	want := derivedState(t, s)
	folder := t.TempDir()
	must(t, os.WriteFile(folder+".tar", backup(t, s, BackupOptions{}), 0o666))
	t.Cleanup(func() { must(t, os.Remove(folder+".tar")) })
	refused := 0
	for tries := 1; !restoreAndKill(t, folder, time.Duration(tell.IntN(50*tries))*time.Millisecond); tries++ {
		if _, err := os.Stat(filepath.Join(folder, "store")); errors.Is(err, os.ErrNotExist) {
			continue
		}
		left, err := Open(context.Background(), filepath.Join(folder, "store"), Options{Log: slog.New(slog.DiscardHandler)})
		if errors.Is(err, ErrFormat) {
			refused++
			continue
		}
		must(t, err)
		if state := derivedState(t, left); state != want && left.Revision() > 0 {
			t.Fatal("a store that is not whole looks like one")
		}
		must(t, left.Close())
	}
	t.Logf("%d stores that were not whole were refused", refused)
	again := openTest(t, filepath.Join(folder, "store"), Options{})
	if d := cmp.Diff(want, derivedState(t, again)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// restoreAndKill lets a process restore for a while, and says whether it was done before that. One that fails fails the
// test.
func restoreAndKill(t *testing.T, folder string, after time.Duration) (done bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestRestoreUntilKilled$")
	cmd.Env = append(os.Environ(), restoreVariable+"="+folder)
	var said bytes.Buffer
	cmd.Stdout = &said
	must(t, cmd.Start())
	kill := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	err := cmd.Wait()
	if cmd.ProcessState.Exited() && err != nil {
		t.Fatalf("a restoring process failed: %v\n%s", err, said.String())
	}
	return err == nil
}
