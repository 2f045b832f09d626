package ner

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

// work is the memory of one call.
type work struct {
	words         []word
	begin, inside []uint32 // the lists, see gazetteer.mark
	keys          []uint32 // the features of one word
	all           []uint32 // the features of all words; starts has where each word's begin
	starts        []int
	emissions     [][]int32 // by word and tag
	best, from    [][]int32
	cased         form.Case
}

// word has the hashes of a token that features are made of.
type word struct {
	normal, raw, shape, tag uint64
	prefix                  [4]uint64
	suffix                  [4]uint64
	capital                 bool
	length                  int
}

func (r *Recogniser) newWork() *work { return &work{} }

func (w *work) prepare(lists *gazetteer, tokens []nlp.Token) {
	w.cased = form.CaseOf(len(tokens), func(i int) string { return tokens[i].Form })
	w.words = slices.Grow(w.words[:0], len(tokens))[:len(tokens)]
	for i, t := range tokens {
		normal := form.Normal(t.Form)
		first, _ := utf8.DecodeRuneInString(t.Form)
		h := &w.words[i]
		*h = word{
			normal:  linear.String(normal),
			raw:     linear.String(t.Form),
			shape:   linear.Join(linear.String(form.Shape(t.Form)), uint64(w.cased)),
			tag:     linear.String(t.XPOS),
			capital: unicode.IsUpper(first) || unicode.IsDigit(first) || w.cased == form.Lower,
			length:  len(normal),
		}
		for n := range h.prefix {
			h.prefix[n] = linear.String(form.Prefix(normal, n+1))
			h.suffix[n] = linear.String(form.Suffix(normal, n+1))
		}
	}
	w.begin = slices.Grow(w.begin[:0], len(tokens))[:len(tokens)]
	w.inside = slices.Grow(w.inside[:0], len(tokens))[:len(tokens)]
	lists.mark(w.words, w.begin, w.inside)
}

var outside = word{normal: 1, raw: 1, shape: 1, tag: 1}

func (w *work) at(i int) *word {
	if i < 0 || i >= len(w.words) {
		return &outside
	}
	return &w.words[i]
}

// collect sets w.keys to the features of word i.
func (w *work) collect(lists *gazetteer, i int) {
	t, p, pp, n, nn := w.at(i), w.at(i-1), w.at(i-2), w.at(i+1), w.at(i+2)
	j := linear.Join
	first := uint64(0)
	if i == 0 {
		first = 1
	}
	values := [...]uint64{
		0,
		t.normal, t.raw, t.shape, t.tag,
		t.prefix[0], t.prefix[1], t.prefix[2], t.prefix[3],
		t.suffix[0], t.suffix[1], t.suffix[2], t.suffix[3],
		j(t.shape, first), j(t.tag, t.shape),
		p.normal, n.normal, pp.normal, nn.normal,
		p.shape, n.shape, p.tag, n.tag,
		j(p.shape, t.shape), j(t.shape, n.shape), j(j(p.shape, t.shape), n.shape),
		j(p.normal, t.normal), j(t.normal, n.normal), j(pp.normal, p.normal), j(n.normal, nn.normal),
		j(p.normal, t.shape), j(t.shape, n.normal), j(j(pp.normal, p.normal), t.shape), j(t.shape, j(n.normal, nn.normal)),
		j(p.tag, t.tag), j(t.tag, n.tag), j(j(p.tag, t.tag), n.tag), j(pp.tag, j(p.tag, t.tag)),
		p.suffix[2], n.suffix[2], j(t.suffix[2], t.shape), j(t.prefix[2], t.shape),
	}
	w.keys = w.keys[:0]
	for template, v := range values {
		w.keys = append(w.keys, linear.Feature(template, v))
	}
	w.lists(lists, i)
}

// lists adds the features of the lists: for the word and its neighbours, which lists it begins a name of or goes on in.
func (w *work) lists(lists *gazetteer, i int) {
	for at := i - 2; at <= i+2; at++ {
		if at < 0 || at >= len(w.words) {
			continue
		}
		template := 100 + 10*(at-i+2)
		for bit := range lists.kinds {
			mask := uint32(1) << bit
			position := uint64(0)
			if w.begin[at]&mask != 0 {
				position = 1
			}
			if w.inside[at]&mask != 0 {
				position += 2
			}
			if position == 0 {
				continue
			}
			more := uint64(0)
			if at+1 < len(w.words) && w.inside[at+1]&mask != 0 {
				more = 1
			}
			v := uint64(bit)<<8 | position<<1 | more
			w.keys = append(w.keys, linear.Feature(template, v))
			if at == i {
				w.keys = append(w.keys,
					linear.Feature(template+1, linear.Join(v, w.words[i].shape)),
					linear.Feature(template+2, linear.Join(v, w.words[i].tag)),
					linear.Feature(template+3, linear.Join(v, w.at(i-1).normal)),
					linear.Feature(template+4, linear.Join(v, w.at(i+1).shape)))
			}
		}
		if at == i {
			w.keys = append(w.keys, linear.Feature(template+5, uint64(w.begin[i])<<32|uint64(w.inside[i])))
		}
	}
	if i > 0 && i < len(w.words) {
		w.keys = append(w.keys, linear.Feature(160, linear.Join(uint64(w.begin[i-1]), uint64(w.begin[i]))))
	}
}
