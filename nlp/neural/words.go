package neural

import (
	"fmt"
	"unicode/utf8"
)

// words makes vectors of words: the word's own, the sum of those of its affixes, and the greatest values of
// convolutions over its characters.
type words struct {
	size  int // of the vectors
	ids   map[string]int
	chars map[rune]int
	word  tensor
	affix tensor
	convs []conv
}

// conv is a convolution over characters: for each place of the window and each character, what they add to the filters.
type conv struct {
	width, filters int
	table          []float32 // [width][characters][filters]
	bias           []float32
	rows           int // characters
}

func (f *file) newWords() (*words, error) {
	w := &words{ids: make(map[string]int, len(f.Words)), chars: make(map[rune]int, len(f.Chars))}
	for i, s := range f.Words {
		w.ids[s] = firstWord + i
	}
	for i, s := range f.Chars {
		r, _ := utf8.DecodeRuneInString(s)
		w.chars[r] = firstChar + i
	}
	var err error
	if w.word, err = f.tensor("words.word.weight", len(f.Words)+firstWord, 0); err != nil {
		return nil, err
	}
	if w.affix, err = f.tensor("words.affix.weight", affixBuckets+1, 0); err != nil {
		return nil, err
	}
	chars, err := f.tensor("words.char.weight", len(f.Chars)+firstChar, 0)
	if err != nil {
		return nil, err
	}
	w.size = w.word.shape[1] + w.affix.shape[1]
	for i, width := range f.Widths {
		c, err := f.newConv(i, width, chars)
		if err != nil {
			return nil, err
		}
		w.convs = append(w.convs, c)
		w.size += c.filters
	}
	return w, nil
}

func (f *file) newConv(i, width int, chars tensor) (conv, error) {
	size, name := chars.shape[1], fmt.Sprintf("words.convs.%d", i)
	weight, err := f.tensor(name+".weight", 0, size, width)
	if err != nil {
		return conv{}, err
	}
	bias, err := f.tensor(name+".bias", weight.shape[0])
	if err != nil {
		return conv{}, err
	}
	if weight.shape[0] > maxFilters || width%2 == 0 {
		return conv{}, fmt.Errorf("neural: convolution %d has %d filters of %d characters, not at most %d of an odd number", i, weight.shape[0], width, maxFilters)
	}
	c := conv{width: width, filters: weight.shape[0], bias: bias.data, rows: chars.shape[0]}
	c.table = make([]float32, width*c.rows*c.filters)
	for k := range width {
		for r := range c.rows {
			out := c.entry(k, r)
			for n := range out {
				var sum float32
				for j := range size {
					sum += chars.data[r*size+j] * weight.data[(n*size+j)*width+k]
				}
				out[n] = sum
			}
		}
	}
	return c, nil
}

func (c *conv) entry(place, char int) []float32 {
	at := (place*c.rows + char) * c.filters
	return c.table[at : at+c.filters]
}

// vector writes the vector of a form to out, of w.size elements. scratch is for the characters.
func (w *words) vector(form string, out []float32, scratch []int) {
	p := plain(form)
	var space [64]byte
	k := appendKey(space[:0], p)
	id, ok := w.ids[string(k)]
	if !ok {
		id = idUnknown
	}
	n := w.word.shape[1]
	copy(out[:n], w.word.data[id*n:])
	out = out[n:]
	n = w.affix.shape[1]
	sum := out[:n]
	clear(sum)
	rows, count := affixRows(p, k)
	for _, r := range rows[:count] {
		for j, x := range w.affix.data[r*n : (r+1)*n] {
			sum[j] += x
		}
	}
	out = out[n:]
	chars := charRows(scratch[:0], p, w.chars)
	for i := range w.convs {
		n := w.convs[i].filters
		w.convs[i].apply(chars, out[:n])
		out = out[n:]
	}
}

// maxFilters is more than any convolution has.
const maxFilters = 256

// apply writes the greatest value of each filter over all places, at least 0.
func (c *conv) apply(chars []int, out []float32) {
	clear(out)
	var space [maxFilters]float32
	here := space[:c.filters]
	for i := range chars {
		copy(here, c.bias)
		for k := range c.width {
			at := i + k - c.width/2
			if at < 0 || at >= len(chars) {
				continue
			}
			for n, x := range c.entry(k, chars[at]) {
				here[n] += x
			}
		}
		for n, x := range here {
			out[n] = max(out[n], x)
		}
	}
}
