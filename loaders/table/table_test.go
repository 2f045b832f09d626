package table_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"newsgraph/loaders/format"
	"newsgraph/loaders/table"
)

func read(t testing.TB, data string, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := (table.Format{}).Read(context.Background(), iotest.HalfReader(strings.NewReader(data)), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

func lines(items []format.Item) []string {
	var got []string
	for _, item := range items {
		a := item.Article
		line := strings.Join([]string{item.Name, a.URL, a.Title, strings.Join(a.Authors, "+"), a.Published.String(), a.Text}, " | ")
		if item.Err != nil && !errors.Is(item.Err, format.ErrLink) {
			line = "! " + item.Err.Error()
		}
		got = append(got, line)
	}
	return got
}

func TestRead(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Title\tText\r\nKöln\tBerths closed.\r\n")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, data string
		in         format.Input
		want       []string
	}{
		{"usual names", "id,Headline,Body Text,Published_At,author\n1,Rome,\"Berths, \"\"two\"\" of them\n\nclosed.\",2018-06-05,\"Jane Doe, John Roe\"\n2,Oslo,Cranes bought.,\"Jun 6, 2018\",\n", format.Input{},
			[]string{"a:2 |  | Rome | Jane Doe+John Roe | 2018-06-05 | Berths, \"two\" of them\n\nclosed.", "a:5 |  | Oslo |  | 2018-06-06 | Cranes bought."}},
		{"names that are given", "k;i;text\nRome;Berths closed.;no\n", format.Input{Fields: map[string]string{"title": "k", "text": "i"}}, []string{"a:2 |  | Rome |  |  | Berths closed."}},
		{"UTF-16 with tabs", utf16, format.Input{}, []string{"a:2 |  | Köln |  |  | Berths closed."}},
		{"windows-1252", "title,text\nK\xf6ln,Berths closed.\n", format.Input{}, []string{"a:2 |  | Köln |  |  | Berths closed."}},
		{"a mark at the start", "\ufefftitle,text\nRome,Berths closed.\n", format.Input{}, []string{"a:2 |  | Rome |  |  | Berths closed."}},
		{"links", "url,title\nhttps://ledger.example/1,Rome\nnowhere,Oslo\n", format.Input{}, []string{"a:2 | https://ledger.example/1 | Rome |  |  | ", "! table: a:3: invalid link \"nowhere\""}},
		{"pages", "url,html\nhttps://ledger.example/1,<p>Berths closed in Rome.</p>\n", format.Input{}, []string{"a:2 | https://ledger.example/1 |  |  |  | Berths closed in Rome."}},
		{"short and long rows", "title,text\nRome\nOslo,Cranes.,more\n", format.Input{}, []string{`! table: a:2: invalid: neither "text" nor "html"; the fields are url, title, source, authors, publishedAt, text, html`, "a:3 |  | Oslo |  |  | Cranes."}},
		{"a date that is none", "title,text,date\nRome,Berths.,soon\n", format.Input{}, []string{`! table: a:2: invalid date "soon"; write 2018-06-05 or 2018-06-05T12:00:00Z`}},
		{"a quotation without end", "title,text\nRome,Berths closed.\nOslo,\"Cranes" + strings.Repeat("\nx", 200_000), format.Input{Limit: 1000}, []string{"a:2 |  | Rome |  |  | Berths closed.", "! table: a: too large for one article: more than 1000 bytes; split it or leave it out"}},
		{"one line", "title,text\n" + strings.Repeat("x", 4<<20), format.Input{Limit: 1000}, []string{"! table: a: too large for one article: more than 1000 bytes; split it or leave it out"}},
		{"no rows", "title,text\n", format.Input{}, []string{"! table: a: not an article: a table without rows"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, lines(read(t, c.data, c.in))); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}

func TestDetect(t *testing.T) {
	for data, want := range map[string]bool{
		"title,text\n": true, "URL;Headline\nx": true, "date\ttitle\tbody\tx\n": true, "The text, the title, and more\n": false, "a,b,c\n": false, "text": false, "Text, we said, and a link": false, "": false,
	} {
		if got := (table.Format{}).Detect([]byte(data), "a"); got != want {
			t.Errorf("%q: got %v", data, got)
		}
	}
	if !(table.Format{}).Detect([]byte("a,b\n1,2\n"), "x.CSV.gz") {
		t.Error("a .csv file is no table")
	}
}

func TestResume(t *testing.T) {
	data := "title,text\nRome,Berths.\nOslo,\nBonn,\"Two\nlines.\"\n"
	all := read(t, data, format.Input{})
	for i, item := range all {
		if diff := cmp.Diff(append([]string(nil), lines(all)[i+1:]...), lines(read(t, data, format.Input{Start: item.Next}))); i < len(all)-1 && diff != "" {
			t.Errorf("behind %s: want -, got +:\n%s", item.Name, diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("title,text\nRome,\"Berths\nclosed.\"\n"))
	f.Add([]byte("url;x\nhttp://a.example/1;\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for i, item := range read(t, string(data), format.Input{Limit: 1 << 14}) {
			if item.Err == nil && item.Article.Text == "" {
				t.Errorf("item %d has no text", i)
			}
		}
	})
}
