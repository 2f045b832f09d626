// Package parse gives each sentence its dependency tree.
//
// It takes tokens with tags and gives heads and UD relations with their subtypes ("nsubj:pass"), by greedy arc-hybrid
// transitions that an averaged perceptron chooses, trained with a dynamic oracle (Goldberg and Nivre 2013).
package parse

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Parser is the nlp.Annotator of the layer Tree. It is safe for concurrent use. Every sentence becomes one tree with one
// root; all trees are projective.
type Parser struct {
	labels  []string // sorted; labels[0] is empty, for shift
	actions []action
	root    uint8 // the label "root"
	scorer  linear.Scorer
}

// Needs implements nlp.Annotator.
func (p *Parser) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences | nlp.Tags }

// Gives implements nlp.Annotator.
func (p *Parser) Gives() nlp.Layer { return nlp.Tree }

// Annotate implements nlp.Annotator.
func (p *Parser) Annotate(ctx context.Context, d *nlp.Document) error {
	w := p.newWork()
	for _, s := range d.Sentences {
		if err := ctx.Err(); err != nil {
			return err
		}
		tokens := d.Tokens[s.Start:s.End]
		w.prepare(tokens)
		for !w.state.done() {
			w.state.apply(p.actions[p.best(w)])
		}
		for i := range tokens {
			tokens[i].Head, tokens[i].Deprel = s.Start+w.state.head[i], p.labels[w.state.label[i]]
			if w.state.head[i] == len(tokens) {
				tokens[i].Head = nlp.Root
			}
		}
	}
	return nil
}

// best is the allowed action with the highest score. It leaves the scores and the features in w.
func (p *Parser) best(w *work) int {
	w.collect()
	p.scorer.Score(w.keys, w.scores)
	allowed := w.state.allowed()
	best := -1
	for i, a := range p.actions {
		if allowed[a.move] && (best < 0 || w.scores[i] > w.scores[best]) && p.fits(w, a) {
			best = i
		}
	}
	return best
}

// fits says whether the label may go with the arc: "root" for the arc from the root and for no other.
func (p *Parser) fits(w *work, a action) bool {
	fromRoot := a.move == left && w.state.next == w.state.n
	return fromRoot == (a.label == p.root)
}

// work is the memory of one call.
type work struct {
	state  state
	words  []word
	keys   []uint32
	scores []int32
}

// word has the hashes of a token that features are made of.
type word struct{ form, tag, both, upos uint64 }

func (p *Parser) newWork() *work { return &work{scores: make([]int32, len(p.actions))} }

// Encode writes the parser's model.
func (p *Parser) Encode(e *linear.Encoder) error {
	model, ok := p.scorer.(*linear.Model)
	if !ok {
		return errors.New("parse: the parser is still in training")
	}
	e.Strings(p.labels)
	e.Int(len(p.actions))
	for _, a := range p.actions {
		e.Byte(byte(a.move))
		e.Byte(a.label)
	}
	model.Encode(e)
	return nil
}

// Decode reads what Encode wrote.
func Decode(d *linear.Decoder) (*Parser, error) {
	p := &Parser{labels: d.Strings()}
	for range d.Int() {
		a := action{move(d.Byte()), d.Byte()}
		if d.Err() != nil {
			break
		}
		if a.move > right || int(a.label) >= len(p.labels) {
			return nil, errors.New("parse: damaged table of actions")
		}
		p.actions = append(p.actions, a)
	}
	model, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	p.root = uint8(max(0, slices.Index(p.labels, "root")))
	if model.Classes() != len(p.actions) || !p.whole() {
		return nil, fmt.Errorf("parse: %d classes for %d actions", model.Classes(), len(p.actions))
	}
	p.scorer = model
	return p, nil
}

// whole says whether there is an action for every configuration.
func (p *Parser) whole() bool {
	return p.root != 0 && slices.Contains(p.actions, action{shift, 0}) && slices.Contains(p.actions, action{left, p.root}) &&
		slices.ContainsFunc(p.actions, func(a action) bool { return a.move == right && a.label != p.root })
}
