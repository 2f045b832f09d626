package coref

import (
	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// slotBits is how many bits of a feature's hash are used: features that agree in them share a weight.
const slotBits = 22

// slot is the place of a feature among 1<<slotBits; keyOf is the key of that place in a model, which tells places apart
// by its high bits and by its low ones.
func slot(feature uint32) uint32 { return feature >> (32 - slotBits) }

func keyOf(slot uint32) uint32 { return slot<<(32-slotBits) | slot>>(2*slotBits-32) | 1 }

func (r *ranker) add(template int, value uint64) {
	r.keys = append(r.keys, keyOf(slot(linear.Feature(template, value))))
}

// pairing is what the features of a pair are joined with: the kinds of both mentions.
type pairing struct{ coarse, fine uint64 }

// typed adds a feature by itself, with the coarse kinds of the two mentions and with the fine ones.
func (r *ranker) typed(template int, value uint64, p pairing) {
	r.add(template, value)
	r.add(template, linear.Join(value, p.coarse))
	r.add(template, linear.Join(value, p.fine))
}

// bucket makes great numbers coarse.
func bucket(n int) uint64 {
	switch {
	case n < 5:
		return uint64(max(n, 0))
	case n < 8:
		return 5
	case n < 12:
		return 6
	case n < 20:
		return 7
	case n < 40:
		return 8
	case n < 80:
		return 9
	}
	return 10
}

// bits packs answers into a number.
func bits(answers ...bool) uint64 {
	out := uint64(0)
	for _, yes := range answers {
		out <<= 1
		if yes {
			out |= 1
		}
	}
	return out
}

// fresh gathers the features of the decision that mention i refers to nothing said before, or to nothing at all.
func (r *ranker) fresh(i int) {
	m, t := &r.mentions[i], r.t
	p := pairing{m.coarse + 50, m.fine}
	r.add(1, m.fine)
	r.typed(2, m.lemma, p)
	r.typed(3, m.form, p)
	r.typed(4, t.word(m.span.Start), p)
	r.typed(5, t.word(m.span.End-1), p)
	r.typed(6, t.word(m.span.Start-1), p)
	r.typed(7, t.word(m.span.End), p)
	r.typed(8, bucket(m.span.Len()), p)
	r.typed(9, uint64(m.label), p)
	r.typed(10, uint64(m.role), p)
	r.typed(11, m.gov, p)
	r.typed(12, uint64(m.number), p)
	r.typed(13, uint64(m.class), p)
	r.typed(14, bits(m.nested), p)
	r.typed(15, bucket(m.sentence), p)
	said := bits(r.earlier[i].text, r.earlier[i].head)
	r.typed(16, said, p)
	r.typed(17, bits(m.quote >= 0), p)
	r.typed(18, linear.Join(m.lemma, m.gov), p)
	r.typed(19, t.xpos[m.head], p)
	r.typed(20, bits(m.span.End > m.head+1, m.head > m.span.Start), p)
	if m.kind == pronoun {
		r.add(21, linear.Join(m.lemma, linear.Join(t.word(m.span.End), t.word(m.span.End+1))))
		r.add(22, linear.Join(m.lemma, linear.Join(t.word(m.span.Start-1), t.word(m.span.End))))
		r.add(23, linear.Join(m.form, t.complement(m.head)))
	}
	r.add(24, m.text)
	r.typed(25, linear.Join(said, uint64(m.det)), p)
	r.typed(27, bits(m.rule > 0, m.ruled), p)
	r.typed(26, bucket(r.earlier[i].heads), p)
}

// link gathers the features of the decision that mention i refers to what mention j does.
func (r *ranker) link(i, j int) {
	m, a := &r.mentions[i], &r.mentions[j]
	p := pairing{coarse: linear.Join(m.coarse+70, a.coarse+80), fine: linear.Join(m.fine, a.fine)}
	r.add(40, p.coarse)
	r.typed(90, bits(m.rule > 0, a.rule > 0, m.rule == a.rule, m.ruled), p)
	r.add(41, p.fine)
	r.placeFeatures(i, j, p)
	r.wordFeatures(m, a, p)
	r.kindFeatures(m, a, p)
	r.clauseFeatures(m, a, p)
	r.clusterFeatures(m, r.cluster(j), p)
	if m.kind == pronoun {
		r.typed(77, bucket(r.between), p)
		if agree(m, a) {
			r.between++
		}
	}
}

// near is how many sentences lie between two mentions, three for more.
func near(m, a *mention) uint64 { return min(uint64(m.sentence-a.sentence), 3) }

func (r *ranker) placeFeatures(i, j int, p pairing) {
	m, a := &r.mentions[i], &r.mentions[j]
	r.typed(42, bucket(m.sentence-a.sentence), p)
	r.typed(43, bucket(i-j), p)
	r.typed(50, bits(m.span.Start >= a.span.Start && m.span.End <= a.span.End, a.span.Start >= m.span.Start && a.span.End <= m.span.End), p)
	r.typed(57, bits(m.paragraph == a.paragraph)<<4|near(m, a), p)
	r.typed(58, r.quoteRelation(m, a), p)
	r.typed(83, min(uint64(m.paragraph-a.paragraph), 6)<<8|bits(m.quote == a.quote), p)
}

func (r *ranker) wordFeatures(m, a *mention, p pairing) {
	same := bits(m.lemma == a.lemma)
	r.typed(44, linear.Join(bits(m.text == a.text), bits(m.lemma == a.lemma, m.core == a.core)), p)
	names := nameRelation(m, a)
	r.typed(45, linear.Join(names, uint64(m.class)<<8|uint64(a.class)), p)
	r.typed(46, names, p)
	if m.kind != pronoun && a.kind != pronoun {
		ours, theirs := within(m.words, a.words), within(a.words, m.words)
		r.typed(47, ours<<4|theirs<<1|same, p)
		r.add(48, linear.Join(m.lemma, a.lemma))
		r.typed(49, linear.Join(uint64(m.det)<<4|uint64(a.det), ours<<1|same), p)
	}
	r.add(60, linear.Join(m.fine, a.lemma))
	r.add(63, linear.Join(m.fine, linear.Join(uint64(a.det), a.lemma)))
	r.add(64, a.lemma)
	r.add(65, linear.Join(m.gov, a.lemma))
	r.typed(66, bucket(a.span.Len()), p)
}

func (r *ranker) kindFeatures(m, a *mention, p pairing) {
	r.typed(51, uint64(m.number)<<4|uint64(a.number), p)
	r.typed(52, uint64(m.gender)<<4|uint64(a.gender), p)
	r.typed(53, uint64(m.class)<<4|uint64(a.class), p)
	r.typed(54, uint64(m.label)<<4|uint64(a.label), p)
}

func (r *ranker) clauseFeatures(m, a *mention, p pairing) {
	r.typed(55, uint64(m.role)<<16|uint64(a.role)<<8|near(m, a), p)
	h := r.t.head(m.head)
	r.typed(56, bits(h >= 0 && h == r.t.head(a.head), m.reflexive, m.gov == a.gov), p)
	r.add(61, linear.Join(m.fine, linear.Join(a.gov, m.gov)))
	r.add(62, linear.Join(linear.Join(m.fine, uint64(a.label)), uint64(a.role)<<8|near(m, a)))
	if m.owner >= 0 && a.owner >= 0 {
		x, y := r.ownerOf(m), r.ownerOf(a)
		r.typed(80, bits(x >= 0 && x == y, x >= 0 && y >= 0, m.lemma == a.lemma), p)
	}
}

// ownerOf is the cluster of what possesses the thing that a mention names, or -1.
func (r *ranker) ownerOf(m *mention) int {
	if i, ok := r.at[m.owner]; ok {
		return r.of[i]
	}
	return -1
}

func (r *ranker) clusterFeatures(m *mention, c *cluster, p pairing) {
	r.typed(70, bucket(c.size), p)
	r.typed(71, uint64(c.gender)<<4|uint64(m.gender), p)
	r.typed(72, uint64(c.number)<<4|uint64(m.number), p)
	r.typed(73, bits(c.labelled)<<16|uint64(c.class)<<8|uint64(m.class), p)
	text, lemma := r.said(c, m)
	r.typed(74, bits(text, lemma), p)
	r.typed(75, bucket(m.sentence-r.mentions[c.last].sentence), p)
	r.typed(76, bits(c.fullest >= 0, r.clashes(m, c)), p)
}

// clashes says whether a name is another than the fullest of the cluster.
func (r *ranker) clashes(m *mention, c *cluster) bool {
	if m.kind != name || c.fullest < 0 {
		return false
	}
	relation := nameRelation(m, &r.mentions[c.fullest])
	return relation == otherName || relation == sharedName
}

// strangers says whether mention i names somebody or an organisation and the chain of mention j has a name with other
// words: no corpus is needed to know that they are two, and a pronoun between them would make them one. Names of places
// have others: the United States are America.
func (r *ranker) strangers(i, j int) bool {
	m, c := &r.mentions[i], r.cluster(j)
	if m.kind != name || c.fullest < 0 {
		return false
	}
	other := &r.mentions[c.fullest]
	distinct := func(m *mention) bool {
		return m.label == labelNumber(nlp.Person) || m.label == labelNumber(nlp.Organization)
	}
	if m.label == 0 || other.label == 0 || !distinct(m) && !distinct(other) {
		return false
	}
	return nameRelation(m, other) == otherName
}

// agree says whether a pronoun could stand for a mention by number, gender and kind.
func agree(m, a *mention) bool {
	switch {
	case m.number != anyNumber && a.number != anyNumber && m.number != a.number:
		return false
	case m.gender != anyGender && a.gender != anyGender && m.gender != a.gender:
		return false
	}
	return m.class != person || a.class == person || a.class == unknown
}
