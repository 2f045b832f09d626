package parse

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Options of training. The zero value trains with seed 0 in the default number of epochs.
type Options struct {
	Seed    uint64
	Epochs  int     // default 10
	Explore float64 // chance to follow the parser's own wrong action after the first epoch; default 0.9
	Pruning linear.Pruning
}

// Train learns from sentences with gold trees and with the tags that a tagger gives. Heads are indices in the sentence,
// or nlp.Root. The same sentences and options give the same parser to the bit.
func Train(sentences [][]nlp.Token, o Options) *Parser {
	if o.Epochs == 0 {
		o.Epochs = 10
	}
	if o.Explore == 0 {
		o.Explore = 0.9
	}
	p := newParser(sentences)
	trainer := linear.NewTrainer(len(p.actions))
	p.scorer = trainer
	trees := p.trees(sentences)
	order := make([]int, len(sentences))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(o.Seed, 3))
	w := p.newWork()
	for epoch := range o.Epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			w.prepare(sentences[at])
			for !w.state.done() {
				p.learn(w, trainer, trees[at], epoch > 0 && random.Float64() < o.Explore)
			}
		}
	}
	p.scorer = trainer.Average(o.Pruning)
	return p
}

// newParser has the labels and actions of the sentences.
func newParser(sentences [][]nlp.Token) *Parser {
	labels := map[string]bool{"": true, "root": true, "dep": true}
	for _, s := range sentences {
		for _, t := range s {
			labels[t.Deprel] = true
		}
	}
	p := &Parser{labels: slices.Sorted(maps.Keys(labels))}
	p.root = uint8(slices.Index(p.labels, "root"))
	dep := uint8(slices.Index(p.labels, "dep"))
	seen := map[action]bool{{shift, 0}: true, {left, p.root}: true, {right, dep}: true, {left, dep}: true}
	for i, g := range p.trees(sentences) {
		for child := range sentences[i] {
			if g.head[child] > child {
				seen[action{left, g.label[child]}] = true
			} else {
				seen[action{right, g.label[child]}] = true
			}
		}
	}
	p.actions = slices.SortedFunc(maps.Keys(seen), func(a, b action) int {
		return int(a.move)*256 + int(a.label) - int(b.move)*256 - int(b.label)
	})
	return p
}

func (p *Parser) trees(sentences [][]nlp.Token) []*tree {
	out := make([]*tree, len(sentences))
	for i, s := range sentences {
		g := &tree{deps: make([][]int, len(s)+1)}
		for child, t := range s {
			head := t.Head
			if head == nlp.Root {
				head = len(s)
			}
			g.head = append(g.head, head)
			g.label = append(g.label, uint8(slices.Index(p.labels, t.Deprel)))
			g.deps[head] = append(g.deps[head], child)
		}
		out[i] = g
	}
	return out
}

// margin is by how much a right action has to win while training.
const margin = 20

// learn takes one transition. explore says to follow the parser's choice even where it is wrong.
func (p *Parser) learn(w *work, trainer *linear.Trainer, g *tree, explore bool) {
	p.best(w)
	right, wrong := p.judge(w, g)
	if right < 0 {
		right = wrong
	}
	if wrong >= 0 && right != wrong && w.scores[right]-w.scores[wrong] < margin {
		trainer.Update(w.keys, right, 1)
		trainer.Update(w.keys, wrong, -1)
	}
	trainer.Step()
	if explore && wrong >= 0 && w.scores[wrong] > w.scores[right] {
		right = wrong
	}
	w.state.apply(p.actions[right])
}

// judge gives the best of the actions that cost no more than they must, and the best of the others; -1 for none.
func (p *Parser) judge(w *work, g *tree) (right, wrong int) {
	costs, allowed := w.state.costs(g), w.state.allowed()
	least := math.MaxInt
	for m, ok := range allowed {
		if ok {
			least = min(least, costs[m])
		}
	}
	right, wrong = -1, -1
	for i, a := range p.actions {
		if !allowed[a.move] || !p.fits(w, a) {
			continue
		}
		best := &wrong
		if costs[a.move] == least && labelled(&w.state, g, a) {
			best = &right
		}
		if *best < 0 || w.scores[i] > w.scores[*best] {
			*best = i
		}
	}
	return right, wrong
}

// labelled says whether the action's label is the gold one where its arc is.
func labelled(s *state, g *tree, a action) bool {
	if a.move == shift {
		return true
	}
	child, head := s.top(0), s.next
	if a.move == right {
		head = s.top(1)
	}
	return g.head[child] != head || g.label[child] == a.label
}
