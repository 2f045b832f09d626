package rules

import "strings"

// pronouns joins each pronoun to the nearest mention that agrees with it.
func (r *resolver) pronouns() {
	for i, m := range r.mentions {
		if !m.pronoun {
			continue
		}
		kind := pronouns[r.lower(m.head)]
		if kind.first {
			r.firstPerson(i, kind)
			continue
		}
		if r.empty(m) {
			continue
		}
		if j := r.antecedent(i, kind); j >= 0 {
			r.join(j, i)
		}
	}
}

// firstPerson joins "I" and "we" inside a quotation to its speaker.
func (r *resolver) firstPerson(i int, kind pronounKind) {
	k := r.quoteAt(r.mentions[i].head)
	if k < 0 {
		return
	}
	speaker := r.d.Quotes[k].Speaker
	for t := speaker.Start; t < speaker.End; t++ {
		j, ok := r.at[t]
		if !ok || j == i {
			continue
		}
		if !kind.plural || r.mentions[r.find(j)].class != person { // "we" of a person is a group that the text does not name
			r.join(j, i)
		}
		return
	}
}

// empty says whether an "it" stands for nothing: "it is clear that", "it rained".
func (r *resolver) empty(m mention) bool {
	if r.lower(m.head) != "it" {
		return false
	}
	h := r.head(m.head)
	if h < 0 {
		return true
	}
	switch r.lemma(h) {
	case "rain", "snow", "hail":
		return true
	}
	if r.d.Tokens[h].UPOS == "ADJ" || r.lemma(h) == "seem" || r.lemma(h) == "appear" {
		for _, c := range r.children[h] {
			if r.rel(c, "csubj", "ccomp", "xcomp", "advcl") {
				return true
			}
		}
	}
	return false
}

// antecedent is the mention that a pronoun stands for, or -1.
func (r *resolver) antecedent(i int, kind pronounKind) int {
	m := r.mentions[i]
	possessive := r.d.Tokens[m.head].XPOS == "PRP$" || r.rel(m.head, "nmod", "det")
	reflexive := strings.HasSuffix(r.lower(m.head), "self") || strings.HasSuffix(r.lower(m.head), "selves")
	inQuote := r.quoteAt(m.head)
	if j := r.reporter(m); j >= 0 && j < i && r.agrees(kind, r.mentions[j]) && r.quoteAt(r.mentions[j].head) == inQuote {
		return j
	}
	return r.lastNear(i, 3, func(a mention) bool {
		if !r.agrees(kind, a) {
			return false
		}
		if !possessive && !reflexive && a.sentence == m.sentence && r.sameClause(a.head, m.head) {
			return false
		}
		if inQuote >= 0 && r.quoteAt(a.head) != inQuote && r.speaks(inQuote, a) {
			return false
		}
		return true
	})
}

// reporter is who says the clause that a pronoun is the subject of: "the companies said they wanted more"; -1 for none.
func (r *resolver) reporter(m mention) int {
	if !m.subject {
		return -1
	}
	verb := r.head(m.head)
	for depth := 0; verb >= 0 && depth < 4; depth++ {
		h := r.head(verb)
		if h < 0 {
			return -1
		}
		if r.rel(verb, "ccomp") && reportVerbs[r.lemma(h)] {
			for _, c := range r.children[h] {
				if j, ok := r.at[c]; ok && r.subject(c) && c != m.head {
					return j
				}
			}
			return -1
		}
		verb = h
	}
	return -1
}

// speaks says whether a mention is the speaker of a quotation: in it "he" is somebody else.
func (r *resolver) speaks(quote int, a mention) bool {
	return r.d.Quotes[quote].Speaker.Contains(a.head)
}

// quoteAt is the index of the quotation that token i stands in, or -1.
func (r *resolver) quoteAt(i int) int {
	return r.quotes[i]
}

// sameClause says whether two tokens are arguments of one verb, so that one cannot be a plain pronoun for the other.
func (r *resolver) sameClause(a, b int) bool {
	return r.head(a) == r.head(b)
}

// agrees says whether a pronoun can stand for a mention, in number, gender and kind.
func (r *resolver) agrees(kind pronounKind, a mention) bool {
	if a.pronoun {
		other := pronouns[r.lower(a.head)]
		return !other.first && other.class == kind.class && (other.gender == kind.gender)
	}
	switch {
	case kind.class == person:
		return a.class == person && (a.gender == anyGender || a.gender == kind.gender)
	case kind.plural:
		return a.class == people || a.class == things || a.class == organization
	default:
		return a.class == organization || a.class == thing && (a.name || a.definite || a.subject) || a.class == location || a.class == unknown && a.name
	}
}
