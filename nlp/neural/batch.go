package neural

import (
	"slices"

	"newsgraph/nlp"
)

const (
	batchSentences = 24  // in one batch, at most
	batchWords     = 600 // a batch is closed when it has as many
	maxSentence    = 400 // longer sentences are read in pieces
)

// batch is some sentences of like length, the longest first. The vectors of their words stand in rows, time first: all
// first words, then all second words of the sentences that have one, ... so that the sentences at one time are one block
// of a matrix.
type batch struct {
	pieces []nlp.Span // of Document.Tokens
	rows   int
	first  []int // for each time the row of the first sentence
	active []int // for each time the number of sentences that have a word
}

// row is the row of word t of sentence s of the batch.
func (b *batch) row(s, t int) int { return b.first[t] + s }

// fill makes the batch of these pieces, which are sorted.
func (b *batch) fill(pieces []nlp.Span) {
	b.pieces = pieces
	b.rows = 0
	b.first, b.active = b.first[:0], b.active[:0]
	n := len(pieces)
	for t := range pieces[0].Len() {
		for pieces[n-1].Len() <= t {
			n--
		}
		b.first = append(b.first, b.rows)
		b.active = append(b.active, n)
		b.rows += n
	}
}

// piecesOf are the sentences of a document, long ones in pieces, the longest first.
func piecesOf(d *nlp.Document, out []nlp.Span) []nlp.Span {
	out = out[:0]
	for _, s := range d.Sentences {
		for start := s.Start; start < s.End; start += maxSentence {
			out = append(out, nlp.Span{Start: start, End: min(s.End, start+maxSentence)})
		}
	}
	slices.SortFunc(out, func(a, b nlp.Span) int {
		if a.Len() != b.Len() {
			return b.Len() - a.Len()
		}
		return a.Start - b.Start
	})
	return out
}

// next is how many of the sorted pieces make a batch.
func next(pieces []nlp.Span) int {
	words, n := 0, 0
	for n < len(pieces) && n < batchSentences && (n == 0 || words+pieces[n].Len() <= batchWords) {
		words += pieces[n].Len()
		n++
	}
	return n
}
