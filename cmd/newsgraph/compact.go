package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (p *program) compactCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Give back the room that deleted articles took",
		Long: `Writes the store's tables anew without what was deleted, and says how big it was and is.
The store gives such room back by itself over time; this does all of it at once. It needs
as much free room on the disk as the store takes.`,
		Example: `  newsgraph compact --store news.db`,
		Args:    arguments(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.compact(cmd, asJSON) },
	}
	ownFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// sizes are the bytes of a store before and after it was compacted.
type sizes struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

func (p *program) compact(cmd *cobra.Command, asJSON bool) error {
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	var s sizes
	if s.Before, err = store.Size(cmd.Context()); err != nil {
		return err
	}
	if err := store.Compact(cmd.Context()); err != nil {
		return err
	}
	if s.After, err = store.Size(cmd.Context()); err != nil {
		return err
	}
	if asJSON {
		return p.printLine(s)
	}
	_, err = fmt.Fprintf(p.stdout, "%s before, %s after\n", bytesText(s.Before), bytesText(s.After))
	return err
}
