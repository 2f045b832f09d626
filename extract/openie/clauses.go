package openie

import (
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// frame makes the relations of one frame: of its subject with its object, and with the noun of each oblique.
func (r *relator) frame(f frame) {
	if f.subject < 0 && f.agent < 0 || f.subject >= 0 && !f.negated && r.deniedNoun(f.subject) {
		return // of "no deal" nothing is told but that it is not
	}
	if f.subject >= 0 && r.label(f.subject) == "" && r.temporal(f.subject) {
		return // "this week brought rain"
	}
	r.naming(f)
	r.addressed(f)
	r.gerund(f)
	switch {
	case f.nominal >= 0:
		r.copular(f)
	case f.passive:
		r.passiveClause(f)
	default:
		r.activeClause(f)
	}
}

// place is one filled place of a relation that is being made.
type place struct {
	head   int
	tokens []int // the words between the verb and it: the preposition, the noun of a light verb
	label  string
}

// emit makes a relation of every subject with every object.
func (r *relator) emit(f frame, rule string, subject int, p place, confidence float64) {
	r.emitOf(f, rule, r.subjects(subject), p, confidence)
}

// emitOf makes a relation of each of these subjects with every object.
func (r *relator) emitOf(f frame, rule string, subjects []extract.Mention, p place, confidence float64) {
	objects := r.tree.mentions(p.head)
	for _, s := range subjects {
		for _, o := range objects {
			if s.Head == o.Head && s.Text == o.Text {
				continue
			}
			r.out = append(r.out, r.relation(f, rule, s, o, p, confidence))
		}
	}
}

// subjects are the mentions of a subject; of a relative clause's antecedent also who is said to be one of it: "Huawei
// and TCL were among 60 companies that received data".
func (r *relator) subjects(head int) []extract.Mention {
	out := r.tree.mentions(head)
	if cop := r.copula(head); cop >= 0 && (r.caseOf(head) == "among" || r.lemma(head) == "one") {
		if s := r.child(head, "nsubj"); s >= 0 {
			out = append(out, r.tree.mentions(s)...)
		}
	}
	if one := r.head(head); one >= 0 && r.lemma(one) == "one" && r.is(head, "nmod") && r.copula(one) >= 0 {
		if s := r.child(one, "nsubj"); s >= 0 { // "Doe is one of the managers who won the cup"
			out = append(out, r.tree.mentions(s)...)
		}
	}
	return out
}

func (r *relator) relation(f frame, rule string, s, o extract.Mention, p place, confidence float64) extract.Relation {
	tokens := append(append([]int(nil), f.tokens...), p.tokens...)
	sort.Ints(tokens)
	rel := extract.Relation{
		Rule: rule, Subject: s, Object: o, Predicate: extract.Predicate{Tokens: compact(tokens), Label: p.label},
		Negated: f.negated, Modality: f.modality, Speaker: f.speaker, Time: r.timeSpan(&f), Sentence: f.sentence,
		Evidence: r.d.Sentences[f.sentence].Span, Confidence: confidence,
	}
	r.addArguments(&rel, f, p.head)
	return rel
}

// compact drops repeated tokens of a sorted list.
func compact(tokens []int) []int {
	out := tokens[:0]
	for i, tok := range tokens {
		if i == 0 || tok != tokens[i-1] {
			out = append(out, tok)
		}
	}
	return out
}

// addArguments adds what the frame says beside its subject and the object at head.
func (r *relator) addArguments(rel *extract.Relation, f frame, head int) {
	for _, o := range f.obliques {
		if o.head == head {
			continue
		}
		m := r.mention(o.head)
		role := r.roleOf(o, m)
		if role == extract.RolePlace && rel.Place == nil && m.Label == "LOC" {
			rel.Place = &m
		}
		rel.Arguments = append(rel.Arguments, extract.Argument{Role: role, Preposition: o.prep, Mention: m})
	}
	if f.object >= 0 && f.object != head && !f.passive {
		rel.Arguments = append(rel.Arguments, extract.Argument{Mention: r.mention(f.object)})
	}
	for _, when := range f.times {
		m := extract.Mention{Span: r.subtree(when), Head: when, Kind: extract.Quantity}
		rel.Arguments = append(rel.Arguments, extract.Argument{Role: extract.RoleTime, Preposition: r.caseOf(when), Mention: m})
	}
}

func (r *relator) roleOf(o oblique, m extract.Mention) extract.Role {
	switch {
	case placePrepositions[o.prep] && m.Label == "LOC":
		return extract.RolePlace
	case o.prep == "to":
		return extract.RoleRecipient
	case o.prep == "from":
		return extract.RoleSource
	case o.prep == "about" || o.prep == "on" || o.prep == "over" || o.prep == "regarding":
		return extract.RoleTopic
	case o.prep == "because of" || o.prep == "due to":
		return extract.RoleCause
	case o.prep == "for":
		return extract.RolePurpose
	case o.prep == "with" || o.prep == "through" || o.prep == "via":
		return extract.RoleInstrument
	case m.Kind == extract.Quantity:
		return extract.RoleQuantity
	}
	return extract.RoleOther
}

// activeClause makes "S verb O", "S verb O prep N", "S verb prep N".
func (r *relator) activeClause(f frame) {
	if r.telling(f) {
		return
	}
	if f.object >= 0 {
		r.objectOf(f)
	}
	if f.receiver >= 0 && f.object >= 0 {
		noun := r.nounLabel(f.object)
		r.emit(f, f.rule+"/receiver", f.subject, place{f.receiver, r.coreTokens(f.object), f.label + " " + noun + " to"}, 0.7)
	}
	r.mutual(f)
	for _, o := range f.obliques {
		if f.subject < 0 || o.prep == "" || r.idle(o) || f.object < 0 && plainSpeech[r.lemma(f.verb)] || r.way(f, o) || r.circumstance(f, o) {
			continue
		}
		if o.prep == "with" && f.object >= 0 && supplyVerbs[r.lemma(f.verb)] {
			p := place{f.object, append(r.coreTokens(o.head), o.tokens...), f.label + " " + r.nounLabel(o.head) + " to"}
			r.emit(f, f.rule+"/supply", f.subject, p, 0.7)
		}
		if o.prep == "as" {
			r.asRole(f, o)
		}
		if o.denied {
			r.deniedOblique(f, o, f.label)
			continue
		}
		if f.object < 0 {
			r.emit(f, f.rule+"/oblique", f.subject, place{o.head, o.tokens, f.label + " " + o.prep}, 0.65)
			r.excludedObliques(f, o, f.label)
			r.throughOblique(f, o, f.label)
			continue
		}
		r.throughObject(f, o)
		r.moved(f, o)
	}
}

// moved makes "Berg be sent to Oslo" of "they sent Berg to Oslo".
func (r *relator) moved(f frame, o oblique) {
	if !moveVerbs[r.lemma(f.verb)] || r.label(o.head) != nlp.Location || f.object < 0 || f.object > o.head || strings.Contains(f.label, " to ") {
		return
	}
	if o.prep != "to" && o.prep != "into" && o.prep != "from" {
		return
	}
	label := "be " + participle(r.lemma(f.verb)) + strings.TrimPrefix(f.label, r.lemma(f.verb)) + " " + o.prep
	r.emit(f, f.rule+"/moved", f.object, place{o.head, o.tokens, label}, 0.55)
}

// circumstance says whether an oblique only says under which circumstances a clause is so, and makes no statement of its
// own: a phrase without a name that stands before the subject, or behind the object with a preposition such as "during".
func (r *relator) circumstance(f frame, o oblique) bool {
	named := r.label(o.head) != "" || r.named(o.head)
	if fronted := f.subject > o.head && f.verb > o.head; fronted {
		return !named || aroundPrepositions[o.prep]
	}
	return !named && f.object >= 0 && aroundPrepositions[o.prep]
}

// way says whether an oblique says by which way something is said: "told the paper in an email".
func (r *relator) way(f frame, o oblique) bool {
	return speechVerbs[r.lemma(f.verb)] && wayNouns[r.lemma(o.head)] && r.label(o.head) == "" &&
		(o.prep == "in" || o.prep == "on" || o.prep == "during" || o.prep == "at" || o.prep == "by" || o.prep == "via")
}

// telling says whether a clause only says to whom something is said: "told reporters that".
func (r *relator) telling(f frame) bool {
	return f.object >= 0 && tellVerbs[r.lemma(f.verb)] && r.child(f.verb, "ccomp", "parataxis") >= 0 && r.kindOf(f.object) != extract.Name
}

// throughOblique makes "be linked to job at N" of "linked to a job at N": the oblique's noun joins the predicate.
func (r *relator) throughOblique(f frame, o oblique, label string) {
	noun := r.nounLabel(o.head)
	if noun == "" {
		return
	}
	for c := range r.children(o.head) {
		prep := r.caseOf(c)
		if c < o.head || !r.is(c, "nmod") || prep == "" || r.temporal(c) || r.label(c) == "" && noun != "end" || r.idle(oblique{head: c, prep: prep}) {
			continue
		}
		tokens := append(append(append([]int(nil), o.tokens...), r.coreTokens(o.head)...), r.caseTokens(c)...)
		r.emit(f, f.rule+"/through-oblique", f.subject, place{c, tokens, label + " " + o.prep + " " + noun + " " + prep}, 0.5)
	}
}

// excludedObliques denies a clause of the conjuncts of an oblique that it names to leave them out.
func (r *relator) excludedObliques(f frame, o oblique, label string) {
	for _, c := range r.all(o.head, "conj") {
		if r.nominal(c) && r.excluded(c) {
			r.deniedOblique(f, oblique{head: c, prep: o.prep, tokens: o.tokens}, label)
		}
	}
}

// deniedOblique denies a clause of one phrase.
func (r *relator) deniedOblique(f frame, o oblique, label string) {
	f.negated = !f.negated
	r.emit(f, f.rule+"/excluded", f.subject, place{o.head, o.tokens, label + " " + o.prep}, 0.6)
}

// asRole makes "work as pundit for N" of a role that a verb gives its subject.
func (r *relator) asRole(f frame, o oblique) {
	if !roleNouns[r.lemma(o.head)] {
		return
	}
	for _, c := range r.complementsOf(o.head) {
		tokens := append(append(append([]int(nil), o.tokens...), r.roleTokens(o.head)...), c.tokens...)
		r.emit(f, f.rule+"/as-role", f.subject, place{c.head, tokens, f.label + " as " + r.roleLabel(o.head) + c.via + " " + c.prep}, 0.65)
	}
}

// idle says whether an oblique says how or when and makes no statement of its own.
func (r *relator) idle(o oblique) bool {
	if timePrepositions[o.prep] && r.temporal(o.head) || strings.HasPrefix(o.prep, "according") {
		return true
	}
	switch o.prep {
	case "as", "like", "despite", "without", "including", "unlike", "such as", "amid", "besides", "because of", "due to", "instead of":
		return o.prep != "as"
	}
	if o.prep == "in" && custodyNouns[r.lower(o.head)] && o.head > 1 && timeUnits[r.lemma(o.head-2)] {
		return true // "ten years in prison" is one thing
	}
	if discourseNouns[r.lemma(o.head)] && r.core(o.head).Len() == 1 || r.lemma(o.head) == "word" && r.core(o.head).Len() == 2 {
		return true // "in fact", "in other words"
	}
	return r.is(o.head, "obl:tmod", "obl:unmarked") || r.upos(o.head) == "ADV"
}

// mutual makes "A hold talks with B" of "A and B hold talks".
func (r *relator) mutual(f frame) {
	if f.subject < 0 || !mutualVerbs[r.lemma(f.verb)] {
		return
	}
	others := r.all(f.subject, "conj")
	if len(others) == 1 {
		if cc := r.child(others[0], "cc"); cc >= 0 && r.lower(cc) == "or" {
			return
		}
	}
	if len(others) != 1 || !r.nominal(others[0]) || f.object >= 0 && r.upos(f.object) != "NOUN" {
		return
	}
	for _, o := range f.obliques {
		if o.prep == "with" {
			return
		}
	}
	if f.object >= 0 && r.child(f.object, "nmod") > f.object {
		return
	}
	label, tokens := f.label, []int(nil)
	if f.object >= 0 {
		label, tokens = label+" "+r.nounLabel(f.object), r.coreTokens(f.object)
	}
	p := place{others[0], tokens, label + " with"}
	for _, s := range r.shared(f.subject) {
		for _, o := range r.shared(others[0]) {
			r.out = append(r.out, r.relation(f, f.rule+"/mutual", s, o, p, 0.55))
		}
	}
}

// passiveClause makes "agent verb S" where the agent is said, and "S be verbed prep N".
func (r *relator) passiveClause(f frame) {
	if f.agent >= 0 && f.subject >= 0 {
		by := r.caseTokens(f.agent)
		active := f
		active.object = f.subject
		label := f.label
		r.emit(active, f.rule+"/agent", f.agent, place{f.subject, by, label}, 0.75)
	}
	if f.subject < 0 {
		return
	}
	be := "be " + r.participleForm(f.verb) + strings.TrimPrefix(f.label, r.lemma(f.verb))
	if strings.Contains(f.label, " to ") || strings.HasPrefix(f.label, "be ") || !strings.HasPrefix(f.label, r.lemma(f.verb)) { // a chain: the passive is its last verb's
		be = f.label
	}
	for _, o := range f.obliques {
		if r.idle(o) || o.prep == "by" && r.manner(o.head) {
			continue
		}
		if o.denied {
			r.deniedOblique(f, o, be)
			continue
		}
		r.emit(f, f.rule+"/passive", f.subject, place{o.head, o.tokens, be + " " + o.prep}, 0.65)
		r.excludedObliques(f, o, be)
		r.throughOblique(f, o, be)
	}
	if f.object >= 0 && !namingVerbs[r.lemma(f.verb)] {
		r.emit(f, f.rule+"/passive-object", f.subject, place{f.object, nil, be}, 0.55)
	}
}
