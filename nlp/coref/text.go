package coref

import (
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// text is a document with what is asked of its tokens again and again.
type text struct {
	d        *nlp.Document
	words    []uint64 // hashes of lower
	xpos     []uint64 // hashes of the Penn tags
	lower    []string // forms in small letters, with straight apostrophes
	lemmas   []string // lemmas in small letters
	first    []int32  // the first child of a token, -1 for none
	next     []int32  // the next child of the same head, -1 for none
	sentence []int32  // of a token
	quote    []int32  // the quotation that a token stands in, -1 for none
	names    []int32  // the entity that a token stands in, -1 for none
	arena    []uint64 // the hashes of mentions' words
}

func newText(d *nlp.Document) *text {
	n := len(d.Tokens)
	ints := make([]int32, 5*n)
	for i := range ints {
		ints[i] = -1
	}
	forms := make([]string, 2*n)
	hashes := make([]uint64, 2*n)
	t := &text{
		d: d, words: hashes[:n], xpos: hashes[n:], lower: forms[:n], lemmas: forms[n:],
		first: ints[:n], next: ints[n : 2*n], sentence: ints[2*n : 3*n], quote: ints[3*n : 4*n], names: ints[4*n:],
	}
	for i := n - 1; i >= 0; i-- { // from the right, so that children come from left to right
		tok := &d.Tokens[i]
		t.lower[i] = strings.ReplaceAll(strings.ToLower(tok.Form), "’", "'")
		t.words[i], t.xpos[i] = linear.String(t.lower[i]), linear.String(tok.XPOS)
		t.lemmas[i] = strings.ToLower(tok.Lemma)
		if h := tok.Head; h >= 0 && h < n && h != i {
			t.next[i], t.first[h] = t.first[h], int32(i)
		}
	}
	fill := func(layer []int32, k int, s nlp.Span) {
		for i := max(s.Start, 0); i < s.End && i < n; i++ {
			layer[i] = int32(k)
		}
	}
	for k := range d.Sentences {
		fill(t.sentence, k, d.Sentences[k].Span)
	}
	for k := range d.Quotes {
		fill(t.quote, k, d.Quotes[k].Span)
	}
	for k := range d.Entities {
		fill(t.names, k, d.Entities[k].Span)
	}
	return t
}

// relation is a token's relation without its subtype.
func (t *text) relation(i int) string {
	base, _, _ := strings.Cut(t.d.Tokens[i].Deprel, ":")
	return base
}

// head is the token's head, or -1 where it has none in the text.
func (t *text) head(i int) int {
	if h := t.d.Tokens[i].Head; h < len(t.d.Tokens) {
		return max(h, -1)
	}
	return -1
}

// word is the hash of a token's form, and 1 outside of the text.
func (t *text) word(i int) uint64 {
	if i < 0 || i >= len(t.words) {
		return 1
	}
	return t.words[i]
}

// maxDepth bounds how deep trees are followed: what no parser gives, a file may.
const maxDepth = 64

// leftmost is the first token of the subtree of i.
func (t *text) leftmost(i, depth int) int {
	out := i
	if depth > maxDepth {
		return out
	}
	for c := t.first[i]; c >= 0; c = t.next[c] {
		if int(c) < i {
			out = min(out, t.leftmost(int(c), depth+1))
		}
	}
	return out
}

// rightmost is the last token of the subtree of i.
func (t *text) rightmost(i, depth int) int {
	out := i
	if depth > maxDepth {
		return out
	}
	for c := t.first[i]; c >= 0; c = t.next[c] {
		if int(c) > i {
			out = max(out, t.rightmost(int(c), depth+1))
		}
	}
	return out
}
