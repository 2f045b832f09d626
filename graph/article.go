package graph

import (
	"time"

	"newsgraph/news"
)

// Article is a stored article.
type Article struct {
	ID string // "article/" + news.Article.ID
	news.Article
	LoadedAt    time.Time
	ContentHash string // news.Article.ContentHash of the text as stored
	WordCount   int
	Extractor   string // what read it
}

// Statistics are the store's sizes.
type Statistics struct {
	Articles, Entities, Statements, Evidence, Predicates, Quads int64

	Revision uint64 // one more with every commit
	Backend  string // "memory", "embedded", "postgres"
}
