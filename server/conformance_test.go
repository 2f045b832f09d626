package server

import (
	"crypto/sha256"
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
	access := testAccess()
	access.Tokens = append(access.Tokens, Token{Name: "loader", Roles: []schema.Role{schema.RoleLoad, schema.RoleRead}, Hash: sha256.Sum256([]byte(loaderSecret))})
	live := newLiveServer(t, Options{Access: access})
	for _, tc := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"audits.mjs", s.URL + "/graphql"}, "61 of 61 audits ok"},
		{[]string{"schema.mjs", s.URL}, "lines are the same"},
		{[]string{"live.mjs", live.url, readerSecret, loaderSecret}, "checks of graphql-sse and graphql-ws ok"},
	} {
		command := exec.CommandContext(t.Context(), node, tc.arguments...)
		command.Dir = folder
		out, err := command.CombinedOutput()
		if err != nil || !strings.Contains(string(out), tc.want) {
			t.Errorf("%s: %v, want %q:\n%s", tc.arguments[0], err, tc.want, out)
		}
	}
}
