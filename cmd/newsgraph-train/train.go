package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"newsgraph/nlp"
	"newsgraph/nlp/lemma"
	"newsgraph/nlp/linear"
	"newsgraph/nlp/model"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/parse"
	"newsgraph/nlp/segment"
	"newsgraph/nlp/tag"
)

// options of a run.
type options struct {
	data, out string
	seed      uint64
	command   string // for the manifest
	epochs    int    // 0 for the default of each model
	log       func(format string, args ...any)
}

// folds is the number of parts of the jackknife.
const folds = 5

func (o options) run() error {
	c, err := readCorpora(o.data)
	if err != nil {
		return err
	}
	trees := append(sentences(c.ewt), sentences(c.gum)...)
	o.log("read %d sentences of trees", len(trees))
	segmenter := segment.Train(append(documents(c.ewt), documents(c.gum)...), segment.Options{Seed: o.seed, Epochs: o.epochs})
	o.log("trained the segmenter")
	all, origin := withDressed(trees)
	jackknifed, err := o.jackknife(all, origin)
	if err != nil {
		return err
	}
	tagger := tag.Train(all, o.tagging())
	o.log("trained the tagger")
	lemmatiser := lemma.Train(trees)
	o.log("trained the lemmatiser")
	parser := parse.Train(jackknifed, parse.Options{Seed: o.seed, Epochs: o.epochs, Pruning: linear.Pruning{Updates: 5, Keep: 2_300_000}})
	o.log("trained the parser")
	entities, err := c.entities(jackknifed, tagger)
	if err != nil {
		return err
	}
	more, err := dressedEntities(entities, tagger)
	if err != nil {
		return err
	}
	entities = append(entities, more...)
	recogniser, err := ner.Train(entities, ner.Options{Seed: o.seed, Epochs: o.epochs, Pruning: linear.Pruning{Updates: 2, Keep: 800_000}})
	if err != nil {
		return err
	}
	o.log("trained the recogniser")
	resolver, err := o.trainResolver(c.gum, tagger, lemmatiser, parser, recogniser)
	if err != nil {
		return err
	}
	o.log("trained coreference")
	err = o.write([]made{
		{"segment", segmenter.Encode, []model.Corpus{ewt, gum}},
		{"tag", tagger.Encode, []model.Corpus{ewt, gum}},
		{"lemma", lemmatiser.Encode, []model.Corpus{ewt, gum}},
		{"parse", parser.Encode, []model.Corpus{ewt, gum}},
		{"ner", recogniser.Encode, []model.Corpus{uner, wikigold, wnut, gum}},
		{"coref", resolver.Encode, []model.Corpus{ontogum}},
	})
	if err != nil {
		return err
	}
	return o.score(c)
}

func (o options) tagging() tag.Options {
	return tag.Options{Seed: o.seed, Epochs: o.epochs, Pruning: linear.Pruning{Updates: 2, Keep: 1_200_000}}
}

// jackknife gives the sentences the tags of taggers that have not seen them, so that the parser learns from tags with
// the errors that it will meet. origin says of each sentence which it is another dress of.
func (o options) jackknife(sentences [][]nlp.Token, origin []int) ([][]nlp.Token, error) {
	out := make([][]nlp.Token, len(sentences))
	for fold := range folds {
		var seen [][]nlp.Token
		for i, s := range sentences {
			if origin[i]%folds != fold {
				seen = append(seen, s)
			}
		}
		tagger := tag.Train(seen, o.tagging())
		for i, s := range sentences {
			if origin[i]%folds != fold {
				continue
			}
			tokens, err := retag(tagger, s)
			if err != nil {
				return nil, err
			}
			out[i] = tokens
		}
		o.log("tagged part %d of %d", fold+1, folds)
	}
	return out, nil
}

// retag is the sentence with the tagger's tags.
func retag(tagger *tag.Tagger, tokens []nlp.Token) ([]nlp.Token, error) {
	d := &nlp.Document{Tokens: append([]nlp.Token(nil), tokens...)}
	d.Sentences = []nlp.Sentence{{Span: nlp.Span{End: len(tokens)}}}
	err := tagger.Annotate(context.Background(), d)
	return d.Tokens, err
}

// made is a model that was trained.
type made struct {
	name    string
	encode  func(*linear.Encoder) error
	corpora []model.Corpus
}

// write writes the models and their manifest.
func (o options) write(models []made) error {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	m := model.Manifest{Command: o.command, Seed: o.seed}
	for _, made := range models {
		var e linear.Encoder
		if err := made.encode(&e); err != nil {
			return err
		}
		f := model.File{Name: made.name, File: made.name + ".bin", Bytes: len(e.Bytes()), SHA256: model.Sum(e.Bytes()), Corpora: made.corpora}
		if err := os.WriteFile(filepath.Join(o.out, f.File), e.Bytes(), 0o644); err != nil {
			return err
		}
		o.log("%s: %d bytes", f.File, f.Bytes)
		m.Models = append(m.Models, f)
	}
	return writeManifest(filepath.Join(o.out, model.ManifestFile), m)
}

func writeManifest(path string, m model.Manifest) error {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
