// Package openie finds relations in dependency trees (Universal Dependencies), by rules.
//
// It takes a document with tokens, sentences, tags, lemmas, trees and entities and gives relations: first the frames
// (one a predicate, with its places filled), then from the frames the statements for the graph, with short arguments and
// one object each. Rules for what is said by nouns alone (appositives, titles, possessors) stand beside them.
//
// rules.go lists the rules by name, each with an example and the file of its cases; repair.go mends trees before any rule
// reads them, lexicon.go has the classes of words that rules ask for.
package openie

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// codeVersion is raised with every change of what the rules find.
const codeVersion = "openie/6"

// Extractor finds relations by rules over dependency trees. The zero value is ready; it is safe for concurrent use.
type Extractor struct{}

var _ extract.Extractor = Extractor{}

// Version of the rules.
func (Extractor) Version() string { return codeVersion }

// Needs are the layers that the rules read. Quotes are used where they are there.
func (Extractor) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Lemmas | nlp.Tree | nlp.Entities
}

// Extract finds the relations of a document, in order of the text. The error is that of a context that ended.
func (Extractor) Extract(ctx context.Context, d *nlp.Document) ([]extract.Relation, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("openie: %w", err)
	}
	t := newTree(d)
	r := &relator{tree: t}
	for _, f := range t.frames() {
		r.frame(f)
	}
	r.nouns()
	out := r.best()
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].Sentence != out[b].Sentence {
			return out[a].Sentence < out[b].Sentence
		}
		return out[a].Predicate.Tokens[0] < out[b].Predicate.Tokens[0]
	})
	return out, nil
}

// relator makes relations of frames.
type relator struct {
	*tree
	out []extract.Relation
}

// words are those of a mention, as its relation tells it.
func (r *relator) words(m extract.Mention) string {
	if m.Text != "" {
		return m.Text
	}
	return r.d.TextOf(m.Span)
}

// best are the relations without those that say again what another of the same sentence says.
func (r *relator) best() []extract.Relation {
	type claim struct {
		sentence, subject, object int
		subjectText, objectText   string
		label                     string
	}
	seen := map[claim]int{}
	var out []extract.Relation
	for _, rel := range r.out {
		key := claim{rel.Sentence, rel.Subject.Head, rel.Object.Head, rel.Subject.Text, strings.ToLower(r.words(rel.Object)), rel.Predicate.Label}
		if at, ok := seen[key]; ok {
			if rel.Confidence > out[at].Confidence {
				out[at] = rel
			}
			continue
		}
		seen[key] = len(out)
		out = append(out, rel)
	}
	return out
}
