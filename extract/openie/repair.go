package openie

import (
	"strings"

	"newsgraph/extract"
)

// repair mends what parsers often get wrong and the words decide. It says whether it changed anything.
func (t *tree) repair() bool {
	changed := false
	for i := range t.heads {
		changed = t.hiddenVerb(i) || t.hiddenPerfect(i) || t.hiddenNaming(i) || changed
	}
	if changed {
		t.link()
	}
	for i := range t.heads {
		for _, mend := range []func(int) (int, string){t.asked, t.reportedSubject, t.goodsOf, t.fronted, t.reduced, t.titleSubject, t.joinedRole, t.intended,
			t.exampleOf, t.following, t.upTo, t.saidThat, t.plea} {
			if head, rel := mend(i); head >= 0 {
				t.heads[i], t.rels[i] = head, rel
				changed = true
			}
		}
	}
	return changed
}

// asked is the verb of order or request that an infinitive belongs to ("ordered shops to stop") where the parser hung it
// on as a purpose or on the object's noun; -1 where there is nothing to mend.
func (t *tree) asked(i int) (int, string) {
	if t.upos(i) != "VERB" || !t.is(i, "advcl", "acl") || t.is(i, "acl:relcl") {
		return -1, ""
	}
	mark := t.child(i, "mark")
	if mark < 0 || t.lower(mark) != "to" || t.xpos(i) != "VB" {
		return -1, ""
	}
	verb := t.head(i)
	for depth := 0; verb >= 0 && t.upos(verb) != "VERB" && depth < 4; depth++ {
		if !t.is(verb, "obj", "iobj", "nmod") {
			return -1, ""
		}
		verb = t.head(verb)
	}
	if verb < 0 || verb > i || !requestVerbs[t.lemma(verb)] || t.child(verb, "xcomp") >= 0 {
		return -1, ""
	}
	if obj := t.child(verb, "obj", "iobj"); obj < 0 || obj > i || obj < verb {
		return -1, ""
	}
	return verb, "xcomp"
}

// reportedSubject is the clause that a second subject of a verb of speech belongs to: of "Nokia said, Siemens was among
// them" what Siemens was.
func (t *tree) reportedSubject(i int) (int, string) {
	verb := t.head(i)
	if verb < 0 || i < verb || !t.is(i, "nsubj") || !speechVerbs[t.lemma(verb)] {
		return -1, ""
	}
	first, clause := t.child(verb, "nsubj"), t.child(verb, "ccomp")
	if first < 0 || first > verb || clause < i || t.child(clause, "nsubj") >= 0 {
		return -1, ""
	}
	return clause, "nsubj"
}

// fronted is the clause before a verb of speech that the first words of a sentence belong to: of "On Monday he met the
// mayor, the office said" it is when he met, not when the office said it.
func (t *tree) fronted(i int) (int, string) {
	verb := t.head(i)
	if verb < 0 || !t.is(i, "obl", "advmod", "advcl") || !speechVerbs[t.lemma(verb)] {
		return -1, ""
	}
	clause := t.child(verb, "ccomp")
	if clause < i || clause > verb || !t.verbal(clause) || strings.HasPrefix(t.caseOf(i), "according") {
		return -1, ""
	}
	return clause, t.rels[i]
}

// reduced is the noun before a participle that a parser took for one of the subject: in "visited the prison, dubbed the
// Hilton by soldiers" it is the prison that has the name.
func (t *tree) reduced(i int) (int, string) {
	if i < 2 || !t.is(i, "advcl", "conj") || t.xpos(i) != "VBN" && t.xpos(i) != "VBD" || t.lower(i-1) != "," || t.child(i, "nsubj", "nsubj:pass", "aux", "aux:pass", "mark", "cc") >= 0 {
		return -1, ""
	}
	noun := i - 2
	if t.upos(noun) != "NOUN" && t.upos(noun) != "PROPN" || t.head(i) >= noun || t.upos(t.head(i)) != "VERB" {
		return -1, ""
	}
	named := namingVerbs[t.lemma(i)] && len(t.all(i, "obj", "xcomp")) == 1 && (t.xpos(i) == "VBN" || nickVerbs[t.lemma(i)])
	seen := t.xpos(i) == "VBN" && seenVerbs[t.lemma(i)] && t.child(i, "obj") < 0 && t.child(i, "obl") > i
	if !t.agented(i) && !named && !seen {
		return -1, ""
	}
	for t.is(noun, "flat", "compound") && t.head(noun) >= 0 {
		noun = t.head(noun)
	}
	return noun, "acl"
}

// intended is the noun right before an infinitive that says to what: "rejected attempts to close the plant" is about
// attempts to close it, not about a rejection that shall.
func (t *tree) intended(i int) (int, string) {
	mark := t.child(i, "mark")
	if mark < 1 || mark != i-1 || t.lower(mark) != "to" || t.xpos(i) != "VB" || !t.is(i, "advcl", "xcomp") {
		return -1, ""
	}
	noun := mark - 1
	if t.upos(noun) != "NOUN" || !intentNouns[t.lemma(noun)] || !t.is(noun, "obj") || t.head(noun) != t.head(i) || requestVerbs[t.lemma(t.head(i))] {
		return -1, ""
	}
	return noun, "acl"
}

// titleSubject is the name that a title belongs to, where a parser made both of them subjects: "Nokia adviser John Roe met
// the mayor".
func (t *tree) titleSubject(i int) (int, string) {
	verb, next := t.head(i), t.subtree(i).End
	if verb < 0 || !t.is(i, "nsubj") || next >= verb || t.upos(next) != "PROPN" {
		return -1, ""
	}
	for _, second := range t.all(verb, "nsubj") {
		if second != i && t.subtree(second).Start == next && t.upos(second) == "PROPN" {
			return second, "nmod:desc"
		}
	}
	return -1, ""
}

// joinedRole is the name that a role after a comma belongs to, where a parser took the two for a list: "Paul Lind,
// founder and chief executive of Nokia, left"; of further roles it is the first.
func (t *tree) joinedRole(i int) (int, string) {
	name := t.head(i)
	if name < 0 || !t.is(i, "conj") || t.upos(name) != "PROPN" || t.upos(i) == "PROPN" || !roleNouns[t.lemma(i)] || t.plural(i) && !t.both(i) {
		return -1, ""
	}
	first := t.subtree(i).Start
	if t.lower(first) == "," {
		first++
	}
	if t.both(i) {
		return name, "appos" // "Berg and Lind, both professors"
	}
	if t.child(i, "det", "nmod:poss") >= 0 || first < 2 {
		return -1, ""
	}
	if t.lower(first-1) == "," && t.upos(first-2) == "PROPN" && t.child(i, "cc") < 0 {
		return name, "appos"
	}
	for _, c := range t.all(name, "appos", "conj") {
		if c < i && (roleNouns[t.lemma(c)] || t.is(c, "appos")) && t.upos(c) == "NOUN" {
			return c, "conj"
		}
	}
	return -1, ""
}

// both says whether a noun is told of two that were named: "both professors".
func (t *tree) both(i int) bool {
	det := t.child(i, "det")
	return det >= 0 && t.lower(det) == "both"
}

// exampleOf is the plural right before "such as" or "like" that examples belong to, where the parser took a noun further
// off: "voters in states like Ohio".
func (t *tree) exampleOf(i int) (int, string) {
	head := t.head(i)
	if head < 0 || !t.is(i, "nmod", "obl") {
		return -1, ""
	}
	switch t.caseOf(i) {
	case "such as", "like":
	default:
		return -1, ""
	}
	noun := t.caseTokens(i)[0] - 1
	if noun >= 0 && t.lower(noun) == "," {
		noun--
	}
	if noun <= head || t.upos(noun) != "NOUN" || !t.plural(noun) || t.is(i, "obl") && t.caseOf(i) == "like" {
		return -1, ""
	}
	return noun, "nmod"
}

// following is the noun that "following" stands before as a preposition, where it was taken for a verb: "was sacked
// following a poor run".
func (t *tree) following(i int) (int, string) {
	verb := t.head(i)
	if t.lower(i) != "following" || verb < 0 || !t.is(i, "advcl") || t.child(i, "nsubj", "aux", "mark", "obl") >= 0 {
		return -1, ""
	}
	noun := t.child(i, "obj")
	if noun < i {
		return -1, ""
	}
	t.heads[noun], t.rels[noun] = verb, "obl"
	return noun, "case"
}

// upTo is the verb whose object is a quantity with "up to" before it, where that was taken for a particle and a
// preposition: "faces up to ten years".
func (t *tree) upTo(i int) (int, string) {
	verb, to := t.head(i), t.child(i, "case")
	if verb < 0 || !t.is(i, "obl") || to < 1 || t.lower(to) != "to" || t.lower(to-1) != "up" || t.head(to-1) != verb || to-1 != verb+1 {
		return -1, ""
	}
	if t.child(i, "nummod") < 0 && t.upos(i) != "NUM" && t.upos(i) != "SYM" || t.child(verb, "obj") >= 0 || !lengthVerbs[t.lemma(verb)] && t.lemma(verb) != "pay" {
		return -1, ""
	}
	t.rels[to] = "dep"
	t.heads[to-1], t.rels[to-1] = i, "dep"
	return verb, "obj"
}

// saidThat is the verb of speech that a clause with "that" is the content of, where the parser took it for a clause of
// the noun before it: "said in an email that Lind had left the club".
func (t *tree) saidThat(i int) (int, string) {
	noun := t.head(i)
	if !t.is(i, "acl:relcl", "acl") || noun < 0 {
		return -1, ""
	}
	that, subject, more := -1, false, t.copula(i) >= 0
	for c := range t.children(i) {
		switch {
		case t.lower(c) == "that" && c < i:
			that = c
		case t.is(c, "nsubj", "nsubj:pass"):
			subject = true
		case t.is(c, "obj", "xcomp", "ccomp") && c > i:
			more = true
		}
	}
	if that < 0 || !subject || !more {
		return -1, ""
	}
	isWay, verb := wayNouns[t.lemma(noun)], t.head(noun)
	for depth := 0; verb >= 0 && t.upos(verb) != "VERB" && depth < 3 && t.is(verb, "nmod", "obl", "obj"); depth++ {
		isWay = isWay || wayNouns[t.lemma(verb)]
		verb = t.head(verb)
	}
	if !isWay || verb < 0 || !speechVerbs[t.lemma(verb)] || t.child(verb, "ccomp") >= 0 || verb > noun {
		return -1, ""
	}
	t.rels[that] = "mark"
	return verb, "ccomp"
}

// plea is the verb of "pleaded guilty" where the parser hung what goes with it on the adjective.
func (t *tree) plea(i int) (int, string) {
	guilty := t.head(i)
	if guilty < 0 || t.lower(guilty) != "guilty" || t.head(guilty) < 0 || t.lemma(t.head(guilty)) != "plead" || !t.is(i, "obl", "advcl") {
		return -1, ""
	}
	return t.head(guilty), t.rels[i]
}

// agented says whether a verb has a "by" phrase that may be its agent.
func (t *tree) agented(i int) bool {
	for _, c := range t.all(i, "obl") {
		if t.is(c, "obl:agent") || t.caseOf(c) == "by" && !t.temporal(c) && (t.upos(c) == "NOUN" || t.upos(c) == "PROPN") && t.kindOf(c) != extract.Quantity {
			return true
		}
	}
	return false
}

// goodsOf is the noun that a name is a maker of, where the parser made both of them objects of one verb: "sell Nokia and
// Siemens phones".
func (t *tree) goodsOf(i int) (int, string) {
	verb := t.head(i)
	if verb < 0 || !t.is(i, "obj") || t.upos(i) != "PROPN" {
		return -1, ""
	}
	next := t.subtree(i).End
	if next < len(t.heads) && t.head(next) == verb && t.is(next, "obj") && t.upos(next) == "NOUN" {
		return next, "compound"
	}
	return -1, ""
}

// hiddenVerb mends a clause that was parsed as a noun phrase: of "Nokia shared user data", where the verb was taken for
// an adjective of the data. It says whether token i was such a verb.
func (t *tree) hiddenVerb(i int) bool {
	noun := t.head(i)
	if i == 0 || noun <= i || !t.is(i, "amod") || t.upos(i) != "VERB" || t.xpos(i) == "VBG" {
		return false
	}
	name := i - 1
	for name > 0 && t.head(name) != noun && t.upos(name) == "PROPN" {
		name = t.head(name)
	}
	if name < 0 || name >= i || t.head(name) != noun || t.upos(i-1) != "PROPN" || !t.is(name, "compound", "nsubj", "nmod:unmarked", "nmod:desc") {
		return false
	}
	rel := t.rels[noun]
	if governor := t.head(noun); t.is(noun, "nsubj") && governor >= 0 && len(t.all(governor, "nsubj")) > 1 && speechVerbs[t.lemma(governor)] {
		rel = "ccomp"
	} else if !t.is(noun, "root", "ccomp", "parataxis", "conj") {
		return false
	}
	for c := max(0, name-40); c < name; c++ { // what stands before the name belongs to the clause: "On Monday, Nokia shared ..."
		if t.heads[c] == noun {
			t.heads[c] = i
			if t.is(c, "nmod") {
				t.rels[c] = "obl"
			}
		}
	}
	t.heads[i], t.rels[i] = t.heads[noun], rel
	t.heads[noun], t.rels[noun] = i, "obj"
	t.heads[name], t.rels[name] = i, "nsubj"
	return true
}

// hiddenNaming mends "was elected mayor of Paris" where the verb was taken for an adjective of the office. It says
// whether token i was such a verb.
func (t *tree) hiddenNaming(i int) bool {
	office := t.head(i)
	if office <= i || !t.is(i, "amod") || t.xpos(i) != "VBN" || !namingVerbs[t.lemma(i)] || !roleNouns[t.lemma(office)] {
		return false
	}
	cop := t.child(office, "cop")
	if cop < 0 || cop > i {
		return false
	}
	for c := range t.children(office) {
		switch {
		case c == i || c > office && t.is(c, "nmod") || c > i && c < office:
		case t.is(c, "nsubj"):
			t.heads[c], t.rels[c] = i, "nsubj:pass"
		case c == cop:
			t.heads[c], t.rels[c] = i, "aux:pass"
		default:
			t.heads[c] = i
		}
	}
	t.heads[i], t.rels[i] = t.heads[office], t.rels[office]
	t.heads[office], t.rels[office] = i, "xcomp"
	return true
}

// hiddenPerfect mends a perfect whose participle was taken for an adjective: of the object ("it had shared data"), or of
// a noun before it. It says whether token i was such a participle.
func (t *tree) hiddenPerfect(i int) bool {
	if i == 0 || t.upos(i) != "VERB" || t.xpos(i) != "VBN" && t.xpos(i) != "VBD" {
		return false
	}
	have := i - 1
	for have > 0 && (t.upos(have) == "ADV" || t.lower(have) == "not" || t.lower(have) == "n't") {
		have--
	}
	if t.lemma(have) != "have" || t.upos(have) != "VERB" || t.head(have) == i {
		return false
	}
	noun := t.head(i)
	ofObject := noun > i && t.is(i, "amod") && t.head(noun) == have && t.is(noun, "obj")
	if !ofObject && (t.child(have, "obj") >= 0 || t.child(i, "obj") < 0 && !t.carriedBy(i, have)) {
		return false
	}
	t.heads[i], t.rels[i] = t.heads[have], t.rels[have]
	for c := have - 1; c >= max(0, have-40); c-- {
		if t.heads[c] == have {
			t.heads[c] = i
		}
	}
	for c := have + 1; c < min(len(t.heads), have+60); c++ {
		if t.heads[c] == have && c != i {
			t.heads[c] = i
		}
	}
	t.heads[have], t.rels[have] = i, "aux"
	return true
}

// carriedBy says whether a participle without a subject of its own was taken for the complement of a verb.
func (t *tree) carriedBy(i, verb int) bool {
	return t.head(i) == verb && t.is(i, "xcomp", "ccomp") && t.child(i, "nsubj", "nsubj:pass", "mark") < 0
}
