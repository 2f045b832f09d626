package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsgraph/loaders/format"
)

func read(t testing.TB, data string, in format.Input) format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := (Format{}).Read(context.Background(), strings.NewReader(data), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil || len(got) != 1 {
		t.Fatalf("%d items, %v", len(got), err)
	}
	return got[0]
}

// TestPrograms reads the same story as several programs set it: in two columns, with parted words and page numbers.
func TestPrograms(t *testing.T) {
	story, err := os.ReadFile(filepath.Join("testdata", "story.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(story)), "\n\n")
	for name, least := range map[string]int{"latex-columns": 24, "latex-drawn": 24, "groff-columns": 24, "weasyprint-columns": 20} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		item := read(t, string(data), format.Input{})
		if item.Err != nil {
			t.Errorf("%s: %v", name, item.Err)
			continue
		}
		if title := item.Article.Title; name != "groff-columns" && title != "Berths closed in Rome" {
			t.Errorf("%s: the title is %q", name, title)
		}
		got := map[string]bool{}
		for paragraph := range strings.SplitSeq(item.Article.Text, "\n\n") {
			got[paragraph] = true
		}
		right := 0
		for _, paragraph := range want {
			if got[paragraph] {
				right++
			}
		}
		if right < least || len(got) > len(want)+4 {
			t.Errorf("%s: %d of %d paragraphs are right, want %d; %d in all", name, right, len(want), least, len(got))
		}
		if strings.Contains(item.Article.Text, "Page ") || strings.Contains(item.Article.Text, "Ledger") {
			t.Errorf("%s: it has running heads or page numbers", name)
		}
	}
}

// TestEncrypted reads files that forbid something and open without a password, in every encryption that programs use, and
// says of others why they are not read.
func TestEncrypted(t *testing.T) {
	file := func(name string) string {
		data, err := os.ReadFile(filepath.Join("testdata", name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	want := read(t, file("groff-columns"), format.Input{})
	for _, name := range []string{"rc4-40", "rc4-128", "aes-128", "aes-256", "aes-256-r5"} {
		got := read(t, file(name), format.Input{})
		if got.Err != nil || got.Article.Text != want.Article.Text || got.Article.Title != want.Article.Title {
			t.Errorf("%s: error %v, title %q, %d bytes of text; want %q and %d", name, got.Err, got.Article.Title, len(got.Article.Text), want.Article.Title, len(want.Article.Text))
		}
	}
	for data, why := range map[string]string{
		file("locked"): "locked with a password",
		strings.Replace(file("rc4-40"), "/Filter /Standard", "/Filter /Other123", 1): "in a way that is not read",
	} {
		if got := read(t, data, format.Input{}); !errors.Is(got.Err, format.ErrUnsafe) || !strings.Contains(got.Err.Error(), why) {
			t.Errorf("want that it is %s, got %v", why, got.Err)
		}
	}
}

// document writes a PDF of objects, the first of which is the catalog.
func document(objects ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i, object := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	b.WriteString("trailer\n<< /Root 1 0 R >>\n")
	return b.String()
}

func streamOf(fields, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", fields, len(data), data)
}

// onePage is a document of a page with a content stream and a font, as an object each.
func onePage(content, font string) string {
	return document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>", content, font)
}

const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"

func squeezed(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	differences := "<< /Type /Font /Subtype /Type1 /Encoding << /Differences [65 /fi /quoteright /eacute /uni20AC /f_f /Zcaron.sc] >> >>"
	toUnicode := "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< /DW 600 /W [1 [500 500] 3 9 400] >>] /ToUnicode 6 0 R >>"
	cmap := streamOf("", "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <00660069> endbfchar 2 beginbfrange <0002> <0004> <0061> <0005> <0006> [<0020> <D83DDE00>] endbfrange")
	body := func(s string) string { return "BT /F 10 Tf 50 700 Td " + s + " ET" }
	cases := []struct{ name, data, want string }{
		{"a string", onePage(streamOf("", body("(Two berths \\(of four\\) closed.) Tj")), helvetica), "Two berths (of four) closed."},
		{"gaps", onePage(streamOf("", body("[(Two) -300 (ber) 20 (ths)] TJ")), helvetica), "Two berths"},
		{"next lines", onePage(streamOf("", body("12 TL (Two berths) Tj T* (were closed) Tj (on Monday.) '")), helvetica), "Two berths were closed on Monday."},
		{"squeezed", onePage(streamOf("/Filter /FlateDecode", squeezed(t, body("(Two berths.) Tj"))), helvetica), "Two berths."},
		{"in hexadecimal digits", onePage(streamOf("/Filter [/AHx]", fmt.Sprintf("%x", body("(Two berths.) Tj"))+">"), helvetica), "Two berths."},
		{"glyphs by name", onePage(streamOf("", body("(ABCDEF a) Tj")), differences), "fi’é€ffŽ a"},
		{"codes of two bytes", document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Type /Page /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>", streamOf("", body("<000100020003000400050006> Tj")), toUnicode, cmap), "fiabc 😀"},
		{"an artifact", onePage(streamOf("", body("/Artifact BMC (Page 3) Tj EMC (Two berths.) Tj")), helvetica), "Two berths."},
		{"a picture in the content", onePage(streamOf("", body("BI /W 1 ID (\xff\xfe)[ EI (Two berths.) Tj")), helvetica), "Two berths."},
		{"turned text", onePage(streamOf("", "BT /F 10 Tf 0 1 -1 0 20 20 Tm (Watermark) Tj ET "+body("(Two berths.) Tj")), helvetica), "Two berths."},
		{"a wrong length", strings.Replace(onePage(streamOf("", body("(Two berths.) Tj")), helvetica), "/Length ", "/Length 9", 1), "Two berths."},
		{"no trailer", strings.Replace(onePage(streamOf("", body("(Two berths.) Tj")), helvetica), "trailer", "", 1), "Two berths."},
		{"a later object", onePage(streamOf("", body("(Old words.) Tj")), helvetica) + "4 0 obj\n" + streamOf("", body("(Two berths.) Tj")) + "\nendobj\n", "Two berths."},
		{"packed objects", document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", streamOf("", body("(Two berths.) Tj")), streamOf("/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode", squeezed(t, "3 0 6 93 << /Type /Page /MediaBox [0 0 600 800] /Resources << /Font << /F 6 0 R >> >> /Contents 5 0 R >>  "+helvetica)), streamOf("", body("(Two berths.) Tj"))), "Two berths."},
		{"a form", document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Type /Page /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>", streamOf("", "q 1 0 0 1 0 0 cm /X Do Q"), streamOf("/Subtype /Form /Resources << /Font << /F 6 0 R >> >>", body("(Two berths.) Tj")), helvetica), "Two berths."},
	}
	for _, c := range cases {
		if got := read(t, c.data, format.Input{}); got.Err != nil || got.Article.Text != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, got.Article.Text, got.Err, c.want)
		}
	}
}

// TestColumnsByRows draws two columns row by row.
func TestColumnsByRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("BT /F 10 Tf ")
	for i := range 12 {
		y := 700 - 12*i
		fmt.Fprintf(&b, "1 0 0 1 50 %d Tm (left line %d of the text) Tj 1 0 0 1 320 %d Tm (right line %d of the text) Tj ", y, i, y, i)
	}
	b.WriteString("ET")
	got := read(t, onePage(streamOf("", b.String()), helvetica), format.Input{}).Article.Text
	if last, first := strings.Index(got, "left line 11"), strings.Index(got, "right line 0"); last < 0 || first < last {
		t.Errorf("got %q", got)
	}
}

func TestHyphens(t *testing.T) {
	cases := []struct{ first, second, want string }{
		{"the quay and the ex-", "traordinary session", "the quay and the extraordinary session"}, {"a well-", "known quay", "a well-known quay"}, {"the Anglo-", "Saxon quay", "the Anglo- Saxon quay"},
		{"a long-", "term plan", "a long-term plan"}, {"soft\u00ad", "ened", "softened"}, {"in 2018-", "and later", "in 2018- and later"}, {"a state-of-the-", "art crane", "a state-of-the-art crane"},
	}
	for _, c := range cases {
		if got := string(joinLine([]byte(c.first), c.second, nil)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := string(joinLine([]byte("the sea-"), "wall moved", map[string]bool{"sea-wall": true})); got != "the sea-wall moved" {
		t.Errorf("got %q", got)
	}
}

func TestFilters(t *testing.T) {
	f := &file{data: make([]byte, 1000), limit: 1 << 20, left: newAllowance(1000)}
	lzw := "\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" // the example of ISO 32000-1, 7.4.4.2
	for _, c := range []struct {
		filter  name
		setting dict
		data    string
		want    string
	}{
		{"LZWDecode", nil, lzw, "-----A---B"}, {"RunLengthDecode", nil, "\x02abc\xfed\x80", "abcddd"}, {"ASCII85Decode", nil, "<~87cURD]i,\"Ebo80~>", "Hello World!"},
		{"FlateDecode", dict{"Predictor": 12., "Columns": 3.}, squeezed(t, "\x02abc\x02\x01\x01\x01"), "abcbcd"},
		{"FlateDecode", dict{"Predictor": 15., "Columns": 3.}, squeezed(t, "\x01a\x01\x01\x04\x00\x00\x00\x03\x00\x00\x00"), "abcabc0\x49\x56"},
		{"DCTDecode", nil, "x", ""}, {"FlateDecode", dict{"Predictor": 12., "Columns": 1e15}, squeezed(t, "x"), ""},
	} {
		if got := string(f.apply(c.filter, c.setting, []byte(c.data))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.filter, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"no text":    {onePage(streamOf("", "0 0 m 10 10 l S"), helvetica), format.ErrNotArticle},
		"locked":     {strings.Replace(onePage(streamOf("", ""), helvetica), "/Root 1 0 R", "/Root 1 0 R /Encrypt 9 0 R", 1), format.ErrUnsafe},
		"no objects": {"%PDF-1.7\n", format.ErrInvalid},
		"no pages":   {document("<< /Type /Catalog >>"), format.ErrInvalid},
		"cut":        {onePage(streamOf("", "BT"), helvetica)[:60], format.ErrInvalid},
	} {
		if got := read(t, c.data, format.Input{}); !errors.Is(got.Err, c.want) {
			t.Errorf("%s: got %v, want %v", name, got.Err, c.want)
		}
	}
}

// TestHostile gives what would take other readers forever, or all memory.
func TestHostile(t *testing.T) {
	cases := map[string]string{
		"a bomb":                onePage(streamOf("/Filter /FlateDecode", squeezed(t, strings.Repeat("BT ET ", 20<<20))), helvetica),
		"arrays in arrays":      onePage(streamOf("", strings.Repeat("[", 2_000_000)), helvetica),
		"dictionaries":          document("<< /Type /Catalog /Pages " + strings.Repeat("<< /A ", 500_000)),
		"pages in circles":      document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [2 0 R 2 0 R 2 0 R] >>"),
		"references in circles": document("<< /Type /Catalog /Pages 2 0 R >>", "3 0 R", "2 0 R"),
		"a form in itself":      document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Type /Page /Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R >>", streamOf("/Subtype /Form", strings.Repeat("/X Do ", 10))),
		"streams without ends":  "%PDF-1.7\n" + strings.Repeat("1 0 obj <</Type/ObjStm>> stream ", 100_000),
		"many numbers":          document("<< /Type /Catalog /Pages 2 0 R >>", "<< /Kids [3 0 R] >>", "<< /Type /Page /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>", streamOf("", "BT /F 1 Tf "+strings.Repeat("1 0 0 1 0 9 Tm (1) Tj ", 100_000)), helvetica),
		"wide fonts":            onePage(streamOf("", strings.Repeat("/F 1 Tf ", 100_000)), "<< /Subtype /Type0 /DescendantFonts [<< /W ["+strings.Repeat("0 65535 1 ", 10_000)+"] >>] >>"),
		"huge predictor":        onePage(streamOf("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000000 >>", squeezed(t, "BT")), helvetica),
		"trailers":              "%PDF-1.7\n1 0 obj <<>> endobj " + strings.Repeat("trailer << ", 300_000),
	}
	for name, data := range cases {
		began := time.Now()
		read(t, data, format.Input{})
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s takes %v", name, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(onePage(streamOf("", "BT /F 10 Tf 50 700 Td [(Two) -300 (berths)] TJ <41> ' ET"), helvetica)))
	f.Add([]byte(document("<< /Type /Catalog /Pages 2 0 R >>", streamOf("/Type /ObjStm /N 1 /First 4", "3 0 << >>"))))
	for _, name := range []string{"rc4-40", "aes-128", "aes-256"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".pdf"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if item := read(t, string(data), format.Input{Limit: 1 << 16}); item.Err == nil && item.Article.Text == "" {
			t.Error("an article without text")
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add([]byte("q 1 0 0 1 5 5 cm BT /F 10 Tf 14 TL (a) ' [(b) 3] TJ ET Q BI ID x EI /Artifact BMC EMC"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := &file{data: data, places: map[int]place{}, parsed: map[int]any{}, limit: 1 << 16, left: newAllowance(len(data))}
		resources := dict{"Font": dict{"F": dict{"Subtype": name("Type1")}}}
		p := painter{file: file, known: newGlyphs(), fonts: map[ref]*font{}, state: graphics{ctm: identity(), scale: 1}}
		p.run(data, resources)
		for _, l := range lines(p.out, 0, 800) {
			if strings.TrimSpace(l.text) == "" {
				t.Errorf("an empty line: %+v", l)
			}
		}
	})
}
