package graph

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/news"
)

// wire is a text of many words in several versions: each has another beginning and another share of it replaced.
func wire(story, version, replaced int) news.Article {
	words := make([]string, 200)
	r := rand.New(rand.NewPCG(uint64(story), 0))
	for i := range words {
		words[i] = fmt.Sprintf("w%d", r.IntN(3000))
	}
	for i := range replaced {
		words[i] = fmt.Sprintf("v%d-%d", version, i)
	}
	return news.Article{URL: fmt.Sprintf("https://wire%d.example/%d", version, story), Text: strings.Join(words, " ")}
}

func TestCopies(t *testing.T) {
	s := openTest(t, "memory:", Options{})
	var b Batch
	for _, a := range []news.Article{wire(1, 0, 0), wire(1, 1, 0), wire(1, 2, 20), wire(1, 3, 180), wire(2, 0, 0)} {
		b.Put = append(b.Put, Reading{Article: a})
	}
	apply(t, s, b)
	for _, c := range []struct {
		of   news.Article
		want []news.Article
	}{
		{wire(1, 0, 0), []news.Article{wire(1, 1, 0), wire(1, 2, 20)}},
		{wire(1, 2, 20), []news.Article{wire(1, 0, 0), wire(1, 1, 0)}},
		{wire(1, 3, 180), nil},
		{wire(2, 0, 0), nil},
		{wire(3, 0, 0), nil},
	} {
		v := view(t, s)
		copies, err := v.Copies(context.Background(), ArticlePrefix+c.of.ID())
		v.Close()
		must(t, err)
		var want, got []string
		for _, a := range c.want {
			want = append(want, a.URL)
		}
		for _, a := range copies {
			got = append(got, a.URL)
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("copies of %s: want -, got +:\n%s", c.of.URL, d)
		}
	}
}

// TestStories holds stories after random changes against a comparison of each pair of texts, chains of copies that only
// hang together by one in the middle among them.
func TestStories(t *testing.T) {
	for seed := range uint64(40) {
		tell, m := newTeller(seed), newModel()
		s := openTest(t, "memory:", Options{})
		for range 12 {
			var b Batch
			if ids := slices.Sorted(maps.Keys(m.articles)); len(ids) > 0 && tell.IntN(2) == 0 {
				b.Delete = []string{pick(tell, ids...)}
				delete(m.articles, b.Delete[0])
			}
			for range tell.IntN(4) {
				a := wire(tell.IntN(2), tell.IntN(8), 0)
				words := strings.Fields(a.Text)
				start := 12 * tell.IntN(8) // of two windows far from each other less is the same
				a.Text = strings.Join(words[start:start+100], " ")
				b.Put = append(b.Put, Reading{Article: a})
				m.articles[ArticlePrefix+a.ID()] = []Reading{{Article: a}}
			}
			apply(t, s, b)
			v := view(t, s)
			got := map[string]string{}
			for id := range m.articles {
				root, err := storyOf(context.Background(), v.snap, id)
				must(t, err)
				got[id] = ArticlePrefix + root
			}
			v.Close()
			if d := cmp.Diff(m.stories(), got); d != "" {
				t.Fatalf("seed %d: want -, got +:\n%s", seed, d)
			}
		}
	}
}

// TestBands wants any two signatures that are alike to have a band in common, wherever they differ.
func TestBands(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		a := signature{}
		b := a
		for _, i := range r.Perm(signatureSize)[:signatureSize-sameTexts] {
			b[i] = 1 + r.Uint32N(9)
		}
		if !a.like(&b) {
			t.Fatal("the signatures are not alike")
		}
		if keys := b.bandKeys(); !slices.ContainsFunc(a.bandKeys(), func(key string) bool { return slices.Contains(keys, key) }) {
			t.Fatal("no band in common")
		}
	}
}
