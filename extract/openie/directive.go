package openie

import (
	"sort"
	"strings"
)

// ban is a directive over a verb of stopping over a verb: "ordered shops to stop selling phones" is a ban of the sales
// of phones.
type ban struct {
	frame frame
	place place
}

// ban reads the frame of a directive verb as a ban, if it is one.
func (r *relator) ban(f frame) (ban, bool) {
	if !directiveVerbs[r.lemma(f.verb)] || f.subject < 0 {
		return ban{}, false
	}
	stop := r.chained(f.verb)
	if stop < 0 || !cessationVerbs[r.lemma(stop)] {
		return ban{}, false
	}
	act, object := r.stopped(stop)
	if object < 0 {
		return ban{}, false
	}
	noun, prep := "", "of"
	tokens := r.groupOf(stop).tokens
	if act >= 0 {
		tokens = append(tokens, act)
		noun = actNouns[r.lemma(act)]
		if noun == "" {
			noun, prep = r.lower(act), ""
		}
	}
	label := "ban " + noun + " " + prep
	if noun == "" {
		label = "ban"
	}
	if to := r.child(stop, "mark"); to >= 0 {
		tokens = append(tokens, to)
	}
	sort.Ints(tokens)
	return ban{f, place{object, tokens, strings.TrimSpace(label)}}, true
}

// stopped is the verb whose act stops and its object: of "stop selling phones" they are "selling" and "phones". The
// verb is -1 where a thing itself stops.
func (r *relator) stopped(stop int) (act, object int) {
	for _, rel := range []string{"xcomp", "ccomp", "advcl", "obj"} {
		c := r.child(stop, rel)
		if c < 0 {
			continue
		}
		if obj := r.child(c, "obj"); obj >= 0 {
			return c, obj
		}
		if rel == "obj" {
			return r.actOf(c)
		}
	}
	return -1, -1
}

// actOf reads a noun that is the act: "stop the sale of phones"; and a gerund that was parsed as a noun.
func (r *relator) actOf(noun int) (act, object int) {
	if of := r.ofPhrase(noun); of >= 0 {
		return noun, of
	}
	if gerund := r.child(noun, "amod", "compound"); gerund >= 0 && r.xpos(gerund) == "VBG" {
		return gerund, noun
	}
	return -1, noun
}
