package coref

import (
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// kind is how a mention refers.
type kind uint8

const (
	pronoun kind = iota
	name
	nominal
	group // several joined by "and"
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

type number uint8

const (
	anyNumber number = iota
	singular
	plural
)

// determiner is what a description begins with.
type determiner uint8

const (
	bare determiner = iota
	definite
	indefinite
	demonstrative
	possessed
	quantified
)

// mention is an expression that may refer, with what the features ask of it. Words are hashed.
type mention struct {
	span      nlp.Span
	head      int
	sentence  int
	paragraph int
	entity    int // in d.Entities, -1 for none
	quote     int // in d.Quotes, -1 for none
	owner     int // the token that possesses it, -1 for none
	kind      kind
	class     class
	gender    gender
	number    number
	det       determiner
	role      role
	label     uint8 // of the entity, 0 for none
	personal  bool  // a personal pronoun
	reflexive bool
	nested    bool // inside another mention
	rule      int  // the chain that the rules give it, counted from 1; 0 for none
	ruled     bool // that chain has earlier mentions

	fine   uint64 // the pronoun, or the kind and the determiner
	coarse uint64 // the kind
	text   uint64 // all words but the determiner and the possessive ending
	core   uint64 // the words of text up to the head
	lemma  uint64 // of the head
	form   uint64 // of the head
	gov    uint64 // the lemma of the head's head, with the role

	words    []uint64 // lemmas of content words
	names    []uint64 // of a name: its words without titles and suffixes
	initials uint64   // of a name of several words
	letters  uint64   // of a name of one word: as initials would spell it
}

func (t *text) mention(s nlp.Span, head int, k kind) mention {
	tok := &t.d.Tokens[head]
	m := mention{
		span: s, head: head, sentence: int(t.sentence[head]), kind: k, entity: int(t.names[head]), quote: int(t.quote[head]),
		lemma: linear.String(t.lemmas[head]), form: linear.String(t.lower[head]), role: t.role(head), owner: t.possessor(head),
		number: t.numberOf(head), coarse: uint64(k), personal: k == pronoun && strings.HasPrefix(tok.XPOS, "PRP"),
	}
	m.paragraph = t.d.Sentences[m.sentence].Paragraph
	if h := t.head(head); h >= 0 {
		m.gov = linear.Join(linear.String(t.lemmas[h]), uint64(m.role))
	}
	switch k {
	case pronoun:
		t.asPronoun(&m)
	case name:
		t.asName(&m)
	case nominal:
		m.class, m.gender = t.classOfNoun(head), nounGender[t.lemmas[head]]
	case group:
		m.class, m.number = things, plural
		if t.isPerson(head) {
			m.class = people
		}
	}
	if k != pronoun {
		m.det = t.determiner(head)
		m.fine = linear.Join(uint64(k)+100, uint64(m.det))
	}
	if m.personal {
		m.coarse = 9
	}
	t.addWords(&m)
	return m
}

func (t *text) asPronoun(m *mention) {
	word := t.lower[m.head]
	m.reflexive = strings.HasSuffix(word, "self") || strings.HasSuffix(word, "selves")
	if c, ok := canonical[word]; ok {
		word = c
	}
	m.fine = linear.String(word)
	switch word {
	case "i":
		m.class, m.number = person, singular
	case "we", "they":
		m.class, m.number = people, plural
	case "you":
		m.class, m.number = person, anyNumber
	case "he":
		m.class, m.gender, m.number = person, male, singular
	case "she":
		m.class, m.gender, m.number = person, female, singular
	case "it":
		m.class, m.number = thing, singular
	}
}

// asName takes the words of the entity, or of the run of proper nouns where there is none.
func (t *text) asName(m *mention) {
	first, last := m.head, m.head+1
	if m.entity >= 0 {
		e := t.d.Entities[m.entity]
		m.label, m.class = labelNumber(e.Label), classOfLabel(e.Label)
		first, last = max(e.Start, 0), min(e.End, len(t.lower))
	} else {
		for first > m.span.Start && t.d.Tokens[first-1].UPOS == "PROPN" {
			first--
		}
		for last < m.span.End && t.d.Tokens[last].UPOS == "PROPN" {
			last++
		}
	}
	from, start, letters := len(t.arena), uint64(0), uint64(0)
	for i := first; i < last; i++ {
		word := strings.Trim(t.lower[i], ".,'\"“”")
		if word == "" || ignorable[word] || word == "s" {
			continue
		}
		word = strings.ReplaceAll(word, ".", "")
		if len(t.arena) == from && m.class == person {
			m.gender = givenGender[word]
		}
		t.arena = append(t.arena, linear.String(word))
		letters = spelled(word)
		if word != "of" && word != "and" && word != "for" && word != "&" {
			start = initial(start, word[0])
		}
	}
	if len(t.arena) == from {
		t.arena = append(t.arena, m.form)
	}
	m.names = t.arena[from:len(t.arena):len(t.arena)]
	if len(m.names) > 1 {
		m.initials = start
	} else {
		m.letters = letters
	}
	if m.class == person || m.class == unknown {
		for i := max(first-2, m.span.Start); i <= first; i++ {
			if g := titleGender[strings.TrimSuffix(t.lower[i], ".")]; g != anyGender {
				m.gender = g
			}
		}
	}
}

// initial adds a letter to a hash of letters.
func initial(h uint64, letter byte) uint64 { return linear.Join(h+1, uint64(letter)) }

// spelled is the hash of a word's letters, 0 where it is too long to be an acronym or has one letter only.
func spelled(word string) uint64 {
	if len(word) < 2 || len(word) > 8 {
		return 0
	}
	h := uint64(0)
	for i := range len(word) {
		h = initial(h, word[i])
	}
	return h
}

// isPerson says whether the head of a group is somebody.
func (t *text) isPerson(head int) bool {
	if e := t.names[head]; e >= 0 {
		return t.d.Entities[e].Label == nlp.Person
	}
	switch t.lower[head] {
	case "i", "you", "he", "she":
		return true
	}
	return personNouns[t.lemmas[head]]
}

func (t *text) classOfNoun(i int) class {
	plural := t.d.Tokens[i].XPOS == "NNS" || t.d.Tokens[i].XPOS == "NNPS"
	lemma := t.lemmas[i]
	switch {
	case lemma == "people", plural && (personNouns[lemma] || groupNouns[lemma]):
		return people
	case personNouns[lemma]:
		return person
	case groupNouns[lemma]:
		return organization
	case placeNouns[lemma]:
		return location
	case plural:
		return things
	}
	return thing
}

func (t *text) numberOf(i int) number {
	switch feats := t.d.Tokens[i].Feats; {
	case strings.Contains(feats, "Number=Sing"):
		return singular
	case strings.Contains(feats, "Number=P"): // Plur, Ptan
		return plural
	}
	return anyNumber
}

func (t *text) determiner(head int) determiner {
	out := bare
	for c := t.first[head]; c >= 0 && int(c) < head; c = t.next[c] {
		k := int(c)
		switch t.relation(k) {
		case "det":
			switch t.lower[k] {
			case "the":
				out = definite
			case "a", "an", "another":
				out = indefinite
			case "this", "that", "these", "those":
				out = demonstrative
			default:
				if out == bare {
					out = quantified
				}
			}
		case "nmod":
			if t.d.Tokens[k].Deprel == "nmod:poss" {
				return possessed
			}
		case "nummod":
			if out == bare {
				out = quantified
			}
		}
	}
	return out
}

// possessor is the token that possesses what the head names, or -1.
func (t *text) possessor(head int) int {
	for c := t.first[head]; c >= 0 && int(c) < head; c = t.next[c] {
		if t.d.Tokens[c].Deprel == "nmod:poss" {
			return int(c)
		}
	}
	return -1
}

// maxWords bounds how many content words of a mention are compared.
const maxWords = 12

func (t *text) addWords(m *mention) {
	start, end := m.span.Start, m.span.End
	for start < m.head && (t.relation(start) == "det" || t.d.Tokens[start].XPOS == "PRP$" || t.d.Tokens[start].UPOS == "PUNCT") {
		start++
	}
	for end > start+1 && (t.lower[end-1] == "'s" || t.lower[end-1] == "'") {
		end--
	}
	from := len(t.arena)
	for i := start; i < end; i++ {
		m.text = linear.Join(m.text+1, linear.String(t.lower[i]))
		if i == m.head || i == end-1 && m.head >= end {
			m.core = m.text
		}
		switch t.d.Tokens[i].UPOS {
		case "NOUN", "PROPN", "ADJ", "NUM", "VERB", "X":
			if len(t.arena)-from < maxWords {
				t.arena = append(t.arena, linear.String(t.lemmas[i]))
			}
		}
	}
	m.words = t.arena[from:len(t.arena):len(t.arena)]
}

func labelNumber(label string) uint8 {
	switch label {
	case nlp.Person:
		return 1
	case nlp.Organization:
		return 2
	case nlp.Location:
		return 3
	case nlp.Group:
		return 4
	case nlp.Product:
		return 5
	case nlp.Event:
		return 6
	case nlp.Work:
		return 7
	case nlp.Law:
		return 8
	}
	return 9
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
