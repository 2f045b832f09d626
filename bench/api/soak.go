package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"newsgraph/bench/made"
)

const (
	loadArticles  = `mutation($input: LoadArticlesInput!) { loadArticles(input: $input) { articles { outcome error { message } article { id } } userErrors { message } } }`
	deleteArticle = `mutation($id: ID!) { deleteArticle(input: {id: $id}) { userErrors { message } } }`
)

// soaking asks all questions, mixed, while articles are loaded and taken back, and tells of errors and of memory.
func (o options) soaking(ctx context.Context, s *process, g *asked) error {
	ctx, cancel := context.WithTimeout(ctx, o.soak)
	defer cancel()
	var asked, loaded atomic.Int64
	var failed error
	var once sync.Once
	fail := func(err error) {
		if err != nil && ctx.Err() == nil {
			once.Do(func() { failed = err; cancel() })
		}
	}
	questions, by := g.questions(), crowd{o.clients, o.pause}
	var all sync.WaitGroup
	for c := range by.clients {
		all.Go(func() {
			for i := c; ctx.Err() == nil; i++ {
				_, err := s.ask(ctx, questions[i%len(questions)], i)
				fail(err)
				asked.Add(1)
				by.rest(ctx)
			}
		})
	}
	all.Go(func() {
		for i := g.articles; ctx.Err() == nil; i++ {
			fail(s.loadOne(ctx, i, i%2 == 0))
			loaded.Add(1)
			by.rest(ctx)
		}
	})
	for tick, n := time.NewTicker(max(o.soak/20, time.Second)), 1; ctx.Err() == nil; n++ {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		memory, err := s.memory()
		fail(err)
		fmt.Printf("%3d: %d requests, %d articles loaded, %.0f MB\n", n, asked.Load(), loaded.Load(), memory)
	}
	all.Wait()
	if failed == nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err()
	}
	return failed
}

// loadOne loads the text of a made-up article, and takes it back.
func (s *process) loadOne(ctx context.Context, i int, takeBack bool) error {
	r := made.Reading(i)
	article := map[string]any{"url": r.Article.URL, "title": r.Article.Title, "source": r.Article.Source, "text": r.Article.Text}
	answer, err := s.send(ctx, "/graphql", graphQL{loadArticles, map[string]any{"input": map[string]any{"articles": []any{article}}}})
	if err != nil {
		return err
	}
	id, err := loadedID(answer)
	if err != nil || !takeBack {
		return err
	}
	_, err = s.send(ctx, "/graphql", graphQL{deleteArticle, map[string]any{"id": id}})
	return err
}

// loadedID is the id of the one article of an answer to loadArticles.
func loadedID(answer []byte) (string, error) {
	var a struct {
		Data struct {
			LoadArticles struct {
				Articles []struct{ Article struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return "", err
	}
	if loaded := a.Data.LoadArticles.Articles; len(loaded) == 1 && loaded[0].Article.ID != "" {
		return loaded[0].Article.ID, nil
	}
	return "", fmt.Errorf("an article was not loaded: %.300s", answer)
}
