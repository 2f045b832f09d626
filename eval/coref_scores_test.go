package eval

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"newsgraph/internal/shareddata"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/model"
)

const corefScores = "testdata/scores/coref.json"

// TestCoreferenceScoresOfTheModels holds what the program's models score on the test documents of OntoGUM: CoNLL F1
// and its parts, for predicted mentions. -update-nlp notes a rise.
func TestCoreferenceScoresOfTheModels(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole corpora")
	}
	docs := ontogum(t, "gum-commercial-ok-test.conllu")
	got := map[string]map[string]float64{}
	for name, open := range map[string]func() (*model.Set, error){"fast": model.Fast, "accurate": model.Accurate} {
		set, err := open()
		if err != nil {
			t.Fatal(err)
		}
		got[name+"/ontogum_gold_tokens"] = coreference(t, set, docs, false)
		got[name+"/ontogum_raw_text"] = coreference(t, set, docs, true)
	}
	if *updateScores {
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(corefScores, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(corefScores)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]map[string]float64
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	const tolerance = 0.3 // one tree that rounding changes may part or join two long chains
	for set, measures := range want {
		for measure, value := range measures {
			if math.Abs(got[set][measure]-value) > tolerance {
				t.Errorf("%s %s: %.2f, was %.2f (a rise is noted with -update-nlp)", set, measure, got[set][measure], value)
			}
		}
	}
	const floor = 45
	for set, measures := range got {
		if measures["conll_f1"] < floor {
			t.Errorf("%s: CoNLL F1 %.2f is under the floor of %d", set, measures["conll_f1"], floor)
		}
	}
}

// ontogum reads the coreference of the documents of a treebank file of GUM.
func ontogum(t *testing.T, treebank string) []*conllu.Doc {
	t.Helper()
	read := func(path ...string) []*conllu.Doc {
		file, err := os.Open(shareddata.Path(t, path...))
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
	var out []*conllu.Doc
	for _, d := range read("data", "treebank", "gum", treebank) {
		out = append(out, read("data", "coref", "ontogum-conllu", d.ID+".conllu")...)
	}
	return out
}

func coreference(t *testing.T, set *model.Set, docs []*conllu.Doc, raw bool) map[string]float64 {
	t.Helper()
	open := set.Presegmented
	if raw {
		open = set.Pipeline
	}
	p, err := open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Coreference(context.Background(), p, docs, Options{Raw: raw})
	if err != nil {
		t.Fatal(err)
	}
	two := func(x float64) float64 { return math.Round(100*x) / 100 }
	return map[string]float64{
		"mention_f1": two(s.Mentions.F1), "muc_f1": two(s.MUC.F1), "b3_f1": two(s.B3.F1), "ceafe_f1": two(s.CEAFe.F1), "conll_f1": two(s.CoNLL),
	}
}
