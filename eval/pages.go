package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode"
)

// PageScores are the scores of main text extraction over a set of pages, as defined by the article extraction benchmark
// (https://github.com/scrapinghub/article-extraction-benchmark): precision and recall of shingles of four words are
// averaged over the pages, F1 is the harmonic mean of the two averages, accuracy the share of pages without any
// difference in words. All are between 0 and 1.
type PageScores struct {
	Pages     int     `json:"pages"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Accuracy  float64 `json:"accuracy"`
}

// PageRow is one page. True positives, false positives and false negatives are shares of all shingles of the page, so
// that long pages weigh no more than short ones.
type PageRow struct {
	ID            string
	TP, FP, FN    float64
	Exact         bool  // every word is right
	Err           error // why nothing was extracted; then the text counts as empty
	Missed, Extra []string
}

// Precision is the share of the extracted shingles that is right.
func (r PageRow) Precision() float64 { return share(r.TP, r.FP, r.FN) }

// Recall is the share of the right shingles that was extracted.
func (r PageRow) Recall() float64 { return share(r.TP, r.FN, r.FP) }

// share is right/(right+wrong) by the benchmark's rules for empty pages.
func share(right, wrong, other float64) float64 {
	switch {
	case wrong == 0 && other == 0:
		return 1
	case right == 0 && wrong == 0:
		return 0
	}
	return right / (right + wrong)
}

// Pages scores extract over a folder laid out like the benchmark: ground-truth.json (id to url and articleBody) and
// html/ID.html. extract gets a page and its address and gives the main text; its error is kept in the row. The rows are
// in the order of their ids.
func Pages(dir string, extract func(page []byte, url string) (string, error)) (PageScores, []PageRow, error) {
	data, err := os.ReadFile(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return PageScores{}, nil, fmt.Errorf("eval: pages: %w", err)
	}
	var truth map[string]struct{ URL, ArticleBody string }
	if err := json.Unmarshal(data, &truth); err != nil {
		return PageScores{}, nil, fmt.Errorf("eval: pages: ground-truth.json: %w", err)
	}
	var rows []PageRow
	for id, expected := range truth {
		page, err := os.ReadFile(filepath.Join(dir, "html", id+".html"))
		if err != nil {
			return PageScores{}, nil, fmt.Errorf("eval: pages: %w", err)
		}
		text, err := extract(page, expected.URL)
		if err != nil {
			text = ""
		}
		row := ComparePage(expected.ArticleBody, text)
		row.ID, row.Err = id, err
		rows = append(rows, row)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return ScorePages(rows), rows, nil
}

// ScorePages sums rows up.
func ScorePages(rows []PageRow) PageScores {
	s := PageScores{Pages: len(rows)}
	var extracted, expected int
	for _, row := range rows {
		if row.TP+row.FP > 0 {
			extracted++
			s.Precision += row.Precision()
		}
		if row.TP+row.FN > 0 {
			expected++
			s.Recall += row.Recall()
		}
		if row.Exact {
			s.Accuracy++
		}
	}
	s.Precision /= float64(max(extracted, 1))
	s.Recall /= float64(max(expected, 1))
	s.Accuracy /= float64(max(len(rows), 1))
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}

// shingle is how many words are compared at a time.
const shingle = 4

// ComparePage compares an extracted text with the expected one.
func ComparePage(expected, extracted string) PageRow {
	want, got := pageWords(expected), pageWords(extracted)
	row := PageRow{Exact: strings.Join(want, " ") == strings.Join(got, " ")}
	wanted, found := shingles(want), shingles(got)
	for key, n := range wanted {
		row.TP += float64(min(n, found[key]))
		if missed := n - found[key]; missed > 0 {
			row.FN += float64(missed)
			row.Missed = append(row.Missed, key)
		}
	}
	for key, n := range found {
		if extra := n - wanted[key]; extra > 0 {
			row.FP += float64(extra)
			row.Extra = append(row.Extra, key)
		}
	}
	sort.Strings(row.Missed)
	sort.Strings(row.Extra)
	if all := row.TP + row.FP + row.FN; all > 0 {
		row.TP, row.FP, row.FN = row.TP/all, row.FP/all, row.FN/all
	}
	return row
}

// pageWords are the runs of letters, digits and underscores.
func pageWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
}

// shingles counts each run of four words; a text of fewer words is one shingle.
func shingles(words []string) map[string]int {
	counts := map[string]int{}
	for i := 0; i < max(1, len(words)-shingle+1); i++ {
		if s := words[i:min(i+shingle, len(words))]; len(s) > 0 {
			counts[strings.Join(s, " ")]++
		}
	}
	return counts
}
