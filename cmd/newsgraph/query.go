package main

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) queryCommand() *cobra.Command {
	var variables []string
	var operation string
	cmd := &cobra.Command{
		Use:   "query QUERY",
		Short: "Ask the graph in GraphQL",
		Long: `Sends a GraphQL query, or a mutation, to the store or to a running server, and
prints the answer as JSON. QUERY is its text; "-" reads it from standard input.
The schema is printed by newsgraph schema.

The exit status is 1 where the answer has errors; they are in the output.`,
		Example: `  newsgraph query '{ statistics { articles entities statements } }'
  newsgraph query --var 'name="Facebook"' \
    'query($name: String) { entity(name: $name) { name aliases statementCount } }'
  newsgraph query --endpoint http://127.0.0.1:8080 - < statements.graphql`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			values, err := parseVariables(variables)
			if err != nil {
				return err
			}
			text := given[0]
			if text == "-" {
				read, err := io.ReadAll(p.stdin)
				if err != nil {
					return err
				}
				text = string(read)
			}
			if strings.TrimSpace(text) == "" {
				return usage("query: the query is empty; try '{ statistics { statements } }'")
			}
			return p.query(cmd, request{Query: text, Variables: values, Operation: operation})
		},
	}
	graphFlags(cmd)
	cmd.Flags().StringArrayVar(&variables, "var", nil, "a variable and its JSON value, as `name=json`; may be repeated")
	cmd.Flags().StringVar(&operation, "operation", "", "the `name` of the operation, where the query has several")
	return cmd
}

// query prints the answer, errors included.
func (p *program) query(cmd *cobra.Command, r request) error {
	g, err := p.openGraph(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(g)
	a, err := g.answer(cmd.Context(), r)
	if err != nil {
		return err
	}
	if err := p.printJSON(a); err != nil {
		return err
	}
	if a.Errors != nil {
		return errSilent
	}
	return nil
}

// printJSON writes v indented, in the order of its fields.
func (p *program) printJSON(v any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return err
	}
	_, err := p.stdout.Write(out.Bytes())
	return err
}

// printLine writes v as JSON on one line.
func (p *program) printLine(v any) error {
	encoder := json.NewEncoder(p.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// variableName is a name in GraphQL.
var variableName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// parseVariables reads name=json.
func parseVariables(given []string) (map[string]any, error) {
	values := map[string]any{}
	for _, v := range given {
		name, text, found := strings.Cut(v, "=")
		if !found || !variableName.MatchString(name) {
			return nil, usage("--var is %q; want name=json, such as first=10", v)
		}
		if !json.Valid([]byte(text)) {
			return nil, usage(`--var %s: %s is no JSON; text is written in quotes: --var '%s="..."'`, name, text, name)
		}
		values[name] = json.RawMessage(text)
	}
	return values, nil
}
