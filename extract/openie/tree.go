package openie

import (
	"iter"
	"strings"

	"newsgraph/nlp"
)

// tree is a document with the children of its tokens. Its heads and relations are the document's but for what repair
// changed.
type tree struct {
	d     *nlp.Document
	heads []int
	rels  []string
	first []int // first child of each token, or -1; children are in order of the text
	next  []int // next sibling of each token, or -1
	quote []int // index in d.Quotes of the quotation that the token stands in, or -1
	name  []int // index in d.Entities of the named entity that the token lies in, or -1
}

func newTree(d *nlp.Document) *tree {
	n := len(d.Tokens)
	t := &tree{d: d, name: fill(n), quote: fill(n), heads: make([]int, n), rels: make([]string, n)}
	for i, tok := range d.Tokens {
		t.heads[i], t.rels[i] = tok.Head, tok.Deprel
	}
	t.link()
	if t.repair() {
		t.link()
	}
	for e, entity := range d.Entities {
		for i := entity.Start; i < entity.End; i++ {
			t.name[i] = e
		}
	}
	for q, quote := range d.Quotes {
		for i := quote.Start; i < quote.End; i++ {
			t.quote[i] = q
		}
	}
	return t
}

// link fills in the children.
func (t *tree) link() {
	n := len(t.heads)
	t.first, t.next = fill(n), fill(n)
	for i := n - 1; i >= 0; i-- {
		if h := t.heads[i]; h >= 0 && h < n && h != i {
			t.next[i] = t.first[h]
			t.first[h] = i
		}
	}
}

func fill(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// children are the dependents of token i in order of the text.
func (t *tree) children(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for c := t.first[i]; c >= 0; c = t.next[c] {
			if !yield(c) {
				return
			}
		}
	}
}

func (t *tree) token(i int) *nlp.Token { return &t.d.Tokens[i] }
func (t *tree) upos(i int) string      { return t.d.Tokens[i].UPOS }
func (t *tree) xpos(i int) string      { return t.d.Tokens[i].XPOS }
func (t *tree) head(i int) int         { return t.heads[i] }

// lemma is the token's lemma in lower case; of a word without one, its form.
func (t *tree) lemma(i int) string {
	if tok := t.d.Tokens[i]; tok.XPOS == "VBZ" && tok.UPOS == "NOUN" {
		return strings.TrimSuffix(t.lower(i), "s")
	}
	if l := t.d.Tokens[i].Lemma; l != "" && l != "_" {
		return strings.ToLower(l)
	}
	return t.lower(i)
}

// lower is the token's form in lower case, with a straight apostrophe.
func (t *tree) lower(i int) string {
	return strings.ReplaceAll(strings.ToLower(t.d.Tokens[i].Form), "’", "'")
}

// is says whether the token's relation is one of these; "nsubj" stands for its subtypes too, "nsubj:pass" for itself.
func (t *tree) is(i int, rels ...string) bool {
	full := t.rels[i]
	for _, r := range rels {
		if full == r || strings.HasPrefix(full, r) && full[len(r)] == ':' {
			return true
		}
	}
	return false
}

// child is the first dependent of i in one of these relations, or -1.
func (t *tree) child(i int, rels ...string) int {
	for c := range t.children(i) {
		if t.is(c, rels...) {
			return c
		}
	}
	return -1
}

// all are the dependents of i in one of these relations.
func (t *tree) all(i int, rels ...string) []int {
	var out []int
	for c := range t.children(i) {
		if t.is(c, rels...) {
			out = append(out, c)
		}
	}
	return out
}

// subtree is the span from the first to the last token below i, i included. Trees of news are nearly always projective;
// where one is not, the span holds words of others too.
func (t *tree) subtree(i int) nlp.Span {
	s := nlp.Span{Start: i, End: i + 1}
	t.widen(i, &s, 0)
	return s
}

const maxDepth = 200

func (t *tree) widen(i int, s *nlp.Span, depth int) {
	if depth > maxDepth {
		return
	}
	for c := range t.children(i) {
		s.Start, s.End = min(s.Start, c), max(s.End, c+1)
		t.widen(c, s, depth+1)
	}
}

// verbal says whether token i heads a clause by a verb of its own.
func (t *tree) verbal(i int) bool {
	return t.upos(i) == "VERB" || strings.HasPrefix(t.xpos(i), "VB") && t.upos(i) == "NOUN" && t.child(i, "nsubj") >= 0
}

// copula is the copula of a nominal or adjectival predicate, or -1.
func (t *tree) copula(i int) int { return t.child(i, "cop") }

// label is the label of the named entity that token i lies in, or "".
func (t *tree) label(i int) string {
	if e := t.name[i]; e >= 0 {
		return t.d.Entities[e].Label
	}
	return ""
}

// join are the lower-case forms of tokens, parted by spaces.
func (t *tree) join(tokens []int) string {
	words := make([]string, len(tokens))
	for i, tok := range tokens {
		words[i] = t.lower(tok)
	}
	return strings.Join(words, " ")
}
