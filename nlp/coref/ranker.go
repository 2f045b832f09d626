package coref

import (
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/coref/rules"
)

// ranker is the state of a document whose mentions are being joined, from left to right.
type ranker struct {
	t        *text
	mentions []mention
	earlier  []earlier   // what stands before each mention
	at       map[int]int // from the head token to the first mention of that head

	clusters []cluster
	of       []int    // the cluster of each mention that was put somewhere
	after    []int    // the next mention of the same cluster, -1 for none
	active   []int    // the clusters of two or more that were last added to, the latest at the end
	byWord   index    // mentions by their words
	found    []int    // candidates in hand
	keys     []uint32 // features in hand
	between  int      // candidates between the pair in hand that agree
}

// earlier says what of a mention was said before.
type earlier struct {
	text, head bool
	heads      int // how often its head's lemma was a head
}

// cluster is what is known of mentions that were joined.
type cluster struct {
	size        int
	first, last int // mentions
	gender      gender
	number      number
	class       class
	labelled    bool
	fullest     int // the mention with the most words of a name, -1 for none
}

func newRanker(d *nlp.Document) *ranker {
	t := newText(d)
	r := &ranker{t: t, mentions: collect(t)}
	n := len(r.mentions)
	r.earlier = make([]earlier, n)
	r.at = make(map[int]int, n)
	texts, heads := make(map[uint64]struct{}, n), make(map[uint64]int, n)
	r.rule()
	end := -1
	for i := range r.mentions {
		m := &r.mentions[i]
		m.nested = m.span.Start < end
		end = max(end, m.span.End)
		if _, taken := r.at[m.head]; !taken {
			r.at[m.head] = i
		}
		_, said := texts[m.text]
		r.earlier[i] = earlier{text: said, head: heads[m.lemma] > 0, heads: heads[m.lemma]}
		texts[m.text] = struct{}{}
		heads[m.lemma]++
	}
	r.of, r.after = make([]int, n), make([]int, n)
	r.byWord.heads = make(map[uint64]int32, n)
	r.reset()
	return r
}

// rule notes what the rules say of the mentions.
func (r *ranker) rule() {
	chain := make(map[int]int, len(r.mentions)/2) // by the head token, counted from 1
	chains := rules.Chains(r.t.d)
	for k, c := range chains {
		for _, m := range c.Mentions {
			chain[m.Head] = k + 1
		}
	}
	begun := make([]bool, len(chains)+1)
	for i := range r.mentions {
		m := &r.mentions[i]
		m.rule = chain[m.head]
		m.ruled = m.rule > 0 && begun[m.rule]
		begun[m.rule] = true
	}
}

// reset takes all mentions apart again.
func (r *ranker) reset() {
	r.clusters, r.active = r.clusters[:0], r.active[:0]
	for i := range r.of {
		r.of[i], r.after[i] = -1, -1
	}
	clear(r.byWord.heads)
	r.byWord.entries = r.byWord.entries[:0]
}

func (r *ranker) cluster(i int) *cluster { return &r.clusters[r.of[i]] }

// put puts mention i into the cluster of j, or into one of its own for -1.
func (r *ranker) put(i, j int) {
	if j < 0 {
		r.of[i] = len(r.clusters)
		r.clusters = append(r.clusters, cluster{size: 1, first: i, last: i, fullest: -1})
	} else {
		r.of[i] = r.of[j]
		c := r.cluster(i)
		c.size++
		r.after[c.last] = i
		c.last = i
		r.touch(r.of[i])
	}
	r.learn(r.cluster(i), i)
	r.remember(i)
}

// learn adds to a cluster what mention i says of it.
func (r *ranker) learn(c *cluster, i int) {
	m := &r.mentions[i]
	if m.gender != anyGender {
		c.gender = m.gender
	}
	if m.number != anyNumber && (c.number == anyNumber || m.kind != pronoun) {
		c.number = m.number
	}
	if m.class != unknown && (c.class == unknown || m.kind == name) {
		c.class = m.class
	}
	c.labelled = c.labelled || m.label > 0
	if m.kind == name && (c.fullest < 0 || len(m.names) > len(r.mentions[c.fullest].names)) {
		c.fullest = i
	}
}

// maxActive is how many clusters are remembered as spoken of.
const maxActive = 10

// touch makes cluster k the one that was spoken of last.
func (r *ranker) touch(k int) {
	if x := slices.Index(r.active, k); x >= 0 {
		r.active = slices.Delete(r.active, x, x+1)
	} else if len(r.active) == maxActive {
		r.active = slices.Delete(r.active, 0, 1)
	}
	r.active = append(r.active, k)
}

// maxMembers bounds how many mentions of a cluster are compared with one.
const maxMembers = 24

// says whether one of the first mentions of a cluster has the text, and one the head, of m.
func (r *ranker) said(c *cluster, m *mention) (text, lemma bool) {
	n := 0
	for i := c.first; i >= 0 && n < maxMembers; i = r.after[i] {
		a := &r.mentions[i]
		text, lemma = text || a.text == m.text, lemma || a.lemma == m.lemma
		n++
	}
	return text, lemma
}

// index finds mentions by words, the latest first.
type index struct {
	heads   map[uint64]int32 // the latest entry of a word, plus 1
	entries []entry
}

type entry struct {
	mention int32
	before  int32 // the entry before of the same word, plus 1; 0 for none
}

func (x *index) add(word uint64, mention int) {
	x.entries = append(x.entries, entry{int32(mention), x.heads[word]})
	x.heads[word] = int32(len(x.entries))
}

// remember makes mention i findable by its words.
func (r *ranker) remember(i int) {
	m := &r.mentions[i]
	if m.kind == pronoun {
		r.byWord.add(m.fine, i)
		return
	}
	r.byWord.add(m.lemma, i)
	for _, w := range m.words {
		if w != m.lemma {
			r.byWord.add(w, i)
		}
	}
	if m.kind != name {
		return
	}
	for _, w := range m.names {
		r.byWord.add(w^nameSalt, i)
	}
	if m.initials != 0 {
		r.byWord.add(m.initials, i)
	}
	if m.letters != 0 {
		r.byWord.add(m.letters, i)
	}
}

// nameSalt tells the words of names from lemmas.
const nameSalt = 0x6E616D65

// How many mentions before one are candidates for its antecedent.
const (
	nearPronoun = 16 // the last ones, of a pronoun
	nearOther   = 6  // the last ones, of others
	sameWord    = 8  // with the same word
)

// candidates are the mentions before i that it may be joined to, the latest first: the nearest, the last of each
// cluster that is spoken of, and those with a word in common. The answer is good until the next call.
func (r *ranker) candidates(i int) []int {
	m := &r.mentions[i]
	near := nearOther
	if m.kind == pronoun {
		near = nearPronoun
	}
	r.found = r.found[:0]
	least := max(i-near, 0)
	for j := i - 1; j >= least; j-- {
		r.found = append(r.found, j)
	}
	for _, k := range r.active {
		r.consider(r.clusters[k].last, least)
	}
	if m.kind == pronoun {
		r.lookUp(m.fine, least)
	} else {
		r.lookUp(m.lemma, least)
	}
	if m.kind == name {
		for _, w := range m.names {
			r.lookUp(w^nameSalt, least)
		}
		if m.initials != 0 {
			r.lookUp(m.initials, least)
		}
		if m.letters != 0 {
			r.lookUp(m.letters, least)
		}
	}
	slices.SortFunc(r.found, func(a, b int) int { return b - a })
	return r.found
}

// consider adds a candidate that is not among the nearest and not there yet.
func (r *ranker) consider(j, least int) {
	if j < least && !slices.Contains(r.found, j) {
		r.found = append(r.found, j)
	}
}

func (r *ranker) lookUp(word uint64, least int) {
	e := r.byWord.heads[word]
	for n := 0; e > 0 && n < sameWord; n++ {
		entry := r.byWord.entries[e-1]
		r.consider(int(entry.mention), least)
		e = entry.before
	}
}
