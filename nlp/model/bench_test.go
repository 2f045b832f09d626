package model

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"newsgraph/internal/shareddata"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/neural"
)

// The benchmarks are for one core, with AVX2 and without AVX-512:
//
//	GODEBUG=cpu.avx512f=off go test ./nlp/model -run xxx -bench . -cpu 1

func BenchmarkLoad(b *testing.B) {
	for name, parser := range map[string]neural.Set{"accurate": neural.Accurate, "fast": neural.Fast} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := own(parser); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// sets are the program's sets by name.
func sets(b *testing.B) map[string]*Set {
	b.Helper()
	out := map[string]*Set{}
	for name, open := range map[string]func() (*Set, error){"accurate": Accurate, "fast": Fast} {
		s, err := open()
		if err != nil {
			b.Fatal(err)
		}
		out[name] = s
	}
	return out
}

// BenchmarkTagsAndTrees reads the development set of EWT, from its tokens to tags and trees, and reports words a second.
func BenchmarkTagsAndTrees(b *testing.B) {
	file, err := os.Open(shareddata.Path(b, "data", "treebank", "ewt", "en_ewt-ud-dev.conllu"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	docs, err := conllu.Read(file)
	if err != nil {
		b.Fatal(err)
	}
	for name, s := range sets(b) {
		b.Run(name, func(b *testing.B) {
			words := 0
			for b.Loop() {
				for _, d := range docs {
					if err := s.Neural.Parser.Annotate(context.Background(), d.Document); err != nil {
						b.Fatal(err)
					}
					words += len(d.Tokens)
				}
			}
			b.ReportMetric(float64(words)/b.Elapsed().Seconds(), "words/s")
		})
	}
}

// articles are the bodies of the news pages of the shared data.
func articles(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile(shareddata.Path(t, "data", "pages", "article-extraction-benchmark", "ground-truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pages map[string]struct{ ArticleBody string }
	if err := json.Unmarshal(data, &pages); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, id := range slices.Sorted(maps.Keys(pages)) {
		out = append(out, pages[id].ArticleBody)
	}
	return out
}

// BenchmarkPipeline reads news articles from raw text to every layer of the document, entities and coreference too, and
// reports words a second.
func BenchmarkPipeline(b *testing.B) {
	texts := articles(b)
	for name, s := range sets(b) {
		p, err := s.Pipeline()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) { annotateAll(b, p, texts) })
	}
}

func annotateAll(b *testing.B, p *nlp.Pipeline, texts []string) {
	words := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			d, err := p.Annotate(context.Background(), text)
			if err != nil {
				b.Fatal(err)
			}
			words += len(d.Tokens)
		}
	}
	b.ReportMetric(float64(words)/b.Elapsed().Seconds(), "words/s")
}
