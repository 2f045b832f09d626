package resolve

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"newsgraph/graph"
	"newsgraph/news"
)

// rows are the lines of a file of cases, their fields parted by "|".
func rows(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]string
	for s, line := bufio.NewScanner(f), 1; s.Scan(); line++ {
		if text := s.Text(); text != "" && !strings.HasPrefix(text, "#") {
			row := strings.Split(text, "|")
			if len(row) != fields {
				t.Fatalf("%s:%d: %d fields, want %d", name, line, len(row), fields)
			}
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			out = append(out, row)
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s: no cases", name)
	}
	return out
}

func TestWhen(t *testing.T) {
	for _, row := range rows(t, "testdata/when.txt", 4) {
		published, err := news.ParseDate(row[1])
		if err != nil {
			t.Fatal(err)
		}
		if got := When(row[0], published, row[2] == "future"); got != row[3] {
			t.Errorf("When(%q, %s, %q) = %q, want %q", row[0], row[1], row[2], got, row[3])
		}
	}
}

func TestNormalise(t *testing.T) {
	for _, row := range rows(t, "testdata/names.txt", 3) {
		if got := Normalise(row[0], row[1] == "person"); got != row[2] {
			t.Errorf("Normalise(%q, %q) = %q, want %q", row[0], row[1], got, row[2])
		}
	}
}

func TestPredicate(t *testing.T) {
	for label, want := range map[string]string{
		"share data with": "share data with", "Be  CEO of": "be chief executive of", "sack": "fire",
	} {
		if got := Predicate(label); got != want {
			t.Errorf("Predicate(%q) = %q, want %q", label, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]struct {
		number float64
		unit   string
	}{
		"$5.3 billion": {5.3e9, "USD"}, "about 60 companies": {60, "companies"}, "1,200 phones": {1200, "phones"}, "12.5%": {12.5, "%"},
		"£3m": {3e6, "GBP"}, "40 percent of users": {40, "%"},
	} {
		l := literal(text, "")
		if l.Number == nil || *l.Number != want.number || l.Unit != want.unit {
			t.Errorf("literal(%q) = %+v, want %v %s", text, l, want.number, want.unit)
		}
	}
	if l := literal("user data", ""); l.Number != nil || l.Datatype != "" {
		t.Errorf("literal of words = %+v, want no number", l)
	}
	if l := literal("June 5", "2018-06-05"); l.Date != "2018-06-05" || l.Datatype != "xsd:date" {
		t.Errorf("literal of a date = %+v", l)
	}
}

// FuzzWhen: whatever the phrase, the answer is empty or a date that the graph reads.
func FuzzWhen(f *testing.F) {
	for _, s := range []string{"on Tuesday", "since since 2012", "10 years ago", "June 31", "2018-13", "from 2013 to 2007"} {
		f.Add(s, false)
	}
	published, err := news.ParseDate("2018-06-06")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, phrase string, future bool) {
		got := When(phrase, published, future)
		if got == "" {
			return
		}
		if _, _, err := graph.ParseEDTF(got); err != nil {
			t.Errorf("When(%q) = %q: %v", phrase, got, err)
		}
	})
}
