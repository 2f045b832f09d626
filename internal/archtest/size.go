package archtest

import (
	"go/ast"
	"go/token"
	"strconv"
)

// Size is the length of a function in lines, its braces included.
type Size struct {
	Path  string
	Line  int
	Name  string
	Lines int
}

// Functions gives the sizes of all declared functions outside generated files.
func Functions(files []File) []Size {
	var sizes []Size
	for _, f := range files {
		if f.Generated {
			continue
		}
		for _, declaration := range f.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			sizes = append(sizes, Size{f.Path, f.line(function.Pos()), function.Name.Name, f.line(function.End()) - f.line(function.Pos()) + 1})
		}
	}
	return sizes
}

func (f File) line(at token.Pos) int { return f.set.Position(at).Line }

// LongFiles gives the files of more than most lines, generated ones aside.
func LongFiles(files []File, most int) []Fault {
	var faults []Fault
	for _, f := range files {
		if !f.Generated && f.Lines > most {
			faults = append(faults, Fault{f.Path, 0, strconv.Itoa(f.Lines) + " lines: a file past " + strconv.Itoa(most) + " lines has two subjects"})
		}
	}
	return faults
}
