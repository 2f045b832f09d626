package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/news"
)

// check checks what the server shows.
func (e *endpoint) check(ctx context.Context) ([]graph.Fault, error) { return checkFromOutside(ctx, e) }

// Close gives the connections back.
func (e *endpoint) Close() error {
	e.client.CloseIdleConnections()
	return nil
}

// remoteLoader reads articles here and sends them to a server, which reads what they say.
type remoteLoader struct {
	to   *endpoint
	warn func(name string, date news.Date) // of a date that cannot be sent
}

// The most that is sent in one request, well below a server's limits.
const (
	batchArticles = 20
	batchBytes    = 2 << 20
)

// Load is as that of a loaders.Loader; words are not counted.
func (r remoteLoader) Load(ctx context.Context, sources []source.Source, in format.Input, each func(loaders.Item)) (loaders.Report, error) {
	// What is in hand when the context ends is still sent.
	b := &articleBatch{ctx: context.WithoutCancel(ctx), remoteLoader: r, each: each}
	err := loaders.ReadSources(ctx, formats(), sources, in, b.add)
	stopped := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if stopped {
		err = nil
	}
	if err == nil {
		err = b.send()
	}
	b.report.Stopped = stopped
	return b.report, err
}

// articleBatch gathers articles until there are enough for a request.
type articleBatch struct {
	remoteLoader

	ctx    context.Context
	each   func(loaders.Item)
	report loaders.Report
	items  []format.Item // in order, bad ones too
	bytes  int
}

func (b *articleBatch) add(item format.Item) error {
	b.items = append(b.items, item)
	b.bytes += len(item.Article.Text)
	if len(b.items) < batchArticles && b.bytes < batchBytes {
		return nil
	}
	return b.send()
}

// articleInput is the ArticleInput of GraphQL.
type articleInput struct {
	URL         string   `json:"url,omitempty"`
	Title       string   `json:"title,omitempty"`
	Source      string   `json:"source,omitempty"`
	Authors     []string `json:"authors,omitempty"`
	PublishedAt string   `json:"publishedAt,omitempty"`
	Text        string   `json:"text"`
}

// input leaves out a date that is no day: GraphQL would take it for the first day of the month or year.
func (b *articleBatch) input(item format.Item) articleInput {
	a := item.Article
	in := articleInput{URL: a.URL, Title: a.Title, Source: a.Source, Authors: a.Authors, Text: a.Text}
	switch {
	case a.Published.Precision >= news.Day:
		in.PublishedAt = a.Published.String()
	case a.Published.Known():
		b.warn(item.Name, a.Published)
	}
	return in
}

const loadMutation = `mutation($input: LoadArticlesInput!) {
  loadArticles(input: $input) {
    articles { article { id } outcome statementCount error { message } }
    userErrors { message }
  }
}`

// loaded is the answer to loadMutation.
type loaded struct {
	LoadArticles struct {
		Articles   []loadedArticle
		UserErrors []struct{ Message string }
	}
}

type loadedArticle struct {
	Article        *struct{ ID string }
	Outcome        loaders.Outcome
	StatementCount int
	Error          *struct{ Message string }
}

// send sends what was gathered and tells of every item, in order.
func (b *articleBatch) send() error {
	var inputs []articleInput
	for _, item := range b.items {
		if item.Err == nil {
			inputs = append(inputs, b.input(item))
		}
	}
	var answers []loadedArticle
	if len(inputs) > 0 {
		data, err := ask[loaded](b.ctx, b.to, loadMutation, map[string]any{"input": map[string]any{"articles": inputs}})
		if err != nil {
			return err
		}
		if faults := data.LoadArticles.UserErrors; len(faults) > 0 {
			return errors.New(faults[0].Message)
		}
		answers = data.LoadArticles.Articles
	}
	if len(answers) != len(inputs) {
		return fmt.Errorf("the server answered for %d of %s", len(answers), count(len(inputs), "article"))
	}
	for _, item := range b.items {
		told := unread(item)
		if item.Err == nil {
			told, answers = answers[0].item(item), answers[1:]
		}
		b.tell(told)
	}
	b.items, b.bytes = nil, 0
	return nil
}

// unread is the outcome of an item that could not be read.
func unread(item format.Item) loaders.Item {
	outcome := loaders.Failed
	if errors.Is(item.Err, format.ErrRefused) {
		outcome = loaders.Refused
	}
	return loaders.Item{Name: item.Name, Title: item.Article.Title, Outcome: outcome, Err: item.Err}
}

func (a loadedArticle) item(of format.Item) loaders.Item {
	told := loaders.Item{Name: of.Name, Title: of.Article.Title, Outcome: a.Outcome, Statements: a.StatementCount}
	if a.Article != nil {
		told.ID = a.Article.ID
	}
	if a.Error != nil {
		told.Err = fmt.Errorf("%s: %s", of.Name, strings.TrimPrefix(a.Error.Message, of.Name+": "))
	}
	return told
}

// tell counts an item and tells of it.
func (b *articleBatch) tell(item loaders.Item) {
	b.report.Count(item)
	b.each(item)
}
