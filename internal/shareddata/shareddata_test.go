package shareddata

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDirIsMeantFromTheRoot(t *testing.T) {
	t.Setenv(Variable, "internal")
	if _, err := os.Stat(filepath.Join(Dir(), "shareddata", "shareddata.go")); err != nil {
		t.Errorf("a relative folder is not meant from the root of the repository: %v", err)
	}
	absolute := t.TempDir()
	t.Setenv(Variable, absolute)
	if got := Dir(); got != absolute {
		t.Errorf("got %q, want %q", got, absolute)
	}
}

func TestPathSkipsWhatIsNotThere(t *testing.T) {
	t.Setenv(Variable, t.TempDir())
	t.Run("absent", func(t *testing.T) {
		defer func() {
			if !t.Skipped() {
				t.Error("the test was not skipped")
			}
		}()
		Path(t, "no", "such", "file")
	})
}
