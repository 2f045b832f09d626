// Package model has the trained models that are part of the program.
//
// It takes nothing (or folders of model files) and gives the annotators that use them, and pipelines of these. The files
// and the manifest beside them are made by cmd/newsgraph-train; the networks are those of nlp/neural.
package model

import (
	"context"
	"embed"
	"errors"
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
	"newsgraph/nlp/quote"
	"newsgraph/nlp/segment"
)

//go:embed data
var embedded embed.FS

// rulesVersion is raised with every change of what the annotators find beside their models: datelines, quotations,
// the rules of coreference and of names.
const rulesVersion = "rules/5"

// Set is a set of annotators with their models. It is safe for concurrent use.
type Set struct {
	Segmenter  *segment.Segmenter
	Lemmatiser *lemma.Lemmatiser
	Neural     *neural.Models
	Resolver   *coref.Resolver
	Manifest   *Manifest // of all but the networks
	// Version names the models: a hash that changes when one of them does.
	Version string

	agreement *ner.Agreement
}

// Accurate is the set of the program's own models, read once. The error, if any, is the same each time.
var Accurate = sync.OnceValues(func() (*Set, error) { return own(neural.Accurate) })

// Fast is the same with smaller networks: some two points of LAS less, at more than twice the speed.
var Fast = sync.OnceValues(func() (*Set, error) { return own(neural.Fast) })

func own(set neural.Set) (*Set, error) {
	files, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	networks, err := neural.Files()
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return Load(files, networks, set)
}

// Default is the pipeline of the program's own models, from text to every layer of a Document.
func Default() (*nlp.Pipeline, error) {
	s, err := Accurate()
	if err != nil {
		return nil, err
	}
	return s.Pipeline()
}

// Load reads a manifest and the models that it names, and a set of networks. A model that is missing, or that
// has not the SHA-256 of its manifest, is an error that names it.
func Load(files, networks fs.FS, set neural.Set) (*Set, error) {
	m, err := readManifest(files)
	if err != nil {
		return nil, err
	}
	s := &Set{Manifest: m}
	read := func(name string, decode func(*linear.Decoder) error) error {
		data, err := m.read(files, name)
		if err != nil {
			return err
		}
		if err := decode(linear.NewDecoder(data)); err != nil {
			return fmt.Errorf("model: %w", err)
		}
		return nil
	}
	loads := []func() error{
		func() error {
			return read("segment", func(d *linear.Decoder) (err error) { s.Segmenter, err = segment.Decode(d); return err })
		},
		func() error {
			return read("lemma", func(d *linear.Decoder) (err error) { s.Lemmatiser, err = lemma.Decode(d); return err })
		},
		func() error {
			return read("coref", func(d *linear.Decoder) (err error) { s.Resolver, err = coref.Decode(d); return err })
		},
		func() (err error) { s.Neural, err = neural.Load(networks, set); return err },
		func() (err error) { s.agreement, err = ner.NewAgreement(); return err },
	}
	errs := make([]error, len(loads))
	var wait sync.WaitGroup
	for i, load := range loads {
		wait.Go(func() { errs[i] = load() })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s.Version = s.version(set)
	return s, nil
}

// version is a hash over the rules and the models in use.
func (s *Set) version(set neural.Set) string {
	sums := rulesVersion
	for _, f := range s.Manifest.Models {
		sums += f.SHA256
	}
	for _, f := range s.Neural.Manifest.Files {
		if f.Name == set.Parser() || f.Name == set.Names() {
			sums += f.SHA256
		}
	}
	return Sum([]byte(sums))[:12]
}

// Pipeline is all annotators, from text to every layer: the models, and the rules for datelines and quotations that go
// with them.
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
	return []nlp.Annotator{s.Neural.Parser, s.Lemmatiser, s.Neural.Names, s.agreement, ner.Extender{}}
}

// given stands in a pipeline for the segmenter of documents that are segmented already.
type given struct{}

func (given) Needs() nlp.Layer { return 0 }

func (given) Gives() nlp.Layer { return nlp.Tokens | nlp.Sentences }

func (given) Annotate(context.Context, *nlp.Document) error { return nil }
