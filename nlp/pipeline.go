package nlp

import (
	"context"
	"fmt"
	"strings"
)

// Layer is a set of the things that annotators add to a Document.
type Layer uint16

// The layers of a Document.
const (
	Tokens    Layer = 1 << iota // Tokens with Start, End, Form
	Sentences                   // Sentences
	Tags                        // UPOS, XPOS, Feats
	Lemmas                      // Lemma
	Tree                        // Head, Deprel
	Entities                    // Document.Entities
	Chains                      // Document.Chains
	Quotes                      // Document.Quotes
)

var layerNames = []string{"tokens", "sentences", "tags", "lemmas", "tree", "entities", "chains", "quotes"}

func (l Layer) String() string {
	var names []string
	for i, name := range layerNames {
		if l&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

// Annotator adds layers to a Document. It is safe for concurrent use on different documents, keeps nothing of them, and
// gives the same answer for the same document, always.
type Annotator interface {
	// Needs are the layers that must be there before.
	Needs() Layer
	// Gives are the layers that are there afterwards. An annotator replaces what an earlier one gave of them.
	Gives() Layer
	// Annotate adds the layers to d. Text is never an error: an error is a context that ended or a bug.
	Annotate(ctx context.Context, d *Document) error
}

// Pipeline runs annotators one after another. It is safe for concurrent use.
type Pipeline struct {
	annotators []Annotator
	gives      Layer
}

// NewPipeline is a pipeline of these annotators in this order. It is an error if one of them needs a layer that none
// before it gives.
func NewPipeline(annotators ...Annotator) (*Pipeline, error) {
	p := &Pipeline{annotators: annotators}
	for i, a := range annotators {
		if missing := a.Needs() &^ p.gives; missing != 0 {
			return nil, fmt.Errorf("nlp: annotator %d (%T) needs the layers %v, which no annotator before it gives", i+1, a, missing)
		}
		p.gives |= a.Gives()
	}
	return p, nil
}

// Gives are the layers that the pipeline's documents have.
func (p *Pipeline) Gives() Layer { return p.gives }

// Annotate runs the pipeline over text.
func (p *Pipeline) Annotate(ctx context.Context, text string) (*Document, error) {
	d := &Document{Text: text}
	if err := p.Apply(ctx, d); err != nil {
		return nil, err
	}
	return d, nil
}

// Apply runs the pipeline over a document that may have layers already.
func (p *Pipeline) Apply(ctx context.Context, d *Document) error {
	for _, a := range p.annotators {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("nlp: %w", err)
		}
		if err := a.Annotate(ctx, d); err != nil {
			return fmt.Errorf("nlp: %T: %w", a, err)
		}
	}
	return nil
}
