package resolve

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"newsgraph/news"
)

// When reads a phrase of time ("on Tuesday", "in May 2018", "since 2012", "last week") as EDTF level 0 against the date
// of publication. A phrase that looks forward ("on Saturday" of a plan) is resolved to the next such day. It is empty
// where the phrase says no date, or a relative one without a publication date.
func When(phrase string, published news.Date, future bool) string {
	w := whenReader{future: future, words: " " + strings.Trim(timeWords(phrase), " ") + " "}
	if published.Known() && published.Precision >= news.Day {
		w.now, w.known = published.Time, true
	} else if published.Known() {
		w.year = published.Time.Year()
	}
	if w.known {
		w.year = w.now.Year()
	}
	if strings.HasPrefix(w.words, " since ") {
		return w.since()
	}
	for _, rule := range []func() string{w.interval, w.span, w.absolute, w.relative} {
		if out := rule(); out != "" {
			return out
		}
	}
	return ""
}

type whenReader struct {
	words  string // lower case, between spaces
	now    time.Time
	known  bool // now is known to the day
	year   int  // of publication, 0 where not known
	future bool
}

func timeWords(phrase string) string {
	phrase = strings.ToLower(strings.ReplaceAll(phrase, "’", "'"))
	phrase = strings.NewReplacer(",", " ", ".", " ", "'s", "", "mid-", "mid ", "early-", "early ", "late-", "late ", "–", " - ", "—", " - ").Replace(phrase)
	return tidy(phrase)
}

var (
	monthNames = func() map[string]time.Month {
		out := map[string]time.Month{"sept": time.September}
		for m := time.January; m <= time.December; m++ {
			name := strings.ToLower(m.String())
			out[name], out[name[:3]] = m, m
		}
		return out
	}()
	weekdays = func() map[string]time.Weekday {
		out := map[string]time.Weekday{}
		for d := time.Sunday; d <= time.Saturday; d++ {
			out[strings.ToLower(d.String())] = d
		}
		return out
	}()
	numbers = map[string]int{
		"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		"eleven": 11, "twelve": 12, "several": 0, "few": 0,
	}

	monthPattern  = `(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)`
	yearPattern   = `((?:19|20)\d\d)`
	betweenRule   = regexp.MustCompile(` (?:between|from) ` + yearPattern + ` (?:and|to|until|till|through|-) ` + yearPattern + ` `)
	yearsRule     = regexp.MustCompile(` ` + yearPattern + ` ?[-/] ?` + yearPattern + ` `)
	isoRule       = regexp.MustCompile(` ((?:19|20)\d\d-\d\d(?:-\d\d)?) `)
	dayMonthRule  = regexp.MustCompile(` (\d\d?)(?:st|nd|rd|th)? (?:of )?` + monthPattern + `(?: ` + yearPattern + `)? `)
	monthDayRule  = regexp.MustCompile(` ` + monthPattern + ` (\d\d?)(?:st|nd|rd|th)?(?: ` + yearPattern + `)? `)
	monthYearRule = regexp.MustCompile(` ` + monthPattern + `(?: of)? ` + yearPattern + ` `)
	monthRule     = regexp.MustCompile(` ` + monthPattern + ` `)
	yearRule      = regexp.MustCompile(` ` + yearPattern + ` `)
	decadeRule    = regexp.MustCompile(` ((?:19|20)\d)0s `)
	seasonRule    = regexp.MustCompile(` ((?:19|20)\d\d)/(\d\d) `)
	agoRule       = regexp.MustCompile(` (\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (day|week|month|year|decade)s? (ago|earlier|before) `)
	stretchRule   = regexp.MustCompile(` (?:in|over|during|for|within|throughout) (?:the )?(last|past|previous|next|coming) (?:(\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) )?(day|week|month|year|decade)s? `)
	clockRule     = regexp.MustCompile(` at \d\d?(?::\d\d)? ?(?:am|pm|a m|p m)? `)
	unitRule      = regexp.MustCompile(` (last|past|previous|this|next|later this|earlier this|coming) (week|month|year|weekend|season) `)
)

// interval reads "between 2007 and 2013"; one that ends before it begins is none.
func (w *whenReader) interval() string {
	for _, rule := range []*regexp.Regexp{betweenRule, yearsRule} {
		if m := rule.FindStringSubmatch(w.words); m != nil && m[1] <= m[2] {
			return m[1] + "/" + m[2]
		}
	}
	return ""
}

// since reads "since 2012", which lasts until the publication.
func (w *whenReader) since() string {
	if w.year == 0 {
		return ""
	}
	start := When(strings.TrimPrefix(w.words, " since "), news.Date{Time: w.now, Precision: w.precision()}, false)
	if start == "" || strings.Contains(start, "/") {
		return ""
	}
	end := fmt.Sprintf("%04d-12-31", w.year)
	if w.known {
		end = w.now.Format("2006-01-02")
	}
	if end = end[:len(start)]; end < start {
		return ""
	}
	return start + "/" + end
}

func (w *whenReader) precision() news.Precision {
	if w.known {
		return news.Day
	}
	return news.Unknown
}

// span reads decades and seasons.
func (w *whenReader) span() string {
	if m := decadeRule.FindStringSubmatch(w.words); m != nil {
		return m[1] + "0/" + m[1] + "9"
	}
	if m := seasonRule.FindStringSubmatch(w.words); m != nil {
		start, _ := strconv.Atoi(m[1])
		if end, _ := strconv.Atoi(m[1][:2] + m[2]); end == start+1 {
			return fmt.Sprintf("%d/%d", start, end)
		}
	}
	return ""
}

// absolute reads dates that name their month or year.
func (w *whenReader) absolute() string {
	if m := isoRule.FindStringSubmatch(w.words); m != nil {
		if d, err := news.ParseDate(m[1]); err == nil {
			return d.String()
		}
	}
	if m := monthDayRule.FindStringSubmatch(w.words); m != nil {
		return w.date(m[1], m[2], m[3])
	}
	if m := dayMonthRule.FindStringSubmatch(w.words); m != nil {
		return w.date(m[2], m[1], m[3])
	}
	if m := monthYearRule.FindStringSubmatch(w.words); m != nil {
		return fmt.Sprintf("%s-%02d", m[2], monthNames[m[1]])
	}
	if m := yearRule.FindStringSubmatch(w.words); m != nil {
		return m[1]
	}
	if m := monthRule.FindStringSubmatch(w.words); m != nil {
		return w.month(m[1])
	}
	return ""
}

// date is a day of a month; without a year, of the year that brings it nearest before the publication, or after it for
// what is planned.
func (w *whenReader) date(month, day, year string) string {
	d, _ := strconv.Atoi(day)
	m := monthNames[month]
	y, _ := strconv.Atoi(year)
	if year == "" {
		if w.year == 0 {
			return ""
		}
		y = w.nearestYear(m, d)
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if d < 1 || t.Month() != m {
		return ""
	}
	return t.Format("2006-01-02")
}

func (w *whenReader) nearestYear(m time.Month, day int) int {
	if !w.known {
		return w.year
	}
	t := time.Date(w.year, m, day, 0, 0, 0, 0, time.UTC)
	gap := t.Sub(time.Date(w.year, w.now.Month(), w.now.Day(), 0, 0, 0, 0, time.UTC)).Hours() / 24
	switch {
	case w.future && gap < -31:
		return w.year + 1
	case !w.future && gap > 31:
		return w.year - 1
	}
	return w.year
}

func (w *whenReader) month(name string) string {
	if w.year == 0 {
		return ""
	}
	m, year := monthNames[name], w.year
	if w.known {
		switch last := strings.Contains(w.words, " last "); {
		case w.future && m < w.now.Month():
			year++
		case !w.future && (m > w.now.Month() || last && m == w.now.Month()):
			year--
		}
	}
	return fmt.Sprintf("%04d-%02d", year, m)
}

// relative reads what only the date of publication can date.
func (w *whenReader) relative() string {
	if !w.known {
		return ""
	}
	has := func(word string) bool { return strings.Contains(w.words, " "+word+" ") }
	switch {
	case has("yesterday"), has("last night"):
		return w.day(-1)
	case has("tomorrow"):
		return w.day(1)
	case has("today"), has("currently"), has("tonight"), has("this morning"), has("this afternoon"), has("this evening"):
		return w.day(0)
	}
	if m := agoRule.FindStringSubmatch(w.words); m != nil {
		return w.ago(m[1], m[2])
	}
	for _, word := range strings.Fields(w.words) {
		if day, ok := weekdays[word]; ok {
			return w.weekday(day)
		}
	}
	if out := w.stretch(); out != "" {
		return out
	}
	if strings.Contains(w.words, " the next ") || strings.Contains(w.words, " the last ") {
		return "" // counted from what was told before, or a stretch of time
	}
	if m := unitRule.FindStringSubmatch(w.words); m != nil {
		return w.unit(m[1], m[2])
	}
	if clockRule.MatchString(w.words) { // a time of day without a day is that of the publication
		return w.day(0)
	}
	return ""
}

// stretch reads "over the last five years" and "over the next decade". Short ones ("in the past few days") are no date.
func (w *whenReader) stretch() string {
	m := stretchRule.FindStringSubmatch(w.words)
	if m == nil {
		return ""
	}
	n := numbers[m[2]]
	if n == 0 {
		n, _ = strconv.Atoi(m[2])
	}
	if m[3] == "decade" {
		n = max(n, 1) * 10
	} else if m[3] != "year" || n < 2 {
		return ""
	}
	if n > 500 {
		return ""
	}
	if m[1] == "next" || m[1] == "coming" {
		if !w.future {
			return "" // counted from what was told before
		}
		return fmt.Sprintf("%04d/%04d", w.year, w.year+n)
	}
	return fmt.Sprintf("%04d/%04d", w.year-n, w.year)
}

func (w *whenReader) day(offset int) string { return w.now.AddDate(0, 0, offset).Format("2006-01-02") }

func (w *whenReader) weekday(day time.Weekday) string {
	gap := int(day - w.now.Weekday())
	forward := w.future || strings.Contains(w.words, " next ") || strings.Contains(w.words, " coming ")
	switch {
	case forward && gap < 0:
		gap += 7
	case !forward && gap > 0:
		gap -= 7
	}
	if strings.Contains(w.words, " last ") && gap == 0 {
		gap = -7
	}
	return w.day(gap)
}

func (w *whenReader) ago(count, unit string) string {
	n, ok := numbers[count]
	if !ok {
		n, _ = strconv.Atoi(count)
	}
	if n < 1 || n > 500 {
		return ""
	}
	switch unit {
	case "day":
		return w.day(-n)
	case "week":
		return w.week(w.now.AddDate(0, 0, -7*n))
	case "month":
		return firstOf(w.now).AddDate(0, -n, 0).Format("2006-01")
	case "year":
		return strconv.Itoa(w.year - n)
	}
	return ""
}

func firstOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func (w *whenReader) unit(which, unit string) string {
	step := 0
	switch which {
	case "last", "past", "previous":
		step = -1
	case "next", "coming":
		step = 1
	}
	switch unit {
	case "weekend":
		return w.weekend(step)
	case "week":
		if which == "later this" || which == "earlier this" {
			return w.partOfWeek(which)
		}
		return w.week(w.now.AddDate(0, 0, 7*step))
	case "month":
		return firstOf(w.now).AddDate(0, step, 0).Format("2006-01")
	}
	return strconv.Itoa(w.year + step)
}

// weekend is the Saturday and Sunday of this week, the last or the next. What happened "this weekend" and is told before
// Friday was the weekend before.
func (w *whenReader) weekend(step int) string {
	days := (int(w.now.Weekday()) + 6) % 7
	saturday := 5 - days + 7*step
	if step == 0 && !w.future && days < 4 {
		saturday -= 7
	}
	return w.day(saturday) + "/" + w.day(saturday+1)
}

// partOfWeek is what is left of the week of the publication, or what is over of it; Monday's earlier days are those of
// the week before.
func (w *whenReader) partOfWeek(which string) string {
	days := (int(w.now.Weekday()) + 6) % 7
	switch {
	case which == "later this" && days < 6:
		return w.day(0) + "/" + w.day(6-days)
	case which == "earlier this" && days > 0:
		return w.day(-days) + "/" + w.day(0)
	}
	return w.week(w.now)
}

// week is the week of a day, from Monday to Sunday.
func (w *whenReader) week(t time.Time) string {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return monday.Format("2006-01-02") + "/" + monday.AddDate(0, 0, 6).Format("2006-01-02")
}
