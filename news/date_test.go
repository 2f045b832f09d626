package news

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	cases := []struct {
		in, want  string // want as String gives it
		precision Precision
	}{
		{"2018", "2018", Year},
		{"2018-06", "2018-06", Month},
		{"2018-06-05", "2018-06-05", Day},
		{" 2018-06-05\n", "2018-06-05", Day},
		{"2016-02-29", "2016-02-29", Day},
		{"2018-06-05T20:10:00Z", "2018-06-05T20:10:00Z", Instant},
		{"2018-06-05T20:10:00-04:00", "2018-06-05T20:10:00-04:00", Instant},
		{"2018-06-05T20:10:00.123456+02:00", "2018-06-05T20:10:00+02:00", Instant},
		{"2018-06-05T20:10:00+0200", "2018-06-05T20:10:00+02:00", Instant},
		{"2018-06-05T20:10+02:00", "2018-06-05T20:10:00+02:00", Instant},
		{"2018-06-05T20:10:00", "2018-06-05T20:10:00Z", Instant},
		{"2018-06-05 20:10:00", "2018-06-05T20:10:00Z", Instant},
		{"2018-06-05T20:10", "2018-06-05T20:10:00Z", Instant},
		{"0001-01-01", "0001-01-01", Day},
		{"", "", Unknown},
		{"  ", "", Unknown},
	}
	for _, c := range cases {
		got, err := ParseDate(c.in)
		if err != nil || got.String() != c.want || got.Precision != c.precision || got.Known() != (c.want != "") {
			t.Errorf("%q: got %s with precision %d, %v; want %s with %d", c.in, got, got.Precision, err, c.want, c.precision)
		}
		again, err := ParseDate(got.String())
		if err != nil || again.String() != got.String() || !again.Time.Equal(got.Time.Truncate(time.Second)) {
			t.Errorf("%q: %s is read as %s, %v", c.in, got, again, err)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{"yesterday", "June 5, 2018", "05/06/2018", "2018-6-5", "2018-13", "2018-02-30", "20180605", "18", "0000", "0000-01-01", "2018-06-05T25:00:00Z", "2018-06-05Z", "2007/2013", "2018-06-05T20:10:00+02:00 x"} {
		got, err := ParseDate(in)
		if err == nil || got.Known() {
			t.Errorf("%q is read as %s", in, got)
			continue
		}
		if message := err.Error(); !strings.Contains(message, in) || !strings.Contains(message, "2018-06-05") || strings.Contains(message, "\n") {
			t.Errorf("%q: the error %q does not say what to write", in, message)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2018", "2018-06-05T20:10:00.5-04:00", "2018-06-05T20:10", "9999-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := ParseDate(text)
		if err != nil {
			return
		}
		again, err := ParseDate(date.String())
		if err != nil || again.String() != date.String() || again.Precision != date.Precision {
			t.Errorf("%q is %s, which is read as %s, %v", text, date, again, err)
		}
	})
}
