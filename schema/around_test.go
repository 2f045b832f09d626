package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadsAroundAreBatched counts the calls of the store for what is found at once.
func TestReadsAroundAreBatched(t *testing.T) {
	s := newSchemaOf(t, many(t, 20, 10), Options{})
	var reads map[string]int
	s.reads = func(r map[string]int) { reads = r }
	for _, tc := range []struct {
		name, query string
		want        map[string]int
	}{
		{"hits with their nodes", `{ search(text: "firm", first: 100) { nodes { node { id ... on Entity { name } ... on Statement { subject { name } } } } } }`,
			map[string]int{"Search": 1, "Entities": 1}},
		{"a subgraph with both ends", `{ subgraph(seeds: [{name: "Acme"}], maxEntities: 100) { entities { name } statements { subject { name } object { name }
			predicate { label } evidence { nodes { quote article { title } } } } } }`,
			map[string]int{"EntitiesNamed": 1, "Subgraph": 1, "Predicates": 1, "EvidenceOf": 1, "Articles": 1}},
	} {
		a := decoded(t, ask(t, s, tc.query, ""))
		if len(a.Errors) > 0 {
			t.Errorf("%s: %v", tc.name, a.Errors[0])
		}
		if diff := cmp.Diff(tc.want, reads); diff != "" {
			t.Errorf("%s: calls of the store (-want +got):\n%s", tc.name, diff)
		}
	}
}

// TestCostsAround refuses what would ask for too much around entities, and lets through what pages of the project ask.
func TestCostsAround(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct {
		query   string
		refused bool
	}{
		{`{ subgraph(seeds: [{name: "Facebook"}], depth: 2) { entities { id name type statementCount } statements { id text subject { id } object { id }
			predicate { label } evidence(first: 3) { nodes { quote article { title url } } } } truncated omitted { reason count } } }`, false},
		{`{ subgraph(seeds: [{name: "Facebook"}], maxEntities: 1000) { statements { evidence(first: 1000) { nodes { id } } } } }`, true},
		{`{ subgraph(seeds: [{name: "Facebook"}], maxEntities: 1000) { entities { statements(first: 1000) { nodes { id } } } } }`, true},
		{`{ entities(first: 1000) { nodes { timeline { start } } } }`, true},
		{`{ entities(first: 50) { nodes { name timeline { start statementCount } } } }`, false},
		{`{ paths(from: {name: "Facebook"}, to: {name: "Huawei"}, first: 100) { paths { statements { evidence(first: 1000) { nodes { id } } } } } }`, true},
		{`{ search(text: "face", first: 20) { nodes { score snippet node { __typename id } } } facets { sources { value count } } timeline { start } }`, false},
	} {
		r := ask(t, s, tc.query, "")
		if refused := len(r.Errors) > 0; refused != tc.refused || refused && r.Errors[0].Extensions["limit"] != keyCost {
			t.Errorf("%s:\nrefused %v, want %v: %v", tc.query, refused, tc.refused, r.Errors)
		}
	}
}
