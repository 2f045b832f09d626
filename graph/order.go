package graph

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// ordering gives rows the keys by which a list is ordered: ascending bytes are the order of the list, whichever its
// direction. The id behind the key breaks ties, ascending.
type ordering[R any] struct {
	key func(r R, ascending bool) string
	// size is the length of a key, 0 where it varies and ends in \x00.
	size int
}

// id takes the key off what stands in a list.
func (o ordering[R]) id(orderKey string) string {
	if o.size == 0 {
		_, id, _ := strings.Cut(orderKey, "\x00")
		return id
	}
	return orderKey[min(o.size, len(orderKey)):]
}

// byTime has what has no time at the end, in both directions.
func byTime[R any](of func(R) time.Time) ordering[R] {
	return ordering[R]{size: timeSize, key: func(r R, ascending bool) string {
		if ascending {
			return ascendingTime(of(r))
		}
		return descendingTime(of(r))
	}}
}

func byKey[R any](size int, of func(R) string) ordering[R] {
	return ordering[R]{size: size, key: func(r R, ascending bool) string {
		if ascending {
			return of(r)
		}
		return invert(of(r))
	}}
}

func byNumber[R any](of func(R) int) ordering[R] {
	return byKey(numberSize, func(r R) string { return ascendingNumber(of(r)) })
}

func byText[R any](of func(R) string) ordering[R] {
	return byKey(0, func(r R) string { return ascendingText(fold(of(r))) })
}

var statementOrders = map[OrderField]ordering[*statementRow]{
	ByPublished:  byTime(func(r *statementRow) time.Time { return r.FirstPublished }),
	ByTime:       byTime(func(r *statementRow) time.Time { return r.period().start }),
	BySources:    byNumber(func(r *statementRow) int { return r.IndependentSourceCount }),
	ByConfidence: byKey(8, func(r *statementRow) string { return ascendingFloat(r.Confidence) }),
	// What many say counts most, then what is surely said, then what is new.
	ByRelevance: byKey(numberSize+8+timeSize, func(r *statementRow) string {
		newest := ascendingTime(r.LastPublished)
		if r.LastPublished.IsZero() {
			newest = strings.Repeat("\x00", timeSize)
		}
		return ascendingNumber(r.IndependentSourceCount) + ascendingFloat(math.Round(r.Confidence*100)/100) + newest
	}),
}

var entityOrders = map[OrderField]ordering[*entityRow]{
	ByStatements:    byNumber(func(r *entityRow) int { return r.StatementCount }),
	ByArticles:      byNumber(func(r *entityRow) int { return r.ArticleCount }),
	ByName:          byText(func(r *entityRow) string { return r.Name }),
	ByLastPublished: byTime(func(r *entityRow) time.Time { return r.LastPublished }),
}

var articleOrders = map[OrderField]ordering[*Article]{
	ByPublished: byTime(publishedTime),
	ByLoaded:    byTime(func(a *Article) time.Time { return a.LoadedAt }),
	ByTitle:     byText(func(a *Article) string { return a.Title }),
}

// choose is the ordering that is asked for, or the default one, descending.
func choose[R any](orders map[OrderField]ordering[R], o Order, otherwise OrderField) (ordering[R], Order, error) {
	if o.Field == "" {
		o.Field = otherwise
	}
	chosen, ok := orders[o.Field]
	if !ok {
		return chosen, o, &RequestError{"orderBy", fmt.Sprintf("%s is no order of this list", o.Field)}
	}
	return chosen, o, nil
}
