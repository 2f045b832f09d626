package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"newsgraph/eval"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/coref"
	"newsgraph/nlp/linear"
	"newsgraph/nlp/model"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/neural"
	"newsgraph/nlp/quote"
)

var ontogum = model.Corpus{
	Name: "OntoGUM, train, documents whose texts allow commercial use", Licence: "annotations CC BY 4.0; texts CC BY, CC BY-SA, public domain",
}

// readChains reads the coreference of the documents of a treebank: a file for each in coref/ontogum-conllu.
func readChains(data string, trees []*conllu.Doc) ([]*conllu.Doc, error) {
	var out []*conllu.Doc
	for _, d := range trees {
		docs, err := readTrees(filepath.Join(data, "coref", "ontogum-conllu", d.ID+".conllu"))
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, nil
}

// trainResolver trains coreference on the documents of GUM, which these annotators annotate first.
func (o options) trainResolver(trees []*conllu.Doc, annotators ...nlp.Annotator) (*coref.Resolver, error) {
	docs, err := readChains(o.data, trees)
	if err != nil {
		return nil, err
	}
	var examples []coref.Example
	for _, g := range docs {
		chains, err := eval.GoldChains(g)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", g.ID, err)
		}
		d := &nlp.Document{Text: g.Text, Sentences: g.Sentences}
		for _, t := range g.Tokens {
			d.Tokens = append(d.Tokens, nlp.Token{Start: t.Start, End: t.End, Form: t.Form, Head: nlp.NoHead})
		}
		for _, a := range append(annotators, ner.Extender{}, quote.Annotator{}) {
			if err := a.Annotate(context.Background(), d); err != nil {
				return nil, fmt.Errorf("%s: %w", g.ID, err)
			}
		}
		examples = append(examples, coref.Example{Document: d, Chains: chains})
	}
	return coref.Train(examples, coref.Options{Seed: o.seed, Epochs: o.epochs}), nil
}

// corefOnly trains coreference anew, by the models that are there, and puts it into their manifest.
func (o options) corefOnly() error {
	c, err := readCorpora(o.data)
	if err != nil {
		return err
	}
	set, err := o.load(neural.Accurate)
	if err != nil {
		return err
	}
	agreement, err := ner.NewAgreement()
	if err != nil {
		return err
	}
	r, err := o.trainResolver(c.gum, set.Neural.Parser, set.Lemmatiser, set.Neural.Names, agreement)
	if err != nil {
		return err
	}
	o.log("trained coreference")
	var e linear.Encoder
	if err := r.Encode(&e); err != nil {
		return err
	}
	m := set.Manifest
	for i := range m.Models {
		if f := &m.Models[i]; f.Name == "coref" {
			f.Bytes, f.SHA256, f.Corpora = len(e.Bytes()), model.Sum(e.Bytes()), []model.Corpus{ontogum}
			if err := os.WriteFile(filepath.Join(o.out, f.File), e.Bytes(), 0o644); err != nil {
				return err
			}
		}
	}
	if err := writeManifest(filepath.Join(o.out, model.ManifestFile), *m); err != nil {
		return err
	}
	return o.score(c)
}

// scoreChains scores coreference on the development set of OntoGUM.
func scoreChains(o options, set *model.Set, trees []*conllu.Doc) (map[string]float64, error) {
	docs, err := readChains(o.data, trees)
	if err != nil {
		return nil, err
	}
	p, err := set.Presegmented()
	if err != nil {
		return nil, err
	}
	s, err := eval.Coreference(context.Background(), p, docs, eval.Options{})
	return map[string]float64{"ontogum_muc": round(s.MUC.F1), "ontogum_b3": round(s.B3.F1), "ontogum_ceafe": round(s.CEAFe.F1), "ontogum_conll": round(s.CoNLL)}, err
}
