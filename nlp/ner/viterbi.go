package ner

import "math"

// impossible is less than the score of any path.
const impossible = math.MinInt32 / 2

// decode gives the best tags of the sentence in w. Where allowed is not nil, word i has only tags t with allowed[i][t].
func (w *work) decode(r *Recogniser, allowed [][]bool) []int {
	n, tags := len(w.words), 1+4*len(r.labels)
	w.grow(n, tags)
	for i := range n {
		w.collect(r.lists, i)
		w.starts = append(w.starts, len(w.all))
		w.all = append(w.all, w.keys...)
		r.scorer.Score(w.keys, w.emissions[i])
	}
	w.starts = append(w.starts, len(w.all))
	for i := range n {
		for t := range tags {
			if allowed != nil && !allowed[i][t] || i == n-1 && t > 0 && (positionOf(t) == begins || positionOf(t) == goesOn) {
				w.best[i][t] = impossible
				continue
			}
			w.step(r.follows, i, t)
		}
	}
	path := make([]int, n)
	if n == 0 {
		return path
	}
	last := 0
	for t, score := range w.best[n-1] {
		if score > w.best[n-1][last] {
			last = t
		}
	}
	for i := n - 1; i >= 0; i-- {
		path[i] = last
		last = int(w.from[i][last])
	}
	return path
}

// step finds the best way to tag t at word i.
func (w *work) step(f *transitions, i, t int) {
	inside := t > 0 && (positionOf(t) == goesOn || positionOf(t) == ends)
	if i == 0 {
		w.from[0][t], w.best[0][t] = 0, impossible
		if !inside {
			w.best[0][t] = w.emissions[0][t] + f.scores[0][t]
		}
		return
	}
	best, from := int32(impossible), 0
	try := func(before int) {
		if score := w.best[i-1][before] + f.scores[before][t]; w.best[i-1][before] > impossible && score > best {
			best, from = score, before
		}
	}
	if inside {
		try(tagOf(labelOf(t), begins))
		try(tagOf(labelOf(t), goesOn))
	} else {
		try(0)
		for before := 1; before < len(f.scores); before += 4 {
			try(before + ends)
			try(before + single)
		}
	}
	w.from[i][t], w.best[i][t] = int32(from), impossible
	if best > impossible {
		w.best[i][t] = best + w.emissions[i][t]
	}
}

func (w *work) grow(n, tags int) {
	for len(w.best) < n {
		w.best = append(w.best, make([]int32, tags))
		w.from = append(w.from, make([]int32, tags))
		w.emissions = append(w.emissions, make([]int32, tags))
	}
	w.all, w.starts = w.all[:0], w.starts[:0]
}
