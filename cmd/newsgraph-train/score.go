package main

import (
	"context"
	"math"
	"os"
	"path/filepath"

	"newsgraph/eval"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/model"
)

// scoreAgain scores the models that are there.
func (o options) scoreAgain() error {
	c, err := readCorpora(o.data)
	if err != nil {
		return err
	}
	return o.score(c)
}

// score notes in the manifest what the models score on the development sets of EWT, GUM and UNER.
func (o options) score(c *corpora) error {
	set, err := model.Load(os.DirFS(o.out))
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
	p, err := set.Retagging()
	if err != nil {
		return err
	}
	s, err := eval.Entities(context.Background(), p, c.unerDev, []string{nlp.Person, nlp.Organization, nlp.Location}, eval.Options{})
	if err != nil {
		return err
	}
	scores["ner"] = map[string]float64{"uner_precision": round(s.Precision), "uner_recall": round(s.Recall), "uner_f1": round(s.F1)}
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

// scoreTrees adds the scores of the models on one treebank: those of the segmenter on raw text, others on gold tokens.
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
		"tag":     {"upos": g.UPOS, "xpos": g.XPOS},
		"lemma":   {"lemma": g.Lemma},
		"parse":   {"uas": g.UAS, "las": g.LAS, "clas": g.CLAS},
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
