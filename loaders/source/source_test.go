package source

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files are made below a fresh folder, which becomes the working folder.
func files(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		if err := os.WriteFile(name, []byte("content of "+name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome is the names of the sources in their order, with the error where one cannot be opened.
func outcome(t *testing.T, list List) []string {
	t.Helper()
	var all []string
	for _, s := range list.Sources {
		r, err := s.Open()
		if err != nil {
			all = append(all, "! "+err.Error())
			continue
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		all = append(all, filepath.ToSlash(s.Name))
	}
	return all
}

func TestExpand(t *testing.T) {
	files(t, "a/b.txt", "a/a.html", "a/c/d.jsonl", "a/c/e.HTML.gz", "a/.hidden.txt", "a/.git/x.txt", "a/notes.log", "a/pic.png",
		"a/a_files/frame.html", "a/lone_files/page.html", "empty/", "b/x[1].txt", "b/x1.txt", "z.bin", "deep/1/2/3/n.txt", "deep/n.txt", "deep/n.cfg")
	noArticles := "! source: empty: " + ErrNoArticles.Error()
	cases := []struct {
		name      string
		arguments []string
		want      []string
	}{
		{"a folder", []string{"a"}, []string{"a/a.html", "a/b.txt", "a/c/d.jsonl", "a/c/e.HTML.gz", "a/lone_files/page.html"}},
		{"a file of any name", []string{"z.bin", "a/notes.log"}, []string{"z.bin", "a/notes.log"}},
		{"each once", []string{"a/b.txt", "./a/b.txt", "a/*.txt"}, []string{"a/b.txt"}},
		{"a name before a pattern", []string{"b/x[1].txt"}, []string{"b/x[1].txt"}},
		{"a pattern", []string{"b/x?.txt"}, []string{"b/x1.txt"}},
		{"a pattern with folders", []string{"?/*"}, []string{
			"a/a.html", "a/a_files/frame.html", "a/b.txt", "a/c/d.jsonl", "a/c/e.HTML.gz", "a/lone_files/page.html", "a/notes.log", "a/pic.png", "b/x1.txt", "b/x[1].txt",
		}},
		{"any depth", []string{"deep/**/n.txt"}, []string{"deep/1/2/3/n.txt", "deep/n.txt"}},
		{"any depth, articles", []string{"deep/**"}, []string{"deep/1/2/3/n.txt", "deep/n.txt"}},
		{"any depth in the middle", []string{"**/2/**/*.txt"}, []string{"deep/1/2/3/n.txt"}},
		{"hidden by name", []string{"a/.hid*"}, []string{"a/.hidden.txt"}},
		{"no article", []string{"empty", "a/b.txt"}, []string{noArticles, "a/b.txt"}},
		{"no match", []string{"*.html"}, []string{"! source: *.html: " + ErrNoMatch.Error()}},
		{"a bad pattern", []string{"a/[x"}, []string{"! source: a/[x: syntax error in pattern"}},
		{"missing", []string{"nowhere.txt", "a/b.txt/x"}, []string{"! source: nowhere.txt: " + ErrNotFound.Error(), "! source: a/b.txt/x: not a directory"}},
		{"an address", []string{"https://example.org/a"}, []string{"! source: https://example.org/a: " + ErrAddress.Error()}},
		{"stdin without input", []string{"-"}, []string{"! source: -: " + ErrNoInput.Error()}},
		{"nothing", nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := outcome(t, Expand(c.arguments, nil))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestExpandAbsolute(t *testing.T) {
	files(t, "n/a.txt")
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(dir, "n", "a.txt")
	list := Expand([]string{filepath.Join(dir, "*", "*.txt")}, nil)
	if len(list.Sources) != 1 || list.Sources[0].Name != want {
		t.Errorf("got %v, want %s", list.Sources, want)
	}
}

func TestSkippedFilesAreListed(t *testing.T) {
	files(t, "a/b.txt", "a/.hidden", "a/notes.log", "a/c/pic.png")
	want := []string{"a/c/pic.png", "a/notes.log"}
	if diff := cmp.Diff(want, Expand([]string{"a"}, nil).Skipped); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestLinks(t *testing.T) {
	files(t, "a/b.txt", "other/c.txt")
	for link, target := range map[string]string{"a/circle": "../a", "a/d.txt": "../other/c.txt", "a/broken.txt": "nowhere"} {
		if err := os.Symlink(target, link); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	want := []string{"a/b.txt", "a/d.txt"}
	for _, argument := range []string{"a", "a/**"} {
		if diff := cmp.Diff(want, outcome(t, Expand([]string{argument}, nil))); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", argument, diff)
		}
	}
}

func TestStandardInputIsReadOnce(t *testing.T) {
	list := Expand([]string{"-", "-"}, strings.NewReader("text"))
	r, err := list.Sources[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "text" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := list.Sources[1].Open(); !errors.Is(err, ErrNoInput) {
		t.Errorf("got %v, want %v", err, ErrNoInput)
	}
}

func TestUnreadableFilesNameTheReason(t *testing.T) {
	files(t, "a.txt")
	list := Expand([]string{"a.txt"}, nil)
	if err := os.Remove("a.txt"); err != nil {
		t.Fatal(err)
	}
	_, err := list.Sources[0].Open()
	if err == nil || strings.Count(err.Error(), "a.txt") != 1 || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that names the file once", err)
	}
}
