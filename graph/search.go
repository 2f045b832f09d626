package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// NodeKind says what kind of thing is searched for. The values are those of the GraphQL contract.
type NodeKind string

// The kinds of things that can be searched for.
const (
	EntityNode    NodeKind = "ENTITY"
	ArticleNode   NodeKind = "ARTICLE"
	StatementNode NodeKind = "STATEMENT"
	PredicateNode NodeKind = "PREDICATE"
)

// Hit is something that was found.
type Hit struct {
	Kind    NodeKind
	ID      string
	Score   float64 // from 0 to 1; the order of hits
	Snippet string  // the name or text that matches, as HTML: its matches in <mark>
}

// MaxHits is how many hits one search has at most, over all its pages.
const MaxHits = 1000

const (
	searchWords    = 16   // words of a text that are looked for
	searchReads    = 1000 // index records that one way of looking reads
	rareWord       = 2000 // records up to which the rarer word is told from the commoner
	textCandidates = 1000 // texts that are ranked
	fewHits        = 3    // below it words are looked for that are spelt alike
)

// The scores of the ways to match, before the rank of what is found counts.
const (
	scoreName    = 0.85 // the text is a name
	scoreWords   = 0.65 // its words are words of a name
	scorePrefix  = 0.45 // its words begin words of a name
	scoreQuote   = 0.25 // its words are in a quote
	scoreArticle = 0.12 // its words are in an article
	scoreLike    = 0.05 // words of a name are spelt like its words

	rankWeight = 0.001
)

// Search finds entities and predicates by their names, articles by title and text and statements by their quotes; best
// first. Nil kinds are all kinds. Every word of the text has to begin a word of what is found, so that it can be asked
// while somebody types; where hardly anything does, names are found that are spelt alike. Names come before quotes and
// those before whole texts, whole words before beginnings, and then what is more spoken of before what is less. Only what is named, and what lists show,
// is found. Page.Total is nil where there may be more than MaxHits.
func (v *View) Search(ctx context.Context, text string, kinds []NodeKind, p PageRequest) (*Page[Hit], error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) (*Page[Hit], error) { return v.Search(ctx, text, kinds, p) })
	}
	s := &searching{view: v, text: fold(text), words: words(text), seen: map[string]bool{}, want: MaxHits + 1, seeks: textSeeks, alike: alikeReads}
	s.words = s.words[:min(len(s.words), searchWords)]
	for i := range s.words {
		s.words[i] = shortWord(s.words[i])
	}
	for _, k := range kinds {
		if err := k.check(); err != nil {
			return nil, err
		}
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.After == "" && p.Before == "" && p.Last == 0 && !p.Count {
		if s.want = p.First + 1; p.First == 0 {
			s.want = DefaultPage + 1
		}
		s.want = max(s.want, fewHits)
	}
	if len(s.words) > 0 {
		if err := s.find(ctx, kinds); err != nil {
			return nil, err
		}
	}
	return s.page(ctx, p, fmt.Sprint("search ", kinds, " ", s.text))
}

// searching is a search in the making.
type searching struct {
	view  *View
	text  string   // folded
	words []string // in lower case
	want  int      // hits that have to be right
	hits  []candidate
	seen  map[string]bool // by id
	more  bool            // there may be others
	seeks int             // that are left among texts
	alike int             // words of the dictionary that may still be looked at
}

// candidate is a hit without its snippet.
type candidate struct {
	Hit
	word  string   // by which it was found
	names []string // that match; nil where they have to be read
}

// orderKey puts the best first.
func (c *candidate) orderKey() string {
	return invert(ascendingFloat(c.Score)) + string(c.Kind[0]) + c.word + "\x00" + c.ID
}

// add notes what was not found before.
func (s *searching) add(kind NodeKind, id string, score float64, word string, names []string) {
	if !s.seen[id] {
		s.seen[id] = true
		s.hits = append(s.hits, candidate{Hit{Kind: kind, ID: id, Score: score}, word, names})
	}
}

func score(way float64, rank byte) float64 { return way + rankWeight*float64(rank) }

// find goes from the best ways to match to the worst, until there is enough.
func (s *searching) find(ctx context.Context, kinds []NodeKind) error {
	var names []*nameSearch
	for _, n := range []nameSearch{
		{searching: s, sort: entitySort, kind: EntityNode, prefix: EntityPrefix, names: entityNames},
		{searching: s, sort: predicateSort, kind: PredicateNode, prefix: PredicatePrefix, names: predicateNames},
		{searching: s, sort: articleSort, kind: ArticleNode, prefix: ArticlePrefix, names: articleTitle},
	} {
		if kinds == nil || slices.Contains(kinds, n.kind) {
			names = append(names, &n)
		}
	}
	for _, n := range names {
		if err := n.find(ctx); err != nil {
			return err
		}
	}
	if len(s.hits) >= s.want {
		s.more = true
		return nil
	}
	if err := s.findTexts(ctx, kinds); err != nil {
		return err
	}
	if len(s.hits) >= fewHits {
		return nil
	}
	for _, n := range names {
		if err := n.findAlike(ctx); err != nil {
			return err
		}
	}
	return nil
}

// page cuts the page and gives each hit its snippet.
func (s *searching) page(ctx context.Context, p PageRequest, sign string) (*Page[Hit], error) {
	byID := map[string]*candidate{}
	places := make([]place, len(s.hits))
	for i := range s.hits {
		c := &s.hits[i]
		byID[c.ID] = c
		places[i] = place{c.orderKey(), c.ID}
	}
	list := sorted(sign, places)
	if len(places) > MaxHits {
		list = sorted(sign, places[:MaxHits:MaxHits])
		s.more = true
	}
	w, err := list.cut(p, s.view.countLimit)
	if err != nil {
		return nil, err
	}
	if s.more {
		w.total = nil
	}
	return page(w, func(id string) (Hit, error) {
		c := byID[id]
		hit := c.Hit
		if c.names != nil {
			hit.Snippet = s.mark(c.names)
			return hit, nil
		}
		var err error
		hit.Snippet, err = s.snippet(ctx, &hit)
		return hit, err
	})
}

// nameSearch looks among the names of one sort.
type nameSearch struct {
	*searching
	sort   sort
	kind   NodeKind
	prefix string // of ids
	names  func(ctx context.Context, r reader, id string) (*named, error)
	found  int
}

func (n *nameSearch) hit(way float64, rank byte, word, id string, names []string) {
	before := len(n.hits)
	n.add(n.kind, n.prefix+id, score(way, rank), word, names)
	n.found += len(n.hits) - before
}

func (n *nameSearch) find(ctx context.Context) error {
	if err := n.findName(ctx); err != nil {
		return err
	}
	driver, err := n.rarest(ctx)
	if err != nil {
		return err
	}
	for _, way := range []struct {
		score float64
		end   string
	}{{scoreWords, "\x00"}, {scorePrefix, ""}} {
		if n.found >= n.want {
			n.more = true
			return nil
		}
		if way.end != "" {
			// Most of what is typed is no word yet: then no index need be gone through for it.
			_, known, err := n.view.snap.get(ctx, string(dictionary)+string(n.sort)+n.words[driver])
			if err != nil {
				return err
			}
			if !known {
				continue
			}
		}
		if err := n.findWords(ctx, n.words[driver]+way.end, way.score); err != nil {
			return err
		}
	}
	return nil
}

// findName finds what has the text as a name.
func (n *nameSearch) findName(ctx context.Context) error {
	var ids []string
	var err error
	switch n.sort {
	case entitySort:
		ids, err = n.view.idsUnder(ctx, string(byNameKind)+n.text+"\x00", "")
	case predicateSort:
		ids = []string{bare(predicateID(n.text))}
	}
	if err != nil {
		return err
	}
	for _, id := range ids {
		found, err := n.names(ctx, n.view.snap, id)
		if err != nil {
			return err
		}
		if found == nil {
			continue
		}
		names := slices.DeleteFunc(found.names, func(name string) bool { return fold(name) != n.text })
		if len(names) > 0 {
			n.hit(scoreName, found.rank, "", id, names)
		}
	}
	return nil
}

// rarest is the word that begins fewest words of names, as far as that is worth finding out.
func (n *nameSearch) rarest(ctx context.Context) (int, error) {
	best, fewest := 0, rareWord+1
	if len(n.words) == 1 {
		return 0, nil
	}
	for i, word := range n.words {
		count := 0
		err := n.view.eachNameWord(ctx, n.sort, word, func(byte, string, string, []string) (bool, error) {
			count++
			return count < fewest, nil
		})
		if err != nil {
			return 0, err
		}
		if count < fewest {
			best, fewest = i, count
		}
	}
	return best, nil
}

// findWords finds what has a name with all the words, one of which begins like that.
func (n *nameSearch) findWords(ctx context.Context, like string, way float64) error {
	reads := 0
	return n.view.eachNameWord(ctx, n.sort, like, func(rank byte, word, id string, names []string) (bool, error) {
		if reads++; reads > searchReads || n.found >= n.want {
			n.more = true
			return false, nil
		}
		if len(n.words) > 1 {
			names = slices.DeleteFunc(names, func(name string) bool { return !n.within(words(name), way == scoreWords) })
		}
		if len(names) > 0 {
			n.hit(way, rank, word, id, names)
		}
		return true, nil
	})
}

// within says whether every word that is looked for is, or begins, a word of a name.
func (s *searching) within(name []string, whole bool) bool {
	for _, word := range s.words {
		if !slices.ContainsFunc(name, func(w string) bool {
			w = shortWord(w)
			return w == word || !whole && strings.HasPrefix(w, word)
		}) {
			return false
		}
	}
	return true
}

// eachNameWord gives the words of names of a sort that begin like that, best rank first, then in order of the words and
// of the ids; names are those that have the word. A \x00 at the end asks for the whole word.
func (v *View) eachNameWord(
	ctx context.Context, s sort, like string, yield func(rank byte, word, id string, names []string) (more bool, err error),
) error {
	base := string(nameWord) + string(s)
	for lo := base + "\x00" + like; lo != ""; {
		from := lo
		lo = ""
		for rec, err := range v.snap.scan(ctx, from, prefixEnd(base), false) {
			if err != nil {
				return err
			}
			rank, rest := rec.key[len(base)], rec.key[len(base)+1:]
			switch {
			case strings.HasPrefix(rest, like):
				word, id := cutZero(rest)
				if more, err := yield(^rank, word, id, strings.Split(rec.value, "\x00")); err != nil || !more {
					return err
				}
				continue
			case rest < like:
				lo = base + string([]byte{rank}) + like
			case rank < 0xff:
				lo = base + string([]byte{rank + 1}) + like
			}
			break
		}
	}
	return nil
}

// check says whether there is such a kind.
func (k NodeKind) check() error {
	if !slices.Contains([]NodeKind{EntityNode, ArticleNode, StatementNode, PredicateNode}, k) {
		return &RequestError{"kinds", fmt.Sprintf("%q is no kind of node", string(k))}
	}
	return nil
}
