package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"newsgraph/graph/quadstore"
)

// recordCommand sets a record of a store behind its back: record FOLDER KEY VALUE.
func recordCommand(ts *testscript.TestScript, _ bool, args []string) {
	s, err := quadstore.Open(quadstore.Options{Dir: filepath.Join(ts.MkAbs(args[0]), "db")})
	ts.Check(err)
	var b quadstore.Batch
	b.Set(0, []byte(args[1]), []byte(args[2]))
	ts.Check(errors.Join(s.Apply(context.Background(), &b), s.Close()))
}

func TestWriteWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	failure := errors.New("no more")
	write := func(text string, err error) error {
		return writeWhole(path, func(w io.Writer) error {
			_, written := io.WriteString(w, text)
			return errors.Join(written, err)
		})
	}
	if err := write("half", failure); !errors.Is(err, failure) {
		t.Errorf("want the failure, got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file: %v", err)
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("half", failure); !errors.Is(err, failure) {
		t.Errorf("want the failure, got %v", err)
	}
	if got, err := os.ReadFile(path); string(got) != "first" || err != nil {
		t.Errorf("want what was there before, got %q, %v", got, err)
	}
	if err := write("second", nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); string(got) != "second" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); len(files) != 1 || err != nil {
		t.Errorf("want one file, got %v, %v", files, err)
	}
	if err := writeWhole(os.DevNull, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader([]byte("gone")))
		return err
	}); err != nil {
		t.Errorf("a device: %v", err)
	}
}

func TestBytesText(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 1_234_567: "1.2 MB", 5_600_000_000: "5.6 GB"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: want %s, got %s", n, want, got)
		}
	}
}

func TestDatasetName(t *testing.T) {
	for file, want := range map[string]string{
		"a/Companies of 2018.nt.gz": "companies-of-2018", "wikidata.nq": "wikidata", "x.nquads.bz2": "x", "plain": "plain",
	} {
		if got := datasetName(file); got != want {
			t.Errorf("%s: want %s, got %s", file, want, got)
		}
	}
}

func TestStoreName(t *testing.T) {
	for uri, want := range map[string]string{
		"news.db": "news.db", "memory:": "memory:", "postgres://ann:secret@db/news": "postgres://ann:xxxxx@db/news", "postgres://db/news": "postgres://db/news",
	} {
		if got := storeName(uri); got != want {
			t.Errorf("%s: want %s, got %s", uri, want, got)
		}
	}
}
