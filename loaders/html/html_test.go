package html

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"newsgraph/internal/shareddata"
	"newsgraph/loaders/format"
	"newsgraph/news"
)

var update = flag.Bool("update", false, "write what is got into the test data")

// read is the one item that Format yields for a page.
func read(t *testing.T, page []byte, in format.Input) format.Item {
	t.Helper()
	var items []format.Item
	err := Format{}.Read(context.Background(), bytes.NewReader(page), in, func(item format.Item) error {
		items = append(items, item)
		return nil
	})
	if err != nil || len(items) != 1 {
		t.Fatalf("got %d items and %v, want one item", len(items), err)
	}
	return items[0]
}

// describe is an item as the test data has it.
func describe(item format.Item) string {
	switch {
	case errors.Is(item.Err, format.ErrRefused):
		return "refused: " + item.Err.Error()
	case item.Err != nil:
		return "failed: " + item.Err.Error()
	}
	a := item.Article
	var b strings.Builder
	for _, field := range [][2]string{
		{"title", a.Title}, {"source", a.Source}, {"authors", strings.Join(a.Authors, " | ")}, {"published", a.Published.String()}, {"language", a.Language}, {"url", a.URL},
	} {
		b.WriteString(strings.TrimSpace(field[0]+": "+field[1]) + "\n")
	}
	return b.String() + "\n" + a.Text
}

func TestPages(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "pages", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			item := read(t, archive.Files[0].Data, format.Input{Name: "page.html"})
			got := describe(item)
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

// encoded is a page that declares a charset, or none where it is empty, in an encoding.
func encoded(t *testing.T, in encoding.Encoding, declared string) []byte {
	t.Helper()
	page := "<html><head>"
	if declared != "" {
		page += `<meta http-equiv="Content-Type" content="text/html; charset=` + declared + `">`
	}
	page += "<title>" + headline + "</title></head><body><p>" + sentence + "</p></body></html>"
	data, err := encoding.ReplaceUnsupported(in.NewEncoder()).Bytes([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const (
	headline = "Café naïf à Ærøskøbing"
	sentence = "Le café à Ærøskøbing, naïf et très élégant, reste fermé."
)

func TestEncodings(t *testing.T) {
	utf8Page := encoded(t, encoding.Nop, "")
	cases := []struct {
		name        string
		page        []byte
		contentType string
	}{
		{"UTF-8 that says nothing", utf8Page, ""},
		{"UTF-8", encoded(t, encoding.Nop, "utf-8"), ""},
		{"UTF-8 that says it is Latin-1", encoded(t, encoding.Nop, "iso-8859-1"), ""},
		{"UTF-8 whose server says Latin-1", utf8Page, "text/html; charset=ISO-8859-1"},
		{"UTF-8 with a mark", append([]byte("\ufeff"), utf8Page...), ""},
		{"Latin-1", encoded(t, charmap.ISO8859_1, "iso-8859-1"), ""},
		{"Latin-1 that says nothing", encoded(t, charmap.ISO8859_1, ""), ""},
		{"Latin-1 that says it is UTF-8", encoded(t, charmap.ISO8859_1, "utf-8"), ""},
		{"Latin-1 of an unknown name", encoded(t, charmap.ISO8859_1, "klingon"), ""},
		{"by the server", encoded(t, charmap.Macintosh, ""), "text/html; charset=macintosh"},
		{"by the page", encoded(t, charmap.Macintosh, "x-mac-roman"), "text/html"},
		{"UTF-16 with a mark", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), ""), ""},
		{"UTF-16, big", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16"), ""},
		{"a late declaration", bytes.Replace(encoded(t, charmap.Macintosh, "macintosh"), []byte("<head>"), []byte("<head><script>"+strings.Repeat("var x = 1;", 300)+"</script>"), 1), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			item := read(t, c.page, format.Input{Name: "a", ContentType: c.contentType})
			if item.Err != nil || item.Article.Text != sentence || item.Article.Title != headline {
				t.Errorf("got %q, %q, %v", item.Article.Title, item.Article.Text, item.Err)
			}
		})
	}
	japan := "<html><head><meta charset=Shift_JIS></head><body><p>港は月曜日に閉鎖された。</p></body></html>"
	data, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(japan))
	if err != nil {
		t.Fatal(err)
	}
	if item := read(t, data, format.Input{}); item.Err != nil || item.Article.Text != "港は月曜日に閉鎖された。" {
		t.Errorf("got %q, %v", item.Article.Text, item.Err)
	}
}

func zipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	page := zipped(t, encoded(t, charmap.ISO8859_1, "iso-8859-1"))
	if item := read(t, page, format.Input{}); item.Err != nil || item.Article.Text != sentence {
		t.Errorf("got %q, %v", item.Article.Text, item.Err)
	}
	if item := read(t, page[:len(page)-10], format.Input{}); !errors.Is(item.Err, format.ErrGzip) || errors.Is(item.Err, format.ErrRefused) {
		t.Errorf("of a page that is cut got %v", item.Err)
	}
}

func TestBadInput(t *testing.T) {
	cases := []struct {
		name string
		page string
		in   format.Input
		want error
		says string
	}{
		{"empty", "", format.Input{}, format.ErrEmpty, "check that it was saved"},
		{"white space", " \n ", format.Input{}, format.ErrEmpty, ""},
		{"too large", "<p>" + strings.Repeat("harbor ", 1000), format.Input{Limit: 4 << 10}, format.ErrTooLarge, "more than 4 kB"},
		{"binary", "<html>\x00\x01\x02\x03\x04\x05\x06", format.Input{}, format.ErrBinary, "binary data, not text"},
		{"nested too deep", strings.Repeat("<div>", 5000) + "x", format.Input{}, format.ErrInvalid, "HTML"},
		{"not to be decoded", "<p>" + strings.Repeat("\xd0\xce\xd2\xc5\x81\xcb ", 40), format.Input{}, format.ErrCharset, "iconv"},
		{"another language", "<p>" + strings.Repeat("Die Hafenbehörde hat am Montag zwei Liegeplätze geschlossen, nachdem Taucher Risse in der Mauer gefunden hatten. Ingenieure werden auch die übrigen Plätze untersuchen. ", 2), format.Input{Languages: []string{"en"}}, format.ErrLanguage, `"de"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.in.Name = "bad.html"
			err := read(t, []byte(c.page), c.in).Err
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if message := err.Error(); !strings.HasPrefix(message, "html: bad.html: ") || strings.Contains(message, "\n") || !strings.Contains(message, c.says) {
				t.Errorf("got %q, want one line that begins with the place and says %q", message, c.says)
			}
		})
	}
}

func TestDates(t *testing.T) {
	cases := []struct{ in, want string }{
		{"2018-06-05T20:10:00-04:00", "2018-06-05T20:10:00-04:00"},
		{"2018-06-05T20:10:00.000Z", "2018-06-05T20:10:00Z"},
		{"2018-06-05T20:10:00+0000", "2018-06-05T20:10:00Z"},
		{"2018-06-05T20:10:00", "2018-06-05"},
		{"2018-06-05 20:10", "2018-06-05"},
		{"2018-06-05T00:00:00Z", "2018-06-05"},
		{"2018-06-05T00:00:00+02:00", "2018-06-05"},
		{"2018-06-05", "2018-06-05"},
		{"2018-06-05-extra", "2018-06-05"},
		{"2018-06", "2018-06"},
		{"20180605", "2018-06-05"},
		{"2018/06/05", "2018-06-05"},
		{"June 5, 2018", "2018-06-05"},
		{"Tuesday, June 5, 2018", "2018-06-05"},
		{"5 June 2018", "2018-06-05"},
		{"Tue, 05 Jun 2018 20:10:00 +0200", "2018-06-05T20:10:00+02:00"},
		{"Tue, 05 Jun 2018 20:10:00 GMT", "2018-06-05T20:10:00Z"},
		{"Tue Jun 5 20:10:00 UTC 2018", "2018-06-05T20:10:00Z"},
		{"Tue, 05 Jun 2018 20:10:00 EDT", "2018-06-05"},
		{"05/06/2018", ""},
		{"1970-01-01T00:00:00Z", ""},
		{"2199-01-01", ""},
		{"yesterday", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := format.StatedDate(c.in).String(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestDatesInAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/2018/06/05/x": "2018-06-05", "https://a.example/news/2018/jun/5/x": "2018-06-05", "https://a.example/2018/6/5": "2018-06-05",
		"https://a.example/2018/13/05/x": "", "https://a.example/1800/06/05/x": "", "https://a.example/2018/06/x": "", "": "",
	} {
		if got := dateInAddress(address).String(); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

func TestInputFillsWhatIsMissing(t *testing.T) {
	published, err := news.ParseDate("2018-06")
	if err != nil {
		t.Fatal(err)
	}
	page := []byte(`<link rel="canonical" href="../b?utm_source=x"><p>The harbor closed.</p>`)
	a := read(t, page, format.Input{URL: "https://www.a.example/news/1", Published: published}).Article
	if a.URL != "https://www.a.example/b" || a.Source != "a.example" || a.Published != published {
		t.Errorf("got %+v", a)
	}
	a = read(t, []byte("<p>The harbor closed."), format.Input{URL: "https://a.example/2018/06/05/x", Published: published}).Article
	if a.URL != "https://a.example/2018/06/05/x" || a.Published.String() != "2018-06-05" {
		t.Errorf("got %+v", a)
	}
}

// TestSharedPages reads real pages: each is an article, is clean and is the same every time.
func TestSharedPages(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shareddata.Path(t, "data", "pages"), "*", "html", "*.html"))
	if err != nil || len(paths) < 60 {
		t.Fatalf("got %d pages: %v", len(paths), err)
	}
	dated := 0
	for _, path := range paths {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		item := read(t, page, format.Input{Name: path})
		if item.Err != nil || item.Article.Title == "" || item.Article.URL == "" {
			t.Errorf("%s: %q, %q, %v", path, item.Article.Title, item.Article.URL, item.Err)
		}
		if item.Article.Published.Known() {
			dated++
		}
		checkText(t, item.Article.Text)
		if diff := cmp.Diff(item, read(t, page, format.Input{Name: path})); diff != "" {
			t.Errorf("%s is not the same the second time:\n%s", path, diff)
		}
	}
	if dated != len(paths) {
		t.Errorf("%d of %d pages have a date", dated, len(paths))
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
	if strings.ContainsFunc(text, isSeam) {
		t.Errorf("%q has seams", text)
	}
}

func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "pages", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Add([]byte("<p>a<b>\ue000b</b>\ue001 c<i></i>d"))
	f.Add([]byte("<meta charset=utf-16><p>\xe9</p><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[[[{\"name\":{}}]]]}"))
	const limit = 1 << 15
	f.Fuzz(func(t *testing.T, page []byte) {
		item := read(t, page, format.Input{Name: "fuzz", Limit: limit})
		if item.Err == nil && (len(page) > limit || item.Article.Text == "") {
			t.Errorf("%d bytes give %q", len(page), item.Article.Text)
		}
		checkText(t, item.Article.Text)
		if strings.ContainsAny(item.Article.Title+item.Article.Source+strings.Join(item.Article.Authors, ""), "\n\r\x00") {
			t.Errorf("%+v has a name of more than a line", item.Article)
		}
		if url := item.Article.URL; url != news.CanonicalURL(url) {
			t.Errorf("%s is not canonical", url)
		}
	})
}

// TestSharedStrings holds the evaluation data of trafilatura's own pages: strings that must be in the text, strings that
// must not, and dates. The figures may only get better.
func TestSharedStrings(t *testing.T) {
	folder := shareddata.Path(t, "data", "pages", "trafilatura")
	data, err := os.ReadFile(filepath.Join(folder, "evaldata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pages map[string]struct {
		File, Date    string
		With, Without []string
	}
	if err := json.Unmarshal(data, &pages); err != nil {
		t.Fatal(err)
	}
	var missing, extra, misdated []string
	for _, expected := range pages {
		page, err := os.ReadFile(filepath.Join(folder, "html", expected.File))
		if err != nil {
			t.Fatal(err)
		}
		a := read(t, page, format.Input{Name: expected.File}).Article
		for _, part := range expected.With {
			if !strings.Contains(a.Text, part) {
				missing = append(missing, part)
			}
		}
		for _, part := range expected.Without {
			if strings.Contains(a.Text, part) {
				extra = append(extra, part)
			}
		}
		if !strings.HasPrefix(a.Published.String(), expected.Date) {
			misdated = append(misdated, expected.File)
		}
	}
	if len(pages) != 16 || len(missing) > 0 || len(extra) > 7 || len(misdated) > 1 {
		t.Errorf("of %d pages: missing %q, too much %q, misdated %q", len(pages), missing, extra, misdated)
	}
}

// TestHostilePagesAreQuick gives pages of more elements than any article has: they are read in a way that takes no longer
// than their length.
func TestHostilePagesAreQuick(t *testing.T) {
	for _, pattern := range []string{"<p>a word here.</p>", "<b>a</b> word ", "<a><p>", "<li><a href=/x>y z w q</a></li>", "<table><tr><td>x</td></tr></table>", "<ul><li>"} {
		data := "<!doctype html><html><body><article>" + strings.Repeat(pattern, 4<<20/len(pattern))
		began := time.Now()
		// Whether there is an article in it does not matter.
		_, err := Format{}.Article(context.Background(), []byte(data), format.Input{})
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%q takes %v (%v)", pattern, took, err)
		}
	}
}
