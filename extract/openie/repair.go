package openie

// repair mends what parsers often get wrong and the words decide. It says whether it changed anything.
func (t *tree) repair() bool {
	changed := false
	for i := range t.heads {
		for _, mend := range []func(int) (int, string){t.asked, t.reportedSubject, t.goodsOf} {
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
