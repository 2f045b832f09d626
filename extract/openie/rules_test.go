package openie_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"newsgraph/extract/openie"
)

// ruleOf is the name under which the table has a rule: what a relative clause gives is listed with clauses.
func ruleOf(name string) string {
	if kind, relative := strings.CutPrefix(name, "relative/"); relative {
		return "clause/" + kind
	}
	return name
}

// TestEveryRuleHasACase reads the cases: each rule of the table makes a relation in its file, and no other rule makes any.
func TestEveryRuleHasACase(t *testing.T) {
	p := pipeline(t)
	made := map[string]map[string]bool{} // by file
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		made[filepath.Base(file)] = map[string]bool{}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			d, err := p.Annotate(context.Background(), line)
			if err != nil {
				t.Fatal(err)
			}
			relations, err := openie.Extractor{}.Extract(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range relations {
				made[filepath.Base(file)][ruleOf(r.Rule)] = true
			}
		}
	}
	known := map[string]bool{}
	for _, rule := range openie.Rules() {
		known[rule.Name] = true
		if !made[rule.File][rule.Name] {
			t.Errorf("no case of %s makes a relation by rule %s", rule.File, rule.Name)
		}
	}
	for file, rules := range made {
		for name := range rules {
			if !known[name] {
				t.Errorf("%s: rule %s is not in the table", file, name)
			}
		}
	}
}

var ruleName = regexp.MustCompile(`^"([a-z]*)/([a-z-]+)"$`)

// TestTableHasEveryRule reads the package's source: whatever looks like a rule's name there is in the table.
func TestTableHasEveryRule(t *testing.T) {
	known, kinds := map[string]bool{}, map[string]bool{}
	for _, rule := range openie.Rules() {
		_, kind, _ := strings.Cut(rule.Name, "/")
		known[rule.Name], kinds[kind] = true, true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, isImport := n.(*ast.ImportSpec); isImport {
				return false
			}
			literal, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			m := ruleName.FindStringSubmatch(literal.Value)
			if m == nil {
				return true
			}
			found++
			if m[1] == "" && !kinds[m[2]] || m[1] != "" && m[1] != "openie" && !known[m[1]+"/"+m[2]] {
				t.Errorf("rule %s is not in the table", literal.Value)
			}
			return true
		})
	}
	if found < len(known) {
		t.Errorf("found %d names of rules, want at least %d", found, len(known))
	}
}
