package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Duplicate is an entity that may be the same thing as another one.
type Duplicate struct {
	Entity  string
	Score   float64 // 0 to 1: how much speaks for it; no probability
	Reasons []string
}

const (
	duplicateLimit    = 200 // candidates that are looked at
	duplicateArticles = 50  // articles of an entity that are looked at
	duplicateTies     = 500 // shared statements of an entity that are looked at
	duplicateScore    = 0.3 // less is not shown
)

// PossibleDuplicates are entities that may be the same thing as one that is named, the likeliest first: those that share
// words of their names, of which one is the initials of the other or the surname, and those that articles use one name
// for but do not agree on. What a person called distinct is not among them. First is 0 for DefaultPage.
func (v *View) PossibleDuplicates(ctx context.Context, entity string, first int) ([]Duplicate, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]Duplicate, error) { return v.PossibleDuplicates(ctx, entity, first) })
	}
	if err := (PageRequest{First: first}).check(); err != nil {
		return nil, err
	}
	entity, err := v.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	row, err := readEntity(ctx, v.snap, entity)
	if err != nil || row == nil || !row.Named {
		return nil, err
	}
	d := &duplicates{view: v, keyed: keyed{r: v.snap}, found: map[string]*likeness{}}
	if d.row, err = d.look(ctx, row); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{d.byVotes, d.byWords, d.byInitials} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	var list []Duplicate
	for _, id := range slices.Sorted(maps.Keys(d.found)) {
		one, err := d.judge(ctx, id)
		if err != nil {
			return nil, err
		}
		if one != nil {
			list = append(list, *one)
		}
	}
	slices.SortStableFunc(list, func(a, b Duplicate) int { return cmp.Compare(b.Score, a.Score) })
	return list[:min(len(list), cmp.Or(first, DefaultPage))], nil
}

// duplicates looks for what may be the same as an entity.
type duplicates struct {
	view  *View
	keyed keyed
	row   *known
	found map[string]*likeness
}

// known is what is known of an entity for comparing it.
type known struct {
	*entityRow
	words    map[string]bool // of its names
	initials map[string]bool // of its names of several words
	keys     []Key
	ties     map[string]bool // what it shares statements with
}

// likeness is what speaks for two entities being one.
type likeness struct{ votes int }

func (d *duplicates) candidate(id string) *likeness {
	if id == d.row.ID {
		return &likeness{}
	}
	l := d.found[id]
	if l == nil {
		l = &likeness{}
		if len(d.found) < duplicateLimit {
			d.found[id] = l
		}
	}
	return l
}

func (d *duplicates) look(ctx context.Context, row *entityRow) (*known, error) {
	k := &known{entityRow: row, words: map[string]bool{}, initials: map[string]bool{}, ties: map[string]bool{}}
	names, err := textsUnder(ctx, d.view.snap, nameKind.under(row.ID))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		for _, word := range words(name) {
			k.words[shortWord(word)] = true
		}
		if initials := initialsOf(name); initials != "" {
			k.initials[initials] = true
		}
	}
	prefix, left := tieKind.under(row.ID), duplicateTies
	for rec, err := range d.view.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		other, _ := cutZero(rec.key[len(prefix):])
		k.ties[other] = true
		if left--; left == 0 {
			break
		}
	}
	k.keys, err = members(ctx, d.view.snap, row.ID)
	return k, err
}

// initialsOf are the first letters of the words of a name that begin in upper case, in lower case; empty of fewer than
// two.
func initialsOf(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if first := []rune(word)[0]; unicode.IsUpper(first) {
			b.WriteRune(unicode.ToLower(first))
		}
	}
	if len([]rune(b.String())) < 2 {
		return ""
	}
	return b.String()
}

// byVotes finds what articles use the names of the entity for without agreeing.
func (d *duplicates) byVotes(ctx context.Context) error {
	for _, key := range d.row.keys {
		votes, err := readVotes(ctx, d.view.snap, key)
		if err != nil {
			return err
		}
		for _, vote := range votes {
			g, ok, err := readGroup(ctx, d.view.snap, vote.full)
			if err != nil {
				return err
			}
			if ok {
				d.candidate(g.entity).votes += vote.articles
			}
		}
	}
	return nil
}

// byWords finds what has a word of a name, the entities with most statements first.
func (d *duplicates) byWords(ctx context.Context) error {
	wanted := slices.Sorted(maps.Keys(d.row.words))
	wanted = append(wanted, slices.Sorted(maps.Keys(d.row.initials))...)
	for _, word := range wanted {
		left := max(10, duplicateLimit/len(wanted))
		for rank := 127; rank >= 0 && left > 0; rank-- {
			prefix := nameWordKey(entitySort, byte(rank), word)
			for rec, err := range d.view.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
				if err != nil {
					return err
				}
				d.candidate(EntityPrefix + rec.key[len(prefix):])
				if left--; left == 0 {
					break
				}
			}
		}
	}
	return nil
}

// byInitials finds what has a name of which a word of the entity's is the initials.
func (d *duplicates) byInitials(ctx context.Context) error {
	for word := range d.row.words {
		ids, err := d.view.idsUnder(ctx, initialsKind.under(word), EntityPrefix)
		if err != nil {
			return err
		}
		for _, id := range ids[:min(len(ids), duplicateLimit)] {
			d.candidate(id)
		}
	}
	return nil
}

// judge weighs what speaks for a candidate; nil where that is too little.
func (d *duplicates) judge(ctx context.Context, id string) (*Duplicate, error) {
	row, err := readEntity(ctx, d.view.snap, id)
	if err != nil || row == nil || !row.Named {
		return nil, err
	}
	other, err := d.look(ctx, row)
	if err != nil {
		return nil, err
	}
	if len(d.row.keys) == 0 || len(other.keys) == 0 {
		return nil, nil
	}
	apart, err := distinctEntries(ctx, &d.keyed, d.row.keys[0], other.keys[0])
	if err != nil || len(apart) > 0 {
		return nil, err
	}
	return d.weigh(ctx, other)
}

// weigh gives a candidate its score and reasons.
func (d *duplicates) weigh(ctx context.Context, other *known) (*Duplicate, error) {
	one := &Duplicate{Entity: other.ID}
	because := func(score float64, format string, args ...any) {
		one.Score += score
		one.Reasons = append(one.Reasons, fmt.Sprintf(format, args...))
	}
	d.byName(other, because)
	if n := d.found[other.ID].votes; n > 0 {
		because(math.Min(0.4, 0.2+0.05*float64(n)), "articles that use one name for the other: %d", n)
	}
	if one.Score == 0 {
		return nil, nil
	}
	shared := 0
	for tie := range other.ties {
		shared += exists(d.row.ties[tie])
	}
	if shared > 0 {
		because(math.Min(0.2, 0.05*float64(shared)), "things that both share statements with: %d", shared)
	}
	if other.Type == d.row.Type {
		because(0.1, "both are of type %s", other.Type)
	} else {
		one.Score /= 2
	}
	together, err := d.together(ctx, other)
	if err != nil {
		return nil, err
	}
	if together > 0 {
		one.Score /= 2
		because(0, "against it: articles that speak of both as two: %d", together)
	}
	if one.Score = math.Min(1, math.Round(one.Score*100)/100); one.Score < duplicateScore {
		return nil, nil
	}
	return one, nil
}

// byName compares names.
func (d *duplicates) byName(other *known, because func(score float64, format string, args ...any)) {
	for _, pair := range [][2]*known{{d.row, other}, {other, d.row}} {
		for _, initials := range slices.Sorted(maps.Keys(pair[0].initials)) {
			if pair[1].words[initials] {
				because(0.4, "%q are the initials of %q", initials, pair[0].Name)
				return
			}
		}
	}
	var shared []string
	for _, word := range slices.Sorted(maps.Keys(other.words)) {
		if d.row.words[word] {
			shared = append(shared, word)
		}
	}
	if len(shared) == 0 {
		return
	}
	mine, theirs := words(d.row.Name), words(other.Name)
	if d.row.Type == Person && other.Type == Person && len(mine) > 0 && len(theirs) > 0 {
		if mine[len(mine)-1] != theirs[len(theirs)-1] {
			return // a first name says nothing
		}
		if len(mine) > 1 && len(theirs) > 1 && mine[0][:1] != theirs[0][:1] {
			return // of one family
		}
		because(0.4, "they have the surname %q", mine[len(mine)-1])
		return
	}
	all := len(d.row.words) + len(other.words) - len(shared)
	because(0.6*float64(len(shared))/float64(all), "words of both names: %s", strings.Join(shared, ", "))
}

// together is how many articles speak of both, of those that are looked at.
func (d *duplicates) together(ctx context.Context, other *known) (int, error) {
	fewer, more := d.row, other
	if more.ArticleCount < fewer.ArticleCount {
		fewer, more = more, fewer
	}
	prefix := articlesOfKind.under(fewer.ID)
	n, left := 0, duplicateArticles
	for rec, err := range d.view.snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return 0, err
		}
		article := articleOrders[ByPublished].id(rec.key[len(prefix):])
		_, both, err := d.view.snap.get(ctx, mentionKind.under(article)+bare(more.ID))
		if err != nil {
			return 0, err
		}
		n += exists(both)
		if left--; left == 0 {
			break
		}
	}
	return n, nil
}
