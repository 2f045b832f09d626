package openie

import (
	"newsgraph/nlp"
)

// relative replaces a relative pronoun by what it stands for, and fills the place that a relative clause leaves open.
func (t *tree) relative(f *frame, i int) {
	if f.subject >= 0 && relatives[t.lower(f.subject)] && t.upos(f.subject) == "PRON" {
		if before := t.nounBefore(f.subject); before >= 0 && !t.is(i, "acl:relcl") {
			f.subject, f.rule = before, "relative"
		}
	}
	clause := i
	for depth := 0; depth < 6 && t.is(clause, "conj", "xcomp") && t.head(clause) >= 0; depth++ {
		clause = t.head(clause)
	}
	if !t.is(clause, "acl:relcl") {
		return
	}
	antecedent := t.antecedent(clause)
	if i == clause && t.contentClause(i) {
		t.realObject(f, i)
		return // "the news that Nokia left Espoo" says nothing of the news
	}
	if i == clause && f.object < 0 && f.nominal < 0 && !f.passive && f.subject >= 0 && !t.relativized(i) && t.child(i, "ccomp", "xcomp") < 0 {
		f.object = antecedent // "the company that she runs", without the "that"
	}
	f.subject = t.unrelate(f.subject, antecedent)
	f.object = t.unrelate(f.object, antecedent)
	f.receiver = t.unrelate(f.receiver, antecedent)
	for k := range f.obliques {
		f.obliques[k].head = t.unrelate(f.obliques[k].head, antecedent)
	}
	f.rule = "relative"
}

// contentClause says whether what a parser took for a relative clause says what a noun such as "news" is about: it has a
// subject and an object of its own beside the "that".
func (t *tree) contentClause(i int) bool {
	that, places := false, 0
	for c := range t.children(i) {
		switch {
		case t.lower(c) == "that" && c < i:
			that = true
		case t.is(c, "nsubj", "obj", "nsubj:pass"):
			places++
		}
	}
	return that && places >= 2
}

// realObject is the object beside a "that" which was taken for one.
func (t *tree) realObject(f *frame, i int) {
	if f.object < 0 || t.lower(f.object) != "that" {
		return
	}
	f.object = -1
	for _, c := range t.all(i, "obj") {
		if t.lower(c) != "that" {
			f.object = c
		}
	}
}

// antecedent is what a relative clause is about: what it hangs on, or the name right before its "which" or "who" where
// the parser took a noun further off: "layoffs at Nokia, which it bought".
func (t *tree) antecedent(clause int) int {
	head := t.head(clause)
	pronoun := t.firstRelative(clause)
	if pronoun >= 0 && t.lower(pronoun) == "who" && (t.label(head) == nlp.Organization || t.label(head) == nlp.Location) {
		if person := t.personAbove(head); person >= 0 {
			return person
		}
	}
	if pronoun < 2 || t.lower(pronoun-1) != "," || t.name[head] >= 0 || t.upos(head) != "NOUN" {
		return head
	}
	e := t.name[pronoun-2]
	if e < 0 || t.d.Entities[e].Start <= head {
		return head
	}
	isPerson := t.d.Entities[e].Label == nlp.Person
	if isPerson != (t.lower(pronoun) == "who") || t.plural(head) && t.pluralClause(clause) {
		return head
	}
	return t.headIn(t.d.Entities[e].Start, t.d.Entities[e].End)
}

// personAbove is the noun or name of a person that an organisation's or a place's name hangs on, or -1: "an expert at the
// University of York who praised it".
func (t *tree) personAbove(i int) int {
	for depth := 0; depth < 5; depth++ {
		if !t.is(i, "nmod", "nmod:poss", "compound", "appos", "conj") || t.head(i) < 0 {
			return -1
		}
		if i = t.head(i); t.label(i) == nlp.Person || t.label(i) == "" && t.upos(i) == "NOUN" && isPersonNoun(t.lemma(i)) {
			if h := t.head(i); t.is(i, "appos") && h >= 0 && t.label(h) == nlp.Person {
				return h
			}
			return i
		}
	}
	return -1
}

// firstRelative is the "which" or "who" that begins a relative clause, or -1.
func (t *tree) firstRelative(clause int) int {
	s := t.subtree(clause)
	for i := s.Start; i < clause; i++ {
		switch t.lower(i) {
		case "which", "who":
			return i
		}
	}
	return -1
}

// pluralClause says whether the finite verb of a clause is in the plural.
func (t *tree) pluralClause(i int) bool {
	for _, v := range append(t.all(i, "aux", "cop", "aux:pass"), i) {
		if word := t.lower(v); word == "are" || word == "were" || t.xpos(v) == "VBP" {
			return true
		}
	}
	return false
}

// nounBefore is the noun that stands right before a relative pronoun, or before the comma before it; -1 for none. It
// helps where the parser did not see the relative clause.
func (t *tree) nounBefore(pronoun int) int {
	i := pronoun - 1
	if i >= 0 && t.upos(i) == "PUNCT" && beforeWhose[t.lower(i)] {
		i--
	}
	if i < 0 || t.upos(i) != "NOUN" && t.upos(i) != "PROPN" || t.d.SentenceOf(i) != t.d.SentenceOf(pronoun) {
		return -1
	}
	if e := t.name[i]; e >= 0 {
		return t.headIn(t.d.Entities[e].Start, t.d.Entities[e].End)
	}
	return i
}

// relativized says whether a relative clause has a relative pronoun.
func (t *tree) relativized(i int) bool {
	for c := range t.children(i) {
		if relatives[t.lower(c)] {
			return true
		}
		for g := range t.children(c) {
			if relatives[t.lower(g)] {
				return true
			}
		}
	}
	return false
}

func (t *tree) unrelate(i, antecedent int) int {
	if i >= 0 && relatives[t.lower(i)] && t.upos(i) != "NOUN" {
		return antecedent
	}
	return i
}

// controller is the head of what a clause without a subject of its own has as its subject, or -1.
func (t *tree) controller(i, depth int) int {
	h := t.head(i)
	if h < 0 || depth > 8 || t.child(i, "csubj", "csubj:pass") >= 0 {
		return -1
	}
	switch {
	case t.is(i, "acl:relcl"):
		if t.relativeGap(i) {
			return h
		}
		return -1
	case t.is(i, "acl"):
		if t.child(i, "mark") >= 0 {
			return t.ownerOf(h, depth)
		}
		if speechVerbs[t.lemma(i)] && t.xpos(i) == "VBG" {
			return t.clauseSubject(h, depth)
		}
		if of := t.ofPhrase(h); of >= 0 && of < i && t.label(of) == "PER" && t.xpos(i) == "VBG" {
			return of // "an image of Jane Doe holding a cup"
		}
		return h
	case t.linked(i):
		if obj := t.patient(h); obj >= 0 && t.lemma(h) != "promise" {
			return obj
		}
		return t.subjectOf(h, depth+1)
	case t.is(i, "conj", "advcl"):
		if noun := t.gerundSubject(i, h); noun >= 0 {
			return noun
		}
		if t.predicate(h) {
			return t.subjectOf(h, depth+1)
		}
	case t.is(i, "ccomp") && !t.finite(i) && t.child(i, "aux") < 0:
		return t.subjectOf(h, depth+1)
	}
	return -1
}

// gerundSubject is the noun before a gerund that a verb such as "object to" says something of: "objected to Norway opening an
// inquiry"; -1 for none.
func (t *tree) gerundSubject(i, h int) int {
	if t.xpos(i) != "VBG" || i == 0 || t.caseOf(i) != "" || t.head(i-1) != h || !t.is(i-1, "obl", "obj") {
		return -1
	}
	noun := i - 1
	if e := t.name[noun]; e >= 0 {
		noun = t.headIn(t.d.Entities[e].Start, t.d.Entities[e].End)
	}
	switch prep := t.caseOf(noun); prep {
	case "to":
		if t.lemma(h) == "object" || t.lemma(h) == "oppose" || t.lemma(h) == "agree" || t.lemma(h) == "consent" {
			return noun
		}
	case "of", "about":
		return noun
	}
	return -1
}

// clauseSubject is the subject of the clause that a noun stands in: who is "saying" behind "welcomed the exchange,
// saying"; -1 for none.
func (t *tree) clauseSubject(noun, depth int) int {
	for at, steps := noun, 0; at >= 0 && steps < 6; at, steps = t.head(at), steps+1 {
		if t.predicate(at) {
			return t.subjectOf(at, depth+1)
		}
	}
	return -1
}

// relativeGap says whether the open place of a relative clause is its subject.
func (t *tree) relativeGap(i int) bool { return t.child(i, "nsubj", "csubj", "nsubj:pass") < 0 }

// ownerOf is who has a noun such as "plan" or "contract" of which an infinitive says what it is for.
func (t *tree) ownerOf(noun, depth int) int {
	if poss := t.child(noun, "nmod:poss"); poss >= 0 {
		return poss
	}
	if h := t.head(noun); h >= 0 && t.is(noun, "obj", "obl") && t.predicate(h) {
		return t.subjectOf(h, depth+1)
	}
	return -1
}

// subjectOf is the head of a predicate's subject, its own or inherited, or -1.
func (t *tree) subjectOf(i, depth int) int {
	if s := t.child(i, "nsubj", "nsubj:pass"); s >= 0 {
		if relatives[t.lower(s)] && t.is(i, "acl:relcl") && t.head(i) >= 0 {
			return t.head(i)
		}
		return s
	}
	return t.controller(i, depth)
}
