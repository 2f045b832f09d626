package sitemap_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/format"
	"newsgraph/loaders/sitemap"
)

func read(t testing.TB, data string, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := (sitemap.Format{}).Read(context.Background(), strings.NewReader(data), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

const newsMap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="i">
<url><loc>
 https://ledger.example/berths?utm_source=map</loc><lastmod>2018-07-01</lastmod><news:news><news:publication><news:name>The Harbor Ledger</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2018-06-05T10:00:00Z</news:publication_date><news:title>Berths &amp; quays</news:title></news:news><image:image><image:loc>https://ledger.example/a.png</image:loc></image:image></url>
<url><loc>/relative</loc></url>
<url><loc>ftp://ledger.example/x</loc></url>
</urlset>`

func TestRead(t *testing.T) {
	cases := []struct {
		name, data string
		want       []string
	}{
		{"news", newsMap, []string{
			"https://ledger.example/berths | Berths & quays | The Harbor Ledger | 2018-06-05T10:00:00Z | en",
			"https://map.example/relative |  |  |  | ", "! sitemap: a#3: invalid link \"ftp://ledger.example/x\"",
		}},
		{"index", `<sitemapindex><sitemap><loc>https://ledger.example/1.xml</loc></sitemap></sitemapindex>`, []string{"https://ledger.example/1.xml |  |  |  | "}},
		{"list", "\ufeffhttps://ledger.example/1\r\n\r\nhttps://ledger.example/2", []string{"https://ledger.example/1 |  |  |  | ", "https://ledger.example/2 |  |  |  | "}},
		{"empty", `<urlset></urlset>`, []string{"! sitemap: a: not an article: a sitemap without addresses"}},
		{"cut", `<urlset><url><loc>https://ledger.example/1</loc></url><url>`, []string{"https://ledger.example/1 |  |  |  | ", "! sitemap: a: invalid XML: XML syntax error on line 1: unexpected EOF"}},
		{"entities", `<!DOCTYPE x [<!ENTITY a "ha">]><urlset><url><loc>&a;</loc></url></urlset>`, []string{"! sitemap: a: invalid XML: XML syntax error on line 1: invalid character entity &a;"}},
		{"deep", "<urlset>" + strings.Repeat("<url>", 1000), []string{"! sitemap: a: invalid sitemap: elements are nested more than 32 deep"}},
		{"one token", "<urlset><url><loc>" + strings.Repeat("x", 8<<20), []string{"! sitemap: a: too large for one article: more than 1 MB; split it or leave it out"}},
		{"one line", "https://ledger.example/1\n" + "https://" + strings.Repeat("x", 8<<20), []string{"https://ledger.example/1 |  |  |  | ", "! sitemap: a: invalid: a line of more than 1048576 bytes"}},
	}
	for _, c := range cases {
		var got []string
		for _, item := range read(t, c.data, format.Input{URL: "https://map.example/sitemap.xml"}) {
			a := item.Article
			line := strings.Join([]string{a.URL, a.Title, a.Source, a.Published.String(), a.Language}, " | ")
			if !errors.Is(item.Err, format.ErrLink) {
				line = "! " + item.Err.Error()
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}

func TestDetect(t *testing.T) {
	for data, want := range map[string]bool{
		newsMap: true, "<!-- x --><sm:sitemapindex>": true, "https://a.example/1\nhttps://a.exam": true, "https://a.example/1 is an address": false,
		"<html>": false, "<urlsets>": false, "": false, "\n": false, "See\nhttps://a.example/1": false,
	} {
		if got := (sitemap.Format{}).Detect([]byte(data), ""); got != want {
			t.Errorf("%.30q: got %v", data, got)
		}
	}
}

// TestMany wants a long sitemap to be read as a stream, and to go on anywhere.
func TestMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range 60_000 {
		fmt.Fprintf(&b, "<url><loc>https://ledger.example/%d</loc></url>", i)
	}
	b.WriteString("</urlset>")
	all := read(t, b.String(), format.Input{})
	if len(all) != 60_000 {
		t.Fatalf("got %d", len(all))
	}
	rest := read(t, b.String(), format.Input{Start: all[59_000].Next})
	if len(rest) != 999 || rest[0].Name != all[59_001].Name {
		t.Errorf("got %d items", len(rest))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(newsMap))
	f.Add([]byte("https://a.example/1\nhttps://a.example/2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, item := range read(t, string(data), format.Input{}) {
			if item.Err == nil || errors.Is(item.Err, format.ErrLink) && !strings.HasPrefix(item.Article.URL, "http") {
				t.Errorf("%q, %v", item.Article.URL, item.Err)
			}
		}
	})
}
