package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The book in docs is run: every block of a page is code of a language that this test knows what to do with, and the blocks
// of a page are run one after the other in one folder, which is a copy of examples.
//
//	sh       commands; one that serves goes on beside what follows, until another does
//	graphql  a query, or several with their names, sent to the server that runs, or to the store in the folder
//	json     what the query before it answers
//	python   a piece of a program that all blocks of the page make up
//	yaml     settings
//	text, cypher   not run

const docsAddress = "127.0.0.1:8080" // what pages call the server; a free port takes its place

// block is a piece of code of a page.
type block struct {
	language, text string
	line           int
}

var fence = regexp.MustCompile("^( *)```(\\w*)$")

func blocksOf(t *testing.T, path string) []block {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	var open *block
	indent := ""
	for i, line := range strings.Split(string(content), "\n") {
		marks := fence.FindStringSubmatch(line)
		switch {
		case marks != nil && open == nil:
			open, indent = &block{language: marks[2], line: i + 1}, marks[1]
		case marks != nil:
			blocks, open = append(blocks, *open), nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is not closed", path, open.line)
	}
	return blocks
}

// pages are the pages of the book whose blocks are run; those of reference are made of what they describe.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"tutorial.md", "howto/*.md", "explanation/*.md"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "docs", pattern))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) < 5 {
		t.Fatalf("the book has %d pages", len(all))
	}
	return all
}

func TestDocs(t *testing.T) {
	if testing.Short() {
		t.Skip("runs all that the documentation shows")
	}
	for _, path := range pages(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			r := newReader(t, path)
			for _, b := range blocksOf(t, path) {
				r.run(b)
			}
		})
	}
}

// reader follows a page as a user would.
type reader struct {
	t       *testing.T
	path    string
	dir     string
	address string // of the server, whether it runs or not
	env     []string
	server  *exec.Cmd
	python  string // what the blocks of Python make up so far
	answer  json.RawMessage
}

func newReader(t *testing.T, path string) *reader {
	t.Helper()
	r := &reader{t: t, path: path, dir: t.TempDir()}
	examples := filepath.Join("..", "..", "examples")
	if err := os.CopyFS(filepath.Join(r.dir, "examples"), os.DirFS(examples)); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	r.env = append(os.Environ(), "NEWSGRAPH_SERVER_ADDR="+r.address, "MPLBACKEND=Agg", "HOME="+r.dir, "XDG_CONFIG_HOME="+r.dir,
		"PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH="+filepath.Join(r.dir, "examples", "notebooks"), "NEWSGRAPH_URL=http://"+r.address)
	t.Cleanup(r.stop)
	return r
}

func (r *reader) run(b block) {
	r.t.Helper()
	b.text = strings.ReplaceAll(b.text, docsAddress, r.address)
	switch b.language {
	case "sh":
		r.shell(b)
	case "graphql":
		r.query(b)
	case "json":
		r.compare(b)
	case "python":
		r.pythonBlock(b)
	case "yaml":
		path := filepath.Join(r.dir, fmt.Sprintf("config-%d.yaml", b.line))
		if err := os.WriteFile(path, []byte(b.text), 0o666); err != nil {
			r.t.Fatal(err)
		}
		r.command(b, "newsgraph", "--config", path, "version")
	case "text", "cypher":
	default:
		r.t.Errorf("%s:%d: nothing is known to do with a block of %q", r.path, b.line, b.language)
	}
}

var serving = regexp.MustCompile(`(?m)^newsgraph (serve|demo)\b(.*)$`)

func (r *reader) shell(b block) {
	r.t.Helper()
	if packages, ok := strings.CutPrefix(b.text, "sudo apt-get install "); ok {
		r.installed(b, strings.Fields(packages))
		return
	}
	text := strings.ReplaceAll(b.text, "go install ./cmd/newsgraph\n", "command -v newsgraph\n") // it is this program
	if serve := serving.FindString(text); serve != "" {
		if strings.TrimSpace(text) != serve {
			r.t.Fatalf("%s:%d: what serves stands alone in its block", r.path, b.line)
		}
		r.serve(b, strings.Fields(serve))
		return
	}
	for _, tool := range []string{"dot", "curl", "rapper"} {
		if _, err := exec.LookPath(tool); err != nil && strings.Contains(text, tool+" ") {
			r.t.Logf("%s:%d: not run: %s is not installed", r.path, b.line, tool)
			return
		}
	}
	r.command(b, "bash", "-euo", "pipefail", "-c", text)
}

// installed wants that what users are told to install is what the tests are run with.
func (r *reader) installed(b block, packages []string) {
	r.t.Helper()
	ci, err := os.ReadFile(filepath.Join("..", "..", ".ci", "run"))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, name := range packages {
		if name != "jupyter-notebook" && !strings.Contains(string(ci), name) {
			r.t.Errorf("%s:%d: the tests are run without %s", r.path, b.line, name)
		}
	}
}

func (r *reader) command(b block, name string, arguments ...string) string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Dir, cmd.Env = r.dir, r.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("%s:%d: %v\n%s%s\n%s", r.path, b.line, err, out, stderr.String(), b.text)
	}
	return string(out)
}

// serve starts a server in the place of the one that runs.
func (r *reader) serve(b block, command []string) {
	r.t.Helper()
	r.stop()
	r.server = exec.Command(command[0], command[1:]...)
	r.server.Dir, r.server.Env = r.dir, r.env
	var said bytes.Buffer
	r.server.Stdout, r.server.Stderr = &said, &said
	if err := r.server.Start(); err != nil {
		r.t.Fatal(err)
	}
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(time.Minute)
	for {
		select {
		case <-ticker.C:
			answer, err := http.Get("http://" + r.address + "/readyz")
			if err == nil {
				_ = answer.Body.Close()
				if answer.StatusCode == http.StatusOK {
					return
				}
			}
		case <-deadline:
			r.t.Fatalf("%s:%d: the server is not ready:\n%s", r.path, b.line, said.String())
		}
	}
}

func (r *reader) stop() {
	if r.server == nil {
		return
	}
	_ = r.server.Process.Signal(os.Interrupt)
	_ = r.server.Wait() // it is interrupted
	r.server = nil
}

func (r *reader) query(b block) {
	r.t.Helper()
	arguments := []string{"query"}
	if r.server != nil {
		arguments = append(arguments, "--endpoint", r.address)
	}
	out := r.command(b, "newsgraph", append(arguments, b.text)...)
	var answer struct{ Data json.RawMessage }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		r.t.Fatalf("%s:%d: %v: %s", r.path, b.line, err, out)
	}
	r.answer = answer.Data
}

func (r *reader) compare(b block) {
	r.t.Helper()
	if r.answer == nil {
		r.t.Fatalf("%s:%d: an answer without a query", r.path, b.line)
	}
	if diff := cmp.Diff(decode(r.t, b.text), decode(r.t, string(r.answer))); diff != "" {
		r.t.Errorf("%s:%d: page -, program +:\n%s", r.path, b.line, diff)
	}
}

func (r *reader) pythonBlock(b block) {
	r.t.Helper()
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.CommandContext(r.t.Context(), path, "-c", "import requests, pandas, networkx, matplotlib, rdflib").Run() == nil {
			python = path
			break
		}
	}
	if python == "" {
		r.t.Logf("%s:%d: not run: no python3 has requests, pandas, networkx, matplotlib and rdflib", r.path, b.line)
		return
	}
	r.python += b.text
	r.command(block{b.language, r.python, b.line}, python, "-c", r.python)
}

// TestBookIsWhole wants that every page can be reached from the first one, and that links lead somewhere.
func TestBookIsWhole(t *testing.T) {
	root := filepath.Join("..", "..", "docs")
	link := regexp.MustCompile(`\]\(([^)#: ]+)(#[^)]*)?\)`)
	reached := map[string]bool{}
	var follow func(path string)
	follow = func(path string) {
		if reached[path] {
			return
		}
		reached[path] = true
		content, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			return
		}
		for _, found := range link.FindAllStringSubmatch(string(content), -1) {
			to := filepath.Join(filepath.Dir(path), filepath.FromSlash(found[1]))
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", path, found[1])
			} else if strings.HasPrefix(to, root) && filepath.Ext(to) == ".md" {
				follow(to)
			}
		}
	}
	follow(filepath.Join(root, "README.md"))
	var left []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" && !reached[path] && filepath.Base(filepath.Dir(path)) != "decisions" {
			left = append(left, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(left)
	if len(left) > 0 {
		t.Errorf("no page leads to %s", strings.Join(left, ", "))
	}
}
