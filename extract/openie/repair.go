package openie

// repair mends what parsers often get wrong and the words decide. It says whether it changed anything.
func (t *tree) repair() bool {
	changed := false
	for i := range t.heads {
		if verb := t.asked(i); verb >= 0 {
			t.heads[i], t.rels[i] = verb, "xcomp"
			changed = true
		}
	}
	return changed
}

// asked is the verb of order or request that an infinitive belongs to ("ordered shops to stop") where the parser hung it
// on as a purpose or on the object's noun; -1 where there is nothing to mend.
func (t *tree) asked(i int) int {
	if t.upos(i) != "VERB" || !t.is(i, "advcl", "acl") || t.is(i, "acl:relcl") {
		return -1
	}
	mark := t.child(i, "mark")
	if mark < 0 || t.lower(mark) != "to" || t.xpos(i) != "VB" {
		return -1
	}
	verb := t.head(i)
	for depth := 0; verb >= 0 && t.upos(verb) != "VERB" && depth < 4; depth++ {
		if !t.is(verb, "obj", "iobj", "nmod") {
			return -1
		}
		verb = t.head(verb)
	}
	if verb < 0 || verb > i || !requestVerbs[t.lemma(verb)] || t.child(verb, "xcomp") >= 0 {
		return -1
	}
	if obj := t.child(verb, "obj", "iobj"); obj < 0 || obj > i || obj < verb {
		return -1
	}
	return verb
}
