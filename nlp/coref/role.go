package coref

// role is what a mention does in its clause.
type role uint8

const (
	otherRole role = iota
	subject
	passive
	object
	oblique
	agent
	modifier
	possessor
	compound
	apposition
	root
	conjunct
	vocative
)

func (t *text) role(i int) role {
	switch t.d.Tokens[i].Deprel {
	case "nsubj:pass", "csubj:pass":
		return passive
	case "obl:agent":
		return agent
	case "nmod:poss":
		return possessor
	}
	switch t.relation(i) {
	case "nsubj":
		return subject
	case "obj", "iobj":
		return object
	case "obl":
		return oblique
	case "nmod":
		return modifier
	case "compound":
		return compound
	case "appos":
		return apposition
	case "vocative":
		return vocative
	case "root":
		return root
	case "conj":
		return conjunct
	}
	return otherRole
}

// complement says what clause hangs on the head of an "it": one that the "it" may stand for, of an adjective or another
// word, or none.
func (t *text) complement(i int) uint64 {
	h := t.head(i)
	if h < 0 {
		return 3
	}
	out := uint64(0)
	if t.d.Tokens[h].UPOS == "ADJ" {
		out = 4
	}
	for c := t.first[h]; c >= 0; c = t.next[c] {
		switch t.relation(int(c)) {
		case "csubj", "ccomp", "xcomp":
			return out + 1
		case "advcl":
			out |= 2
		}
	}
	return out
}
