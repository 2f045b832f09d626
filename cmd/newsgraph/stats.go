package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// statistics are the store's sizes, as GraphQL gives them.
type statistics struct {
	Articles   int64  `json:"articles"`
	Entities   int64  `json:"entities"`
	Statements int64  `json:"statements"`
	Evidence   int64  `json:"evidence"`
	Predicates int64  `json:"predicates"`
	Quads      int64  `json:"quads"`
	Revision   int64  `json:"revision"`
	Backend    string `json:"backend"`
	Extractor  string `json:"extractor"`
	Version    string `json:"version"`
}

const statisticsQuery = `{ statistics { articles entities statements evidence predicates quads revision backend extractor version } }`

func (p *program) statsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Print the sizes of the graph",
		Long: `Prints how many articles, entities, statements, pieces of evidence, predicates and
quads the graph has, its revision (one more with every change), and what keeps it.`,
		Example: `  newsgraph stats
  newsgraph stats --json --endpoint http://127.0.0.1:8080`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.stats(cmd, asJSON) },
	}
	graphFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (p *program) stats(cmd *cobra.Command, asJSON bool) error {
	g, err := p.openGraph(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(g)
	data, err := ask[struct{ Statistics statistics }](cmd.Context(), g, statisticsQuery, nil)
	if err != nil {
		return err
	}
	s := data.Statistics
	if asJSON {
		return p.printJSON(s)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value any
	}{
		{"articles", s.Articles}, {"entities", s.Entities}, {"statements", s.Statements}, {"evidence", s.Evidence},
		{"predicates", s.Predicates}, {"quads", s.Quads}, {"revision", s.Revision}, {"backend", s.Backend},
		{"extractor", s.Extractor}, {"version", s.Version},
	} {
		fmt.Fprintf(table, "%s\t%v\n", row.name, row.value)
	}
	return table.Flush()
}
