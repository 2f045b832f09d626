package main

import (
	"context"
	"fmt"
	"time"

	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/jsonl"
	"newsgraph/news"
	"newsgraph/schema"
)

// articleLoader loads the articles that GraphQL hands in.
type articleLoader struct {
	loader *loaders.Loader
	input  format.Input
}

// LoadArticles loads the articles and answers for each, in their order.
func (a articleLoader) LoadArticles(ctx context.Context, given []schema.ArticleInput) ([]schema.LoadedArticle, error) {
	items := make([]format.Item, len(given))
	for i, g := range given {
		in := a.input
		in.Name = fmt.Sprintf("articles[%d]", i)
		article, err := newRecord(g).Article(ctx, in)
		items[i] = format.Item{Article: article, Name: in.Name, Err: err}
	}
	var answers []schema.LoadedArticle
	report, err := a.loader.LoadArticles(ctx, items, func(item loaders.Item) { answers = append(answers, newLoadedArticle(item)) })
	if err != nil {
		return nil, err
	}
	if report.Stopped {
		return nil, ctx.Err()
	}
	return answers, nil
}

// newRecord is the article as a line of JSON has it. GraphQL gives a day as its midnight.
func newRecord(a schema.ArticleInput) jsonl.Record {
	record := jsonl.Record{URL: a.URL, Title: a.Title, Source: a.Source, Authors: a.Authors, Text: a.Text, HTML: a.HTML}
	if t := a.Published; !t.IsZero() {
		date := news.Date{Time: t, Precision: news.Instant}
		if t.UTC().Truncate(24 * time.Hour).Equal(t) {
			date = news.Date{Time: t.UTC(), Precision: news.Day}
		}
		record.PublishedAt = date.String()
	}
	return record
}

func newLoadedArticle(item loaders.Item) schema.LoadedArticle {
	loaded := schema.LoadedArticle{ID: item.ID, Outcome: schema.LoadOutcome(item.Outcome), Statements: item.Statements}
	if item.Err != nil {
		loaded.Code, loaded.Message = loaders.Code(item.Err), item.Err.Error()
	}
	return loaded
}
