package lemma

import (
	"bufio"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"newsgraph/nlp"
)

// WordNet gives the inflected forms of the verbs, nouns and adjectives of WordNet 3.0 (Fellbaum 1998) with their tags and
// lemmas, by the files index.verb, index.noun, verb.exc, noun.exc and adj.exc of its dictionary. Regular forms are made
// by the rules of spelling, of nouns only where WordNet's texts have the noun; irregular ones stand in the dictionary. A
// form of two words of one tag goes to the commoner.
func WordNet(dictionary fs.FS) ([]nlp.Token, error) {
	w := wordNet{best: map[formKey]candidate{}}
	for _, read := range []func(fs.FS) error{w.verbs, w.nouns, w.adjectives} {
		if err := read(dictionary); err != nil {
			return nil, fmt.Errorf("lemma: WordNet: %w", err)
		}
	}
	out := make([]nlp.Token, 0, len(w.best))
	for k, c := range w.best {
		upos, xpos, _ := strings.Cut(k.tag, " ")
		out = append(out, nlp.Token{Form: k.form, UPOS: upos, XPOS: xpos, Lemma: c.lemma})
	}
	slices.SortFunc(out, func(a, b nlp.Token) int { return cmp.Or(cmp.Compare(a.XPOS, b.XPOS), cmp.Compare(a.Form, b.Form)) })
	return out, nil
}

type formKey struct{ tag, form string }

// candidate is a word that a form may belong to. Of two the one with the higher rank is taken.
type candidate struct {
	lemma string
	rank  int
}

type wordNet struct{ best map[formKey]candidate }

func (w *wordNet) add(tag, form string, c candidate) {
	k := formKey{tag, form}
	if old, ok := w.best[k]; !ok || c.rank > old.rank || c.rank == old.rank && c.lemma < old.lemma {
		w.best[k] = c
	}
}

// Ranks: irregular forms of verbs are before regular ones, and those after regular ones where the word has irregular
// ones too ("planed" is not of "plan", whose forms double the n).
const (
	rankIrregular = 2000
	rankRegular   = 1000
)

func (w *wordNet) verbs(dictionary fs.FS) error {
	irregular, err := readPairs(dictionary, "verb.exc")
	if err != nil {
		return err
	}
	irregular = append(irregular, unchanged...)
	has := map[string]bool{}
	for _, p := range irregular {
		has[p.lemma] = true
		for _, tag := range verbTags(p.form) {
			w.add(tag, p.form, candidate{p.lemma, rankIrregular})
		}
	}
	words, err := readIndex(dictionary, "index.verb")
	if err != nil {
		return err
	}
	for _, v := range words {
		rank := min(v.tagged, rankRegular-1)
		if !has[v.word] {
			rank += rankRegular
		}
		c := candidate{v.word, rank}
		w.add("VERB VBZ", plural(v.word), c)
		w.add("VERB VBD", past(v.word), c)
		w.add("VERB VBN", past(v.word), c)
		w.add("VERB VBG", progressive(v.word), c)
	}
	return nil
}

// unchanged are irregular forms that WordNet's list leaves out, most because they are the verb itself.
var unchanged = func() (out []pair) {
	for w := range strings.FieldsSeq("bet bid burst bust cast cost cut hit hurt let put quit read rid set shed shut slit split spread thrust upset wed") {
		out = append(out, pair{w, w})
	}
	return append(out, pair{"fled", "flee"}, pair{"fed", "feed"})
}()

// verbTags are the tags that an irregular form of a verb may have.
func verbTags(form string) []string {
	switch {
	case strings.HasSuffix(form, "ing"):
		return []string{"VERB VBG"}
	case strings.HasSuffix(form, "s"):
		return []string{"VERB VBZ"}
	}
	return []string{"VERB VBD", "VERB VBN"}
}

func (w *wordNet) nouns(dictionary fs.FS) error {
	irregular, err := readPairs(dictionary, "noun.exc")
	if err != nil {
		return err
	}
	for _, p := range irregular {
		w.add("NOUN NNS", p.form, candidate{p.lemma, 0})
	}
	words, err := readIndex(dictionary, "index.noun")
	if err != nil {
		return err
	}
	is := map[string]bool{}
	for _, n := range words {
		is[n.word] = true
	}
	for _, n := range words {
		singular, s := strings.CutSuffix(n.word, "s")
		switch {
		case n.tagged == 0:
		case s && is[singular]: // "skis"
		case s && !strings.HasSuffix(singular, "s"): // "headquarters", "series"
			w.add("NOUN NNS", n.word, candidate{n.word, 0})
		default:
			w.add("NOUN NNS", plural(n.word), candidate{n.word, n.tagged})
		}
	}
	return nil
}

func (w *wordNet) adjectives(dictionary fs.FS) error {
	irregular, err := readPairs(dictionary, "adj.exc")
	for _, p := range irregular {
		if strings.HasSuffix(p.form, "est") {
			w.add("ADJ JJS", p.form, candidate{p.lemma, 0})
		} else if strings.HasSuffix(p.form, "er") {
			w.add("ADJ JJR", p.form, candidate{p.lemma, 0})
		}
	}
	return err
}

func plural(word string) string {
	switch {
	case endsIn(word, "s", "x", "z", "ch", "sh", "o"):
		return word + "es"
	case consonantY(word):
		return word[:len(word)-1] + "ies"
	}
	return word + "s"
}

func past(word string) string {
	switch {
	case strings.HasSuffix(word, "e"):
		return word + "d"
	case consonantY(word):
		return word[:len(word)-1] + "ied"
	}
	return word + "ed"
}

func progressive(word string) string {
	switch {
	case strings.HasSuffix(word, "ie"):
		return word[:len(word)-2] + "ying"
	case strings.HasSuffix(word, "e") && !endsIn(word, "ee", "oe", "ye"):
		return word[:len(word)-1] + "ing"
	}
	return word + "ing"
}

func endsIn(word string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(word, e) })
}

func consonantY(word string) bool {
	return len(word) > 1 && word[len(word)-1] == 'y' && !strings.ContainsRune("aeiou", rune(word[len(word)-2]))
}

// pair is a line of a list of exceptions: a form and the word that it is a form of.
type pair struct{ form, lemma string }

func readPairs(dictionary fs.FS, name string) ([]pair, error) {
	var out []pair
	err := readLines(dictionary, name, func(fields []string) error {
		if len(fields) < 2 {
			return fmt.Errorf("%q is no form and word", strings.Join(fields, " "))
		}
		if plainWord(fields[0]) && plainWord(fields[1]) {
			out = append(out, pair{fields[0], fields[1]})
		}
		return nil
	})
	return out, err
}

// indexed is a word of an index file, and how many of its senses occur in WordNet's tagged texts.
type indexed struct {
	word   string
	tagged int
}

// readIndex reads lines "lemma pos synsets p pointers... senses tagged offsets..." (wndb(5WN)).
func readIndex(dictionary fs.FS, name string) ([]indexed, error) {
	var out []indexed
	err := readLines(dictionary, name, func(fields []string) error {
		if len(fields) < 6 {
			return fmt.Errorf("%q has fewer than six fields", strings.Join(fields, " "))
		}
		pointers, err := strconv.Atoi(fields[3])
		if err != nil || pointers < 0 || 5+pointers >= len(fields) {
			return fmt.Errorf("%s: %q is no number of pointers", fields[0], fields[3])
		}
		tagged, err := strconv.Atoi(fields[5+pointers])
		if err != nil {
			return fmt.Errorf("%s: %q is no number of senses", fields[0], fields[5+pointers])
		}
		if plainWord(fields[0]) {
			out = append(out, indexed{fields[0], tagged})
		}
		return nil
	})
	return out, err
}

// plainWord says whether a word is of three small letters or more and of nothing else.
func plainWord(word string) bool {
	return len(word) > 2 && strings.IndexFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// readLines gives the fields of each line. Lines of the licence begin with a space.
func readLines(dictionary fs.FS, name string, line func(fields []string) error) error {
	f, err := dictionary.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), " ") || lines.Text() == "" {
			continue
		}
		if err := line(strings.Fields(lines.Text())); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
