// Package shareddata finds the corpora that tests and training read and that are too big, or not ours, to be committed.
//
// It takes nothing and gives the path of a file there, or skips the test that wants it.
package shareddata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Variable is the environment variable that names the folder of the shared data. A relative path is meant from the
// root of the repository; the default is "../shared".
const Variable = "NEWSGRAPH_SHARED"

// Dir is the absolute path of the shared data, which may not exist.
func Dir() string {
	dir := os.Getenv(Variable)
	if dir == "" {
		dir = filepath.Join("..", "shared")
	}
	if filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(root(), dir)
}

// Path is the absolute path of the file or folder below the shared data, e.g. Path(t, "data", "seeds"). Where it does
// not exist, the test is skipped with a message that says how to provide it.
func Path(t testing.TB, elements ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{Dir()}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("shared data: no %s (set %s to the folder that holds %s)", path, Variable, filepath.Join(elements...))
	}
	return path
}

// root is the root of the repository: this file stands two folders below it. Without source paths (-trimpath) it is the
// first folder above the working folder that has a go.mod.
func root() string {
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		return filepath.Dir(filepath.Dir(filepath.Dir(file)))
	}
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}
