package archtest

import (
	"strconv"
	"strings"
)

// Rules say who may import what.
type Rules struct {
	Module string // the module's path
	// Own are the packages of the module. The first rule whose From matches a folder decides; a folder without a rule
	// is a fault. They hold for the program; tests may import any package of the module.
	Own []Own
	// Outside are other modules and packages of the standard library, for tests too. What no rule names is free.
	Outside []Outside
	// Blank are the packages that may be imported for their side effects alone.
	Blank []string
}

// Own says what the folders that match From may import from the module, itself aside.
type Own struct {
	From string
	May  []string
}

// Outside says that only the folders that match Only may import what matches Import.
type Outside struct {
	Import string
	Only   []string
}

// Check gives the imports that the rules forbid.
func (r Rules) Check(files []File) []Fault {
	var faults []Fault
	for _, f := range files {
		own, found := r.ownRule(f.folder())
		if !found {
			faults = append(faults, f.fault(f.syntax.Package, "no rule says what this folder may import"))
			continue
		}
		for _, spec := range f.syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				faults = append(faults, f.fault(spec.Pos(), "import path %s: %v", spec.Path.Value, err))
				continue
			}
			if spec.Name != nil && spec.Name.Name == "_" && !matchesAny(r.Blank, imported) {
				faults = append(faults, f.fault(spec.Pos(), "blank import of %s: name what you want where it is wanted", imported))
			}
			if message := r.forbids(f, own, imported); message != "" {
				faults = append(faults, f.fault(spec.Pos(), "%s", message))
			}
		}
	}
	return faults
}

func (r Rules) ownRule(folder string) (Own, bool) {
	for _, rule := range r.Own {
		if matches(rule.From, folder) {
			return rule, true
		}
	}
	return Own{}, false
}

// forbids says why f may not import a package; empty where it may.
func (r Rules) forbids(f File, own Own, imported string) string {
	if below, ok := strings.CutPrefix(imported, r.Module+"/"); ok {
		if below == f.folder() || f.isTest() || matchesAny(own.May, below) {
			return ""
		}
		return f.folder() + " may not import " + below
	}
	for _, rule := range r.Outside {
		if matches(rule.Import, imported) && !matchesAny(rule.Only, f.folder()) {
			if len(rule.Only) == 0 {
				return "no package may import " + imported
			}
			return "only " + strings.Join(rule.Only, ", ") + " may import " + imported
		}
	}
	return ""
}
