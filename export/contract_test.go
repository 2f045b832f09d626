package export

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fieldsOf are the fields of a type of the GraphQL schema.
func fieldsOf(t *testing.T, name string) []string {
	t.Helper()
	sdl, err := os.ReadFile(filepath.Join("..", "schema", "contract.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(sdl), "\ntype "+name+" ")
	if !ok {
		t.Fatalf("the schema has no type %s", name)
	}
	_, body, _ = strings.Cut(body, "{")
	body, _, _ = strings.Cut(body, "}")
	body = regexp.MustCompile(`"[^"]*"`).ReplaceAllString(body, "")   // descriptions
	body = regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(body, "") // arguments
	var fields []string
	for _, found := range regexp.MustCompile(`(\w+):`).FindAllStringSubmatch(body, -1) {
		fields = append(fields, found[1])
	}
	if len(fields) < 3 {
		t.Fatalf("%s has the fields %q", name, fields)
	}
	return fields
}

// TestStatementsGoAlongWhole holds what GraphQL says of a statement against what a line of JSONL says of one, and against the
// columns: a field that the schema gets is missed here until it is exported, or this test says why it is not.
func TestStatementsGoAlongWhole(t *testing.T) {
	// What is left out, and why.
	left := map[string]string{
		"Statement.iri": "the base and the id", "Article.iri": "the base and the id",
		"Statement.sameClaim": "a question to the whole graph", "Statement.contradictedBy": "a question to the whole graph",
		"Evidence.statement": "the line that it stands in",
		"Article.text":       "it would be there for each of its statements", "Article.wordCount": "of the text", "Article.contentHash": "of the text",
		"Article.copies": "the article's", "Article.revisions": "the article's", "Article.evidence": "the article's",
		"Article.statements": "the article's", "Article.entities": "the article's",
	}
	for name, record := range map[string]any{
		"Statement": jsonStatement{}, "Argument": jsonArgument{}, "Literal": jsonLiteral{}, "TimeSpan": jsonTime{}, "Evidence": jsonEvidence{},
		"Span": jsonSpan{}, "Article": jsonArticle{},
	} {
		var has []string
		for i := range reflect.TypeOf(record).NumField() {
			key, _, _ := strings.Cut(reflect.TypeOf(record).Field(i).Tag.Get("json"), ",")
			has = append(has, key)
		}
		for _, field := range fieldsOf(t, name) {
			if slices.Contains(has, field) == (left[name+"."+field] != "") {
				t.Errorf("JSONL: %s.%s is left out, or said to be", name, field)
			}
		}
	}

	columns := map[string]string{
		"id": "statement_id", "subject": "subject_id subject subject_type", "predicate": "predicate_id predicate",
		"object": "object_id object object_type", "objectText": "object",
		"value":     "object object_datatype object_number object_unit object_date",
		"arguments": "arguments argument_ids argument_times", "attributedTo": "attributed_to_id attributed_to",
		"time": "time time_start time_end time_phrase", "place": "place_id place",
		"articleCount": "article_count", "independentSourceCount": "independent_source_count",
		"firstPublished": "first_published", "lastPublished": "last_published", "firstLoaded": "first_loaded",
		"evidence": "evidence_id quote quote_start quote_end quote_prefix quote_suffix quote_spans surface verified withdrawn_at " +
			"evidence_confidence deep_link extractor article_id url title source authors published published_at language loaded_at",
	}
	var rows, edges []string
	for _, c := range Columns() {
		rows = append(rows, c.Name)
	}
	for _, c := range EdgeAttributes() {
		edges = append(edges, c.Name)
	}
	for _, field := range fieldsOf(t, "Statement") {
		names := strings.Fields(columns[field])
		if len(names) == 0 && left["Statement."+field] == "" {
			names = []string{field}
		}
		for _, name := range names {
			if !slices.Contains(rows, name) {
				t.Errorf("no column %s for Statement.%s", name, field)
			}
		}
	}
	// Edges have their ends' and their own ids as the format has them, and lists of what evidence has.
	ends := []string{"statement_id", "subject_id", "subject", "subject_type", "predicate", "object_id", "object", "object_type",
		"object_datatype", "object_number", "object_unit", "object_date"}
	for _, name := range rows[:slices.Index(rows, "evidence_id")] {
		if !slices.Contains(edges, name) && !slices.Contains(ends, name) {
			t.Errorf("edges leave %s out", name)
		}
	}
}
