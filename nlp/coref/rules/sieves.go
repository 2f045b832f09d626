package rules

import (
	"strings"
)

// names joins equal names, then parts of names and acronyms to the fuller ones before them.
func (r *resolver) names() {
	index := nameIndex{latest: map[string]int{}, byWord: map[string][]int{}, byInitials: map[string]int{}}
	for i, m := range r.mentions {
		if m.name {
			if best := r.sameName(i, &index); best >= 0 {
				r.join(best, i)
			}
			index.add(i, m)
		}
	}
	r.shortNamesFirst(&index)
}

// nameIndex finds the names seen so far. Each different name is kept once, by its latest mention.
type nameIndex struct {
	latest     map[string]int   // by the whole name
	byWord     map[string][]int // full names by their first and last word; at most maxBearers
	byInitials map[string]int   // full names by their initials
}

// maxBearers bounds how many names with one word in common are compared.
const maxBearers = 16

func (x *nameIndex) add(i int, m mention) {
	name := m.joined()
	_, known := x.latest[name]
	x.latest[name] = i
	if known || len(m.words) < 2 {
		return
	}
	for _, w := range []string{m.words[0], m.words[len(m.words)-1]} {
		if len(x.byWord[w]) < maxBearers {
			x.byWord[w] = append(x.byWord[w], i)
		}
	}
	x.byInitials[initials(m)] = i
}

func (m mention) joined() string { return plainWord(strings.Join(m.words, " ")) }

// sameName is the earlier mention whose name is the same, or of which this one is a part or acronym; -1 for none.
func (r *resolver) sameName(i int, index *nameIndex) int {
	m := r.mentions[i]
	if j, ok := index.latest[m.joined()]; ok && equalNames(r.mentions[j], m) {
		return j
	}
	if len(m.words) > 1 {
		if j, ok := index.latest[initials(m)]; ok && acronymOf(r.mentions[j], m) {
			return j
		}
		return -1
	}
	best := -1
	for _, j := range index.byWord[m.words[0]] {
		if partOf(m, r.mentions[j]) {
			best = j
		}
	}
	if j, ok := index.byInitials[plainWord(m.words[0])]; ok && best < 0 && acronymOf(m, r.mentions[j]) {
		best = j
	}
	return best
}

// shortNamesFirst joins a short name that stands before the only full one: a headline's "Esper" with "Mark Esper".
func (r *resolver) shortNamesFirst(index *nameIndex) {
	for i, m := range r.mentions {
		if !m.name || len(m.words) != 1 {
			continue
		}
		full, bearers := -1, 0
		for _, j := range index.byWord[m.words[0]] {
			if partOf(m, r.mentions[j]) {
				full, bearers = j, bearers+1
			}
		}
		if bearers == 1 {
			r.join(i, full)
		}
	}
}

func equalNames(a, b mention) bool {
	if len(a.words) != len(b.words) || !compatible(a, b) {
		return false
	}
	for i := range a.words {
		if plainWord(a.words[i]) != plainWord(b.words[i]) {
			return false
		}
	}
	return true
}

func plainWord(w string) string { return strings.ReplaceAll(w, ".", "") }

// compatible says whether two names may be of one thing by their classes.
func compatible(a, b mention) bool {
	if a.gender != anyGender && b.gender != anyGender && a.gender != b.gender {
		return false
	}
	return a.class == b.class || a.class == unknown || b.class == unknown || len(a.words) > 1 && len(a.words) == len(b.words)
}

// partOf says whether a short name is a usual short form of a long one: a person's last or first name, the first word
// of an organisation.
func partOf(short, long mention) bool {
	if len(short.words) != 1 || len(long.words) < 2 || long.owner || short.class != long.class && short.class != unknown {
		return false
	}
	switch long.class {
	case person:
		return short.words[0] == long.words[len(long.words)-1] || short.words[0] == long.words[0] && len(long.words) == 2
	case organization:
		return short.words[0] == long.words[0] && len(short.words[0]) > 3 && !common[short.words[0]]
	}
	return false
}

// common are words that begin the names of many organisations.
var common = list(`united national american international federal university bank house senate house new first general royal european british
	north south east west state world global democratic republican supreme intelligence chinese russian department ministry committee`)

// acronymOf says whether a name is made of the initials of another: FCC of Federal Communications Commission.
func acronymOf(short, long mention) bool {
	if len(short.words) != 1 || len(long.words) < 2 || short.class == person || long.class == person {
		return false
	}
	acronym := plainWord(short.words[0])
	return len(acronym) >= 2 && acronym == initials(long)
}

// initials are the first letters of a name's words, without "of", "and" and "for".
func initials(m mention) string {
	var out strings.Builder
	for _, w := range m.words {
		if w != "of" && w != "and" && w != "for" && w != "&" {
			out.WriteByte(w[0])
		}
	}
	return out.String()
}

// appositives joins a name and the definite description beside it: "Francisco Varela, the vice president".
func (r *resolver) appositives() {
	for i, m := range r.mentions {
		if m.name || m.pronoun {
			continue
		}
		if j, ok := r.at[r.head(m.head)]; ok && r.rel(m.head, "appos") && r.mentions[j].name && (m.definite || r.owned(m)) && fits(m, r.mentions[j]) {
			r.join(j, i)
		}
		for _, c := range r.children[m.head] {
			if j, ok := r.at[c]; ok && r.rel(c, "appos") && r.mentions[j].name && r.owned(m) && fits(m, r.mentions[j]) {
				r.join(i, j)
			}
			if j, ok := r.at[c]; ok && r.rel(c, "appos", "flat", "nmod") && r.mentions[j].name && m.class == person && r.mentions[j].class == person &&
				(m.definite || r.mentions[j].span.Start == m.head+1) {
				r.join(i, j)
			}
		}
	}
}

// holder is the name that last had a role noun before it, as "the president" has after "President Jane Doe"; -1 for
// none.
func (r *resolver) holder(i int) int {
	m := r.mentions[i]
	for j := i - 1; j >= 0; j-- {
		a := r.mentions[j]
		if m.sentence-a.sentence > maxHolderSentences {
			break
		}
		if a.name && a.class == person && r.titledBy(a, r.lemma(m.head)) {
			return j
		}
	}
	return -1
}

// maxHolderSentences bounds how far back a title is remembered.
const maxHolderSentences = 60

// titledBy says whether a role noun stands right before a person's name.
func (r *resolver) titledBy(name mention, noun string) bool {
	for k := name.span.Start - 1; k >= 0 && k >= name.span.Start-2; k-- {
		if r.lemma(k) == noun || r.lower(k) == noun {
			return true
		}
	}
	return false
}

// owned says whether a description has a possessor: "Google's parent company".
func (r *resolver) owned(m mention) bool {
	for _, c := range r.children[m.head] {
		if c < m.head && r.d.Tokens[c].Deprel == "nmod:poss" {
			return true
		}
	}
	return false
}

// descriptions joins "the company" to the organisation that was last spoken of, and a description to an earlier one
// with the same noun.
func (r *resolver) descriptions() {
	for i := range r.mentions {
		m := r.mentions[i]
		if m.name || m.pronoun || !m.definite || r.find(i) != i || r.rel(m.head, "appos") || r.restricted(m) {
			continue
		}
		if m.class == person {
			if j := r.holder(i); j >= 0 {
				r.join(j, i)
				continue
			}
		}
		if j := r.sameNoun(i); j >= 0 {
			r.join(j, i)
			continue
		}
		if j := r.describedName(i); j >= 0 {
			r.join(j, i)
		}
	}
}

// restricted says whether a description says itself which one it means: "the company that made it", "the head of X".
func (r *resolver) restricted(m mention) bool {
	for _, c := range r.children[m.head] {
		if c > m.head && r.rel(c, "nmod", "acl") {
			return true
		}
	}
	return false
}

// sameNoun is the last earlier description with the same noun and no contradicting modifiers, or -1.
func (r *resolver) sameNoun(i int) int {
	m := r.mentions[i]
	for j := i - 1; j >= 0; j-- {
		a := r.mentions[j]
		if m.sentence-a.sentence > 8 {
			break
		}
		if a.name || a.pronoun || r.lower(a.head) != r.lower(m.head) || a.head == m.head {
			continue
		}
		if r.modifiersWithin(m, a) {
			return j
		}
	}
	return -1
}

// modifiersWithin says whether all words of m but its determiner stand in a too.
func (r *resolver) modifiersWithin(m, a mention) bool {
	have := map[string]bool{}
	for k := a.span.Start; k < a.span.End; k++ {
		have[r.lemma(k)] = true
	}
	for k := m.span.Start; k < m.span.End; k++ {
		if r.d.Tokens[k].UPOS != "DET" && !have[r.lemma(k)] {
			return false
		}
	}
	return true
}

// describedName is the name that a description such as "the company" or "the social media giant" stands for: the last
// one of its class, those that are subjects before others; -1 where none is near.
func (r *resolver) describedName(i int) int {
	m := r.mentions[i]
	if !companyNouns[r.lemma(m.head)] && m.class != person && m.class != location {
		return -1
	}
	return r.lastNear(i, 3, func(a mention) bool { return a.name && fits(m, a) })
}

// fits says whether a description can stand for a name.
func fits(m, name mention) bool {
	if m.gender != anyGender && name.gender != anyGender && m.gender != name.gender {
		return false
	}
	return m.class == name.class
}

// lastNear is the best mention before i, at most so many sentences back, that pleases ok: in each sentence from the
// nearest on, its subjects first, then from left to right.
func (r *resolver) lastNear(i, sentences int, ok func(mention) bool) int {
	m := r.mentions[i]
	for back := 0; back <= sentences; back++ {
		first := -1
		if m.sentence-back < 0 {
			break
		}
		for _, j := range r.inSentence[m.sentence-back] {
			a := r.mentions[j]
			if j >= i || a.span.Overlaps(m.span) || !ok(a) {
				continue
			}
			if a.subject {
				return j
			}
			if first < 0 {
				first = j
			}
		}
		if first >= 0 {
			return first
		}
	}
	return -1
}
