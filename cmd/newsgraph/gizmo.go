package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// gizmoOptions are the flags of gizmo.
type gizmoOptions struct {
	file    string
	limit   int
	timeout time.Duration
}

func (p *program) gizmoCommand() *cobra.Command {
	var o gizmoOptions
	cmd := &cobra.Command{
		Use:   "gizmo SCRIPT",
		Short: "Ask the quads with a script of paths",
		Long: `Runs a script in Gizmo, the query language of Cayley: JavaScript with paths over the quads
(https://cayley.gitbook.io/cayley/query-languages/gizmoapi). It only reads. SCRIPT is the
script itself, or "-" for standard input. Every result is a line of JSON.

Two functions are there besides: ng(id) is the IRI of an identifier, as in
ng("rel/share-data-with"), and named(name) is a path from the entities of that name.`,
		Example: `  newsgraph gizmo 'named("Facebook").out(ng("rel/share-data-with")).all()'
  newsgraph gizmo 'g.V("<urn:newsgraph:entity/huawei-1a2b3c4d>").in().tag("by").all()'
  newsgraph gizmo --limit 0 --timeout 5m --file script.js`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			script, err := p.script(cmd, args, o)
			if err != nil {
				return err
			}
			return p.gizmo(cmd, script, o)
		},
	}
	ownFlags(cmd)
	cmd.Flags().StringVar(&o.file, "file", "", "`file` with the script, instead of SCRIPT")
	cmd.Flags().IntVar(&o.limit, "limit", 1000, "greatest `number` of results, 0 for all")
	cmd.Flags().DurationVar(&o.timeout, "timeout", 30*time.Second, "the `time` that the script may take, 0 for any")
	return cmd
}

// script is the text of the script.
func (p *program) script(cmd *cobra.Command, args []string, o gizmoOptions) (string, error) {
	switch {
	case o.limit < 0 || o.timeout < 0:
		return "", usage("gizmo: --limit and --timeout are 0 or more")
	case o.file != "" && len(args) == 0:
		text, err := os.ReadFile(o.file)
		return string(text), err
	case o.file != "" || len(args) != 1:
		return "", usage("gizmo: want one script, or --file; usage: %s", cmd.UseLine())
	case args[0] == "-":
		text, err := io.ReadAll(untilDone(cmd.Context(), p.stdin))
		return string(text), err
	case strings.TrimSpace(args[0]) == "":
		return "", usage("gizmo: the script is empty")
	}
	return args[0], nil
}

func (p *program) gizmo(cmd *cobra.Command, script string, o gizmoOptions) error {
	store, err := p.openOwn(cmd, forReading)
	if err != nil {
		return err
	}
	defer p.closeGraph(store)
	v, err := store.View(cmd.Context())
	if err != nil {
		return err
	}
	defer v.Close()
	ctx := cmd.Context()
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.timeout)
		defer cancel()
	}
	more, err := v.Gizmo(ctx, script, o.limit, func(result any) error { return p.printLine(result) })
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the script was stopped after %s; give it more time with --timeout", o.timeout)
	}
	if err == nil && more {
		p.tell("there are more than %s; --limit 0 gives all", count(o.limit, "result"))
	}
	return err
}
