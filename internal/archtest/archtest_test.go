package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rules are those of ARCHITECTURE.md, "Who may import whom".
func rules() Rules {
	return Rules{
		Module: "newsgraph",
		Own: []Own{
			{"cmd/...", []string{"..."}},
			{"loaders", []string{"news", "nlp", "extract", "resolve", "graph", "loaders/*"}},
			{"loaders/*", []string{"news", "loaders/*"}},
			{"resolve", []string{"news", "nlp", "extract", "graph"}},
			{"extract", []string{"nlp"}},
			{"extract/*", []string{"nlp", "extract", "extract/*"}},
			{"nlp", nil},
			{"nlp/*", []string{"nlp/..."}},
			{"schema/...", []string{"graph", "export", "schema/*"}},
			{"export", []string{"graph"}},
			{"server/...", []string{"schema", "web", "internal/config", "server/*"}},
			{"eval", []string{"news", "nlp/...", "extract/...", "loaders/...", "resolve", "graph"}},
			{"graph/...", []string{"news", "graph/*", "internal/recent"}},
			{"news", nil},
			{"web", nil},
			{"examples", nil},
			{"internal/...", nil},
		},
		Outside: []Outside{
			{"github.com/cayleygraph/...", []string{"graph/..."}},
			{"github.com/cockroachdb/...", []string{"graph/..."}},
			{"github.com/apache/...", []string{"export"}},
			{"github.com/graphql-go/...", []string{"schema/..."}},
			{"github.com/coder/...", []string{"server"}},
			{"github.com/prometheus/...", []string{"server"}},
			{"github.com/spf13/viper/...", []string{"internal/config"}},
			{"github.com/spf13/cobra/...", []string{"cmd/..."}},
			{"github.com/spf13/pflag/...", []string{"cmd/..."}},
			{"github.com/schollz/...", []string{"cmd/..."}},
			{"github.com/markusmobius/...", []string{"loaders/*"}},
			{"C", nil},
		},
		Blank: []string{"embed"},
	}
}

// parsed are the files of this module.
func parsed(t *testing.T) []File {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatalf("%s is not the root of the module: %v", root, err)
	}
	files, err := Parse(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no files")
	}
	return files
}

func report(t *testing.T, faults []Fault) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

func TestImports(t *testing.T)   { report(t, rules().Check(parsed(t))) }
func TestBehaviour(t *testing.T) { report(t, Behaviour(parsed(t))) }
func TestFiles(t *testing.T)     { report(t, LongFiles(parsed(t), 500)) }

// TestFunctions holds nine functions in ten under 50 lines, in the whole module and in every package that has enough
// functions for the share to mean something.
func TestFunctions(t *testing.T) {
	const enough = 20
	all := Functions(parsed(t))
	byFolder := map[string][]Size{}
	for _, s := range all {
		folder := filepath.Dir(s.Path)
		byFolder[folder] = append(byFolder[folder], s)
	}
	holdShort(t, "the module", all)
	for folder, sizes := range byFolder {
		if len(sizes) >= enough {
			holdShort(t, folder, sizes)
		}
	}
}

func holdShort(t *testing.T, where string, sizes []Size) {
	t.Helper()
	var long []Size
	for _, s := range sizes {
		if s.Lines >= 50 {
			long = append(long, s)
		}
	}
	if len(long)*10 > len(sizes) {
		t.Errorf("%s: %d of %d functions have 50 lines or more, which is over one in ten: %v", where, len(long), len(sizes), long)
	}
}

// TestRulesMeanFolders keeps the rules from outliving what they are about.
func TestRulesMeanFolders(t *testing.T) {
	files := parsed(t)
	for _, rule := range rules().Own {
		used := slices.ContainsFunc(files, func(f File) bool { return matches(rule.From, f.folder()) })
		if !used {
			t.Errorf("no folder is meant by the rule for %q", rule.From)
		}
	}
}

// TestTheRulesCatch parses the module in testdata/violations, where every line that breaks a rule ends in a comment
// "want: " with a part of the message.
func TestTheRulesCatch(t *testing.T) {
	root := filepath.Join("testdata", "violations")
	files, err := Parse(root)
	if err != nil {
		t.Fatal(err)
	}
	faults := append(rules().Check(files), Behaviour(files)...)
	var got, want []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	for _, f := range files {
		for _, group := range f.syntax.Comments {
			for _, comment := range group.List {
				if _, message, ok := strings.Cut(comment.Text, "want: "); ok {
					want = append(want, f.fault(comment.Pos(), "%s", message).String())
				}
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if len(want) == 0 {
		t.Error("testdata/violations breaks no rule")
	}
}

func TestSizesAreCaught(t *testing.T) {
	body := strings.Repeat("\tprintln()\n", 60)
	file, err := parseFile("p/p.go", []byte("package p\n\nfunc long() {\n"+body+"}\n\nfunc short() {}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Size{{"p/p.go", 3, "long", 62}, {"p/p.go", 66, "short", 1}}
	if diff := cmp.Diff(want, Functions([]File{file})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := LongFiles([]File{file}, 65); len(got) != 1 {
		t.Errorf("a file of %d lines is no fault: %v", file.Lines, got)
	}
	if got := LongFiles([]File{file}, 66); len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
	generated, err := parseFile("p/p.go", []byte("// Code generated by x. DO NOT EDIT.\n\npackage p\n\nfunc long() {\n"+body+"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := LongFiles([]File{generated}, 1); len(got) != 0 || len(Functions([]File{generated})) != 0 {
		t.Errorf("a generated file is held to the sizes: %v", got)
	}
}

func TestPatterns(t *testing.T) {
	cases := []struct {
		pattern, name string
		want          bool
	}{
		{"nlp", "nlp", true}, {"nlp", "nlp/tag", false}, {"nlp/*", "nlp", false}, {"nlp/*", "nlp/tag", true},
		{"nlp/...", "nlp", true}, {"nlp/...", "nlp/tag/x", true}, {"nlp/...", "nlpx", false}, {"...", "any/thing", true},
	}
	for _, c := range cases {
		if got := matches(c.pattern, c.name); got != c.want {
			t.Errorf("matches(%q, %q) = %v, want %v", c.pattern, c.name, got, c.want)
		}
	}
}

func TestBrokenSourceIsAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte("package"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(dir); err == nil {
		t.Error("no error")
	}
}
