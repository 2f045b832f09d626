package schema

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
)

// answerOf executes a query and decodes its data.
func answerOf(t *testing.T, s *Schema, query string) map[string]any {
	t.Helper()
	var out struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal(ask(t, s, query, "").JSON, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Errors) > 0 {
		t.Fatalf("%s: %v", query, out.Errors)
	}
	return out.Data
}

// at follows a path of names and indexes into an answer.
func at(t *testing.T, value any, path string) any {
	t.Helper()
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(v) {
				t.Fatalf("%s: no %s in %v", path, part, v)
			}
			value = v[i]
		default:
			t.Fatalf("%s: no %s in %v", path, part, v)
		}
	}
	return value
}

func entityNamed(t *testing.T, s *Schema, name string) string {
	t.Helper()
	id, _ := at(t, answerOf(t, s, fmt.Sprintf(`{entity(name: %q) {id}}`, name)), "entity.id").(string)
	return id
}

// TestCuration joins, parts, judges and takes all of it back.
func TestCuration(t *testing.T) {
	s := newTestSchema(t)
	facebook, lenovo, huawei := entityNamed(t, s, "Facebook"), entityNamed(t, s, "Lenovo"), entityNamed(t, s, "Huawei")
	same := func(what string, want, got any) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: want -, got +:\n%s", what, d)
		}
	}
	problems := func(answer map[string]any, field string, want ...any) {
		t.Helper()
		var got []any
		list, _ := at(t, answer, field+".userErrors").([]any)
		for _, p := range list {
			got = append(got, at(t, p, "path"), at(t, p, "message"))
		}
		same(field+" problems", want, got)
	}

	merged := answerOf(t, s, fmt.Sprintf(`mutation {mergeEntities(input: {into: %q, from: [%q], reason: "a test", clientMutationId: "x"}) {
		entity {id name merges {id into from fromName automatic by reasons undone}} merges {id from} userErrors {message path} clientMutationId}}`, facebook, lenovo))
	problems(merged, "mergeEntities")
	same("merged into", facebook, at(t, merged, "mergeEntities.entity.id"))
	same("client's id", "x", at(t, merged, "mergeEntities.clientMutationId"))
	merge, _ := at(t, merged, "mergeEntities.merges.0.id").(string)
	same("the merge", map[string]any{
		"id": merge, "into": facebook, "from": lenovo, "fromName": "Lenovo", "automatic": false, "by": anonymous,
		"reasons": []any{"a test"}, "undone": false,
	}, at(t, merged, "mergeEntities.entity.merges.0"))
	same("redirect", facebook, at(t, answerOf(t, s, fmt.Sprintf(`{entity(id: %q) {id}}`, lenovo)), "entity.id"))

	again := answerOf(t, s, fmt.Sprintf(`mutation {mergeEntities(input: {into: %q, from: [%q, "entity/nobody-00000000"]}) {entity {id} userErrors {message path}}}`, facebook, huawei))
	problems(again, "mergeEntities", []any{"input", "from", "1"}, "from[1]: there is no such entity")
	same("nothing was merged", nil, at(t, again, "mergeEntities.entity"))

	undone := answerOf(t, s, fmt.Sprintf(`mutation {undoMerge(input: {id: %q}) {entity {id merges {id undone}} userErrors {message path}}}`, merge))
	problems(undone, "undoMerge")
	same("undone", map[string]any{"id": merge, "undone": true}, at(t, undone, "undoMerge.entity.merges.0"))
	same("its own again", lenovo, entityNamed(t, s, "Lenovo"))
	problems(answerOf(t, s, `mutation {undoMerge(input: {id: "merge/none"}) {entity {id} userErrors {message path}}}`), "undoMerge",
		[]any{"input", "id"}, "id: there is no such merge")

	problems(answerOf(t, s, fmt.Sprintf(`mutation {markDistinct(input: {a: %q, b: %q}) {entity {id} userErrors {message path}}}`, facebook, lenovo)), "markDistinct")
	problems(answerOf(t, s, fmt.Sprintf(`mutation {mergeEntities(input: {into: %q, from: [%q]}) {entity {id} userErrors {message path}}}`, facebook, lenovo)),
		"mergeEntities", []any{"input", "from", "0"}, "from[0]: a person called it distinct from "+facebook+"; undo that first")
	problems(answerOf(t, s, fmt.Sprintf(`mutation {undoDistinct(input: {a: %q, b: %q}) {entity {id} userErrors {message path}}}`, facebook, lenovo)), "undoDistinct")

	article := at(t, answerOf(t, s, `{article(url: "https://courier.example/denial") {id}}`), "article.id")
	split := answerOf(t, s, fmt.Sprintf(`mutation {splitEntity(input: {id: %q, articles: [%q], reason: "another firm"}) {
		entity {id statementCount} merges {id from into} userErrors {message path}}}`, huawei, article))
	problems(split, "splitEntity")
	if part := at(t, split, "splitEntity.entity.id"); part == huawei || part == nil {
		t.Errorf("the part is %v", part)
	}
	whole := answerOf(t, s, fmt.Sprintf(`mutation {undoMerge(input: {id: %q}) {entity {id} userErrors {message path}}}`, at(t, split, "splitEntity.merges.0.id")))
	problems(whole, "undoMerge")
	same("whole again", huawei, at(t, whole, "undoMerge.entity.id"))
}

// TestReview rejects a statement, which lists hide then, and takes the verdict back.
func TestReview(t *testing.T) {
	s := newTestSchema(t)
	count := func() any { return at(t, answerOf(t, s, `{statements {totalCount}}`), "statements.totalCount") }
	before := count()
	id := at(t, answerOf(t, s, `{statements(first: 1) {nodes {id}}}`), "statements.nodes.0.id")
	review := func(verdict string) map[string]any {
		t.Helper()
		return answerOf(t, s, fmt.Sprintf(`mutation {reviewStatement(input: {id: %q %s}) {statement {id review} userErrors {code message path}}}`, id, verdict))
	}
	if got := at(t, review("review: REJECTED"), "reviewStatement.statement.review"); got != "REJECTED" {
		t.Errorf("the verdict is %v", got)
	}
	if now, _ := before.(float64); count() != now-1 {
		t.Errorf("of %v statements %v are left", before, count())
	}
	if got := at(t, review(""), "reviewStatement.statement.review"); got != nil || count() != before {
		t.Errorf("the verdict is %v and there are %v statements", got, count())
	}
	id = "stmt/none"
	want := []any{map[string]any{"code": CodeBadInput, "message": "id: there is no such statement", "path": []any{"input", "id"}}}
	if d := cmp.Diff(want, at(t, review("review: CONFIRMED"), "reviewStatement.userErrors")); d != "" {
		t.Errorf("no such statement: want -, got +:\n%s", d)
	}
}

// TestSameStory asks for copies and earlier texts.
func TestSameStory(t *testing.T) {
	copied, revised := many(t, 1, 30)[0], many(t, 1, 30)[0]
	copied.Article.URL = "https://mirror.example/0"
	revised.Article.Text, revised.Article.Title = revised.Article.Text+"\n\nMore will follow.", "Report 0, updated"
	s := newSchemaOf(t, append(many(t, 1, 30), copied), Options{})
	if _, err := s.store.Apply(t.Context(), graph.Batch{Put: []graph.Reading{revised}}); err != nil {
		t.Fatal(err)
	}
	got := answerOf(t, s, `{articles(first: 10) {nodes {url title copies {url} revisions {title wordCount contentHash at}}} entity(name: "Acme") {sameAs possibleDuplicates {score}}}`)
	for _, a := range at(t, got, "articles.nodes").([]any) {
		copies, _ := at(t, a, "copies").([]any)
		revisions, _ := at(t, a, "revisions").([]any)
		wanted := 0
		if at(t, a, "url") == revised.Article.URL {
			wanted = 1
		}
		if len(copies) != 1 || len(revisions) != wanted {
			t.Errorf("%v has copies %v and revisions %v", at(t, a, "url"), copies, revisions)
		}
		if wanted == 1 && at(t, revisions[0], "title") != "Report 0" {
			t.Errorf("the earlier text is %v", revisions[0])
		}
	}
	if d := cmp.Diff(map[string]any{"sameAs": []any{}, "possibleDuplicates": []any{}}, at(t, got, "entity")); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
