package schema

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
)

func TestRolesOfOperations(t *testing.T) {
	s := newTestSchema(t)
	const (
		ask    = `{statistics{articles}}`
		load   = `mutation{loadArticles(input:{articles:[]}){clientMutationId}}`
		remove = `mutation{deleteArticle(input:{id:"article/none"}){id}}`
		review = `mutation{...f} fragment f on Mutation{a:reviewStatement(input:{id:"stmt/none"}){statement{id}}}`
		viewer = `{viewer{roles}__typename}`
	)
	for _, tc := range []struct {
		roles []Role
		query string
		want  string // the role that is lacking
	}{
		{nil, viewer, ""}, {nil, ask, "READ"}, {nil, load, "LOAD"}, {nil, review, "CURATE"},
		{[]Role{RoleRead}, ask, ""}, {[]Role{RoleRead}, load, "LOAD"}, {[]Role{RoleRead}, remove, "CURATE"},
		{[]Role{RoleLoad}, ask, "READ"}, {[]Role{RoleLoad}, viewer, ""}, {[]Role{RoleLoad}, remove, "CURATE"},
		{[]Role{RoleRead, RoleCurate}, review, ""}, {[]Role{RoleRead, RoleCurate}, remove, ""}, {[]Role{RoleCurate}, load, "LOAD"},
		{[]Role{RoleAdmin}, ask, ""}, {[]Role{RoleAdmin}, remove, ""},
		{[]Role{RoleRead}, `{__schema{queryType{name}}}`, ""}, {nil, `{__schema{queryType{name}}}`, "READ"},
	} {
		ctx := WithCaller(context.Background(), &Caller{Name: "ada", Roles: tc.roles})
		response := s.Execute(ctx, Request{Query: tc.query})
		got := ""
		if len(response.Errors) > 0 && response.Errors[0].Code() == CodeForbidden {
			got, _ = response.Errors[0].Extensions["role"].(string)
		}
		if got != tc.want || response.Executed != (tc.want == "") {
			t.Errorf("%v, %s: got %s, want the role %q to be lacking", tc.roles, tc.query, response.JSON, tc.want)
		}
	}
}

func TestViewerSaysWhatTheCallerMayDo(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct {
		caller *Caller
		want   string
	}{
		{nil, `["READ","LOAD","CURATE","ADMIN"]`},
		{&Caller{Roles: []Role{RoleCurate, RoleRead}}, `["READ","CURATE"]`},
		{&Caller{Roles: []Role{RoleAdmin}}, `["READ","LOAD","CURATE","ADMIN"]`},
		{&Caller{}, `[]`},
	} {
		response := s.Execute(WithCaller(context.Background(), tc.caller), Request{Query: `{viewer{roles}}`})
		var answer struct {
			Data struct {
				Viewer struct{ Roles json.RawMessage }
			}
		}
		if err := json.Unmarshal(response.JSON, &answer); err != nil {
			t.Fatal(err)
		}
		if got := string(answer.Data.Viewer.Roles); got != tc.want {
			t.Errorf("%v: got %s, want %s", tc.caller, got, tc.want)
		}
	}
}

func TestDecisionsNameTheCaller(t *testing.T) {
	s := newTestSchema(t)
	ctx := context.Background()
	v, err := s.store.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	found, err := v.FindEntities(ctx, nil, graph.Order{Field: graph.ByName, Ascending: true}, graph.PageRequest{})
	if err != nil || len(found.Items) < 2 {
		t.Fatalf("entities: %v, %v", found, err)
	}
	for _, tc := range []struct {
		caller *Caller
		want   string
	}{{&Caller{Name: "ada", Roles: []Role{RoleCurate}}, "ada"}, {nil, "anonymous"}} {
		response := s.Execute(WithCaller(ctx, tc.caller), Request{
			Query:     `mutation($a:ID!,$b:ID!){mergeEntities(input:{into:$a,from:[$b]}){merges{id by}userErrors{message}}}`,
			Variables: map[string]any{"a": found.Items[0].ID, "b": found.Items[1].ID},
		})
		var answer struct {
			Data struct {
				MergeEntities struct {
					Merges []struct{ ID, By string }
				}
			}
		}
		if err := json.Unmarshal(response.JSON, &answer); err != nil || len(answer.Data.MergeEntities.Merges) != 1 {
			t.Fatalf("%v: %s", err, response.JSON)
		}
		merge := answer.Data.MergeEntities.Merges[0]
		if diff := cmp.Diff(tc.want, merge.By); diff != "" {
			t.Errorf("by (-want +got):\n%s", diff)
		}
		undone := s.Execute(ctx, Request{Query: `mutation($id:ID!){undoMerge(input:{id:$id}){userErrors{message}}}`, Variables: map[string]any{"id": merge.ID}})
		if len(undone.Errors) > 0 {
			t.Fatal(undone.Errors[0])
		}
	}
}
