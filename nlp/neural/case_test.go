package neural

import (
	"strings"
	"testing"

	"newsgraph/nlp"
)

// TestCaseMattersLittle reads the development sets in capitals and in the case of headlines: attachment falls by no more
// than a point and a half.
func TestCaseMattersLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("reads whole treebanks")
	}
	cases := map[string]func(nlp.Token) string{
		"capitals": func(w nlp.Token) string { return strings.ToUpper(w.Form) },
		"headline": func(w nlp.Token) string {
			lower := strings.ToLower(w.Form)
			if len(lower) < 4 && w.UPOS != "PROPN" {
				return lower
			}
			return strings.ToUpper(lower[:1]) + lower[1:]
		},
	}
	for _, set := range []string{"EWT dev", "GUM dev"} {
		docs := readTrees(t, treebanks[set])
		p := embedded(t, kernels()[0]).Parser
		plain := treebankScores(t, p, docs)["las"]
		for name, change := range cases {
			changed := readTrees(t, treebanks[set])
			for _, d := range changed {
				for i := range d.Tokens {
					d.Tokens[i].Form = change(d.Tokens[i])
				}
			}
			las := treebankScores(t, p, changed)["las"]
			t.Logf("%s, %s: LAS %.2f, as it is %.2f", set, name, las, plain)
			if las < plain-1.5 {
				t.Errorf("%s, %s: LAS %.2f, more than a point and a half under %.2f", set, name, las, plain)
			}
		}
	}
}
