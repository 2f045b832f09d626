package coref

import (
	"math"
	"math/rand/v2"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Example is a document with every layer that the resolver needs, and the chains that it should find.
type Example struct {
	Document *nlp.Document
	Chains   []nlp.Chain
}

// Options of training. The zero value trains as the program's own model was trained.
type Options struct {
	Seed   uint64
	Epochs int // over all documents; 0 is 4
	Keep   int // weights that are kept; 0 is 150,000
}

// What errors cost in training (Durrett and Klein 2013), how fast weights are learned and how hard they are drawn to 0.
const (
	costFalse  = 0.1 // an antecedent for what has none
	costMissed = 3   // none for what has one
	costWrong  = 1   // another
	rate       = 0.05
	damping    = 0.1
	shrinking  = 0.001
	negligible = 1e-4 // a gradient that is left out
)

// Train learns to choose antecedents: it makes those of the gold chains likely, all of them together, against all other
// candidates and against none, by AdaGrad with shrinking (Duchi et al. 2011). The same examples and options give the
// same resolver, to the bit, on every machine. Documents are not changed.
func Train(examples []Example, o Options) *Resolver {
	if o.Epochs == 0 {
		o.Epochs = 4
	}
	if o.Keep == 0 {
		o.Keep = 150_000
	}
	lessons := make([]*lesson, len(examples))
	for i, e := range examples {
		lessons[i] = newLesson(e)
	}
	l := &learner{weights: make([]float64, 1<<slotBits), squares: make([]float64, 1<<slotBits)}
	sums := make([]float64, 1<<slotBits)
	random := rand.New(rand.NewPCG(o.Seed, 0x636F726566))
	for epoch := range o.Epochs {
		for _, i := range random.Perm(len(lessons)) {
			l.learn(lessons[i])
		}
		if epoch >= o.Epochs/2 { // the mean of the later epochs is steadier than the last
			for i, w := range l.weights {
				sums[i] += w
			}
		}
	}
	var weights []linear.Weight
	for i, w := range sums {
		if w != 0 {
			weights = append(weights, linear.Weight{Key: keyOf(uint32(i)), Value: w})
		}
	}
	return &Resolver{linear.FromWeights(weights, o.Keep)}
}

// lesson is a document to learn from.
type lesson struct {
	r     *ranker
	chain []int // the gold chain of each mention, -1 for none
}

func newLesson(e Example) *lesson {
	at := map[nlp.Span]int{}
	for c, chain := range e.Chains {
		for _, m := range chain.Mentions {
			at[m.Span] = c
		}
	}
	s := &lesson{r: newRanker(e.Document)}
	s.chain = make([]int, len(s.r.mentions))
	for i, m := range s.r.mentions {
		s.chain[i] = -1
		if c, ok := at[m.span]; ok {
			s.chain[i] = c
		}
	}
	return s
}

// learner has the weights as they are learned, by slot.
type learner struct {
	weights []float64
	squares []float64 // sums of the gradients' squares

	ends   []int     // where the features of each choice end in the ranker's keys
	costly []float64 // the score of each choice, with what it costs
	right  []bool
}

// learn goes through a document. Chains grow by what the weights of the moment choose, as they will in use.
func (l *learner) learn(s *lesson) {
	r := s.r
	r.reset()
	for i := range r.mentions {
		candidates := r.candidates(i)
		anaphoric := false
		for _, j := range candidates {
			anaphoric = anaphoric || s.chain[i] >= 0 && s.chain[i] == s.chain[j]
		}
		l.ends, l.costly, l.right = l.ends[:0], l.costly[:0], l.right[:0]
		r.keys, r.between = r.keys[:0], 0
		r.fresh(i)
		cost := 0.0
		if anaphoric {
			cost = costMissed
		}
		best, choice := l.weigh(r, cost, !anaphoric), -1
		for _, j := range candidates {
			r.link(i, j)
			right := anaphoric && s.chain[i] == s.chain[j]
			cost := float64(costFalse)
			if right {
				cost = 0
			} else if anaphoric {
				cost = costWrong
			}
			if score := l.weigh(r, cost, right); score > best {
				best, choice = score, j
			}
		}
		l.update(r)
		r.put(i, choice)
	}
}

// weigh scores the choice whose features were gathered since the last one; the answer is without the cost.
func (l *learner) weigh(r *ranker, cost float64, right bool) float64 {
	start := 0
	if len(l.ends) > 0 {
		start = l.ends[len(l.ends)-1]
	}
	score := 0.0
	for _, k := range r.keys[start:] {
		score += l.weights[slot(k)]
	}
	l.ends = append(l.ends, len(r.keys))
	l.costly = append(l.costly, score+cost)
	l.right = append(l.right, right)
	return score
}

// update moves the weights along the gradient of the log-likelihood of the right choices.
func (l *learner) update(r *ranker) {
	top := math.Inf(-1)
	for _, s := range l.costly {
		top = max(top, s)
	}
	all, good, topGood := 0.0, 0.0, math.Inf(-1)
	for x, s := range l.costly {
		all += exp(s - top)
		if l.right[x] {
			topGood = max(topGood, s)
		}
	}
	for x, s := range l.costly {
		if l.right[x] {
			good += exp(s - topGood)
		}
	}
	start := 0
	for x, s := range l.costly {
		gradient := -exp(s-top) / all
		if l.right[x] {
			gradient += exp(s-topGood) / good
		}
		if math.Abs(gradient) >= negligible {
			for _, k := range r.keys[start:l.ends[x]] {
				l.step(slot(k), gradient)
			}
		}
		start = l.ends[x]
	}
}

// step moves one weight. The products are rounded one by one, so that no machine fuses them with the sums.
func (l *learner) step(at uint32, gradient float64) {
	l.squares[at] += float64(gradient * gradient)
	size := rate / (damping + math.Sqrt(l.squares[at]))
	w := l.weights[at] + float64(size*gradient)
	switch shrink := float64(size * shrinking); {
	case w > shrink:
		w -= shrink
	case w < -shrink:
		w += shrink
	default:
		w = 0
	}
	l.weights[at] = w
}

// exp is e to the power of x, for x of 0 or less, to some twelve digits: the same on every machine, which the
// standard library's is not.
func exp(x float64) float64 {
	const halvings = 10
	if x < -700 {
		return 0
	}
	y := x / (1 << halvings) // at most 0.7 in size
	sum, term := 1.0, 1.0
	for n := 1; n <= 18; n++ {
		term = float64(term*y) / float64(n)
		sum += term
	}
	for range halvings {
		sum = float64(sum * sum)
	}
	return sum
}
