package openie

import (
	"slices"
	"sort"
	"strings"

	"newsgraph/extract"
)

// frame is one predicate of a sentence with its places filled: what both styles of output are made of.
type frame struct {
	rule     string
	verb     int   // the token whose complements these are: of "agreed to buy" it is "buy"
	tokens   []int // the predicate's own words
	label    string
	subject  int // head of the subject, -1 for none
	object   int // head of the direct object, -1 for none
	receiver int // head of the indirect object, -1 for none
	agent    int // head of the agent of a passive, -1 for none
	passive  bool
	nominal  int // head of the predicate noun or adjective of a copula, -1 for a verb
	obliques []oblique
	times    []int // heads of the phrases that say when, as the clause itself has them
	dated    []int // heads of the phrases that date it, be they its own or those of what it goes with
	negated  bool
	modality extract.Modality
	would    bool
	speaker  *extract.Mention
	sentence int
}

// oblique is a phrase that hangs on a predicate by a preposition.
type oblique struct {
	head   int
	prep   string
	tokens []int  // of the preposition
	denied bool   // "not on the server": the clause is not so of it
	via    string // the words between a role and this: " of mobile partnerships" in "president of mobile partnerships for"
}

// frames are the frames of a document in order of the text.
func (t *tree) frames() []frame {
	var out []frame
	for si, s := range t.d.Sentences {
		for i := s.Start; i < s.End; i++ {
			if !t.predicate(i) {
				continue
			}
			for _, f := range t.framesAt(i) {
				f.sentence = si
				out = append(out, f)
			}
		}
	}
	return out
}

// predicate says whether a token heads a clause.
func (t *tree) predicate(i int) bool {
	if t.copula(i) >= 0 {
		return true
	}
	if t.upos(i) == "ADJ" && t.is(i, "root", "ccomp", "conj", "advcl", "acl:relcl", "parataxis") && t.child(i, "xcomp", "aux") >= 0 {
		return true
	}
	return t.verbal(i) && !t.is(i, "amod", "aux", "cop", "case", "compound", "fixed", "flat", "mark", "det", "discourse")
}

// framesAt are the frames that a predicate heads: one, or none where its words belong to the chain of another.
func (t *tree) framesAt(i int) []frame {
	if t.carrier(i) {
		return nil
	}
	f := t.bare(i)
	t.complete(&f, i)
	t.inherit(&f, i)
	f.times = t.ownTimes(i)
	f.dated = t.timesFor(i, f.times)
	if speaker := t.speakerOf(&f, i); speaker != nil {
		f.speaker = speaker
	}
	t.settle(&f)
	return []frame{f}
}

// carrier says whether a verb only carries the infinitive or gerund after it: "began to sell" is told at "sell".
func (t *tree) carrier(i int) bool {
	x := t.chained(i)
	return x >= 0 && t.patient(i) < 0
}

// patient is the object of a verb, which may do what the infinitive behind it says, or -1. In "pleaded guilty" there is
// none.
func (t *tree) patient(i int) int {
	if obj := t.child(i, "obj", "iobj"); obj >= 0 && t.lower(obj) != "guilty" {
		return obj
	}
	return -1
}

// chained is the verb that depends on i as its infinitive or gerund with the same subject, or -1.
func (t *tree) chained(i int) int {
	for _, x := range t.all(i, "xcomp", "advcl", "obl", "ccomp") {
		if t.linked(x) && (t.verbal(x) || t.copula(x) >= 0) {
			return x
		}
	}
	return -1
}

// linked says whether a verb is told together with the one that it hangs on: an infinitive or gerund of the same
// subject, or a gerund with the preposition that the verb asks for.
func (t *tree) linked(i int) bool {
	if t.is(i, "xcomp") {
		return true
	}
	h := t.head(i)
	if h < 0 || t.xpos(i) != "VBG" || !gerundVerbs[t.lemma(h)] || !t.is(i, "advcl", "obl", "ccomp", "acl") {
		return false
	}
	return gerundPrepositions[t.caseOf(i)]
}

// bare is the frame of a predicate with only the words of its verb group.
func (t *tree) bare(i int) frame {
	g := t.groupOf(i)
	f := frame{
		rule: "clause", verb: i, tokens: g.tokens, label: g.label, negated: g.negated, modality: g.modality, would: g.would,
		subject: -1, object: -1, receiver: -1, agent: -1, nominal: -1, passive: t.passiveOf(g),
	}
	if t.copula(i) >= 0 || !t.verbal(i) {
		f.nominal = i
	}
	return f
}

// complete fills in what hangs on the predicate itself.
func (t *tree) complete(f *frame, i int) {
	for c := range t.children(i) {
		switch {
		case t.is(c, "nsubj", "nsubj:pass") && f.subject < 0:
			f.subject = c
		case t.is(c, "obj") && f.object < 0 && !t.when(c) && t.lower(c) != "guilty":
			f.object = c
		case t.is(c, "iobj") && f.receiver < 0:
			f.receiver = c
		case t.is(c, "obl:agent") && !t.manner(c):
			f.agent = c
		case f.object < 0 && f.nominal < 0 && t.bareObject(i, c):
			f.object = c
		case t.is(c, "obl"):
			t.addOblique(f, c)
		case t.is(c, "nmod") && f.nominal >= 0 && c > i:
			t.addOblique(f, c)
		}
	}
	if f.object < 0 && f.receiver >= 0 {
		f.object, f.receiver = f.receiver, -1
	}
	if f.passive && f.agent < 0 {
		t.findAgent(f)
	}
}

// bareObject says whether a phrase that the parser took for an oblique is an object: "expand by five the pool".
func (t *tree) bareObject(verb, c int) bool {
	return t.rels[c] == "obl" && c > verb && t.child(verb, "obj") < 0 && t.caseOf(c) == "" && t.upos(c) == "NOUN" && t.child(c, "det") >= 0 &&
		!t.temporal(c) && !t.passiveOf(t.groupOf(verb))
}

// findAgent takes the "by" phrase of a passive as its agent where the parser did not say so.
func (t *tree) findAgent(f *frame) {
	for k, o := range f.obliques {
		if o.prep == "by" && !t.temporal(o.head) && !t.manner(o.head) && t.upos(o.head) != "VERB" {
			f.agent = o.head
			f.obliques = append(f.obliques[:k:k], f.obliques[k+1:]...)
			return
		}
	}
}

// manner says whether a "by" phrase says how or how much: "made by hand", "lost by five points".
func (t *tree) manner(i int) bool {
	if t.kindOf(i) == extract.Quantity && (t.upos(i) != "NOUN" || measureNouns[t.lemma(i)] || lengthNouns[t.lemma(i)]) {
		return true
	}
	return mannerNouns[t.lemma(i)] && t.core(i).Len() == 1 || t.lemma(i) == "margin"
}

func (t *tree) addOblique(f *frame, c int) {
	prep := t.caseOf(c)
	if t.timeOblique(c) || prep == "" || strings.HasPrefix(prep, "according") {
		return
	}
	f.obliques = append(f.obliques, oblique{head: c, prep: prep, tokens: t.caseTokens(c), denied: t.setApart(f, c)})
	for _, conjunct := range t.all(c, "conj") {
		if own := t.caseOf(conjunct); own != "" && own != prep && !strings.HasPrefix(own, "according") && t.nominal(conjunct) && !t.excluded(conjunct) {
			f.obliques = append(f.obliques, oblique{head: conjunct, prep: own, tokens: t.caseTokens(conjunct)})
		}
	}
}

// setApart says whether an oblique is named to be left out beside another one before it: "on the phone, not on the server".
func (t *tree) setApart(f *frame, c int) bool {
	return len(f.obliques) > 0 && c > f.verb && t.excluded(c)
}

// inherit fills in what a clause takes from the one that it hangs on: subject, chain, modality, shared object.
func (t *tree) inherit(f *frame, i int) {
	if t.linked(i) {
		t.inheritChain(f, i)
	}
	if t.is(i, "conj") {
		t.inheritConjunct(f, i)
	}
	if f.object < 0 && f.nominal < 0 && !f.passive {
		t.shareObject(f, i)
	}
	if f.subject < 0 {
		f.subject = t.controller(i, 0)
	}
	t.relative(f, i)
	t.conditional(f, i)
	t.alleged(f, i)
	t.factual(f, i)
}

// alleged makes what hangs on an accusation's content a possibility too: "accused China of using threats to impose its
// will".
func (t *tree) alleged(f *frame, i int) {
	at := i
	for depth := 0; depth < 4 && t.is(at, "advcl", "conj", "xcomp") && t.head(at) >= 0; depth++ {
		h := t.head(at)
		if t.linked(at) && accusationVerbs[t.lemma(h)] && t.child(h, "obj") >= 0 {
			t.controlled(f, h)
			return
		}
		at = h
	}
}

// inheritChain puts the verbs that carry this one before it: "agreed to buy", "was expected to resign".
func (t *tree) inheritChain(f *frame, i int) {
	h, inner := t.head(i), f.verb
	for depth := 0; h >= 0 && depth < 6; depth++ {
		outer := t.groupOf(h)
		f.negated = f.negated || outer.negated
		if f.modality == extract.Asserted {
			f.modality, f.would = outer.modality, outer.would
		}
		if f.modality == extract.Asserted && !t.linked(h) && (planVerbs[t.lemma(h)] || adjectivePlans[t.lower(h)] && t.upos(h) == "ADJ") {
			f.modality = extract.Planned
		}
		if t.patient(h) >= 0 {
			t.controlled(f, h)
			return
		}
		t.prefixChain(f, h, inner, outer)
		for c := range t.children(h) {
			if t.is(c, "obl") && c != inner {
				t.addOblique(f, c)
			}
		}
		if !t.linked(h) {
			return
		}
		h, inner = t.head(h), h
	}
}

// controlled reads a verb whose subject is the object of the one above it: "ordered shops to stop", "accused China of
// using", "barred companies from selling".
func (t *tree) controlled(f *frame, h int) {
	switch verb := t.lemma(h); {
	case accusationVerbs[verb]:
		f.modality = extract.Possible
		if s := t.subjectOf(h, 0); s >= 0 {
			f.speaker = t.speaker(s)
		}
	case preventionVerbs[verb]:
		f.negated = !f.negated
		f.modality = extract.Planned
	case requestVerbs[verb]:
		f.modality = extract.Planned
		if t.caseOf(f.verb) == "against" {
			f.negated = !f.negated
		}
	}
}

// prefixChain puts verb h before the chain that begins with verb next.
func (t *tree) prefixChain(f *frame, h, next int, outer verbGroup) {
	f.tokens = append(append([]int(nil), outer.tokens...), f.tokens...)
	f.tokens = append(f.tokens, t.all(next, "mark", "case")...)
	if t.upos(h) == "ADJ" && !slices.Contains(f.tokens, h) {
		f.tokens = append(f.tokens, h) // "is unable to sell"
	}
	sort.Ints(f.tokens)
	if raisingVerbs[t.lemma(h)] || t.upos(h) == "ADJ" || outer.passive && planVerbs[t.lemma(h)] {
		return
	}
	inner := verbGroup{head: next, label: f.label}
	if admissionVerbs[t.lemma(h)] {
		if s := t.subjectOf(h, 0); s >= 0 {
			f.speaker = t.speaker(s)
		}
		return
	}
	inner.prep = t.caseOf(next)
	if adjective := t.child(h, "xcomp"); adjective >= 0 && t.upos(adjective) == "ADJ" && adjective < f.verb && t.lower(adjective) != "guilty" {
		outer.label += " " + t.lower(adjective)
	}
	if outer.passive {
		outer.label = "be " + t.participleForm(h)
	}
	f.label = t.chainLabel(outer.label, inner, f.passive)
	f.passive = f.passive && t.child(f.verb, "aux:pass") < 0
}

// inheritConjunct takes over the auxiliaries of the verb that this one is joined to, where it has none of its own.
func (t *tree) inheritConjunct(f *frame, i int) {
	h := t.head(i)
	if h < 0 || f.subject >= 0 || t.child(i, "aux", "cop") >= 0 {
		return
	}
	outer := t.groupOf(h)
	if f.modality == extract.Asserted {
		f.modality, f.would = outer.modality, outer.would
	}
	if outer.passive && (t.xpos(i) == "VBN" || t.xpos(i) == "VBD" && courtVerbs[t.lemma(i)] && t.child(i, "obj", "xcomp", "ccomp") < 0) {
		f.passive = true
		if f.agent < 0 {
			t.findAgent(f)
		}
	}
	// "has never collected or stored": the negation is that of both; "did not resign and said" is not.
	if cc := t.child(i, "cc"); outer.negated && cc >= 0 && t.lower(cc) != "but" && t.sameForm(i, h) {
		f.negated = true
	}
	if t.is(h, "xcomp") && t.child(i, "mark", "nsubj") < 0 && t.xpos(i) == t.xpos(h) {
		t.inheritChain(f, h)
	}
}

// sameForm says whether two verbs joined by "and" stand in the same form; taggers mix up past and participle.
func (t *tree) sameForm(a, b int) bool {
	past := func(i int) bool { return t.xpos(i) == "VBD" || t.xpos(i) == "VBN" }
	return t.xpos(a) == t.xpos(b) || past(a) && past(b)
}

// shareObject takes the object of the verb joined to this one, where this one has none: "collected or stored data".
func (t *tree) shareObject(f *frame, i int) {
	if h := t.head(i); t.is(i, "conj") && h >= 0 && t.closeBefore(h, i) && len(f.obliques) == 0 && t.child(i, "nsubj", "ccomp", "xcomp") < 0 {
		if obj := t.child(h, "obj"); obj > i {
			f.object = obj
			return
		}
	}
	for _, c := range t.all(i, "conj") {
		if t.verbal(c) && t.child(c, "nsubj") < 0 && len(f.obliques) == 0 {
			if obj := t.child(c, "obj"); obj >= 0 && t.closeBefore(i, c) {
				f.object = obj
				return
			}
		}
	}
}

// closeBefore says whether verb i stands just before the verb c that is joined to it.
func (t *tree) closeBefore(i, c int) bool { return c > i && c-i <= 3 }

// conditional makes a clause under "if" or "unless" a possibility.
func (t *tree) conditional(f *frame, i int) {
	if mark := t.child(i, "mark"); mark >= 0 {
		switch t.lower(mark) {
		case "if", "unless", "whether", "lest", "should":
			f.modality = extract.Possible
		case "to":
			purpose := t.is(i, "advcl") && len(t.yearsOf(t.ownTimes(i))) == 0
			if t.is(i, "acl") && t.head(i) >= 0 && t.lemma(t.head(i)) == "announcement" {
				return // what is announced on a day happens that day
			}
			if f.modality == extract.Asserted && t.is(i, "acl") && t.refused(t.head(i)) {
				f.modality = extract.Possible // "will not accept attempts to close the bridge"
			}
			if f.modality == extract.Asserted && (t.is(i, "acl") || purpose) && t.xpos(i) != "VBG" {
				f.modality = extract.Planned
			}
		}
	}
	h := t.head(i)
	if t.is(i, "ccomp") && h >= 0 && doubtVerbs[t.lemma(h)] && f.modality == extract.Asserted {
		f.modality = extract.Possible
	}
}

// refused says whether a noun is the object of a verb that denies or ends it.
func (t *tree) refused(noun int) bool {
	h := t.head(noun)
	if h < 0 || !t.is(noun, "obj", "nsubj:pass") {
		return false
	}
	return denialVerbs[t.lemma(h)] || endVerbs[t.lemma(h)] || t.groupOf(h).negated
}

// settle decides what depends on everything else.
func (t *tree) settle(f *frame) {
	if f.would && f.speaker != nil || f.modality == extract.Asserted && t.scheduled(f) {
		f.modality = extract.Planned
	}
	if f.object >= 0 && t.lower(f.object) == "that" && t.is(f.object, "obj") { // a "that" that no relative clause has taken up
		f.object = -1
	}
}
