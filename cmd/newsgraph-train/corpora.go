package main

import (
	"fmt"
	"os"
	"path/filepath"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/model"
)

// The corpora, as the manifest names them.
var (
	ewt     = model.Corpus{Name: "UD English EWT, train", Licence: "CC BY-SA 4.0"}
	gum     = model.Corpus{Name: "GUM, train, documents whose texts allow commercial use", Licence: "annotations CC BY 4.0; texts CC BY, CC BY-SA, public domain"}
	wordnet = model.Corpus{Name: "WordNet 3.0, inflections", Licence: "WordNet 3.0 licence (permissive)"}
)

// corpora is what the models learn from.
type corpora struct {
	ewt, gum       []*conllu.Doc
	ewtDev, gumDev []*conllu.Doc
}

func readCorpora(data string) (*corpora, error) {
	c := &corpora{}
	for _, f := range []struct {
		path string
		docs *[]*conllu.Doc
	}{
		{"treebank/ewt/en_ewt-ud-train.conllu", &c.ewt},
		{"treebank/ewt/en_ewt-ud-dev.conllu", &c.ewtDev},
		{"treebank/gum/gum-commercial-ok-train.conllu", &c.gum},
		{"treebank/gum/gum-commercial-ok-dev.conllu", &c.gumDev},
	} {
		var err error
		if *f.docs, err = readTrees(filepath.Join(data, filepath.FromSlash(f.path))); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func readTrees(path string) ([]*conllu.Doc, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	docs, err := conllu.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return docs, nil
}

// tokens are the documents' sentences.
func tokens(docs []*conllu.Doc) [][]nlp.Token {
	var out [][]nlp.Token
	for _, d := range docs {
		for _, s := range d.Sentences {
			out = append(out, d.Tokens[s.Start:s.End])
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
