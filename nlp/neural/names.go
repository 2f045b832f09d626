package neural

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"newsgraph/nlp"
)

// Names finds named entities. It is safe for concurrent use.
//
// It is the mean of some networks that were trained from different seeds, each an LSTM with a linear-chain CRF on it
// (Lample et al., "Neural architectures for named entity recognition", NAACL 2016); label sequences are BIO and nothing
// else.
type Names struct {
	members []*recogniser
	labels  []string    // of entities; tag 0 is O, then B and I of each
	moves   [][]float32 // [to][from]; never for what BIO forbids
	width   int         // of a row of scores
	spaces  *spaces
}

// recogniser is one network.
type recogniser struct {
	encoder *encoder
	emit    *matrix
}

// never is the score of a move that BIO forbids.
const never = -1e4

// ReadNames reads the weights of a recogniser, one or more files as nlp/train writes them, all with the same labels.
func ReadNames(files ...[]byte) (*Names, error) { return readNames(&kernels()[0], files...) }

func readNames(k *kernel, files ...[]byte) (*Names, error) {
	if len(files) == 0 {
		return nil, errors.New("neural: no weights of a recogniser")
	}
	n := &Names{spaces: &spaces{}}
	for _, data := range files {
		f, err := readFile(data)
		if err != nil {
			return nil, err
		}
		if f.Kind != "names" {
			return nil, fmt.Errorf("neural: the weights are of kind %q, not names", f.Kind)
		}
		if err := n.add(f, k, 1/float32(len(files))); err != nil {
			return nil, err
		}
	}
	for to := range n.moves {
		for from := range n.moves[to] {
			if inside(to) && from != to && from != to-1 {
				n.moves[to][from] = never
			}
		}
	}
	return n, nil
}

// add adds a network whose scores count for so much.
func (n *Names) add(f *file, k *kernel, share float32) error {
	tags := 1 + 2*len(f.Labels["names"])
	if n.members == nil {
		n.labels, n.width = f.Labels["names"], roundUp(tags)
		n.moves = make([][]float32, tags)
		for to := range n.moves {
			n.moves[to] = make([]float32, tags)
		}
	}
	if !slices.Equal(n.labels, f.Labels["names"]) {
		return fmt.Errorf("neural: recognisers of %v and %v", n.labels, f.Labels["names"])
	}
	r := &recogniser{}
	var err error
	if r.encoder, err = f.newEncoder(k, "upos", "xpos"); err != nil {
		return err
	}
	if r.emit, err = f.linear("emit", r.encoder.size, tags); err != nil {
		return err
	}
	for i := range r.emit.packed {
		r.emit.packed[i] *= share
	}
	for i := range r.emit.bias {
		r.emit.bias[i] *= share
	}
	trans, err := f.tensor("trans", tags, tags)
	if err != nil {
		return err
	}
	for from := range tags {
		for to := range tags {
			n.moves[to][from] += share * trans.data[from*tags+to]
		}
	}
	n.members = append(n.members, r)
	return nil
}

// inside says whether a tag is the I of some label.
func inside(tag int) bool { return tag > 0 && tag%2 == 0 }

// Needs says that the recogniser reads tokens and sentences.
func (n *Names) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences }

// Gives says that the recogniser gives entities.
func (n *Names) Gives() nlp.Layer { return nlp.Entities }

// Annotate finds the named entities of d. Sentences of more than 400 tokens are read in pieces of that length. The only
// error is that of ctx.
func (n *Names) Annotate(ctx context.Context, d *nlp.Document) error {
	s := n.spaces.get()
	defer n.spaces.put(s)
	s.pieces = piecesOf(d, s.pieces)
	s.path = grow(s.path, len(d.Tokens))
	clear(s.path)
	for rest := s.pieces; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("neural: %w", err)
		}
		count := next(rest)
		s.batch.fill(rest[:count])
		n.mark(d, s)
		rest = rest[count:]
	}
	s.forget()
	d.Entities = n.entities(d.Sentences, s.path)
	return nil
}

// mark writes the tags of the batch's tokens to s.path.
func (n *Names) mark(d *nlp.Document, s *space) {
	b, h := &s.batch, &s.head
	h.scores = grow(h.scores, b.rows*n.width)
	for i, r := range n.members {
		vectors, k := r.encoder.run(d, s), r.encoder.kernel
		if i == 0 {
			k.apply(vectors, r.encoder.size, r.emit, h.scores, b.rows)
			continue
		}
		h.labels = grow(h.labels, b.rows*n.width)
		k.apply(vectors, r.encoder.size, r.emit, h.labels, b.rows)
		for j, x := range h.labels {
			h.scores[j] += x
		}
	}
	for i, piece := range b.pieces {
		h.own = grow(h.own, piece.Len()*n.width)
		for t := range piece.Len() {
			copy(h.own[t*n.width:(t+1)*n.width], h.scores[b.row(i, t)*n.width:])
		}
		n.viterbi(h.own, s.path[piece.Start:piece.End], &h.viterbi)
	}
}

// viterbiSpace is the working memory of viterbi.
type viterbiSpace struct {
	score, next []float32
	from        []int
}

// viterbi writes the best sequence of tags for rows of scores, n.width apart.
func (n *Names) viterbi(scores []float32, path []int, s *viterbiSpace) {
	tags, ld := len(n.moves), n.width
	s.score, s.next, s.from = grow(s.score, tags), grow(s.next, tags), grow(s.from, tags*len(path))
	for tag := range tags {
		s.score[tag] = scores[tag]
		if inside(tag) {
			s.score[tag] += never
		}
	}
	for t := 1; t < len(path); t++ {
		for to, moves := range n.moves {
			top, from := s.score[0]+moves[0], 0
			for k := 1; k < tags; k++ {
				if x := s.score[k] + moves[k]; x > top {
					top, from = x, k
				}
			}
			s.next[to] = top + scores[t*ld+to]
			s.from[t*tags+to] = from
		}
		s.score, s.next = s.next, s.score
	}
	at := 0
	for tag, x := range s.score {
		if x > s.score[at] {
			at = tag
		}
	}
	for t := len(path) - 1; t >= 0; t-- {
		path[t] = at
		at = s.from[t*tags+at]
	}
}

// entities are the names that the tags of all tokens mark; none crosses the end of a sentence.
func (n *Names) entities(sentences []nlp.Sentence, path []int) []nlp.Entity {
	var out []nlp.Entity
	for _, s := range sentences {
		for i := s.Start; i < s.End; {
			tag := path[i]
			end := i + 1
			if tag == 0 {
				i = end
				continue
			}
			label := (tag - 1) / 2
			for end < s.End && path[end] == 2*label+2 {
				end++
			}
			out = append(out, nlp.Entity{Span: nlp.Span{Start: i, End: end}, Label: n.labels[label]})
			i = end
		}
	}
	return out
}
