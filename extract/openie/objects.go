package openie

import (
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// objectOf makes the relations of a direct object and of what hangs on it.
func (r *relator) objectOf(f frame) {
	if ban, ok := r.ban(f); ok {
		r.emit(ban.frame, "directive/cessation", ban.frame.subject, ban.place, 0.8)
		ban.frame.rule = "directive"
		r.ownedObject(ban.frame, ban.place)
		return
	}
	label, rule, confidence := f.label, f.rule+"/object", 0.75
	var tokens []int
	if x := r.chained(f.verb); x >= 0 && r.verbal(x) && requestVerbs[r.lemma(f.verb)] {
		inner := r.groupOf(x)
		label, tokens, rule = r.chainLabel(f.label, inner, false), inner.tokens, "directive/person"
		if inner.negated {
			label = strings.Replace(label, " to ", " not to ", 1) // "begged the mayors not to close the bridge"
		}
		if obj := r.child(x, "obj"); obj >= 0 {
			r.emit(f, "directive/object", f.subject, place{obj, tokens, label}, 0.6)
			r.ownedObject(f, place{obj, tokens, label})
		}
	}
	if r.lemma(f.verb) == "include" && f.rule == "relative" {
		return // its objects are examples of the subject and are told with it
	}
	wished := rule == "directive/person" && wishVerbs[r.lemma(f.verb)]
	if f.subject >= 0 && !r.vague(f) && !wished && !r.quality(f.object) && !r.completed(f) {
		r.emit(f, rule, f.subject, place{f.object, tokens, label}, confidence)
	}
	r.ownedObject(f, place{f.object, tokens, label})
	if f.subject < 0 {
		return
	}
	r.included(f)
	for c := range r.children(f.object) {
		prep, told := r.nounOfObject(f, c)
		if !told {
			continue
		}
		if prep == "with" && supplyVerbs[r.lemma(f.verb)] {
			p := place{f.object, append(r.coreTokens(c), r.caseTokens(c)...), f.label + " " + r.nounLabel(c) + " to"}
			r.emit(f, f.rule+"/supply", f.subject, p, 0.7)
		}
		p := place{c, append(r.coreTokens(f.object), r.caseTokens(c)...), f.label + " " + r.nounLabel(f.object) + " " + prep}
		r.emit(f, f.rule+"/noun-of-object", f.subject, p, 0.6)
	}
}

// completed says whether an object is a noun alone that says little without the phrase behind it, with which it is told:
// "receive access to data", "reach a deal with Nokia".
func (r *relator) completed(f frame) bool {
	o := f.object
	if r.upos(o) != "NOUN" || r.label(o) != "" || goodsNouns[r.lemma(o)] || isPersonNoun(r.lemma(o)) || r.nounLabel(o) == "" {
		return false
	}
	if r.qualified(o) {
		return false
	}
	for c := range r.children(o) {
		if c > o && r.is(c, "acl") && r.xpos(c) == "VB" && bondNouns[r.lemma(o)] {
			return true // "agreed a deal to buy Nokia"
		}
		if prep, told := r.nounOfObject(f, c); told && !placePrepositions[prep] {
			return true
		}
	}
	for _, p := range f.obliques {
		switch p.prep {
		case "with", "to", "from", "for", "against":
			if !r.idle(p) && r.label(p.head) != "" {
				return true
			}
		}
	}
	return false
}

// qualified says whether a noun has words before it that say which one it is.
func (r *relator) qualified(noun int) bool {
	for c := range r.children(noun) {
		if c < noun && r.is(c, "amod", "compound", "nummod", "nmod:poss") && r.xpos(c) != "PRP$" && r.lower(c) != "such" && r.lower(c) != "own" {
			return true
		}
	}
	return false
}

// quality says whether an object is an adjective alone: "a stronger and more viable paper" is one thing.
func (r *relator) quality(object int) bool {
	return r.upos(object) == "ADJ" && r.label(object) == "" && r.child(object, "det", "nmod:poss", "nummod") < 0
}

// included makes "Berg is one of the freed men" of "the freed men included Berg".
func (r *relator) included(f frame) {
	if r.lemma(f.verb) != "include" || f.rule != "clause" || f.negated || !r.plural(f.subject) || r.label(f.subject) != "" {
		return
	}
	group := r.mention(f.subject)
	for _, m := range r.tree.mentions(f.object) {
		if m.Kind == extract.Name && m.Label != "" {
			r.out = append(r.out, r.relation(f, "clause/included", m, group, place{f.subject, nil, "be one of"}, 0.6))
		}
	}
}

// nounOfObject says whether a part of the object is told of the subject too, and by which preposition it hangs there.
func (r *relator) nounOfObject(f frame, c int) (prep string, told bool) {
	if !r.is(c, "nmod") || c < f.object || r.is(c, "nmod:poss") {
		return "", false
	}
	prep = r.caseOf(c)
	if prep == "of" && r.nounLabel(f.object) == "" {
		return prep, false
	}
	plain := prep == "of" && r.label(c) == "" && r.upos(c) != "PRON" && !actWords[r.nounLabel(f.object)]
	return prep, prep != "" && !plain && !r.temporal(c) && !r.idle(oblique{head: c, prep: prep})
}

// ownedObject makes "warn against using phones of Nokia" of goods whose maker stands before them: "Nokia phones".
func (r *relator) ownedObject(f frame, p place) {
	if f.subject < 0 || f.passive || !goodsNouns[r.lemma(p.head)] || r.upos(p.head) != "NOUN" {
		return
	}
	maker := r.child(p.head, "compound")
	if maker < 0 || r.label(maker) != nlp.Organization {
		return
	}
	noun := r.lemma(p.head)
	if r.plural(p.head) {
		noun = r.lower(p.head)
	}
	p.tokens = append(append([]int(nil), p.tokens...), p.head)
	r.emit(f, f.rule+"/maker", f.subject, place{maker, p.tokens, p.label + " " + noun + " of"}, 0.55)
}

// vague says whether a light verb's object says nothing without what hangs on it: "take part", "make sense".
func (r *relator) vague(f frame) bool {
	if plainSpeech[r.lemma(f.verb)] && r.upos(f.object) != "PROPN" || r.upos(f.object) == "VERB" {
		return true
	}
	switch r.lemma(f.verb) {
	case "take", "make", "have", "give", "pay":
		return r.upos(f.object) == "NOUN" && r.core(f.object).Len() == 1 && r.lower(f.object) != r.lemma(f.object)+"s"
	}
	return false
}

// throughObject makes "share data with N" of "shared data with N": the object's noun joins the predicate.
func (r *relator) throughObject(f frame, o oblique) {
	label := f.label
	tokens := append([]int(nil), o.tokens...)
	if noun := r.nounLabel(f.object); noun != "" {
		label += " " + noun
		tokens = append(tokens, r.coreTokens(f.object)...)
	}
	r.emit(f, f.rule+"/through-object", f.subject, place{o.head, tokens, label + " " + o.prep}, 0.6)
}

// nounLabel is the noun of an object as it stands in a predicate's label; empty for names and pronouns.
func (r *relator) nounLabel(head int) string {
	if r.upos(head) != "NOUN" || measureNouns[r.lemma(head)] || r.label(head) != "" && r.d.Entities[r.name[head]].Len() > 1 {
		return ""
	}
	noun := r.lemma(head)
	switch noun {
	case "sale", "talk", "tie":
		return noun + "s"
	case "datum":
		return "data"
	}
	return noun
}

// coreTokens are the words of an object's noun that a surface shows: the noun with its compounds.
func (r *relator) coreTokens(head int) []int {
	if r.upos(head) != "NOUN" {
		return nil
	}
	out := []int{head}
	out = append(out, r.all(head, "compound")...)
	sort.Ints(out)
	return out
}
