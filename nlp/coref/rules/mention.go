package rules

import (
	"sort"
	"strings"

	"newsgraph/nlp"
)

// class is what kind of thing a mention can refer to.
type class uint8

const (
	unknown class = iota
	person
	people // more than one person, or a group of them
	organization
	location
	thing
	things
)

type gender uint8

const (
	anyGender gender = iota
	male
	female
)

// mention is an expression that may refer.
type mention struct {
	span     nlp.Span
	head     int
	sentence int
	name     bool
	pronoun  bool
	class    class
	gender   gender
	words    []string // of a name: its words in lower case without titles and suffixes
	owner    bool     // of a name: its first word owns the rest, "NASA's Science Mission Directorate"
	definite bool
	subject  bool
}

// collect gathers names, noun phrases and pronouns in order of the text.
func (r *resolver) collect() {
	inName := make([]bool, len(r.d.Tokens))
	for _, e := range r.d.Entities {
		for i := e.Start; i < e.End; i++ {
			inName[i] = true
		}
		if m, ok := r.nameMention(e); ok {
			r.mentions = append(r.mentions, m)
		}
	}
	for s, sentence := range r.d.Sentences {
		for i := sentence.Start; i < sentence.End; i++ {
			if !inName[i] {
				r.collectAt(i, s)
			}
		}
	}
	sort.SliceStable(r.mentions, func(a, b int) bool { return r.mentions[a].span.Start < r.mentions[b].span.Start })
	r.inSentence = make([][]int, len(r.d.Sentences))
	for i, m := range r.mentions {
		r.inSentence[m.sentence] = append(r.inSentence[m.sentence], i)
		if _, taken := r.at[m.head]; !taken {
			r.at[m.head] = i
		}
	}
}

func (r *resolver) collectAt(i, sentence int) {
	tok := r.d.Tokens[i]
	switch tok.UPOS {
	case "PRON":
		if p, ok := pronouns[r.lower(i)]; ok && !r.rel(i, "expl", "det") {
			r.mentions = append(r.mentions, mention{
				span: nlp.Span{Start: i, End: i + 1}, head: i, sentence: sentence, pronoun: true,
				class: p.class, gender: p.gender, subject: r.subject(i),
			})
		}
	case "NOUN", "PROPN", "ADJ":
		if tok.UPOS == "ADJ" && !r.yearOld(i) {
			return
		}
		if r.rel(i, "compound", "flat", "fixed", "goeswith") {
			return
		}
		span := r.nounSpan(i)
		r.mentions = append(r.mentions, mention{
			span: span, head: i, sentence: sentence, class: r.classOfNoun(i), gender: nounGender[r.lemma(i)],
			definite: r.isDefinite(i), subject: r.subject(i),
		})
	}
}

func (r *resolver) nameMention(e nlp.Entity) (mention, bool) {
	if e.Start < 0 || e.End > len(r.d.Tokens) || e.Start >= e.End {
		return mention{}, false
	}
	head := e.Start
	for i := e.Start; i < e.End; i++ {
		if h := r.head(i); h < e.Start || h >= e.End {
			head = i
			break
		}
	}
	m := mention{span: e.Span, head: head, sentence: r.d.SentenceOf(head), name: true, class: classOfLabel(e.Label), subject: r.subject(head)}
	for i := e.Start; i < e.End; i++ {
		if form := r.lower(i); form == "'s" || form == "'" {
			m.owner = m.owner || i > e.Start && i < e.End-1
			continue
		}
		word := strings.ToLower(strings.Trim(r.d.Tokens[i].Form, ".,'’\"“”"))
		if word != "" && !ignorable[word] && word != "s" {
			m.words = append(m.words, word)
		}
	}
	if m.class == person && len(m.words) > 0 {
		m.gender = givenGender[m.words[0]]
		if m.gender == anyGender && e.Start > 0 {
			m.gender = titleGender[strings.TrimSuffix(r.lower(e.Start-1), ".")]
		}
		if t := titleGender[strings.TrimSuffix(r.lower(e.Start), ".")]; t != anyGender {
			m.gender = t
		}
	}
	return m, len(m.words) > 0 && m.sentence >= 0
}

func classOfLabel(label string) class {
	switch label {
	case nlp.Person:
		return person
	case nlp.Organization:
		return organization
	case nlp.Location:
		return location
	case nlp.Group:
		return people
	case nlp.Product, nlp.Event, nlp.Work, nlp.Law:
		return thing
	}
	return unknown
}

// nounSpan is the noun with the modifiers before it.
func (r *resolver) nounSpan(head int) nlp.Span {
	s := nlp.Span{Start: head, End: head + 1}
	for _, c := range r.children[head] {
		if c < head && r.rel(c, "det", "amod", "compound", "nummod", "nmod") {
			s.Start = min(s.Start, r.leftmost(c, 0))
		}
	}
	return s
}

func (r *resolver) leftmost(i, depth int) int {
	out := i
	if depth > 20 {
		return out
	}
	for _, c := range r.children[i] {
		out = min(out, r.leftmost(c, depth+1))
	}
	return out
}

func (r *resolver) isDefinite(head int) bool {
	for _, c := range r.children[head] {
		if r.rel(c, "det") {
			switch r.lower(c) {
			case "the", "this", "that", "these", "those":
				return true
			}
		}
	}
	return false
}

func (r *resolver) classOfNoun(i int) class {
	if r.yearOld(i) {
		return person
	}
	plural := r.d.Tokens[i].XPOS == "NNS" || r.d.Tokens[i].XPOS == "NNPS"
	lemma := r.lemma(i)
	switch {
	case personNouns[lemma] && plural, groupNouns[lemma] && plural:
		return people
	case personNouns[lemma]:
		return person
	case groupNouns[lemma]:
		return organization
	case placeNouns[lemma] && !plural:
		return location
	case plural:
		return things
	}
	return thing
}

// yearOld says whether a noun is somebody's age: "the 56-year-old".
func (r *resolver) yearOld(i int) bool {
	form := r.lower(i)
	return strings.HasSuffix(form, "year-old") || form == "old" && i >= 2 && strings.HasPrefix(r.lower(i-2), "year")
}

// head is the token's head, or -1 where it has none in the text.
func (r *resolver) head(i int) int {
	if h := r.d.Tokens[i].Head; h < len(r.d.Tokens) {
		return max(h, -1)
	}
	return -1
}

func (r *resolver) lower(i int) string {
	return strings.ReplaceAll(strings.ToLower(r.d.Tokens[i].Form), "’", "'")
}

func (r *resolver) lemma(i int) string { return strings.ToLower(r.d.Tokens[i].Lemma) }

// rel says whether a token's relation is one of these, its subtype left off.
func (r *resolver) rel(i int, rels ...string) bool {
	base, _, _ := strings.Cut(r.d.Tokens[i].Deprel, ":")
	for _, want := range rels {
		if base == want {
			return true
		}
	}
	return false
}

func (r *resolver) subject(i int) bool { return r.rel(i, "nsubj") }
