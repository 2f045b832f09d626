// Package ner finds named entities.
//
// It takes tokens with tags and gives Document.Entities: spans with the labels of nlp (PER, ORG, LOC, PRODUCT, EVENT, WORK,
// LAW, NORP, MISC). Each sentence is labelled by a structured perceptron with the Viterbi algorithm over BILOU tags
// (Collins 2002; Ratinov and Roth 2009); then names of the document are made to agree with each other.
package ner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Recogniser is the nlp.Annotator of the layer Entities. It is safe for concurrent use.
type Recogniser struct {
	labels  []string
	lists   *gazetteer
	scorer  linear.Scorer
	follows *transitions
}

// Needs implements nlp.Annotator.
func (r *Recogniser) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences | nlp.Tags }

// Gives implements nlp.Annotator.
func (r *Recogniser) Gives() nlp.Layer { return nlp.Entities }

// Annotate implements nlp.Annotator.
func (r *Recogniser) Annotate(ctx context.Context, d *nlp.Document) error {
	d.Entities = nil
	w := r.newWork()
	for _, s := range d.Sentences {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.prepare(r.lists, d.Tokens[s.Start:s.End])
		for _, e := range r.spans(w.decode(r, nil)) {
			e.Start, e.End = e.Start+s.Start, e.End+s.Start
			d.Entities = append(d.Entities, e)
		}
	}
	r.byLastWord(d)
	r.agree(d)
	return nil
}

// The BILOU positions of a tag; tag 0 is "outside", tag 1+4*label+position the others.
const (
	begins = iota
	goesOn
	ends
	single
)

func tagOf(label, position int) int { return 1 + 4*label + position }

func labelOf(tag int) int { return (tag - 1) / 4 }

func positionOf(tag int) int { return (tag - 1) % 4 }

// spans are the entities that the tags of a sentence mean.
func (r *Recogniser) spans(tags []int) []nlp.Entity {
	var out []nlp.Entity
	start := 0
	for i, t := range tags {
		if t == 0 {
			continue
		}
		if p := positionOf(t); p == begins || p == single {
			start = i
		}
		if p := positionOf(t); p == ends || p == single {
			out = append(out, nlp.Entity{Span: nlp.Span{Start: start, End: i + 1}, Label: r.labels[labelOf(t)]})
		}
	}
	return out
}

// transitions has the scores of a tag after a tag.
type transitions struct{ scores [][]int32 }

// newTransitions asks the scorer for them. The tag before the sentence is "outside".
func newTransitions(s linear.Scorer, tags int) *transitions {
	t := &transitions{scores: make([][]int32, tags)}
	for before := range t.scores {
		t.scores[before] = make([]int32, tags)
	}
	t.update(s)
	return t
}

func (t *transitions) update(s linear.Scorer) {
	for before := range t.scores {
		s.Score([]uint32{after(before)}, t.scores[before])
	}
}

// after is the feature of the tag before.
func after(before int) uint32 { return linear.Feature(200, uint64(before)) }

// Encode writes the recogniser's model.
func (r *Recogniser) Encode(e *linear.Encoder) error {
	model, ok := r.scorer.(*linear.Model)
	if !ok {
		return errors.New("ner: the recogniser is still in training")
	}
	e.Strings(r.labels)
	e.Strings(r.lists.kinds)
	model.Encode(e)
	return nil
}

// Decode reads what Encode wrote.
func Decode(d *linear.Decoder) (*Recogniser, error) {
	lists, err := newGazetteer()
	if err != nil {
		return nil, err
	}
	r := &Recogniser{labels: d.Strings(), lists: lists}
	if kinds := d.Strings(); d.Err() == nil && !slices.Equal(kinds, lists.kinds) {
		return nil, fmt.Errorf("ner: the model was trained with the lists %v, here are %v", kinds, lists.kinds)
	}
	model, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	if model.Classes() != 1+4*len(r.labels) {
		return nil, fmt.Errorf("ner: %d classes for %d labels", model.Classes(), len(r.labels))
	}
	r.scorer = model
	r.follows = newTransitions(model, model.Classes())
	return r, nil
}
