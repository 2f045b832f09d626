package main

import (
	"bufio"
	"context"
	"io"

	"github.com/spf13/cobra"

	"newsgraph/graph"
)

func (p *program) exportCommand() *cobra.Command {
	var form, out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the whole graph to a file",
		Long: `Writes every quad of the store as a line of N-Quads (https://www.w3.org/TR/n-quads/), in
order of their bytes. The fourth term of a quad is the article that says so, or the
dataset that it was imported with. A store bigger than memory is sorted in temporary files.`,
		Example: `  newsgraph export > graph.nq
  newsgraph export --store news.db --out graph.nq`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("format", form, "nquads"); err != nil {
				return err
			}
			return p.export(cmd, out)
		},
	}
	ownFlags(cmd)
	cmd.Flags().StringVar(&form, "format", "nquads", "`format` of the file: nquads")
	cmd.Flags().StringVarP(&out, "out", "o", "", "`file` to write (default: standard output)")
	return cmd
}

// export writes the quads to a file, or to standard output where none is named.
func (p *program) export(cmd *cobra.Command, out string) error {
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	if out == "" {
		return writeQuads(cmd.Context(), store, p.stdout)
	}
	return writeWhole(out, func(w io.Writer) error { return writeQuads(cmd.Context(), store, w) })
}

func writeQuads(ctx context.Context, store *graph.Store, w io.Writer) error {
	buffered := bufio.NewWriter(w)
	if err := store.WriteNQuads(ctx, buffered); err != nil {
		return err
	}
	return buffered.Flush()
}
