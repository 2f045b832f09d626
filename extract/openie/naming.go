package openie

import "strings"

// naming makes "Doe be named chief executive of Nokia" of verbs that give a name, an office or a judgement, whoever
// gives it.
func (r *relator) naming(f frame) {
	if !namingVerbs[r.lemma(f.verb)] {
		return
	}
	holder, title := r.namedAs(f)
	if holder < 0 || title < 0 {
		return
	}
	label := "be " + pastParticiple(r.lemma(f.verb)) + " "
	tokens := r.roleTokens(title)
	given := f
	given.object = -1
	made := false
	if roleNouns[r.lemma(title)] {
		for _, o := range r.complementsOf(title) {
			p := place{o.head, append(append([]int(nil), tokens...), o.tokens...), label + r.roleLabel(title) + o.via + " " + o.prep}
			r.emit(given, f.rule+"/naming-role", holder, p, 0.7)
			made = true
		}
	}
	if !made {
		r.emit(given, f.rule+"/naming", holder, place{title, nil, strings.TrimSpace(label)}, 0.65)
	}
}

// namedAs are the heads of who is named and of what they are named; -1 where one is not there.
func (r *relator) namedAs(f frame) (holder, title int) {
	holder = f.subject
	first := f.object
	if !f.passive {
		holder = f.object
		first = -1
		if f.receiver >= 0 {
			holder, first = f.receiver, f.object
		}
	}
	for _, c := range r.all(f.verb, "xcomp", "obj") {
		if c == holder || c < f.verb || r.child(c, "mark") >= 0 || r.copula(c) >= 0 || r.temporal(c) {
			continue
		}
		if r.nominalPredicate(c) || roleNouns[r.lemma(c)] {
			return holder, c
		}
	}
	return holder, first
}

// participles are those of verbs of moving that have one of their own.
var participles = map[string]string{"send": "sent", "bring": "brought", "fly": "flown", "take": "taken", "drive": "driven", "lead": "led"}

// participle is the past participle of a verb of moving.
func participle(lemma string) string {
	if own, ok := participles[lemma]; ok {
		return own
	}
	if lemma == "transfer" || lemma == "ship" {
		return lemma + lemma[len(lemma)-1:] + "ed"
	}
	return pastParticiple(lemma)
}

// pastParticiple of a naming verb.
func pastParticiple(lemma string) string {
	switch {
	case strings.HasSuffix(lemma, "e"):
		return lemma + "d"
	case lemma == "dub":
		return "dubbed"
	}
	return lemma + "ed"
}
