package main

import (
	"fmt"

	"newsgraph/graph"
)

// question is asked again and again, of one thing after another.
type question struct {
	what string
	// ask gives the path and the body of the i-th request: text, or what becomes JSON.
	ask func(i int) (path string, body any)
	// full says whether an answer has what was asked for.
	full string
}

// graphQL is the body of a request.
type graphQL struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

const (
	lookUp = `query($name: String!) { entity(name: $name) { id name type } }`
	fifty  = `query($name: String!) { entity(name: $name) { id name type statements(first: 50) { nodes {
		id text predicate { label } subject { id name } object { id name }
		evidence(first: 1) { nodes { quote article { id title publishedAt } } } } } } }`
	subgraph = `query($id: ID!) { subgraph(seeds: [{id: $id}], depth: 2, maxEntities: 100) { truncated entities { id name type }
		statements { id predicate { label } subject { id } object { id } } } }`
	search  = `query($text: String!) { search(text: $text, first: 10) { nodes { node { id } snippet } } }`
	recent  = `query($id: ID!) { statements(filter: {entity: {id: $id}, minConfidence: 0.7}, orderBy: {field: PUBLISHED}, first: 25) { nodes { id text independentSourceCount } pageInfo { endCursor } } }`
	filters = `query($id: ID!) { facets(filter: {entity: {id: $id}}) { predicates { value count } years { value count } } }`
)

func (g *asked) byName(query string, of []*graph.Entity) func(int) (string, any) {
	return func(i int) (string, any) {
		return "/graphql", graphQL{query, map[string]any{"name": of[i%len(of)].Name}}
	}
}

func (g *asked) byID(query string, of []*graph.Entity) func(int) (string, any) {
	return func(i int) (string, any) {
		return "/graphql", graphQL{query, map[string]any{"id": of[i%len(of)].ID}}
	}
}

// questions are those of the table.
func (g *asked) questions() []question {
	return []question{
		{"an entity by name", g.byName(lookUp, g.fifty), `"name"`},
		{"an entity by name, 50 statements with ends and evidence", g.byName(fifty, g.fifty), `"quote"`},
		{"subgraph of depth 2, 100 entities", g.byID(subgraph, g.fifty), `"statements"`},
		{"search for three letters, 10 hits", func(i int) (string, any) {
			return "/graphql", graphQL{search, map[string]any{"text": g.fifty[i%len(g.fifty)].Name[:3]}}
		}, `"nodes"`},
		{"25 statements of an entity by a filter, by date", g.byID(recent, g.common), `"text"`},
		{"facets of an entity with many statements", g.byID(filters, g.common), `"count"`},
	}
}

// peerQuestions ask Cayley's GraphQL for the same as the first two questions.
func (g *asked) peerQuestions() []question {
	ask := func(fields string) func(int) (string, any) {
		return func(i int) (string, any) {
			e := g.fifty[i%len(g.fifty)]
			query := fmt.Sprintf(`{ nodes(id: <%s>) { %s } }`, "urn:newsgraph:"+e.ID, fields)
			return "/api/v2/query?lang=graphql", query
		}
	}
	const label = `<http://www.w3.org/2000/01/rdf-schema#label> @opt`
	const rdf = `http://www.w3.org/1999/02/22-rdf-syntax-ns#`
	return []question{
		{"an entity by its IRI", ask(`id ` + label), `"id"`},
		{"an entity by its IRI, 50 statements with ends and evidence", ask(`id ` + label + ` s: ~<` + rdf + `subject>(first: 50) { id
			p: <` + rdf + `predicate> { id } o: <` + rdf + `object> { id ` + label + ` }
			e: ~<urn:newsgraph:ns:statement>(first: 1) { q: <urn:newsgraph:ns:quote> a: <http://www.w3.org/ns/prov#wasQuotedFrom> { id } } }`), `"q"`},
	}
}
