package archtest

import (
	"go/ast"
	"path"
	"strconv"
	"strings"
)

// forbidden are what only the program in cmd may do, by import path: print, read the program's own arguments and
// streams, exit. A name with a star behind it stands for all that begin so.
var forbidden = map[string][]string{
	"fmt": {"Print*", "Scan", "Scanf", "Scanln"},
	"log": {"Fatal*", "Panic*", "Print*"},
	"os":  {"Exit", "Stdout", "Stderr", "Stdin", "Args"},
}

// Behaviour gives the places outside cmd that print, exit or read the program's streams, and init functions anywhere.
// Tests are left out, but for init functions.
func Behaviour(files []File) []Fault {
	var faults []Fault
	for _, f := range files {
		for _, declaration := range f.syntax.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == "init" {
				faults = append(faults, f.fault(function.Pos(), "an init function: let the caller name what it wants"))
			}
		}
		if !f.isTest() && !matches("cmd/...", f.folder()) {
			faults = append(faults, f.forbiddenUses()...)
		}
	}
	return faults
}

func (f File) forbiddenUses() []Fault {
	imported := f.importNames()
	var faults []Fault
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			of, ok := node.X.(*ast.Ident)
			if ok && isForbidden(imported[of.Name], node.Sel.Name) {
				faults = append(faults, f.fault(node.Pos(), "%s.%s: only cmd prints, exits and reads the program's streams", of.Name, node.Sel.Name))
			}
		case *ast.CallExpr:
			if of, ok := node.Fun.(*ast.Ident); ok && (of.Name == "print" || of.Name == "println") {
				faults = append(faults, f.fault(node.Pos(), "%s: only cmd prints", of.Name))
			}
		}
		return true
	})
	return faults
}

func isForbidden(imported, name string) bool {
	for _, pattern := range forbidden[imported] {
		if start, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasPrefix(name, start) || pattern == name {
			return true
		}
	}
	return false
}

// importNames are the import paths by the name that the file knows them under.
func (f File) importNames() map[string]string {
	names := map[string]string{}
	for _, spec := range f.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}
