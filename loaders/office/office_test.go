package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/format"
	"newsgraph/loaders/office"
	"newsgraph/news"
)

func build(t testing.TB, parts ...string) *zip.Reader {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		each, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(each, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t testing.TB, archive *zip.Reader, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := office.Read(context.Background(), archive, 10_000, in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

const core = `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:title>Berths closed</dc:title><dc:creator>Jane Doe</dc:creator></cp:coreProperties>`

func word(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="x"><w:body>` + body + `</w:body></w:document>`
}

func TestWord(t *testing.T) {
	body := `<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Berths closed</w:t></w:r></w:p>
	<w:p><w:r><w:t xml:space="preserve">The port </w:t></w:r><w:del><w:r><w:delText>mayor </w:delText></w:r></w:del><w:ins><w:r><w:t>authority</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:t xml:space="preserve"> closed two</w:t><w:tab/><w:t>berths.</w:t></w:r></w:p>
	<w:p><w:r><w:t>Nobody</w:t><w:br/><w:t>was hurt.</w:t></w:r></w:p>`
	got := read(t, build(t, "[Content_Types].xml", "<Types/>", "docProps/core.xml", core, "word/document.xml", word(body), "word/header1.xml", word("<w:p><w:r><w:t>Furniture</w:t></w:r></w:p>")), format.Input{})
	want := []format.Item{{Name: "a", Article: news.Article{Title: "Berths closed", Authors: []string{"Jane Doe"}, Text: "The port authority closed two berths.\n\nNobody was hurt."}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestOpenDocument(t *testing.T) {
	content := `<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:sequence-decls/><text:h>Berths closed</text:h>` +
		`<text:p>The port<text:s/>authority <text:span>closed</text:span> two berths.<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p></office:text></office:body></office:document-content>`
	meta := `<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m"><office:meta><dc:title>Berths closed</dc:title><meta:initial-creator>Jane Doe</meta:initial-creator></office:meta></office:document-meta>`
	got := read(t, build(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", content, "meta.xml", meta), format.Input{})
	want := []format.Item{{Name: "a", Article: news.Article{Title: "Berths closed", Authors: []string{"Jane Doe"}, Text: "The port authority closed two berths."}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// parts are those of an EPUB with two articles.
func parts() []string {
	chapter := func(place string) string {
		return `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Berths closed in ` + place + `</title></head><body><h1>Berths closed in ` + place + `</h1><p>The port authority of ` + place +
			` closed two berths on Monday after divers found cracks in the quay. Engineers will inspect the others this week.</p></body></html>`
	}
	return []string{
		"mimetype", "application/epub+zip",
		"META-INF/container.xml", `<container xmlns="c"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
		"OEBPS/book.opf", `<package xmlns:dc="d"><metadata><dc:title>The Ledger, June</dc:title><dc:publisher>The Harbor Ledger</dc:publisher><dc:date>2018-06-05</dc:date></metadata>
		<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="1" href="a%20b.xhtml" media-type="application/xhtml+xml"/>
		<item id="2" href="c.xhtml" media-type="application/xhtml+xml"/><item id="3" href="gone.xhtml" media-type="application/xhtml+xml"/><item id="p" href="p.png" media-type="image/png"/></manifest>
		<spine><itemref idref="n"/><itemref idref="1"/><itemref idref="2"/><itemref idref="3"/></spine></package>`,
		"OEBPS/a b.xhtml", chapter("Rome"), "OEBPS/c.xhtml", chapter("Oslo"), "OEBPS/nav.xhtml", chapter("nav"),
	}
}

func TestEPUB(t *testing.T) {
	archive := build(t, parts()...)
	all := read(t, archive, format.Input{})
	var got []string
	for _, item := range all {
		line := strings.Join([]string{item.Name, item.Article.Title, item.Article.Source, item.Article.Published.String()}, " | ")
		if item.Err != nil {
			line = item.Err.Error()
		}
		got = append(got, line)
	}
	want := []string{
		"a#OEBPS/a b.xhtml | Berths closed in Rome | The Harbor Ledger | 2018-06-05",
		"a#OEBPS/c.xhtml | Berths closed in Oslo | The Harbor Ledger | 2018-06-05",
		`office: a#OEBPS/gone.xhtml: invalid: the part "OEBPS/gone.xhtml": open OEBPS/gone.xhtml: file does not exist`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if rest := read(t, archive, format.Input{Start: all[0].Next}); len(rest) != 2 || rest[0].Name != all[1].Name {
		t.Errorf("behind the first: got %v", rest)
	}
}

func TestOtherArchivesAreNoDocuments(t *testing.T) {
	if office.IsDocument(build(t, "content.xml", "<x/>", "a.txt", "x")) || office.IsDocument(build(t, "mimetype", "x")) {
		t.Error("an archive is a document")
	}
}

func TestHostile(t *testing.T) {
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	cases := []struct{ name, document, want string }{
		{"no XML", "What?", "no words"},
		{"cut", word("<w:p>")[:80], "invalid XML"},
		{"entities", laughs + word("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"), "invalid XML"},
		{"an outside file", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + word("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"), "invalid XML"},
		{"deep", word(strings.Repeat("<w:p>", 100_000)), "nested more than 256 deep"},
		{"too large", word(strings.Repeat("<w:p/>", 300_000)), "too large"},
		{"a bomb", word(strings.Repeat("<w:p/>", 12<<20)), "unpacks to far more"},
	}
	for _, c := range cases {
		in := format.Input{Limit: 200_000}
		if c.name == "a bomb" {
			in.Limit = 1 << 30
		}
		got := read(t, build(t, "[Content_Types].xml", "<Types/>", "word/document.xml", c.document), in)
		if len(got) != 1 || got[0].Err == nil || !strings.Contains(got[0].Err.Error(), c.want) {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(word("<w:p><w:r><w:t>A word.</w:t></w:r></w:p>")), uint8(0))
	f.Add([]byte("<text:p>A word.</text:p>"), uint8(1))
	f.Add([]byte(parts()[5]), uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		files := [][]string{
			{"[Content_Types].xml", "", "word/document.xml", string(data)},
			{"mimetype", "", "content.xml", string(data)},
			append(parts()[:4:4], "OEBPS/book.opf", string(data)),
		}
		for _, item := range read(t, build(t, files[which%3]...), format.Input{Limit: 1 << 16}) {
			if item.Err == nil && item.Article.Text == "" {
				t.Errorf("%s has no text", item.Name)
			}
		}
	})
}
