package segment

import (
	"math/rand/v2"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Options of training. The zero value trains with seed 0 in the default number of epochs.
type Options struct {
	Seed   uint64
	Epochs int // default 8
}

// Train learns from documents with gold tokens and sentences. The same documents and options give the same segmenter to
// the bit.
func Train(docs []*nlp.Document, o Options) *Segmenter {
	if o.Epochs == 0 {
		o.Epochs = 8
	}
	random := rand.New(rand.NewPCG(o.Seed, 1))
	s := splitter{table: fusedWords(docs)}
	var boundaries, ends []example
	for _, d := range docs {
		boundaries = append(boundaries, s.examples(d)...)
		ends = append(ends, endExamples(d)...)
	}
	s.scorer = learn(boundaries, o.Epochs, random)
	return &Segmenter{tokens: s, sentences: learn(ends, o.Epochs, random)}
}

type example struct {
	features []uint32
	yes      bool
}

// learn is a binary averaged perceptron.
func learn(examples []example, epochs int, random *rand.Rand) *linear.Model {
	t := linear.NewTrainer(2)
	scores := make([]int32, 2)
	for range epochs {
		random.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		for _, e := range examples {
			t.Score(e.features, scores)
			if yes := scores[1] > scores[0]; yes != e.yes {
				gold, wrong := 0, 1
				if e.yes {
					gold, wrong = 1, 0
				}
				t.Update(e.features, gold, 1)
				t.Update(e.features, wrong, -1)
			}
			t.Step()
		}
	}
	return t.Average(linear.Pruning{Updates: 2, Keep: 80_000})
}

// fusedWords finds the words of letters alone that the treebank splits more often than not.
func fusedWords(docs []*nlp.Document) map[string][]int {
	type count struct {
		split, joined int
		cuts          []int
	}
	counts := map[string]*count{}
	var plain splitter
	for _, d := range docs {
		begins := starts(d)
		for _, p := range plain.pieces(d.Text, 0, len(d.Text)) {
			if p.kind != letters {
				continue
			}
			word := strings.ToLower(d.Text[p.start:p.end])
			c := counts[word]
			if c == nil {
				c = &count{}
				counts[word] = c
			}
			var cuts []int
			for i := p.start + 1; i < p.end; i++ {
				if begins[i] {
					cuts = append(cuts, i-p.start)
				}
			}
			if cuts == nil {
				c.joined++
			} else {
				c.split++
				c.cuts = cuts
			}
		}
	}
	table := map[string][]int{}
	for word, c := range counts {
		if c.split >= 2 && c.split > c.joined {
			table[word] = c.cuts
		}
	}
	return table
}

func starts(d *nlp.Document) map[int]bool {
	begins := make(map[int]bool, len(d.Tokens))
	for _, t := range d.Tokens {
		begins[t.Start] = true
	}
	return begins
}

// examples are the doubtful boundaries of the document.
func (s *splitter) examples(d *nlp.Document) []example {
	var out []example
	var f featureList
	begins := starts(d)
	for _, p := range paragraphs(d.Text) {
		pieces := s.pieces(d.Text, p.start, p.end)
		for i, q := range pieces {
			if q.space || q.split || q.join {
				continue
			}
			f.boundary(d.Text, pieces, i)
			out = append(out, example{slices.Clone(f.keys), begins[q.start]})
		}
	}
	return out
}

// endExamples are the places where a sentence may end.
func endExamples(d *nlp.Document) []example {
	var out []example
	var f featureList
	loose := looseness(d.Text)
	for first := 0; first < len(d.Sentences); {
		next := first
		for next < len(d.Sentences) && d.Sentences[next].Paragraph == d.Sentences[first].Paragraph {
			next++
		}
		last := d.Sentences[next-1].End
		for _, s := range d.Sentences[first:next] {
			e := ending{start: s.Start, loose: loose}
			for i := s.Start; i < s.End; i++ {
				e.pass(d.Tokens[i].Form)
				if i+1 < last && candidate(d.Text, d.Tokens, i) {
					f.end(d.Text, d.Tokens, i, last, e)
					out = append(out, example{slices.Clone(f.keys), i+1 == s.End})
				}
			}
		}
		first = next
	}
	return out
}
