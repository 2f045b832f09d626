package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/server"
)

var update = flag.Bool("update", false, "write the reference pages and the outputs of the notebooks anew")

// notebooks is where the notebooks and their module are.
var notebooks = filepath.Join("..", "..", "examples", "notebooks")

// newSampleServer serves the sample articles, or none.
func newSampleServer(t *testing.T, samples bool) *httptest.Server {
	t.Helper()
	ctx := context.Background()
	store, err := graph.Open(ctx, "memory:", graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	settings, err := config.Load(config.Options{File: filepath.Join("..", "..", "config.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	p := &program{settings: settings, log: slog.New(slog.DiscardHandler), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	l, err := p.newLocal(store)
	if err != nil {
		t.Fatal(err)
	}
	if samples {
		in, err := p.input("")
		if err != nil {
			t.Fatal(err)
		}
		items, err := sampleItems(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.loader.LoadArticles(ctx, items, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := httptest.NewServer(server.New(server.Options{Schema: l.schema, Log: p.log, Playground: true}))
	t.Cleanup(func() {
		s.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// pythonWith is an interpreter that has the modules, or the test is skipped. Debian's modules are those of /usr/bin/python3.
func pythonWith(t *testing.T, modules ...string) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.CommandContext(t.Context(), path, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return path
		}
	}
	t.Skipf("no python3 has %s", strings.Join(modules, ", "))
	return ""
}

// TestPythonModule runs the tests of newsgraph.py.
func TestPythonModule(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the tests of a module of Python")
	}
	python := pythonWith(t, "requests", "pandas", "networkx", "matplotlib")
	cmd := exec.CommandContext(t.Context(), python, "-m", "unittest", "-q", "test_newsgraph")
	cmd.Dir = notebooks
	cmd.Env = append(os.Environ(), "NEWSGRAPH_URL="+newSampleServer(t, true).URL, "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPythonModuleIsTyped has the types of newsgraph.py and its tests checked by mypy at its strictest.
func TestPythonModuleIsTyped(t *testing.T) {
	if testing.Short() {
		t.Skip("runs mypy")
	}
	python := pythonWith(t, "mypy")
	// Debian's pandas and networkx say nothing of their types.
	cmd := exec.CommandContext(t.Context(), python, "-m", "mypy", "--strict", "--ignore-missing-imports", "--cache-dir", t.TempDir(), "newsgraph.py", "test_newsgraph.py")
	cmd.Dir = notebooks
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// notebook is what the tests read of a notebook.
type notebook struct {
	Cells []struct {
		Type    string          `json:"cell_type"`
		Source  json.RawMessage `json:"source"`
		Count   *int            `json:"execution_count"`
		Outputs []struct {
			Type string `json:"output_type"`
		} `json:"outputs"`
	}
}

func readNotebook(t *testing.T, path string) notebook {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var n notebook
	if err := json.Unmarshal(content, &n); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return n
}

// TestNotebooks executes each notebook in a kernel of Jupyter, from its first cell to its last, against a server of its
// own. With -update their outputs are kept.
func TestNotebooks(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(notebooks, "*.ipynb"))
	if err != nil || len(paths) < 4 {
		t.Fatalf("%d notebooks, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			kept := readNotebook(t, path)
			for i, cell := range kept.Cells {
				if cell.Type == "code" && cell.Count == nil {
					t.Errorf("cell %d was not executed; run go test ./cmd/newsgraph -run Notebooks -update", i+1)
				}
			}
			if testing.Short() {
				t.Skip("executes a notebook")
			}
			python := pythonWith(t, "nbconvert", "ipykernel", "requests", "pandas", "networkx", "matplotlib")
			out := t.TempDir()
			if *update {
				out = notebooks
			}
			out, err := filepath.Abs(out)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), python, "-m", "nbconvert", "--to", "notebook", "--execute", "--log-level=ERROR",
				"--ExecutePreprocessor.timeout=120", "--ExecutePreprocessor.record_timing=False",
				"--output-dir", out, "--output", filepath.Base(path), filepath.Base(path))
			cmd.Dir = notebooks
			cmd.Env = append(os.Environ(), "NEWSGRAPH_URL="+newSampleServer(t, !strings.HasPrefix(filepath.Base(path), "4")).URL,
				"PYTHONDONTWRITEBYTECODE=1", "JUPYTER_PLATFORM_DIRS=1")
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for i, cell := range readNotebook(t, filepath.Join(out, filepath.Base(path))).Cells {
				for _, output := range cell.Outputs {
					if output.Type == "error" {
						t.Errorf("cell %d failed", i+1)
					}
				}
			}
		})
	}
}
