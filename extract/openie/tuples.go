package openie

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// Tuples are the relations of a document in benchmark style, in order of the text: of each frame one for every subject
// and object that "and" joins, the first oblique's preposition in the predicate, whole noun phrases as arguments. The
// error is that of a context that ended.
func (Extractor) Tuples(ctx context.Context, d *nlp.Document) ([]extract.Tuple, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("openie: %w", err)
	}
	w := &tupler{tree: newTree(d)}
	for _, f := range w.frames() {
		w.frame(f)
	}
	w.names()
	return w.out, nil
}

type tupler struct {
	*tree
	out []extract.Tuple
}

// frame makes the tuples of one frame.
func (w *tupler) frame(f frame) {
	if f.subject < 0 {
		return
	}
	predicate := w.words(f.tokens)
	var rest []string
	objects := []string{}
	switch {
	case f.nominal >= 0:
		objects = w.joined(f.nominal)
	case f.object >= 0:
		objects = w.joined(f.object)
	case w.content(f.verb) >= 0:
		objects = []string{w.phrase(w.content(f.verb))}
	}
	if f.agent >= 0 {
		rest = append(rest, "by "+w.phrase(f.agent))
	}
	for k, o := range w.ordered(f.obliques) {
		if o.prep == "including" || o.prep == "such as" {
			continue
		}
		if k == 0 && len(objects) == 0 {
			predicate += " " + w.words(o.tokens)
			objects = w.joined(o.head)
			continue
		}
		rest = append(rest, w.words(o.tokens)+" "+w.phrase(o.head))
	}
	for _, when := range f.times {
		rest = append(rest, w.text(w.subtree(when)))
	}
	confidence := 0.6
	if f.rule == "clause" && w.child(f.verb, "nsubj", "nsubj:pass") >= 0 {
		confidence = 0.8
	}
	w.emit(f, predicate, objects, rest, confidence)
}

func (w *tupler) emit(f frame, predicate string, objects, rest []string, confidence float64) {
	if len(objects) == 0 {
		if len(rest) == 0 {
			return
		}
		objects, rest = rest[:1], rest[1:]
		confidence -= 0.2
	}
	for _, s := range w.joined(f.subject) {
		for _, o := range objects {
			w.out = append(w.out, extract.Tuple{
				Confidence: confidence, Predicate: predicate, Arguments: append([]string{s, o}, rest...), Sentence: f.sentence,
			})
		}
	}
}

// content is the clause that a verb of speech or thought reports, or -1.
func (w *tupler) content(verb int) int {
	if c := w.child(verb, "ccomp"); c >= 0 {
		return c
	}
	return -1
}

func (w *tupler) ordered(obliques []oblique) []oblique {
	out := append([]oblique(nil), obliques...)
	sort.SliceStable(out, func(a, b int) bool { return out[a].head < out[b].head })
	return out
}

// joined are the phrases of a head and of what "and" joins to it.
func (w *tupler) joined(head int) []string {
	var out []string
	w.eachConjunct(head, func(h int) { out = append(out, w.phrase(h)) })
	return out
}

// phrase is a noun phrase with all that hangs on it, but without what is joined to it, its preposition, relative
// clauses and appositives.
func (w *tupler) phrase(head int) string {
	s := nlp.Span{Start: head, End: head + 1}
	for c := range w.children(head) {
		if w.is(c, "conj", "cc", "punct", "appos", "acl:relcl", "case", "mark", "parataxis", "nsubj", "nsubj:pass", "cop", "aux") && !w.verbal(head) {
			continue
		}
		if w.is(c, "conj", "cc") {
			continue
		}
		sub := w.subtree(c)
		if c < head && sub.End <= head || c > head && sub.Start > head || sub.Start < s.Start || sub.End > s.End {
			s.Start, s.End = min(s.Start, sub.Start), max(s.End, sub.End)
		}
	}
	return w.text(w.trim(s, head))
}

// text is a span's tokens parted by single spaces, as the benchmarks have them.
func (w *tupler) text(s nlp.Span) string {
	var tokens []int
	for i := s.Start; i < s.End; i++ {
		tokens = append(tokens, i)
	}
	return w.words(tokens)
}

func (w *tupler) words(tokens []int) string {
	out := make([]string, len(tokens))
	for i, tok := range tokens {
		out[i] = w.token(tok).Form
	}
	return strings.Join(out, " ")
}

// names makes the tuples of appositives, titles and places: "Bush is President".
func (w *tupler) names() {
	r := &relator{tree: w.tree}
	r.nouns()
	for _, rel := range r.out {
		predicate := "is"
		label := strings.TrimPrefix(rel.Predicate.Label, "be")
		switch {
		case strings.HasPrefix(rel.Rule, "possessor"):
			predicate = "has"
			label = ""
		case label != "":
			predicate += label
		}
		w.out = append(w.out, extract.Tuple{
			Confidence: 0.5, Predicate: strings.TrimSpace(predicate), Sentence: rel.Sentence,
			Arguments: []string{w.text(rel.Subject.Span), w.text(rel.Object.Span)},
		})
	}
}
