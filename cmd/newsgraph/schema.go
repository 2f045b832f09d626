package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"newsgraph/schema"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the GraphQL schema",
		Long: `Prints the GraphQL schema in the schema definition language, with the rules that hold of
every field as comments before it.`,
		Example: `  newsgraph schema > schema.graphql`,
		Args:    arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			text, err := schema.SDL()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(p.stdout, text)
			return err
		},
	}
}
