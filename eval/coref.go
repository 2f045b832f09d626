package eval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// PRF is precision, recall and their harmonic mean, in percent.
type PRF struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// CorefScores are the measures of coreference, in percent, as the reference scorer of the CoNLL 2011 and 2012 shared
// tasks defines them for predicted mentions (Pradhan et al. 2014, "Scoring Coreference Partitions of Predicted
// Mentions"): sums of numerators and denominators over all documents, mentions matched by their exact span, nothing
// added to or taken from either side.
type CorefScores struct {
	Mentions       PRF     `json:"mentions"` // spans in chains
	MUC            PRF     `json:"muc"`      // links (Vilain et al. 1995)
	B3             PRF     `json:"b3"`       // mentions (Bagga and Baldwin 1998)
	CEAFe          PRF     `json:"ceafe"`    // entities paired one to one, by phi4 (Luo 2005)
	CoNLL          float64 `json:"conll"`    // the mean of the F1 of MUC, B3 and CEAFe
	WordsPerSecond float64 `json:"words_per_second,omitempty"`
}

// Coreference runs the pipeline over documents of CoNLL-U with chains in their MISC column (see GoldChains) and scores
// the chains that it finds. The pipeline begins with a segmenter if o.Raw is true; if not, it gets the tokens and
// sentences of the file, and nothing else of it. The gold files are in the manner of OntoNotes: chains of one mention
// count on neither side, and of the pipeline's mentions those do not that lie in another of their chain, as one part of
// an apposition does.
func Coreference(ctx context.Context, p *nlp.Pipeline, gold []*conllu.Doc, o Options) (CorefScores, error) {
	var c corefCounts
	var spent time.Duration
	words := 0
	for i, g := range gold {
		chains, err := GoldChains(g)
		if err != nil {
			return CorefScores{}, fmt.Errorf("%w (document %d, %s)", err, i+1, g.ID)
		}
		d := &nlp.Document{Text: g.Text}
		if !o.Raw {
			d.Tokens, d.Sentences = bare(g.Tokens), slices.Clone(g.Sentences)
		}
		var start time.Time
		if o.Now != nil {
			start = o.Now()
		}
		if err := p.Apply(ctx, d); err != nil {
			return CorefScores{}, fmt.Errorf("eval: document %d: %w", i+1, err)
		}
		if o.Now != nil {
			spent += o.Now().Sub(start)
		}
		words += len(d.Tokens)
		c.add(partitionOf(g.Document, chains), partitionOf(d, outermost(d.Chains)))
	}
	s := c.scores()
	if spent > 0 {
		s.WordsPerSecond = float64(words) / spent.Seconds()
	}
	return s, nil
}

// outermost are the chains without the mentions that lie in another mention of the same chain.
func outermost(chains []nlp.Chain) []nlp.Chain {
	out := make([]nlp.Chain, len(chains))
	for k, c := range chains {
		for i, m := range c.Mentions {
			inside := false
			for j, o := range c.Mentions {
				inside = inside || i != j && m.Span != o.Span && o.Start <= m.Start && m.End <= o.End
			}
			if !inside {
				out[k].Mentions = append(out[k].Mentions, m)
			}
		}
	}
	return out
}

// CompareChains scores chains that were found elsewhere. gold[i] and system[i] have the same text but for white space,
// and spans are compared by their place in it.
func CompareChains(gold, system []*nlp.Document) (CorefScores, error) {
	if len(gold) != len(system) {
		return CorefScores{}, fmt.Errorf("eval: %d documents for %d of gold", len(system), len(gold))
	}
	var c corefCounts
	for i := range gold {
		c.add(partitionOf(gold[i], gold[i].Chains), partitionOf(system[i], system[i].Chains))
	}
	return c.scores(), nil
}

// partition is a document's chains: sets of places, no place in two of them.
type partition struct {
	chains [][]place
	of     map[place]int // the chain that a place is in
}

// partitionOf are the chains with two mentions or more. Of a span that stands in two chains only the first counts.
func partitionOf(d *nlp.Document, chains []nlp.Chain) partition {
	at := places(d)
	p := partition{of: map[place]int{}}
	for _, c := range chains {
		var chain []place
		for _, m := range c.Mentions {
			where := place{at[m.Start].start, at[m.End-1].end}
			if _, taken := p.of[where]; !taken {
				p.of[where] = len(p.chains)
				chain = append(chain, where)
			}
		}
		if len(chain) < 2 {
			for _, where := range chain {
				delete(p.of, where)
			}
			continue
		}
		p.chains = append(p.chains, chain)
	}
	return p
}

// part is a quotient whose halves are summed over documents.
type part struct{ sum, whole float64 }

func (p *part) add(q part) { p.sum, p.whole = p.sum+q.sum, p.whole+q.whole }

func (p part) percent() float64 {
	if p.whole == 0 {
		return 0
	}
	return 100 * p.sum / p.whole
}

// pair is the recall and the precision of one measure.
type pair struct{ recall, precision part }

func (p pair) scores() PRF {
	r, q := p.recall.percent(), p.precision.percent()
	if r+q == 0 {
		return PRF{}
	}
	return PRF{Precision: q, Recall: r, F1: 2 * q * r / (q + r)}
}

// corefCounts sums over documents.
type corefCounts struct{ mentions, muc, b3, ceafe pair }

func (c *corefCounts) add(gold, system partition) {
	c.mentions.recall.add(found(gold, system))
	c.mentions.precision.add(found(system, gold))
	c.muc.recall.add(muc(gold, system))
	c.muc.precision.add(muc(system, gold))
	c.b3.recall.add(b3(gold, system))
	c.b3.precision.add(b3(system, gold))
	similarity := ceafe(gold, system)
	c.ceafe.recall.add(part{similarity, float64(len(gold.chains))})
	c.ceafe.precision.add(part{similarity, float64(len(system.chains))})
}

func (c *corefCounts) scores() CorefScores {
	s := CorefScores{Mentions: c.mentions.scores(), MUC: c.muc.scores(), B3: c.b3.scores(), CEAFe: c.ceafe.scores()}
	s.CoNLL = (s.MUC.F1 + s.B3.F1 + s.CEAFe.F1) / 3
	return s
}

// found is how many mentions of a are mentions of b.
func found(a, b partition) part {
	p := part{whole: float64(len(a.of))}
	for where := range a.of {
		if _, ok := b.of[where]; ok {
			p.sum++
		}
	}
	return p
}

// muc is how many links of a's chains are left when b's chains part them: a chain of n mentions has n-1, and loses one
// for each further piece. A mention that b has not is a piece of its own.
func muc(a, b partition) part {
	var p part
	for _, chain := range a.chains {
		pieces := map[int]bool{}
		alone := 0
		for _, where := range chain {
			if c, ok := b.of[where]; ok {
				pieces[c] = true
			} else {
				alone++
			}
		}
		p.add(part{float64(len(chain) - len(pieces) - alone), float64(len(chain) - 1)})
	}
	return p
}

// b3 is the sum over a's mentions of the part of their chain that is with them in one chain of b.
func b3(a, b partition) part {
	var p part
	for _, chain := range a.chains {
		shared := map[int]int{}
		for _, where := range chain {
			if c, ok := b.of[where]; ok {
				shared[c]++
			}
		}
		squares := 0
		for _, n := range shared {
			squares += n * n
		}
		p.add(part{float64(squares) / float64(len(chain)), float64(len(chain))})
	}
	return p
}

// ceafe is the similarity phi4 = 2|K∩R|/(|K|+|R|) summed over the best pairing of chains.
func ceafe(gold, system partition) float64 {
	value := make([][]float64, len(gold.chains))
	for k, chain := range gold.chains {
		value[k] = make([]float64, len(system.chains))
		for _, where := range chain {
			if c, ok := system.of[where]; ok {
				value[k][c] += 2 / float64(len(chain)+len(system.chains[c]))
			}
		}
	}
	return assignment(value)
}
