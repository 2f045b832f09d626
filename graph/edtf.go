package graph

import (
	"fmt"
	"strings"
	"time"
)

// The forms of EDTF level 0 (ISO 8601-2), and how far each reaches.
var edtfForms = []struct {
	layout              string
	years, months, days int
	clock               time.Duration
}{
	{layout: "2006", years: 1},
	{layout: "2006-01", months: 1},
	{layout: "2006-01-02", days: 1},
	{layout: "2006-01-02T15:04:05", clock: time.Second},
	{layout: "2006-01-02T15:04:05Z07:00", clock: time.Second},
	{layout: "2006-01-02T15:04:05Z07", clock: time.Second},
}

// ParseEDTF reads a date, a time or an interval in EDTF level 0 ("2018", "2018-06", "2018-06-05", "2018-06-05T12:00:00Z",
// "2018-06/2018-07") and gives the time in UTC that it covers, end exclusive: 2018-06 is from the first of June up to
// the first of July. A time without an offset is taken as UTC.
func ParseEDTF(s string) (start, end time.Time, err error) {
	from, to, interval := strings.Cut(s, "/")
	if !interval {
		return edtfDate(s)
	}
	if strings.Contains(s, "T") {
		return time.Time{}, time.Time{}, fmt.Errorf("graph: %q: an interval has dates at its ends", s)
	}
	start, startEnd, err := edtfDate(from)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	_, end, err = edtfDate(to)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	if end.Before(startEnd) {
		return time.Time{}, time.Time{}, fmt.Errorf("graph: %q: the interval ends before it begins", s)
	}
	return start, end, nil
}

func edtfDate(s string) (start, end time.Time, err error) {
	for _, form := range edtfForms {
		t, err := time.Parse(form.layout, s)
		// time.Parse lets fractions of a second and hours of one digit pass, EDTF does not.
		if err != nil || strings.ContainsAny(s, ".,") || len(s) > 10 && s[13] != ':' {
			continue
		}
		t = t.UTC()
		return t, t.AddDate(form.years, form.months, form.days).Add(form.clock), nil
	}
	return time.Time{}, time.Time{}, fmt.Errorf("graph: %q is not a date in EDTF level 0; write 2018, 2018-06, 2018-06-05 or 2018-06/2018-07", s)
}

// period is a time as ParseEDTF gives it; the zero value is one of which nothing is known.
type period struct{ start, end time.Time }

// periodOf is the period of an EDTF that has been checked before; of none it is the zero value.
func periodOf(edtf string) period {
	start, end, err := ParseEDTF(edtf)
	if err != nil {
		return period{}
	}
	return period{start, end}
}

func (p period) known() bool { return !p.end.IsZero() }

// excludes says that both are known and have no moment in common.
func (p period) excludes(other period) bool {
	return p.known() && other.known() && !p.overlaps(other)
}

// overlaps says that both, known or open at an end, have a moment in common.
func (p period) overlaps(other period) bool {
	return (p.end.IsZero() || other.start.IsZero() || other.start.Before(p.end)) &&
		(other.end.IsZero() || p.start.IsZero() || p.start.Before(other.end))
}
