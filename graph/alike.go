package graph

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// typos is how many slips a word may have: none below 4 letters, one below 8, else two; with two the first letter has to
// be right.
func typos(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// speller measures how far a word that is looked for is from the beginnings of another: in letters that are wrong, too
// many, missing, or two that changed places (optimal string alignment; Boytsov, Indexing methods for approximate
// dictionary searching, 2011). It keeps a row for each letter of the other word, so that a dictionary in order is gone
// through without measuring twice what words begin with.
type speller struct {
	wanted []rune
	limit  int
	other  []rune
	rows   [][]int // row i is for the first i letters of other
	best   []int   // of the beginnings up to letter i
}

func newSpeller(word string) *speller {
	s := &speller{wanted: []rune(word)}
	s.limit = typos(len(s.wanted))
	row := make([]int, len(s.wanted)+1)
	for j := range row {
		row[j] = j
	}
	s.rows, s.best = [][]int{row}, []int{len(s.wanted)}
	return s
}

// measure gives the distance of a word. Where no word that begins like its first n letters is near, it is not ok.
func (s *speller) measure(word string) (distance, n int, ok bool) {
	letters := []rune(word)
	same := 0
	for same < len(letters) && same < len(s.other) && letters[same] == s.other[same] {
		same++
	}
	s.other, s.rows, s.best = letters, s.rows[:same+1], s.best[:same+1]
	for i := same; ; i++ {
		if s.dead(i) {
			s.other = letters[:i]
			return 0, i, false
		}
		if i == len(letters) {
			return s.best[i], i, s.best[i] <= s.limit
		}
		s.extend()
	}
}

// extend adds the row of the next letter.
func (s *speller) extend() {
	i := len(s.rows)
	letter, above := s.other[i-1], s.rows[i-1]
	row := make([]int, len(above))
	row[0] = i
	for j := 1; j < len(row); j++ {
		row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+exists(letter != s.wanted[j-1]))
		if i > 1 && j > 1 && letter == s.wanted[j-2] && s.other[i-2] == s.wanted[j-1] {
			row[j] = min(row[j], s.rows[i-2][j-2]+1)
		}
	}
	s.rows = append(s.rows, row)
	s.best = append(s.best, min(s.best[i-1], row[len(row)-1]))
}

// dead says that nothing that begins with the first i letters is near.
func (s *speller) dead(i int) bool {
	if s.best[i] <= s.limit {
		return false
	}
	if i == 1 && s.limit > 1 && s.other[0] != s.wanted[0] {
		return true
	}
	return slices.Min(s.rows[i]) > s.limit && (i == 0 || slices.Min(s.rows[i-1])+1 > s.limit)
}

// alike says whether a word begins nearly as the one that is looked for, and with how many slips.
func alike(wanted, word string) (distance int, ok bool) {
	if strings.HasPrefix(word, wanted) {
		return 0, true
	}
	if typos(utf8.RuneCountInString(wanted)) == 0 {
		return 0, false
	}
	distance, _, ok = newSpeller(wanted).measure(word)
	return distance, ok
}

const (
	alikeReads = 30_000 // words of dictionaries that one search looks at
	alikeWords = 50     // that it takes, the nearest first
)

// alikeWord is a word of the dictionary.
type alikeWord struct {
	word            string
	distance, count int
}

// wordsAlike are the words of names of a sort that begin nearly as a word, nearest first, as far as the reads that are
// left allow.
func (v *View) wordsAlike(ctx context.Context, s sort, word string, reads *int) ([]alikeWord, error) {
	spell := newSpeller(word)
	if spell.limit == 0 {
		return nil, nil
	}
	base := string(dictionary) + string(s)
	var found []alikeWord
	for lo := base; lo != "" && *reads > 0; {
		from := lo
		lo = ""
		for rec, err := range v.snap.scan(ctx, from, prefixEnd(base), false) {
			if err != nil {
				return nil, err
			}
			if *reads--; *reads < 0 {
				break
			}
			other := rec.key[len(base):]
			distance, letters, near := spell.measure(other)
			if near {
				counts, err := decodeCounts(rec.key, rec.value, 1)
				if err != nil {
					return nil, err
				}
				found = append(found, alikeWord{other, distance, counts[0]})
			} else if letters < utf8.RuneCountInString(other) {
				lo = prefixEnd(base + string(spell.other))
				break
			}
		}
	}
	slices.SortFunc(found, func(a, b alikeWord) int {
		switch {
		case a.distance != b.distance:
			return a.distance - b.distance
		case a.count != b.count:
			return b.count - a.count
		}
		return strings.Compare(a.word, b.word)
	})
	return found[:min(len(found), alikeWords)], nil
}

// findAlike finds names with words that are spelt like those that are looked for.
func (n *nameSearch) findAlike(ctx context.Context) error {
	reads := 0
	for _, word := range n.words {
		if len(n.words) > 1 {
			if err := n.offerAlike(ctx, word, &reads); err != nil {
				return err
			}
		}
		near, err := n.view.wordsAlike(ctx, n.sort, word, &n.alike)
		if err != nil {
			return err
		}
		for _, other := range near {
			if err := n.offerAlike(ctx, other.word+"\x00", &reads); err != nil {
				return err
			}
		}
	}
	n.more = n.more || n.alike <= 0
	return nil
}

// offerAlike takes, of what has a word like that in a name, what has all of them nearly in one.
func (n *nameSearch) offerAlike(ctx context.Context, like string, reads *int) error {
	return n.view.eachNameWord(ctx, n.sort, like, func(rank byte, word, id string, names []string) (bool, error) {
		if *reads++; *reads > searchReads {
			n.more = true
			return false, nil
		}
		if n.seen[n.prefix+id] {
			return true, nil
		}
		least := -1
		for _, name := range names {
			if slips, ok := n.slips(words(name)); ok && (least < 0 || slips < least) {
				least = slips
			}
		}
		if least >= 0 {
			n.hit(scoreLike/float64(1+least), rank, "", id, names)
		}
		return true, nil
	})
}

// slips counts how far the words that are looked for are from those of a name.
func (s *searching) slips(name []string) (total int, ok bool) {
	for _, word := range s.words {
		least := -1
		for _, other := range name {
			if d, near := alike(word, shortWord(other)); near && (least < 0 || d < least) {
				least = d
			}
		}
		if least < 0 {
			return 0, false
		}
		total += least
	}
	return total, true
}
