package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/eval"
	"newsgraph/graph"
)

// goldOptions are the flags of eval gold.
type goldOptions struct {
	base           string
	misses, extras bool
}

func (p *program) evalGold(show shower) *cobra.Command {
	var o goldOptions
	cmd := &cobra.Command{
		Use:   "gold FOLDER",
		Short: "Score statements against those that people wrote",
		Long: `Loads the articles that the gold files of a FOLDER name into a graph in memory, one after
the other, and compares the statements that each has brought with those that people
wrote. The answers of GraphQL are compared: what is measured is what a user sees.

link, core   gold statements found as an edge between the right two nodes; of these,
             those at the core of their article
text         found where further arguments and quotes may stand for the object
prec, prec_s statements between two gold entities that the gold backs; of all with a
             gold entity as their subject
polarity, modality, said, time   agreed on, of the statements found
frag, mixing nodes per gold entity; nodes that mix several
type         gold entities with a node of the right type`,
		Example: `  newsgraph eval gold gold/
  newsgraph eval gold --misses --extras gold/`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			scores, err := p.scoreGold(cmd.Context(), args[0], o)
			return show(goldMeasures(scores), err)
		},
	}
	cmd.Flags().StringVar(&o.base, "base", "", "`folder` that the paths of articles start from (default two above FOLDER)")
	cmd.Flags().BoolVar(&o.misses, "misses", false, "list the gold statements that were not found")
	cmd.Flags().BoolVar(&o.extras, "extras", false, "list the statements between gold entities that the gold does not back")
	return cmd
}

// scoreGold scores the articles of a folder of gold files, in order of the files' names.
func (p *program) scoreGold(ctx context.Context, folder string, o goldOptions) (eval.GoldScores, error) {
	var total eval.GoldScores
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		return total, errors.Join(err, fmt.Errorf("there are no gold files (*.json) in %s", folder))
	}
	if o.base == "" {
		o.base = filepath.Join(folder, "..", "..")
	}
	p.settings.Store = "memory:"
	store, err := graph.Open(ctx, p.settings.Store, graph.Options{IRIBase: p.settings.IRIBase, Log: p.log})
	if err != nil {
		return total, err
	}
	l, err := p.newLocal(store)
	if err != nil {
		return total, errors.Join(err, store.Close())
	}
	defer p.closeGraph(l)
	for _, file := range files {
		gold, err := readFile(file, eval.ReadGoldArticle)
		if err != nil {
			return total, err
		}
		told, err := toldOf(ctx, l, gold, o.base)
		if err != nil {
			return total, fmt.Errorf("%s: %w", file, err)
		}
		result := eval.Gold(gold, told)
		total.Add(result.Scores)
		p.printGold(result, o)
	}
	return total, nil
}

// printGold lists what was asked for of one article.
func (p *program) printGold(r eval.GoldResult, o goldOptions) {
	end := func(e eval.GoldEnd) string { return strings.Join(append([]string{e.Entity}, e.Text...), "") }
	for _, row := range r.Rows {
		if o.misses && row.Found == nil {
			fmt.Fprintf(p.stdout, "miss  %s | %s | %s\n", end(row.Gold.Subject), row.Gold.Predicate[0], end(row.Gold.Object))
		}
	}
	for _, s := range r.Extras {
		if o.extras {
			fmt.Fprintf(p.stdout, "extra %s | %s | %s\n", s.Subject.Names[0], s.Predicate, s.Object.Names[0])
		}
	}
}

func goldMeasures(s eval.GoldScores) []measure {
	share := func(name string, part, whole int) measure {
		return measure{name, 100 * float64(part) / float64(max(whole, 1))}
	}
	return []measure{
		share("link", s.Linked, s.Gold), share("core", s.CoreLinked, s.Core), share("text", s.Text, s.Gold),
		share("prec", s.BetweenBacked, s.Between), share("prec_s", s.FromBacked, s.From),
		share("polarity", s.Polarity, s.Linked), share("modality", s.Modality, s.Linked), share("said", s.SaidBy, s.Linked),
		share("time", s.Time, s.Timed), {"frag", float64(s.Nodes) / float64(max(s.Entities, 1))}, {"mixing", float64(s.Mixing)},
		share("type", s.Type, s.Typed), {"gold", float64(s.Gold)}, {"statements", float64(s.Statements)},
	}
}

const goldLoad = `mutation($in: LoadArticlesInput!) { loadArticles(input: $in) {
	articles { outcome article { id } error { message } } userErrors { message } } }`

const goldQuery = `query($id: ID!, $after: String) { article(id: $id) { statements(first: 200, after: $after) { pageInfo { hasNextPage endCursor }
	nodes { text polarity modality confidence objectText
		subject { id name aliases descriptions type } object { id name aliases descriptions type }
		predicate { label } value { text } attributedTo { id name aliases descriptions type }
		time { edtf } arguments { text } evidence(article: $id, first: 20) { nodes { quote surface } } } } } }`

type message struct{ Message string }

// loadedGold is the answer to goldLoad.
type loadedGold struct {
	LoadArticles struct {
		UserErrors []message
		Articles   []struct {
			Outcome string
			Article *struct{ ID string }
			Error   *message
		}
	}
}

// askedGold is the answer to goldQuery.
type askedGold struct {
	Article struct {
		Statements struct {
			PageInfo struct {
				HasNextPage bool
				EndCursor   *string
			}
			Nodes []askedStatement
		}
	}
}

type askedEntity struct {
	ID, Name, Type        string
	Aliases, Descriptions []string
}

type askedStatement struct {
	Text, Polarity, Modality, ObjectText string
	Confidence                           float64
	Subject, Object, AttributedTo        *askedEntity
	Predicate                            struct{ Label string }
	Value                                *struct{ Text string }
	Time                                 *struct{ EDTF *string }
	Arguments                            []struct{ Text string }
	Evidence                             struct {
		Nodes []struct{ Quote, Surface string }
	}
}

// toldOf loads the article of a gold file and gives its statements.
func toldOf(ctx context.Context, l *local, gold eval.GoldArticle, base string) ([]eval.ToldStatement, error) {
	path := filepath.Join(base, filepath.FromSlash(gold.Article.Source))
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	article := map[string]any{"url": "https://gold.example/" + gold.Article.ID}
	if gold.Article.Published != "" {
		article["publishedAt"] = gold.Article.Published + "T12:00:00Z"
	}
	if ext := filepath.Ext(path); ext == ".html" || ext == ".htm" {
		article["html"] = strings.ToValidUTF8(string(content), "\uFFFD")
	} else {
		article["text"], article["title"] = strings.ToValidUTF8(string(content), "\uFFFD"), gold.Article.Title
	}
	loaded, err := ask[loadedGold](ctx, l, goldLoad, map[string]any{"in": map[string]any{"articles": []any{article}}})
	if err != nil {
		return nil, err
	}
	answer := loaded.LoadArticles
	if len(answer.UserErrors) > 0 {
		return nil, errors.New(answer.UserErrors[0].Message)
	}
	if len(answer.Articles) != 1 || answer.Articles[0].Article == nil {
		return nil, fmt.Errorf("%s was not stored: %+v", path, answer.Articles)
	}
	if e := answer.Articles[0].Error; e != nil {
		return nil, errors.New(e.Message)
	}
	return storedStatements(ctx, l, answer.Articles[0].Article.ID)
}

// storedStatements are the statements of a stored article.
func storedStatements(ctx context.Context, l *local, article string) ([]eval.ToldStatement, error) {
	var out []eval.ToldStatement
	variables := map[string]any{"id": article}
	for {
		page, err := ask[askedGold](ctx, l, goldQuery, variables)
		if err != nil {
			return nil, err
		}
		statements := page.Article.Statements
		for _, s := range statements.Nodes {
			out = append(out, s.told())
		}
		if !statements.PageInfo.HasNextPage || statements.PageInfo.EndCursor == nil {
			return out, nil
		}
		variables["after"] = *statements.PageInfo.EndCursor
	}
}

func (s askedStatement) told() eval.ToldStatement {
	t := eval.ToldStatement{
		Subject: s.Subject.told(), Object: s.Object.told(), ObjectText: s.ObjectText, Predicate: s.Predicate.Label, Text: s.Text,
		Polarity: s.Polarity, Modality: s.Modality, SaidBy: s.AttributedTo.told(), Confidence: s.Confidence,
	}
	if s.Value != nil {
		t.Literal = s.Value.Text
	}
	if s.Time != nil && s.Time.EDTF != nil {
		t.Time = *s.Time.EDTF
	}
	for _, a := range s.Arguments {
		t.Arguments = append(t.Arguments, a.Text)
	}
	for _, e := range s.Evidence.Nodes {
		t.Quotes = append(t.Quotes, e.Quote)
		if e.Surface != "" {
			t.Surfaces = append(t.Surfaces, e.Surface)
		}
	}
	return t
}

func (e *askedEntity) told() *eval.ToldEntity {
	if e == nil {
		return nil
	}
	return &eval.ToldEntity{ID: e.ID, Names: append([]string{e.Name}, e.Aliases...), Descriptions: e.Descriptions, Type: e.Type}
}
