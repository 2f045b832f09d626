package tag

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

// Options of training. The zero value trains with seed 0 in the default number of epochs.
type Options struct {
	Seed    uint64
	Epochs  int // default 6
	Pruning linear.Pruning
}

// margin is by how much the right tag has to win while training: 0.2 points better on the development sets than none.
const margin = 20

// Train learns from sentences with gold tags. The same sentences and options give the same tagger to the bit.
func Train(sentences [][]nlp.Token, o Options) *Tagger {
	if o.Epochs == 0 {
		o.Epochs = 6
	}
	t := &Tagger{usual: usualTags(sentences), feats: learnFeats(sentences)}
	index := map[string]int{}
	for _, s := range sentences {
		for _, token := range s {
			index[tagOf(token)] = 0
		}
	}
	t.tags = slices.Sorted(maps.Keys(index))
	for i, tag := range t.tags {
		index[tag] = i
	}
	trainer := linear.NewTrainer(len(t.tags))
	t.scorer = trainer
	order := make([]int, len(sentences))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(o.Seed, 2))
	w := t.newWork()
	for range o.Epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			t.learn(w, trainer, sentences[at], index)
		}
	}
	t.scorer = trainer.Average(o.Pruning)
	return t
}

func tagOf(t nlp.Token) string { return t.UPOS + "\t" + t.XPOS }

// learn takes one sentence, with the tags that the tagger gave as history.
func (t *Tagger) learn(w *work, trainer *linear.Trainer, tokens []nlp.Token, index map[string]int) {
	t.prepare(w, tokens)
	for i := range tokens {
		best, gold := t.best(w, i), index[tagOf(tokens[i])]
		if rival := linear.Rival(w.scores, gold); w.scores[gold]-w.scores[rival] < margin {
			trainer.Update(w.keys, gold, 1)
			trainer.Update(w.keys, rival, -1)
		}
		trainer.Step()
		w.words[i].tag = best
	}
}

// usualTags finds for each frequent word the set of the UPOS that it has in at least a tenth of its places.
func usualTags(sentences [][]nlp.Token) map[string]uint64 {
	counts := map[string]map[string]int{}
	for _, s := range sentences {
		for _, token := range s {
			normal := form.Normal(token.Form)
			if counts[normal] == nil {
				counts[normal] = map[string]int{}
			}
			counts[normal][token.XPOS]++
		}
	}
	usual := map[string]uint64{}
	for word, tags := range counts {
		total := 0
		for _, n := range tags {
			total += n
		}
		if total < 8 {
			continue
		}
		var set []string
		for _, tag := range slices.Sorted(maps.Keys(tags)) {
			if tags[tag]*10 >= total {
				set = append(set, tag)
			}
		}
		usual[word] = uint64(uint32(linear.String(strings.Join(set, " "))))
	}
	return usual
}

// learnFeats makes the table of FEATS: the most frequent for each key that does not follow from a wider key.
func learnFeats(sentences [][]nlp.Token) map[string]string {
	counts := [3]map[string]map[string]int{{}, {}, {}}
	for _, s := range sentences {
		for _, token := range s {
			for level, key := range featsKeys(tagOf(token), token.Form) {
				if counts[level][key] == nil {
					counts[level][key] = map[string]int{}
				}
				counts[level][key][token.Feats]++
			}
		}
	}
	best := func(m map[string]int) string {
		keys := slices.Sorted(maps.Keys(m))
		return slices.MaxFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(m[a], m[b]), cmp.Compare(b, a)) })
	}
	table := map[string]string{}
	for level := 2; level >= 1; level-- {
		for key, m := range counts[level] {
			table[key] = best(m)
		}
	}
	for _, s := range sentences {
		for _, token := range s {
			keys := featsKeys(tagOf(token), token.Form)
			if feats := best(counts[0][keys[0]]); feats != table[keys[1]] {
				table[keys[0]] = feats
			}
		}
	}
	return table
}
