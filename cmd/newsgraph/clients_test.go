package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestClients runs the clients of examples/clients against a server with the sample articles.
func TestClients(t *testing.T) {
	if testing.Short() {
		t.Skip("runs three programs")
	}
	s := newSampleServer(t, true)
	folder := filepath.Join("..", "..", "examples", "clients")
	const want = "Facebook shared user data with Huawei"
	program := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("%s is not installed", name)
		}
		return path
	}
	run := func(t *testing.T, name string, arguments ...string) {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), name, arguments...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%v, want %q:\n%s", err, want, out)
		}
	}
	t.Run("Go", func(t *testing.T) {
		client := filepath.Join(t.TempDir(), "client")
		build := exec.CommandContext(t.Context(), program("go"), "build", "-o", client, ".") // a module of its own
		build.Dir = folder
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		run(t, client, "-url", s.URL, "Huawei")
	})
	t.Run("curl", func(t *testing.T) {
		program("curl")
		run(t, program("sh"), filepath.Join(folder, "client.sh"), s.URL, "Huawei")
	})
	t.Run("TypeScript", func(t *testing.T) {
		node, script := program("node"), filepath.Join(folder, "client.ts")
		if exec.CommandContext(t.Context(), node, "-e", "process.exit(process.features.typescript ? 0 : 1)").Run() != nil {
			script = withoutTypes(t, node, script)
		}
		run(t, node, script, s.URL, "Huawei")
	})
}

// withoutTypes takes the types away with the TypeScript of the tools for exports, where node cannot.
func withoutTypes(t *testing.T, node, script string) string {
	t.Helper()
	compiler := filepath.Join("..", "..", "export", "testdata", "tools", "node_modules", "typescript", "bin", "tsc")
	if _, err := os.Stat(compiler); err != nil {
		t.Skip("node does not run TypeScript, and there is no compiler: run npm ci in export/testdata/tools")
	}
	out := t.TempDir()
	text, err := exec.CommandContext(t.Context(), node, compiler, "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler",
		"--strict", "--skipLibCheck", "--types", "node", "--typeRoots", filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(compiler))), "@types"),
		"--outDir", out, script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	compiled := filepath.Join(out, "client.mjs")
	if err := os.Rename(filepath.Join(out, "client.js"), compiled); err != nil {
		t.Fatal(err)
	}
	return compiled
}
