package eval

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"newsgraph/internal/shareddata"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
)

var updatePages = flag.Bool("update-pages", false, "write testdata/scores/pages.json again")

const pagesScores = "testdata/scores/pages.json"

// TestScoresOfPages holds what the HTML format scores on the article extraction benchmark: a drop fails. A rise is noted
// with go test ./eval -run ScoresOfPages -update-pages.
func TestScoresOfPages(t *testing.T) {
	dir := shareddata.Path(t, "data", "pages", "article-extraction-benchmark")
	got, rows, err := Pages(dir, func(page []byte, _ string) (string, error) {
		a, err := html.Format{}.Article(context.Background(), page, format.Input{})
		return a.Text, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Err != nil {
			t.Errorf("%s: %v", row.ID, row.Err)
		}
	}
	for _, score := range []*float64{&got.Precision, &got.Recall, &got.F1, &got.Accuracy} {
		*score = math.Round(*score*1e4) / 1e4
	}
	if *updatePages {
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(pagesScores, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(pagesScores)
	if err != nil {
		t.Fatal(err)
	}
	var want PageScores
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if got.Pages != want.Pages || got.F1 < want.F1 {
		t.Errorf("got %+v, was %+v", got, want)
	} else if got.F1 > want.F1 {
		t.Logf("F1 rose from %.4f to %.4f: run with -update-pages and commit", want.F1, got.F1)
	}
}

// TestComparePage holds the metric against figures that follow from its definition.
func TestComparePage(t *testing.T) {
	cases := []struct {
		name, expected, extracted string
		tp, fp, fn                float64
		precision, recall         float64
		exact                     bool
	}{
		{"the same", "a b c d e", "a b c d e", 1, 0, 0, 1, 1, true},
		{"other signs and spaces", "“A b,” c-d (e)!", "A b c\n\nd e", 1, 0, 0, 1, 1, true},
		{"another case", "a b c d", "A b c d", 0, 0.5, 0.5, 0, 0, false},
		{"one more word", "a b c d", "a b c d e", 0.5, 0.5, 0, 0.5, 1, false},
		{"one word less", "a b c d e", "a b c d", 0.5, 0, 0.5, 1, 0.5, false},
		{"repeated words count each time", "a a a a a", "a a a a", 0.5, 0, 0.5, 1, 0.5, false},
		{"fewer than four words", "a b", "a b", 1, 0, 0, 1, 1, true},
		{"nothing extracted", "a b c d e", "", 0, 0, 1, 0, 0, false},
		{"nothing expected", "", "a b c d", 0, 1, 0, 0, 0, false},
		{"nothing at all", "", "…", 0, 0, 0, 1, 1, true},
		{"letters beyond ASCII and underscores", "naïve_café №5 ½", "naïve_café №5 ½", 1, 0, 0, 1, 1, true},
	}
	for _, c := range cases {
		row := ComparePage(c.expected, c.extracted)
		got := []float64{row.TP, row.FP, row.FN, row.Precision(), row.Recall()}
		if diff := cmp.Diff([]float64{c.tp, c.fp, c.fn, c.precision, c.recall}, got); diff != "" || row.Exact != c.exact {
			t.Errorf("%s: exact %v, want %v; want -, got +:\n%s", c.name, row.Exact, c.exact, diff)
		}
	}
}

func TestScorePages(t *testing.T) {
	rows := []PageRow{
		ComparePage("a b c d e", "a b c d e"), // 1, 1
		ComparePage("a b c d", "a b c d e"),   // 0.5, 1
		ComparePage("a b c d", ""),            // no precision, 0
		ComparePage("", "a b c d"),            // 0, no recall
	}
	want := PageScores{Pages: 4, Precision: 0.5, Recall: 2. / 3, F1: 4. / 7, Accuracy: 0.25}
	if diff := cmp.Diff(want, ScorePages(rows), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff(PageScores{}, ScorePages(nil)); diff != "" {
		t.Errorf("of no pages: want -, got +:\n%s", diff)
	}
}

func TestPagesReadsAFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := Pages(dir, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a ground truth: %v", err)
	}
	write("ground-truth.json", `{"b": {"url": "https://a.example/b", "articleBody": "one two"}, "a": {"articleBody": "three"}}`)
	write("html/b.html", "B")
	if _, _, err := Pages(dir, func([]byte, string) (string, error) { return "", nil }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a page: %v", err)
	}
	write("html/a.html", "A")
	refused := errors.New("refused")
	scores, rows, err := Pages(dir, func(page []byte, url string) (string, error) {
		if string(page) == "B" && url == "https://a.example/b" {
			return "one two", nil
		}
		return "not counted", refused
	})
	if err != nil || len(rows) != 2 || rows[0].ID != "a" || !errors.Is(rows[0].Err, refused) || rows[0].FN != 1 || !rows[1].Exact || scores.Pages != 2 || scores.Recall != 0.5 {
		t.Errorf("got %+v, %+v, %v", scores, rows, err)
	}
	write("ground-truth.json", "{")
	if _, _, err := Pages(dir, nil); err == nil {
		t.Error("a broken ground truth is read")
	}
}
