package segment

import (
	"strings"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/form"
	"newsgraph/nlp/linear"
)

// sum is the hash of some strings in order.
func sum(parts ...string) uint64 {
	h := uint64(len(parts))
	for _, p := range parts {
		h = linear.Join(h, linear.String(p))
	}
	return h
}

// featureList collects the features of one decision; the template's number is its place in the list.
type featureList struct {
	keys     []uint32
	template int
}

func (f *featureList) reset() { f.keys, f.template = f.keys[:0], 0 }

func (f *featureList) add(parts ...string) {
	f.keys = append(f.keys, linear.Feature(f.template, sum(parts...)))
	f.template++
}

// boundary collects the features of "a token begins at piece i", where the piece stands after no space.
func (f *featureList) boundary(text string, pieces []piece, i int) {
	f.reset()
	at := func(k int) (normal, shape string) {
		if k < 0 || k >= len(pieces) || k > i && spaceBetween(pieces, i, k) || k < i && spaceBetween(pieces, k, i) {
			return "", ""
		}
		word := text[pieces[k].start:pieces[k].end]
		return form.Normal(word), form.Shape(word)
	}
	l, ls := at(i - 1)
	r, rs := at(i)
	ll, lls := at(i - 2)
	rr, rrs := at(i + 1)
	_, l3s := at(i - 3)
	_, r3s := at(i + 2)
	f.add()
	f.add(ls, rs)
	f.add(l, rs)
	f.add(ls, r)
	f.add(l, r)
	f.add(lls, ls, rs)
	f.add(ls, rs, rrs)
	f.add(lls, ls, rs, rrs)
	f.add(l3s, lls, ls, rs, rrs, r3s)
	f.add(ll, l, rs)
	f.add(ll, l, r)
	f.add(ls, r, rr)
	f.add(l, r, rr)
	f.add(ll, l, r, rr)
	f.add(ll, ls, r)
	f.add(l, rs, rrs)
	f.add(lls, l, rrs)
	f.add(lls, r, rrs)
	f.add(ll, ls, r, rr)
	known := "-"
	if isAbbreviation(l) {
		known = "abbreviated"
	}
	f.add(known, r)
	f.add(known, r, rr)
}

// spaceBetween says whether a space stands between pieces a < b.
func spaceBetween(pieces []piece, a, b int) bool {
	for k := a + 1; k <= b; k++ {
		if pieces[k].space {
			return true
		}
	}
	return false
}

// ending is the state of the search for sentence ends within a paragraph.
type ending struct {
	start  int    // the sentence's first token
	quotes int    // marks of direct speech since then that are not closed
	depth  int    // brackets that are not closed
	loose  string // how the document begins its sentences, see looseness
}

// pass takes note of a token's quotes and brackets.
func (e *ending) pass(form string) {
	switch form {
	case `"`:
		e.quotes ^= 1
	case "“", "``":
		e.quotes = 1
	case "”", "''":
		e.quotes = 0
	case "(", "[":
		e.depth++
	case ")", "]":
		e.depth = max(0, e.depth-1)
	}
}

// quote is the direction of a quotation mark: a straight one opens after a space and closes before one. It is empty for
// other tokens.
func quote(text string, t nlp.Token) string {
	switch text[t.Start:t.End] {
	case "“", "``", "«", "„":
		return "open"
	case "”", "''", "»":
		return "close"
	case `"`, "'", "‘", "’":
	default:
		return ""
	}
	before, _ := utf8.DecodeLastRuneInString(text[:t.Start])
	after, _ := utf8.DecodeRuneInString(text[t.End:])
	spaceBefore, spaceAfter := t.Start == 0 || IsSpace(before), t.End == len(text) || IsSpace(after)
	switch {
	case spaceBefore && !spaceAfter:
		return "open"
	case spaceAfter && !spaceBefore:
		return "close"
	}
	return "quote"
}

func small(n int, steps ...int) string {
	for i, s := range steps {
		if n <= s {
			return string(rune('a' + i))
		}
	}
	return "z"
}

// end collects the features of "a sentence ends with token i". last is the end of the paragraph.
func (f *featureList) end(text string, tokens []nlp.Token, i, last int, e ending) {
	f.reset()
	at := func(k int) (normal, shape string) {
		if k < e.start || k >= last {
			return "", ""
		}
		word := text[tokens[k].Start:tokens[k].End]
		if q := quote(text, tokens[k]); q != "" {
			return q, q
		}
		return form.Normal(word), form.Shape(word)
	}
	w, ws := at(i)
	p, ps := at(i - 1)
	pp, pps := at(i - 2)
	n, ns := at(i + 1)
	nn, nns := at(i + 2)
	gap := "touch"
	if i+1 < last && tokens[i+1].Start > tokens[i].End {
		gap = "space"
	}
	abbreviated := "-"
	if isAbbreviation(p) || isAbbreviation(strings.TrimSuffix(w, ".")) {
		abbreviated = "abbreviated"
	}
	state := e.loose + string(rune('a'+e.quotes)) + string(rune('a'+min(e.depth, 2)))
	length := small(i-e.start, 0, 1, 2, 4, 8, 16, 32, 64)
	left := small(last-i, 2, 3, 5, 9, 17)
	f.add()
	f.add(w)
	f.add(ws, ns, gap)
	f.add(w, n)
	f.add(w, ns, gap)
	f.add(p, w, ns)
	f.add(ps, w, ns, gap)
	f.add(ps, w, n)
	f.add(p, w, n)
	f.add(pps, ps, w, ns)
	f.add(pp, p, w, ns)
	f.add(w, ns, nns)
	f.add(w, n, nns)
	f.add(w, n, nn)
	f.add(ps, w, ns, nns)
	f.add(w, ns, state)
	f.add(ps, w, ns, state)
	f.add(w, ns, length)
	f.add(p, w, length)
	f.add(w, ns, left)
	f.add(w, gap, state, length)
	f.add(n)
	f.add(ws, n)
	f.add(ns, length)
	f.add(p, w)
	f.add(w, ns, e.loose)
	f.add(ps, w, ns, e.loose, gap)
	f.add(w, ns, nns, e.loose)
	f.add(w, abbreviated, ns)
	f.add(abbreviated, n)
	f.add(small(len(p), 1, 2, 3, 4, 6), ps, w, ns)
}
