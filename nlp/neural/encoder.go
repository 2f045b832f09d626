package neural

import (
	"fmt"
	"sync/atomic"

	"newsgraph/nlp"
)

// encoder gives each word of a sentence its tags and a vector that knows its context: features of words, an LSTM, the
// tags on it, and further LSTMs over its vectors and the tags' probabilities.
type encoder struct {
	kernel *kernel
	words  *words
	first  *lstm
	lists  *gazetteer // nil for none
	extra  []float32  // for each list what it adds to the first LSTM's gates
	tags   *matrix    // the tables of tags in tagSets, one after another
	sets   []tagSet
	stack  *matrix // from the probabilities of UPOS and XPOS
	upper  []*lstm
	size   int // of the vectors

	cache []atomic.Pointer[cached] // of frequent words, by their hash
}

// tagSet is a table of tags and the place of its first column.
type tagSet struct {
	names []string
	at    int
}

// cached is what a word adds to the first LSTM's gates.
type cached struct {
	form  string
	gates []float32
}

const cacheSize = 1 << 12

// newEncoder reads the layers. tables are the names of the tables of tags, UPOS and XPOS first.
func (f *file) newEncoder(k *kernel, tables ...string) (*encoder, error) {
	e := &encoder{kernel: k, cache: make([]atomic.Pointer[cached], cacheSize)}
	if len(f.Hidden) < 2 {
		return nil, fmt.Errorf("neural: %d layers, not two or more", len(f.Hidden))
	}
	var err error
	if e.words, err = f.newWords(); err != nil {
		return nil, err
	}
	in := e.words.size
	if f.Lists != nil {
		if _, err = e.addLists(f, in); err != nil {
			return nil, err
		}
	} else if e.first, err = f.newLSTM("first", in, f.Hidden[0]); err != nil {
		return nil, err
	}
	e.size = 2 * f.Hidden[0]
	if err := e.addTags(f, tables); err != nil {
		return nil, err
	}
	e.size += e.stack.width
	for i, hidden := range f.Hidden[1:] {
		layer, err := f.newLSTM(fmt.Sprintf("upper.%d", i), e.size, hidden)
		if err != nil {
			return nil, err
		}
		e.upper = append(e.upper, layer)
		e.size = 2 * hidden
	}
	return e, nil
}

// addLists reads the first LSTM where the lists of names are a part of its input: its matrix is parted in what words add
// and what lists add.
func (e *encoder) addLists(f *file, in int) (int, error) {
	for name, bits := range f.Lists.Bits {
		if bits>>min(len(f.Lists.Names), 32) != 0 {
			return 0, fmt.Errorf("neural: %q is in a list that has no name", name)
		}
	}
	vectors, err := f.tensor("words.extra.weight", len(f.Lists.Names), 0)
	if err != nil {
		return 0, err
	}
	size := vectors.shape[1]
	if e.first, err = f.newLSTM("first", in+size, f.Hidden[0]); err != nil {
		return 0, err
	}
	whole := e.first.input
	e.extra = make([]float32, len(f.Lists.Names)*whole.width)
	for l := range f.Lists.Names {
		out := e.extra[l*whole.width : (l+1)*whole.width]
		for i := range size {
			for j := range out {
				out[j] += vectors.data[l*size+i] * *whole.at(in+i, j)
			}
		}
	}
	e.first.input = newMatrix(in, whole.out)
	e.first.input.bias = whole.bias
	for i := range in {
		for j := range whole.out {
			*e.first.input.at(i, j) = *whole.at(i, j)
		}
	}
	e.lists = newGazetteer(f.Lists)
	return in, nil
}

func (e *encoder) addTags(f *file, tables []string) error {
	var all []*matrix
	at := 0
	for _, name := range tables {
		w, err := f.linear("tags."+name, e.size, len(f.Labels[name]))
		if err != nil {
			return err
		}
		if w.out != len(f.Labels[name]) {
			return fmt.Errorf("neural: %d tags of %s, not %d", len(f.Labels[name]), name, w.out)
		}
		all = append(all, w)
		e.sets = append(e.sets, tagSet{f.Labels[name], at})
		at += w.out
	}
	e.tags = beside(all...)
	var err error
	e.stack, err = f.linear("stack", len(e.sets[0].names)+len(e.sets[1].names), 0)
	if err == nil && e.stack.width != e.stack.out {
		err = fmt.Errorf("neural: the tags' vectors have %d elements, which %d does not divide", e.stack.out, panelWidth)
	}
	return err
}

// beside is the matrix that gives the outputs of some matrices of the same input, one after another.
func beside(all ...*matrix) *matrix {
	out := 0
	for _, w := range all {
		out += w.out
	}
	joined := newMatrix(all[0].in, out)
	joined.bias = make([]float32, joined.width)
	at := 0
	for _, w := range all {
		for j := range w.out {
			for i := range w.in {
				*joined.at(i, at+j) = *w.at(i, j)
			}
			if w.bias != nil {
				joined.bias[at+j] = w.bias[j]
			}
		}
		at += w.out
	}
	return joined
}

// space is the working memory of one goroutine; its slices grow and are used again.
type space struct {
	pieces  []nlp.Span
	batch   batch
	chars   []int
	missing []string // forms whose gates are not in the cache
	place   map[string]int
	found   [][]float32 // for each row of the batch its word's gates, or nil
	which   []int       // for each row the place in missing
	bits    []uint32
	keys    []byte // of a sentence's words, with a space between
	ends    []int  // of the keys, in keys

	vectors, computed, gates, state, x, y []float32
	logits, probabilities                 []float32
	path                                  []int // tags of all tokens of the document
	head                                  headSpace
}

// forget lets go of the document's text.
func (s *space) forget() {
	clear(s.place)
	clear(s.missing[:cap(s.missing)])
}

// grow gives a slice of n elements, with the old memory where that is enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// run gives the vectors of the batch's words, e.size each, in rows; the logits of the tags are in s.logits, e.tags.width a
// row. Both are good until the next run.
func (e *encoder) run(d *nlp.Document, s *space) []float32 {
	b, k := &s.batch, e.kernel
	e.inputs(d, s)
	h := e.first.hidden
	ld := 2*h + e.stack.width
	s.x = grow(s.x, b.rows*ld)
	s.state = grow(s.state, len(b.pieces)*h)
	e.first.run(k, b, s.gates, s.state, s.x, ld)
	s.logits = grow(s.logits, b.rows*e.tags.width)
	k.apply(s.x, ld, e.tags, s.logits, b.rows)
	e.stackTags(s, ld, 2*h)
	for _, layer := range e.upper {
		wide := layer.input.width
		s.gates = grow(s.gates, b.rows*wide)
		k.apply(s.x, ld, layer.input, s.gates, b.rows)
		ld = 2 * layer.hidden
		s.y = grow(s.y, b.rows*ld)
		s.state = grow(s.state, len(b.pieces)*layer.hidden)
		layer.run(k, b, s.gates, s.state, s.y, ld)
		s.x, s.y = s.y, s.x
	}
	return s.x
}

// stackTags writes the tags' vectors into the columns of s.x from at on.
func (e *encoder) stackTags(s *space, ld, at int) {
	rows, n := s.batch.rows, e.stack.in
	s.probabilities = grow(s.probabilities, rows*n)
	for r := range rows {
		logits, out := s.logits[r*e.tags.width:], s.probabilities[r*n:(r+1)*n]
		for _, set := range e.sets[:2] {
			softmax(logits[set.at:set.at+len(set.names)], out[set.at:set.at+len(set.names)])
		}
		clear(s.x[r*ld+at : r*ld+at+e.stack.width])
	}
	e.kernel.add(s.probabilities, n, e.stack, s.x[at:], ld, rows)
}

func softmax(logits, out []float32) {
	top := logits[0]
	for _, x := range logits {
		top = max(top, x)
	}
	var sum float32
	for i, x := range logits {
		out[i] = exp(x - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
}

// best is the name of the tag with the greatest logit of one row.
func (t *tagSet) best(logits []float32) string {
	own := logits[t.at : t.at+len(t.names)]
	top := 0
	for i, x := range own {
		if x > own[top] {
			top = i
		}
	}
	return t.names[top]
}

// inputs fills s.gates with what the words, and the lists they are in, add to the first LSTM's gates.
func (e *encoder) inputs(d *nlp.Document, s *space) {
	b, wide := &s.batch, e.first.input.width
	e.lookUp(d, s)
	n := len(s.missing)
	s.vectors, s.computed = grow(s.vectors, n*e.words.size), grow(s.computed, n*wide)
	for i, form := range s.missing {
		e.words.vector(form, s.vectors[i*e.words.size:(i+1)*e.words.size], s.chars[:0])
	}
	e.kernel.apply(s.vectors, e.words.size, e.first.input, s.computed, n)
	for i, form := range s.missing {
		e.keep(form, s.computed[i*wide:(i+1)*wide])
	}
	s.gates = grow(s.gates, b.rows*wide)
	for r := range b.rows {
		from := s.found[r]
		if from == nil {
			from = s.computed[s.which[r]*wide : (s.which[r]+1)*wide]
		}
		copy(s.gates[r*wide:(r+1)*wide], from)
	}
	if e.lists != nil {
		e.addListed(d, s)
	}
}

// lookUp says for each row where its word's gates are: in the cache (s.found) or yet to compute (s.which of s.missing).
func (e *encoder) lookUp(d *nlp.Document, s *space) {
	b := &s.batch
	s.found, s.which, s.missing = grow(s.found, b.rows), grow(s.which, b.rows), s.missing[:0]
	s.chars = grow(s.chars, maxChars+2)
	if s.place == nil {
		s.place = map[string]int{}
	}
	clear(s.place)
	for i, piece := range b.pieces {
		for t := range piece.Len() {
			form, r := d.Tokens[piece.Start+t].Form, b.row(i, t)
			s.found[r] = nil
			if c := e.cache[slot(form)].Load(); c != nil && c.form == form {
				s.found[r] = c.gates
				continue
			}
			at, ok := s.place[form]
			if !ok {
				at = len(s.missing)
				s.place[form] = at
				s.missing = append(s.missing, form)
			}
			s.which[r] = at
		}
	}
}

func slot(form string) int { return hash("", form) % cacheSize }

// maxKept is the longest form, in bytes, that the cache takes.
const maxKept = 24

// keep puts a word into the cache where its slot is free; what is in the cache stays.
func (e *encoder) keep(form string, gates []float32) {
	p := &e.cache[slot(form)]
	if len(form) > maxKept || p.Load() != nil {
		return
	}
	var space [maxKept * 3]byte
	if _, frequent := e.words.ids[string(appendKey(space[:0], plain(form)))]; frequent {
		own := &cached{form: string(append([]byte(nil), form...)), gates: append([]float32(nil), gates...)}
		p.CompareAndSwap(nil, own)
	}
}

// addListed adds what the lists of names say.
func (e *encoder) addListed(d *nlp.Document, s *space) {
	b, wide := &s.batch, e.first.input.width
	for i, piece := range b.pieces {
		s.bits = grow(s.bits, piece.Len())
		e.lists.find(d.Tokens[piece.Start:piece.End], s)
		for t, bits := range s.bits {
			row := s.gates[b.row(i, t)*wide : (b.row(i, t)+1)*wide]
			for l := 0; bits != 0; l, bits = l+1, bits>>1 {
				if bits&1 != 0 {
					for j, x := range e.extra[l*wide : (l+1)*wide] {
						row[j] += x
					}
				}
			}
		}
	}
}
