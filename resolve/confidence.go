package resolve

import (
	_ "embed"
	"strconv"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
)

// The weights of the features of claims, fitted on statements that people wrote (train/confidence.py).
//
//go:embed confidence.json
var confidenceJSON []byte

var claimWeights = extract.MustWeights(confidenceJSON)

// Features are what a claim's confidence is weighed by: the rule that made it, how its ends are known, how long its
// parts are, and how it is told. named says whether the entity of a key has a name.
func Features(c graph.Claim, named func(graph.Key) bool) []string {
	from, kind, _ := strings.Cut(c.Rule, "/")
	out := []string{"rule=" + c.Rule, "kind=" + kind, "from=" + from, "subject=" + known(named(c.Subject))}
	if l := c.Literal; l != nil {
		out = append(out, "object=literal", "literalWords="+strconv.Itoa(min(words(l.Text), 6)))
		if strings.ContainsAny(l.Text, "0123456789") {
			out = append(out, "number")
		}
	} else {
		out = append(out, "object="+known(named(c.Object)))
	}
	out = append(out, "predicateWords="+strconv.Itoa(min(words(c.Predicate), 5)), "quote="+strconv.Itoa(min((c.End-c.Start)/75, 4)))
	if c.Speaker != "" {
		out = append(out, "speaker")
	}
	if c.Polarity == graph.Negated {
		out = append(out, "negated")
	}
	return append(out, "modality="+strings.ToLower(string(c.Modality)))
}

func known(named bool) string {
	if named {
		return "named"
	}
	return "described"
}

func words(text string) int { return len(strings.Fields(text)) }

// isNamed says whether the thing of a key has a name.
func (c *claimer) isNamed(key graph.Key) bool {
	t := c.things[key]
	return t != nil && t.entity.Named
}

// confidence of a claim all of whose parts are set.
func (c *claimer) confidence(claim *graph.Claim) float64 {
	return claimWeights.Of(Features(*claim, c.isNamed))
}
