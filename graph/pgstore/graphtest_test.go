package pgstore_test

import (
	"go/build"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"
	"github.com/cayleygraph/cayley/graph/shape"

	"newsgraph/graph/pgstore"
	"newsgraph/graph/recursion"
	"newsgraph/internal/postgrestest"
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

// plain is a store without its planner: Cayley takes its paths in steps, all but the recursive ones by its own iterators.
type plain struct {
	graph.QuadStore
	graph.BatchQuadStore
}

// OptimizeShape is part of shape.Optimizer.
func (plain) OptimizeShape(s shape.Shape) (shape.Shape, bool) {
	return recursion.Recall(s, func(shape.Shape) bool { return false })
}

func TestCayley(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a database for each of Cayley's tests")
	}
	inCayley(t)
	for name, wrap := range map[string]func(*pgstore.QuadStore) graph.QuadStore{
		"plain":     func(qs *pgstore.QuadStore) graph.QuadStore { return plain{qs, qs} },
		"optimised": func(qs *pgstore.QuadStore) graph.QuadStore { return qs },
	} {
		t.Run(name, func(t *testing.T) {
			// Cayley gives back what it opens at once, and the databases go at the end.
			make := func(t testing.TB) (graph.QuadStore, graph.Options, func()) {
				s := open(t, postgrestest.Database(t), pgstore.Options{})
				qs := s.QuadStore()
				return wrap(qs), nil, func() {
					if err := qs.Err(); err != nil {
						t.Error(err)
					}
					sound(t, s)
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			}
			graphtest.TestAll(t, make, &graphtest.Config{AlwaysRunIntegration: true, OptimizesComparison: name == "optimised"})
		})
	}
}
