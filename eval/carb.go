package eval

import (
	"cmp"
	"slices"
	"strings"
)

// CarbScores are the scores of open information extraction by CaRB (Bhardwaj, Aggarwal and Mausam, "CaRB: A Crowdsourced
// Benchmark for Open IE", EMNLP 2019) in its usual setting. AUC is the area under the curve of precision over recall,
// with the point of recall 0 and precision 1 added. Precision, Recall and F1 are those of the point with the best F1,
// where the tuples with a confidence of Threshold or more are taken. WordsPerSecond is left to the caller.
type CarbScores struct {
	Scores
	Threshold float64 `json:"threshold"`
	Sentences int     `json:"sentences"` // that have gold tuples
	Gold      int     `json:"gold"`      // gold tuples in them
	Predicted int     `json:"predicted"` // tuples found in them; those of other sentences do not count
}

// Carb scores predicted tuples against gold ones. Sentences are the same when they differ only in spaces, ASCII
// punctuation and escaped brackets; of several spellings of one sentence in a list, the last one's tuples count, as in
// the benchmark's own scorer. Without predictions all scores are 0.
func Carb(gold, predicted []Tuple) CarbScores {
	keys, want := carbSentences(gold)
	_, have := carbSentences(predicted)
	scores := CarbScores{Sentences: len(keys)}
	var confidences []float64
	for _, key := range keys {
		scores.Gold += len(want[key])
		scores.Predicted += len(have[key])
		for _, t := range have[key] {
			confidences = append(confidences, t.confidence)
		}
	}
	slices.Sort(confidences)
	curve := carbCurve{thresholds: slices.Compact(confidences)}
	curve.sums = make([]carbSum, len(curve.thresholds))
	for _, key := range keys {
		curve.add(want[key], have[key])
	}
	curve.score(&scores)
	return scores
}

// carbTuple is a tuple as it is compared: bags of words in sorted order.
type carbTuple struct {
	confidence float64
	predicate  []string
	args       [][]string // the first argument, and all others as one
	said       bool       // the predicate tells of speech; then the arguments may come in either order
}

func newCarbTuple(t Tuple) carbTuple {
	c := carbTuple{confidence: t.Confidence, predicate: sortedWords(t.Predicate)}
	if len(t.Args) > 0 {
		c.args = append(c.args, sortedWords(t.Args[0]))
	}
	if len(t.Args) > 1 {
		c.args = append(c.args, sortedWords(strings.Join(t.Args[1:], " ")))
	}
	for _, verb := range []string{"said", "told", "added", "adds", "says"} {
		c.said = c.said || strings.Contains(t.Predicate, verb)
	}
	return c
}

func sortedWords(text string) []string {
	words := strings.Fields(text)
	slices.Sort(words)
	return words
}

// carbSentences groups tuples by the key of their sentence and gives the keys in order of appearance.
func carbSentences(tuples []Tuple) ([]string, map[string][]carbTuple) {
	var spellings, keys []string
	bySpelling := map[string][]carbTuple{}
	for _, t := range tuples {
		if _, seen := bySpelling[t.Sentence]; !seen {
			spellings = append(spellings, t.Sentence)
		}
		bySpelling[t.Sentence] = append(bySpelling[t.Sentence], newCarbTuple(t))
	}
	byKey := map[string][]carbTuple{}
	for _, spelling := range spellings {
		key := carbKey(spelling)
		if _, seen := byKey[key]; !seen {
			keys = append(keys, key)
		}
		byKey[key] = bySpelling[spelling]
	}
	return keys, byKey
}

// carbKey leaves out of a sentence what differs between systems: spaces, brackets in the Penn Treebank's escapes and
// ASCII punctuation.
func carbKey(sentence string) string {
	s := strings.ReplaceAll(sentence, " ", "")
	for _, bracket := range []string{"-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-"} {
		s = strings.ReplaceAll(s, bracket, "(")
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			return -1
		}
		return r
	}, s)
}

// carbMatch are the shares of words that a predicted and a gold tuple have in common.
type carbMatch struct{ precision, recall float64 }

// compare is the order of two matches: by precision, then recall.
func (m carbMatch) compare(n carbMatch) int {
	return cmp.Or(cmp.Compare(m.precision, n.precision), cmp.Compare(m.recall, n.recall))
}

// matchCarb compares two tuples slot by slot. It is zero where the predicates share no word.
func matchCarb(gold, predicted carbTuple) carbMatch {
	straight := matchSlots(gold, predicted)
	if !gold.said || len(predicted.args) < 2 {
		return straight
	}
	predicted.args = [][]string{predicted.args[1], predicted.args[0]}
	if reversed := matchSlots(gold, predicted); reversed.compare(straight) > 0 {
		return reversed
	}
	return straight
}

func matchSlots(gold, predicted carbTuple) carbMatch {
	matched := matchPredicates(gold.predicate, predicted.predicate)
	if matched == 0 || len(predicted.args) < len(gold.args) {
		return carbMatch{}
	}
	ofGold, ofPredicted := len(gold.predicate), len(predicted.predicate)
	for i, arg := range gold.args {
		matched += commonWords(arg, predicted.args[i])
		ofGold += len(arg)
		ofPredicted += len(predicted.args[i])
	}
	return carbMatch{float64(matched) / float64(ofPredicted), float64(matched) / float64(ofGold)}
}

// matchPredicates is how many words two predicates share. A predicted "be" that is left over stands for any form of it.
func matchPredicates(gold, predicted []string) int {
	matched := commonWords(gold, predicted)
	if count(predicted, "be") <= count(gold, "be") {
		return matched
	}
	for _, form := range []string{"be", "is", "am", "are", "was", "were", "been", "being"} {
		if count(gold, form) > 0 {
			return matched + 1
		}
	}
	return matched
}

func count(words []string, word string) int {
	n := 0
	for _, w := range words {
		if w == word {
			n++
		}
	}
	return n
}

// commonWords is the size of what two sorted bags have in common.
func commonWords(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := strings.Compare(a[i], b[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// carbCurve gathers precision and recall at each threshold, lowest first.
type carbCurve struct {
	thresholds []float64
	sums       []carbSum
}

// carbSum is the sum over sentences at one threshold.
type carbSum struct {
	precision, recall float64
	predicted         int
}

// add adds a sentence: at a threshold those of its predictions count that are as sure. Between two of the sentence's own
// confidences nothing changes.
func (c *carbCurve) add(gold, predicted []carbTuple) {
	var own []float64
	for _, p := range predicted {
		own = append(own, p.confidence)
	}
	slices.Sort(own)
	table := newCarbTable(gold, predicted)
	from := 0
	for _, threshold := range slices.Compact(own) {
		at, _ := slices.BinarySearch(c.thresholds, threshold)
		sum := table.sum(threshold)
		for ; from <= at; from++ {
			c.sums[from].precision += sum.precision
			c.sums[from].recall += sum.recall
			c.sums[from].predicted += sum.predicted
		}
	}
}

// score reads the scores off the curve. Of points with the same F1 the one with the lowest threshold is taken.
func (c *carbCurve) score(scores *CarbScores) {
	recall, precision := 0.0, 1.0
	for i := len(c.sums) - 1; i >= 0; i-- {
		r := c.sums[i].recall / float64(scores.Gold)
		p := c.sums[i].precision / float64(c.sums[i].predicted)
		scores.AUC += (r - recall) * (p + precision) / 2
		recall, precision = r, p
		if f := 100 * harmonic(p, r); f >= scores.F1 {
			scores.Precision, scores.Recall, scores.F1, scores.Threshold = 100*p, 100*r, f, c.thresholds[i]
		}
	}
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// carbTable has the pairs of one sentence that match at all, the most precise first.
type carbTable struct {
	gold, predicted []carbTuple
	pairs           []carbPair
}

type carbPair struct {
	gold, predicted int
	carbMatch
}

func newCarbTable(gold, predicted []carbTuple) carbTable {
	table := carbTable{gold: gold, predicted: predicted}
	for i, g := range gold {
		for j, p := range predicted {
			if m := matchCarb(g, p); m.precision > 0 {
				table.pairs = append(table.pairs, carbPair{i, j, m})
			}
		}
	}
	// Stable, because the benchmark takes equals in the order of the files.
	slices.SortStableFunc(table.pairs, func(a, b carbPair) int { return cmp.Compare(b.precision, a.precision) })
	return table
}

// sum scores the predictions that are as sure as threshold. For precision the best pairs are taken first and each tuple
// once; for recall each gold tuple takes the best prediction, which may serve several.
func (t carbTable) sum(threshold float64) carbSum {
	var sum carbSum
	for _, p := range t.predicted {
		if p.confidence >= threshold {
			sum.predicted++
		}
	}
	goldTaken, taken := make([]bool, len(t.gold)), make([]bool, len(t.predicted))
	recall := make([]float64, len(t.gold))
	for _, pair := range t.pairs {
		if t.predicted[pair.predicted].confidence < threshold {
			continue
		}
		recall[pair.gold] = max(recall[pair.gold], pair.recall)
		if !goldTaken[pair.gold] && !taken[pair.predicted] {
			goldTaken[pair.gold], taken[pair.predicted] = true, true
			sum.precision += pair.precision
		}
	}
	for _, r := range recall {
		sum.recall += r
	}
	return sum
}
