package eval

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsgraph/internal/shareddata"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/news"
)

// TestDatesOfPages wants the publication dates of nine pages in ten of the article extraction benchmark, held against a
// list that was made by hand.
func TestDatesOfPages(t *testing.T) {
	dir := shareddata.Path(t, "data", "pages", "article-extraction-benchmark")
	list, err := os.Open(filepath.Join("testdata", "pages-published.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	right, all := 0, 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		id, stated, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			continue
		}
		want, err := news.ParseDate(stated)
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(dir, "html", id+".html"))
		if err != nil {
			t.Fatal(err)
		}
		a, err := html.Format{}.Article(context.Background(), page, format.Input{})
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if all++; samePublication(want, a.Published) {
			right++
		} else {
			t.Logf("%s: got %q, want %q", id, a.Published, want)
		}
	}
	if all != 51 || right*10 < all*9 {
		t.Errorf("%d of %d dates are right, want nine in ten of 51", right, all)
	}
	t.Logf("%d of %d dates are right", right, all)
}

// samePublication compares two instants, which may be an hour apart, or the days on which readers saw the page.
func samePublication(want, got news.Date) bool {
	if !got.Known() {
		return false
	}
	if want.Precision == news.Instant && got.Precision == news.Instant {
		return got.Time.Sub(want.Time).Abs() <= time.Hour
	}
	return want.Time.Format(time.DateOnly) == got.Time.Format(time.DateOnly)
}

func TestSamePublication(t *testing.T) {
	for _, c := range []struct {
		want, got string
		same      bool
	}{
		{"2019-11-18T20:58:46-08:00", "2019-11-19T04:58:46Z", true}, {"2019-11-18T20:58:46-08:00", "2019-11-18", true}, {"2019-11-18T20:58:46-08:00", "2019-11-19", false},
		{"2019-11-18", "2019-11-18T23:00:00Z", true}, {"2019-11-18T10:00:00Z", "2019-11-18T12:00:00Z", false}, {"2019-11-18", "", false},
	} {
		want, err := news.ParseDate(c.want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := news.ParseDate(c.got)
		if err != nil {
			t.Fatal(err)
		}
		if samePublication(want, got) != c.same {
			t.Errorf("%s and %s: want %v", c.want, c.got, c.same)
		}
	}
}
