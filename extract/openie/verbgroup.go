package openie

import (
	"sort"
	"strings"

	"newsgraph/extract"
)

// verbGroup is a predicate's verb with what belongs to it: auxiliaries, negation, particles.
type verbGroup struct {
	head     int
	tokens   []int // of the surface: auxiliaries, copula, negation, verb, particles, in order of the text
	label    string
	passive  bool
	negated  bool
	modality extract.Modality
	would    bool // "would": a plan when somebody is quoted with it, else a possibility
	finite   bool
	prep     string // the preposition before a gerund: "against using"
}

// groupOf reads the verb group of a predicate: a verb, or a nominal with a copula.
func (t *tree) groupOf(head int) verbGroup {
	g := verbGroup{head: head, label: t.lemma(head), prep: t.caseOf(head)}
	cop := t.copula(head)
	if cop >= 0 {
		g.label = "be"
		g.tokens = append(g.tokens, cop)
	} else {
		g.tokens = append(g.tokens, head)
		if t.upos(head) == "ADJ" {
			g.label = "be"
		}
	}
	for c := range t.children(head) {
		t.addAuxiliary(&g, c)
	}
	t.addPlea(&g)
	if g.negated && g.modality == extract.Possible && t.couldNot(g) {
		g.modality = extract.Asserted
	}
	g.would = g.would && !t.perfect(head)
	g.finite = g.finite || t.finite(head) || cop >= 0 && t.finite(cop)
	sort.Ints(g.tokens)
	return g
}

func (t *tree) addAuxiliary(g *verbGroup, c int) {
	switch {
	case t.is(c, "aux:pass") && t.lemma(c) != "have":
		g.passive = true
		g.tokens = append(g.tokens, c)
		g.finite = g.finite || t.finite(c)
	case t.is(c, "aux"):
		g.tokens = append(g.tokens, c)
		g.finite = true
		t.addModal(g, c)
	case t.is(c, "compound:prt"):
		g.tokens = append(g.tokens, c)
		g.label += " " + t.lower(c)
	case t.is(c, "advmod", "neg", "cc:preconj") && t.negative(c):
		g.negated = true
		g.tokens = append(g.tokens, c)
	case t.is(c, "advmod") && t.particle(g.head, c):
		g.tokens = append(g.tokens, c)
		g.label += " " + t.lower(c)
	case t.is(c, "advmod"):
		switch t.lower(c) {
		case "possibly", "perhaps", "maybe", "allegedly", "probably", "likely", "potentially":
			g.modality = extract.Possible
		}
	case t.is(c, "nsubj", "obj") && t.deniedNoun(c):
		g.negated = true
	}
}

// addPlea makes "plead guilty" and "plead not guilty" of the verb: the latter is no denial of a plea.
func (t *tree) addPlea(g *verbGroup) {
	if t.lemma(g.head) != "plead" {
		return
	}
	for c := range t.children(g.head) {
		if t.lower(c) != "guilty" {
			continue
		}
		plea := " guilty"
		for k := g.head + 1; k < c; k++ {
			if t.negative(k) {
				plea = " not guilty"
				g.negated = false
				g.tokens = append(g.tokens, k)
			}
		}
		g.label += plea
		g.tokens = append(g.tokens, c)
	}
	sort.Ints(g.tokens)
	g.tokens = compact(g.tokens)
}

// particle says whether an adverb is a part of its verb: right behind it, or behind its object.
func (t *tree) particle(verb, c int) bool {
	if !particles[t.lower(c)] || t.first[c] >= 0 || !t.verbal(verb) {
		return false
	}
	obj := t.child(verb, "obj")
	return c == verb+1 || obj > verb && c == t.subtree(obj).End
}

// particles are adverbs that right behind a verb are part of it.
var particles = list(`back up down out off away forward apart aside`)

// couldNot says whether a group denies that somebody was able: "could not" and "cannot" are no possibilities.
func (t *tree) couldNot(g verbGroup) bool {
	for _, i := range g.tokens {
		switch t.lower(i) {
		case "could", "can", "ca":
			return true
		}
	}
	return false
}

func (t *tree) addModal(g *verbGroup, aux int) {
	switch word := t.lower(aux); {
	case plannedAuxes[word] && !(word == "ca"):
		g.modality = extract.Planned
	case possibleAuxes[word] || word == "ca":
		g.modality = extract.Possible
	case word == "would" || word == "'d":
		g.modality, g.would = extract.Possible, true
	case word == "should" || word == "must":
		g.modality = extract.Possible
	}
}

// perfect says whether a verb has a "have" among its auxiliaries: "would have sold" never was a plan.
func (t *tree) perfect(i int) bool {
	for _, a := range t.all(i, "aux") {
		if t.lemma(a) == "have" {
			return true
		}
	}
	return false
}

func (t *tree) negative(i int) bool {
	if i+1 < len(t.d.Tokens) && notOnly[t.lower(i+1)] && t.lemma(i) == "not" {
		return false // "not only caught up"
	}
	return negations[t.lower(i)] || t.lemma(i) == "not"
}

// deniedNoun says whether a noun phrase denies its clause: "no evidence", "none of them", "nobody".
func (t *tree) deniedNoun(i int) bool {
	switch t.lower(i) {
	case "none", "nobody", "nothing", "neither":
		return true
	}
	det := t.child(i, "det")
	return det >= 0 && (t.lower(det) == "no" || t.lower(det) == "neither")
}

func (t *tree) finite(i int) bool {
	switch t.xpos(i) {
	case "VBD", "VBZ", "VBP", "MD":
		return true
	}
	return strings.Contains(t.token(i).Feats, "VerbForm=Fin")
}

// passiveOf says whether the clause of a verb is passive.
func (t *tree) passiveOf(g verbGroup) bool {
	if g.passive {
		return true
	}
	if neverPassive[t.lemma(g.head)] || t.lemma(g.head) == "call" && t.callsFor(g.head) {
		return false
	}
	if agent := t.child(g.head, "obl:agent"); agent >= 0 && t.manner(agent) && t.child(g.head, "aux:pass") < 0 && t.xpos(g.head) == "VBD" {
		return false // "lost by five points"
	}
	if t.child(g.head, "obl:agent") >= 0 || t.child(g.head, "nsubj:pass", "csubj:pass") >= 0 && t.xpos(g.head) != "VBD" {
		return true
	}
	if t.is(g.head, "xcomp", "ccomp") && t.xpos(g.head) == "VBN" && t.child(g.head, "aux", "nsubj", "obj", "mark") < 0 {
		return true // "found her buried in a basket"
	}
	return t.is(g.head, "acl") && !t.is(g.head, "acl:relcl") && (t.xpos(g.head) == "VBN" || t.xpos(g.head) == "VBD") && t.child(g.head, "aux", "nsubj") < 0
}

// callsFor says whether a verb has a "for" beside it: "called for help" is no passive of "call".
func (t *tree) callsFor(i int) bool {
	for _, c := range t.all(i, "obl") {
		if t.caseOf(c) == "for" {
			return true
		}
	}
	return false
}

// chainLabel puts the label of a verb before that of the infinitive or gerund that depends on it: "agree to buy".
func (t *tree) chainLabel(outer string, inner verbGroup, passive bool) string {
	label := inner.label
	if passive && t.xpos(inner.head) == "VBN" && t.child(inner.head, "aux:pass", "mark") < 0 {
		return outer + " " + t.participleForm(inner.head) // "was left stranded"
	}
	if passive {
		label = "be " + t.participleForm(inner.head) + strings.TrimPrefix(label, t.lemma(inner.head))
	}
	if t.xpos(inner.head) == "VBG" {
		if gerundPrepositions[inner.prep] {
			outer += " " + inner.prep
		}
		return outer + " " + t.lower(inner.head) + strings.TrimPrefix(inner.label, t.lemma(inner.head))
	}
	return outer + " to " + label
}

// participleForm is the verb as it stands, which in a passive is its past participle.
func (t *tree) participleForm(i int) string { return t.lower(i) }
