package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the answers of testdata anew")

// ask executes a query with variables of JSON.
func ask(t testing.TB, s *Schema, query, variables string) *Response {
	t.Helper()
	q := Request{Query: query, ID: "test"}
	if variables != "" {
		q.Variables = decode(t, variables)
	}
	return s.Execute(context.Background(), q)
}

func indented(t testing.TB, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return b.String() + "\n"
}

// TestAnswers asks each query of testdata of the same articles and compares the answers. Variables stand in a comment
// at a query's head.
func TestAnswers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.graphql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no queries: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".graphql")
		t.Run(name, func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			variables := ""
			if head, _, _ := strings.Cut(string(query), "\n"); strings.HasPrefix(head, "# {") {
				variables = strings.TrimPrefix(head, "# ")
			}
			s := newSchemaOf(t, fixtures(t), Options{Loader: testLoader{t}})
			got := indented(t, ask(t, s, string(query), variables).JSON)
			golden := strings.TrimSuffix(file, ".graphql") + ".json"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got; go test -update writes it anew):\n%s", golden, diff)
			}
		})
	}
}

// testLoader stands for the reading of articles: it knows no article, and says so.
type testLoader struct{ t testing.TB }

func (l testLoader) LoadArticles(_ context.Context, articles []ArticleInput) ([]LoadedArticle, error) {
	out := make([]LoadedArticle, len(articles))
	for i := range articles {
		out[i] = LoadedArticle{Outcome: LoadRefused, Code: "LANGUAGE", Message: "the article is in no language that is read"}
	}
	return out, nil
}
