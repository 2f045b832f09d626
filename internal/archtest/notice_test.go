package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoticeNamesEveryLibrary holds NOTICE against the modules that go.mod requires directly.
func TestNoticeNamesEveryLibrary(t *testing.T) {
	root := filepath.Join("..", "..")
	notice, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, word := range strings.Fields(string(notice)) {
		named[word] = true
	}
	for line := range strings.Lines(string(module)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) == 2 && strings.HasPrefix(fields[1], "v") && !named[fields[0]] {
			t.Errorf("NOTICE does not name %s", fields[0])
		}
	}
}
