package graph

import "time"

// EntityRef names an entity by id or by any of its names, ignoring case. Exactly one of the two is set. In a filter a
// name stands for all entities of that name.
type EntityRef struct {
	ID   string
	Name string
}

// StringFilter matches text without regard to case. All that is set must hold; a nil In is not set, an empty one
// matches nothing.
type StringFilter struct {
	Eq         *string
	In         []string
	StartsWith *string
	Contains   *string
}

// DateTimeRange is half-open; a zero end is open.
type DateTimeRange struct{ From, To time.Time }

// EDTFRange includes its last unit; an empty end is open.
type EDTFRange struct{ From, To string }

// StatementFilter is the GraphQL contract's filter of the same name: all that is set must hold; nil slices and pointers
// are not set, an empty slice matches nothing. Article, Source, PublishedAt, LoadedAt and Text must hold of one and the
// same evidence; under Not, of no evidence.
type StatementFilter struct {
	And, Or []*StatementFilter
	Not     *StatementFilter

	Subject, Object, Entity, Place, AttributedTo *EntityRef

	Between                             []EntityRef // both ends, in either direction
	SubjectType, ObjectType, EntityType []EntityType
	ObjectText                          *StringFilter
	Predicate                           *StringFilter // of the label and of the surface forms
	PredicateID                         []string
	Article                             *string
	Source                              []string
	Text                                *string // words of the quote
	PublishedAt, LoadedAt               *DateTimeRange
	Time                                *EDTFRange // a statement whose time overlaps the range
	Polarity                            *Polarity
	Modality                            []Modality
	Status                              []Status
	Review                              []Review
	MinConfidence                       *float64
	MinSources                          *int
}

// EntityFilter is the GraphQL contract's filter of the same name.
type EntityFilter struct {
	And, Or []*EntityFilter
	Not     *EntityFilter

	IDs           []string
	Type          []EntityType
	Name          *StringFilter // of any name
	Named         *bool
	MinStatements *int
	Statements    *StatementFilter // has a statement like this
}

// ArticleFilter is the GraphQL contract's filter of the same name.
type ArticleFilter struct {
	IDs         []string
	URL, Title  *StringFilter
	Source      []string
	PublishedAt *DateTimeRange
	Mentions    *EntityRef
	Text        *string
}

// OrderField names what a list is ordered by.
type OrderField string

// The orders. Published, Time, Name and Loaded never change for a row, so pages in them are stable under inserts.
const (
	ByRelevance     OrderField = "RELEVANCE"
	ByConfidence    OrderField = "CONFIDENCE"
	BySources       OrderField = "SOURCES"
	ByTime          OrderField = "TIME"
	ByPublished     OrderField = "PUBLISHED"
	ByName          OrderField = "NAME"
	ByStatements    OrderField = "STATEMENTS"
	ByArticles      OrderField = "ARTICLES"
	ByLastPublished OrderField = "LAST_PUBLISHED"
	ByLoaded        OrderField = "LOADED"
	ByTitle         OrderField = "TITLE"
)

// Order is a field and a direction; ties are broken by id. The zero value is a list's default order.
type Order struct {
	Field     OrderField
	Ascending bool
}

// PageRequest asks for a part of a list, as Relay's cursor connections do. First and Last are counts, 0 for not given;
// giving both, or After with Last, or Before with First, is an error, and so is a cursor that is not of this list.
type PageRequest struct {
	First  int
	After  string
	Last   int
	Before string
	// Count asks for Page.Total, which may cost a scan.
	Count bool
}

// Page is a part of a list.
type Page[T any] struct {
	Items       []T
	Cursors     []string // one per item
	HasNext     bool
	HasPrevious bool
	Total       *int // nil where it was not asked for, or is above the limit
}

// MaxPage is the largest First or Last.
const MaxPage = 1000

// DefaultPage is the size of a page where neither First nor Last is given.
const DefaultPage = 50
