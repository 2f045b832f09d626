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
	predicate := w.predicateOf(f)
	objects := w.objectsOf(f)
	var rest []string
	if f.agent >= 0 && len(objects) == 0 {
		predicate += " by"
		objects = w.joined(f.agent)
	}
	for _, o := range w.ordered(f) {
		if o.prep == "including" || o.prep == "such as" {
			continue
		}
		if len(objects) == 0 && o.head > f.verb {
			predicate += " " + w.words(o.tokens)
			objects = w.joined(o.head)
			continue
		}
		rest = append(rest, w.words(o.tokens)+" "+w.phrase(o.head))
	}
	for _, when := range f.times {
		rest = append(rest, w.text(w.trim(w.subtree(when), when)))
	}
	w.emit(f, predicate, objects, rest)
}

// predicateOf are the words of a frame's predicate: its verb group with the adverbs inside, and the preposition of a
// copular predicate ("is in").
func (w *tupler) predicateOf(f frame) string {
	tokens := append([]int(nil), f.tokens...)
	first, last := tokens[0], tokens[len(tokens)-1]
	for c := range w.children(f.verb) {
		if w.is(c, "advmod") && w.first[c] < 0 && (c > first && c < last || c == first-1 && f.nominal < 0) && !timeAdverbs[w.lower(c)] {
			tokens = append(tokens, c)
		}
	}
	if f.nominal >= 0 {
		switch w.upos(f.nominal) {
		case "ADJ", "ADV":
			if w.copula(f.nominal) >= 0 && len(f.obliques) > 0 {
				tokens = append(tokens, f.nominal)
			}
		default:
			tokens = append(tokens, w.caseTokens(f.nominal)...)
		}
	}
	sort.Ints(tokens)
	return w.words(compact(tokens))
}

// objectsOf are the phrases of a frame's object: direct object, copular predicate, or what is said.
func (w *tupler) objectsOf(f frame) []string {
	switch {
	case f.nominal >= 0 && w.upos(f.nominal) == "ADJ" && len(f.obliques) > 0:
		return nil
	case f.nominal >= 0:
		return w.joined(f.nominal)
	case f.object >= 0:
		return w.joined(f.object)
	}
	if c := w.child(f.verb, "ccomp"); c >= 0 {
		return []string{w.clause(c)}
	}
	return nil
}

// clause is a clause as a whole, without the word that joins it to the sentence and the marks around it.
func (w *tupler) clause(head int) string {
	s := w.subtree(head)
	for s.Start < head && (w.is(s.Start, "mark") && w.head(s.Start) == head || w.upos(s.Start) == "PUNCT") {
		s.Start++
	}
	return w.text(w.trim(s, head))
}

func (w *tupler) emit(f frame, predicate string, objects, rest []string) {
	if len(objects) == 0 {
		if len(rest) == 0 {
			return
		}
		objects, rest = rest[:1], rest[1:]
	}
	for _, s := range w.joined(f.subject) {
		for _, o := range objects {
			features := w.tupleFeatures(f, s, objects, rest, o, predicate)
			w.out = append(w.out, extract.Tuple{
				Confidence: tupleWeights.Of(features), Predicate: predicate, Arguments: append([]string{s, o}, rest...), Sentence: f.sentence,
				Features: features,
			})
		}
	}
}

// ordered are the obliques of a frame in order of the text.
func (w *tupler) ordered(f frame) []oblique {
	out := append([]oblique(nil), f.obliques...)
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
// clauses and appositives; of a copular predicate, only what follows the copula.
func (w *tupler) phrase(head int) string {
	s := nlp.Span{Start: head, End: head + 1}
	cop := w.copula(head)
	for c := range w.children(head) {
		if c < cop || w.is(c, "conj", "cc", "punct", "appos", "acl:relcl", "case", "mark", "parataxis", "nsubj", "cop", "aux", "advcl", "ccomp") {
			continue
		}
		sub := w.subtree(c)
		if c < head && sub.End <= head || c > head && sub.Start > head {
			s.Start, s.End = min(s.Start, sub.Start), max(s.End, sub.End)
		}
	}
	return w.text(w.trim(s, head))
}

// text are the words of a span as the text has them, on one line.
func (w *tupler) text(s nlp.Span) string {
	return strings.Join(strings.Fields(w.d.TextOf(s)), " ")
}

// words are tokens as the text has them: those that touch stay together.
func (w *tupler) words(tokens []int) string {
	var b strings.Builder
	for i, tok := range tokens {
		if i > 0 && w.token(tokens[i-1]).End < w.token(tok).Start {
			b.WriteByte(' ')
		}
		b.WriteString(w.token(tok).Form)
	}
	return b.String()
}

// names makes the tuples of appositives, titles and places: "Bush is President".
func (w *tupler) names() {
	r := &relator{tree: w.tree}
	r.nouns()
	for _, rel := range r.best() {
		if strings.HasPrefix(rel.Rule, "example") || strings.HasPrefix(rel.Rule, "person") || strings.HasPrefix(rel.Rule, "event") || rel.Rule == "name/have" {
			continue
		}
		predicate := "is"
		label := strings.TrimPrefix(rel.Predicate.Label, "be")
		switch {
		case strings.HasPrefix(rel.Rule, "possessor"):
			predicate = "has"
		case label != "":
			predicate += label
		}
		features := []string{"rule=" + rel.Rule, "sentence=" + sizeOf(w.d.Sentences[rel.Sentence].Len())}
		w.out = append(w.out, extract.Tuple{
			Confidence: tupleWeights.Of(features), Predicate: strings.TrimSpace(predicate), Sentence: rel.Sentence,
			Arguments: []string{w.text(rel.Subject.Span), w.text(rel.Object.Span)}, Features: features,
		})
	}
}
