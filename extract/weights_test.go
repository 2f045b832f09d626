package extract

import (
	"math"
	"testing"
)

func TestWeights(t *testing.T) {
	w := MustWeights([]byte(`{"bias": -1, "features": {"a": 1, "b": 2}}`))
	for want, features := range map[float64][]string{
		1 / (1 + math.E):       nil,
		0.5:                    {"a"},
		1 / (1 + math.Exp(-2)): {"a", "b", "unheard of"},
		1 / (1 + math.Exp(-1)): {"b"},
	} {
		if got := w.Of(features); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: want %v, got %v", features, want, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("what is no JSON was read")
		}
	}()
	MustWeights([]byte("{"))
}
