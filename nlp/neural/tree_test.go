package neural

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bestTree tries all heads: the greatest sum over trees with one root.
func bestTree(scores []float32, ld, n int) float64 {
	heads, seen := make([]int, n), make([]int, n+1)
	best := math.Inf(-1)
	var try func(t int, sum float64, roots int)
	try = func(t int, sum float64, roots int) {
		if roots > 1 {
			return
		}
		if t == n {
			if roots == 1 && !hasCycle(heads, seen) {
				best = max(best, sum)
			}
			return
		}
		for h := range n + 1 {
			if h == t+1 {
				continue
			}
			heads[t] = h
			more := roots
			if h == 0 {
				more++
			}
			try(t+1, sum+float64(scores[t*ld+h]), more)
		}
	}
	try(0, 0, 0)
	return best
}

// TestTreeIsTheBest holds the tree against all trees, for small random sentences.
func TestTreeIsTheBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for round := range 3000 {
		n := 1 + round%6
		ld := n + 1 + round%3
		scores := randoms(rng, n*ld, 5)
		if round%2 == 0 { // many roots wanted
			for w := range n {
				scores[w*ld] += 5
			}
		}
		heads := make([]int, n)
		tree(scores, ld, heads, &treeSpace{})
		if hasCycle(heads, make([]int, n+1)) {
			t.Fatalf("heads %v have a cycle", heads)
		}
		sum, roots := 0.0, 0
		for w, h := range heads {
			sum += float64(scores[w*ld+h])
			if h == 0 {
				roots++
			}
		}
		if want := bestTree(scores, ld, n); roots != 1 || math.Abs(sum-want) > 1e-4 {
			t.Fatalf("round %d: heads %v with %d roots have the sum %v, want %v", round, heads, roots, sum, want)
		}
	}
}

// TestTreeOfEqualScores: where nothing decides there is a tree all the same, always the same one.
func TestTreeOfEqualScores(t *testing.T) {
	for _, n := range []int{1, 2, 7, 120} {
		a, b := make([]int, n), make([]int, n)
		scores := make([]float32, n*(n+1))
		tree(scores, n+1, a, &treeSpace{})
		tree(scores, n+1, b, &treeSpace{})
		roots := 0
		for _, h := range a {
			if h == 0 {
				roots++
			}
		}
		if !slices.Equal(a, b) || roots != 1 || hasCycle(a, make([]int, n+1)) {
			t.Errorf("%d words: %v and %v", n, a, b)
		}
	}
}

func TestHasCycle(t *testing.T) {
	cases := []struct {
		heads []int
		want  bool
	}{{[]int{0}, false}, {[]int{2, 0}, false}, {[]int{2, 1}, true}, {[]int{0, 3, 4, 2}, true}, {[]int{0, 1, 2, 3}, false}, {[]int{1}, true}}
	for _, c := range cases {
		if got := hasCycle(c.heads, make([]int, len(c.heads)+1)); got != c.want {
			t.Errorf("hasCycle(%v) = %v", c.heads, got)
		}
	}
}
