package warc_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/text"
	"newsgraph/loaders/warc"
)

func reader() warc.Format {
	return warc.Format{Inside: []format.Format{html.Format{}, text.Format{}}, Workers: 3}
}

// page is a web page about the place of this name.
func page(place string) string {
	return "<!doctype html><html lang=en><head><title>Berths closed in " + place + "</title></head><body><article><h1>Berths closed in " + place + "</h1>" +
		"<p>The port authority of " + place + " closed two berths on Monday after divers found cracks in the quay. Engineers will inspect the others this week.</p>" +
		"<p>Ships must wait outside the harbor until they have finished, the authority said. Nobody was hurt, and no ship was damaged.</p></article></body></html>"
}

// answer is an HTTP response.
func answer(status int, fields, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d Status\r\n%s\r\n\r\n%s", status, strings.ReplaceAll(fields, "\n", "\r\n"), body)
}

// rec is a record of an archive.
func rec(kind, target, fields, block string) string {
	if fields != "" {
		fields = strings.ReplaceAll(fields, "\n", "\r\n") + "\r\n"
	}
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, target, fields, len(block), block)
}

func response(place string) string {
	return rec("response", "https://ledger.example/"+place, "", answer(200, "Content-Type: text/html", page(place)))
}

func pack(t testing.TB, data string, make func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := make(&b)
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipped(t testing.TB, data string) string {
	return pack(t, data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

// read is each item in a line: its address or its name, and its title or its error.
func read(t testing.TB, data string, in format.Input) []string {
	t.Helper()
	var got []string
	for _, item := range items(t, data, in) {
		line := strings.TrimPrefix(item.Article.URL, "https://ledger.example/") + ": " + item.Article.Title
		if item.Err != nil {
			line = strings.TrimPrefix(item.Article.URL, "https://ledger.example/") + "! " + item.Err.Error()
		}
		got = append(got, line)
	}
	return got
}

func items(t testing.TB, data string, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a.warc"
	var got []format.Item
	err := reader().Read(context.Background(), iotest.HalfReader(strings.NewReader(data)), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRecords(t *testing.T) {
	ok := []string{"rome: Berths closed in rome"}
	target := "https://ledger.example/rome"
	encoded := func(coding, body string) string {
		return rec("response", target, "", answer(200, "Content-Type: text/html\nContent-Encoding: "+coding, body))
	}
	chunked := func(body string) string {
		return rec("response", target, "", answer(200, "Transfer-Encoding: chunked\nContent-Type: text/html", body))
	}
	cases := []struct {
		name, data string
		want       []string
	}{
		{"a response", response("rome"), ok},
		{"an address in brackets", rec("response", "<"+target+">", "", answer(200, "", page("rome"))), ok},
		{"no reason phrase, ends of lines without returns", rec("response", target, "", "HTTP/2 200\nContent-Type: text/html\n\n"+page("rome")), ok},
		{"fields that are none", rec("response", target, "", answer(200, "broken\n: x\nX-A: 1\n folded\nContent-Type: text/html", page("rome"))), ok},
		{"a resource", rec("resource", target, "Content-Type: text/html", page("rome")), ok},
		{"a conversion", rec("conversion", target, "Content-Type: text/plain", "Berths closed in rome\n\nThe authority closed two berths."), ok},
		{"chunked", chunked("5\r\n" + page("rome")[:5] + "\r\n" + fmt.Sprintf("%x;x=y\r\n", len(page("rome"))-5) + page("rome")[5:] + "\r\n0\r\n\r\n"), ok},
		{"chunks that are cut", chunked(fmt.Sprintf("%x\r\n", len(page("rome"))) + page("rome") + "\r\nff"), ok},
		{"said to be chunked", chunked(page("rome")), ok},
		{"gzip", encoded("gzip", zipped(t, page("rome"))), ok},
		{"said to be gzip", encoded("x-gzip", page("rome")), ok},
		{"zlib", encoded("deflate", pack(t, page("rome"), func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })), ok},
		{"brotli", encoded("br", pack(t, page("rome"), func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })), ok},
		{"said to be brotli", encoded("br", page("rome")), ok},
		{"zstd", encoded("zstd", pack(t, page("rome"), func(w io.Writer) io.WriteCloser { e, _ := zstd.NewWriter(w); return e })), ok},
		{"two encodings", encoded("gzip, br", pack(t, zipped(t, page("rome")), func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })), ok},
		{"an unknown encoding", encoded("sdch", "x"), []string{`rome! warc: a.warc#0: invalid HTTP response: the content encoding "sdch" is not known`}},
		{"no page", rec("response", target, "", answer(404, "Content-Type: text/html", page("rome"))), []string{"rome! warc: a.warc#0: not an article: the server answered with status 404"}},
		{"a revisit", rec("revisit", target, "WARC-Refers-To-Target-URI: https://ledger.example/first\nWARC-Refers-To-Date: 2018-06-05T10:00:00Z", answer(200, "Content-Type: text/html", "")),
			[]string{"rome! warc: a.warc#0: not an article: a repeated capture, which holds no page; the page is that of https://ledger.example/first at 2018-06-05T10:00:00Z"}},
		{"no response", rec("response", target, "", "What?"), []string{"rome! warc: a.warc#0: invalid: no HTTP response"}},
		{"passed over", rec("warcinfo", "", "", "software: x") + rec("request", target, "", "GET / HTTP/1.1\r\n\r\n") + rec("metadata", target, "", "via: x") +
			rec("response", "dns:ledger.example", "", "20180605") + rec("response", target, "", answer(301, "Location: /x", "")) + rec("response", "https://ledger.example/robots.txt", "", answer(200, "", "Disallow:")) +
			rec("response", "https://ledger.example/a.png", "", answer(200, "Content-Type: image/png", "\x89PNG")) + rec("resource", "https://ledger.example/a.css", "Content-Type: text/css; charset=utf-8", "p {}"), nil},
		{"a picture called a page", rec("response", target, "", answer(200, "Content-Type: text/html", "\x89PNG\x00\x00")), []string{"rome! a.warc#0: " + format.ErrBinary.Error() + " (it looks like application/octet-stream)"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for how, data := range map[string]string{"plain": c.data, "gzip": zipped(t, c.data)} {
				if diff := cmp.Diff(c.want, read(t, data, format.Input{})); diff != "" {
					t.Errorf("%s: want -, got +:\n%s", how, diff)
				}
			}
		})
	}
}

func TestCharset(t *testing.T) {
	body := strings.ReplaceAll(page("k\xf6ln"), "text/html", "")
	got := items(t, rec("response", "https://ledger.example/1", "", answer(200, "Content-Type: text/html; charset=iso-8859-1", body)), format.Input{})
	if len(got) != 1 || got[0].Err != nil || got[0].Article.Title != "Berths closed in köln" {
		t.Errorf("got %+v", got)
	}
}

// TestDamage wants an item that says so for what is damaged, and all others.
func TestDamage(t *testing.T) {
	rome, oslo, bonn := response("rome"), response("oslo"), response("bonn")
	lying := strings.Replace(oslo, "Content-Length: ", "Content-Length: 9", 1)
	short := strings.Replace(oslo, "Content-Length: ", "Content-Length: 10\r\nX-Was: ", 1)
	zrome, zoslo, zbonn := zipped(t, rome), zipped(t, oslo), zipped(t, bonn)
	broken := zoslo[:len(zoslo)/2] + "\xff\xff\xff\xff\xff\xff" + zoslo[len(zoslo)/2+6:]
	cases := []struct {
		name, data string
		want       string // the places that are read, and ! for each item with an error
	}{
		{"a record without a length", rome + strings.Replace(oslo, "Content-Length", "Content-Size", 1) + bonn, "rome ! bonn"},
		{"a length that is none", rome + strings.Replace(oslo, "Content-Length: ", "Content-Length: -", 1) + bonn, "rome ! bonn"},
		{"a length past the end", rome + bonn + lying, "rome bonn !"},
		{"gzip, a length past the end", zrome + zipped(t, lying) + zbonn, "rome ! bonn"},
		{"junk between", rome + "junk\njunk\n" + bonn, "rome ! bonn"},
		{"gzip, junk between", zrome + "junk\x1f\x8b\x08 junk" + zbonn, "rome ! bonn"},
		{"gzip, junk in front of the end", zrome + zbonn + "junk", "rome bonn !"},
		{"gzip, zeros at the end", zrome + zbonn + strings.Repeat("\x00", 1000), "rome bonn"},
		{"gzip, damaged", zrome + broken + zbonn, "rome ! bonn"},
		{"gzip, wrong sum", zrome + zoslo[:len(zoslo)-8] + "\x00\x00\x00\x00" + zoslo[len(zoslo)-4:] + zbonn, "rome ! bonn"},
		{"gzip, cut short", zrome + zbonn[:len(zbonn)/2], "rome !"},
		{"gzip as a whole, a bad record", zipped(t, rome+strings.Replace(oslo, "Content-Length", "Content-Size", 1)+bonn), "rome ! bonn"},
		{"a header without end", rome + "WARC/1.0\r\n" + strings.Repeat("A: b\r\n", 50000) + "\r\n" + bonn, "rome ! bonn"},
		{"a header of one line", rome + "WARC/1.0\r\n" + strings.Repeat("x", 1<<20) + "\r\n" + bonn, "rome ! bonn"},
		{"too long", rome + rec("response", "https://ledger.example/x", "", answer(200, "Content-Type: text/html", strings.Repeat("x", 2<<20))) + bonn, "rome ! bonn"},
		{"too long, but no page", rome + rec("response", "https://ledger.example/x", "", answer(200, "Content-Type: video/mp4", strings.Repeat("x", 2<<20))) + bonn, "rome bonn"},
		{"a shorter length than the block", short + bonn, "! ! bonn"},
	}
	for _, c := range cases {
		var got []string
		for _, item := range items(t, c.data, format.Input{Limit: 64 << 10}) {
			if _, place, ok := strings.Cut(item.Article.Title, "Berths closed in "); ok && item.Err == nil {
				got = append(got, place)
			} else if item.Err != nil {
				got = append(got, "!")
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestResume wants the rest, whatever item a load stopped behind.
func TestResume(t *testing.T) {
	places := []string{"rome", "oslo", "bonn", "bern"}
	var plain, members strings.Builder
	for _, place := range places {
		plain.WriteString(rec("request", "https://ledger.example/"+place, "", "GET / HTTP/1.1\r\n\r\n") + response(place))
		members.WriteString(zipped(t, rec("request", "https://ledger.example/"+place, "", "GET / HTTP/1.1\r\n\r\n")) + zipped(t, response(place)))
	}
	for name, data := range map[string]string{"plain": plain.String(), "gzip": members.String()} {
		all := items(t, data, format.Input{})
		if len(all) != len(places) {
			t.Fatalf("%s: got %d items", name, len(all))
		}
		for i, item := range all {
			rest := items(t, data, format.Input{Start: item.Next})
			if diff := cmp.Diff(append([]format.Item(nil), all[i+1:]...), append([]format.Item(nil), rest...)); diff != "" {
				t.Errorf("%s: behind %s: want -, got +:\n%s", name, item.Name, diff)
			}
		}
	}
	whole := items(t, zipped(t, plain.String()), format.Input{})
	if len(whole) != len(places) || whole[0].Next != 0 {
		t.Errorf("gzipped as a whole: got %+v", whole)
	}
}

func TestBomb(t *testing.T) {
	bomb := rec("response", "https://ledger.example/x", "", answer(200, "Content-Type: text/html\nContent-Encoding: gzip", zipped(t, strings.Repeat("0", 66<<20))))
	got := items(t, bomb+response("rome"), format.Input{Limit: 70 << 20})
	if len(got) != 2 || !errors.Is(got[0].Err, format.ErrBomb) || got[1].Err != nil {
		t.Errorf("got %v", got)
	}
	member := zipped(t, rec("resource", "https://ledger.example/x", "Content-Type: text/html", strings.Repeat("0", 66<<20)))
	got = items(t, member+zipped(t, response("rome")), format.Input{})
	if len(got) != 2 || got[0].Err == nil || got[1].Err != nil {
		t.Errorf("got %v", got)
	}
}

func TestReadEndsWithItsCaller(t *testing.T) {
	data := strings.Repeat(response("rome"), 50)
	enough := errors.New("enough")
	n := 0
	err := reader().Read(context.Background(), strings.NewReader(data), format.Input{}, func(format.Item) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("got %d items and %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := reader().Read(ctx, strings.NewReader(data), format.Input{}, func(format.Item) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(response("a") + "x" + response("b")))
	f.Add([]byte(zipped(f, response("a")) + "x" + zipped(f, response("b"))))
	f.Add([]byte(rec("revisit", "x:", "A: b\n c", "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		err := warc.Format{Inside: []format.Format{text.Format{}}, Workers: 1}.Read(context.Background(), bytes.NewReader(data), format.Input{Limit: 1 << 16}, func(item format.Item) error {
			if item.Next < 0 || item.Next > int64(len(data)) {
				t.Errorf("%s goes on at %d of %d", item.Name, item.Next, len(data))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
