package eval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsgraph/nlp"
	"newsgraph/nlp/iob"
)

// Entities runs the pipeline, which has no segmenter, over documents with gold tokens and entities, and scores its
// entities by exact span and label. Only these labels count, on both sides; without any, those of the gold documents do.
func Entities(ctx context.Context, p *nlp.Pipeline, gold []*iob.Doc, labels []string, o Options) (Scores, error) {
	var r ratio
	var spent time.Duration
	words := 0
	if len(labels) == 0 {
		labels = labelsOf(gold)
	}
	for i, g := range gold {
		d := &nlp.Document{Text: g.Text, Tokens: bare(g.Tokens), Sentences: slices.Clone(g.Sentences)}
		var start time.Time
		if o.Now != nil {
			start = o.Now()
		}
		if err := p.Apply(ctx, d); err != nil {
			return Scores{}, fmt.Errorf("eval: document %d: %w", i+1, err)
		}
		if o.Now != nil {
			spent += o.Now().Sub(start)
		}
		words += len(d.Tokens)
		r = r.plus(compareEntities(g.Entities, d.Entities, labels))
	}
	s := Scores{Precision: r.precision(), Recall: r.recall(), F1: r.f1()}
	if spent > 0 {
		s.WordsPerSecond = float64(words) / spent.Seconds()
	}
	return s, nil
}

// CompareEntities scores the system's entities of one document against the gold ones, by exact span and label. Only
// these labels count; without any, all do.
func CompareEntities(gold, system []nlp.Entity, labels []string) Scores {
	r := compareEntities(gold, system, labels)
	return Scores{Precision: r.precision(), Recall: r.recall(), F1: r.f1()}
}

func compareEntities(gold, system []nlp.Entity, labels []string) ratio {
	counts := func(e nlp.Entity) bool { return len(labels) == 0 || slices.Contains(labels, e.Label) }
	var r ratio
	found := map[nlp.Entity]bool{}
	for _, e := range system {
		if counts(e) && !found[e] {
			found[e] = true
			r.system++
		}
	}
	for _, e := range gold {
		if counts(e) {
			r.gold++
			if found[e] {
				r.correct++
			}
		}
	}
	return r
}

func (r ratio) plus(s ratio) ratio {
	return ratio{r.correct + s.correct, r.gold + s.gold, r.system + s.system}
}

func labelsOf(docs []*iob.Doc) []string {
	var out []string
	for _, d := range docs {
		for _, e := range d.Entities {
			if !slices.Contains(out, e.Label) {
				out = append(out, e.Label)
			}
		}
	}
	return out
}
