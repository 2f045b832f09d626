package synthetic

import (
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"
)

func TestArticle(t *testing.T) {
	news := News{Seed: 7}
	total := 0
	for i := range 50 {
		label, quads := news.Article(i)
		again, same := news.Article(i)
		if label != again || !cmp.Equal(quads, same, cmp.Comparer(func(a, b quad.Time) bool { return a.Equal(b) })) {
			t.Fatalf("article %d is not the same twice", i)
		}
		for _, q := range quads {
			if !q.IsValid() || q.Label != label {
				t.Errorf("article %d: %v", i, q)
			}
		}
		total += len(quads)
	}
	if mean := total / 50; mean < 250 || mean > 350 {
		t.Errorf("an article has %d quads, want about 300", mean)
	}
}
