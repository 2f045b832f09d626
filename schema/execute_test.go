package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
)

// answer is an answer as a client reads it.
type answer struct {
	Data       map[string]any `json:"data"`
	Errors     []*Error       `json:"errors"`
	Extensions struct {
		Revision uint64 `json:"revision"`
	} `json:"extensions"`
}

func decoded(t testing.TB, r *Response) answer {
	t.Helper()
	var a answer
	if err := json.Unmarshal(r.JSON, &a); err != nil {
		t.Fatalf("%s: %v", r.JSON, err)
	}
	return a
}

// TestReadsAreBatched counts the calls of the store: one per kind and level, not one per row.
func TestReadsAreBatched(t *testing.T) {
	s := newSchemaOf(t, many(t, 50, 20), Options{})
	var reads map[string]int
	s.reads = func(r map[string]int) { reads = r }
	for _, tc := range []struct {
		name, query string
		want        map[string]int
	}{
		{"statements with everything around them", `{ statements(first: 1000) { nodes {
			subject { name } object { name } predicate { label } objectText place { id } attributedTo { id }
			evidence(first: 5) { nodes { quote start(unit: UTF16) deepLink article { title } } } } } }`,
			map[string]int{"FindStatements": 1, "Entities": 1, "Predicates": 1, "EvidenceOf": 1, "Articles": 1}},
		{"back from the evidence", `{ articles(first: 1) { nodes { evidence(first: 1000) { nodes { statement {
			subject { name } evidence { nodes { article { title } } } } } } } } }`,
			map[string]int{"FindArticles": 1, "EvidenceInEach": 1, "Statements": 1, "Entities": 1, "EvidenceOf": 1, "Articles": 1}},
		{"two pages of the same evidence", `{ statements(first: 100) { nodes {
			a: evidence(first: 1) { nodes { id } } b: evidence { nodes { id } } c: evidence(first: 1) { nodes { quote } } } } }`,
			map[string]int{"FindStatements": 1, "EvidenceOf": 2}},
		{"lists below lists", `{ entities(first: 100) { nodes { name statements(first: 2) { totalCount nodes { id } } neighbors(first: 2) { nodes { statementCount } }
			articles(first: 2) { nodes { statements(first: 2) { nodes { id } } entities(first: 2) { nodes { name } } } } } } }`,
			map[string]int{"FindEntities": 1, "StatementsOf": 1, "NeighborsOf": 1, "ArticlesOfEach": 1, "StatementsIn": 1, "EntitiesInEach": 1}},
		{"nodes of all kinds", `{ nodes(ids: ["rel/sell-rights-to", "entity/a", "entity/b", "rel/b", "stmt/c"]) { id } }`,
			map[string]int{"Entities": 1, "Predicates": 1, "Statements": 1}},
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

// storing is a Loader that stores an article of one claim for whatever it is given.
type storing struct {
	t     testing.TB
	store *graph.Store
	err   error
	panic bool
}

func (l *storing) LoadArticles(ctx context.Context, articles []ArticleInput) ([]LoadedArticle, error) {
	if l.panic {
		panic("a secret: the loader's inside")
	}
	if l.err != nil {
		return nil, l.err
	}
	var out []LoadedArticle
	for _, a := range articles {
		var batch graph.Batch
		for _, r := range many(l.t, 1, 1) {
			r.Article.Title, r.Article.URL = a.Title, a.URL
			batch.Put = append(batch.Put, r)
		}
		applied, err := l.store.Apply(ctx, batch)
		if err != nil {
			return nil, err
		}
		for _, one := range applied.Articles {
			out = append(out, LoadedArticle{ID: one.ID, Outcome: LoadOutcome(one.Outcome), Statements: one.Statements})
		}
	}
	return out, nil
}

func newLoadingSchema(t testing.TB, opt Options) (*Schema, *storing) {
	t.Helper()
	l := &storing{t: t}
	opt.Loader = l
	s := newSchemaOf(t, nil, opt)
	l.store = s.store
	return s, l
}

// TestMutationsAreSerial reads in each payload the graph as it was when that field was done.
func TestMutationsAreSerial(t *testing.T) {
	s, _ := newLoadingSchema(t, Options{})
	query := `mutation($a: LoadArticlesInput!, $b: LoadArticlesInput!, $skip: Boolean = true) {
		one: loadArticles(input: $a) { articles { outcome statementCount article { id title statements { totalCount nodes { subject { statementCount } } } } } }
		...F @skip(if: $skip)
		two: loadArticles(input: $b) { articles { outcome article { id title } } }
		again: loadArticles(input: $b) { articles { outcome } }
		... @include(if: $skip) { __typename }
	}
	fragment F on Mutation { never: loadArticles(input: $b) { articles { outcome } } }`
	in := func(n int) string {
		return fmt.Sprintf(`{"articles":[{"url":"https://times.example/x%d","title":"T%d","text":"x"}]}`, n, n)
	}
	a := decoded(t, ask(t, s, query, `{"a":`+in(1)+`,"b":`+in(2)+`}`))
	if len(a.Errors) > 0 {
		t.Fatal(a.Errors[0])
	}
	text, _ := json.Marshal(a.Data)
	for _, want := range []string{
		`"one":{"articles":[{"article":{"id":"article/`, `"title":"T1"`, `"again":{"articles":[{"outcome":"UNCHANGED"}]}`,
		`"statements":{"nodes":[{"subject":{"statementCount":1}}],"totalCount":1}`, `"__typename":"Mutation"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s has no %s", text, want)
		}
	}
	if strings.Contains(string(text), "never") {
		t.Errorf("a field was executed that @skip skips: %s", text)
	}
	if a.Extensions.Revision != 2 {
		t.Errorf("revision %d, want 2", a.Extensions.Revision)
	}
	two := a.Data["two"].(map[string]any)["articles"].([]any)[0].(map[string]any)["article"].(map[string]any)["id"].(string)
	remove := `mutation($id: ID!, $dry: Boolean) { deleteArticle(input: {id: $id, dryRun: $dry}) { id statementsRemoved entitiesRemoved userErrors { code } } }`
	for _, dry := range []string{"true", "false"} {
		got := string(ask(t, s, remove, fmt.Sprintf(`{"id":%q,"dry":%s}`, two, dry)).JSON)
		want := fmt.Sprintf(`{"data":{"deleteArticle":{"id":%q,"statementsRemoved":0,"entitiesRemoved":0,"userErrors":[]}},"extensions":{"revision":%d}}`,
			two, map[string]int{"true": 2, "false": 3}[dry])
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("dryRun %s (-want +got):\n%s", dry, diff)
		}
	}
}

func TestFaultsAreLoggedAndHidden(t *testing.T) {
	var log bytes.Buffer
	s, loader := newLoadingSchema(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	query := `mutation { loadArticles(input: {articles: [{text: "x"}]}) { articles { outcome } } }`
	for _, fault := range []func(){func() { loader.panic = true }, func() { loader.panic, loader.err = false, errors.New("a secret: disk sda1") }} {
		fault()
		log.Reset()
		r := ask(t, s, query, "")
		want := `{"data":{"loadArticles":null},"errors":[{"message":"internal error; the log has more under id test",` +
			`"locations":[{"line":1,"column":12}],"path":["loadArticles"],"extensions":{"code":"INTERNAL","id":"test"}}],"extensions":{"revision":0}}`
		if diff := cmp.Diff(want, string(r.JSON)); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
		if !strings.Contains(log.String(), "id=test") || !strings.Contains(log.String(), "secret") {
			t.Errorf("the log has no id or no reason: %s", log.String())
		}
	}
}

func TestLimitsOfRequests(t *testing.T) {
	s, _ := newLoadingSchema(t, Options{Limits: Limits{ArticlesPerRequest: 2, ResultBytes: 200, Timeout: time.Nanosecond}})
	slow, _ := newLoadingSchema(t, Options{Limits: Limits{ArticlesPerRequest: 2, ResultBytes: 200}})
	for _, tc := range []struct {
		name, query string
		schema      *Schema
		limit, code string
		executed    bool
	}{
		{"cost", `{statements(first:1000){nodes{evidence(first:1000){nodes{id}}}}}`, slow, "limits.cost", CodeLimit, false},
		{"cost by a variable's default", `query($n:Int=1000){statements(first:$n){nodes{evidence(first:$n){nodes{id}}}}}`, slow, "limits.cost", CodeLimit, false},
		{"cost of introspection", `{` + repeat("a%d:__schema{types{fields{type{fields{args{name}}}}}}", 40) + `}`, slow, "limits.cost", CodeLimit, false},
		{"articles", `mutation{loadArticles(input:{articles:[{text:"a"},{text:"b"},{text:"c"}]}){articles{outcome}}}`, slow, "limits.articles_per_request", CodeLimit, true},
		{"size of the answer", `{` + repeat("a%d: __typename ", 20) + `}`, slow, "limits.result_bytes", CodeLimit, true},
		{"time", `{statistics{articles}}`, s, "limits.timeout", CodeTimeout, true},
	} {
		r := ask(t, tc.schema, tc.query, "")
		if len(r.Errors) != 1 || r.Errors[0].Extensions["limit"] != tc.limit || r.Errors[0].Code() != tc.code {
			t.Errorf("%s: got %s, want one error of %s with code %s", tc.name, r.JSON, tc.limit, tc.code)
			continue
		}
		if !strings.Contains(r.Errors[0].Message, tc.limit) {
			t.Errorf("%s: the message does not name the key: %s", tc.name, r.Errors[0].Message)
		}
		if r.Executed != tc.executed || strings.Contains(string(r.JSON), `"data"`) != tc.executed {
			t.Errorf("%s: executed %v, want %v: %s", tc.name, r.Executed, tc.executed, r.JSON)
		}
	}
}

// TestScoringFits asks with the largest pages and lists that the tools around the project use.
func TestScoringFits(t *testing.T) {
	s := newTestSchema(t)
	for _, query := range []string{
		`query($id: ID!, $after: String) { article(id: $id) { statements(first: 200, after: $after) { pageInfo { hasNextPage endCursor }
			nodes { id text polarity modality confidence objectText
				subject { id name aliases descriptions type } object { id name aliases descriptions type }
				predicate { label surfaceForms } value { text } attributedTo { id name aliases }
				time { edtf } arguments { role preposition text entity { id name aliases type } }
				evidence(article: $id, first: 20) { nodes { quote surface } } } } } }`,
		`query { statements(first: 1000) { nodes { subject { id name } object { id name } predicate { label } evidence { nodes { quote article { title url } } } } } }`,
	} {
		r := ask(t, s, query, `{"id": "article/none"}`)
		if len(r.Errors) > 0 {
			t.Errorf("%s:\n%v", query, r.Errors[0])
		}
	}
}

func TestStoppedRequests(t *testing.T) {
	s := newSchemaOf(t, many(t, 20, 20), Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := s.Execute(ctx, Request{Query: `{statements(first:400){nodes{id subject{id}}}}`})
	want := `{"data":null,"errors":[{"message":"the request was stopped","extensions":{"code":"TIMEOUT"}}],"extensions":{"revision":1}}`
	if diff := cmp.Diff(want, string(r.JSON)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

func TestRequestsThatAreNotExecuted(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct {
		name string
		q    Request
		want string
	}{
		{"no text", Request{}, `{"errors":[{"message":"the query has no operation","extensions":{"code":"BAD_REQUEST"}}]}`},
		{"syntax", Request{Query: "{ a( }"}, `{"errors":[{"message":"syntax error: Expected Name, found }","locations":[{"line":1,"column":6}],"extensions":{"code":"SYNTAX"}}]}`},
		{"unknown field", Request{Query: "{\n  statistic { articles }\n}"},
			`{"errors":[{"message":"Cannot query field \"statistic\" on type \"Query\". Did you mean \"statistics\"?","locations":[{"line":2,"column":3}],"extensions":{"code":"VALIDATION"}}]}`},
		{"unknown operation", Request{Query: "query a {__typename}", OperationName: "b"}, `{"errors":[{"message":"the query has no operation \"b\"","extensions":{"code":"BAD_REQUEST"}}]}`},
		{"which operation", Request{Query: "query a {__typename} query b {__typename}"}, `{"errors":[{"message":"the query has several operations; operationName has to choose one","extensions":{"code":"BAD_REQUEST"}}]}`},
		{"subscription", Request{Query: "subscription {__typename}"}, `{"errors":[{"message":"a subscription has exactly one field, and it is none of GraphQL's own","extensions":{"code":"VALIDATION"}}]}`},
		{"mutation where only queries are", Request{Query: "mutation {__typename}", ReadOnly: true}, `{"errors":[{"message":"a mutation has to be sent by POST","extensions":{"code":"READ_ONLY"}}]}`},
		{"variable", Request{Query: "query($a: Int!) {statements(first: $a) {totalCount}}"}, `{"errors":[{"message":"variable $a of type Int! has to be given","extensions":{"code":"BAD_INPUT"}}]}`},
	} {
		r := s.Execute(context.Background(), tc.q)
		if diff := cmp.Diff(tc.want, string(r.JSON)); diff != "" || r.Executed {
			t.Errorf("%s: executed %v (-want +got):\n%s", tc.name, r.Executed, diff)
		}
	}
}

// TestConcurrentRequests is for the race detector: the library makes much of its tables when they are first used.
func TestConcurrentRequests(t *testing.T) {
	s := newTestSchema(t)
	queries := []string{
		`{statements(filter:{polarity:NEGATED,time:{from:"2018"}},orderBy:{field:TIME}){nodes{polarity subject{type}}}}`,
		`query($f: StatementFilter){statements(filter:$f){nodes{modality evidence{nodes{start(unit:UTF16)}}}}}`,
		`{node(id:"rel/end"){__typename ...on Predicate{label}}}`, introspectionQuery,
		`mutation{deleteArticle(input:{id:"article/none",dryRun:true}){userErrors{code}}}`,
	}
	var want []string
	for _, q := range queries {
		want = append(want, string(newTestSchema(t).Execute(context.Background(), Request{Query: q, ID: "test"}).JSON))
	}
	var wait sync.WaitGroup
	for i := 0; i < 8; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for j, q := range queries {
				if got := string(s.Execute(context.Background(), Request{Query: q, ID: "test"}).JSON); got != want[j] {
					t.Errorf("%s:\n got %s\nwant %s", q, got, want[j])
				}
			}
		}()
	}
	wait.Wait()
}

func TestDocumentsAreKept(t *testing.T) {
	s := newTestSchema(t)
	first, _ := s.prepare("{statistics{articles}}")
	if again, _ := s.prepare("{statistics{articles}}"); again != first {
		t.Error("the same text was parsed twice")
	}
	long := "{statistics{articles}}" + strings.Repeat(" ", maxCachedBytes/4)
	s.limits.QueryBytes = maxCachedBytes
	for i := 0; i < 8; i++ {
		s.prepare(long + strings.Repeat(" ", i))
	}
	if s.documents.bytes > maxCachedBytes || s.documents.recency.Len() != len(s.documents.byText) {
		t.Errorf("%d bytes are kept in %d and %d documents, want at most %d", s.documents.bytes, s.documents.recency.Len(), len(s.documents.byText), maxCachedBytes)
	}
	if again, _ := s.prepare("{statistics{articles}}"); again == first {
		t.Error("the document that was not used longest is still kept")
	}
}
