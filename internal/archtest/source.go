// Package archtest holds the rules of the architecture that a compiler does not: who may import whom, who may print and
// exit, and how long a function and a file may be.
//
// It takes a folder of Go source and gives the places that break a rule. It parses in-process, so that the test cache
// sees which files were read.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// File is a parsed Go file.
type File struct {
	Path      string // from the root, with slashes: "nlp/tag/tag.go"
	Lines     int
	Generated bool // has the line "// Code generated ... DO NOT EDIT."

	set    *token.FileSet
	syntax *ast.File
}

// Fault is a place that breaks a rule.
type Fault struct {
	Path    string
	Line    int // 0 for the whole file
	Message string
}

func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Message) }

// Parse reads every Go file of the module at root, in order of their paths. Folders named testdata, hidden folders and
// modules inside the module are left out.
func Parse(root string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && at != root && leftOut(at, entry.Name()):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(at, ".go"):
			return nil
		}
		relative, err := filepath.Rel(root, at)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		file, err := parseFile(filepath.ToSlash(relative), content)
		files = append(files, file)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: %w", err)
	}
	return files, nil
}

func leftOut(at, name string) bool {
	if name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(at, "go.mod"))
	return err == nil
}

func parseFile(path string, content []byte) (File, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, path, content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return File{}, err
	}
	lines := strings.Count(string(content), "\n")
	return File{Path: path, Lines: lines, Generated: ast.IsGenerated(syntax), set: set, syntax: syntax}, nil
}

// folder is the path of the file's package below the root; "." for the root.
func (f File) folder() string { return path.Dir(f.Path) }

// isTest says whether the file is compiled for tests alone.
func (f File) isTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

func (f File) fault(at token.Pos, format string, arguments ...any) Fault {
	return Fault{f.Path, f.set.Position(at).Line, fmt.Sprintf(format, arguments...)}
}

// matches says whether a folder or import path is one that the pattern means: "nlp" is itself alone, "nlp/..." is nlp
// and all below it, "nlp/*" is all below it, "..." is everything.
func matches(pattern, name string) bool {
	if pattern == "..." {
		return true
	}
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == above || strings.HasPrefix(name, above+"/")
	}
	if above, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(name, above+"/")
	}
	return pattern == name
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}
