package schema

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/news"
)

// subscribed begins a subscription.
func subscribed(t *testing.T, s *Schema, query, variables string) *Answers {
	t.Helper()
	q := Request{Query: query}
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &q.Variables); err != nil {
			t.Fatal(err)
		}
	}
	a, refused := s.Begin(context.Background(), q)
	if refused != nil {
		t.Fatalf("%s: refused: %s", query, refused.JSON)
	}
	return a
}

// next is the data of the next answer, which has to come.
func next(t *testing.T, a *Answers) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	response, err := a.Next(ctx)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	data, _, _ := strings.Cut(strings.TrimPrefix(string(response.JSON), `{"data":`), `,"extensions"`)
	return data
}

// nothing says that there is no answer at the moment.
func nothing(t *testing.T, a *Answers) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	quiet := make(chan error, 1)
	go func() {
		response, err := a.Next(ctx)
		if response != nil {
			err = errors.New(string(response.JSON))
		}
		quiet <- err
	}()
	select {
	case err := <-quiet:
		t.Errorf("got %v, want nothing", err)
	case <-time.After(50 * time.Millisecond):
	}
	cancel()
	if err := <-quiet; !errors.Is(err, context.Canceled) {
		t.Errorf("a subscription whose context ended gave %v", err)
	}
}

func put(t *testing.T, s *Schema, readings ...graph.Reading) {
	t.Helper()
	if _, err := s.store.Apply(context.Background(), graph.Batch{Put: readings}); err != nil {
		t.Fatal(err)
	}
}

// bulletin is an article in which firms do things to others: "Acme sold rights to Initech."
func bulletin(t *testing.T, sentences ...[3]string) graph.Reading {
	t.Helper()
	a := told{article: news.Article{URL: "https://bulletin.example/1", Title: "Bulletin", Published: day(t, "2018-06-09")}}
	seen := map[string]bool{}
	for _, s := range sentences {
		for _, name := range []string{s[0], s[2]} {
			if !seen[name] {
				seen[name] = true
				a.things = append(a.things, thing{kind: graph.Organization, names: []string{name}})
			}
		}
		quote := fmt.Sprintf("%s %s %s.", s[0], s[1], s[2])
		a.article.Text += quote + "\n\n"
		a.says = append(a.says, said{quote: quote, subject: s[0], surface: s[1], predicate: s[1], object: s[2],
			text: strings.TrimSuffix(quote, "."), confidence: 0.5})
	}
	return reading(t, a)
}

func TestStatementAdded(t *testing.T) {
	s := newTestSchema(t)
	all := subscribed(t, s, `subscription{statementAdded{text status}}`, "")
	some := subscribed(t, s, `subscription($f:StatementFilter){x:statementAdded(filter:$f){...f}} fragment f on Statement{text subject{name} evidence{nodes{quote}}}`,
		`{"f":{"object":{"name":"huawei"},"not":{"predicate":{"contains":"sue"}}}}`)
	nothing(t, subscribed(t, s, `subscription{statementAdded{text}}`, ""))
	put(t, s, bulletin(t, [3]string{"Acme", "sued", "Huawei"}, [3]string{"Facebook", "paid", "Huawei"}, [3]string{"Acme", "left", "Initech"}))
	for _, want := range []string{"Acme sued Huawei", "Facebook paid Huawei", "Acme left Initech"} {
		if diff := cmp.Diff(fmt.Sprintf(`{"statementAdded":{"text":%q,"status":"ACTIVE"}}`, want), next(t, all)); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	}
	nothing(t, subscribed(t, s, `subscription{statementAdded{text}}`, ""))
	want := `{"x":{"text":"Facebook paid Huawei","subject":{"name":"Facebook"},"evidence":{"nodes":[{"quote":"Facebook paid Huawei."}]}}}`
	if diff := cmp.Diff(want, next(t, some)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	nothing(t, some)
}

func TestStatementWithdrawn(t *testing.T) {
	s := newTestSchema(t)
	all := subscribed(t, s, `subscription{statementWithdrawn{text status}}`, "")
	some := subscribed(t, s, `subscription{statementWithdrawn(filter:{text:"left",article:"`+
		graph.ArticlePrefix+bulletin(t).Article.ID()+`"}){text}}`, "")
	active := subscribed(t, s, `subscription{statementWithdrawn(filter:{status:[ACTIVE]}){text}}`, "")
	put(t, s, bulletin(t, [3]string{"Acme", "sued", "Huawei"}, [3]string{"Acme", "left", "Initech"}, [3]string{"Acme", "paid", "Initech"}))
	put(t, s, bulletin(t, [3]string{"Acme", "paid", "Initech"}))
	for _, want := range []string{"Acme sued Huawei", "Acme left Initech"} {
		if diff := cmp.Diff(fmt.Sprintf(`{"statementWithdrawn":{"text":%q,"status":"WITHDRAWN"}}`, want), next(t, all)); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	}
	if diff := cmp.Diff(`{"statementWithdrawn":{"text":"Acme left Initech"}}`, next(t, some)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	nothing(t, active)
}

func TestArticleLoaded(t *testing.T) {
	s := newTestSchema(t)
	a := subscribed(t, s, `subscription{articleLoaded{title statements{totalCount}}}`, "")
	put(t, s, append(many(t, 2, 3), bulletin(t))...)
	for _, want := range []string{"Report 0", "Report 1", "Bulletin"} {
		if got := next(t, a); !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if a.Kind() != "subscription" {
		t.Errorf("the kind is %s", a.Kind())
	}
}

// TestSlowSubscriber reads after more commits than are remembered.
func TestSlowSubscriber(t *testing.T) {
	if testing.Short() {
		t.Skip("makes many commits")
	}
	s := newTestSchema(t)
	a := subscribed(t, s, `subscription{articleLoaded{id}}`, "")
	for i := range 501 {
		put(t, s, reading(t, told{article: news.Article{URL: fmt.Sprintf("https://times.example/%d", i), Title: "Report", Text: "Nothing."}}))
	}
	_, err := a.Next(context.Background())
	var shown *Error
	if !errors.As(err, &shown) || shown.Code() != CodeTooSlow {
		t.Errorf("got %v, want TOO_SLOW", err)
	}
	if _, err := a.Next(context.Background()); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: got %v, want EOF", err)
	}
}

func TestRefusedSubscriptions(t *testing.T) {
	s := newTestSchema(t)
	for query, want := range map[string]string{
		`subscription{statementAdded{id} articleLoaded{id}}`:                                                    CodeValidation,
		`subscription{a:statementAdded{id} b:statementAdded{id}}`:                                               CodeValidation,
		`subscription{__typename}`:                                                                              CodeValidation,
		`subscription{nothing{id}}`:                                                                             CodeValidation,
		`subscription{statementAdded(filter:{subject:{}}){id}}`:                                                 CodeBadInput,
		`subscription{statementAdded(filter:{between:[{name:"a"}]}){id}}`:                                       CodeBadInput,
		`subscription{statementAdded(filter:{time:{from:"soon"}}){id}}`:                                         CodeValidation,
		`subscription{statementAdded @skip(if:true){id}}`:                                                       CodeBadRequest,
		`subscription{statementAdded{subject{statements(first:1000){nodes{evidence(first:1000){nodes{id}}}}}}}`: CodeLimit,
	} {
		a, refused := s.Begin(context.Background(), Request{Query: query})
		if a != nil || refused == nil || len(refused.Errors) == 0 || refused.Errors[0].Code() != want || refused.Executed {
			t.Errorf("%s: got %v, %s, want to be refused with %s", query, a, refused.JSON, want)
		}
	}
	response := s.Execute(context.Background(), Request{Query: `subscription{articleLoaded{id}}`})
	if response.Executed || !strings.Contains(string(response.JSON), "text/event-stream") {
		t.Errorf("a subscription by Execute: %s", response.JSON)
	}
	ctx := WithCaller(context.Background(), &Caller{Roles: []Role{RoleLoad}})
	if _, refused := s.Begin(ctx, Request{Query: `subscription{articleLoaded{id}}`}); refused == nil || refused.Errors[0].Code() != CodeForbidden {
		t.Errorf("a subscription of a caller who may not read: %v", refused)
	}
}

// TestOneAnswer begins what has one answer.
func TestOneAnswer(t *testing.T) {
	s := newTestSchema(t)
	for query, want := range map[string]string{
		`{statistics{articles}}`:                                 `{"data":{"statistics":{"articles":3}}`,
		`mutation{deleteArticle(input:{id:"article/none"}){id}}`: `{"data":{"deleteArticle":{"id":null}}`,
	} {
		a := subscribed(t, s, query, "")
		response, err := a.Next(context.Background())
		if err != nil || !strings.HasPrefix(string(response.JSON), want) {
			t.Errorf("%s: got %v, error %v", query, response, err)
		}
		if _, err := a.Next(context.Background()); !errors.Is(err, io.EOF) {
			t.Errorf("%s: a second answer, or %v", query, err)
		}
	}
}

// TestSubscriptionOfAClosedStore ends with a reason.
func TestSubscriptionOfAClosedStore(t *testing.T) {
	s := newTestSchema(t)
	a := subscribed(t, s, `subscription{articleLoaded{id}}`, "")
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := a.Next(context.Background())
	var shown *Error
	if !errors.As(err, &shown) || shown.Code() != CodeGoingAway {
		t.Errorf("got %v, want GOING_AWAY", err)
	}
}

// countdown is a job that changes so many times.
type countdown struct{ changes uint64 }

func (countdown) LoadURLs(context.Context, []string) (*graph.Job, error) { return nil, io.EOF }

func (c countdown) Watch(_ context.Context, id string, version uint64) (any, uint64, bool, error) {
	if id != "job/count" {
		return nil, 0, false, nil
	}
	return fmt.Sprint("state ", version+1), version + 1, version+1 == c.changes, nil
}

// TestProgress reads a job to its end.
func TestProgress(t *testing.T) {
	for _, changes := range []uint64{1, 3} {
		s := newSchemaOf(t, nil, Options{Jobs: countdown{changes}})
		r := newRequest(context.Background(), s, "test")
		defer r.release()
		f, err := progressOf(&call{request: r, args: input{"job": "job/count"}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for {
			job, err := f.next(context.Background())
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(job))
		}
		if diff := cmp.Diff([]string{"state 1", "state 2", "state 3"}[:changes], got); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
		if _, err := progressOf(&call{request: r, args: input{"job": "job/none"}}); err == nil || !strings.Contains(err.Error(), "job/none") {
			t.Errorf("of no job: %v", err)
		}
	}
}
