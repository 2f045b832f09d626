package eval

import (
	"context"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"newsgraph/internal/shareddata"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/iob"
	"newsgraph/nlp/model"
)

var updateScores = flag.Bool("update-nlp", false, "write testdata/scores/nlp.json again")

const nlpScores = "testdata/scores/nlp.json"

// TestScoresOfTheModels holds what the program's models score on the test sets: a drop fails. A rise is noted with
// go test ./eval -run ScoresOfTheModels -update-nlp.
func TestScoresOfTheModels(t *testing.T) {
	got := map[string]map[string]float64{
		"ewt_gold_tokens": trees(t, false, "data", "treebank", "ewt", "en_ewt-ud-test.conllu"),
		"ewt_raw_text":    trees(t, true, "data", "treebank", "ewt", "en_ewt-ud-test.conllu"),
		"gum_gold_tokens": trees(t, false, "data", "treebank", "gum", "gum-commercial-ok-test.conllu"),
		"gum_raw_text":    trees(t, true, "data", "treebank", "gum", "gum-commercial-ok-test.conllu"),
		"uner_ewt":        names(t, "data", "ner", "uner-ewt", "en_ewt-ud-test.iob2"),
	}
	if *updateScores {
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(nlpScores), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(nlpScores, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(nlpScores)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]map[string]float64
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for set, measures := range want {
		for measure, value := range measures {
			if got[set][measure] < value {
				t.Errorf("%s %s: %.2f, was %.2f", set, measure, got[set][measure], value)
			} else if got[set][measure] > value {
				t.Logf("%s %s rose from %.2f to %.2f: run with -update-nlp and commit", set, measure, value, got[set][measure])
			}
		}
	}
	for set, floors := range map[string]map[string]float64{"ewt_gold_tokens": {"upos": 94.5, "las": 80}, "uner_ewt": {"f1": 60}} {
		for measure, floor := range floors {
			if got[set][measure] < floor {
				t.Errorf("%s %s: %.2f is under the floor of %.1f", set, measure, got[set][measure], floor)
			}
		}
	}
}

func trees(t *testing.T, raw bool, path ...string) map[string]float64 {
	t.Helper()
	file, err := os.Open(shareddata.Path(t, path...))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	docs, err := conllu.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Treebank(context.Background(), pipeline(t, raw), docs, Options{Raw: raw})
	if err != nil {
		t.Fatal(err)
	}
	return rounded(t, s)
}

func names(t *testing.T, path ...string) map[string]float64 {
	t.Helper()
	file, err := os.Open(shareddata.Path(t, path...))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	docs, err := iob.Read(file, iob.Columns{Token: 1, Tag: 2})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Entities(context.Background(), pipeline(t, false), docs, []string{nlp.Person, nlp.Organization, nlp.Location}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rounded(t, s)
}

func pipeline(t *testing.T, raw bool) *nlp.Pipeline {
	t.Helper()
	set, err := model.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	build := set.Retagging
	if raw {
		build = set.Pipeline
	}
	p, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rounded are the measures that apply, with two digits.
func rounded(t *testing.T, s Scores) map[string]float64 {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for measure, value := range all {
		all[measure] = math.Round(value*100) / 100
		if slices.Contains([]string{"words_per_second", "auc"}, measure) {
			delete(all, measure)
		}
	}
	return all
}
