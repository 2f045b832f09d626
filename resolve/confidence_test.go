package resolve

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/extract"
	"newsgraph/graph"
)

func TestFeatures(t *testing.T) {
	named := func(k graph.Key) bool { return k == "aa" }
	for name, test := range map[string]struct {
		claim graph.Claim
		want  []string
	}{
		"two names": {
			graph.Claim{Rule: "clause/object", Subject: "aa", Object: "aa", Predicate: "share data with", Modality: graph.Asserted, Polarity: graph.Affirmed, End: 80},
			[]string{"rule=clause/object", "kind=object", "from=clause", "subject=named", "object=named", "predicateWords=3", "quote=1", "modality=asserted"},
		},
		"a number that somebody denies": {
			graph.Claim{Rule: "copula/noun", Subject: "bb", Literal: &graph.Literal{Text: "40 phones"}, Predicate: "be", Modality: graph.Possible,
				Polarity: graph.Negated, Speaker: "aa", End: 900},
			[]string{"rule=copula/noun", "kind=noun", "from=copula", "subject=described", "object=literal", "literalWords=2", "number",
				"predicateWords=1", "quote=4", "speaker", "negated", "modality=possible"},
		},
	} {
		if diff := cmp.Diff(test.want, Features(test.claim, named)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func TestWeights(t *testing.T) {
	if n := len(claimWeights.Features); n < 10 {
		t.Errorf("%d weights", n)
	}
	w := extract.Weights{Bias: 0, Features: map[string]float64{"a": 2, "b": -2}}
	if a, none, b := w.Of([]string{"a"}), w.Of(nil), w.Of([]string{"b", "unknown"}); !(a > none && none > b) || none != 0.5 || a <= 0 || a >= 1 {
		t.Errorf("weighed as %v, %v and %v", a, none, b)
	}
}
