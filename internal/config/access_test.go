package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	longSecret = "0123456789abcdef-long"
	hashSecret = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

func TestTokens(t *testing.T) {
	dir := clean(t)
	file := filepath.Join(dir, "tokens")
	if err := os.WriteFile(file, []byte("# of the dashboards\n\nboard read "+longSecret+"2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, FileName, "access:\n  tokens:\n    - ada read,curate "+longSecret+"\n    - ops@home admin "+hashSecret+"\n  tokens_file: "+file+
		"\n  anonymous: [read]\n  rate: 20\nserver: {origins: ['https://app.example.org', '*'], hosts: [news.intern]}\n")
	got, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Token{
		{"ada", []string{"read", "curate"}, longSecret}, {"ops@home", []string{"admin"}, hashSecret}, {"board", []string{"read"}, longSecret + "2"},
	}
	if diff := cmp.Diff(want, got.Access.Tokens); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"https://app.example.org", "*"}, got.Server.Origins); diff != "" || len(got.Warnings) != 0 {
		t.Errorf("warnings %v, origins: want -, got +:\n%s", got.Warnings, diff)
	}
	if hash := want[1].Hash(); hash[0] != 0x9f || hash != (Token{Secret: "test"}).Hash() {
		t.Errorf("the hash is %x", hash)
	}
	t.Setenv("NEWSGRAPH_ACCESS_TOKENS", "eve load "+longSecret+"3; bob read "+longSecret+"4")
	t.Setenv("NEWSGRAPH_SERVER_HOSTS", "a.example, b.example")
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err = Load(Options{}); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, token := range got.Access.Tokens {
		names = append(names, token.Name)
	}
	if diff := cmp.Diff([][]string{{"eve", "bob", "board"}, {"a.example", "b.example"}}, [][]string{names, got.Server.Hosts}); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "chmod 600") {
		t.Errorf("warnings %v, want one of the file that others can read", got.Warnings)
	}
}

// TestMistakesInAccess wants errors that say what is wrong, and show no secret.
func TestMistakesInAccess(t *testing.T) {
	for content, want := range map[string]string{
		"access: {tokens: secretive-word-secretive}":                              "access.tokens is no list",
		"access: {tokens: [secretive-word-secretive]}":                            "a token of 1 words; want tokens as NAME ROLES SECRET",
		"access: {tokens: [ada read short-secretive]}":                            "the token ada with a secret that is too short",
		"access: {tokens: ['ada read secretive!secretive']}":                      "or has other characters",
		"access: {tokens: ['ada read sha256:secretive-secretive']}":               "too short or has other characters",
		"access: {tokens: [ada write secretive-secretive]}":                       "the token ada with a role that is none of read, load, curate, admin",
		"access: {tokens: ['a/b read secretive-secretive']}":                      "a token whose name",
		"access: {tokens: [a read secretive-secretive, a read secretive-secret]}": "two tokens named a",
		"access: {tokens: [{name: secretive-secretive}]}":                         "has something that is no text",
		"access: {tokens_file: absent}":                                           "access.tokens_file: open absent",
		"access: {anonymous: [write]}":                                            `access.anonymous has "write"; want roles: read, load, curate, admin`,
		"access: {sign_secret: secretive}":                                        "access.sign_secret has fewer than 16 characters",
		"access: {sign_secret: 1234567890123456}":                                 "access.sign_secret is no text",
		"token: secretive":                                "token has fewer than 16 characters",
		"server: {origins: [app.example.org]}":            `server.origins has "app.example.org"; want origins such as https://app.example.org`,
		"server: {origins: ['https://app.example.org/']}": "want origins",
		"server: {hosts: ['news.intern:80']}":             "want names of hosts without ports",
		"server: {hosts: news.intern}":                    "want a list",
	} {
		t.Run(want, func(t *testing.T) {
			clean(t)
			write(t, "my.yaml", content)
			_, err := Load(Options{File: "my.yaml"})
			checkError(t, err, want)
			if strings.Contains(err.Error(), "secretive") || strings.Contains(err.Error(), "1234567890") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}
