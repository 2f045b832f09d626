package format_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/source"
	"newsgraph/loaders/text"
	"newsgraph/news"
)

var update = flag.Bool("update", false, "write what is got into the test data")

func formats() []format.Format { return []format.Format{jsonl.Format{}, html.Format{}, text.Format{}} }

func zipped(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPick(t *testing.T) {
	page := "<!doctype html><title>T</title><p>Text."
	cases := []struct{ name, data, want string }{
		{"a.txt", "The harbor closed.", "text"},
		{"a", "", "! " + format.ErrEmpty.Error()},
		{"a", " \n\n", "! " + format.ErrEmpty.Error()},
		{"a.txt", page, "html"},
		{"a", "\ufeff\n<!-- saved -->\n<HTML lang=en>", "html"},
		{"a", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`, "html"},
		{"a", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "html"},
		{"a.html", "Hello <b>world</b>", "html"},
		{"a.txt", "Hello <b>world</b>", "text"},
		{"a.html", "no tags", "text"},
		{"a.html.gz", zipped(t, page), "html"},
		{"a", zipped(t, `{"text": "x"}`), "jsonl"},
		{"a", `{"text": "x"}`, "jsonl"},
		{"a", "\n {\n\"text\": \"x\"}", "jsonl"},
		{"a", `[{"text": "x"}]`, "jsonl"},
		{"a.txt", "{curly} braces are rare in news.", "text"},
		{"a.txt", "[Note] Brackets are not.", "text"},
		{"a.jsonl", "broken", "jsonl"},
		{"a", "<p>A paragraph.", "html"},
		{"a", "<3 is a heart.", "text"},
		{"a.xml", "<?xml version='1.0'?><rss><channel></channel></rss>", "text"},
		{"a", "\x7fELF\x02\x01\x01\x00\x00\x00", "! " + format.ErrBinary.Error() + " (it looks like application/octet-stream)"},
		{"a", "%PDF-1.7\n", "! " + format.ErrBinary.Error() + " (it looks like application/pdf)"},
		{"a", "\x1f\x8b\x08", "! " + format.ErrGzip.Error() + " (unexpected EOF)"},
		{"BMW.txt", "BMW announced a car.", "text"},
	}
	for _, c := range cases {
		picked, r, err := format.Pick(formats(), strings.NewReader(c.data), c.name)
		if err != nil {
			if got := "! " + err.Error(); got != c.want {
				t.Errorf("%s %.20q: got %q, want %q", c.name, c.data, got, c.want)
			}
			continue
		}
		if picked.Name() != c.want {
			t.Errorf("%s %.20q: got %s, want %s", c.name, c.data, picked.Name(), c.want)
		}
		want := c.data
		if strings.HasPrefix(want, "\x1f\x8b") {
			zip, err := gzip.NewReader(strings.NewReader(want))
			if err != nil {
				t.Fatal(err)
			}
			all, err := io.ReadAll(zip)
			if err != nil {
				t.Fatal(err)
			}
			want = string(all)
		}
		if all, err := io.ReadAll(r); err != nil || string(all) != want {
			t.Errorf("%s %.20q: the reader gives %q, %v", c.name, c.data, all, err)
		}
	}
}

func TestPickPassesOnWhatTheReaderSays(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, _, err := format.Pick(formats(), iotest.ErrReader(broken), "a"); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestReadAll(t *testing.T) {
	long := zipped(t, strings.Repeat("harbor ", 100))
	cases := []struct {
		name, data string
		limit      int64
		want       error
	}{
		{"whole", "text", 0, nil},
		{"just as long as may be", "text", 4, nil},
		{"too long", "text", 3, format.ErrTooLarge},
		{"zipped", long, 700, nil},
		{"too long when unzipped", long, 699, format.ErrTooLarge},
		{"cut", long[:len(long)-9], 0, format.ErrGzip},
		{"damaged", long[:20] + "\x00\x00\x00" + long[23:], 0, format.ErrGzip},
		{"wrong sum", long[:len(long)-8] + "\x00\x00\x00\x00" + long[len(long)-4:], 0, format.ErrGzip},
		{"nothing zipped", zipped(t, ""), 0, format.ErrEmpty},
		{"nothing", "", 0, format.ErrEmpty},
	}
	for _, c := range cases {
		data, err := format.ReadAll(context.Background(), iotest.OneByteReader(strings.NewReader(c.data)), format.Input{Limit: c.limit})
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %d bytes and %v, want %v", c.name, len(data), err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q has more than a line", c.name, err)
		}
	}
}

func TestLimitsAreNamedInTheMessage(t *testing.T) {
	for limit, want := range map[int64]string{format.DefaultLimit: "more than 10 MB", 2 << 10: "more than 2 kB", 1000: "more than 1000 bytes"} {
		if got := format.TooLarge(limit).Error(); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

func TestRefusalsAndFailuresDiffer(t *testing.T) {
	for _, err := range []error{format.ErrNotArticle, format.ErrLanguage, format.NotArticle("a list")} {
		if !errors.Is(err, format.ErrRefused) {
			t.Errorf("%v is no refusal", err)
		}
	}
	for _, err := range []error{format.ErrEmpty, format.ErrTooLarge, format.ErrBinary, format.ErrCharset, format.ErrGzip, format.ErrInvalid} {
		if errors.Is(err, format.ErrRefused) || errors.Is(err, format.ErrNotArticle) {
			t.Errorf("%v is a refusal", err)
		}
	}
}

func TestClean(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"plain", "A line.\n\nAnother.", "A line.\n\nAnother."},
		{"empty", "", ""},
		{"line ends", "a\r\nb\rc\u2028d\u2029e\vf", "a\nb\nc\nd\n\ne\nf"},
		{"no-break spaces", "a\u00a0b\u202fc\u2009d\u3000e\tf", "a b c d e f"},
		{"spaces", "  a   b  \n   \n\n\n  c  ", "a b\n\nc"},
		{"zero width", "da\u00adta\u200b \ufeffsha\u2060ring \u200ex\u202e", "data sharing x"},
		{"joiners beside letters", "Face\u200cbook\u200d", "Facebook"},
		{"joiners that join", "👨\u200d👩 می\u200cخواهم", "👨\u200d👩 می\u200cخواهم"},
		{"NFC", "Cafe\u0301", "Café"},
		{"invalid", "a\xffb", "a\ufffdb"},
		{"controls", "a\x00b\x1b[1mc\x7f", "ab[1mc"},
		{"windows-1252 taken for Latin-1", "It\u0092s \u0093so\u0094\u0085", "It’s “so”…"},
		{"icons", "Share \ue001 now\U000f0001", "Share now"},
		{"no characters", "a\ufdd0b\U0001ffff", "ab"},
	}
	for _, c := range cases {
		if got := format.Clean(c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if got := format.Clean(format.Clean(c.in)); got != format.Clean(c.in) {
			t.Errorf("%s: twice gives %q", c.name, got)
		}
	}
	if got := format.CleanLine(" a\n\n b\u00a0c "); got != "a b c" {
		t.Errorf("got %q, want a line", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"a\r\n b", "e\u0301\u200d\u200c", "\u1100\u200d\u1161", "\xff\u00a0\u0085", "\u0644\u200c\u0327"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := format.Clean(text)
		if twice := format.Clean(once); twice != once {
			t.Errorf("%q becomes %q and then %q", text, once, twice)
		}
		if strings.ContainsAny(once, "\r\t\x00\u00a0\u200b\ufeff") || strings.Contains(once, "  ") || strings.Contains(once, "\n\n\n") {
			t.Errorf("%q is not clean", once)
		}
	})
}

func TestLanguage(t *testing.T) {
	cases := []struct{ text, want string }{
		{"The port authority closed two berths on Monday after divers found cracks in the quay. Engineers will inspect the remaining berths this week, and ships must wait outside the harbor until they have finished. Nobody was hurt.", "en"},
		{"Die Hafenbehörde hat am Montag zwei Liegeplätze geschlossen, nachdem Taucher Risse in der Kaimauer gefunden hatten. Ingenieure werden in dieser Woche auch die übrigen Plätze untersuchen, und Schiffe müssen so lange draußen warten. Verletzt wurde niemand.", "de"},
		{"La autoridad portuaria cerró el lunes dos muelles después de que los buzos encontraran grietas en la pared. Los ingenieros inspeccionarán esta semana los demás muelles, y los barcos tendrán que esperar fuera del puerto hasta que terminen. Nadie resultó herido.", "es"},
		{"The harbor closed.", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := format.Language(c.text); got != c.want {
			t.Errorf("%.20q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFinish(t *testing.T) {
	in := format.Input{URL: "HTTPS://www.Example.org:443/a/", Languages: []string{"en"}}
	got, err := format.Finish(news.Article{Title: " A\u00a0title ", Authors: []string{"Jane  Doe", "", "Jane Doe"}, Language: "en-US", Text: "One.\r\n\r\n\r\nTwo."}, in)
	want := news.Article{URL: "https://www.example.org/a", Title: "A title", Source: "example.org", Authors: []string{"Jane Doe"}, Language: "en-US", Text: "One.\n\nTwo."}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v; want -, got +:\n%s", err, diff)
	}
	if _, err := format.Finish(news.Article{Text: "2018 – 19!"}, in); !errors.Is(err, format.ErrNotArticle) {
		t.Errorf("a text without words gives %v", err)
	}
	if _, err := format.Finish(news.Article{Language: "de", Text: "Wort"}, in); !errors.Is(err, format.ErrLanguage) {
		t.Errorf("a language that is not read gives %v", err)
	}
	if _, err := format.Finish(news.Article{Language: "de", Text: "Wort"}, format.Input{}); err != nil {
		t.Errorf("without languages all are read, but: %v", err)
	}
}

// TestSamples holds what the shipped articles are read as.
func TestSamples(t *testing.T) {
	folder := filepath.Join("..", "..", "examples", "articles")
	list := source.Expand([]string{folder}, nil)
	var got strings.Builder
	outlets := map[string]bool{}
	for _, s := range list.Sources {
		for _, item := range readSource(t, s) {
			a := item.Article
			if count := len(strings.Fields(a.Text)); item.Err != nil || count < 150 || count > 350 || a.URL == "" || a.Language != "en" {
				t.Errorf("%s: %d words in %q, URL %q, %v", item.Name, count, a.Language, a.URL, item.Err)
			}
			outlets[a.Source] = true
			name, err := filepath.Rel(folder, item.Name)
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(strings.Join([]string{filepath.ToSlash(name), a.Published.String(), a.Source, strings.Join(a.Authors, ", "), a.Title}, " | ") + "\n")
		}
	}
	if len(outlets) < 5 {
		t.Errorf("got %d outlets, want 5 or more", len(outlets))
	}
	golden := filepath.Join("testdata", "samples.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func readSource(t *testing.T, s source.Source) []format.Item {
	t.Helper()
	r, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	picked, opened, err := format.Pick(formats(), r, s.Name)
	if err != nil {
		t.Fatal(err)
	}
	var items []format.Item
	err = picked.Read(context.Background(), opened, format.Input{Name: s.Name}, func(item format.Item) error {
		items = append(items, item)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}
