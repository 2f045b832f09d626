package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"newsgraph/graph"
)

func (p *program) checkCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check that the graph is sound",
		Long: `Looks for everything that should not be: statements without evidence, edges without a
statement, identifiers that lead nowhere, quotes that are not in their article's text,
datasets that are not as they were imported, and whatever the store has that does not
follow from its articles. Every fault is a line, what to do is said behind them, and the
exit status is 1 where there is any.

With --store the quads themselves are checked. With --endpoint what the server shows is
checked: that each statement has its ends and its evidence, and each piece of evidence
its article and its quote.`,
		Example: `  newsgraph check
  newsgraph check --endpoint http://127.0.0.1:8080`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			g, err := p.openGraph(cmd, forReading)
			if err != nil {
				return err
			}
			defer p.closeGraph(g)
			faults, err := g.check(cmd.Context())
			if err != nil {
				return err
			}
			return p.printFaults(faults, asJSON)
		},
	}
	graphFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per fault")
	return cmd
}

// faultLine is the line that check --json prints of a fault.
type faultLine struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

func (p *program) printFaults(faults []graph.Fault, asJSON bool) error {
	var kinds []string
	remedies := map[string]string{}
	for _, f := range faults {
		if remedies[f.Kind] == "" {
			kinds = append(kinds, f.Kind)
			remedies[f.Kind] = f.Remedy()
		}
		if asJSON {
			if err := p.printLine(faultLine{f.Kind, f.ID, f.Message, f.Remedy()}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(p.stdout, "%s %s: %s\n", f.Kind, f.ID, f.Message)
	}
	if len(faults) > 0 {
		p.tell("%s found", count(len(faults), "fault"))
		for _, kind := range kinds {
			p.tell("%s: %s", kind, remedies[kind])
		}
		return errSilent
	}
	if !asJSON {
		fmt.Fprintln(p.stdout, "sound")
	}
	return nil
}

const checkQuery = `query($after: String) {
  statements(first: 100, after: $after, filter: {status: [ACTIVE, WITHDRAWN]}, orderBy: {field: PUBLISHED}) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id subject { id } predicate { id } object { id } value { text }
      evidence(first: 20) { nodes { id verified withdrawnAt article { id } } }
    }
  }
}`

// checked is a page of the answer to checkQuery.
type checked struct {
	Statements struct {
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
		Nodes []checkedStatement
	}
}

type identified struct{ ID string }

type checkedStatement struct {
	ID                         string
	Subject, Predicate, Object *identified
	Value                      *struct{ Text string }
	Evidence                   *struct{ Nodes []checkedEvidence }
}

type checkedEvidence struct {
	ID          string
	Verified    *bool
	WithdrawnAt *string
	Article     *identified
}

// checkFromOutside checks what a server shows of its graph.
func checkFromOutside(ctx context.Context, from answerer) ([]graph.Fault, error) {
	var faults []graph.Fault
	after := any(nil)
	for {
		variables := map[string]any{}
		if after != nil {
			variables["after"] = after
		}
		page, err := ask[checked](ctx, from, checkQuery, variables)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Statements.Nodes {
			faults = append(faults, s.faults()...)
		}
		if !page.Statements.PageInfo.HasNextPage {
			return faults, nil
		}
		after = page.Statements.PageInfo.EndCursor
	}
}

// faults are what is wrong with the statement and the first of its evidence.
func (s checkedStatement) faults() []graph.Fault {
	var faults []graph.Fault
	add := func(kind, id, message string) {
		faults = append(faults, graph.Fault{Kind: kind, ID: id, Message: message})
	}
	if s.Subject == nil || s.Predicate == nil || s.Object == nil && s.Value == nil {
		add("statement", s.ID, "has no subject, no predicate or no object")
	}
	if s.Evidence == nil || len(s.Evidence.Nodes) == 0 {
		add("statement", s.ID, "has no evidence")
		return faults
	}
	for _, e := range s.Evidence.Nodes {
		switch {
		case e.Article == nil:
			add("evidence", e.ID, "has no article")
		case e.WithdrawnAt == nil && (e.Verified == nil || !*e.Verified):
			add("evidence", e.ID, "has a quote that is not in the article's text at its place")
		}
	}
	return faults
}
