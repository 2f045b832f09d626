package main

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"newsgraph/loaders/format"
)

// TestFormatsAreKnownByContent gives the beginnings of inputs under names that say nothing or mislead.
func TestFormatsAreKnownByContent(t *testing.T) {
	cases := []struct{ data, name, want string }{
		{"The port authority closed two berths.\n\nNobody was hurt.", "a", "text"},
		{"Title: Berths closed\nDate: 2018-06-05\nSource: Ledger\n\nText.", "a.eml", "text"},
		{"Berths, quays and cranes\n\nThe authority closed two berths, and more.", "a", "text"},
		{"<!doctype html><title>T</title>", "a.xml", "html"},
		{"<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">", "a.xml", "html"},
		{"# Berths closed\n\nThe authority closed two berths.", "a.txt", "markdown"},
		{"---\ntitle: Berths closed\n---\nText.", "a", "markdown"},
		{"<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", "a.html", "feed"},
		{"<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?><!-- x -->\n<feed xmlns=\"http://www.w3.org/2005/Atom\">", "a.html", "feed"},
		{`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">`, "a", "feed"},
		{`{"version": "https://jsonfeed.org/version/1.1", "title": "L"}`, "a.json", "feed"},
		{`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`, "a", "sitemap"},
		{"https://ledger.example/1\nhttps://ledger.example/2\n", "a.txt", "sitemap"},
		{"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a", "warc"},
		{"From x@example.org Tue Jun  5 10:00:00 2018\nFrom: x@example.org\n", "a", "mail"},
		{"From: x@example.org\nTo: y@example.org\nSubject: Berths\nDate: Tue, 5 Jun 2018 10:00:00 +0000\n\nText.", "a.txt", "mail"},
		{"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example\nSubject: x\nDate: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n", "a.html", "mail"},
		{"PK\x03\x04\x14\x00", "a.txt", "archive"},
		{"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a.txt", "pdf"},
		{`{"text": "x"}` + "\n", "a", "jsonl"},
		{`[{"text": "x"}]`, "a.txt", "jsonl"},
		{`{"@context": "https://schema.org", "@type": "NewsArticle"}`, "a", "jsonl"},
		{"title,text,date\nBerths,closed,2018\n", "a", "table"},
		{"url\theadline\tbody\n", "a.txt", "table"},
		{"<urn:s> <urn:p> \"o\" <urn:g> .\n", "a.txt", "rdf"},
		{"@prefix a: <urn:a> .\n", "a", "rdf"},
	}
	for _, c := range cases {
		picked, _, err := format.Pick(formats(), strings.NewReader(c.data), c.name)
		if err != nil || picked.Name() != c.want {
			t.Errorf("%.40q is %v, want %s (%v)", c.data, picked, c.want, err)
		}
	}
}

// endless is a line of n bytes.
type endless struct {
	fill string
	n    int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), e.n)]
	for i := 0; i < len(p); {
		i += copy(p[i:], e.fill)
	}
	e.n -= int64(len(p))
	return len(p), nil
}

// TestOneLine gives each format a gigabyte on one line: it ends with an error, in little memory and time.
func TestOneLine(t *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	const letter = "From: x@example.org\nTo: y@example.org\nSubject: s\nDate: Tue, 5 Jun 2018 10:00:00 +0000\n"
	var archived bytes.Buffer
	w := tar.NewWriter(&archived)
	if err := w.WriteHeader(&tar.Header{Name: "a.txt", Size: size, Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, head, fill string }{
		{"text", "", "word "}, {"markdown", "# A heading\n\n", "word "}, {"html", "<!doctype html><p>", "word "}, {"html", "<!doctype html>", "<div>"}, {"html", "<!doctype html><p title='", "x"},
		{"jsonl", `{"text": "`, "word "}, {"jsonl", `[{"text": "`, "word "}, {"jsonl", "{\"a\":", `{"a":`}, {"jsonl", "{\n\"a\":[", `{"text":"x"},`},
		{"table", "title,text\nx,\"", "word "}, {"table", "title,text\n", "x,"}, {"feed", `<rss version="2.0"><channel><item><title>`, "word "}, {"feed", `<rss version="2.0">`, "<a>"}, {"feed", `<rss version="2.0" a="`, "x"},
		{"sitemap", "<urlset><url><loc>", "x"}, {"sitemap", "<urlset>", "<a>"}, {"sitemap", "https://", "x"}, {"mail", letter + "\n", "word "}, {"mail", letter + "X: ", "x"}, {"mail", "From x Tue Jun  5 10:00:00 2018\n" + letter + "\n", "word "},
		{"warc", "WARC/1.0\r\nWARC-Type: ", "x"}, {"warc", "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "x"},
		{"archive", archived.String(), "word "}, {"pdf", "%PDF-1.7\n", "1 0 obj "}, {"rdf", "<urn:s> <urn:p> <urn:o> .\n", "x"},
	}
	for _, c := range cases {
		began, most, items := time.Now(), uint64(0), 0
		done := make(chan struct{})
		go func() {
			for {
				var stats runtime.MemStats
				runtime.ReadMemStats(&stats)
				most = max(most, stats.HeapAlloc)
				select {
				case <-done:
					close(done)
					return
				case <-time.After(50 * time.Millisecond):
				}
			}
		}()
		picked, r, err := format.Pick(formats(), io.MultiReader(strings.NewReader(c.head), &endless{fill: c.fill, n: size}), "a")
		if err != nil || picked.Name() != c.name {
			t.Errorf("%.30q is %v, want %s (%v)", c.head, picked, c.name, err)
			continue
		}
		failed := false
		err = picked.Read(context.Background(), r, format.Input{Name: "a"}, func(item format.Item) error {
			items++
			failed = failed || item.Err != nil
			return nil
		})
		done <- struct{}{}
		<-done
		if err != nil || !failed {
			t.Errorf("%s %.30q %q: %d items, %v", c.name, c.head, c.fill, items, err)
		}
		if took := time.Since(began); took > time.Minute || most > 700<<20 {
			t.Errorf("%s %.30q %q takes %v and %d MB", c.name, c.head, c.fill, took, most>>20)
		} else {
			t.Logf("%s %.30q %q: %v, %d MB", c.name, c.head, c.fill, took, most>>20)
		}
		runtime.GC()
	}
}
