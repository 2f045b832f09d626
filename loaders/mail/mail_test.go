package mail_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/mail"
	"newsgraph/loaders/text"
)

func read(t testing.TB, data string, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	reader := mail.Format{Inside: []format.Format{html.Format{}, text.Format{}}}
	if err := reader.Read(context.Background(), strings.NewReader(data), in, func(item format.Item) error {
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
		line := strings.Join([]string{item.Name, a.Title, a.Source, a.Published.String(), a.URL, fmt.Sprint(len(strings.Fields(a.Text)), " words")}, " | ")
		if item.Err != nil {
			line = "! " + item.Err.Error()
		}
		got = append(got, line)
	}
	return got
}

const headers = "From: \"The Harbor Ledger\" <news@ledger.example>\nTo: you@example.org\nSubject: =?utf-8?q?Berths_closed_in_K=C3=B6ln?=\nDate: Tue, 5 Jun 2018 12:00:00 +0200\nMIME-Version: 1.0\n"

const page = "<html><head><title>News</title></head><body><p>The port authority closed two berths on Monday after divers found cracks in the quay. Engineers will inspect the others this week.</p><p>Ships must wait outside the harbor until they have finished, the authority said.</p></body></html>"

func multipart(kind string, parts ...string) string {
	return "Content-Type: multipart/" + kind + "; boundary=\"b1\"\n\n--b1\n" + strings.Join(parts, "\n--b1\n") + "\n--b1--\n"
}

func TestMessages(t *testing.T) {
	about := " | Berths closed in Köln | The Harbor Ledger | 2018-06-05T10:00:00Z |  | "
	cases := []struct {
		name, data string
		want       []string
	}{
		{"plain", headers + "\nThe authority closed two berths.\n\n> A quoted line.\n\n-- \nThe Harbor Ledger\n", []string{"a" + about + "5 words"}},
		{"HTML", headers + "Content-Type: text/html; charset=utf-8\n\n" + page, []string{"a" + about + "35 words"}},
		{"quoted-printable in another charset", headers + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nThe K=F6ln auth=\nority closed two berths.", []string{"a" + about + "6 words"}},
		{"both", headers + multipart("alternative", "Content-Type: text/plain\n\nView this in your browser.", "Content-Type: text/html\n\n"+page), []string{"a" + about + "35 words"}},
		{"attached", headers + multipart("mixed", "Content-Type: text/plain\n\nThe authority closed two berths.", "Content-Type: image/png; name=a.png\nContent-Disposition: attachment; filename=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
			"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"b.txt\"\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte("Cranes for Oslo\n\nThe city buys two cranes."))),
			[]string{"a" + about + "5 words", "a#b.txt | Cranes for Oslo |  |  |  | 5 words"}},
		{"only attached", headers + multipart("mixed", "Content-Type: text/plain\n\n", "Content-Type: text/html; name=b.html\nContent-Disposition: attachment; filename=b.html\n\n"+page), []string{"a#b.html | News |  |  |  | 35 words"}},
		{"empty", headers + "\n", []string{"! mail: a: not an article: it has no words; check that the text was saved with it"}},
		{"no parts", headers + "Content-Type: multipart/mixed\n\nx", nil},
		{"a saved page", "From: <Saved by Blink>\nSnapshot-Content-Location: https://ledger.example/1\nSubject: News\nDate: Fri, 1 Jan 2021 00:00:00 -0000\nMIME-Version: 1.0\n" +
			multipart("related", "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://ledger.example/1\n\n"+strings.ReplaceAll(page, "quay", "qu=\nay"), "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://ledger.example/a.png\n\niVBORw0KGgo="),
			[]string{"a | News | ledger.example |  | https://ledger.example/1 | 35 words"}},
	}
	for _, c := range cases {
		got := lines(read(t, c.data, format.Input{}))
		if c.want == nil {
			if len(got) != 1 {
				t.Errorf("%s: got %v", c.name, got)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
		if crlf := lines(read(t, strings.ReplaceAll(c.data, "\n", "\r\n"), format.Input{})); cmp.Diff(c.want, crlf) != "" {
			t.Errorf("%s: with CRLF: got %v", c.name, crlf)
		}
	}
}

func box() string {
	message := func(place string) string {
		return "From x@example.org Tue Jun  5 10:00:00 2018\n" + strings.ReplaceAll(headers, "=?utf-8?q?Berths_closed_in_K=C3=B6ln?=", place) + "\nThe authority closed two berths.\n\n>From there ships must wait.\nFrom now on, the year is 2018.\n\n"
	}
	return message("Rome") + message("Oslo") + message("Bonn")
}

func TestBox(t *testing.T) {
	all := read(t, box(), format.Input{})
	about := " | The Harbor Ledger | 2018-06-05T10:00:00Z |  | "
	want := []string{"a#1 | Rome" + about + "17 words", "a#2 | Oslo" + about + "17 words", "a#3 | Bonn" + about + "17 words"}
	if diff := cmp.Diff(want, lines(all)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	for i, item := range all {
		if diff := cmp.Diff(append([]string(nil), want[i+1:]...), lines(read(t, box(), format.Input{Start: item.Next}))); diff != "" {
			t.Errorf("behind %s: want -, got +:\n%s", item.Name, diff)
		}
	}
	long := strings.Replace(box(), "The authority", strings.Repeat("x", 100_000), 1)
	got := lines(read(t, long, format.Input{Limit: 10_000}))
	if len(got) != 3 || !strings.Contains(got[0], "too large") || got[1] != want[1] {
		t.Errorf("with a long one: got %v", got)
	}
}

func TestDetect(t *testing.T) {
	for data, want := range map[string]bool{
		headers: true, box(): true, "From: a\nSubject: b\nDate: c\n\n": true, "MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=x\nSubject: s\n\n": true,
		"Title: A\nDate: 2018-06-05\n\nText": false, "From here on\nFrom: x": false, "From 2018 on: ships\nwait": false, "Subject: a\nDate: b\n": false, "": false,
	} {
		if got := (mail.Format{}).Detect([]byte(data), ""); got != want {
			t.Errorf("%.30q: got %v", data, got)
		}
	}
}

func TestHostile(t *testing.T) {
	var deep strings.Builder
	deep.WriteString(headers)
	for i := range 50_000 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	many := headers + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nx\n", 2000)
	for name, data := range map[string]string{
		"deep": deep.String(), "too large": headers + "\n" + strings.Repeat("x ", 10<<20), "a header without end": "From: a\nTo: b\nSubject: " + strings.Repeat("x", 9<<20), "many parts": many,
	} {
		got := read(t, data, format.Input{Limit: 4 << 20})
		if name != "many parts" && (len(got) != 1 || got[0].Err == nil) || len(got) == 0 {
			t.Errorf("%s: got %d items", name, len(got))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(headers + multipart("mixed", "Content-Type: text/plain\n\nA word.", "Content-Disposition: attachment; filename=x\n\nB")))
	f.Add([]byte(box()))
	f.Fuzz(func(t *testing.T, data []byte) {
		last := int64(0)
		for _, item := range read(t, string(data), format.Input{Limit: 1 << 16}) {
			if item.Err == nil && item.Article.Text == "" || item.Next < last-1 {
				t.Errorf("%s: %d behind %d", item.Name, item.Next, last)
			}
			last = item.Next
		}
	})
}
