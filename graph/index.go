package graph

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
)

// The kinds of the indexes that a commit makes of the rows that it changes. Signs stand for no row.
const (
	tieKind    kind = "+" // entity \0 entity at the other end \0 statement: what lists show, each statement in both directions
	nameWord   kind = "-" // sort, rank, word \0 id: the names with the word, parted by \0, of what can be searched; best rank first
	dictionary kind = "." // sort, word: how many things of the sort have the word in a name
	textWord   kind = "," // word \0 article: whether title or text have it, then starts of quotes that do, 4 bytes each
)

// sort says what kind of thing a name is of; it is one byte of a key.
type sort string

const (
	entitySort    sort = "e"
	predicateSort sort = "p"
	articleSort   sort = "a"
)

// wordLimit is how many bytes of a word the indexes know.
const wordLimit = 64

// index brings the indexes in line with the rows that the change touches. An index is a function of rows alone, so it
// takes away what the rows gave before and adds what they give now, whatever changed them.
func (d *draft) index(ctx context.Context) error {
	x := &indexer{draft: d, dictionary: map[string]int{}}
	touched, err := d.touched(ctx)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		ids  map[string]bool
		move func(ctx context.Context, id string, renamed bool) error
	}{
		{touched.entities, x.names(entitySort, entityHead, entityNames)},
		{touched.predicates, x.names(predicateSort, predicateHead, predicateNames)},
		{touched.articles, x.names(articleSort, articleTitle, articleTitle)},
		{touched.articles, x.text},
		{touched.statements, x.ties},
	} {
		for id, renamed := range step.ids {
			if err := step.move(ctx, id, renamed); err != nil {
				return err
			}
		}
	}
	for key, more := range x.dictionary {
		if more == 0 {
			continue
		}
		if _, _, err := d.add(ctx, key, more); err != nil {
			return err
		}
	}
	return nil
}

// touches are the ids, without prefix, of what a change is about; those of entities and predicates with whether some of
// their names come or go.
type touches struct{ entities, predicates, articles, statements map[string]bool }

// touched are the things of which a record is put or taken away, even where that leaves it as it was.
func (d *draft) touched(ctx context.Context) (t touches, err error) {
	t = touches{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	comesOrGoes := func(c change) bool {
		_, there, failed := d.base.get(ctx, c.key)
		err = errors.Join(err, failed)
		return there == c.gone
	}
	d.changes.Ascend(func(c change) bool {
		rest := c.key[1:]
		id, _ := cutZero(rest)
		touch := func(things map[string]bool, renamed bool) { things[id] = things[id] || renamed }
		switch kind(c.key[:1]) {
		case entityKind:
			touch(t.entities, false)
		case nameKind:
			touch(t.entities, !t.entities[id] && comesOrGoes(c))
		case predicateKind:
			touch(t.predicates, false)
		case labelKind, surfaceKind:
			touch(t.predicates, !t.predicates[id] && comesOrGoes(c))
		case articleKind, textKind:
			t.articles[id] = true
		case articlesKind:
			t.articles[rest[min(timeSize, len(rest)):]] = true
		case statementKind:
			t.statements[id] = true
		}
		return err == nil
	})
	for q, more := range d.quotes {
		if more != 0 { // whatever statements it is for
			t.articles[q.article] = true
		}
	}
	return t, err
}

// indexer moves what the indexes have of things from the state before a change to the one after it.
type indexer struct {
	draft      *draft
	dictionary map[string]int // how many more
}

// named are the names of a thing and its rank among others.
type named struct {
	rank  byte
	names []string
}

// words are the words of the names, each with the names that have it, parted by \x00.
func (n *named) words() map[string]string {
	found := map[string]string{}
	if n == nil {
		return found
	}
	for _, name := range n.names {
		once := map[string]bool{}
		for _, word := range words(name) {
			word = shortWord(word)
			switch before, known := found[word]; {
			case once[word]:
			case known:
				found[word] = before + "\x00" + name
			default:
				found[word] = name
			}
			once[word] = true
		}
	}
	return found
}

// shortWord is a word as the indexes have it.
func shortWord(word string) string {
	if len(word) <= wordLimit {
		return word
	}
	return strings.ToValidUTF8(word[:wordLimit], "")
}

// names moves the words of the names of things of a sort. Where no name comes or goes, it is seen from the head of a thing,
// its rank and its first name, whether there is anything to move.
func (x *indexer) names(s sort, head, of func(ctx context.Context, r reader, id string) (*named, error)) func(context.Context, string, bool) error {
	return func(ctx context.Context, id string, renamed bool) error {
		if !renamed {
			before, err := head(ctx, x.draft.base, id)
			if err != nil {
				return err
			}
			now, err := head(ctx, x.draft, id)
			if err != nil || before == nil && now == nil || before != nil && now != nil && before.rank == now.rank && before.names[0] == now.names[0] {
				return err
			}
		}
		before, err := of(ctx, x.draft.base, id)
		if err != nil {
			return err
		}
		now, err := of(ctx, x.draft, id)
		if err != nil {
			return err
		}
		was, has := before.words(), now.words()
		for word := range was {
			_, stays := has[word]
			if !stays {
				x.dictionary[string(dictionary)+string(s)+word]--
			}
			if !stays || before.rank != now.rank {
				x.draft.remove(nameWordKey(s, before.rank, word) + id)
			}
		}
		for word, names := range has {
			old, there := was[word]
			if !there {
				x.dictionary[string(dictionary)+string(s)+word]++
			}
			if !there || old != names || before.rank != now.rank {
				x.draft.put(nameWordKey(s, now.rank, word)+id, names)
			}
		}
		return nil
	}
}

// nameWordKey is what stands before the id; the best rank is first.
func nameWordKey(s sort, rank byte, word string) string {
	return string(nameWord) + string(s) + string([]byte{^rank}) + word + "\x00"
}

// rankOf tells counts apart by about a factor of 1.4, so that a name moves in the index a few times in its life and not
// with every statement.
func rankOf(count int) byte {
	return byte(min(127, int(math.Round(2*math.Log2(float64(max(0, count)+1))))))
}

// entityHead is the rank of what is named, and the name that it is shown by; a thing that is only described cannot be searched.
func entityHead(ctx context.Context, r reader, id string) (*named, error) {
	row, err := readEntity(ctx, r, EntityPrefix+id)
	if err != nil || row == nil || !row.Named || bare(row.ID) != id {
		return nil, err
	}
	return &named{rank: rankOf(row.StatementCount), names: []string{row.Name}}, nil
}

// entityNames are all names of what is named, the one that it is shown by first.
func entityNames(ctx context.Context, r reader, id string) (*named, error) {
	n, err := entityHead(ctx, r, id)
	if err != nil || n == nil {
		return nil, err
	}
	names, err := textsUnder(ctx, r, nameKind.under(id))
	n.names = append(n.names, slices.DeleteFunc(names, func(name string) bool { return name == n.names[0] })...)
	return n, err
}

// predicateHead is the rank of a predicate and the label that it is shown by.
func predicateHead(ctx context.Context, r reader, id string) (*named, error) {
	row, err := readPredicate(ctx, r, PredicatePrefix+id)
	if err != nil || row == nil {
		return nil, err
	}
	return &named{rank: rankOf(row.StatementCount), names: []string{row.Label}}, nil
}

// predicateNames are the labels and surface forms, the label that it is shown by first.
func predicateNames(ctx context.Context, r reader, id string) (*named, error) {
	n, err := predicateHead(ctx, r, id)
	if err != nil || n == nil {
		return nil, err
	}
	for _, k := range []kind{labelKind, surfaceKind} {
		more, err := textsUnder(ctx, r, k.under(id))
		if err != nil {
			return nil, err
		}
		for _, name := range more {
			if !slices.Contains(n.names, name) {
				n.names = append(n.names, name)
			}
		}
	}
	return n, nil
}

// firstYear is the year of the lowest rank of articles: of two years the later one has the better rank.
const firstYear = 1950

func articleTitle(ctx context.Context, r reader, id string) (*named, error) {
	a, err := listedArticle(ctx, r, id)
	if err != nil || a == nil {
		return nil, err
	}
	return &named{rank: articleRank(a), names: []string{a.Title}}, nil
}

func articleRank(a *Article) byte {
	at := publishedTime(a)
	if at.IsZero() {
		return 0
	}
	return byte(min(127, max(0, at.Year()-firstYear)))
}

// listedArticle is an article without its text; nil where it is in no list.
func listedArticle(ctx context.Context, r reader, id string) (*Article, error) {
	a, err := readArticle(ctx, r, ArticlePrefix+id)
	if err != nil || a == nil {
		return nil, err
	}
	_, listed, err := r.get(ctx, articleListKey(a))
	if err != nil || !listed {
		return nil, err
	}
	return a, nil
}

// textsUnder are what stands behind a prefix.
func textsUnder(ctx context.Context, r reader, prefix string) ([]string, error) {
	var found []string
	for rec, err := range r.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		found = append(found, rec.key[len(prefix):])
	}
	return found, nil
}

// ties moves a statement among those of its ends.
func (x *indexer) ties(ctx context.Context, id string, _ bool) error {
	before, err := readStatement(ctx, x.draft.base, StatementPrefix+id)
	if err != nil {
		return err
	}
	now, err := readStatement(ctx, x.draft, StatementPrefix+id)
	if err != nil {
		return err
	}
	was, has := tieKeys(before), tieKeys(now)
	for _, key := range was {
		if !slices.Contains(has, key) {
			x.draft.remove(key)
		}
	}
	for _, key := range has {
		if !slices.Contains(was, key) {
			x.draft.put(key, "")
		}
	}
	return nil
}

func tieKeys(r *statementRow) []string {
	if r == nil || r.Object == "" || !r.visible() {
		return nil
	}
	key := func(from, to string) string { return tieKind.under(from) + bare(to) + "\x00" + bare(r.ID) }
	keys := []string{key(r.Subject, r.Object)}
	if r.Object != r.Subject {
		keys = append(keys, key(r.Object, r.Subject))
	}
	return keys
}
