package openie

import (
	"sort"
	"strings"

	"newsgraph/extract"
)

// copular makes the relations of "S is N": of a role with what it is a role of, of a place, of an adjective with what
// it is about, else of the noun itself.
func (r *relator) copular(f frame) {
	n := f.nominal
	if f.subject < 0 || r.emptySubject(f.subject) || r.cleft(f) {
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

// cleft says whether a copula only puts a noun before its clause: "it was Moran who took over".
func (r *relator) cleft(f frame) bool {
	return r.lower(f.subject) == "it" && r.kindOf(f.nominal) == extract.Name && r.child(f.nominal, "acl:relcl") >= 0
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
		tokens, words := []int{n}, r.lower(n)
		if more := r.more(n); more >= 0 {
			tokens, words = []int{more, n}, r.lower(more)+" "+words
		}
		label := f.label + " " + words + " " + o.prep
		r.emit(f, "copula/adjective", f.subject, place{o.head, append(tokens, o.tokens...), label}, 0.6)
	}
}

// measure makes "S be down 5%" of an adverb or adjective with a quantity.
func (r *relator) measure(f frame, n int) {
	for c := range r.children(n) {
		if r.is(c, "obl", "nmod", "obl:npmod", "obl:unmarked") && r.caseOf(c) == "" && r.kindOf(c) == extract.Quantity && !r.temporal(c) && !r.compared(n) {
			r.emit(f, "copula/measure", f.subject, place{c, []int{n}, f.label + " " + r.lower(n)}, 0.65)
		}
	}
}

// compared says whether an adjective compares: "20% more powerful", "two inches taller".
func (r *relator) compared(n int) bool {
	return r.xpos(n) == "JJR" || r.xpos(n) == "RBR" || r.more(n) >= 0
}

// more is the "more" or "less" before an adjective, or -1.
func (r *relator) more(n int) int {
	for _, c := range r.all(n, "advmod") {
		if word := r.lower(c); (word == "more" || word == "less") && c < n {
			return c
		}
	}
	return -1
}

// direction is the adverb that says where a quantity leads ("down 5%"), or -1.
func (r *relator) direction(n int) int {
	if cop := r.copula(n); cop >= 0 {
		for i := cop + 1; i < n; i++ { // whatever the parser hung it on
			if word := r.lower(i); word == "down" || word == "up" || word == "off" {
				return i
			}
		}
	}
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
		amount := r.mention(n)
		amount.Start = max(amount.Start, way+1)
		for _, s := range r.subjects(f.subject) {
			r.out = append(r.out, r.relation(f, "copula/measure", s, amount, place{n, []int{way}, f.label + " " + r.lower(way)}, 0.65))
		}
		return
	}
	made := false
	for _, o := range r.complementsOf(n) {
		label := f.label + " " + r.roleLabel(n) + o.via + " " + o.prep
		tokens := append(r.roleTokens(n), o.tokens...)
		r.emit(f, "copula/role", f.subject, place{o.head, tokens, label}, 0.7)
		made = made || roleNouns[r.lemma(n)] || r.lemma(n) == "one" || o.prep == "of" && r.mention(n).Contains(o.head)
	}
	if !made && !r.hollow(n) {
		r.emit(f, "copula/noun", f.subject, place{n, nil, f.label}, 0.65)
	}
}

// hollow says whether a noun alone says nothing of its subject: "the subject (of an inquiry)", "the only one".
func (r *relator) hollow(n int) bool {
	if vagueGroups[r.lemma(n)] {
		return true
	}
	of := r.ofPhrase(n)
	return of >= 0 && r.core(n).Len() <= 2 && r.child(n, "amod", "compound") < 0 && r.mention(n).End <= of
}

// complementsOf are the phrases that say of what a noun is a role, part or kind: by "of" and its like, by a possessor,
// by a name before it ("Facebook founder"). Of a field and who it is for ("president of sales at Nokia") only the latter.
func (r *relator) complementsOf(n int) []oblique {
	var out []oblique
	for c := range r.children(n) {
		switch {
		case c > n && r.is(c, "nmod", "obl"):
			if r.complements(n, c) {
				out = append(out, oblique{head: c, prep: r.caseOf(c), tokens: r.caseTokens(c)})
			}
		case c < n && r.is(c, "nmod:poss"):
			out = append(out, oblique{head: c, prep: "of"})
		case c < n && r.is(c, "compound", "amod", "nmod") && r.named(c) && roleNouns[r.lemma(n)]:
			out = append(out, oblique{head: c, prep: "of"})
		}
	}
	if len(out) == 0 || !roleNouns[r.lemma(n)] || out[0].head < n || r.label(out[0].head) != "" {
		return out
	}
	return r.pastField(n, out)
}

// complements says whether a phrase behind a noun says of what it is a role, part or kind.
func (r *relator) complements(n, c int) bool {
	prep := r.caseOf(c)
	switch prep {
	case "of", "for", "at", "in", "to", "from", "with", "on", "against":
		return !r.temporal(c) && (prep == "of" || r.label(c) != "" || roleNouns[r.lemma(n)])
	}
	return false
}

// pastField puts the field of a role into its words where a name follows that says where the role is held.
func (r *relator) pastField(n int, complements []oblique) []oblique {
	field := complements[0]
	via := " " + field.prep + " " + strings.ToLower(r.d.TextOf(r.core(field.head)))
	tokens := append(append([]int(nil), field.tokens...), tokensOf(r.core(field.head))...)
	var out []oblique
	for _, o := range complements[1:] {
		if o.head > field.head && r.label(o.head) != "" {
			out = append(out, oblique{head: o.head, prep: o.prep, tokens: append(tokens, o.tokens...), via: via})
		}
	}
	for c := range r.children(field.head) {
		if c > field.head && r.is(c, "nmod") && r.label(c) != "" && r.complements(n, c) {
			out = append(out, oblique{head: c, prep: r.caseOf(c), tokens: append(tokens, r.caseTokens(c)...), via: via})
		}
	}
	if len(out) == 0 {
		return complements
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
