package parse

import (
	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

func (w *work) prepare(tokens []nlp.Token) {
	w.state.reset(len(tokens))
	w.words = w.words[:0]
	for _, t := range tokens {
		f, tag, upos := linear.String(form.Normal(t.Form)), linear.String(t.XPOS+" "+t.UPOS), linear.String(t.UPOS)
		w.words = append(w.words, word{f, tag, linear.Join(f, tag), upos})
	}
	w.words = append(w.words, word{2, 2, 2, 2}) // the root
}

var nobody = word{1, 1, 1, 1}

func (w *work) word(i int) *word {
	if i < 0 {
		return &nobody
	}
	return &w.words[i]
}

func child(list []int, i int) int {
	if i < 0 {
		return none
	}
	return list[i]
}

func (s *state) labelOf(i int) uint64 {
	if i < 0 {
		return 0
	}
	return uint64(s.label[i]) + 1
}

// distance is in steps that grow.
func distance(a, b int) uint64 {
	if a < 0 || b < 0 {
		return 0
	}
	switch d := b - a; {
	case d < 5:
		return uint64(d)
	case d < 7:
		return 5
	case d < 10:
		return 6
	case d < 20:
		return 7
	}
	return 8
}

// collect sets w.keys to the features of the configuration (after Zhang and Nivre 2011, for the arc-hybrid system).
func (w *work) collect() {
	s := &w.state
	i0, i1, i2 := s.top(0), s.top(1), s.top(2)
	j0, j1, j2 := s.buffer(0), s.buffer(1), s.buffer(2)
	s0, s1, s2 := w.word(i0), w.word(i1), w.word(i2)
	b0, b1, b2 := w.word(j0), w.word(j1), w.word(j2)
	l0, r0, l02, r02 := child(s.left1, i0), child(s.right1, i0), child(s.left2, i0), child(s.right2, i0)
	l1, r1, r12 := child(s.left1, i1), child(s.right1, i1), child(s.right2, i1)
	lb, lb2 := child(s.left1, j0), child(s.left2, j0)
	wl0, wr0, wl1, wr1, wlb := w.word(l0), w.word(r0), w.word(l1), w.word(r1), w.word(lb)
	d0, d1 := distance(i0, j0)+1, distance(i1, i0)+1
	var v0, v1, vb, set0, set1, setb uint64
	if i0 >= 0 {
		v0, set0 = uint64(s.lefts[i0]*16+s.rights[i0])+1, linear.Join(s.leftLabels[i0], s.rightLabels[i0])
	}
	if i1 >= 0 {
		v1, set1 = uint64(s.lefts[i1]*16+s.rights[i1])+1, linear.Join(s.leftLabels[i1], s.rightLabels[i1])
	}
	if j0 >= 0 {
		vb, setb = uint64(s.lefts[j0])+1, s.leftLabels[j0]+1
	}
	j := linear.Join
	t01 := j(s0.tag, b0.tag)
	t10 := j(s1.tag, s0.tag)
	values := [...]uint64{
		0,
		s0.form, s0.tag, s0.both, s1.form, s1.tag, s1.both, s2.form, s2.tag,
		b0.form, b0.tag, b0.both, b1.form, b1.tag, b1.both, b2.form, b2.tag,
		// pairs
		j(s0.both, b0.both), j(s0.both, b0.form), j(s0.form, b0.both), j(s0.both, b0.tag), j(s0.tag, b0.both),
		j(s0.form, b0.form), t01, j(b0.tag, b1.tag), j(b0.form, b1.tag), j(b0.tag, b1.form),
		j(s1.both, s0.both), j(s1.both, s0.tag), j(s1.tag, s0.both), j(s1.form, s0.form), t10,
		j(s1.tag, b0.tag), j(s1.form, b0.form), j(s1.form, b0.tag), j(s1.tag, b0.form),
		// triples of tags
		j(t01, b1.tag), j(t10, b0.tag), j(j(t01, b1.tag), b2.tag), j(j(s2.tag, s1.tag), s0.tag), j(j(t10, b0.tag), b1.tag),
		j(t01, wl0.tag), j(t01, wr0.tag), j(t01, wlb.tag), j(t10, wl0.tag), j(t10, wr0.tag), j(t10, wl1.tag), j(t10, wr1.tag),
		j(j(s1.both, s0.tag), b0.tag), j(j(s1.tag, s0.both), b0.tag), j(j(s1.tag, s0.tag), b0.both),
		j(j(s1.upos, s0.form), b0.upos), j(j(s1.form, s0.upos), b0.form),
		// distance
		j(s0.form, d0), j(s0.tag, d0), j(b0.form, d0), j(b0.tag, d0), j(t01, d0), j(t10, d1), j(s1.tag, d1), j(s0.tag, d1), j(s1.form, d1),
		// valency and the labels of children
		j(s0.form, v0), j(s0.tag, v0), j(s1.form, v1), j(s1.tag, v1), j(b0.form, vb), j(b0.tag, vb),
		j(s0.form, set0), j(s0.tag, set0), j(s1.form, set1), j(s1.tag, set1), j(b0.form, setb), j(b0.tag, setb),
		j(t01, j(v0, vb)), j(t10, j(v1, v0)),
		// children
		wl0.form, wl0.tag, j(s.labelOf(l0), s0.tag), wr0.form, wr0.tag, j(s.labelOf(r0), s0.tag),
		wl1.form, wl1.tag, j(s.labelOf(l1), s1.tag), wr1.form, wr1.tag, j(s.labelOf(r1), s1.tag),
		wlb.form, wlb.tag, j(s.labelOf(lb), b0.tag),
		j(s0.tag, j(w.word(l02).tag, wl0.tag)), j(s0.tag, j(w.word(r02).tag, wr0.tag)), j(s1.tag, j(w.word(r12).tag, wr1.tag)), j(b0.tag, j(w.word(lb2).tag, wlb.tag)),
		j(s0.both, wr0.form), j(s1.both, wr1.form), j(s0.both, s.labelOf(r0)), j(s1.both, s.labelOf(r1)), j(b0.both, s.labelOf(lb)),
		j(j(s0.upos, b0.upos), j(b1.form, s1.upos)), j(j(t01, b1.tag), s1.form), j(s0.form, j(b0.tag, b1.tag)), j(b0.form, j(s0.tag, b1.tag)),
		j(j(s1.form, wl0.form), s0.tag), j(j(s0.form, wlb.form), b0.tag),
	}
	w.keys = w.keys[:0]
	for template, v := range values {
		w.keys = append(w.keys, linear.Feature(template, v))
	}
}
