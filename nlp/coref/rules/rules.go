// Package rules finds which expressions of a document refer to the same thing, without a model.
//
// It takes a document with trees and entities and gives chains, few and rather sure. It works in passes from the surest to the
// least sure, each seeing what the ones before joined (Lee et al. 2013, "Deterministic Coreference Resolution Based on
// Entity-Centric, Precision-Ranked Rules"): equal names, parts and acronyms of names, roles in apposition, definite
// descriptions, pronouns. Package coref takes its answers as evidence.
package rules

import (
	"context"
	"sort"

	"newsgraph/nlp"
)

// Annotator finds coreference chains by rules alone. The zero value is ready.
type Annotator struct{}

var _ nlp.Annotator = Annotator{}

// Needs are the layers that the annotator reads. Quotes are used where they are there.
func (Annotator) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Lemmas | nlp.Tree | nlp.Entities
}

// Gives is the layer of chains.
func (Annotator) Gives() nlp.Layer { return nlp.Chains }

// Annotate fills d.Chains; a chain has two mentions or more.
func (Annotator) Annotate(ctx context.Context, d *nlp.Document) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.Chains = Chains(d)
	return nil
}

// Chains are the chains of a document that has the layers of Needs; each has two mentions or more.
func Chains(d *nlp.Document) []nlp.Chain {
	r := newResolver(d)
	r.names()
	r.appositives()
	r.descriptions()
	r.pronouns()
	return r.chains()
}

// resolver joins mentions to clusters.
type resolver struct {
	d        *nlp.Document
	children [][]int
	mentions []mention
	parent   []int       // union-find over mentions
	at       map[int]int // from the head token to the mention

	inSentence [][]int // the mentions of each sentence
	quotes     []int   // of each token the index of the quotation that it stands in, or -1
}

func newResolver(d *nlp.Document) *resolver {
	r := &resolver{d: d, children: make([][]int, len(d.Tokens)), at: map[int]int{}}
	r.hang()
	r.quotes = make([]int, len(d.Tokens))
	for i := range r.quotes {
		r.quotes[i] = -1
	}
	for k, q := range d.Quotes {
		for i := q.Start; i < q.End; i++ {
			r.quotes[i] = k
		}
	}
	r.collect()
	r.parent = make([]int, len(r.mentions))
	for i := range r.parent {
		r.parent[i] = i
	}
	return r
}

// hang gives each token its children, from left to right; they share one list.
func (r *resolver) hang() {
	n := len(r.d.Tokens)
	count := make([]int, n)
	for i := range n {
		if h := r.head(i); h >= 0 {
			count[h]++
		}
	}
	list := make([]int, n)
	for i := range n {
		r.children[i], list = list[:0:count[i]], list[count[i]:]
	}
	for i := range n {
		if h := r.head(i); h >= 0 {
			r.children[h] = append(r.children[h], i)
		}
	}
}

func (r *resolver) find(m int) int {
	for r.parent[m] != m {
		r.parent[m] = r.parent[r.parent[m]]
		m = r.parent[m]
	}
	return m
}

// join puts two mentions into one cluster; the earlier mention's cluster leads.
func (r *resolver) join(a, b int) {
	a, b = r.find(a), r.find(b)
	if a == b {
		return
	}
	if b < a {
		a, b = b, a
	}
	r.parent[b] = a
}

func (r *resolver) chains() []nlp.Chain {
	byRoot := map[int][]nlp.Mention{}
	for i, m := range r.mentions {
		byRoot[r.find(i)] = append(byRoot[r.find(i)], nlp.Mention{Span: m.span, Head: m.head})
	}
	var out []nlp.Chain
	for _, ms := range byRoot {
		if len(ms) > 1 {
			sort.Slice(ms, func(a, b int) bool {
				return ms[a].Start < ms[b].Start || ms[a].Start == ms[b].Start && ms[a].End < ms[b].End
			})
			out = append(out, nlp.Chain{Mentions: ms})
		}
	}
	sort.Slice(out, func(a, b int) bool { return out[a].Mentions[0].Start < out[b].Mentions[0].Start })
	return out
}
