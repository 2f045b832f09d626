package quadstore_test

import (
	"go/build"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"

	"newsgraph/graph/quadstore"
)

// inCayley moves the test to the folder of Cayley's own tests, which look for their data from there.
func inCayley(t *testing.T) {
	t.Helper()
	file, _ := runtime.FuncForPC(reflect.ValueOf(graphtest.TestAll).Pointer()).FileLine(0)
	if !filepath.IsAbs(file) { // built with -trimpath
		cache := os.Getenv("GOMODCACHE")
		if cache == "" {
			cache = filepath.Join(build.Default.GOPATH, "pkg", "mod")
		}
		file = filepath.Join(cache, file)
	}
	dir := filepath.Dir(file)
	if _, err := os.Stat(filepath.Join(dir, "../../data/testdata.nq")); err != nil {
		t.Fatalf("Cayley's test data: %v", err)
	}
	t.Chdir(dir)
}

func TestCayley(t *testing.T) {
	inCayley(t)
	stores := map[string]func(*quadstore.Store) graph.QuadStore{
		"plain":     func(s *quadstore.Store) graph.QuadStore { return quadstore.Plain{Store: s} },
		"optimised": func(s *quadstore.Store) graph.QuadStore { return s },
	}
	for name, wrap := range stores {
		t.Run(name, func(t *testing.T) {
			open := func(t testing.TB) (graph.QuadStore, graph.Options, func()) {
				s, err := quadstore.Open(quadstore.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return wrap(s), nil, func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			}
			graphtest.TestAll(t, open, &graphtest.Config{AlwaysRunIntegration: !raceEnabled})
		})
	}
}
