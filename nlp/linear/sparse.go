package linear

import (
	"cmp"
	"math"
	"slices"
)

// Weight is what a feature weighs for the only class of a model.
type Weight struct {
	Key   uint32 // from Feature; never 0
	Value float64
}

// FromWeights is the model of one class with these weights, which were learned elsewhere. The keep greatest are kept;
// 0 keeps all. Each key stands there once at most.
func FromWeights(weights []Weight, keep int) *Model {
	kept := slices.Clone(weights)
	slices.SortFunc(kept, func(a, b Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Value), math.Abs(a.Value)), cmp.Compare(a.Key, b.Key))
	})
	if keep > 0 && keep < len(kept) {
		kept = kept[:keep]
	}
	b := &builder{classes: 1}
	if len(kept) > 0 {
		b.scale = math.Abs(kept[0].Value)
	}
	slices.SortFunc(kept, func(a, b Weight) int { return cmp.Compare(a.Key, b.Key) })
	for _, w := range kept {
		b.add(w.Key, []average{{0, w.Value}})
	}
	return b.model()
}

// Unit is how much of a score of Score is worth 1 in the weights that the model was made from.
func (m *Model) Unit() float64 {
	if m.scale == 0 {
		return 1
	}
	return unit / m.scale
}
