package neural

import (
	"context"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/internal/shareddata"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/iob"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sets are the treebanks and entity sets whose scores testdata/scores.json holds.
var (
	treebanks = map[string]string{
		"EWT dev":  "ewt/en_ewt-ud-dev.conllu",
		"GUM dev":  "gum/gum-commercial-ok-dev.conllu",
		"EWT test": "ewt/en_ewt-ud-test.conllu",
		"GUM test": "gum/gum-commercial-ok-test.conllu",
	}
	entitySets = map[string]string{
		"UNER EWT dev":  "uner-ewt/en_ewt-ud-dev.iob2",
		"UNER EWT test": "uner-ewt/en_ewt-ud-test.iob2",
	}
)

// TestScores holds the scores on gold tokens, in per cent, relations without subtypes.
func TestScores(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole treebanks")
	}
	shareddata.Path(t, "data", "treebank")
	m, small := embedded(t, kernels()[0]), embeddedWith(t, kernels()[0], Fast)
	got := map[string]map[string]float64{}
	for name, path := range treebanks {
		got[name] = treebankScores(t, m.Parser, readTrees(t, path))
		got[name+", fast"] = treebankScores(t, small.Parser, readTrees(t, path))
	}
	for name, path := range entitySets {
		got[name] = entityScores(t, m.Names, readEntities(t, path))
		got[name+", fast"] = entityScores(t, small.Names, readEntities(t, path))
	}
	path := filepath.Join("testdata", "scores.json")
	if *update {
		text, err := json.MarshalIndent(got, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]map[string]float64
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	const tolerance = 0.05 // kernels differ by rounding
	close := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= tolerance })
	if diff := cmp.Diff(want, got, close); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func readTrees(t testing.TB, path string) []*conllu.Doc {
	t.Helper()
	file, err := os.Open(shareddata.Path(t, "data", "treebank", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	docs, err := conllu.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func readEntities(t testing.TB, path string) []*iob.Doc {
	t.Helper()
	file, err := os.Open(shareddata.Path(t, "data", "ner", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	docs, err := iob.Read(file, iob.Columns{Token: 1, Tag: 2})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// bare is a copy of the document with tokens and sentences only.
func bare(d *nlp.Document) *nlp.Document {
	out := &nlp.Document{Text: d.Text, Sentences: d.Sentences, Tokens: make([]nlp.Token, len(d.Tokens))}
	for i, token := range d.Tokens {
		out.Tokens[i] = nlp.Token{Start: token.Start, End: token.End, Form: token.Form, Head: nlp.NoHead}
	}
	return out
}

func treebankScores(t *testing.T, p *Parser, docs []*conllu.Doc) map[string]float64 {
	t.Helper()
	var words, upos, xpos, feats, uas, las float64
	main := func(relation string) string { name, _, _ := strings.Cut(relation, ":"); return name }
	count := func(n *float64, right bool) {
		if right {
			*n++
		}
	}
	for _, gold := range docs {
		d := bare(gold.Document)
		if err := p.Annotate(context.Background(), d); err != nil {
			t.Fatal(err)
		}
		for i, want := range gold.Tokens {
			got := d.Tokens[i]
			words++
			count(&upos, got.UPOS == want.UPOS)
			count(&xpos, got.XPOS == want.XPOS)
			count(&feats, got.Feats == want.Feats)
			count(&uas, got.Head == want.Head)
			count(&las, got.Head == want.Head && main(got.Deprel) == main(want.Deprel))
		}
	}
	per := func(n float64) float64 { return math.Round(10000*n/words) / 100 }
	return map[string]float64{"upos": per(upos), "xpos": per(xpos), "feats": per(feats), "uas": per(uas), "las": per(las)}
}

// entityScores counts names of persons, organisations and places, by exact span and label.
func entityScores(t *testing.T, n *Names, docs []*iob.Doc) map[string]float64 {
	t.Helper()
	counted := map[string]bool{nlp.Person: true, nlp.Organization: true, nlp.Location: true}
	var gold, found, right float64
	for _, doc := range docs {
		want := map[nlp.Entity]bool{}
		for _, e := range doc.Entities {
			if counted[e.Label] {
				want[e] = true
				gold++
			}
		}
		d := bare(doc.Document)
		if err := n.Annotate(context.Background(), d); err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Entities {
			if counted[e.Label] {
				found++
				if want[e] {
					right++
				}
			}
		}
	}
	per := func(a, b float64) float64 { return math.Round(10000*a/b) / 100 }
	return map[string]float64{"precision": per(right, found), "recall": per(right, gold), "f1": per(2*right, gold+found)}
}

// BenchmarkAnnotate reads the documents of a development set, with the kernels of this machine.
func BenchmarkAnnotate(b *testing.B) {
	docs := readTrees(b, treebanks["GUM dev"])
	words := 0
	var bares []*nlp.Document
	for _, d := range docs {
		bares = append(bares, bare(d.Document))
		words += len(d.Tokens)
	}
	for _, k := range kernels() {
		m, small := embedded(b, k), embeddedWith(b, k, Fast)
		for name, a := range map[string]nlp.Annotator{"parser": m.Parser, "names": m.Names, "small parser": small.Parser, "small names": small.Names} {
			b.Run(k.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for _, d := range bares {
						if err := a.Annotate(context.Background(), d); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(words)*float64(b.N)/b.Elapsed().Seconds(), "words/s")
			})
		}
	}
}
