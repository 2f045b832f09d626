package graph

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsgraph/news"
)

// Bucket is the unit of a timeline. Weeks begin on Monday; all is UTC.
type Bucket string

// The units of timelines.
const (
	ByDay   Bucket = "DAY"
	ByWeek  Bucket = "WEEK"
	ByMonth Bucket = "MONTH"
	ByYear  Bucket = "YEAR"
)

// Clock says which time a timeline is about.
type Clock string

// The clocks. Published: the article's date. Happened: the statement's. Loaded: when the article was first read.
const (
	ClockPublished Clock = "PUBLISHED"
	ClockHappened  Clock = "HAPPENED"
	ClockLoaded    Clock = "LOADED"
)

// TimelineBucket is a stretch of a timeline, from Start up to End.
type TimelineBucket struct {
	Start, End     time.Time
	StatementCount int // different statements
	ArticleCount   int // different articles that make them
}

// Timeline counts the statements that the filter lets through, and the articles that make them, by time; earliest first,
// without the buckets of which nothing is known. Of the evidence that counts which is all that the filter itself asks of
// evidence. A time that is not known, or that does not lie in one bucket (2018 on a timeline of months), is in none:
// nothing is guessed.
func (v *View) Timeline(ctx context.Context, f *StatementFilter, b Bucket, c Clock) ([]TimelineBucket, error) {
	if v.distant(ctx) {
		return ahead(ctx, v.snap, func(ctx context.Context) ([]TimelineBucket, error) { return v.Timeline(ctx, f, b, c) })
	}
	if !slices.Contains([]Bucket{ByDay, ByWeek, ByMonth, ByYear}, b) {
		return nil, &RequestError{"bucket", fmt.Sprintf("%q is none of DAY, WEEK, MONTH, YEAR", b)}
	}
	if !slices.Contains([]Clock{ClockPublished, ClockHappened, ClockLoaded}, c) {
		return nil, &RequestError{"clock", fmt.Sprintf("%q is none of PUBLISHED, HAPPENED, LOADED", c)}
	}
	t := &timeline{look: newLookups(v), bucket: b, clock: c, at: map[time.Time]*tally{}}
	holds := t.look.evidenceTest(f)
	err := v.eachMatching(ctx, t.look, f, func(r *statementRow) error {
		return t.look.eachEvidence(ctx, r.ID, holds, func(e *evidenceRow) error { return t.add(ctx, r, e) })
	})
	if err != nil {
		return nil, err
	}
	return t.buckets(), nil
}

// timeline counts by the start of buckets.
type timeline struct {
	look   *lookups
	bucket Bucket
	clock  Clock
	at     map[time.Time]*tally
}

type tally struct {
	statements int
	last       string // the statement that was counted last: its evidence comes in a row
	articles   map[string]bool
}

func (t *timeline) add(ctx context.Context, r *statementRow, e *evidenceRow) error {
	p, err := t.period(ctx, r, e)
	if err != nil || !p.known() {
		return err
	}
	start, end := t.bucket.around(p.start)
	if p.end.After(end) {
		return nil
	}
	n := t.at[start]
	if n == nil {
		n = &tally{articles: map[string]bool{}}
		t.at[start] = n
	}
	if n.last != r.ID {
		n.last = r.ID
		n.statements++
	}
	n.articles[e.article] = true
	return nil
}

// period is the time of evidence by the clock.
func (t *timeline) period(ctx context.Context, r *statementRow, e *evidenceRow) (period, error) {
	switch t.clock {
	case ClockHappened:
		return r.period(), nil
	case ClockLoaded:
		return period{e.loaded.UTC(), e.loaded.UTC()}, nil
	}
	if e.published.IsZero() {
		return period{}, nil
	}
	a, err := t.look.article(ctx, e.article)
	if err != nil {
		return period{}, err
	}
	start := e.published.UTC()
	switch a.Published.Precision {
	case news.Year:
		return period{start, start.AddDate(1, 0, 0)}, nil
	case news.Month:
		return period{start, start.AddDate(0, 1, 0)}, nil
	case news.Day:
		return period{start, start.AddDate(0, 0, 1)}, nil
	}
	return period{start, start}, nil
}

// around is the bucket that has an instant in UTC.
func (b Bucket) around(t time.Time) (start, end time.Time) {
	year, month, day := t.Date()
	switch b {
	case ByYear:
		start = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(1, 0, 0)
	case ByMonth:
		start = time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 1, 0)
	case ByWeek:
		sinceMonday := (int(t.Weekday()) + 6) % 7
		start = time.Date(year, month, day-sinceMonday, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 0, 7)
	}
	start = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return start, start.AddDate(0, 0, 1)
}

func (t *timeline) buckets() []TimelineBucket {
	var list []TimelineBucket
	for start, n := range t.at {
		_, end := t.bucket.around(start)
		list = append(list, TimelineBucket{Start: start, End: end, StatementCount: n.statements, ArticleCount: len(n.articles)})
	}
	slices.SortFunc(list, func(a, b TimelineBucket) int { return a.Start.Compare(b.Start) })
	return list
}
