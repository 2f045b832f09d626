package graph

import "time"

// Entity is a thing in the world, as all stored articles together speak of it.
type Entity struct {
	ID             string     // "entity/" + slug + "-" + 8 hex digits
	Name           string     // the name that most articles use
	Type           EntityType // the type that most articles give it
	Named          bool       // false for what is described but never named; such a thing lives in one article
	Aliases        []string   // other names, most used first
	Descriptions   []string   // roles and appositives
	StatementCount int        // active statements that it is subject or object of
	ArticleCount   int        // articles that speak of it
	FirstPublished time.Time  // of those articles; zero where none has a date
	LastPublished  time.Time
}

// Predicate is a relation; surface forms with one meaning have one predicate.
type Predicate struct {
	ID             string   // "rel/" + slug of the label
	Label          string   // base form: "share data with"
	SurfaceForms   []string // the wordings of the articles, most used first
	StatementCount int
}

// Neighbor is an entity that shares statements with another.
type Neighbor struct {
	Entity         string   // entity id
	StatementCount int      // active statements that they share
	Predicates     []string // ids of the predicates of those, most used first
}
