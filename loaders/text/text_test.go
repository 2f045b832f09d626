package text

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/unicode/norm"

	"newsgraph/internal/shareddata"
	"newsgraph/loaders/format"
	"newsgraph/news"
)

var update = flag.Bool("update", false, "write what is got into the test data")

// forEachCase runs a test for each archive in a folder of the test data: the first file is the input, "want" is compared
// with what run makes of it.
func forEachCase(t *testing.T, folder string, run func(t *testing.T, input txtar.File) string) {
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s: %v", folder, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) != 2 || archive.Files[1].Name != "want" {
				t.Fatalf("%s must have an input and a file called want", path)
			}
			got := run(t, archive.Files[0])
			if *update {
				archive.Files[1].Data = []byte(got + "\n")
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.TrimSpace(string(archive.Files[1].Data)), got); diff != "" {
				t.Errorf("%s\nwant -, got +:\n%s", archive.Comment, diff)
			}
		})
	}
}

func TestStripFurniture(t *testing.T) {
	forEachCase(t, "furniture", func(t *testing.T, input txtar.File) string {
		got := StripFurniture(format.Clean(string(input.Data)))
		if again := StripFurniture(got); again != got {
			t.Errorf("a second time changes the text:\n%s", cmp.Diff(got, again))
		}
		return Paragraphs(got)
	})
}

// read is the one item that Format yields for data.
func read(t *testing.T, data []byte, in format.Input) format.Item {
	t.Helper()
	var items []format.Item
	err := Format{}.Read(context.Background(), bytes.NewReader(data), in, func(item format.Item) error {
		items = append(items, item)
		return nil
	})
	if err != nil || len(items) != 1 {
		t.Fatalf("got %d items and %v, want one item", len(items), err)
	}
	return items[0]
}

func TestArticles(t *testing.T) {
	forEachCase(t, "articles", func(t *testing.T, input txtar.File) string {
		item := read(t, input.Data, format.Input{Name: input.Name})
		if item.Err != nil {
			t.Fatal(item.Err)
		}
		return describe(item.Article)
	})
}

// describe is an article as the test data has it.
func describe(a news.Article) string {
	out := strings.TrimSpace("title: "+a.Title) + "\n"
	for _, field := range [][2]string{{"published", a.Published.String()}, {"source", a.Source}, {"authors", strings.Join(a.Authors, " | ")}, {"url", a.URL}} {
		if field[1] != "" {
			out += field[0] + ": " + field[1] + "\n"
		}
	}
	return out + "\n" + a.Text
}

func TestEncodings(t *testing.T) {
	const want = "“Ærøskøbing” – naïve café."
	cases := []struct {
		name        string
		data        []byte
		contentType string
	}{
		{"UTF-8", []byte(want), ""},
		{"UTF-8 with a mark", []byte("\ufeff" + want), ""},
		{"UTF-8 against the header", []byte(want), "text/plain; charset=iso-8859-1"},
		{"decomposed", []byte(norm.NFD.String(want)), ""},
		{"UTF-16, little", utf16(want, []byte{0xff, 0xfe}, 0), ""},
		{"UTF-16, big", utf16(want, []byte{0xfe, 0xff}, 1), ""},
		{"windows-1252", []byte("\x93\xc6r\xf8sk\xf8bing\x94 \x96 na\xefve caf\xe9."), ""},
		{"macintosh by the header", []byte("\xd2\xaer\xbfsk\xbfbing\xd3 \xd0 na\x95ve caf\x8e."), "text/plain; charset=macintosh"},
		{"an unknown header", []byte(want), "text/plain; charset=klingon"},
		{"line ends and odd spaces", []byte("“Ærøskøbing”\u00a0–\t na\u00adïve\u200b café.\r\n"), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			item := read(t, c.data, format.Input{Name: "a.txt", ContentType: c.contentType})
			if item.Err != nil || item.Article.Text != want {
				t.Errorf("got %q, %v, want %q", item.Article.Text, item.Err, want)
			}
		})
	}
}

// utf16 encodes text of characters below U+10000 behind a mark; low is the index of the low byte's place.
func utf16(text string, mark []byte, order int) []byte {
	out := slices.Clone(mark)
	for _, r := range text {
		pair := []byte{byte(r), byte(r >> 8)}
		out = append(out, pair[order], pair[1-order])
	}
	return out
}

func TestBadInput(t *testing.T) {
	cases := []struct {
		name    string
		data    string
		in      format.Input
		want    error
		refused bool
		says    string
	}{
		{"empty", "", format.Input{}, format.ErrEmpty, false, "check that it was saved"},
		{"white space", " \r\n\t", format.Input{}, format.ErrEmpty, false, ""},
		{"no words", "---\n\n2018\n", format.Input{}, format.ErrNotArticle, true, "no words"},
		{"furniture alone", "Leave a Reply\n\nPost Comment\n", format.Input{}, format.ErrNotArticle, true, "no words"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", format.Input{}, format.ErrBinary, false, "image/png"},
		{"a document", "%PDF-1.4\n1 0 obj\n", format.Input{}, format.ErrBinary, false, "application/pdf"},
		{"Japanese that says nothing", strings.Repeat("\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x65\x83\x4c", 9), format.Input{}, format.ErrCharset, false, "iconv"},
		{"too large", "Harbor news. Harbor news.", format.Input{Limit: 20}, format.ErrTooLarge, false, "20 bytes"},
		{"a date that is none", "Title: X y\nDate: yesterday\n\nText.", format.Input{}, format.ErrInvalid, false, "2018-06-05"},
		{"an address that is none", "URL: harbor/news\n\nText.", format.Input{}, format.ErrInvalid, false, "https://"},
		{"another language", strings.Repeat("Der Hafen schließt am Montag zwei Liegeplätze, weil Taucher Risse gefunden haben. ", 5), format.Input{Languages: []string{"en"}}, format.ErrLanguage, true, `"de"`},
		{"cut gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x4b", format.Input{}, format.ErrGzip, false, "again"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.in.Name = "bad.txt"
			err := read(t, []byte(c.data), c.in).Err
			if !errors.Is(err, c.want) || errors.Is(err, format.ErrRefused) != c.refused {
				t.Fatalf("got %v, want %v (refused: %v)", err, c.want, c.refused)
			}
			if message := err.Error(); !strings.HasPrefix(message, "text: bad.txt: ") || strings.Contains(message, "\n") || !strings.Contains(message, c.says) {
				t.Errorf("got %q, want one line that begins with the place and says %q", message, c.says)
			}
		})
	}
}

func TestReadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	yielded := false
	err := Format{}.Read(ctx, strings.NewReader("Text."), format.Input{}, func(format.Item) error {
		yielded = true
		return nil
	})
	if !errors.Is(err, context.Canceled) || yielded {
		t.Errorf("got %v and an item: %v, want %v and none", err, yielded, context.Canceled)
	}
	stop := fmt.Errorf("stop")
	if err := (Format{}).Read(context.Background(), strings.NewReader("Text."), format.Input{}, func(format.Item) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want %v as it is", err, stop)
	}
}

func TestInputFillsWhatIsMissing(t *testing.T) {
	published, err := news.ParseDate("2018-06-06")
	if err != nil {
		t.Fatal(err)
	}
	in := format.Input{Name: "a", URL: "https://www.example.org/a#b", Published: published}
	want := "title:\npublished: 2018-06-06\nsource: example.org\nurl: https://www.example.org/a\n\nText."
	if diff := cmp.Diff(want, describe(read(t, []byte("Text."), in).Article)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestComposeDoesNotDoubleTheTitle(t *testing.T) {
	a := Compose(news.Article{Title: "Council renames square", Text: "Council Renames Square\nThe council renamed the square."})
	if want := "The council renamed the square."; a.Text != want || a.Title != "Council renames square" {
		t.Errorf("got %q, %q, want the text %q", a.Title, a.Text, want)
	}
	a = Compose(news.Article{Title: "Square", Text: "A heading\n\nThe council renamed the square."})
	if want := "A heading\n\nThe council renamed the square."; a.Text != want {
		t.Errorf("got %q, want %q", a.Text, want)
	}
}

func TestSeeds(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shareddata.Path(t, "data", "seeds"), "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no seeds: %v", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a := read(t, data, format.Input{Name: path}).Article
		if !strings.HasPrefix(strings.ToLower(a.Title), "facebook admits to sharing user") || a.Language != "en" {
			t.Errorf("%s: got the title %q and the language %q", path, a.Title, a.Language)
		}
		for _, furniture := range []string{"WordPress", "Akismet", "Leave a Reply", "Categories:", "bloggers", "Log Out", a.Title} {
			if strings.Contains(a.Text, furniture) {
				t.Errorf("%s: the text has %q in it", path, furniture)
			}
		}
		if got := strings.Count(a.Text, "\n\n"); got < 12 {
			t.Errorf("%s: got %d paragraphs", path, got+1)
		}
	}
}

// checkText holds what every text of an article must be.
func checkText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) {
		t.Errorf("%q is not UTF-8 in NFC", text)
	}
	if strings.ContainsAny(text, "\r\t\u00a0\u200b\ufeff\u00ad\x00") || strings.Contains(text, "\n\n\n") || strings.TrimSpace(text) != text {
		t.Errorf("%q is not clean", text)
	}
}

func FuzzRead(f *testing.F) {
	for _, folder := range []string{"articles", "furniture"} {
		paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Add([]byte("caf\xe9\x92s\x00"))
	const limit = 1 << 16
	f.Fuzz(func(t *testing.T, data []byte) {
		item := read(t, data, format.Input{Name: "fuzz", Limit: limit})
		if item.Err == nil && len(data) > limit {
			t.Errorf("%d bytes were read", len(data))
		}
		checkText(t, item.Article.Text)
		checkText(t, item.Article.Title)
		if strings.Contains(item.Article.Title, "\n") {
			t.Errorf("the title %q has more than a line", item.Article.Title)
		}
		if again := Paragraphs(item.Article.Text); item.Err == nil && Paragraphs(again) != again {
			t.Errorf("paragraphs of paragraphs differ: %q", again)
		}
	})
}
