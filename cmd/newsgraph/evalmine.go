package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"newsgraph/eval"
	"newsgraph/graph"
	"newsgraph/loaders"
	"newsgraph/news"
)

func (p *program) evalMine(show shower) *cobra.Command {
	var uncovered bool
	cmd := &cobra.Command{
		Use:   "mine FILE...",
		Short: "Score how many facts of essays the graph covers (MINE)",
		Long: `Scores the coverage of facts, after MINE (Mo et al. 2025). A line of a FILE is a JSON object
with a text and its facts. For each fact the eight best entities by BM25 over names and
aliases are taken, then the statements within two hops, the best first, up to 140 words of
names, predicates and texts of at most eight words. A fact is covered where .55 of its
stemmed content words are among them. The benchmark's own judge is a language model; this
measure stands in for it.`,
		Example: `  newsgraph eval mine essays.jsonl
  newsgraph eval mine --uncovered essays.jsonl`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			return show(p.scoreMine(cmd.Context(), files, uncovered))
		},
	}
	cmd.Flags().BoolVar(&uncovered, "uncovered", false, "list the facts that are not covered, with their contexts")
	return cmd
}

// essay is a line of a file of MINE.
type essay struct {
	Essay int
	Topic string
	Text  string
	Facts []string
}

func readEssays(r io.Reader) ([]essay, error) {
	var out []essay
	for d := json.NewDecoder(bufio.NewReader(r)); ; {
		var e essay
		if err := d.Decode(&e); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
}

func (p *program) scoreMine(ctx context.Context, files []string, uncovered bool) ([]measure, error) {
	m, err := p.newMachinery()
	if err != nil {
		return nil, err
	}
	l, err := m.loader(noStore{}, p.readingOnly())
	if err != nil {
		return nil, err
	}
	var all []eval.MineRow
	for _, file := range files {
		essays, err := readFile(file, readEssays)
		if err != nil {
			return nil, err
		}
		for _, e := range essays {
			rows, err := mineEssay(ctx, l, e)
			if err != nil {
				return nil, fmt.Errorf("%s: essay %d: %w", file, e.Essay, err)
			}
			all = append(all, rows...)
		}
	}
	for _, row := range all {
		if uncovered && !row.Covered {
			fmt.Fprintf(p.stdout, "%.2f %s\n     %s\n", row.Recall, row.Fact, row.Context)
		}
	}
	s := eval.ScoreMine(all)
	return []measure{{"facts", float64(s.Facts)}, {"covered", float64(s.Covered)}, {"share", s.Share}}, nil
}

// mineEssay looks for the facts of an essay in the graph of that essay alone.
func mineEssay(ctx context.Context, l *loaders.Loader, e essay) ([]eval.MineRow, error) {
	reading, _, err := l.Read(ctx, news.Article{Title: e.Topic, Text: e.Text})
	if err != nil {
		return nil, err
	}
	return eval.Mine(e.Facts, mineGraph(reading))
}

// mineGraph is a reading as a graph whose coverage is measured.
func mineGraph(r graph.Reading) eval.MineGraph {
	var g eval.MineGraph
	for _, e := range r.Entities {
		node := eval.MineNode{ID: string(e.Key), Names: []string{e.Name}}
		for _, alias := range e.Aliases {
			if alias.Name != e.Name {
				node.Names = append(node.Names, alias.Name)
			}
		}
		g.Nodes = append(g.Nodes, node)
	}
	for _, c := range r.Claims {
		s := eval.MineStatement{Subject: string(c.Subject), Predicate: c.Predicate}
		if c.Literal != nil {
			s.Arguments = append(s.Arguments, eval.MineTerm{Text: c.Literal.Text})
		} else {
			s.Arguments = append(s.Arguments, eval.MineTerm{Node: string(c.Object)})
		}
		for _, a := range c.Arguments {
			s.Arguments = append(s.Arguments, eval.MineTerm{Node: string(a.Entity), Text: a.Text})
		}
		g.Statements = append(g.Statements, s)
	}
	return g
}
