package ner

import (
	"math/rand/v2"
	"slices"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Sentence is a sentence to learn from: tokens with tags, and its entities by their place in it.
type Sentence struct {
	Tokens   []nlp.Token
	Entities []Gold
	// Open are the labels that the corpus does not have: a token outside the entities may be of these. Where NORP is one
	// of them, the demonyms of the lists get it.
	Open []string
}

// Gold is an entity that has one of these labels; which one, training decides.
type Gold struct {
	nlp.Span
	Labels []string
}

// Options of training. The zero value trains with seed 0 in the default number of epochs.
type Options struct {
	Seed    uint64
	Epochs  int // default 8
	Pruning linear.Pruning
}

// Labels are the labels that a recogniser gives.
func Labels() []string {
	return []string{nlp.Person, nlp.Organization, nlp.Location, nlp.Product, nlp.Event, nlp.Work, nlp.Law, nlp.Group, nlp.Misc}
}

// Train learns from sentences whose corpora may have different sets of labels: what a corpus leaves open is filled in by
// the model of the moment (a structured perceptron with latent labels). The same input gives the same recogniser to the bit.
func Train(sentences []Sentence, o Options) (*Recogniser, error) {
	if o.Epochs == 0 {
		o.Epochs = 8
	}
	lists, err := newGazetteer()
	if err != nil {
		return nil, err
	}
	r := &Recogniser{labels: Labels(), lists: lists}
	tags := 1 + 4*len(r.labels)
	trainer := linear.NewTrainer(tags)
	r.scorer = trainer
	r.follows = newTransitions(trainer, tags)
	golds := make([][][]bool, len(sentences))
	order := make([]int, len(sentences))
	for i, s := range sentences {
		golds[i], order[i] = r.allowed(r.group(s)), i
	}
	random := rand.New(rand.NewPCG(o.Seed, 4))
	w := r.newWork()
	for range o.Epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			r.learn(w, trainer, sentences[at].Tokens, golds[at])
		}
	}
	model := trainer.Average(o.Pruning)
	r.scorer = model
	r.follows = newTransitions(model, tags)
	return r, nil
}

// learn takes one sentence.
func (r *Recogniser) learn(w *work, trainer *linear.Trainer, tokens []nlp.Token, gold [][]bool) {
	w.prepare(r.lists, tokens)
	guess := w.decode(r, nil)
	trainer.Step()
	right := true
	for i, t := range guess {
		right = right && gold[i][t]
	}
	if right {
		return
	}
	truth := w.decode(r, gold)
	before, beforeGuess := 0, 0
	for i := range tokens {
		if guess[i] != truth[i] {
			keys := w.all[w.starts[i]:w.starts[i+1]]
			trainer.Update(keys, truth[i], 1)
			trainer.Update(keys, guess[i], -1)
		}
		if guess[i] != truth[i] || before != beforeGuess {
			trainer.Update([]uint32{after(before)}, truth[i], 1)
			trainer.Update([]uint32{after(beforeGuess)}, guess[i], -1)
		}
		before, beforeGuess = truth[i], guess[i]
	}
	r.follows.update(trainer)
}

// allowed says for each token which tags agree with the sentence's entities.
func (r *Recogniser) allowed(s Sentence) [][]bool {
	tags := 1 + 4*len(r.labels)
	out := make([][]bool, len(s.Tokens))
	for i := range out {
		out[i] = make([]bool, tags)
		out[i][0] = true
	}
	inside := make([]bool, len(s.Tokens))
	for _, g := range s.Entities {
		for i := g.Start; i < g.End; i++ {
			inside[i] = true
			clear(out[i])
			for _, label := range g.Labels {
				out[i][tagOf(slices.Index(r.labels, label), position(g.Span, i))] = true
			}
		}
	}
	for i, in := range inside {
		for _, label := range s.Open {
			if in {
				break
			}
			for p := range 4 {
				out[i][tagOf(slices.Index(r.labels, label), p)] = true
			}
		}
	}
	return out
}

// position is the BILOU position of token i in the span.
func position(s nlp.Span, i int) int {
	switch {
	case s.Len() == 1:
		return single
	case i == s.Start:
		return begins
	case i == s.End-1:
		return ends
	}
	return goesOn
}

// group gives the demonyms outside the entities the label NORP where the corpus leaves it open.
func (r *Recogniser) group(s Sentence) Sentence {
	if !slices.Contains(s.Open, nlp.Group) {
		return s
	}
	inside := make([]bool, len(s.Tokens))
	for _, g := range s.Entities {
		for i := g.Start; i < g.End; i++ {
			inside[i] = true
		}
	}
	s.Entities = slices.Clone(s.Entities)
	for i, g := range s.Entities {
		if g.Len() == 1 && slices.Contains(g.Labels, nlp.Misc) && r.lists.has("demonym", s.Tokens[g.Start]) {
			s.Entities[i].Labels = []string{nlp.Group}
		}
	}
	for i, t := range s.Tokens {
		if !inside[i] && t.Form != "" && t.Form[0] >= 'A' && t.Form[0] <= 'Z' && r.lists.has("demonym", t) {
			s.Entities = append(s.Entities, Gold{nlp.Span{Start: i, End: i + 1}, []string{nlp.Group}})
		}
	}
	s.Open = slices.DeleteFunc(slices.Clone(s.Open), func(l string) bool { return l == nlp.Group })
	return s
}
