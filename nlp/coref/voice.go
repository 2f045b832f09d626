package coref

import (
	"slices"

	"newsgraph/nlp/linear"
)

// voices joins "I" inside a quotation to its speaker, which needs no weighing. Where the speaker is named behind the
// quotation, its mentions wait for the name.
type voices struct {
	r       *ranker
	speaker map[int]int   // from an "I" to the mention of who says it
	waiting map[int][]int // from a speaker to the mentions that wait
}

func (r *ranker) voices() *voices {
	v := &voices{r, map[int]int{}, map[int][]int{}}
	first := linear.String("i")
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != pronoun || m.fine != first || m.quote < 0 {
			continue
		}
		said := r.t.d.Quotes[m.quote].Speaker
		for t := said.Start; t < said.End; t++ {
			if j, ok := r.at[t]; ok && j != i {
				v.speaker[i] = j
				break
			}
		}
	}
	return v
}

// of is the mention that i refers to where it is somebody's own voice; -1 is one that is still to come.
func (v *voices) of(i int) (antecedent int, known bool) {
	j, known := v.speaker[i]
	if !known || j < i {
		return j, known
	}
	antecedent = -1
	if before := v.waiting[j]; len(before) > 0 {
		antecedent = before[0]
	}
	v.waiting[j] = append(v.waiting[j], i)
	return antecedent, true
}

// speak joins what waited for mention i, once it was put somewhere.
func (v *voices) speak(i int) {
	r := v.r
	for _, w := range v.waiting[i] {
		if from := r.of[w]; from != r.of[i] {
			r.join(i, w)
			r.active = slices.DeleteFunc(r.active, func(k int) bool { return k == from })
			r.touch(r.of[i])
		}
	}
}
