package openie

import "newsgraph/extract"

// maxGerundTokens bounds a gerund with what hangs on it that is told as a whole.
const maxGerundTokens = 10

// gerund makes "be fined for | violating the law" of a clause with a preposition and a gerund, where the two are not told
// as one predicate.
func (r *relator) gerund(f frame) {
	if f.subject < 0 || f.nominal >= 0 {
		return
	}
	label := f.label
	if f.passive {
		label = "be " + r.participleForm(f.verb)
	}
	if f.object < 0 || f.passive || r.nounLabel(f.object) == "" {
		r.gerundOf(f, f.verb, label, nil)
		return
	}
	label += " " + r.nounLabel(f.object) // "take responsibility for"
	r.gerundOf(f, f.verb, label, r.coreTokens(f.object))
	r.gerundOf(f, f.object, label, r.coreTokens(f.object))
}

func (r *relator) gerundOf(f frame, head int, label string, tokens []int) {
	for _, c := range r.all(head, "advcl", "acl", "obl", "nmod") {
		s := r.subtree(c)
		if r.xpos(c) != "VBG" || r.upos(c) != "VERB" || r.linked(c) || c < f.verb || r.child(c, "nsubj", "aux") >= 0 || s.End-c > maxGerundTokens || s.End-c < 2 {
			continue
		}
		prep := r.caseOf(c)
		switch prep {
		case "for", "of", "to", "from", "against", "about", "over":
		default:
			continue // "by" and "after" say how and when
		}
		s.Start = c
		o := extract.Mention{Span: r.trim(s, c), Head: c}
		place := place{c, append(append([]int(nil), tokens...), r.caseTokens(c)...), label + " " + prep}
		for _, subject := range r.subjects(f.subject) {
			r.out = append(r.out, r.relation(f, f.rule+"/gerund", subject, o, place, 0.5))
		}
	}
}
