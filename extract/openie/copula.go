package openie

import (
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// copular makes the relations of "S is N": of a role with what it is a role of, of a place, of an adjective with what
// it is about, else of the noun itself.
func (r *relator) copular(f frame) {
	n := f.nominal
	if f.subject < 0 || r.emptySubject(f.subject) {
		return
	}
	if prep := r.caseOf(n); prep != "" && r.nominalPredicate(n) {
		if !(r.temporal(n) && timePrepositions[prep]) {
			r.emit(f, "copula/preposition", f.subject, place{n, r.caseTokens(n), f.label + " " + prep}, 0.65)
		}
		return
	}
	switch r.upos(n) {
	case "NOUN", "PROPN", "NUM", "SYM", "PRON":
		if r.temporal(n) {
			return
		}
		r.role(f, n)
	case "ADJ", "VERB", "ADV", "ADP":
		r.adjective(f, n)
		r.measure(f, n)
	}
}

func (r *relator) emptySubject(i int) bool {
	return r.upos(i) == "PRON" && emptyPronouns[r.lower(i)] && !(r.lower(i) == "it" || r.lower(i) == "one") || r.is(i, "expl")
}

// nominalPredicate says whether the head of a copular predicate is a noun phrase.
func (r *relator) nominalPredicate(i int) bool {
	switch r.upos(i) {
	case "NOUN", "PROPN", "PRON", "NUM", "SYM":
		return true
	}
	return false
}

func (r *relator) adjective(f frame, n int) {
	for _, o := range f.obliques {
		if r.idle(o) {
			continue
		}
		label := f.label + " " + r.lower(n) + " " + o.prep
		r.emit(f, "copula/adjective", f.subject, place{o.head, append([]int{n}, o.tokens...), label}, 0.6)
	}
}

// measure makes "S be down 5%" of an adverb or adjective with a quantity.
func (r *relator) measure(f frame, n int) {
	for c := range r.children(n) {
		if r.is(c, "obl", "nmod", "obl:npmod", "obl:unmarked") && r.caseOf(c) == "" && r.kindOf(c) == extract.Quantity && !r.temporal(c) {
			r.emit(f, "copula/measure", f.subject, place{c, []int{n}, f.label + " " + r.lower(n)}, 0.65)
		}
	}
}

// direction is the adverb that says where a quantity leads ("down 5%"), or -1.
func (r *relator) direction(n int) int {
	for _, c := range r.all(n, "advmod") {
		switch r.lower(c) {
		case "down", "up", "off":
			return c
		}
	}
	return -1
}

// role makes "S be vice chairman of N" where the noun says of what, and "S be noun".
func (r *relator) role(f frame, n int) {
	if way := r.direction(n); way >= 0 && r.kindOf(n) == extract.Quantity {
		r.emit(f, "copula/measure", f.subject, place{n, []int{way}, f.label + " " + r.lower(way)}, 0.65)
		return
	}
	made := false
	for _, o := range r.complementsOf(n) {
		label := f.label + " " + r.roleLabel(n) + " " + o.prep
		tokens := append(r.roleTokens(n), o.tokens...)
		r.emit(f, "copula/role", f.subject, place{o.head, tokens, label}, 0.7)
		made = made || roleNouns[r.lemma(n)] || r.lemma(n) == "one"
	}
	if !made {
		r.emit(f, "copula/noun", f.subject, place{n, nil, f.label}, 0.65)
	}
}

// complementsOf are the phrases that say of what a noun is a role, part or kind: by "of" and its like, by a possessor,
// by a name before it ("Facebook founder").
func (r *relator) complementsOf(n int) []oblique {
	var out []oblique
	for c := range r.children(n) {
		switch {
		case c > n && r.is(c, "nmod", "obl"):
			prep := r.caseOf(c)
			switch prep {
			case "of", "for", "at", "in", "to", "from", "with", "on", "against":
				if !r.temporal(c) && (prep == "of" || r.label(c) != "" || roleNouns[r.lemma(n)]) {
					out = append(out, oblique{head: c, prep: prep, tokens: r.caseTokens(c)})
				}
			}
		case c < n && r.is(c, "nmod:poss"):
			out = append(out, oblique{head: c, prep: "of"})
		case c < n && r.is(c, "compound", "amod", "nmod") && r.named(c) && roleNouns[r.lemma(n)]:
			out = append(out, oblique{head: c, prep: "of"})
		}
	}
	return out
}

// named says whether a modifier is the name of something that can have roles.
func (r *relator) named(i int) bool {
	switch r.label(i) {
	case "ORG", "LOC", "PER", "PRODUCT", "WORK":
		return true
	}
	return false
}

// roleLabel is a role as it stands in a label: "vice chairman", without determiners, names and possessors.
func (r *relator) roleLabel(n int) string {
	var out []string
	for _, i := range r.roleTokens(n) {
		if i == n {
			out = append(out, r.lemma(i))
		} else {
			out = append(out, r.lower(i))
		}
	}
	return strings.Join(out, " ")
}

// roleTokens are the words of a role: the noun with the adjectives and compounds before it that are no names.
func (r *relator) roleTokens(n int) []int {
	out := []int{n}
	for c := range r.children(n) {
		if c < n && r.is(c, "amod", "compound") && !r.named(c) && r.upos(c) != "NUM" && r.label(c) == "" {
			s := r.subtree(c)
			for i := s.Start; i < s.End && i < n; i++ {
				if r.label(i) == "" && r.upos(i) != "PUNCT" {
					out = append(out, i)
				}
			}
		}
	}
	sort.Ints(out)
	return out
}

// nouns makes the relations that noun phrases state without a verb.
func (r *relator) nouns() {
	for si, s := range r.d.Sentences {
		for i := s.Start; i < s.End; i++ {
			switch r.upos(i) {
			case "NOUN", "PROPN":
				r.appositives(i, si)
				r.title(i, si)
				r.placeComma(i, si)
				r.possessor(i, si)
				r.placeOwner(i, si)
				r.nationality(i, si)
			}
		}
	}
}

// static is a frame that is stated and not told: no verb, no time.
func (r *relator) static(n, sentence int, tokens []int) frame {
	f := frame{
		speaker: r.quoteSpeaker(n), verb: n, tokens: tokens, label: "be", subject: -1, object: -1, receiver: -1, agent: -1, nominal: n, sentence: sentence,
	}
	return f
}

// quoteSpeaker is the speaker of the quotation that a token stands in, or nil.
func (r *relator) quoteSpeaker(i int) *extract.Mention {
	if q := r.quoteOf(i); q != nil {
		return r.speaker(r.headIn(q.Speaker.Start, q.Speaker.End))
	}
	return nil
}

// appositives makes "Mark Warner, vice chairman of the committee" a role of Mark Warner, whichever comes first.
func (r *relator) appositives(head, sentence int) {
	for _, a := range r.all(head, "appos") {
		if r.xpos(head) == "NNS" && r.child(a, "conj") >= 0 {
			continue // examples of a group
		}
		if a > 0 && r.lower(a-1) == "(" || r.lower(a) == "ticker" {
			continue // a symbol or an aside
		}
		name, noun := head, a
		if r.kindOf(head) == extract.Description && r.kindOf(a) == extract.Name {
			name, noun = a, head
		}
		if r.kindOf(name) != extract.Name || r.upos(noun) == "PROPN" && r.label(noun) != "" || r.kindOf(noun) == extract.Quantity || r.temporal(noun) {
			continue
		}
		if !roleNouns[r.lemma(noun)] && (r.capital(noun) || !r.parted(head, a)) {
			continue
		}
		r.roleOfName(name, noun, sentence, "appositive")
	}
}

// parted says whether a comma, dash or bracket stands between a noun and its appositive.
func (r *relator) parted(head, appositive int) bool {
	for i := head + 1; i < appositive; i++ {
		if r.upos(i) == "PUNCT" && r.lower(i) != "-" && r.lower(i) != "'" {
			return true
		}
	}
	return false
}

// roleOfName makes the relations of a noun that says what a name is.
func (r *relator) roleOfName(name, noun, sentence int, rule string) {
	r.eachConjunct(noun, func(n int) {
		if r.upos(n) != "NOUN" && !(r.upos(n) == "PROPN" && r.label(n) == "") {
			return
		}
		f := r.static(n, sentence, []int{n})
		f.tokens = r.roleTokens(n)
		made := false
		for _, o := range r.complementsOf(n) {
			p := place{o.head, o.tokens, "be " + r.roleLabel(n) + " " + o.prep}
			r.emit(f, rule+"/role", name, p, 0.75)
			made = true
		}
		if !made {
			r.emit(f, rule+"/noun", name, place{n, nil, "be"}, 0.6)
		}
	})
}

// placeComma makes "Houston, Texas" a place in a place.
func (r *relator) placeComma(head, sentence int) {
	if r.label(head) != "LOC" {
		return
	}
	for _, a := range r.all(head, "appos", "nmod", "flat", "list", "dep", "parataxis") {
		if a <= head+1 || r.label(a) != "LOC" || r.caseOf(a) != "" || r.name[a] == r.name[head] || r.lower(a-1) != "," {
			continue
		}
		f := r.static(a, sentence, []int{a})
		r.emit(f, "place/comma", head, place{a, nil, "be in"}, 0.7)
	}
}

// placeOwner makes "Cleveland's Public Auditorium" an auditorium in Cleveland.
func (r *relator) placeOwner(head, sentence int) {
	if r.kindOf(head) != extract.Name || r.label(head) == nlp.Person {
		return
	}
	owner := r.child(head, "nmod:poss")
	if owner < 0 || r.label(owner) != nlp.Location || r.name[owner] == r.name[head] || r.subtree(owner).End != r.nameSpan(head).Start {
		return
	}
	f := r.static(head, sentence, []int{head})
	r.emit(f, "place/owner", head, place{owner, nil, "be in"}, 0.6)
}

// nationality makes "the Portuguese coach" somebody who is Portuguese. Whether the words stand for somebody with a name
// is not known here.
func (r *relator) nationality(head, sentence int) {
	if r.upos(head) != "NOUN" || !roleNouns[r.lemma(head)] || r.xpos(head) == "NNS" || r.label(head) != "" {
		return
	}
	for _, c := range r.all(head, "amod") {
		if r.label(c) == nlp.Group {
			f := r.static(c, sentence, []int{c})
			r.emit(f, "noun/nationality", head, place{c, nil, "be"}, 0.55)
		}
	}
}

// ended says whether a noun is the object of a verb that ends it: of "ended its agreement with X" it is not said that
// there is one.
func (r *relator) ended(noun int) bool {
	h := r.head(noun)
	return h >= 0 && r.is(noun, "obj", "nsubj:pass") && (endVerbs[r.lemma(h)] || cessationVerbs[r.lemma(h)])
}

// possessor makes "Facebook's agreement with Huawei" an agreement that Facebook has with Huawei.
func (r *relator) possessor(noun, sentence int) {
	if r.upos(noun) != "NOUN" || r.label(noun) != "" {
		return
	}
	owner := r.child(noun, "nmod:poss")
	if owner < 0 || r.ended(noun) {
		return
	}
	for c := range r.children(noun) {
		if c < noun || !r.is(c, "nmod") || r.label(c) == "" || r.temporal(c) {
			continue
		}
		switch prep := r.caseOf(c); prep {
		case "with", "to", "against", "for", "over", "from", "in", "on":
			f := r.static(noun, sentence, append([]int{noun}, r.caseTokens(c)...))
			f.dated = r.dateModifiers(noun, 2)
			r.emit(f, "possessor/noun", owner, place{c, nil, "have " + r.nounLabel(noun) + " " + prep}, 0.6)
		}
	}
}
