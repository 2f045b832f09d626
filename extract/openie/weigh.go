package openie

import (
	_ "embed"
	"strconv"
	"strings"

	"newsgraph/extract"
)

// The weights of the features of tuples, fitted on sentences whose tuples people wrote (resolve/train/confidence.py).
//
//go:embed confidence.json
var confidenceJSON []byte

var tupleWeights = extract.MustWeights(confidenceJSON)

// tupleFeatures are what says how likely it is that a reader would make a tuple of a frame: where its clause stands, and
// what fills its places.
func (w *tupler) tupleFeatures(f frame, subject string, objects, rest []string, object, predicate string) []string {
	out := []string{
		"rule=" + f.rule, "clause=" + w.clauseOf(f.verb), "subject=" + w.kindName(f.subject), "subjectLength=" + bucket(subject),
		"object=" + w.objectKind(f), "objectLength=" + bucket(object), "rest=" + strconv.Itoa(min(len(rest), 3)),
		"predicateLength=" + bucket(predicate), "sentence=" + sizeOf(w.d.Sentences[f.sentence].Len()),
	}
	note := func(name string, is bool) {
		if is {
			out = append(out, name)
		}
	}
	note("ownSubject", w.child(f.verb, "nsubj", "nsubj:pass") >= 0)
	note("passive", f.passive)
	note("negated", f.negated)
	note("modal", f.modality != extract.Asserted)
	note("saying", speechVerbs[w.lemma(f.verb)] && w.child(f.verb, "ccomp", "parataxis") >= 0)
	note("list", len(objects) > 1)
	note("quoted", w.quote[f.verb] >= 0)
	note("be", f.nominal >= 0)
	note("have", f.nominal < 0 && w.lemma(f.verb) == "have")
	note("finite", w.groupOf(f.verb).finite)
	note("chain", strings.Contains(f.label, " to "))
	return out
}

// clauseOf is what a clause is to the one that it hangs on.
func (t *tree) clauseOf(verb int) string {
	if t.is(verb, "acl:relcl") {
		return "relcl"
	}
	rel, _, _ := strings.Cut(t.rels[verb], ":")
	return rel
}

func (t *tree) kindName(head int) string {
	if head < 0 {
		return "none"
	}
	return []string{"description", "name", "pronoun", "quantity"}[t.kindOf(head)]
}

// objectKind is what fills the second place of a tuple.
func (w *tupler) objectKind(f frame) string {
	switch {
	case f.nominal >= 0:
		return "predicate" + w.upos(f.nominal)
	case f.object >= 0:
		return w.kindName(f.object)
	case w.child(f.verb, "ccomp") >= 0:
		return "clause"
	case f.agent >= 0:
		return "agent"
	case len(f.obliques) > 0:
		return "oblique"
	}
	return "time"
}

// bucket is the number of words of a text, in steps.
func bucket(text string) string { return sizeOf(strings.Count(text, " ") + 1) }

func sizeOf(n int) string {
	for _, step := range []int{1, 2, 3, 5, 8, 12, 18, 25, 35} {
		if n <= step {
			return strconv.Itoa(step)
		}
	}
	return "more"
}
