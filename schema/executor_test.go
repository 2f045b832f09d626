package schema

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/graphql-go/graphql"

	"newsgraph/graph"
)

// trialContract is a schema of things that fail in every way.
const trialContract = `
scalar DateTime

enum Size { SMALL LARGE }

interface Node { id: ID! }

input Wish { size: Size = SMALL words: [String!] }

type Query {
  thing(id: ID): Thing
  must: Thing!
  things: [Thing]
  strict: [Thing!]
  whole: [Thing!]!
  grid: [[Int]!]
  grids: [[Int!]!]
  node: Node
  stray: Node
  notList: [Int]
}

type Thing implements Node {
  id: ID!
  name: String!
  echo(wish: Wish, size: Size): String
  none: String
  noneHard: String!
  fails: String
  failsHard: String!
  panics: String
  late: Thing
  lateFails: Thing
  lateHard: Thing!
  inner: Thing
  innerHard: Thing!
  number: Int
  wide: Float
}

type Mutation { first: Thing second: Thing }

type Subscription { nothing: String }
`

// trial is a thing; every second one has a bad name.
type trial struct {
	id    string
	badly bool
}

// newTrial is a schema of the trial contract. It notes what happens, in order.
func newTrial(t *testing.T) (s *Schema, notes *[]string) {
	t.Helper()
	c, err := parseContract(trialContract)
	if err != nil {
		t.Fatal(err)
	}
	notes = &[]string{}
	b := &builder{contract: c, resolvers: trialResolvers(notes), kind: func(p graphql.ResolveTypeParams) string {
		if _, ok := p.Value.(*trial); ok {
			return "Thing"
		}
		return ""
	}}
	built, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	s = newTestSchema(t)
	s.schema, s.resolvers = *built, b.resolvers
	return s, notes
}

func trialResolvers(notes *[]string) resolvers {
	give := func(v any) resolver { return func(*call) (any, error) { return v, nil } }
	list := []*trial{{"a", false}, {"b", true}, {"c", false}}
	note := func(id string) resolver {
		return func(*call) (any, error) {
			*notes = append(*notes, id)
			return &trial{id: id}, nil
		}
	}
	fail := func(*call) (any, error) { return nil, NewError(CodeBadInput, "it fails") }
	wait := func(give func(x *trial) (any, error)) resolver {
		return of(func(_ *call, x *trial) (any, error) {
			*notes = append(*notes, "want "+x.id)
			return later(func() (any, error) {
				*notes = append(*notes, "get "+x.id)
				return give(x)
			}), nil
		})
	}
	return resolvers{
		"Query": {
			"thing": func(c *call) (any, error) { return &trial{id: c.args.text("id") + "t"}, nil },
			"must":  give(&trial{id: "m"}), "things": give(list), "strict": give(list), "whole": give(list),
			"grid": give([]any{[]any{1, nil}, nil}), "grids": give([]any{[]any{1}, []any{2, nil}}),
			"node": give(&trial{id: "n"}), "stray": give(&graph.Entity{}), "notList": give(7),
		},
		"Thing": {
			"id": plain(func(x *trial) any { return x.id }),
			"name": of(func(_ *call, x *trial) (any, error) {
				if x.badly {
					return nil, NewError(CodeBadInput, "a bad name")
				}
				return "thing " + x.id, nil
			}),
			"echo": of(func(c *call, _ *trial) (any, error) {
				text, err := json.Marshal(c.args)
				return string(text), err
			}),
			"none": give(nil), "noneHard": give((*string)(nil)), "fails": fail, "failsHard": fail,
			"panics":    func(*call) (any, error) { panic("a secret") },
			"late":      wait(func(x *trial) (any, error) { return &trial{id: x.id + "'"}, nil }),
			"lateFails": wait(func(*trial) (any, error) { return nil, NewError(CodeBadInput, "it fails late") }),
			"lateHard":  wait(func(*trial) (any, error) { return nil, nil }),
			"inner":     of(func(_ *call, x *trial) (any, error) { return &trial{x.id + "i", x.badly}, nil }),
			"innerHard": of(func(_ *call, x *trial) (any, error) { return &trial{x.id + "h", x.badly}, nil }),
			"number":    give(1 << 40), "wide": give(0.5),
		},
		"Mutation":     {"first": note("1"), "second": note("2")},
		"Subscription": {"nothing": give(nil)},
	}
}

// shown is an answer's data and errors: code, place and path of each.
func shown(t *testing.T, r *Response) string {
	t.Helper()
	data, _, _ := strings.Cut(strings.TrimPrefix(string(r.JSON), `{"data":`), `,"extensions":{"revision"`)
	data, _, _ = strings.Cut(data, `,"errors":`)
	for _, e := range r.Errors {
		path, err := json.Marshal(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		data += fmt.Sprintf("\n%s %v %s: %s", e.Code(), e.Locations, path, e.Message)
	}
	return data
}

// TestExecution is section 6 of the specification, case by case.
func TestExecution(t *testing.T) {
	for _, tc := range []struct{ name, query, variables, want string }{
		{"the order is that of the query", `{ thing { b: name id a: name id } node { id __typename } }`, "",
			`{"thing":{"b":"thing t","id":"t","a":"thing t"},"node":{"id":"n","__typename":"Thing"}}`},
		{"fields of one name are merged, the first gives the place", `{ thing { inner { id } name inner { name ...I } } thing { id } } fragment I on Thing { inner { id } }`, "",
			`{"thing":{"inner":{"id":"ti","name":"thing ti","inner":{"id":"tii"}},"name":"thing t","id":"t"}}`},
		{"fragments by type", `{ node { ...on Node { id } ...on Thing { name } ...{ none: id } ...N ...N } } fragment N on Node { x: id }`, "",
			`{"node":{"id":"n","name":"thing n","none":"n","x":"n"}}`},
		{"directives", `query($y: Boolean = true, $n: Boolean = false) { thing { a: id @skip(if: $n) b: id @skip(if: $y) c: id @include(if: $n)
			d: id @include(if: $y) e: id @skip(if: true) @include(if: true) ...F @skip(if: $y) ...F @include(if: $y) ...@include(if: $n) { g: id } } } fragment F on Thing { f: id }`, "",
			`{"thing":{"a":"t","d":"t","f":"t"}}`},
		{"what is skipped at first comes where it stands next", `{ thing { id @skip(if: true) name id } }`, "", `{"thing":{"name":"thing t","id":"t"}}`},
		{"arguments", `query($w: Wish, $id: ID, $words: [String!] = ["x"], $none: Size) { thing(id: $id) { id a: echo b: echo(wish: {}) c: echo(wish: $w) d: echo(wish: {words: "one", size: $none})
			e: echo(wish: {size: LARGE, words: $words}, size: SMALL) } }`, `{"w": {"words": ["a", "b"]}}`,
			`{"thing":{"id":"t","a":"{}","b":"{\"wish\":{\"size\":\"SMALL\"}}","c":"{\"wish\":{\"size\":\"SMALL\",\"words\":[\"a\",\"b\"]}}",` +
				`"d":"{\"wish\":{\"words\":[\"one\"]}}","e":"{\"size\":\"SMALL\",\"wish\":{\"size\":\"LARGE\",\"words\":[\"x\"]}}"}}`},
		{"an error is null where that may be", `{ thing { id fails name } }`, "",
			`{"thing":{"id":"t","fails":null,"name":"thing t"}}` + "\n" + `BAD_INPUT [{1 14}] ["thing","fails"]: it fails`},
		{"merged fields give all their places", `{ thing { fails } thing { x: id fails } }`, "",
			`{"thing":{"fails":null,"x":"t"}}` + "\n" + `BAD_INPUT [{1 11} {1 33}] ["thing","fails"]: it fails`},
		{"a field that may not be null takes its object along", `{ thing { id inner { id failsHard } name } }`, "",
			`{"thing":{"id":"t","inner":null,"name":"thing t"}}` + "\n" + `BAD_INPUT [{1 25}] ["thing","inner","failsHard"]: it fails`},
		{"up to the first that may be null", `{ thing { id inner { innerHard { innerHard { noneHard } } } } }`, "",
			`{"thing":{"id":"t","inner":null}}` + "\n" + `INTERNAL [{1 46}] ["thing","inner","innerHard","innerHard","noneHard"]: Cannot return null for non-nullable field Thing.noneHard.`},
		{"up to the whole answer", `{ thing { id } must { innerHard { failsHard } } }`, "",
			"null\n" + `BAD_INPUT [{1 35}] ["must","innerHard","failsHard"]: it fails`},
		{"an item that may be null", `{ things { id name } }`, "",
			`{"things":[{"id":"a","name":"thing a"},null,{"id":"c","name":"thing c"}]}` + "\n" + `BAD_INPUT [{1 15}] ["things",1,"name"]: a bad name`},
		{"an item that may not", `{ strict { inner { innerHard { name } } } s: strict { innerHard { name } } }`, "",
			`{"strict":[{"inner":{"innerHard":{"name":"thing aih"}}},{"inner":null},{"inner":{"innerHard":{"name":"thing cih"}}}],"s":null}` + "\n" +
				`BAD_INPUT [{1 32}] ["strict",1,"inner","innerHard","name"]: a bad name` + "\n" + `BAD_INPUT [{1 67}] ["s",1,"innerHard","name"]: a bad name`},
		{"a list that may not", `{ whole { name } }`, "", "null\n" + `BAD_INPUT [{1 11}] ["whole",1,"name"]: a bad name`},
		{"lists in lists", `{ grid }`, "", `{"grid":null}` + "\n" + `INTERNAL [{1 3}] ["grid",1]: Cannot return null for non-nullable field Query.grid.`},
		{"lists in lists of what may not be null", `{ grids }`, "", `{"grids":null}` + "\n" + `INTERNAL [{1 3}] ["grids",1,1]: Cannot return null for non-nullable field Query.grids.`},
		{"later values", `{ things { late { id late { id } } } }`, "",
			`{"things":[{"late":{"id":"a'","late":{"id":"a''"}}},{"late":{"id":"b'","late":{"id":"b''"}}},{"late":{"id":"c'","late":{"id":"c''"}}}]}`},
		{"errors of later values, in the order of the query", `{ thing { lateFails { id } late { failsHard } fails } }`, "",
			`{"thing":{"lateFails":null,"late":null,"fails":null}}` + "\n" + `BAD_INPUT [{1 11}] ["thing","lateFails"]: it fails late` + "\n" +
				`BAD_INPUT [{1 35}] ["thing","late","failsHard"]: it fails` + "\n" + `BAD_INPUT [{1 47}] ["thing","fails"]: it fails`},
		{"a later value that may not be null", `{ strict { id } thing { inner { id lateHard { id } } } }`, "",
			`{"strict":[{"id":"a"},{"id":"b"},{"id":"c"}],"thing":{"inner":null}}` + "\n" +
				`INTERNAL [{1 36}] ["thing","inner","lateHard"]: Cannot return null for non-nullable field Thing.lateHard.`},
		{"later values that may not be null, in lists", `{ strict { lateHard { id } } thing { id } }`, "",
			`{"strict":null,"thing":{"id":"t"}}` + "\n" + `INTERNAL [{1 12}] ["strict",0,"lateHard"]: Cannot return null for non-nullable field Thing.lateHard.` + "\n" +
				`INTERNAL [{1 12}] ["strict",1,"lateHard"]: Cannot return null for non-nullable field Thing.lateHard.` + "\n" +
				`INTERNAL [{1 12}] ["strict",2,"lateHard"]: Cannot return null for non-nullable field Thing.lateHard.`},
		{"a number that is none of GraphQL's", `{ thing { number wide } }`, "", `{"thing":{"number":null,"wide":0.5}}`},
		{"faults", `{ stray { id } notList thing { panics } }`, "", `{"stray":null,"notList":null,"thing":{"panics":null}}` + "\n" +
			`INTERNAL [{1 3}] ["stray"]: internal error; the log has more under id test` + "\n" + `INTERNAL [{1 16}] ["notList"]: internal error; the log has more under id test` +
			"\n" + `INTERNAL [{1 32}] ["thing","panics"]: internal error; the log has more under id test`},
	} {
		s, _ := newTrial(t)
		if diff := cmp.Diff(tc.want, shown(t, ask(t, s, tc.query, tc.variables))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

// TestLaterValuesByLevel wants that everything of a level is asked for before any of it is read.
func TestLaterValuesByLevel(t *testing.T) {
	s, notes := newTrial(t)
	ask(t, s, `{ thing { inner { late { late { id } } } late { late { id } } } }`, "")
	want := "want ti, want t, get t, want t', get ti, want ti', get t', get ti'"
	if got := strings.Join(*notes, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	*notes = nil
	ask(t, s, `{ thing { late { failsHard late { id } } } }`, "")
	if got := strings.Join(*notes, ", "); got != "want t, get t" {
		t.Errorf("of an object that is lost: %s", got)
	}
}

// TestMutationFieldsInTurn wants each field of a mutation whole before the next begins.
func TestMutationFieldsInTurn(t *testing.T) {
	s, notes := newTrial(t)
	r := ask(t, s, `mutation { a: first { late { id } } second { late { id } } b: first { failsHard } }`, "")
	want := `{"a":{"late":{"id":"1'"}},"second":{"late":{"id":"2'"}},"b":null}` + "\n" + `BAD_INPUT [{1 71}] ["b","failsHard"]: it fails`
	if diff := cmp.Diff(want, shown(t, r)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if got := strings.Join(*notes, ", "); got != "1, want 1, get 1, 2, want 2, get 2, 1" {
		t.Errorf("in turn: %s", got)
	}
}

// TestTexts writes texts as encoding/json does.
func TestTexts(t *testing.T) {
	for _, text := range []string{"", "plain", "\"\\/", "\b\f\n\r\t\x00\x1f\x7f", "é\u2028\u2029😀", "bad \xff\xc3 end\xe2\x80", "<&>", "\ufffd"} {
		var e encoder
		e.text(text)
		var want encoder
		want.any(text)
		if string(e.out) != string(want.out) {
			t.Errorf("%q: got %s, want %s", text, e.out, want.out)
		}
	}
}

// BenchmarkExecute asks for statements with what is around them, and for a subgraph.
func BenchmarkExecute(b *testing.B) {
	s := newSchemaOf(b, many(b, 200, 20), Options{})
	for name, query := range map[string]string{
		"statements": `{ statements(first: 500) { nodes { id text predicate { label } subject { id name } object { id name }
			evidence(first: 1) { nodes { quote article { id title publishedAt } } } } } }`,
		"look-up": `{ entities(first: 1) { nodes { id name type } } }`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := s.Execute(context.Background(), Request{Query: query}); len(r.Errors) > 0 {
					b.Fatal(r.Errors[0])
				}
			}
		})
	}
}
