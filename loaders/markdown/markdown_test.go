package markdown_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/format"
	"newsgraph/loaders/markdown"
	"newsgraph/news"
)

func read(t testing.TB, data string, in format.Input) format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := (markdown.Format{}).Read(context.Background(), strings.NewReader(data), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil || len(got) != 1 {
		t.Fatalf("%d items, %v", len(got), err)
	}
	return got[0]
}

func TestRead(t *testing.T) {
	data := "---\ntitle: \"Berths closed\"\ndate: 2018-06-05\nauthors:\n  - Jane Doe\n  - name: John Roe\nurl: https://ledger.example/berths\nsource: The Harbor Ledger\ntags: [port]\n---\n\n" +
		"# Berths closed\n\nThe port **authority** closed [two berths](https://ledger.example/1) on\nMonday, *after* divers found `cracks`. ![A quay](quay.png)\n\n" +
		"## What comes next\n\n* Engineers will inspect the others.\n* Ships must wait.\n\n> Nobody was hurt,\n> the mayor said.\n\n```go\ncode\n```\n\n<div>markup</div>\n\n| Berth | State |\n|---|---|\n| One | closed |\n\nSee <https://ledger.example>.[^1]\n\n[^1]: A note.\n"
	day, err := news.ParseDate("2018-06-05")
	if err != nil {
		t.Fatal(err)
	}
	want := news.Article{
		URL: "https://ledger.example/berths", Title: "Berths closed", Source: "The Harbor Ledger", Authors: []string{"Jane Doe", "John Roe"}, Published: day, Language: "en",
		Text: "The port authority closed two berths on Monday, after divers found cracks.\n\nWhat comes next\n\nEngineers will inspect the others.\n\nShips must wait.\n\nNobody was hurt, the mayor said.\n\nBerth State\n\nOne closed\n\nSee https://ledger.example.",
	}
	got := read(t, data, format.Input{})
	if diff := cmp.Diff(want, got.Article); got.Err != nil || diff != "" {
		t.Errorf("%v; want -, got +:\n%s", got.Err, diff)
	}
	if plain := read(t, "# Berths closed\r\n\r\nTwo berths.", format.Input{}); plain.Article.Title != "Berths closed" || plain.Article.Text != "Two berths." {
		t.Errorf("got %+v", plain)
	}
}

func TestDetect(t *testing.T) {
	for data, want := range map[string]bool{
		"# A heading\n\ntext": true, "---\ntitle: x\n---\n": true, "See [a](https://a.example) and [b](https://b.example).": true,
		"#1 is a number": false, "plain text": false, "---\nA line of text\n": false, "[One] (two)": false, "\x00\x01": false,
	} {
		if got := (markdown.Format{}).Detect([]byte(data), "a"); got != want {
			t.Errorf("%.30q: got %v", data, got)
		}
	}
	if !(markdown.Format{}).Detect([]byte("plain text"), "README.md") {
		t.Error("a .md file is no Markdown")
	}
}

func TestBad(t *testing.T) {
	aliases := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := range 12 {
		last := string(rune('a' + i))
		aliases += string(rune('b'+i)) + ": &" + string(rune('b'+i)) + " [" + strings.Repeat("*"+last+",", 8) + "*" + last + "]\n"
	}
	for name, c := range map[string]struct{ data, want string }{
		"a date that is none": {"---\ntitle: x\ndate: someday\n---\nText.", "invalid date in front matter"},
		"broken YAML":         {"---\ntitle: [x\n---\nText.", "invalid front matter"},
		"an entity bomb":      {aliases + "---\nText.", "invalid front matter"},
		"deep quotes":         {strings.Repeat("> ", 1_000_000) + "x", "in a row"},
		"deep links":          {strings.Repeat("[", 1_000_000), "in a row"},
		"no words":            {"# 1\n\n2", "not an article"},
	} {
		if got := read(t, c.data, format.Input{}); got.Err == nil || !strings.Contains(got.Err.Error(), c.want) {
			t.Errorf("%s: got %v", name, got.Err)
		}
	}
}

// TestHostileIsQuick gives marks in numbers that a parser might take long for.
func TestHostileIsQuick(t *testing.T) {
	for _, pattern := range []string{"*a **a ", "[a](", "`a", "_a*b ", "- - - - ", "a\n=", "![a", "[a]: x\n", "> a\n", "| a ", "<a ", "~~a ", "[^a]: x\n", "&#1;", "a@b.", "www.a.", "((", "* ", "1. a\n  "} {
		began := time.Now()
		read(t, strings.Repeat(pattern, 100_000/len(pattern)), format.Input{})
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%q takes %v", pattern, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("---\ntitle: x\n---\n# A\n\n*b* [c](d)\n\n> e")
	f.Fuzz(func(t *testing.T, data string) {
		if item := read(t, data, format.Input{Limit: 1 << 14}); item.Err == nil && item.Article.Text == "" {
			t.Error("an article without text")
		}
	})
}
