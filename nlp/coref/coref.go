// Package coref finds which expressions of a document refer to the same thing.
//
// It takes a document with trees and entities and gives Document.Chains. Candidates are the noun phrases, names and
// pronouns of the trees. From left to right each is ranked against "refers to nothing said before" and against the
// candidates before it, by a linear model over sparse features of the pair and of the chain built so far (mention
// ranking with latent antecedents: Durrett and Klein 2013, "Easy Victories and Uphill Battles in Coreference
// Resolution"). A candidate that is joined to nothing is in no chain.
//
// Spans are those of OntoNotes: a phrase with all its modifiers, appositions inside. Where a name stands in apposition
// to a description, or a description to a name, the inner phrase is a mention of the same chain as the whole.
//
// The rules of package rules are evidence for the ranking; and a chain that has no name is joined to the name that they
// give its first mention, which news needs more than the corpora tell.
package coref

import (
	"context"
	"fmt"
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/coref/rules"
	"newsgraph/nlp/linear"
)

// Annotator is the rules alone, for who wants no model.
type Annotator = rules.Annotator

// Resolver finds coreference chains. It never changes and is safe for concurrent use.
type Resolver struct{ model *linear.Model }

var _ nlp.Annotator = (*Resolver)(nil)

// format is the first byte of an encoded resolver.
const format = 1

// Encode writes the resolver.
func (s *Resolver) Encode(e *linear.Encoder) error {
	e.Byte(format)
	s.model.Encode(e)
	return nil
}

// Decode reads a resolver that Encode wrote.
func Decode(d *linear.Decoder) (*Resolver, error) {
	if v := d.Byte(); d.Err() == nil && v != format {
		return nil, fmt.Errorf("coref: format %d is not %d", v, format)
	}
	m, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("coref: %w", err)
	}
	if m.Classes() != 1 {
		return nil, fmt.Errorf("coref: a model of %d classes", m.Classes())
	}
	return &Resolver{m}, nil
}

// Needs are the layers that the annotator reads. Quotes are used where they are there.
func (*Resolver) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Lemmas | nlp.Tree | nlp.Entities
}

// Gives is the layer of chains.
func (*Resolver) Gives() nlp.Layer { return nlp.Chains }

// Annotate fills d.Chains; a chain has two mentions or more.
func (s *Resolver) Annotate(ctx context.Context, d *nlp.Document) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("coref: %w", err)
	}
	r := newRanker(d)
	v := r.voices()
	for i := range r.mentions {
		if j, known := v.of(i); known {
			r.put(i, j)
		} else {
			r.put(i, s.antecedent(r, i))
		}
		v.speak(i)
	}
	r.appositions()
	r.anchor()
	d.Chains = r.chains()
	return nil
}

// antecedent is the mention before i that refers to the same thing, or -1.
func (s *Resolver) antecedent(r *ranker, i int) int {
	var score [1]int32
	r.keys = r.keys[:0]
	r.fresh(i)
	s.model.Score(r.keys, score[:])
	best, choice := score[0], -1
	r.between = 0
	for _, j := range r.candidates(i) {
		if r.strangers(i, j) {
			continue
		}
		r.keys = r.keys[:0]
		r.link(i, j)
		if s.model.Score(r.keys, score[:]); score[0] > best {
			best, choice = score[0], j
		}
	}
	return choice
}

// chains are the clusters of two mentions or more.
func (r *ranker) chains() []nlp.Chain {
	var out []nlp.Chain
	for k := range r.clusters {
		c := &r.clusters[k]
		if c.size < 2 {
			continue
		}
		chain := nlp.Chain{Mentions: make([]nlp.Mention, 0, c.size)}
		for i := c.first; i >= 0; i = r.after[i] {
			chain.Mentions = append(chain.Mentions, nlp.Mention{Span: r.mentions[i].span, Head: r.mentions[i].head})
		}
		slices.SortFunc(chain.Mentions, func(a, b nlp.Mention) int { return compareSpans(a.Span, b.Span) })
		out = append(out, chain)
	}
	slices.SortFunc(out, func(a, b nlp.Chain) int { return compareSpans(a.Mentions[0].Span, b.Mentions[0].Span) })
	return out
}
