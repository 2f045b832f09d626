package model

import (
	"context"
	"os"
	"testing"

	"newsgraph/internal/shareddata"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

func BenchmarkLoad(b *testing.B) {
	files := os.DirFS("data")
	for b.Loop() {
		if _, err := Load(files); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnnotate runs the annotators over the development set of EWT, on one core, and reports words a second.
func BenchmarkAnnotate(b *testing.B) {
	file, err := os.Open(shareddata.Path(b, "data", "treebank", "ewt", "en_ewt-ud-dev.conllu"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	docs, err := conllu.Read(file)
	if err != nil {
		b.Fatal(err)
	}
	s, err := Embedded()
	if err != nil {
		b.Fatal(err)
	}
	for name, annotators := range map[string][]nlp.Annotator{
		"segment":   {s.Segmenter},
		"tag":       {given{}, s.Tagger},
		"tag+parse": {given{}, s.Tagger, s.Parser},
		"entities":  {given{}, s.Tagger, s.Recogniser},
		"all":       {s.Segmenter, s.Tagger, s.Lemmatiser, s.Parser, s.Recogniser},
	} {
		p, err := nlp.NewPipeline(annotators...)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			words := 0
			for b.Loop() {
				for _, d := range docs {
					if err := p.Apply(context.Background(), d.Document); err != nil {
						b.Fatal(err)
					}
					words += len(d.Tokens)
				}
			}
			b.ReportMetric(float64(words)/b.Elapsed().Seconds(), "words/s")
		})
	}
}
