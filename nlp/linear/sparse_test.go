package linear

import (
	"math"
	"testing"
)

func TestFromWeights(t *testing.T) {
	weights := []Weight{{Key: 900, Value: -2}, {Key: 7, Value: 0.5}, {Key: 1 << 30, Value: 0.001}, {Key: 8, Value: 4}}
	score := func(m *Model, features ...uint32) float64 {
		out := make([]int32, 1)
		m.Score(features, out)
		return float64(out[0]) / m.Unit()
	}
	m := FromWeights(weights, 0)
	for _, w := range weights {
		if got := score(m, w.Key); math.Abs(got-w.Value) > 0.02*math.Abs(w.Value)+0.001 {
			t.Errorf("key %d weighs %v, want %v", w.Key, got, w.Value)
		}
	}
	if got := score(m, 900, 8, 5); math.Abs(got-2) > 0.05 {
		t.Errorf("two weights and an unknown key are %v, want 2", got)
	}
	m = FromWeights(weights, 2)
	if features, _ := m.Size(); features != 2 || score(m, 7) != 0 || score(m, 900) == 0 {
		t.Errorf("of the two greatest %d are kept, 0.5 as %v, -2 as %v", features, score(m, 7), score(m, 900))
	}
	if m := FromWeights(nil, 0); score(m, 3) != 0 {
		t.Error("a model of no weights gives a score")
	}
}
