package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"newsgraph/nlp/lemma"
	"newsgraph/nlp/linear"
	"newsgraph/nlp/model"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/neural"
	"newsgraph/nlp/segment"
)

// options of a run.
type options struct {
	data, out string
	wordnet   string // folder of its dictionary
	seed      uint64
	command   string // for the manifest
	epochs    int    // 0 for the default of each model
	log       func(format string, args ...any)
}

func (o options) run() error {
	c, err := readCorpora(o.data)
	if err != nil {
		return err
	}
	o.log("read the trees")
	inflections, err := lemma.WordNet(os.DirFS(o.wordnet))
	if err != nil {
		return fmt.Errorf("%w (Debian's package wordnet-base has it; --wordnet names the folder)", err)
	}
	segmenter := segment.Train(append(documents(c.ewt), documents(c.gum)...), segment.Options{Seed: o.seed, Epochs: o.epochs})
	o.log("trained the segmenter")
	lemmatiser := lemma.Train(append(tokens(c.ewt), tokens(c.gum)...), inflections)
	o.log("trained the lemmatiser")
	networks, err := ownNetworks(neural.Accurate)
	if err != nil {
		return err
	}
	agreement, err := ner.NewAgreement()
	if err != nil {
		return err
	}
	resolver, err := o.trainResolver(c.gum, networks.Parser, lemmatiser, networks.Names, agreement)
	if err != nil {
		return err
	}
	o.log("trained coreference")
	err = o.write([]made{
		{"segment", segmenter.Encode, []model.Corpus{ewt, gum}},
		{"lemma", lemmatiser.Encode, []model.Corpus{ewt, gum, wordnet}},
		{"coref", resolver.Encode, []model.Corpus{ontogum}},
	})
	if err != nil {
		return err
	}
	return o.score(c)
}

// ownNetworks are the networks that the program carries.
func ownNetworks(set neural.Set) (*neural.Models, error) {
	files, err := neural.Files()
	if err != nil {
		return nil, err
	}
	return neural.Load(files, set)
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
