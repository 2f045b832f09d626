package graph

import (
	"testing"
	"time"
)

func TestParseEDTF(t *testing.T) {
	for s, want := range map[string][2]string{
		"2018":                      {"2018-01-01T00:00:00Z", "2019-01-01T00:00:00Z"},
		"2018-06":                   {"2018-06-01T00:00:00Z", "2018-07-01T00:00:00Z"},
		"2018-12":                   {"2018-12-01T00:00:00Z", "2019-01-01T00:00:00Z"},
		"2016-02-29":                {"2016-02-29T00:00:00Z", "2016-03-01T00:00:00Z"},
		"0000":                      {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		"2018-06-05T12:00:00":       {"2018-06-05T12:00:00Z", "2018-06-05T12:00:01Z"},
		"2018-06-05T12:00:00Z":      {"2018-06-05T12:00:00Z", "2018-06-05T12:00:01Z"},
		"2018-06-05T12:00:00-07":    {"2018-06-05T19:00:00Z", "2018-06-05T19:00:01Z"},
		"2018-06-05T12:00:00+05:30": {"2018-06-05T06:30:00Z", "2018-06-05T06:30:01Z"},
		"2007/2013":                 {"2007-01-01T00:00:00Z", "2014-01-01T00:00:00Z"},
		"2018-06-05/2018-07":        {"2018-06-05T00:00:00Z", "2018-08-01T00:00:00Z"},
		"2018/2018":                 {"2018-01-01T00:00:00Z", "2019-01-01T00:00:00Z"},
	} {
		start, end, err := ParseEDTF(s)
		if got := [2]string{start.Format(time.RFC3339), end.Format(time.RFC3339)}; err != nil || got != want {
			t.Errorf("%s: want %v, got %v, error %v", s, want, got, err)
		}
	}
	for _, s := range []string{
		"", "/", "2018/", "/2018", "18", "2018-6", "2018-13", "2018-02-30", "2018-06-05T1:00:00", "2018-06-05T12:00:00.5Z", "2018-06-05T12:00",
		"2019/2018", "2018-06-05T12:00:00Z/2019", "2018?", "2018-XX", "-2018", "2018/..", "May 2018", "2018-06-05 ", "2018/2019/2020",
	} {
		if start, end, err := ParseEDTF(s); err == nil {
			t.Errorf("%q: want an error, got %v to %v", s, start, end)
		}
	}
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		excludes bool
	}{
		{"2018", "2018-06", false}, {"2018-05", "2018-06", true}, {"2018-05/2018-06", "2018-06-30", false}, {"2018", "", false},
		{"", "", false}, {"2018-12-31", "2019-01-01", true}, {"2018-12-31T23:59:59Z", "2019", true},
	} {
		if got := periodOf(c.a).excludes(periodOf(c.b)); got != c.excludes {
			t.Errorf("%q excludes %q: %v", c.a, c.b, got)
		}
		if got := periodOf(c.b).excludes(periodOf(c.a)); got != c.excludes {
			t.Errorf("%q excludes %q: %v", c.b, c.a, got)
		}
	}
}

func FuzzParseEDTF(f *testing.F) {
	for _, s := range []string{"2018", "2018-06", "2018-06-05", "2018-06-05T12:00:00Z", "2018/2019", "9999-12-31", "0000", "x", "2018-06-05T12:00:00+14:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		start, end, err := ParseEDTF(s)
		if err != nil {
			return
		}
		if !start.Before(end) || start.Location() != time.UTC || end.Location() != time.UTC {
			t.Errorf("%q covers %v to %v", s, start, end)
		}
		if periodOf(s).excludes(periodOf(s)) {
			t.Errorf("%q excludes itself", s)
		}
	})
}
