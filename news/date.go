package news

import (
	"fmt"
	"strings"
	"time"
)

// Precision says how much of a Date is known.
type Precision uint8

// The precisions of a Date, from nothing to the instant.
const (
	Unknown Precision = iota
	Year
	Month
	Day
	Instant
)

// Date is a moment as precisely as it is known: a year, a month, a day or an instant. The zero value is unknown.
type Date struct {
	Time      time.Time // the beginning of the year, month or day in UTC; the instant itself with its own offset
	Precision Precision
}

// Known says whether anything of the date is known.
func (d Date) Known() bool { return d.Precision != Unknown }

// String is the date in EDTF level 0 (ISO 8601-2): 2018, 2018-06, 2018-06-05; an instant in RFC 3339; empty where
// nothing is known.
func (d Date) String() string {
	switch d.Precision {
	case Year:
		return d.Time.Format("2006")
	case Month:
		return d.Time.Format("2006-01")
	case Day:
		return d.Time.Format("2006-01-02")
	case Instant:
		return d.Time.Format(time.RFC3339)
	}
	return ""
}

var dateLayouts = []struct {
	layout    string
	precision Precision
}{
	{time.RFC3339Nano, Instant}, {"2006-01-02T15:04:05Z0700", Instant}, {"2006-01-02T15:04Z07:00", Instant},
	{"2006-01-02T15:04:05", Instant}, {"2006-01-02 15:04:05", Instant}, {"2006-01-02T15:04", Instant},
	{"2006-01-02", Day}, {"2006-01", Month}, {"2006", Year},
}

// ParseDate reads a date in EDTF level 0 or RFC 3339; a time without an offset is taken as UTC. The empty string is the
// unknown date. The error says which forms are read.
func ParseDate(text string) (Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Date{}, nil
	}
	for _, l := range dateLayouts {
		if t, err := time.Parse(l.layout, text); err == nil {
			if t.Year() < 1 {
				break
			}
			return Date{Time: t, Precision: l.precision}, nil
		}
	}
	return Date{}, fmt.Errorf("news: %q is not a date; write 2018-06-05, 2018-06, 2018 or 2018-06-05T12:00:00Z", text)
}
