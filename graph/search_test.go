package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// directory is a store of n organisations with names of one to three made-up words.
func directory(t testing.TB, seed uint64, n int) *Store {
	t.Helper()
	tell := newTeller(seed)
	word := func() string {
		var b strings.Builder
		for range 1 + tell.IntN(3) {
			b.WriteString(pick(tell, "ba", "ko", "mi", "ster", "lü", "zuck", "er", "berg", "no"))
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	s := openTest(t, "memory:", Options{})
	for a := 0; n > 0; a++ {
		d := write(news.Article{URL: fmt.Sprintf("https://paper.example/%d", a), Title: "Report on " + word(), Source: "Paper", Published: date(fmt.Sprint(2000 + a%20))})
		hub := d.thing(Organization, "Hub")
		for range min(n, 50) {
			var parts []string
			for range 1 + tell.IntN(3) {
				parts = append(parts, word())
			}
			k := d.thing(Organization, strings.Join(parts, " "))
			if tell.IntN(5) == 0 {
				e := d.entity(k)
				e.Aliases = append(e.Aliases, NameCount{word() + " & " + word(), 1})
			}
			for range tell.IntN(4) {
				d.say(hub, "work with "+strings.ToLower(word()), k, nil)
			}
			n--
		}
		apply(t, s, Batch{Put: []Reading{d.reading()}})
	}
	return s
}

func hits(t testing.TB, v *View, text string, kinds ...NodeKind) []Hit {
	t.Helper()
	if len(kinds) == 0 {
		kinds = nil
	}
	return everything(t, func(p PageRequest) (*Page[Hit], error) { return v.Search(context.Background(), text, kinds, p) })
}

// beginsAll says whether each word begins one of the name's.
func beginsAll(name, text string) bool {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if !slices.ContainsFunc(words(name), func(w string) bool { return strings.HasPrefix(w, word) }) {
			return false
		}
	}
	return true
}

// TestSearchFindsEveryBeginning asks for the beginnings of all sorts of names, and wants what a look at every name gives.
func TestSearchFindsEveryBeginning(t *testing.T) {
	ctx := context.Background()
	v := view(t, directory(t, 31, 400))
	w := readWorld(t, v)
	tell := newTeller(32)
	ids := slices.Sorted(maps.Keys(w.entities))
	found := 0
	for range 400 {
		var parts []string
		name := pick(tell, append(w.entities[pick(tell, ids...)].Aliases, w.entities[pick(tell, ids...)].Name)...)
		for _, word := range words(name) {
			letters := []rune(word)
			parts = append(parts, string(letters[:1+tell.IntN(len(letters))]))
		}
		text := strings.Join(parts, " ")
		var want, got []string
		for id, e := range w.entities {
			if slices.ContainsFunc(append(e.Aliases, e.Name), func(name string) bool { return beginsAll(name, text) }) {
				want = append(want, id)
			}
		}
		last := 1.0
		for _, h := range hits(t, v, text, EntityNode) {
			if h.Score > last || h.Kind != EntityNode {
				t.Fatalf("%q: a %s of %f behind %f", text, h.Kind, h.Score, last)
			}
			if last = h.Score; h.Score >= scorePrefix {
				got = append(got, h.ID)
				if strings.Count(h.Snippet, "<mark>") < 1 {
					t.Errorf("%q: nothing is marked in %q", text, h.Snippet)
				}
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q: want -, got +:\n%s", text, d)
		}
		found += len(got)
		first, err := v.Search(ctx, text, []NodeKind{EntityNode}, PageRequest{First: 3})
		if err != nil {
			t.Fatal(err)
		}
		all := hits(t, v, text, EntityNode)
		if d := cmp.Diff(all[:min(3, len(all))], first.Items); d != "" || first.HasNext != (len(all) > 3) {
			t.Fatalf("%q: the first three of %d: next %v, want -, got +:\n%s", text, len(all), first.HasNext, d)
		}
	}
	if found < 1000 {
		t.Errorf("%d hits: they test little", found)
	}
}

// TestSearchReadsTexts wants every statement with a quote, and every article with a text, that has all the words.
func TestSearchReadsTexts(t *testing.T) {
	s, tell := populated(t, 33, 25)
	v := view(t, s)
	w := readWorld(t, v)
	found := 0
	for range 200 {
		text := pick(tell, "facebook ban", "face", "share data", "phones", "sue h", "nothing", "story 1", "ünal sö", "data with hua")
		var want, got []string
		for _, st := range w.let(nil) {
			if slices.ContainsFunc(w.evidence[st.ID], func(e *Evidence) bool { return hasBut(e.Quote, text) }) {
				want = append(want, st.ID)
			}
		}
		for id, a := range w.articles {
			if hasBut(a.Title+"\n"+a.Text, text) || beginsAll(a.Title, text) {
				want = append(want, id)
			}
		}
		for _, h := range hits(t, v, text, StatementNode, ArticleNode) {
			if h.Score >= scoreArticle {
				got = append(got, h.ID)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q: want -, got +:\n%s", text, d)
		}
		found += len(got)
	}
	if found < 1000 {
		t.Errorf("%d hits: they test little", found)
	}
}

// hasBut says whether a text has all words, the last of which may be a beginning.
func hasBut(text, wanted string) bool {
	list := words(wanted)
	return hasWords(text, list[:len(list)-1]) && begins(words(text), list[len(list)-1])
}

// newsstand is a store with a few names that are known well.
func newsstand(t testing.TB) *View {
	s := openTest(t, "memory:", Options{})
	d := write(news.Article{URL: "https://paper.example/1", Title: "Facebook & Huawei <trade>", Source: "Paper", Published: date("2018-06-05")})
	facebook, huawei := d.thing(Organization, "Facebook"), d.thing(Organization, "Huawei")
	mark, face := d.thing(Person, "Mark Zuckerberg"), d.thing(Work, "Face the Nation")
	d.entity(facebook).Aliases = append(d.entity(facebook).Aliases, NameCount{"FB", 1})
	for i, other := range []Key{huawei, mark, face, huawei, d.thing(Place, "Menlo Park"), d.thing(Organization, "*facebookers")} {
		d.say(facebook, fmt.Sprintf("share data %d with", i), other, nil)
	}
	apply(t, s, Batch{Put: []Reading{d.reading()}})
	return view(t, s)
}

func TestSearchShows(t *testing.T) {
	v := newsstand(t)
	for _, c := range []struct {
		text  string
		kinds []NodeKind
		want  []string
	}{
		{"face", []NodeKind{EntityNode}, []string{"<mark>Face</mark> the Nation", "<mark>Face</mark>book"}},
		{"FACEB", []NodeKind{EntityNode}, []string{"<mark>Faceb</mark>ook", "<mark>Face</mark> the Nation"}},
		{"fb", []NodeKind{EntityNode}, []string{"<mark>FB</mark>"}},
		{"zuck mar", []NodeKind{EntityNode}, []string{"<mark>Mar</mark>k <mark>Zuck</mark>erberg"}},
		{"zukerberg", []NodeKind{EntityNode}, []string{"Mark <mark>Zuckerberg</mark>"}},
		{"mark zukerberg", []NodeKind{EntityNode}, []string{"<mark>Mark</mark> <mark>Zuckerberg</mark>"}},
		{"Hauwei", []NodeKind{EntityNode}, []string{"<mark>Huawei</mark>"}},
		{"Huwei", []NodeKind{EntityNode}, []string{"<mark>Huawei</mark>"}},
		{"Hxxwei", []NodeKind{EntityNode}, nil},
		{"faecbok", []NodeKind{EntityNode}, nil},
		{"faecbook", []NodeKind{EntityNode}, []string{"<mark>Facebook</mark>"}},
		{"share data 3", []NodeKind{PredicateNode}, []string{"<mark>share</mark> <mark>data</mark> <mark>3</mark> with"}},
		{"trade", []NodeKind{ArticleNode}, []string{"Facebook &amp; Huawei &lt;<mark>trade</mark>&gt;"}},
		{"2 face nat", []NodeKind{StatementNode}, []string{"<mark>Face</mark>book share data <mark>2</mark> with <mark>Face</mark> the <mark>Nat</mark>ion"}},
		{"the nation", nil, []string{"Face <mark>the</mark> <mark>Nation</mark>", "Facebook share data 2 with Face <mark>the</mark> <mark>Nation</mark>",
			"Facebook share data 0 with Huawei. Facebook share data 1 with Mark Zuckerberg. Facebook share data 2 with Face <mark>the</mark> <mark>Nation</mark>. " +
				"Facebook share data 3 with Huawei. Facebook share data 4 with Menlo Park. Facebook share data 5 with facebookers."}},
		{"facebookers", []NodeKind{EntityNode}, nil},
		{"face", []NodeKind{}, nil},
		{"?!", nil, nil},
		{"", nil, nil},
	} {
		var got []string
		for _, h := range hits(t, v, c.text, c.kinds...) {
			got = append(got, h.Snippet)
		}
		if c.kinds != nil && len(c.kinds) == 0 {
			p, err := v.Search(context.Background(), c.text, c.kinds, PageRequest{})
			if err != nil || len(p.Items) > 0 {
				t.Errorf("no kinds: %v, %v", p, err)
			}
			continue
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: want -, got +:\n%s", c.text, d)
		}
	}
	var refused *RequestError
	if _, err := v.Search(context.Background(), "a", []NodeKind{"WORD"}, PageRequest{}); !errors.As(err, &refused) || refused.Field != "kinds" {
		t.Errorf("a kind that is none: %v", err)
	}
}

// TestTextThatChanges takes away with an article what its words found.
func TestTextThatChanges(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	put := func(object string) {
		d := write(news.Article{URL: "https://paper.example/1", Title: "Title"})
		d.say(d.thing(Organization, "Acme"), "buy", d.thing(Organization, object), nil)
		apply(t, s, Batch{Put: []Reading{d.reading()}})
	}
	count := func(text string) int {
		v, err := s.View(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		p, err := v.FindStatements(context.Background(), &StatementFilter{Text: &text}, Order{}, PageRequest{Count: true})
		if err != nil {
			t.Fatal(err)
		}
		return len(hits(t, v, text)) + 100**p.Total
	}
	put("Hammer")
	if got := count("hammer"); got != 103 { // an entity, a statement, an article
		t.Errorf("hammer: %d, want 103", got)
	}
	put("Anvil")
	if hammer, anvil := count("hammer"), count("anvil"); hammer%100 > 2 || anvil != 103 {
		t.Errorf("hammer: %d, anvil: %d, want 0 and 103", hammer, anvil)
	}
	sound(t, s)
}

// slowDistance is the least distance of a word from a beginning of another, by the definition.
func slowDistance(a, b []rune) int {
	switch {
	case len(a) == 0:
		return 0
	case len(b) == 0:
		return len(a)
	}
	return slices.Min([]int{whole(a, b), slowDistance(a, b[:len(b)-1])})
}

// whole is the distance of two words.
func whole(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	m, n := len(a)-1, len(b)-1
	d := slices.Min([]int{whole(a[:m], b) + 1, whole(a, b[:n]) + 1, whole(a[:m], b[:n]) + exists(a[m] != b[n])})
	if m > 0 && n > 0 && a[m] == b[n-1] && a[m-1] == b[n] {
		d = min(d, whole(a[:m-1], b[:n-1])+1)
	}
	return d
}

func TestAlikeAgainstDefinition(t *testing.T) {
	tell := newTeller(34)
	near := 0
	for range 1500 {
		word := func(n int) string {
			b := make([]byte, n)
			for i := range b {
				b[i] = "ab"[tell.IntN(2)]
			}
			return string(b)
		}
		wanted, other := word(3+tell.IntN(3)), word(tell.IntN(7))
		d := slowDistance([]rune(wanted), []rune(other))
		got, ok := alike(wanted, other)
		if want := d <= typos(len(wanted)); ok != want || ok && got != d {
			t.Fatalf("%s in %s: got %d, %v, want %d", wanted, other, got, ok, d)
		}
		near += exists(ok)
	}
	if near < 200 {
		t.Errorf("%d are near: they test little", near)
	}
}

// TestCostOfSearch wants what is found by an index to read little of a store with much.
func TestCostOfSearch(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: corpus(300)})
	v := view(t, s)
	rare, err := v.FindEntities(ctx, &EntityFilter{MinStatements: ptr(3)}, Order{ByStatements, true}, PageRequest{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	name := rare.Items[0].Name
	number := words(name)[1]
	count := &counting{snapshot: v.snap}
	v.snap = count
	ten := PageRequest{First: 10}
	for _, c := range []struct {
		name  string
		limit int64
		ask   func() (int, error)
	}{
		{"a word that all names have", 400, func() (int, error) {
			p, err := v.Search(ctx, "comp", []NodeKind{EntityNode}, ten)
			return len(p.Items), err
		}},
		{"a name", 400, func() (int, error) {
			p, err := v.Search(ctx, number, []NodeKind{EntityNode}, ten)
			return len(p.Items), err
		}},
		{"statements by a rare word", 400, func() (int, error) {
			p, err := v.FindStatements(ctx, &StatementFilter{Text: &number}, Order{}, PageRequest{Count: true})
			return len(p.Items), err
		}},
		{"articles by a rare word", 200, func() (int, error) {
			p, err := v.FindArticles(ctx, &ArticleFilter{Text: &number}, Order{}, PageRequest{Count: true})
			return len(p.Items), err
		}},
		{"a subgraph of a rare entity", 400, func() (int, error) {
			g, err := v.Subgraph(ctx, []string{rare.Items[0].ID}, 1, 100, nil)
			return len(g.Statements), err
		}},
	} {
		count.records.Store(0)
		found, err := c.ask()
		if err != nil || found == 0 {
			t.Fatalf("%s: %d found, error %v", c.name, found, err)
		}
		if n := count.records.Load(); n > c.limit {
			t.Errorf("%s: %d records were read, want at most %d", c.name, n, c.limit)
		}
	}
}

// TestSearchGivesUp wants a search that would read too much to end, and to say that there may be more.
func TestSearchGivesUp(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, "memory:", Options{})
	apply(t, s, Batch{Put: corpus(100)})
	v := view(t, s)
	few := func(text string, seeks, alike int) *Page[Hit] {
		t.Helper()
		look := &searching{view: v, text: text, words: words(text), seen: map[string]bool{}, want: MaxHits + 1, seeks: seeks, alike: alike}
		if err := look.find(ctx, nil); err != nil {
			t.Fatal(err)
		}
		p, err := look.page(ctx, PageRequest{Count: true}, "")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := few("the spokesman did not say", 5000, 1000); p.Total == nil || *p.Total != 100 {
		t.Errorf("found %v articles, want 100", p.Total)
	}
	if p := few("the spokesman did not say", 700, 1000); p.Total != nil || len(p.Items) == 0 {
		t.Errorf("with few seeks: %d hits, %v in all, want some and no total", len(p.Items), p.Total)
	}
	if p := few("compxyz", 1000, 2); p.Total != nil {
		t.Errorf("with few words of the dictionary: %v in all, want no total", *p.Total)
	}
	long := strings.Repeat("the spokesman did not say when ", 50)
	if p, err := v.Search(ctx, long, nil, PageRequest{First: 5}); err != nil || len(p.Items) != 5 {
		t.Errorf("a long text: %v, error %v", p, err)
	}
}
