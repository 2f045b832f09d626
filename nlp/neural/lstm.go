package neural

import "fmt"

// lstm is a layer in both directions. Gates are in the order o, i, f, g.
type lstm struct {
	hidden int        // of one direction
	input  *matrix    // to the gates forth, then back; with the bias
	recur  [2]*matrix // from h to the gates
}

func (f *file) newLSTM(name string, in, hidden int) (*lstm, error) {
	if hidden%8 != 0 {
		return nil, fmt.Errorf("neural: %s has %d cells, which 8 does not divide", name, hidden)
	}
	w, err := f.tensor(name+".W", 2, in, 4*hidden)
	if err != nil {
		return nil, err
	}
	u, err := f.tensor(name+".U", 2, hidden, 4*hidden)
	if err != nil {
		return nil, err
	}
	b, err := f.tensor(name+".b", 2, 4*hidden)
	if err != nil {
		return nil, err
	}
	l := &lstm{hidden: hidden, input: newMatrix(in, 8*hidden)}
	for d := range 2 {
		for i := range in {
			for j := range 4 * hidden {
				*l.input.at(i, d*4*hidden+j) = w.data[(d*in+i)*4*hidden+j]
			}
		}
		l.recur[d] = packed(u.data[d*hidden*4*hidden:(d+1)*hidden*4*hidden], hidden, 4*hidden)
	}
	l.input.bias = b.data
	return l, nil
}

// run does the steps of both directions. gates has for each row of the batch what the input adds to the gates of both
// directions (8 hidden); it is spent. The vectors, 2 hidden each, are written to rows of out, which are ld apart. state has
// room for the cells of all sentences.
func (l *lstm) run(k *kernel, b *batch, gates, state, out []float32, ld int) {
	h, wide := l.hidden, 8*l.hidden
	state = state[:len(b.pieces)*h]
	step := func(t, d int) {
		for s := range b.active[t] {
			row := b.first[t] + s
			g := gates[row*wide+d*4*h:]
			k.cell(g[:4*h], state[s*h:(s+1)*h], out[row*ld+d*h:row*ld+(d+1)*h])
		}
	}
	clear(state)
	for t := range b.first {
		if t > 0 {
			k.add(out[b.first[t-1]*ld:], ld, l.recur[0], gates[b.first[t]*wide:], wide, b.active[t])
		}
		step(t, 0)
	}
	clear(state)
	for t := len(b.first) - 1; t >= 0; t-- {
		if t+1 < len(b.first) {
			k.add(out[b.first[t+1]*ld+h:], ld, l.recur[1], gates[b.first[t]*wide+4*h:], wide, b.active[t+1])
		}
		step(t, 1)
	}
}
