package jsonl

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// read is the items that Format yields for data.
func read(t *testing.T, data string, in format.Input) []format.Item {
	t.Helper()
	var items []format.Item
	err := Format{}.Read(context.Background(), iotest.HalfReader(strings.NewReader(data)), in, func(item format.Item) error {
		items = append(items, item)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func date(t *testing.T, text string) news.Date {
	t.Helper()
	d, err := news.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestArticles(t *testing.T) {
	const page = `<html lang=en><head><title>Page title | Site</title><meta property=og:site_name content=Site><meta property=article:published_time content=2018-06-05T10:00:00Z>` +
		`<link rel=canonical href=https://site.example/a></head><body><article><h1>Page title</h1><p>The harbor closed on Monday.</p></article></body></html>`
	cases := []struct {
		name   string
		record Record
		want   news.Article
	}{
		{
			"every field",
			Record{URL: "https://www.A.example/b/", Title: "Harbor closes", Source: "The Ledger", Authors: Authors{"Jane Doe", "John Roe"}, PublishedAt: "2018-06-05T12:00:00+02:00", Text: "The harbor closed."},
			news.Article{URL: "https://www.a.example/b", Title: "Harbor closes", Source: "The Ledger", Authors: []string{"Jane Doe", "John Roe"}, Published: date(t, "2018-06-05T12:00:00+02:00"), Text: "The harbor closed."},
		},
		{"text alone", Record{Text: "The harbor closed."}, news.Article{Text: "The harbor closed.", Published: date(t, "2018-06-06")}},
		{"the title is not doubled", Record{Title: "Harbor closes", Text: "HARBOR CLOSES\n\nIt closed."}, news.Article{Title: "Harbor closes", Text: "It closed.", Published: date(t, "2018-06-06")}},
		{"a title in the text", Record{Text: "Harbor closes\n\nIt closed."}, news.Article{Title: "Harbor closes", Text: "It closed.", Published: date(t, "2018-06-06")}},
		{"furniture", Record{Text: "It closed.\n\nShare this:\n\nFacebook Twitter"}, news.Article{Text: "It closed.", Published: date(t, "2018-06-06")}},
		{
			"a page",
			Record{HTML: page},
			news.Article{URL: "https://site.example/a", Title: "Page title", Source: "Site", Published: date(t, "2018-06-05T10:00:00Z"), Language: "en", Text: "The harbor closed on Monday."},
		},
		{
			"fields before the page",
			Record{URL: "https://a.example/b", Title: "Title", Source: "Ledger", PublishedAt: "2018", HTML: page},
			news.Article{URL: "https://a.example/b", Title: "Title", Source: "Ledger", Published: date(t, "2018"), Language: "en", Text: "The harbor closed on Monday."},
		},
		{
			"text before the page",
			Record{Text: "Only this.", HTML: page},
			news.Article{URL: "https://site.example/a", Title: "Page title", Source: "Site", Published: date(t, "2018-06-05T10:00:00Z"), Language: "en", Text: "Only this."},
		},
	}
	for _, c := range cases {
		line, err := json.Marshal(c.record)
		if err != nil {
			t.Fatal(err)
		}
		items := read(t, string(line), format.Input{Name: "a.jsonl", Published: date(t, "2018-06-06")})
		if len(items) != 1 || items[0].Err != nil || items[0].Name != "a.jsonl:1" {
			t.Errorf("%s: got %+v", c.name, items)
			continue
		}
		if diff := cmp.Diff(c.want, items[0].Article); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}

// outcomes is a line for each item: its name and its text or error.
func outcomes(items []format.Item) []string {
	var all []string
	for _, item := range items {
		if item.Err != nil {
			all = append(all, "! "+item.Err.Error())
			continue
		}
		all = append(all, item.Name+" "+item.Article.Text)
	}
	return all
}

func TestLines(t *testing.T) {
	good := `{"text": "Good."}`
	cases := []struct {
		name, data string
		limit      int64
		want       []string
	}{
		{"blank lines", "\n" + good + "\r\n \n" + good, 0, []string{"n:2 Good.", "n:4 Good."}},
		{"a mark at the start", "\ufeff" + good + "\n", 0, []string{"n:1 Good."}},
		{"one author", `{"text": "Good.", "authors": "Jane", "more": {"of": ["it"]}}`, 0, []string{"n:1 Good."}},
		{"null", `{"text": "Good.", "title": null, "authors": null, "publishedAt": null}`, 0, []string{"n:1 Good."}},
		{"a bad line among good ones", good + "\n{\"text\": \n" + good, 0, []string{"n:1 Good.", "! jsonl: n:2: invalid JSON at byte 8: unexpected end of JSON input", "n:3 Good."}},
		{"no text", `{"title": "Title"}` + "\n" + good, 0, []string{`! jsonl: n:1: invalid: neither "text" nor "html"; the fields are url, title, source, authors, publishedAt, text, html`, "n:2 Good."}},
		{"a date that is none", `{"text": "x", "publishedAt": "June 5"}`, 0, []string{`! jsonl: n:1: invalid publishedAt: news: "June 5" is not a date; write 2018-06-05, 2018-06, 2018 or 2018-06-05T12:00:00Z`}},
		{"an address that is none", `{"text": "x", "url": "a/b"}`, 0, []string{`! jsonl: n:1: invalid url "a/b"; write a full address, e.g. https://example.org/news/1`}},
		{"a wrong kind", `{"text": 7}`, 0, []string{`! jsonl: n:1: invalid: the field "text" must not be a JSON number`}},
		{"no object", `"text"`, 0, []string{"! jsonl: n:1: invalid: a JSON string where an object must be"}},
		{"a list", `[{"text": "x"},` + "\n" + `{"text": "y"}]`, 0, []string{"n#1 x", "n#2 y"}},
		{"an object on many lines", "{\n\"text\": \"x\"\n}", 0, []string{"n#1 x"}},
		{"a list with a broken object", `[{"text": "x"}, {"text": }, {"text": "y"}]`, 0, []string{"n#1 x", "! jsonl: n#2: invalid JSON at byte 24: invalid character '}' looking for beginning of value"}},
		{"a list that is cut", `[{"text": "x"}, {"text": "y`, 0, []string{"n#1 x", "! jsonl: n#2: invalid JSON: it ends too early"}},
		{"a list with a long object", `[{"text": "x"}, {"text": "` + strings.Repeat("x", 200_000), 1000, []string{"n#1 x", "! jsonl: n#2: too large for one article: more than 1000 bytes; split it or leave it out"}},
		{"an empty list", `[ ]`, 0, []string{"! jsonl: n#1: " + format.ErrEmpty.Error()}},
		{"nested too deep", `[{"text": ` + strings.Repeat("[", 50_000), 1 << 20, []string{"! jsonl: n#1: invalid JSON at byte 10009: invalid character '[' exceeded max depth"}},
		{"a list in an object", "{\n\"status\": \"ok\", \"response\": {\"results\": [{\"text\": \"x\"}, {\"text\": \"y\"}]}}", 0, []string{"n#1 x", "n#2 y"}},
		{"other names", `{"Headline": "Berths closed", "body_text": "Good.", "author": {"name": "Jane"}, "publisher": {"name": "P"}, "date": "Jun 5, 2018"}`, 0, []string{"n:1 Good."}},
		{"a date of another name that is none", `{"body": "x", "date": "yesterday"}`, 0, []string{`! jsonl: n:1: invalid date "yesterday"; write 2018-06-05 or 2018-06-05T12:00:00Z`}},
		{"JSON-LD", `{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "H H", "articleBody": "Good.", "author": [{"@type": "Person", "name": "Jane"}]}`, 0, []string{"n:1 Good."}},
		{"a page by another name", `{"content": "<p>Good words here.</p>"}`, 0, []string{"n:1 Good words here."}},
		{"a long line among good ones", good + "\n{\"text\": \"" + strings.Repeat("x", 200_000) + "\"}\n" + good, 1000, []string{"n:1 Good.", "! jsonl: n:2: too large for one article: more than 1000 bytes; split it or leave it out", "n:3 Good."}},
		{"a long line at the end", good + "\n" + strings.Repeat("x", 200_000), 1000, []string{"n:1 Good.", "! jsonl: n:2: too large for one article: more than 1000 bytes; split it or leave it out"}},
		{"another encoding", "{\"text\": \"caf\xe9\"}\n" + good, 0, []string{"! jsonl: n:1: " + format.ErrCharset.Error() + " (JSON lines are UTF-8)", "n:2 Good."}},
		{"nothing", "\n \n", 0, []string{"! jsonl: n: " + format.ErrEmpty.Error()}},
		{"no words", `{"text": "..."}`, 0, []string{"! jsonl: n:1: not an article: it has no words; check that the text was saved with it"}},
		{"a page without words", `{"html": "<p></p>"}`, 0, []string{"! jsonl: n:1: not an article: it has no words; check that the text was saved with it"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := outcomes(read(t, c.data, format.Input{Name: "n", Limit: c.limit}))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestFieldsThatAreNamed(t *testing.T) {
	in := format.Input{Name: "n", Fields: map[string]string{"text": "Inhalt", "title": "Kopf"}}
	items := read(t, `{"Kopf": "A title", "Inhalt": "Good.", "text": "Not this.", "date": "2018-06-05"}`, in)
	if len(items) != 1 || items[0].Err != nil || items[0].Article.Title != "A title" || items[0].Article.Text != "Good." || items[0].Article.Published.String() != "2018-06-05" {
		t.Errorf("got %+v", items)
	}
}

func TestResume(t *testing.T) {
	for how, data := range map[string]string{"lines": "{\"text\": \"a\"}\n\nx\n{\"text\": \"b\"}\n", "list": `[{"text": "a"}, {}, {"text": "b"}]`} {
		all := read(t, data, format.Input{Name: "n"})
		for i, item := range all {
			if rest := read(t, data, format.Input{Name: "n", Start: item.Next}); i < len(all)-1 && cmp.Diff(outcomes(all[i+1:]), outcomes(rest)) != "" {
				t.Errorf("%s: behind %s: got %v", how, item.Name, outcomes(rest))
			}
		}
	}
}

func TestErrorsCanBeTold(t *testing.T) {
	for data, want := range map[string]error{
		`{"title": "x"}`: format.ErrInvalid, `{`: format.ErrInvalid, `x`: format.ErrInvalid, `{"text": "…"}`: format.ErrRefused, `{"text": "x", "publishedAt": "x"}`: format.ErrInvalid, "": format.ErrEmpty,
	} {
		if items := read(t, data, format.Input{}); len(items) != 1 || !errors.Is(items[0].Err, want) {
			t.Errorf("%s: got %v, want %v", data, items, want)
		}
	}
}

func TestGzip(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for i := range 2000 {
		if _, err := fmt.Fprintf(w, `{"text": "Berth %d closed."}`+"\n", i*i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if items := read(t, b.String(), format.Input{Name: "n"}); len(items) != 2000 || items[1999].Err != nil {
		t.Errorf("got %d items", len(items))
	}
	items := read(t, b.String()[:b.Len()/2], format.Input{Name: "n"})
	if len(items) < 2 || items[0].Err != nil || !errors.Is(items[len(items)-1].Err, format.ErrGzip) {
		t.Errorf("of a file that is cut got %d items, the last with %v", len(items), items[len(items)-1].Err)
	}
	if items := read(t, b.String()[:5], format.Input{Name: "n"}); len(items) != 1 || !errors.Is(items[0].Err, format.ErrGzip) {
		t.Errorf("of a file that is cut in its head got %v", items)
	}
}

func TestReadStops(t *testing.T) {
	data := strings.Repeat(`{"text": "Good."}`+"\n", 5)
	stop := errors.New("stop")
	n := 0
	err := Format{}.Read(context.Background(), strings.NewReader(data), format.Input{}, func(format.Item) error {
		n++
		return stop
	})
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("got %v after %d items, want %v after one", err, n, stop)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = Format{}.Read(ctx, strings.NewReader(data), format.Input{}, func(format.Item) error {
		n++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("got %v after %d items, want %v after one", err, n, context.Canceled)
	}
	var last error
	err = Format{}.Read(context.Background(), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(data))), format.Input{}, func(item format.Item) error {
		last = item.Err
		return nil
	})
	if err != nil || !errors.Is(last, iotest.ErrTimeout) {
		t.Errorf("got %v and the last item's %v, want %v there", err, last, iotest.ErrTimeout)
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile(filepath.Join("..", "..", "examples", "articles", "2018-summer-wires.jsonl"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	for _, seed := range []string{"{\n", "[{}]", "\ufeff{\"text\": \"a\\u0301\\ud800\"}\n\n{\"html\": \"<p>b\"}", `{"authors": ["a", "b"], "publishedAt": "2018", "url": "http://a/b", "text": "c"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		lines := strings.Count(data, "\n") + 1
		items := read(t, data, format.Input{Name: "n", Limit: 4096})
		if !isDocument([]byte(data)) && (len(items) == 0 || len(items) > lines) {
			t.Errorf("%d lines give %d items", lines, len(items))
		}
		for _, item := range items {
			text := item.Article.Text
			if item.Err == nil && (!utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.TrimSpace(text) != text || len(text) == 0) {
				t.Errorf("%q is not clean", text)
			}
			if item.Err != nil && !strings.HasPrefix(item.Err.Error(), "jsonl: n") {
				t.Errorf("%v does not begin with its place", item.Err)
			}
		}
	})
}

// TestLinkedData takes articles from JSON-LD, and says of other JSON-LD what it is.
func TestLinkedData(t *testing.T) {
	const article = `{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Berths closed", "articleBody": "The port authority closed two berths on Monday.", "datePublished": "2018-06-05", "author": {"@type": "Person", "name": "Ann Roe"}}`
	for data, want := range map[string]error{
		article: nil, `{"@context": "https://schema.org", "@graph": [` + article + `]}`: nil,
		`{"@context": {"n": "urn:n"}, "@id": "urn:a", "n": "A"}`: format.ErrRDF, `{"@graph": [{"@id": "urn:a", "urn:n": 5}]}`: format.ErrRDF,
		`{"title": "no words"}`: format.ErrInvalid,
	} {
		var got []format.Item
		if err := (Format{}).Read(context.Background(), strings.NewReader(data), format.Input{Name: "a"}, func(item format.Item) error {
			got = append(got, item)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || !errors.Is(got[0].Err, want) || want == nil && got[0].Article.Title != "Berths closed" {
			t.Errorf("%s: got %+v, want error %v", data, got, want)
		}
	}
}

// TestAnswerOnOneLine reads what an interface of a news service answers without line breaks.
func TestAnswerOnOneLine(t *testing.T) {
	const two = `{"status": "ok", "articles": [{"title": "One", "content": "One berth was closed."}, {"title": "Two", "content": "Two berths were closed."}]}`
	for data, want := range map[string]string{
		two: "a#1 One, a#2 Two", two + "\n": "a#1 One, a#2 Two", two + " " + two: "a#1 One, a#2 Two, a#3 One, a#4 Two",
		`{"title": "One", "text": "One berth was closed."}`: "a:1 One",
	} {
		var got []string
		if err := (Format{}).Read(context.Background(), strings.NewReader(data), format.Input{Name: "a"}, func(item format.Item) error {
			if item.Err != nil {
				t.Error(item.Err)
			}
			got = append(got, item.Name+" "+item.Article.Title)
			return nil
		}); err != nil || strings.Join(got, ", ") != want {
			t.Errorf("%s: got %v, %v", data, got, err)
		}
	}
}
