package schema

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"newsgraph/graph"
)

// Loader reads articles into the store that the schema answers from.
type Loader interface {
	// LoadArticles loads the articles and answers one LoadedArticle for each, in their order. What is wrong with one
	// article is told in its LoadedArticle and never stops the others; an error is of the whole: the context ended, or
	// the store cannot be written.
	LoadArticles(ctx context.Context, articles []ArticleInput) ([]LoadedArticle, error)
}

// ArticleInput is an article as it is handed in: exactly one of Text and HTML is not empty.
type ArticleInput struct {
	URL, Title, Source string
	Authors            []string
	Published          time.Time // zero where it is not known
	Text, HTML         string
}

// LoadOutcome says what became of an article that was handed in.
type LoadOutcome string

// The outcomes. Refused: not an article, or not in a language that is read. Failed: it could not be read.
const (
	LoadAdded     LoadOutcome = "ADDED"
	LoadUpdated   LoadOutcome = "UPDATED"
	LoadUnchanged LoadOutcome = "UNCHANGED"
	LoadRefused   LoadOutcome = "REFUSED"
	LoadFailed    LoadOutcome = "FAILED"
)

// LoadedArticle says what became of one article.
type LoadedArticle struct {
	ID         string // "article/..."; empty where it is not in the store
	Outcome    LoadOutcome
	Statements int
	Code       string // of what was wrong, in capitals: "NO_TEXT"; empty where nothing was
	Message    string // one line for a person: what was wrong and what to do
}

// userProblem is an error that the user can mend; path names the input field.
type userProblem struct {
	code, message string
	path          []string
}

func mutationResolvers() map[string]resolver {
	return map[string]resolver{
		"loadArticles": loadArticles, "loadURLs": loadURLs, "deleteArticle": deleteArticle,
		"mergeEntities": decide(mergeEntities), "undoMerge": decide(undoMerge), "splitEntity": decide(splitEntity),
		"markDistinct": decide(markDistinct), "undoDistinct": decide(undoDistinct), "reviewStatement": reviewStatement,
	}
}

func userErrorResolvers() map[string]resolver {
	return map[string]resolver{
		"code":    plain(func(p *userProblem) any { return p.code }),
		"message": plain(func(p *userProblem) any { return p.message }),
		"path":    plain(func(p *userProblem) any { return p.path }),
	}
}

type loadPayload struct {
	articles []loadedItem
	mutation any // clientMutationId
}

// loadedItem is an answer with the place of its article in the input.
type loadedItem struct {
	LoadedArticle
	place int
}

func loadArticlesPayloadResolvers() map[string]resolver {
	return map[string]resolver{
		"articles":         plain(func(p *loadPayload) any { return p.articles }),
		"userErrors":       plain(func(*loadPayload) any { return []*userProblem{} }),
		"clientMutationId": plain(func(p *loadPayload) any { return p.mutation }),
	}
}

func loadedArticleResolvers() map[string]resolver {
	return map[string]resolver{
		"article": of(func(c *call, a loadedItem) (any, error) { return articleLater(c, a.ID), nil }),
		"outcome": plain(func(a loadedItem) any { return enumValue(a.Outcome) }),
		"statementCount": plain(func(a loadedItem) any {
			if a.ID == "" {
				return nil
			}
			return a.Statements
		}),
		"error": plain(func(a loadedItem) any {
			if a.Code == "" && a.Message == "" {
				return nil
			}
			return &userProblem{code: a.Code, message: a.Message, path: []string{"input", "articles", strconv.Itoa(a.place)}}
		}),
	}
}

func loadArticles(c *call) (any, error) {
	in, _ := c.args.object("input")
	given := in.objects("articles")
	if limit := c.schema.limits.ArticlesPerRequest; len(given) > limit {
		return nil, tooMuch(keyArticlesPerRequest, "the articles", len(given), limit)
	}
	if c.schema.loader == nil {
		return nil, NewError(CodeBadRequest, "loadArticles: this server does not load articles")
	}
	payload := &loadPayload{articles: make([]loadedItem, len(given)), mutation: in["clientMutationId"]}
	var articles []ArticleInput
	var places []int // of the articles that can be loaded
	for i, m := range given {
		a := articleInput(m)
		payload.articles[i] = loadedItem{checkArticle(a), i}
		if payload.articles[i].Code == "" {
			articles, places = append(articles, a), append(places, i)
		}
	}
	if len(articles) == 0 {
		return payload, nil
	}
	c.release()
	loaded, err := c.schema.loader.LoadArticles(c.ctx, articles)
	if err != nil {
		return nil, fmt.Errorf("schema: loadArticles: %w", err)
	}
	if len(loaded) != len(articles) {
		return nil, fmt.Errorf("schema: loadArticles: %d answers for %d articles", len(loaded), len(articles))
	}
	for i, place := range places {
		payload.articles[place].LoadedArticle = loaded[i]
	}
	return payload, nil
}

func articleInput(m input) ArticleInput {
	return ArticleInput{
		URL: m.text("url"), Title: m.text("title"), Source: m.text("source"), Authors: texts(m, "authors"),
		Published: m.time("publishedAt"), Text: m.text("text"), HTML: m.text("html"),
	}
}

// checkArticle says what is wrong with an article that need not be read to be known; without a code, nothing is.
func checkArticle(a ArticleInput) LoadedArticle {
	switch text, html := strings.TrimSpace(a.Text) != "", strings.TrimSpace(a.HTML) != ""; {
	case text && html:
		return LoadedArticle{Outcome: LoadFailed, Code: "TEXT_AND_HTML", Message: "give the article's text or its html, not both"}
	case !text && !html:
		return LoadedArticle{Outcome: LoadFailed, Code: "NO_TEXT", Message: "give the article's text or its html"}
	}
	return LoadedArticle{}
}

type deletePayload struct {
	deleted  *graph.DeletedArticle // nil where there was none
	problems []*userProblem
	mutation any
}

func deleteArticlePayloadResolvers() map[string]resolver {
	deleted := func(get func(*graph.DeletedArticle) any) resolver {
		return plain(func(p *deletePayload) any {
			if p.deleted == nil {
				return nil
			}
			return get(p.deleted)
		})
	}
	return map[string]resolver{
		"id":                deleted(func(d *graph.DeletedArticle) any { return d.ID }),
		"statementsRemoved": deleted(func(d *graph.DeletedArticle) any { return d.StatementsRemoved }),
		"entitiesRemoved":   deleted(func(d *graph.DeletedArticle) any { return d.EntitiesRemoved }),
		"userErrors":        plain(func(p *deletePayload) any { return p.problems }),
		"clientMutationId":  plain(func(p *deletePayload) any { return p.mutation }),
	}
}

func deleteArticle(c *call) (any, error) {
	in, _ := c.args.object("input")
	payload := &deletePayload{problems: []*userProblem{}, mutation: in["clientMutationId"]}
	id := in.text("id")
	dryRun, _ := in["dryRun"].(bool)
	c.release()
	applied, err := c.schema.store.Apply(c.ctx, graph.Batch{Delete: []string{id}, DryRun: dryRun})
	if err != nil {
		return nil, fmt.Errorf("schema: deleteArticle: %w", err)
	}
	if len(applied.Deleted) != 1 || !applied.Deleted[0].Found {
		payload.problems = append(payload.problems, &userProblem{
			code: "NOT_FOUND", message: fmt.Sprintf("there is no article %.100q", id), path: []string{"input", "id"},
		})
		return payload, nil
	}
	payload.deleted = &applied.Deleted[0]
	return payload, nil
}
