package eval

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"newsgraph/internal/shareddata"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestCarbFigures holds the scorer against the figures of the benchmark's own program.
func TestCarbFigures(t *testing.T) {
	gold := readTuples(t, ReadGoldTuples, "dev.gold.tsv")
	for _, c := range []struct{ system, want string }{
		{"openie4", "auc .280 p .546 r .456 f1 .497"},
		{"clausie", "auc .231 p .405 r .524 f1 .457"},
		{"ollie", "auc .228 p .513 r .362 f1 .424"},
		{"reverb", "auc .214 p .740 r .265 f1 .390"},
		{"props", "auc .138 p .337 r .324 f1 .331"},
		{"stanford", "auc .131 p .204 r .222 f1 .213"},
	} {
		t.Run(c.system, func(t *testing.T) {
			got := carbLine(Carb(gold, readTuples(t, ReadTuples, "system_outputs", c.system+".tab")))
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func readTuples(t testing.TB, read func(io.Reader) ([]Tuple, error), path ...string) []Tuple {
	t.Helper()
	f, err := os.Open(shareddata.Path(t, append([]string{"data", "openie", "carb-dev"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tuples, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	return tuples
}

func carbLine(s CarbScores) string {
	line := fmt.Sprintf("auc %.3f p %.3f r %.3f f1 %.3f", s.AUC, s.Precision/100, s.Recall/100, s.F1/100)
	return strings.ReplaceAll(line, " 0.", " .")
}

const (
	perfect = "auc 1.000 p 1.000 r 1.000 f1 1.000"
	nothing = "auc .000 p .000 r .000 f1 .000"
)

// TestCarb has one rule of the benchmark in each row. Bars stand for the tabs of the files.
func TestCarb(t *testing.T) {
	for _, c := range []struct {
		name            string
		gold, predicted []string
		want            string
	}{
		{
			"the same tuple",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|Ann|bread"},
			perfect,
		},
		{
			"no prediction",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			nil,
			nothing,
		},
		{
			"predictions in other sentences do not count",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|Ann|bread", "Ann baked bread .|.9|baked|Ann|bread"},
			perfect,
		},
		{
			"predicates that share no word",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sells|Ann|bread"},
			nothing,
		},
		{
			"case matters",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|Sold|Ann|bread"},
			nothing,
		},
		{
			"words that are missing cost recall",
			[]string{"Ann sold fresh bread .|sold|Ann|fresh bread"},
			[]string{"Ann sold fresh bread .|.9|sold|Ann|bread"},
			"auc .750 p 1.000 r .750 f1 .857",
		},
		{
			"a word counts as often as both have it",
			[]string{"The cook and the maid ate .|ate|the cook and the maid"},
			[]string{"The cook and the maid ate .|1|ate|the the the maid"},
			"auc .600 p .800 r .667 f1 .727",
		},
		{
			"a missing second argument is no match",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|Ann"},
			nothing,
		},
		{
			"a second argument that the gold lacks is not looked at",
			[]string{"Ann slept at home .|slept|Ann"},
			[]string{"Ann slept at home .|.9|slept|Ann|at home"},
			perfect,
		},
		{
			"all arguments after the first are one",
			[]string{"Ann sold bread in May .|sold|Ann|bread|in May"},
			[]string{"Ann sold bread in May .|.9|sold|Ann|bread in|May"},
			perfect,
		},
		{
			"a predicted be stands for its forms",
			[]string{"Rex , king of Ur|is king of|Rex|Ur"},
			[]string{"Rex , king of Ur|.9|be king of|Rex|Ur"},
			perfect,
		},
		{
			"a gold be does not",
			[]string{"Rex , king of Ur|be|Rex|king of Ur"},
			[]string{"Rex , king of Ur|.9|is|Rex|king of Ur"},
			nothing,
		},
		{
			"arguments in the wrong order",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|bread|Ann"},
			"auc .222 p .333 r .333 f1 .333",
		},
		{
			"speech may come in either order",
			[]string{"The shop would close , Ann said .|said|Ann|the shop would close"},
			[]string{"The shop would close , Ann said .|.9|said|the shop would close|Ann"},
			perfect,
		},
		{
			"a duplicate costs precision",
			[]string{"Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|Ann|bread", "Ann sold bread .|.9|sold|Ann|bread"},
			"auc .750 p .500 r 1.000 f1 .667",
		},
		{
			"for recall one prediction may serve two gold tuples",
			[]string{"Ann sold bread and cake .|sold|Ann|bread", "Ann sold bread and cake .|sold|Ann|cake"},
			[]string{"Ann sold bread and cake .|.9|sold|Ann|bread and cake"},
			"auc .800 p .600 r 1.000 f1 .750",
		},
		{
			"for precision the best pair is taken first",
			[]string{"Ann sold old bread .|sold|Ann|bread", "Ann sold old bread .|sold|Ann|old bread"},
			[]string{"Ann sold old bread .|.9|sold|Ann|new bread", "Ann sold old bread .|.9|sold|Ann|bread"},
			// The second prediction goes to the first gold tuple (3 of 3), the first one to the second (3 of 4).
			"auc .820 p .875 r .875 f1 .875",
		},
		{
			"the best threshold leaves a wrong tuple out",
			[]string{"Ann sold bread and slept .|sold|Ann|bread", "Ann sold bread and slept .|slept|Ann"},
			[]string{"Ann sold bread and slept .|.2|bread|Ann|slept", "Ann sold bread and slept .|.8|sold|Ann|bread"},
			"auc .500 p 1.000 r .500 f1 .667",
		},
		{
			"a sentence without a prediction costs recall",
			[]string{"Ann sold bread .|sold|Ann|bread", "Bo slept .|slept|Bo"},
			[]string{"Ann sold bread .|.9|sold|Ann|bread"},
			"auc .500 p 1.000 r .500 f1 .667",
		},
		{
			"spaces, brackets and punctuation do not part sentences",
			[]string{"Ann -LRB- 40 -RRB- sold bread .|sold|Ann|bread"},
			[]string{"Ann (40) sold bread|.9|sold|Ann|bread"},
			perfect,
		},
		{
			"of two spellings the last counts",
			[]string{"Ann sold bread|slept|Bo", "Ann sold bread .|sold|Ann|bread"},
			[]string{"Ann sold bread .|.9|sold|Ann|bread"},
			perfect,
		},
		{
			"a context is no argument",
			[]string{"Bo said Ann sold bread .|sold|Ann|bread|C: Bo said"},
			[]string{"Bo said Ann sold bread .|.9|sold|Ann|bread"},
			perfect,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			gold, err := ReadGoldTuples(barred(c.gold))
			if err != nil {
				t.Fatal(err)
			}
			predicted, err := ReadTuples(barred(c.predicted))
			if err != nil {
				t.Fatal(err)
			}
			if got := carbLine(Carb(gold, predicted)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func barred(lines []string) io.Reader {
	return strings.NewReader(strings.ReplaceAll(strings.Join(lines, "\n"), "|", "\t"))
}

func TestCarbCounts(t *testing.T) {
	gold := []Tuple{
		{Sentence: "Ann sold bread .", Predicate: "sold", Args: []string{"Ann", "bread"}},
		{Sentence: "Bo slept .", Predicate: "slept", Args: []string{"Bo"}},
	}
	predicted := []Tuple{
		{Sentence: "Ann sold bread .", Confidence: -3, Predicate: "bread", Args: []string{"Ann", "sold"}},
		{Sentence: "Ann sold bread .", Confidence: 2.5, Predicate: "sold", Args: []string{"Ann", "bread"}},
		{Sentence: "Cy ate .", Confidence: 9, Predicate: "ate", Args: []string{"Cy"}},
	}
	want := CarbScores{
		Scores:    Scores{AUC: .5, Precision: 100, Recall: 50, F1: 200. / 3},
		Threshold: 2.5, Sentences: 2, Gold: 2, Predicted: 2,
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(want, Carb(gold, predicted), near); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestReadTuples(t *testing.T) {
	file := "\ufeffAnn sold bread . \t0.5\tsold\tAnn\tbread\t\t\r\n\n \t\nBo slept .\t1e-3\tslept\tBo"
	got, err := ReadTuples(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Tuple{
		{Sentence: "Ann sold bread .", Confidence: .5, Predicate: "sold", Args: []string{"Ann", "bread"}},
		{Sentence: "Bo slept .", Confidence: .001, Predicate: "slept", Args: []string{"Bo"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestTupleErrors(t *testing.T) {
	const good = "Ann slept .\t1\tslept\tAnn\n"
	for _, c := range []struct {
		name string
		read func(io.Reader) ([]Tuple, error)
		file string
		want string
	}{
		{"confidence", ReadTuples, good + "\nBo ate .\tsure\tate\tBo", `eval: tuples: line 3: confidence "sure": want a finite number`},
		{"infinite", ReadTuples, "Bo ate .\t+Inf\tate\tBo", `eval: tuples: line 1: confidence "+Inf": want a finite number`},
		{"no number", ReadTuples, "Bo ate .\tNaN\tate\tBo", `eval: tuples: line 1: confidence "NaN": want a finite number`},
		{"fields", ReadTuples, good + "Bo ate .\t1", "eval: tuples: line 2: want sentence, confidence, predicate and arguments with tabs between them"},
		{"sentence", ReadTuples, good + "\t1\tate\tBo", "eval: tuples: line 2: no sentence"},
		{"gold", ReadGoldTuples, "Bo ate .", "eval: gold tuples: line 1: want sentence, predicate and arguments with tabs between them"},
		{"long", ReadGoldTuples, "Bo ate .\tate\tBo\n" + strings.Repeat("x", lineLimit+1), "eval: gold tuples: line 2: bufio.Scanner: token too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tuples, err := c.read(strings.NewReader(c.file))
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if tuples != nil {
				t.Errorf("got %v beside the error", tuples)
			}
		})
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteTuplesError(t *testing.T) {
	if err := WriteTuples(full{}, []Tuple{{Sentence: "Ann slept .", Predicate: "slept"}}); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

// FuzzReadTuples reads what it wrote.
func FuzzReadTuples(f *testing.F) {
	f.Add("Ann sold bread .\t0.5\tsold\tAnn\tbread\t\tin  May\nBo slept .\t-1\tslept")
	f.Add("\ufeffx\t1\t\ty\n\r\n\t\t\t\na\tb\tc")
	f.Fuzz(func(t *testing.T, file string) {
		first, err := ReadTuples(strings.NewReader(file))
		if err != nil {
			return
		}
		var written bytes.Buffer
		if err := WriteTuples(&written, first); err != nil {
			t.Fatal(err)
		}
		second, err := ReadTuples(bytes.NewReader(written.Bytes()))
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, written.String())
		}
		if diff := cmp.Diff(first, second, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("-first +second\n%s", diff)
		}
		Carb(first, second)
	})
}

func BenchmarkCarb(b *testing.B) {
	gold := readTuples(b, ReadGoldTuples, "dev.gold.tsv")
	predicted := readTuples(b, ReadTuples, "system_outputs", "stanford.tab")
	for b.Loop() {
		Carb(gold, predicted)
	}
}
