package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const deleteMutation = `mutation($input: DeleteArticleInput!) {
  deleteArticle(input: $input) { id statementsRemoved entitiesRemoved userErrors { message } }
}`

const articleByURL = `query($url: URL) { article(url: $url) { id } }`

// deletion is what became of one article.
type deletion struct {
	ID         string `json:"id"`
	Statements int    `json:"statementsRemoved"`
	Entities   int    `json:"entitiesRemoved"`
	DryRun     bool   `json:"dryRun"`
}

func (p *program) deleteCommand() *cobra.Command {
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "delete ARTICLE...",
		Short: "Take articles out of the graph, with what only they say",
		Long: `Takes articles out of the graph. ARTICLE is an identifier ("article/...", as load --json
and GraphQL print it) or the article's address. What other articles say as well stays.`,
		Example: `  newsgraph delete --dry-run https://example.org/2018/06/story
  newsgraph delete article/5d1c0a9e5d1c0a9e`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, articles []string) error {
			g, err := p.openGraph(cmd, forChanging)
			if err != nil {
				return err
			}
			defer p.closeGraph(g)
			failed := false
			for _, article := range articles {
				gone, err := deleteArticle(cmd.Context(), g, article, dryRun)
				if err == nil {
					err = p.printDeletion(gone, asJSON)
				}
				if err != nil {
					p.tell("%s: %v", article, err)
					failed = true
				}
			}
			if failed {
				return errSilent
			}
			return nil
		},
	}
	graphFlags(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would go, and change nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per article")
	return cmd
}

// deleteArticle deletes the article of this id or address.
func deleteArticle(ctx context.Context, from answerer, article string, dryRun bool) (deletion, error) {
	id, err := articleID(ctx, from, article)
	if err != nil {
		return deletion{}, err
	}
	data, err := ask[struct {
		DeleteArticle struct {
			ID                *string
			StatementsRemoved int
			EntitiesRemoved   int
			UserErrors        []struct{ Message string }
		}
	}](ctx, from, deleteMutation, map[string]any{"input": map[string]any{"id": id, "dryRun": dryRun}})
	if err != nil {
		return deletion{}, err
	}
	d := data.DeleteArticle
	if len(d.UserErrors) > 0 {
		return deletion{}, fmt.Errorf("%s", d.UserErrors[0].Message)
	}
	return deletion{ID: id, Statements: d.StatementsRemoved, Entities: d.EntitiesRemoved, DryRun: dryRun}, nil
}

// articleID is the identifier of the article that the user names by it, by its hash alone, or by an address.
func articleID(ctx context.Context, from answerer, article string) (string, error) {
	if !strings.Contains(article, "://") {
		return "article/" + strings.TrimPrefix(article, "article/"), nil
	}
	data, err := ask[struct{ Article *struct{ ID string } }](ctx, from, articleByURL, map[string]any{"url": article})
	if err != nil {
		return "", err
	}
	if data.Article == nil {
		return "", fmt.Errorf("the graph has no article of this address")
	}
	return data.Article.ID, nil
}

func (p *program) printDeletion(d deletion, asJSON bool) error {
	if asJSON {
		return p.printLine(d)
	}
	verb := "deleted"
	if d.DryRun {
		verb = "would delete"
	}
	_, err := fmt.Fprintf(p.stdout, "%s %s with %s and %s that no other article has\n", verb, d.ID,
		count(d.Statements, "statement"), count(d.Entities, "entity"))
	return err
}

// count is a number with its noun: "1 entity", "3 entities".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
