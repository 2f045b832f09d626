package feed_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/loaders/feed"
	"newsgraph/loaders/format"
)

func read(t testing.TB, data string, in format.Input) []format.Item {
	t.Helper()
	in.Name = "a"
	var got []format.Item
	if err := (feed.Format{}).Read(context.Background(), strings.NewReader(data), in, func(item format.Item) error {
		got = append(got, item)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

// story is a text of three paragraphs and some 80 words about a place.
func story(place string) string {
	return "<p>The port authority of " + place + " closed two berths on <b>Monday</b> after divers found cracks in the quay. Engineers will inspect the others this week, and the results are expected by Friday.</p>" +
		"<p>Ships must wait outside the harbor until they have finished, the authority said. Nobody was hurt, and no ship was damaged when the wall moved.</p>" +
		"<p>The mayor asked the ministry to pay for the repair. The quay was built in 1931, and it was last repaired in 1987 after a storm.</p>"
}

const rssHead = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbor Ledger - Latest</title><link>https://ledger.example/</link><language>en-us</language>`

func rss(items string) string { return rssHead + items + `</channel></rss>` }

func TestRead(t *testing.T) {
	cdata := func(s string) string { return "<![CDATA[" + s + "]]>" }
	cases := []struct {
		name, data string
		want       []string
	}{
		{"the whole text", rss(`<item><title>Berths closed in Rome</title><link>/rome</link><dc:creator>Jane Doe</dc:creator><pubDate>Tue, 05 Jun 2018 10:00:00 GMT</pubDate><content:encoded>` + cdata(story("Rome")) + `</content:encoded></item>`),
			[]string{"https://ledger.example/rome | Berths closed in Rome | The Harbor Ledger | 2018-06-05T10:00:00Z | Jane Doe | 3 paragraphs"}},
		{"a summary", rss(`<item><title>Berths closed</title><link>https://ledger.example/oslo</link><pubDate>Tue, 05 Jun 2018 00:00:00 +0000</pubDate><description>Two berths are closed.</description></item>`),
			[]string{"https://ledger.example/oslo | Berths closed | The Harbor Ledger | 2018-06-05 |  | link"}},
		{"a text that goes on elsewhere", rss(`<item><title>Berths closed</title><link>https://ledger.example/oslo</link><content:encoded>` + cdata(story("Oslo")+`<p><a href="/oslo">Read more</a></p>`) + `</content:encoded></item>`),
			[]string{"https://ledger.example/oslo | Berths closed | The Harbor Ledger |  |  | link"}},
		{"no address", rss(`<item><title>Berths closed</title><description>Two berths are closed.</description></item>`), []string{" | Berths closed | The Harbor Ledger |  |  | 1 paragraphs"}},
		{"an address behind another", strings.Replace(rss(`<item><title>Berths closed</title><link>https://feeds.example/1</link><feedburner:origLink>https://ledger.example/oslo</feedburner:origLink></item>`), "<rss ", `<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" `, 1),
			[]string{"https://ledger.example/oslo | Berths closed | The Harbor Ledger |  |  | link"}},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title><entry><title>Berths closed in Bonn</title><link href="https://ledger.example/bonn"/><updated>2018-06-05T10:00:00Z</updated><author><name>Jane Doe</name></author><content type="html">` +
			strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(story("Bonn")) + `</content></entry></feed>`,
			[]string{"https://ledger.example/bonn | Berths closed in Bonn | Ledger | 2018-06-05T10:00:00Z | Jane Doe | 3 paragraphs"}},
		{"RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Ledger</title></channel><item><title>Berths closed</title><link>https://ledger.example/bern</link></item></rdf:RDF>`,
			[]string{"https://ledger.example/bern | Berths closed | Ledger |  |  | link"}},
		{"JSON Feed", `{"version": "https://jsonfeed.org/version/1.1", "title": "Ledger", "items": [{"id": "1", "url": "https://ledger.example/kiel", "title": "Berths closed in Kiel", "date_published": "2018-06-05T10:00:00Z", "content_html": "` + story("Kiel") + `"}]}`,
			[]string{"https://ledger.example/kiel | Berths closed in Kiel | Ledger | 2018-06-05T10:00:00Z |  | 3 paragraphs"}},
		{"no entries", rss(""), []string{"! feed: a: not an article: a feed without entries"}},
		{"another language", rss(`<item><title>Zu</title><description>Die Hafenbehörde hat am Montag zwei Liegeplätze geschlossen, nachdem Taucher Risse in der Kaimauer gefunden hatten. Ingenieure werden in dieser Woche auch die übrigen Plätze untersuchen.</description></item>`),
			[]string{`! feed: a#1: not in a language that newsgraph reads: its language is "de", newsgraph reads en`}},
	}
	for _, c := range cases {
		var got []string
		for _, item := range read(t, c.data, format.Input{Languages: []string{"en"}}) {
			a := item.Article
			end := "link"
			if item.Err == nil {
				end = string(rune('1'+strings.Count(a.Text, "\n\n"))) + " paragraphs"
			} else if !errors.Is(item.Err, format.ErrLink) {
				got = append(got, "! "+item.Err.Error())
				continue
			}
			got = append(got, strings.Join([]string{a.URL, a.Title, a.Source, a.Published.String(), strings.Join(a.Authors, ", "), end}, " | "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
		if !(feed.Format{}).Detect([]byte(c.data), "") {
			t.Errorf("%s: no feed", c.name)
		}
	}
}

func TestHostile(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"deep":      {rss("<item>" + strings.Repeat("<a>", 500_000)), "nested more than 128 deep"},
		"entities":  {`<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>` + rss(`<item><title>&b;</title></item>`), ""},
		"too large": {rss("<item><title>" + strings.Repeat("x", 2<<20)), "too large"},
		"cut":       {rssHead + "<item><title>Berths", "invalid feed"},
		"deep JSON": {`{"version": "https://jsonfeed.org/version/1", "items": ` + strings.Repeat("[", 500_000), "invalid feed"},
	} {
		got := read(t, c.data, format.Input{Limit: 200_000})
		if len(got) != 1 || got[0].Err == nil || !strings.Contains(got[0].Err.Error(), c.want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestResume(t *testing.T) {
	data := rss("<item><title>One</title></item><item><title>Two</title><description>Two words.</description></item>")
	all := read(t, data, format.Input{})
	if rest := read(t, data, format.Input{Start: all[0].Next}); len(all) != 2 || len(rest) != 1 || rest[0].Article.Title != "Two" {
		t.Errorf("got %v, then %v", all, rest)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(rss("<item><title>One</title><link>http://a.example/</link></item>")))
	f.Add([]byte(`<feed><entry><link href="http://a.example/1"/></entry></feed>`))
	f.Add([]byte(`{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, item := range read(t, string(data), format.Input{Limit: 1 << 16}) {
			if item.Err == nil && item.Article.Text == "" {
				t.Errorf("%s has no text", item.Name)
			}
		}
	})
}
