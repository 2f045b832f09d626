package neural

import (
	"context"
	"fmt"
	"slices"

	"newsgraph/nlp"
)

// Parser tags words (UPOS, XPOS, features) and builds the sentences' dependency trees: every sentence gets a tree with
// one root. It is safe for concurrent use.
//
// The network is an LSTM with biaffine arcs (Dozat and Manning, "Deep biaffine attention for neural dependency parsing",
// ICLR 2017) and a low-rank scorer of relations.
type Parser struct {
	encoder *encoder
	heads   *matrix // from a word's vector to the parts that parts names
	parts   struct{ arcDep, arcHead, labelDep, labelHead part }
	root    []float32 // the root's parts, as heads and leakage give them
	arc     *matrix
	bias    []float32 // of heads
	labels  *matrix   // from dependent times head, dependent, head to relations
	names   []string  // of the relations
	isRoot  int       // the relation "root"
	spaces  *spaces
}

// part is a run of columns.
type part struct{ at, size int }

func (p part) of(row []float32) []float32 { return row[p.at : p.at+p.size] }

// ReadParser reads the weights of a parser, a file as nlp/train writes it.
func ReadParser(data []byte) (*Parser, error) { return readParser(data, &kernels()[0]) }

func readParser(data []byte, k *kernel) (*Parser, error) {
	f, err := readFile(data)
	if err != nil {
		return nil, err
	}
	if f.Kind != "parser" {
		return nil, fmt.Errorf("neural: the weights are of kind %q, not parser", f.Kind)
	}
	p := &Parser{names: f.Labels["deprel"], spaces: &spaces{}}
	if p.isRoot = slices.Index(p.names, "root"); p.isRoot < 0 {
		return nil, fmt.Errorf("neural: no relation \"root\"")
	}
	if p.encoder, err = f.newEncoder(k, "upos", "xpos", "feats"); err != nil {
		return nil, err
	}
	if err := p.addHeads(f); err != nil {
		return nil, err
	}
	return p, p.addScorers(f)
}

func (p *Parser) addHeads(f *file) error {
	var all []*matrix
	at := 0
	for _, h := range []struct {
		name string
		part *part
	}{{"arc_dep", &p.parts.arcDep}, {"arc_head", &p.parts.arcHead}, {"label_dep", &p.parts.labelDep}, {"label_head", &p.parts.labelHead}} {
		w, err := f.linear(h.name, p.encoder.size, 0)
		if err != nil {
			return err
		}
		*h.part = part{at, w.out}
		at += w.out
		all = append(all, w)
	}
	p.heads = beside(all...)
	root, err := f.tensor("root", p.encoder.size)
	if err != nil {
		return err
	}
	p.root = make([]float32, p.heads.width)
	portable.apply(root.data, len(root.data), p.heads, p.root, 1)
	leak(p.root)
	return nil
}

func (p *Parser) addScorers(f *file) error {
	arc, err := f.tensor("arc", p.parts.arcDep.size, p.parts.arcHead.size)
	if err != nil {
		return err
	}
	p.arc = packed(arc.data, p.parts.arcDep.size, p.parts.arcHead.size)
	if p.arc.width != p.arc.out {
		return fmt.Errorf("neural: arcs of %d elements, which %d does not divide", p.arc.out, panelWidth)
	}
	bias, err := f.tensor("arc_bias", p.parts.arcHead.size)
	if err != nil {
		return err
	}
	p.bias = bias.data
	rank := p.parts.labelDep.size
	if p.parts.labelHead.size != rank {
		return fmt.Errorf("neural: relations of %d and %d elements", rank, p.parts.labelHead.size)
	}
	p.labels = newMatrix(3*rank, len(p.names))
	for k, name := range []string{"label_both", "label_of_dep", "label_of_head"} {
		w, err := f.linear(name, rank, len(p.names))
		if err != nil {
			return err
		}
		for i := range rank {
			for j := range w.out {
				*p.labels.at(k*rank+i, j) = *w.at(i, j)
			}
		}
		if w.bias != nil {
			p.labels.bias = w.bias
		}
	}
	return nil
}

// leak is the activation of the parts: a tenth of what is below zero.
func leak(x []float32) {
	for i, v := range x {
		x[i] = max(v, 0.1*v)
	}
}

// headSpace is the working memory of the parser's upper part.
type headSpace struct {
	parts, arcs, own, scores []float32
	heads                    matrix
	pairs, labels            []float32
	tree                     treeSpace
	viterbi                  viterbiSpace
	at                       []int // heads of a sentence: 0 for the root, else 1 more than the place
}

// Needs says that the parser reads tokens and sentences.
func (p *Parser) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences }

// Gives says that the parser gives tags and trees.
func (p *Parser) Gives() nlp.Layer { return nlp.Tags | nlp.Tree }

// Annotate tags and parses the sentences of d. Sentences of more than 400 tokens are read in pieces of that length; the
// roots of later pieces hang on that of the first as parataxis. The only error is that of ctx.
func (p *Parser) Annotate(ctx context.Context, d *nlp.Document) error {
	s := p.spaces.get()
	defer p.spaces.put(s)
	s.pieces = piecesOf(d, s.pieces)
	for rest := s.pieces; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("neural: %w", err)
		}
		n := next(rest)
		s.batch.fill(rest[:n])
		p.parse(d, s)
		rest = rest[n:]
	}
	s.forget()
	joinPieces(d)
	return nil
}

// parse annotates one batch.
func (p *Parser) parse(d *nlp.Document, s *space) {
	vectors := p.encoder.run(d, s)
	b, k, h := &s.batch, p.encoder.kernel, &s.head
	h.parts = grow(h.parts, b.rows*p.heads.width)
	k.apply(vectors, p.encoder.size, p.heads, h.parts, b.rows)
	leak(h.parts)
	h.arcs = grow(h.arcs, b.rows*p.arc.width)
	k.apply(h.parts[p.parts.arcDep.at:], p.heads.width, p.arc, h.arcs, b.rows)
	for i, piece := range b.pieces {
		p.attach(d.Tokens[piece.Start:piece.End], piece.Start, i, s)
	}
	p.label(d, s)
	for i, piece := range b.pieces {
		for t := range piece.Len() {
			token, logits := &d.Tokens[piece.Start+t], s.logits[b.row(i, t)*p.encoder.tags.width:]
			token.UPOS, token.XPOS = p.encoder.sets[0].best(logits), p.encoder.sets[1].best(logits)
			if token.Feats = p.encoder.sets[2].best(logits); token.Feats == "_" {
				token.Feats = ""
			}
		}
	}
}

// attach sets the heads of sentence i of the batch, whose tokens begin at start.
func (p *Parser) attach(tokens []nlp.Token, start, i int, s *space) {
	scores, ld := p.arcScores(len(tokens), i, s)
	s.head.at = grow(s.head.at, len(tokens))
	tree(scores, ld, s.head.at, &s.head.tree)
	for t, head := range s.head.at {
		tokens[t].Head = nlp.Root
		if head > 0 {
			tokens[t].Head = start + head - 1
		}
	}
}

// arcScores are the scores of heads for the n words of sentence i: rows for words, columns for heads, the root first; ld
// is the distance of rows.
func (p *Parser) arcScores(n, i int, s *space) (scores []float32, ld int) {
	b, h := &s.batch, &s.head
	in := p.arc.width
	m := &h.heads
	m.in, m.out, m.width = in, n+1, roundUp(n+1)
	m.packed, m.bias = grow(m.packed, in*m.width), grow(m.bias, m.width)
	clear(m.packed)
	clear(m.bias)
	h.own, h.scores = grow(h.own, n*in), grow(h.scores, n*m.width)
	for j := range n + 1 {
		head := p.root
		if j > 0 {
			row := b.row(i, j-1)
			head = h.parts[row*p.heads.width : (row+1)*p.heads.width]
			copy(h.own[(j-1)*in:j*in], h.arcs[row*in:])
		}
		panel := m.packed[j/panelWidth*in*panelWidth+j%panelWidth:]
		var bias float32
		for k, x := range p.parts.arcHead.of(head) {
			panel[k*panelWidth] = x
			bias += x * p.bias[k]
		}
		m.bias[j] = bias
	}
	p.encoder.kernel.apply(h.own, in, m, h.scores, n)
	return h.scores, m.width
}

// label sets the relations of the batch's tokens, which have heads.
func (p *Parser) label(d *nlp.Document, s *space) {
	b, h, rank := &s.batch, &s.head, p.parts.labelDep.size
	h.pairs, h.labels = grow(h.pairs, b.rows*3*rank), grow(h.labels, b.rows*p.labels.width)
	for i, piece := range b.pieces {
		for t := range piece.Len() {
			row, head := b.row(i, t), p.root
			if k := d.Tokens[piece.Start+t].Head; k >= 0 {
				other := b.row(i, k-piece.Start)
				head = h.parts[other*p.heads.width : (other+1)*p.heads.width]
			}
			x, y := p.parts.labelDep.of(h.parts[row*p.heads.width:]), p.parts.labelHead.of(head)
			out := h.pairs[row*3*rank : (row+1)*3*rank]
			for k := range rank {
				out[k] = x[k] * y[k]
			}
			copy(out[rank:], x)
			copy(out[2*rank:], y)
		}
	}
	p.encoder.kernel.apply(h.pairs, 3*rank, p.labels, h.labels, b.rows)
	for i, piece := range b.pieces {
		for t := range piece.Len() {
			row, token := b.row(i, t), &d.Tokens[piece.Start+t]
			token.Deprel = p.relation(h.labels[row*p.labels.width:], token.Head == nlp.Root)
		}
	}
}

// relation is the best relation; root is the one of roots and of nothing else.
func (p *Parser) relation(scores []float32, root bool) string {
	if root {
		return p.names[p.isRoot]
	}
	top := -1
	for i, x := range scores[:len(p.names)] {
		if i != p.isRoot && (top < 0 || x > scores[top]) {
			top = i
		}
	}
	return p.names[top]
}

// joinPieces gives the sentences that were read in pieces one root.
func joinPieces(d *nlp.Document) {
	for _, s := range d.Sentences {
		if s.Len() <= maxSentence {
			continue
		}
		root := -1
		for i := s.Start; i < s.End; i++ {
			switch token := &d.Tokens[i]; {
			case token.Head != nlp.Root:
			case root < 0:
				root = i
			default:
				token.Head, token.Deprel = root, "parataxis"
			}
		}
	}
}
