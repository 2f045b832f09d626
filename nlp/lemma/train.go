package lemma

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"newsgraph/nlp"
)

// dictionaryVotes is what a dictionary's word on a form of a verb counts against so many tokens.
const dictionaryVotes = 4

// Train learns from tokens with gold tags and lemmas, and from more, forms of a dictionary, where the sentences have no such
// form (or it is of a verb: the trees have wrong lemmas of some). The same tokens give the same lemmatiser.
func Train(sentences [][]nlp.Token, more []nlp.Token) *Lemmatiser {
	forms := map[string]map[script]int{}   // by key of the whole form, counted by token
	endings := map[string]map[script]int{} // by key of an ending, counted by form
	parts := map[string]struct{ tag, word string }{}
	for _, s := range sentences {
		for _, t := range s {
			if t.Lemma == "" || t.Deprel == "goeswith" {
				continue
			}
			tag, word := t.UPOS+" "+t.XPOS+"\t", strings.ToLower(straight(t.Form))
			count(forms, tag+"^"+word, scriptOf(t))
			parts[tag+"^"+word] = struct{ tag, word string }{tag, word}
		}
	}
	for _, t := range more {
		tag, word := t.UPOS+" "+t.XPOS+"\t", strings.ToLower(straight(t.Form))
		if _, known := parts[tag+"^"+word]; known && t.UPOS != "VERB" {
			continue
		}
		for range dictionaryVotes {
			count(forms, tag+"^"+word, scriptOf(t))
		}
		parts[tag+"^"+word] = struct{ tag, word string }{tag, word}
	}
	for key, p := range parts {
		best := majority(forms[key])
		for n := 0; n <= longest; n++ {
			i := endingStart(p.word, n)
			count(endings, p.tag+p.word[i:], best)
			if i == 0 {
				break
			}
		}
	}
	l := &Lemmatiser{table: map[string]script{}}
	l.addEndings(endings, parts)
	for key, p := range parts {
		if best := majority(forms[key]); best != l.ending(p.tag, p.word) {
			l.table[key] = best
		}
	}
	return l
}

// addEndings adds the endings of two forms or more whose script is not that of the next shorter one.
func (l *Lemmatiser) addEndings(endings map[string]map[script]int, parts map[string]struct{ tag, word string }) {
	type outcome struct {
		best  script
		total int
	}
	for n := 0; n <= longest; n++ {
		fresh, known := map[string]script{}, map[string]outcome{}
		for _, p := range parts {
			key := p.tag + p.word[endingStart(p.word, n):]
			o, ok := known[key]
			if !ok {
				o.best = majority(endings[key])
				for _, c := range endings[key] {
					o.total += c
				}
				known[key] = o
			}
			if o.total >= 2 && o.best != l.ending(p.tag, p.word) {
				fresh[key] = o.best
			}
		}
		maps.Copy(l.table, fresh)
	}
}

// ending is the script that the endings so far give for the word.
func (l *Lemmatiser) ending(tag, word string) script {
	for n := longest; n >= 0; n-- {
		if s, ok := l.table[tag+word[endingStart(word, n):]]; ok {
			return s
		}
	}
	return script{keep: strings.HasPrefix(tag, "PROPN")}
}

func count(m map[string]map[script]int, key string, s script) {
	if m[key] == nil {
		m[key] = map[script]int{}
	}
	m[key][s]++
}

func majority(m map[script]int) script {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b script) int { return strings.Compare(a.String(), b.String()) })
	return slices.MaxFunc(keys, func(a, b script) int { return cmp.Or(cmp.Compare(m[a], m[b]), strings.Compare(b.String(), a.String())) })
}

// scriptOf is the shortest script that makes the token's lemma; of two, names keep their capitals and others do not.
func scriptOf(t nlp.Token) script {
	plain := straight(t.Form)
	small, kept := between(strings.ToLower(plain), t.Lemma), between(plain, t.Lemma)
	kept.keep = true
	a, b := small.cut+len(small.add), kept.cut+len(kept.add)
	if b < a || b == a && t.UPOS == "PROPN" {
		return kept
	}
	return small
}

func between(base, lemma string) script {
	n := 0
	for n < len(base) && n < len(lemma) && base[n] == lemma[n] {
		n++
	}
	return script{cut: len(base) - n, add: lemma[n:]}
}
