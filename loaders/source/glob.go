package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// addGlob takes the files that match a pattern, and all articles of the folders that do.
func (e *expander) addGlob(pattern string) {
	if _, err := filepath.Match(pattern, ""); err != nil {
		e.fail(pattern, err)
		return
	}
	root, segments := splitPattern(filepath.ToSlash(pattern))
	matches := match(root, segments)
	slices.Sort(matches)
	matches = slices.Compact(matches)
	if len(matches) == 0 {
		e.fail(pattern, ErrNoMatch)
		return
	}
	for _, path := range matches {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			e.addFolder(path)
		} else {
			e.addFile(path)
		}
	}
}

// splitPattern parts a pattern into the folder before its first sign and the segments from there on.
func splitPattern(pattern string) (root string, segments []string) {
	segments = strings.Split(pattern, "/")
	n := 0
	for n < len(segments)-1 && !strings.ContainsAny(segments[n], `*?[\`) {
		n++
	}
	root = strings.Join(segments[:n], "/")
	if n == 1 && segments[0] == "" {
		root = "/"
	}
	return root, slices.DeleteFunc(segments[n:], func(s string) bool { return s == "" })
}

// match is the paths below root that match the segments. Hidden names are matched only by a segment that begins with a
// dot; folders that cannot be read have no matches. "**" does not follow links to folders, which may lead in a circle.
func match(root string, segments []string) []string {
	if len(segments) == 0 {
		return []string{root}
	}
	segment, rest := segments[0], segments[1:]
	entries, _ := os.ReadDir(orDot(root))
	if segment == "**" {
		var found []string
		if len(rest) > 0 {
			found = match(root, rest)
		}
		for _, entry := range entries {
			switch path := filepath.Join(root, entry.Name()); {
			case isHidden(entry.Name()):
			case entry.IsDir():
				found = append(found, match(path, segments)...)
			case len(rest) == 0 && isFile(path, entry) && mayBeArticle(entry.Name()):
				found = append(found, path)
			}
		}
		return found
	}
	var found []string
	for _, entry := range entries {
		name := entry.Name()
		if isHidden(name) && !strings.HasPrefix(segment, ".") {
			continue
		}
		// The pattern as a whole was checked before.
		if ok, _ := filepath.Match(segment, name); !ok {
			continue
		}
		path := filepath.Join(root, name)
		if len(rest) > 0 && !isFolder(path) {
			continue
		}
		found = append(found, match(path, rest)...)
	}
	return found
}

func orDot(path string) string {
	if path == "" {
		return "."
	}
	return path
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
