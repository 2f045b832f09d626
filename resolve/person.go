package resolve

import (
	"strings"

	"newsgraph/graph"
	"newsgraph/nlp"
)

// News calls somebody whom it has named "the Australian" or "the 48-year-old" when it tells on, and somebody whom it has
// yet to name "an American". Neither is the name of a people.

// introducedWithin is how many sentences after "an American" the name of one may follow.
const introducedWithin = 4

// toldPerson is where a person is spoken of, by name or pronoun.
type toldPerson struct {
	token, sentence int
	key             graph.Key
	subject         bool
}

// nationals fills l.people: the names of nationalities that stand for one person.
func (l *local) nationals() {
	for e, entity := range l.d.Entities {
		if entity.Label == nlp.Group && entity.Len() == 1 && l.onePerson(entity.Start) {
			l.people[e] = true
		}
	}
}

// onePerson says whether a nationality is a noun in the singular with an article: "the Australian", not "the Chinese".
func (l *local) onePerson(i int) bool {
	tok := l.d.Tokens[i]
	if tok.XPOS == "NNPS" || tok.XPOS == "NNS" || l.nextInPhrase(i) || !fillsPlace(tok.Deprel) {
		return false
	}
	word := strings.ToLower(tok.Form)
	if strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return false
	}
	switch l.article1(i) {
	case "a", "an":
		return true
	case "the", "this", "that":
		return !collective(word) || l.singularVerb(i)
	}
	return false
}

// fillsPlace says whether a relation is that of a noun phrase and not of a modifier.
func fillsPlace(rel string) bool {
	kind, sub, _ := strings.Cut(rel, ":")
	switch kind {
	case "nsubj", "obj", "iobj", "obl", "conj", "appos", "root", "nmod", "ccomp", "parataxis":
		return sub != "desc" && sub != "unmarked"
	}
	return false
}

// nextInPhrase says whether the next token is a noun that this one modifies.
func (l *local) nextInPhrase(i int) bool {
	next := i + 1
	if next >= len(l.d.Tokens) {
		return false
	}
	tok := l.d.Tokens[next]
	return tok.UPOS == "NOUN" || tok.UPOS == "PROPN" || tok.Form == "-"
}

// article1 is the article of a noun, in lower case; empty for none.
func (l *local) article1(i int) string {
	for k := i - 1; k >= max(0, i-8); k-- {
		if l.d.Tokens[k].Head == i && l.d.Tokens[k].Deprel == "det" {
			return strings.ToLower(l.d.Tokens[k].Form)
		}
	}
	return ""
}

// collective says whether a nationality with "the" is a people: "the British", "the Japanese".
func collective(word string) bool {
	for _, ending := range []string{"ese", "sh", "ch", "ss"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}

// singularVerb says whether a noun is the subject of a verb in the singular.
func (l *local) singularVerb(i int) bool {
	verb := l.d.Tokens[i].Head
	if verb < 0 || !strings.HasPrefix(l.d.Tokens[i].Deprel, "nsubj") {
		return false
	}
	for k := i + 1; k <= verb && k < len(l.d.Tokens); k++ {
		if k != verb && l.d.Tokens[k].Head != verb {
			continue
		}
		switch strings.ToLower(l.d.Tokens[k].Form) {
		case "is", "was", "has":
			return true
		}
		if l.d.Tokens[k].XPOS == "VBZ" {
			return true
		}
	}
	return false
}

// described persons get their names: l.stands has the key for the token of each that has one.
func (l *local) standIns() {
	told := l.toldPersons()
	for e, entity := range l.d.Entities {
		if !l.people[e] {
			continue
		}
		key := graph.Key("")
		if word := l.article1(entity.Start); word == "a" || word == "an" {
			key = l.introduced(e)
		} else {
			key = lastTold(told, entity.Start, l.d.SentenceOf(entity.Start))
		}
		l.standFor(entity.Start, key)
	}
	for i := range l.d.Tokens {
		if l.yearOld(i) {
			l.standFor(i, lastTold(told, i, l.d.SentenceOf(i)))
		}
	}
}

// standFor notes that a token, and its chain where that has no name, stands for a thing.
func (l *local) standFor(i int, key graph.Key) {
	if key == "" || l.subjectIs(i, key) {
		return
	}
	l.stands[i] = key
	if c := l.chainAt(i); c >= 0 && l.chainKey[c] == "" {
		l.chainKey[c] = key
	}
}

// yearOld says whether a token is the noun of "the 48-year-old".
func (l *local) yearOld(i int) bool {
	tok := l.d.Tokens[i]
	word := strings.ToLower(tok.Form)
	if l.nameOf[i] >= 0 || l.nextInPhrase(i) || !fillsPlace(tok.Deprel) {
		return false
	}
	first := i
	if word == "old" && i >= 4 && l.d.Tokens[i-1].Form == "-" {
		first = i - 4
	} else if !strings.HasSuffix(word, "-year-old") {
		return false
	}
	digit := l.d.Tokens[first].Form[:1]
	return digit >= "0" && digit <= "9" && first > 0 && strings.EqualFold(l.d.Tokens[first-1].Form, "the")
}

// toldPersons are the persons of the article where they are named, and where a pronoun stands for them.
func (l *local) toldPersons() []toldPerson {
	var out []toldPerson
	for i, tok := range l.d.Tokens {
		var key graph.Key
		if e := l.nameOf[i]; e >= 0 && l.d.Entities[e].Label == nlp.Person && l.headOf(l.d.Entities[e].Span) == i {
			key = l.clusters[e]
		} else if tok.UPOS == "PRON" && personPronouns[strings.ToLower(tok.Form)] {
			key = l.chainKey[l.chainAt(i)]
		}
		if t := l.things[key]; t == nil || t.entity.Type != graph.Person {
			continue
		}
		out = append(out, toldPerson{token: i, sentence: l.d.SentenceOf(i), key: key, subject: strings.HasPrefix(tok.Deprel, "nsubj")})
	}
	return out
}

var personPronouns = list("he she him her his hers himself herself")

// lastTold is the only person that the sentence has named before a token; else the last subject of the three sentences
// before; empty for none.
func lastTold(told []toldPerson, token, sentence int) graph.Key {
	var here, before graph.Key
	several := false
	for _, p := range told {
		switch {
		case p.token >= token || p.sentence < sentence-3:
		case p.sentence == sentence:
			several = several || here != "" && here != p.key
			here = p.key
		case p.subject:
			before = p.key
		}
	}
	if here != "" && !several {
		return here
	}
	return before
}

// introduced is the person whose name follows "an American" soon, with that nationality before it.
func (l *local) introduced(e int) graph.Key {
	at := l.d.Entities[e]
	sentence, word := l.d.SentenceOf(at.Start), l.d.Tokens[at.Start].Form
	for k := e + 1; k < len(l.d.Entities); k++ {
		name := l.d.Entities[k]
		if l.d.SentenceOf(name.Start) > sentence+introducedWithin {
			break
		}
		if name.Label == nlp.Person && name.Start > 0 && l.d.Tokens[name.Start-1].Form == word && name.Start-1 > at.Start {
			return l.clusters[k]
		}
	}
	return ""
}
