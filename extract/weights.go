package extract

import (
	"encoding/json"
	"fmt"
	"math"
)

// Weights are those of a logistic regression over named features: how likely it is that a careful reader would note what
// has them. As JSON they are what resolve/train/confidence.py writes.
type Weights struct {
	Bias     float64            `json:"bias"`
	Features map[string]float64 `json:"features"`
}

// MustWeights reads weights that are a part of the program; it panics where they are none.
func MustWeights(file []byte) Weights {
	var w Weights
	if err := json.Unmarshal(file, &w); err != nil {
		panic(fmt.Errorf("extract: weights: %w", err))
	}
	return w
}

// Of is the probability, 0 to 1, of what has these features. Features that nobody weighed count nothing.
func (w Weights) Of(features []string) float64 {
	sum := w.Bias
	for _, f := range features {
		sum += w.Features[f]
	}
	return 1 / (1 + math.Exp(-sum))
}
