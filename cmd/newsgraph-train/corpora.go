package main

import (
	"fmt"
	"os"
	"path/filepath"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/iob"
	"newsgraph/nlp/model"
)

// The corpora, as the manifest names them.
var (
	ewt      = model.Corpus{Name: "UD English EWT, train", Licence: "CC BY-SA 4.0"}
	gum      = model.Corpus{Name: "GUM, train, documents whose texts allow commercial use", Licence: "annotations CC BY 4.0; texts CC BY, CC BY-SA, public domain"}
	uner     = model.Corpus{Name: "Universal NER English EWT, train (first release)", Licence: "CC BY-SA 4.0"}
	wikigold = model.Corpus{Name: "WikiGold", Licence: "CC BY 4.0"}
	wnut     = model.Corpus{Name: "WNUT 2017 emerging entities, train and development", Licence: "CC BY 4.0"}
)

// corpora is what the models learn from.
type corpora struct {
	ewt, gum                  []*conllu.Doc
	ewtDev, gumDev            []*conllu.Doc
	uner, unerDev             []*iob.Doc
	wikigold, wnut, wnutExtra []*iob.Doc
}

func readCorpora(data string) (*corpora, error) {
	c := &corpora{}
	trees := []struct {
		path string
		docs *[]*conllu.Doc
	}{
		{"treebank/ewt/en_ewt-ud-train.conllu", &c.ewt},
		{"treebank/ewt/en_ewt-ud-dev.conllu", &c.ewtDev},
		{"treebank/gum/gum-commercial-ok-train.conllu", &c.gum},
		{"treebank/gum/gum-commercial-ok-dev.conllu", &c.gumDev},
	}
	for _, f := range trees {
		err := withFile(data, f.path, func(file *os.File) (err error) {
			*f.docs, err = conllu.Read(file)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	entities := []struct {
		path    string
		columns iob.Columns
		docs    *[]*iob.Doc
	}{
		{"ner/uner-ewt/en_ewt-ud-train.prerelease.iob2", iob.Columns{Token: 1, Tag: 2}, &c.uner},
		{"ner/uner-ewt/en_ewt-ud-dev.iob2", iob.Columns{Token: 1, Tag: 2}, &c.unerDev},
		{"ner/wikigold/wikigold.conll", iob.Columns{Token: 0, Tag: 1}, &c.wikigold},
		{"ner/wnut17/wnut17train.conll", iob.Columns{Token: 0, Tag: 1}, &c.wnut},
		{"ner/wnut17/emerging.dev.conll", iob.Columns{Token: 0, Tag: 1}, &c.wnutExtra},
	}
	for _, f := range entities {
		err := withFile(data, f.path, func(file *os.File) (err error) {
			*f.docs, err = iob.Read(file, f.columns)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

func withFile(data, path string, read func(*os.File) error) error {
	file, err := os.Open(filepath.Join(data, filepath.FromSlash(path)))
	if err != nil {
		return err
	}
	defer file.Close()
	if err := read(file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// sentences are the documents' sentences, each with tokens of its own whose heads are places in the sentence.
func sentences(docs []*conllu.Doc) [][]nlp.Token {
	var out [][]nlp.Token
	for _, d := range docs {
		for _, s := range d.Sentences {
			tokens := append([]nlp.Token(nil), d.Tokens[s.Start:s.End]...)
			for i := range tokens {
				if tokens[i].Head >= 0 {
					tokens[i].Head -= s.Start
				}
			}
			out = append(out, tokens)
		}
	}
	return out
}

func documents(docs []*conllu.Doc) []*nlp.Document {
	out := make([]*nlp.Document, len(docs))
	for i, d := range docs {
		out[i] = d.Document
	}
	return out
}
