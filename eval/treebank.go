package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// Options of a run. The zero value judges on gold tokens and does not measure speed.
type Options struct {
	Raw bool             // let the pipeline find tokens and sentences in the text; else it gets those of the gold file
	Now func() time.Time // the clock for WordsPerSecond; nil leaves it out
}

// Treebank runs the pipeline over the documents of a treebank and scores it as the CoNLL 2018 shared task does
// (Zeman et al. 2018). The pipeline begins with a segmenter if o.Raw is true, and has none if not.
func Treebank(ctx context.Context, p *nlp.Pipeline, gold []*conllu.Doc, o Options) (Scores, error) {
	var t treebank
	var spent time.Duration
	words := 0
	for i, g := range gold {
		d := &nlp.Document{Text: g.Text}
		if !o.Raw {
			d.Tokens, d.Sentences = bare(g.Tokens), slices.Clone(g.Sentences)
		}
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
		t.add(g.Document, d)
	}
	s := t.scores()
	if spent > 0 {
		s.WordsPerSecond = float64(words) / spent.Seconds()
	}
	return s, nil
}

// CompareTreebank scores documents that were annotated elsewhere. gold[i] and system[i] have the same text but for
// white space.
func CompareTreebank(gold, system []*nlp.Document) (Scores, error) {
	if len(gold) != len(system) {
		return Scores{}, fmt.Errorf("eval: %d documents for %d of gold", len(system), len(gold))
	}
	var t treebank
	for i := range gold {
		if letters(gold[i]) != letters(system[i]) {
			return Scores{}, fmt.Errorf("eval: the texts of document %d are not the same", i+1)
		}
		t.add(gold[i], system[i])
	}
	return t.scores(), nil
}

func letters(d *nlp.Document) string {
	var b strings.Builder
	for _, t := range d.Tokens {
		b.WriteString(strings.Join(strings.Fields(t.Form), ""))
	}
	return b.String()
}

// bare are the tokens with their place and form alone.
func bare(tokens []nlp.Token) []nlp.Token {
	out := make([]nlp.Token, len(tokens))
	for i, t := range tokens {
		out[i] = nlp.Token{Start: t.Start, End: t.End, Form: t.Form, Head: nlp.NoHead}
	}
	return out
}

// treebank sums over documents.
type treebank struct {
	sentences, tokens, upos, xpos, lemma, uas, las, clas ratio
}

func (t *treebank) scores() Scores {
	return Scores{
		SentenceF1: t.sentences.f1(), TokenF1: t.tokens.f1(), UPOS: t.upos.f1(), XPOS: t.xpos.f1(), Lemma: t.lemma.f1(),
		UAS: t.uas.f1(), LAS: t.las.f1(), CLAS: t.clas.f1(),
	}
}

// place is a span of the text, counted in bytes that are no white space, so that texts that differ in white space match.
type place struct{ start, end int }

func places(d *nlp.Document) []place {
	out := make([]place, len(d.Tokens))
	at := 0
	for i, t := range d.Tokens {
		n := 0
		for _, field := range strings.Fields(t.Form) {
			n += len(field)
		}
		out[i] = place{at, at + n}
		at += n
	}
	return out
}

func (t *treebank) add(gold, system *nlp.Document) {
	goldAt, systemAt := places(gold), places(system)
	t.addSentences(gold, system, goldAt, systemAt)
	index := make(map[place]int, len(systemAt))
	for i, p := range systemAt {
		index[p] = i
	}
	toSystem := make([]int, len(goldAt)) // -1 for words that the system has not
	for i, p := range goldAt {
		toSystem[i] = -1
		if j, ok := index[p]; ok {
			toSystem[i] = j
		}
	}
	for _, r := range []*ratio{&t.tokens, &t.upos, &t.xpos, &t.lemma, &t.uas, &t.las} {
		r.gold += len(goldAt)
		r.system += len(systemAt)
	}
	for _, w := range gold.Tokens {
		if content[base(w.Deprel)] {
			t.clas.gold++
		}
	}
	for _, w := range system.Tokens {
		if content[base(w.Deprel)] {
			t.clas.system++
		}
	}
	for i, j := range toSystem {
		if j >= 0 {
			t.addWord(gold.Tokens[i], system.Tokens[j], toSystem)
		}
	}
}

// addWord counts a word that both have.
func (t *treebank) addWord(g, s nlp.Token, toSystem []int) {
	t.tokens.correct++
	if g.UPOS == s.UPOS {
		t.upos.correct++
	}
	if g.XPOS == s.XPOS {
		t.xpos.correct++
	}
	if g.Lemma == "" || g.Lemma == s.Lemma {
		t.lemma.correct++
	}
	sameHead := g.Head == nlp.Root && s.Head == nlp.Root || g.Head >= 0 && s.Head >= 0 && toSystem[g.Head] == s.Head
	if !sameHead {
		return
	}
	t.uas.correct++
	if base(g.Deprel) == base(s.Deprel) {
		t.las.correct++
		if content[base(g.Deprel)] {
			t.clas.correct++
		}
	}
}

func (t *treebank) addSentences(gold, system *nlp.Document, goldAt, systemAt []place) {
	t.sentences.gold += len(gold.Sentences)
	t.sentences.system += len(system.Sentences)
	found := map[place]bool{}
	for _, s := range system.Sentences {
		found[place{systemAt[s.Start].start, systemAt[s.End-1].end}] = true
	}
	for _, s := range gold.Sentences {
		if found[place{goldAt[s.Start].start, goldAt[s.End-1].end}] {
			t.sentences.correct++
		}
	}
}

// base is the relation without its subtype.
func base(deprel string) string {
	relation, _, _ := strings.Cut(deprel, ":")
	return relation
}

// content are the relations of content words, as the CoNLL 2018 scorer has them.
var content = func() map[string]bool {
	m := map[string]bool{}
	for relation := range strings.FieldsSeq(`nsubj obj iobj csubj ccomp xcomp obl vocative expl dislocated advcl advmod discourse
		nmod appos nummod acl amod conj fixed flat compound list parataxis orphan goeswith reparandum root dep`) {
		m[relation] = true
	}
	return m
}()
