package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := fs.ReadFile(Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestPagesAreWhole finds every file that the pages name, and no file of another host.
func TestPagesAreWhole(t *testing.T) {
	for name, least := range map[string]int{"graphiql/index.html": 6, "explorer/index.html": 3} {
		page := read(t, name)
		named := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
		if len(named) < least {
			t.Errorf("%s names %d files, want %d or more", name, len(named), least)
		}
		for _, m := range named {
			path := strings.TrimPrefix(m[1], "/")
			if m[1] == "data:," {
				continue // no picture
			}
			if strings.Contains(m[1], "//") {
				t.Errorf("%s names %s, which is not ours", name, m[1])
			} else if path != "schema.graphql" && len(read(t, path)) == 0 {
				t.Errorf("%s is empty", path)
			}
		}
		if strings.Contains(page, "<script>") || strings.Contains(page, "style=") {
			t.Errorf("%s has scripts or styles in itself; the server's policy forbids them", name)
		}
	}
}

// TestNothingIsFetched finds no style sheet, font or picture of another host.
func TestNothingIsFetched(t *testing.T) {
	fetched := regexp.MustCompile(`url\(["']?(https?:)?//|@import`)
	for _, name := range []string{"graphiql/graphiql.css", "graphiql/start.css", "explorer/index.css"} {
		if at := fetched.FindString(read(t, name)); at != "" {
			t.Errorf("%s fetches: %s", name, at)
		}
	}
	for _, name := range []string{"graphiql/graphiql.js", "graphiql/react.js", "graphiql/react-dom.js", "graphiql/start.js", "explorer/explorer.js", "explorer/layout.worker.js"} {
		if strings.Contains(read(t, name), "sourceMappingURL") {
			t.Errorf("%s names a source map, which is not served", name)
		}
	}
}

func TestSize(t *testing.T) {
	var size int64
	err := fs.WalkDir(Files(), ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		size += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if limit := int64(3 << 20); size > limit {
		t.Errorf("the files have %d bytes, want at most %d", size, limit)
	}
}
