package news

import (
	"strings"
	"testing"
)

func TestCanonicalURL(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"as it is", "https://harborledger.example/2018/06/05/data", "https://harborledger.example/2018/06/05/data"},
		{"case", "HTTPS://HarborLedger.Example/Data", "https://harborledger.example/Data"},
		{"space around", " https://a.example/b\n", "https://a.example/b"},
		{"default port", "https://a.example:443/b", "https://a.example/b"},
		{"default port of http", "http://a.example:80", "http://a.example"},
		{"other port", "https://a.example:80/b", "https://a.example:80/b"},
		{"root", "https://a.example/", "https://a.example"},
		{"last slash", "https://a.example/b//", "https://a.example/b"},
		{"dots", "https://a.example/b/../../c/./d", "https://a.example/c/d"},
		{"fragment", "https://a.example/b#comments", "https://a.example/b"},
		{"user", "https://me:secret@a.example/b", "https://a.example/b"},
		{"tracking", "https://a.example/b?utm_source=x&UTM_Medium=y&fbclid=1&Ref=z", "https://a.example/b"},
		{"query", "https://a.example/b?page=2&id=7&utm_campaign=x", "https://a.example/b?id=7&page=2"},
		{"repeated parameter", "https://a.example/b?t=2&t=1", "https://a.example/b?t=1&t=2"},
		{"parameter without a value", "https://a.example/?p", "https://a.example?p="},
		{"a query with semicolons", "https://a.example/b?x=1;y=2", "https://a.example/b?x=1;y=2"},
		{"escapes in one way", "https://a.example/caf%c3%a9/%7Ejane", "https://a.example/caf%C3%A9/~jane"},
		{"letters beyond ASCII", "https://a.example/café", "https://a.example/caf%C3%A9"},
		{"an escaped slash", "https://a.example/b%2Fc", "https://a.example/b%2Fc"},
		{"a host beyond ASCII", "https://Bücher.example/b", "https://xn--bcher-kva.example/b"},
		{"the same host", "https://xn--bcher-kva.example./b", "https://xn--bcher-kva.example/b"},
		{"an address in numbers", "http://[2001:DB8::1]:8080/b", "http://[2001:db8::1]:8080/b"},
		{"no scheme", "harborledger.example/b", ""},
		{"relative", "/2018/06/05", ""},
		{"another scheme", "ftp://a.example/b", ""},
		{"mail", "mailto:a@b.example", ""},
		{"no host", "https:///b", ""},
		{"broken", "https://a.example/%zz", ""},
		{"empty", "", ""},
	}
	for _, c := range cases {
		got := CanonicalURL(c.in)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if again := CanonicalURL(got); again != got {
			t.Errorf("%s: %q has the canonical form %q", c.name, got, again)
		}
	}
}

func FuzzCanonicalURL(f *testing.F) {
	for _, seed := range []string{"https://a.example/b?c=d&c=e#f", "HTTP://[::1]:80/%2F/..", "https://ü.example/%C3%BC?%zz", "http://a%20b/", "HTTP://..", "https://e/?c;\xff ? #f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once := CanonicalURL(raw)
		if twice := CanonicalURL(once); twice != once {
			t.Errorf("%q becomes %q and then %q", raw, once, twice)
		}
		if once != "" && !strings.HasPrefix(once, "http://") && !strings.HasPrefix(once, "https://") {
			t.Errorf("%q becomes %q", raw, once)
		}
	})
}

func TestID(t *testing.T) {
	base := Article{URL: "https://a.example/b", Title: "Harbor closes", Text: "The harbor closed.\n\nShips wait."}
	same := []struct {
		name string
		a, b Article
	}{
		{"the address alone counts", base, Article{URL: "https://A.example/b/?utm_source=x", Title: "Another", Text: "Other text."}},
		{"without an address white space and signs do not", Article{Title: "Harbor closes", Text: base.Text}, Article{Title: "HARBOR CLOSES!", Text: "“The harbor  closed.” Ships wait"}},
		{"nor what is known besides", Article{Title: "x", Text: "y"}, Article{Title: "x", Text: "y", Source: "z", Language: "en", Authors: []string{"w"}}},
		{"an address that is none is no address", Article{URL: "page.html", Text: "y"}, Article{Text: "y"}},
		{"compatible letters are the same", Article{Text: "ﬁle №"}, Article{Text: "file no"}},
	}
	for _, c := range same {
		if c.a.ID() != c.b.ID() {
			t.Errorf("%s: %s and %s differ", c.name, c.a.ID(), c.b.ID())
		}
	}
	different := []struct {
		name string
		a, b Article
	}{
		{"address", base, Article{URL: "https://a.example/c", Title: base.Title, Text: base.Text}},
		{"text", Article{Text: "The harbor closed."}, Article{Text: "The harbor opened."}},
		{"title", Article{Title: "a", Text: "b"}, Article{Title: "b", Text: "b"}},
		{"where the title ends", Article{Title: "a b", Text: "c"}, Article{Title: "a", Text: "b c"}},
		{"digits", Article{Text: "5G"}, Article{Text: "4G"}},
	}
	for _, c := range different {
		if c.a.ID() == c.b.ID() {
			t.Errorf("%s: both are %s", c.name, c.a.ID())
		}
	}
	if id := (Article{}).ID(); len(id) != 16 || strings.Trim(id, "0123456789abcdef") != "" {
		t.Errorf("got %q, want 16 hex digits", id)
	}
}

// TestIDsStay holds ids that stores already have.
func TestIDsStay(t *testing.T) {
	cases := []struct {
		article Article
		want    string
	}{
		{Article{URL: "https://harborledger.example/2018/06/05/facebook-shared-data-huawei"}, "fd047bf6afe12ae0"},
		{Article{Title: "Harbor closes", Text: "The harbor closed."}, "9268ed5ca97ee81a"},
	}
	for _, c := range cases {
		if got := c.article.ID(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestContentHash(t *testing.T) {
	a := Article{Title: "Harbor closes", Text: "The harbor closed."}
	b := a
	b.URL, b.Source, b.Authors = "https://a.example", "Ledger", []string{"Jane Doe"}
	if a.ContentHash() != b.ContentHash() {
		t.Error("the hash depends on more than title and text")
	}
	b.Text += " "
	if a.ContentHash() == b.ContentHash() || (Article{Title: "a", Text: "bc"}).ContentHash() == (Article{Title: "ab", Text: "c"}).ContentHash() {
		t.Error("the hash of other content is the same")
	}
	if len(a.ContentHash()) != 64 {
		t.Errorf("got %q, want 64 hex digits", a.ContentHash())
	}
}
