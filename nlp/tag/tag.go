// Package tag gives each token its part of speech.
//
// It takes tokens and sentences and gives UPOS, XPOS and FEATS, by an averaged perceptron from left to right (Collins
// 2002) over forms, affixes, shapes, neighbours and the tags before.
package tag

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

// Tagger is the nlp.Annotator of the layer Tags. It is safe for concurrent use.
type Tagger struct {
	tags   []string          // UPOS and XPOS with a tab between, sorted
	usual  map[string]uint64 // the tags that a frequent word has, as a hash
	feats  map[string]string // FEATS of a key, see featsKeys
	scorer linear.Scorer
}

// Needs implements nlp.Annotator.
func (t *Tagger) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences }

// Gives implements nlp.Annotator.
func (t *Tagger) Gives() nlp.Layer { return nlp.Tags }

// Annotate implements nlp.Annotator.
func (t *Tagger) Annotate(ctx context.Context, d *nlp.Document) error {
	w := t.newWork()
	for _, s := range d.Sentences {
		if err := ctx.Err(); err != nil {
			return err
		}
		tokens := d.Tokens[s.Start:s.End]
		t.sentence(w, tokens)
		for i := range tokens {
			t.assign(&tokens[i], w.words[i].tag)
		}
	}
	return nil
}

// sentence tags w.words.
func (t *Tagger) sentence(w *work, tokens []nlp.Token) {
	t.prepare(w, tokens)
	for i := range tokens {
		w.words[i].tag = t.best(w, i)
	}
}

func (t *Tagger) best(w *work, i int) int {
	w.collect(i)
	t.scorer.Score(w.keys, w.scores)
	best := 0
	for c, score := range w.scores {
		if score > w.scores[best] {
			best = c
		}
	}
	return best
}

// assign gives the token the tag and its FEATS.
func (t *Tagger) assign(token *nlp.Token, tag int) {
	token.UPOS, token.XPOS, _ = strings.Cut(t.tags[tag], "\t")
	token.Feats = ""
	for _, key := range featsKeys(t.tags[tag], token.Form) {
		if feats, ok := t.feats[key]; ok {
			token.Feats = feats
			return
		}
	}
}

// featsKeys are the keys under which the FEATS of a word may be found, the narrowest first.
func featsKeys(tag, word string) [3]string {
	normal := form.Normal(word)
	script := "w"
	if strings.Contains(normal, "0") {
		script = "0"
	} else if strings.Trim(normal, "ivxlcdm.") == "" {
		script = "i"
	}
	return [3]string{tag + "\t" + strings.ToLower(word), tag + "\t\t" + script, tag}
}

// work is the memory of one call.
type work struct {
	words  []word
	keys   []uint32
	scores []int32
}

// word has the hashes of a token that features are made of.
type word struct {
	normal, raw, shape, usual uint64
	prefix                    [4]uint64
	suffix                    [5]uint64
	tag                       int
}

func (t *Tagger) newWork() *work { return &work{scores: make([]int32, len(t.tags))} }

func (t *Tagger) prepare(w *work, tokens []nlp.Token) {
	cased := uint64(form.CaseOf(len(tokens), func(i int) string { return tokens[i].Form }))
	w.words = slices.Grow(w.words[:0], len(tokens))[:len(tokens)]
	for i, token := range tokens {
		normal := form.Normal(token.Form)
		h := &w.words[i]
		*h = word{
			normal: linear.String(normal),
			raw:    linear.String(token.Form),
			shape:  linear.Join(linear.String(form.Shape(token.Form)), cased),
			usual:  t.usual[normal],
		}
		for n := range h.prefix {
			h.prefix[n] = linear.String(form.Prefix(normal, n+1))
		}
		for n := range h.suffix {
			h.suffix[n] = linear.String(form.Suffix(normal, n+1))
		}
	}
}

// outside stands for the words before and after the sentence.
var outside = word{normal: 1, raw: 1, shape: 1, usual: 1, tag: -1}

func (w *work) at(i int) *word {
	if i < 0 || i >= len(w.words) {
		return &outside
	}
	return &w.words[i]
}

// collect sets w.keys to the features of word i. The tags before it are known.
func (w *work) collect(i int) {
	t := &w.words[i]
	p, pp, n, nn := w.at(i-1), w.at(i-2), w.at(i+1), w.at(i+2)
	p1, p2 := uint64(p.tag+2), uint64(pp.tag+2)
	p12 := linear.Join(p1, p2)
	w.keys = w.keys[:0]
	values := [...]uint64{
		0,
		t.normal, t.raw, t.shape,
		t.prefix[0], t.prefix[1], t.prefix[2], t.prefix[3],
		t.suffix[0], t.suffix[1], t.suffix[2], t.suffix[3], t.suffix[4],
		linear.Join(t.suffix[2], t.shape),
		linear.Join(t.suffix[1], p1),
		p1, p12,
		linear.Join(p1, t.normal),
		linear.Join(p12, t.normal),
		linear.Join(p1, t.shape),
		p.normal, n.normal, pp.normal, nn.normal,
		linear.Join(p.normal, t.normal),
		linear.Join(t.normal, n.normal),
		linear.Join(p.normal, n.normal),
		linear.Join(n.normal, nn.normal),
		n.usual,
		linear.Join(p1, n.usual),
		linear.Join(t.usual, n.usual),
		linear.Join(linear.Join(p1, t.usual), n.usual),
		linear.Join(linear.Join(t.usual, n.usual), nn.usual),
		linear.Join(t.normal, n.usual),
		linear.Join(linear.Join(p1, t.normal), n.usual),
		n.shape, p.shape,
		linear.Join(t.shape, n.shape),
		linear.Join(linear.Join(p.shape, t.shape), n.shape),
		n.suffix[2], p.suffix[2],
		linear.Join(n.suffix[1], t.suffix[1]),
	}
	for template, v := range values {
		w.keys = append(w.keys, linear.Feature(template, v))
	}
}

// Encode writes the tagger's model.
func (t *Tagger) Encode(e *linear.Encoder) error {
	model, ok := t.scorer.(*linear.Model)
	if !ok {
		return errors.New("tag: the tagger is still in training")
	}
	e.Strings(t.tags)
	words := make([]string, 0, len(t.usual))
	for w := range t.usual {
		words = append(words, w)
	}
	slices.Sort(words)
	e.Strings(words)
	for _, w := range words {
		e.Int(int(uint32(t.usual[w])))
	}
	linear.EncodeMap(e, t.feats)
	model.Encode(e)
	return nil
}

// Decode reads what Encode wrote.
func Decode(d *linear.Decoder) (*Tagger, error) {
	t := &Tagger{tags: d.Strings(), usual: map[string]uint64{}}
	for _, w := range d.Strings() {
		t.usual[w] = uint64(d.Int())
	}
	t.feats = linear.DecodeMap(d)
	model, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	if model.Classes() != len(t.tags) {
		return nil, fmt.Errorf("tag: %d classes for %d tags", model.Classes(), len(t.tags))
	}
	t.scorer = model
	return t, nil
}
