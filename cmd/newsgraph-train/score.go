package main

import (
	"context"
	"math"
	"os"
	"path/filepath"

	"newsgraph/eval"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/model"
	"newsgraph/nlp/neural"
)

// scoreAgain scores the models that are there.
func (o options) scoreAgain() error {
	c, err := readCorpora(o.data)
	if err != nil {
		return err
	}
	return o.score(c)
}

// score notes in the manifest what the models score on the development sets of EWT and GUM.
func (o options) score(c *corpora) error {
	set, err := o.load(neural.Accurate)
	if err != nil {
		return err
	}
	scores := map[string]map[string]float64{}
	for _, part := range []struct {
		name string
		docs []*conllu.Doc
	}{{"ewt", c.ewtDev}, {"gum", c.gumDev}} {
		if err := scoreTrees(set, part.name, part.docs, scores); err != nil {
			return err
		}
	}
	if scores["coref"], err = scoreChains(o, set, c.gumDev); err != nil {
		return err
	}
	for i := range set.Manifest.Models {
		f := &set.Manifest.Models[i]
		f.Scores = scores[f.Name]
		o.log("%s: %v", f.Name, f.Scores)
	}
	return writeManifest(filepath.Join(o.out, model.ManifestFile), *set.Manifest)
}

// scoreTrees adds the scores of the models on one treebank: those of the segmenter on raw text, those of the lemmatiser on
// gold tokens with the tags of the network.
func scoreTrees(set *model.Set, name string, docs []*conllu.Doc, scores map[string]map[string]float64) error {
	raw, err := set.Pipeline()
	if err != nil {
		return err
	}
	gold, err := set.Retagging()
	if err != nil {
		return err
	}
	r, err := eval.Treebank(context.Background(), raw, docs, eval.Options{Raw: true})
	if err != nil {
		return err
	}
	g, err := eval.Treebank(context.Background(), gold, docs, eval.Options{})
	if err != nil {
		return err
	}
	for model, measures := range map[string]map[string]float64{
		"segment": {"sentence_f1": r.SentenceF1, "token_f1": r.TokenF1},
		"lemma":   {"lemma": g.Lemma},
	} {
		if scores[model] == nil {
			scores[model] = map[string]float64{}
		}
		for measure, value := range measures {
			scores[model][name+"_"+measure] = round(value)
		}
	}
	return nil
}

// round keeps two digits.
func round(x float64) float64 { return math.Round(x*100) / 100 }

// load reads the models that are in --out, with the program's networks.
func (o options) load(set neural.Set) (*model.Set, error) {
	networks, err := neural.Files()
	if err != nil {
		return nil, err
	}
	return model.Load(os.DirFS(o.out), networks, set)
}
