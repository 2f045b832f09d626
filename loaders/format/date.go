package format

import (
	"regexp"
	"strings"
	"time"

	"newsgraph/news"
)

// LatestDate is the last date that an article may have. It is fixed so that the same page gives the same date on every day.
func LatestDate() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

// Day is the day of a time, as the clock there shows it.
func Day(t time.Time) news.Date {
	return news.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Precision: news.Day}
}

var isoDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}\b`)

// wordyLayouts are the other ways in which pages write a date for machines. Those with digits alone, where the month may
// come first or second, are not among them.
var wordyLayouts = []struct {
	layout  string
	instant bool
}{
	{time.RFC1123Z, true}, {time.RFC1123, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true}, {"Mon Jan 2 15:04:05 MST 2006", true}, {"2006-01-02 15:04:05 -0700", true},
	{"2006-01-02 15:04:05 -0700 MST", true}, {"2006-01-02 15:04:05-07:00", true}, {"Jan 2, 2006", false}, {"January 2, 2006", false}, {"2 January 2006", false}, {"2 Jan 2006", false},
	{"Monday, January 2, 2006", false}, {"2006/01/02", false}, {"20060102", false},
}

// StatedDate reads a date as pages and tables state it for machines; the zero Date where it is none. An instant needs its
// offset: without one, and at midnight sharp, which is how many systems write a mere day, only the day is known.
func StatedDate(text string) news.Date {
	text = strings.TrimSpace(text)
	date, err := news.ParseDate(text)
	if err != nil {
		date = parseWordy(text)
	}
	if year := date.Time.Year(); !date.Known() || year <= 1970 || date.Time.After(LatestDate()) {
		return news.Date{}
	}
	if date.Precision == news.Instant && (midnight(date.Time) || !hasOffset(text)) {
		return Day(date.Time)
	}
	return date
}

func parseWordy(text string) news.Date {
	for _, l := range wordyLayouts {
		t, err := time.Parse(l.layout, text)
		switch {
		case err != nil:
		case l.instant && namedZone(l.layout, t):
			// Go knows no offset for a zone that it only has the letters of.
			return Day(t)
		case l.instant:
			return news.Date{Time: t, Precision: news.Instant}
		default:
			return Day(t)
		}
	}
	if start := isoDay.FindString(text); start != "" {
		if date, err := news.ParseDate(start); err == nil {
			return date
		}
	}
	return news.Date{}
}

func namedZone(layout string, t time.Time) bool {
	zone, offset := t.Zone()
	return strings.Contains(layout, "MST") && !strings.Contains(layout, "-0700") && offset == 0 && zone != "UTC" && zone != "GMT"
}

// midnight says whether a time has only the day.
func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

var offset = regexp.MustCompile(`(?:[Zz]|GMT|UTC|[A-Z]{3,4}|[+-]\d{2}:?\d{2})(?: [A-Z]{3,4})?(?: \d{4})?$`)

func hasOffset(text string) bool {
	return offset.MatchString(text) && !isoDay.MatchString(text[max(0, len(text)-10):])
}
