package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exportLinks makes addresses of exports that a test can read.
func exportLinks(parameters url.Values) string {
	return "https://news.example/export?" + parameters.Encode()
}

// exported is what an export of an address writes.
func exported(t *testing.T, s *Schema, address string) (string, error) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.OpenExport(context.Background(), u.Query())
	if err != nil {
		return "", err
	}
	defer e.Close()
	var b bytes.Buffer
	err = e.Write(context.Background(), &b)
	return b.String(), err
}

// TestExportURLHasTheSameStatements follows the addresses of every field that has one and finds the statements that the
// field lists.
func TestExportURLHasTheSameStatements(t *testing.T) {
	s := newTestSchema(t)
	const list = `{ exportUrl(format: JSONL) nodes { id } }`
	for _, query := range []string{
		`{ list: statements ` + list + ` }`,
		`{ list: statements(filter: {}) ` + list + ` }`,
		`{ list: statements(filter: {object: {name: "Huawei"}, polarity: NEGATED}) ` + list + ` }`,
		`{ list: statements(filter: {or: [{modality: [PLANNED, POSSIBLE]}, {not: {subject: {name: "Facebook"}}}], minConfidence: 0.1}) ` + list + ` }`,
		`{ list: statements(filter: {publishedAt: {from: "2018-06-06", to: "2018-06-07T12:00:00Z"}}) ` + list + ` }`,
		`{ list: statements(filter: {time: {from: "2018"}, status: [ACTIVE], minSources: 1}) ` + list + ` }`,
		`{ list: statements(filter: {or: []}) ` + list + ` }`,
		`{ of: entity(name: "Facebook") { list: statements ` + list + ` } }`,
		`{ of: entity(name: "Huawei") { list: statements(direction: IN) ` + list + ` } }`,
		`{ of: entity(name: "Huawei") { list: statements(direction: OUT, filter: {subject: {name: "Huawei"}, polarity: AFFIRMED}) ` + list + ` } }`,
		`{ of: article(url: "https://courier.example/denial") { list: statements(filter: {text: "share"}) ` + list + ` } }`,
		`{ list: subgraph(seeds: [{name: "Facebook"}], depth: 1, maxEntities: 3) { exportUrl(format: JSONL) nodes: statements { id } } }`,
		`{ list: subgraph(seeds: [{name: "Huawei"}], depth: 2, filter: {polarity: AFFIRMED}) { exportUrl(format: JSONL) nodes: statements { id } } }`,
	} {
		answer := s.Execute(context.Background(), Request{Query: query, Exports: exportLinks})
		type lists struct {
			List struct {
				ExportURL string
				Nodes     []struct{ ID string }
			}
		}
		var data struct {
			Data struct {
				lists
				Of lists
			}
		}
		if err := json.Unmarshal(answer.JSON, &data); err != nil || len(answer.Errors) > 0 {
			t.Fatalf("%s: %v: %s", query, err, answer.JSON)
		}
		listed := data.Data.List
		if listed.ExportURL == "" {
			listed = data.Data.Of.List
		}
		want := map[string]bool{}
		for _, n := range listed.Nodes {
			want[n.ID] = true
		}
		text, err := exported(t, s, listed.ExportURL)
		if err != nil {
			t.Fatalf("%s: %s: %v", query, listed.ExportURL, err)
		}
		got := map[string]bool{}
		for line := range strings.Lines(text) {
			var statement struct{ ID string }
			if err := json.Unmarshal([]byte(line), &statement); err != nil {
				t.Fatal(err)
			}
			got[statement.ID] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s: listed -, exported +:\n%s", query, listed.ExportURL, diff)
		}
	}
}

func TestExportURLWithoutAServer(t *testing.T) {
	s := newTestSchema(t)
	answer := s.Execute(context.Background(), Request{Query: `{ statements { exportUrl(format: GEXF) } }`})
	if got := string(answer.JSON); !strings.Contains(got, `"exportUrl":null`) || !strings.Contains(got, "NO_SERVER") {
		t.Errorf("got %s", got)
	}
}

func TestOpenExportRefuses(t *testing.T) {
	s := newSchemaOf(t, nil, Options{Limits: Limits{QueryBytes: 300}})
	for query, want := range map[string]string{
		"":                             `format: there is no format ""`,
		"format=gif":                   `there is no format "gif"; want one of statements-csv`,
		"format=dot&filter={":          "filter: this is no JSON: {",
		"format=dot&filter={}{}":       "filter: this is no JSON",
		"format=dot&filter=[1]":        "filter: expected StatementFilter, found [1]",
		"format=dot&filter={\"x\":1}":  `filter: StatementFilter has no field "x"`,
		"format=dot&depth=two":         `depth: "two" is no whole number`,
		"format=dot&seeds=[{}]":        "seeds[0]: an entity is named by exactly one of id and name",
		"format=dot&seeds=[]&depth=99": "depth: 99 is not between 0 and 6",
		"format=dot&filter={\"text\":\"" + strings.Repeat("x", 300) + "\"}":    "the bytes of filter",
		"format=dot&filter={\"between\":[{\"name\":\"a\"}]}":                   "filter.between: give two entities or more",
		"format=dot&filter={\"polarity\":\"PERHAPS\"}":                         "filter.polarity: expected Polarity",
		"format=dot&filter={\"publishedAt\":{\"from\":\"yesterday\"}}":         "filter.publishedAt.from: expected DateTime",
		"format=dot&seeds=[{\"id\":\"a\",\"name\":\"b\"}]":                     "exactly one of id and name",
		"format=dot&filter={\"subject\":{\"name\":\"a\",\"id\":\"entity/b\"}}": "exactly one of id and name",
	} {
		parameters, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = exported(t, s, "https://news.example/export?"+parameters.Encode())
		var shown *Error
		if !errors.As(err, &shown) || !strings.Contains(shown.Message, want) {
			t.Errorf("%.80s: got %v, want %q", query, err, want)
		}
	}
}
