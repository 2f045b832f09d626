// Package model has the trained models that are part of the program.
//
// It takes nothing (or a folder of model files) and gives the annotators that use them, and pipelines of these. The
// files and the manifest beside them are made by cmd/newsgraph-train.
package model

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"newsgraph/nlp"
	"newsgraph/nlp/coref"
	"newsgraph/nlp/dateline"
	"newsgraph/nlp/lemma"
	"newsgraph/nlp/linear"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/neural"
	"newsgraph/nlp/parse"
	"newsgraph/nlp/quote"
	"newsgraph/nlp/segment"
	"newsgraph/nlp/tag"
)

//go:embed data
var embedded embed.FS

// rulesVersion is raised with every change of what the annotators find beside their models: datelines, quotations,
// the rules of coreference.
const rulesVersion = "rules/2"

// Set is a set of annotators with their models. It is safe for concurrent use.
type Set struct {
	Segmenter  *segment.Segmenter
	Tagger     *tag.Tagger
	Lemmatiser *lemma.Lemmatiser
	Parser     *parse.Parser
	Recogniser *ner.Recogniser
	Resolver   *coref.Resolver
	Manifest   *Manifest
	// Neural are the networks that take the place of tagger, parser and recogniser; nil in the fast set.
	Neural *neural.Models
	// Version names the models: a hash that changes when one of them does.
	Version string
}

// Embedded is the set of the program's own models, read once. The error, if any, is the same each time.
var Embedded = sync.OnceValues(func() (*Set, error) {
	files, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return Load(files)
})

// Accurate is the set of the program's own models with its networks, read once: some three points of LAS more than
// Embedded, at about a third of the speed.
var Accurate = sync.OnceValues(func() (*Set, error) {
	fast, err := Embedded()
	if err != nil {
		return nil, err
	}
	networks, err := neural.Open()
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	s := *fast
	s.Neural = networks
	sums := s.Version
	for _, f := range networks.Manifest.Files {
		sums += f.SHA256
	}
	s.Version = Sum([]byte(sums))[:12]
	return &s, nil
})

// Default is the pipeline of the program's own models, from text to every layer of a Document.
func Default() (*nlp.Pipeline, error) {
	s, err := Accurate()
	if err != nil {
		return nil, err
	}
	return s.Pipeline()
}

// Load reads a manifest and the models that it names. A model that is missing, or that has not the SHA-256 of the
// manifest, is an error that names it.
func Load(files fs.FS) (*Set, error) {
	m, err := readManifest(files)
	if err != nil {
		return nil, err
	}
	s := &Set{Manifest: m}
	loads := []struct {
		name   string
		decode func(*linear.Decoder) error
	}{
		{"segment", func(d *linear.Decoder) (err error) { s.Segmenter, err = segment.Decode(d); return err }},
		{"tag", func(d *linear.Decoder) (err error) { s.Tagger, err = tag.Decode(d); return err }},
		{"lemma", func(d *linear.Decoder) (err error) { s.Lemmatiser, err = lemma.Decode(d); return err }},
		{"parse", func(d *linear.Decoder) (err error) { s.Parser, err = parse.Decode(d); return err }},
		{"ner", func(d *linear.Decoder) (err error) { s.Recogniser, err = ner.Decode(d); return err }},
		{"coref", func(d *linear.Decoder) (err error) { s.Resolver, err = coref.Decode(d); return err }},
	}
	errs := make([]error, len(loads))
	var wait sync.WaitGroup
	for i, l := range loads {
		wait.Go(func() {
			data, err := m.read(files, l.name)
			if err == nil {
				if err = l.decode(linear.NewDecoder(data)); err != nil {
					err = fmt.Errorf("model: %w", err)
				}
			}
			errs[i] = err
		})
	}
	wait.Wait()
	sums := rulesVersion
	for i, l := range loads {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for _, f := range m.Models {
			if f.Name == l.name {
				sums += f.SHA256
			}
		}
	}
	s.Version = Sum([]byte(sums))[:12]
	return s, nil
}

// Pipeline is all annotators, from text to every layer: the models, and the rules for datelines and
// quotations that go with them.
func (s *Set) Pipeline() (*nlp.Pipeline, error) {
	annotators := append([]nlp.Annotator{s.Segmenter, dateline.Annotator{}}, s.sentenceWise()...)
	return nlp.NewPipeline(append(annotators, quote.Annotator{}, s.Resolver)...)
}

// Retagging is the annotators but the segmenter, for documents that have tokens and sentences already: it replaces
// their tags, lemmas, trees and entities.
func (s *Set) Retagging() (*nlp.Pipeline, error) {
	return nlp.NewPipeline(append([]nlp.Annotator{given{}}, s.sentenceWise()...)...)
}

// Presegmented is Pipeline without the segmenter and what mends its sentences, for documents that have tokens and
// sentences already: it replaces every other layer.
func (s *Set) Presegmented() (*nlp.Pipeline, error) {
	annotators := append([]nlp.Annotator{given{}}, s.sentenceWise()...)
	return nlp.NewPipeline(append(annotators, quote.Annotator{}, s.Resolver)...)
}

// sentenceWise are the annotators from tags to entities.
func (s *Set) sentenceWise() []nlp.Annotator {
	if s.Neural != nil {
		return []nlp.Annotator{s.Neural.Parser, s.Lemmatiser, s.Neural.Names, s.Recogniser.Agreement(), ner.Extender{}}
	}
	return []nlp.Annotator{s.Tagger, s.Lemmatiser, s.Parser, s.Recogniser, ner.Extender{}}
}

// given stands in a pipeline for the segmenter of documents that are segmented already.
type given struct{}

func (given) Needs() nlp.Layer { return 0 }

func (given) Gives() nlp.Layer { return nlp.Tokens | nlp.Sentences }

func (given) Annotate(context.Context, *nlp.Document) error { return nil }
