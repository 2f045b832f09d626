package linear

import (
	"cmp"
	"math"
	"slices"
)

// A Scorer adds the weights of the features to the scores of the classes. Both the Trainer and the Model are one, so
// that training and use run the same code.
type Scorer interface {
	// Score sets scores[c] to the sum of the weights of the features for class c. len(scores) is the number of classes.
	Score(features []uint32, scores []int32)
}

// Trainer learns weights by the averaged perceptron (Collins 2002). Weights are whole numbers while it learns, so the
// result is the same to the bit on every machine. It is for one goroutine.
type Trainer struct {
	classes int
	slots   []int32 // open addressing: index in rows, plus 1
	keys    []uint32
	rows    []row
	step    int64
}

type row struct {
	updates int32
	cells   []cell
}

type cell struct {
	class  int32
	weight int32
	drift  int64 // sum of step*change: average = weight - drift/steps
}

// NewTrainer is a trainer for so many classes, at most 65536.
func NewTrainer(classes int) *Trainer {
	return &Trainer{classes: classes, slots: make([]int32, 1<<16)}
}

// Classes is the number of classes.
func (t *Trainer) Classes() int { return t.classes }

// Score implements Scorer with the weights of the moment, not their average.
func (t *Trainer) Score(features []uint32, scores []int32) {
	clear(scores)
	mask := uint32(len(t.slots) - 1)
	for _, f := range features {
		for i := f & mask; t.slots[i] != 0; i = (i + 1) & mask {
			if at := t.slots[i] - 1; t.keys[at] == f {
				for _, c := range t.rows[at].cells {
					scores[c.class] += c.weight
				}
				break
			}
		}
	}
}

// Update adds change to the weights of the features for the class.
func (t *Trainer) Update(features []uint32, class int, change int32) {
	for _, f := range features {
		r := &t.rows[t.find(f)]
		r.updates++
		at := -1
		for i := range r.cells {
			if r.cells[i].class == int32(class) {
				at = i
				break
			}
		}
		if at < 0 {
			r.cells = append(r.cells, cell{class: int32(class)})
			at = len(r.cells) - 1
		}
		r.cells[at].weight += change
		r.cells[at].drift += t.step * int64(change)
	}
}

// Step says that one decision was taken, right or wrong. The average is over steps.
func (t *Trainer) Step() { t.step++ }

// find is the index of the feature's row, which is made if it is new.
func (t *Trainer) find(f uint32) int32 {
	mask := uint32(len(t.slots) - 1)
	i := f & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if at := t.slots[i] - 1; t.keys[at] == f {
			return at
		}
	}
	t.keys = append(t.keys, f)
	t.rows = append(t.rows, row{})
	t.slots[i] = int32(len(t.keys))
	if len(t.keys)*2 > len(t.slots) {
		t.grow()
	}
	return int32(len(t.keys) - 1)
}

func (t *Trainer) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint32(len(t.slots) - 1)
	for at, f := range t.keys {
		i := f & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(at + 1)
	}
}

// Pruning says what a Model leaves out. The zero value leaves out only what rounds to nothing.
type Pruning struct {
	Updates int // drop features that were updated fewer times
	Keep    int // keep about so many weights, those that are greatest; 0 keeps all
}

// Average is the model of the averaged weights.
func (t *Trainer) Average(p Pruning) *Model {
	order := make([]int32, 0, len(t.keys))
	var sizes []float64
	for i, r := range t.rows {
		if int(r.updates) < p.Updates {
			continue
		}
		order = append(order, int32(i))
		for _, c := range r.cells {
			sizes = append(sizes, math.Abs(t.average(c)))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(t.keys[a], t.keys[b]) })
	slices.Sort(sizes)
	if len(sizes) == 0 {
		sizes = []float64{1}
	}
	least := 0.0
	if p.Keep > 0 && p.Keep < len(sizes) {
		least = sizes[len(sizes)-p.Keep]
	}
	b := &builder{classes: t.classes, scale: sizes[len(sizes)-1]}
	for _, at := range order {
		b.add(t.keys[at], t.averages(t.rows[at], least))
	}
	return b.model()
}

type average struct {
	class  int32
	weight float64
}

// average is the weight's mean over all steps.
func (t *Trainer) average(c cell) float64 {
	return float64(c.weight) - float64(c.drift)/float64(max(t.step, 1))
}

// averages are the row's weights of this size or more, by class.
func (t *Trainer) averages(r row, least float64) []average {
	var out []average
	for _, c := range r.cells {
		if w := t.average(c); math.Abs(w) >= least {
			out = append(out, average{c.class, w})
		}
	}
	slices.SortFunc(out, func(a, b average) int { return cmp.Compare(a.class, b.class) })
	return out
}

// Rival is the class with the highest score but for gold. There must be two classes or more.
func Rival(scores []int32, gold int) int {
	rival := -1
	for c, score := range scores {
		if c != gold && (rival < 0 || score > scores[rival]) {
			rival = c
		}
	}
	return rival
}
