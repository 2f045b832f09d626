package server

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"newsgraph/schema"
)

// TestConformance runs the scripts of testdata/conformance, where node and their packages are there.
func TestConformance(t *testing.T) {
	folder := filepath.Join("testdata", "conformance")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node: the audits of GraphQL over HTTP are not run")
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skipf("no packages: run npm ci in server/%s for the audits of GraphQL over HTTP", folder)
	}
	s := httptest.NewServer(newTestServer(t, Options{}, schema.Limits{}))
	defer s.Close()
	for _, tc := range []struct{ script, address, want string }{
		{"audits.mjs", s.URL + "/graphql", "61 of 61 audits ok"},
		{"schema.mjs", s.URL, "lines are the same"},
	} {
		command := exec.CommandContext(t.Context(), node, tc.script, tc.address)
		command.Dir = folder
		out, err := command.CombinedOutput()
		if err != nil || !strings.Contains(string(out), tc.want) {
			t.Errorf("%s: %v, want %q:\n%s", tc.script, err, tc.want, out)
		}
	}
}
