package web

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// explorer is a command in the folder of the explorer's source. Without its packages (npm ci in web/explorer) the test is
// left out.
func explorer(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("left out with -short: it builds or drives the page")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("left out: there is no node")
	}
	if _, err := os.Stat("explorer/node_modules"); err != nil {
		t.Skip("left out: web/explorer/node_modules is not there; npm ci in web/explorer gets it")
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = "explorer"
	return cmd
}

func run(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("%v: %v", cmd.Args, err)
	}
}

// TestExplorerCore runs the unit tests of what needs no browser, and checks the types.
func TestExplorerCore(t *testing.T) {
	run(t, explorer(t, "node", "node_modules/typescript/bin/tsc", "--noEmit"))
	run(t, explorer(t, "node", "node_modules/vitest/vitest.mjs", "run"))
}

// TestExplorerIsBuilt holds the committed files against what the source builds.
func TestExplorerIsBuilt(t *testing.T) {
	out := t.TempDir()
	run(t, explorer(t, "node", "node_modules/vite/bin/vite.js", "build", "--outDir", out, "--emptyOutDir"))
	err := fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		built, err := os.ReadFile(filepath.Join(out, name))
		if err == nil && !bytes.Equal(built, []byte(read(t, "explorer/"+name))) {
			t.Errorf("dist/explorer/%s is not what the source builds; npm run build in web/explorer makes it", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestExplorerInChromium drives the page as people do, against the program with the sample articles.
func TestExplorerInChromium(t *testing.T) {
	cmd := explorer(t, "node", "e2e/run.mjs")
	cmd.Env = append(os.Environ(), "NEWSGRAPH="+programForChromium(t))
	run(t, cmd)
}

// programForChromium builds the program that a page in Chromium is served by. Without Chromium the test is left out.
func programForChromium(t *testing.T) string {
	t.Helper()
	if os.Getenv("CHROMIUM") == "" {
		if _, err := exec.LookPath("chromium"); err != nil {
			t.Skip("left out: there is no chromium; a path in CHROMIUM names one")
		}
	}
	program := filepath.Join(t.TempDir(), "newsgraph")
	run(t, exec.Command("go", "build", "-o", program, "newsgraph/cmd/newsgraph"))
	return program
}
