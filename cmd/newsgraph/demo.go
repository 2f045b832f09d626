package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"newsgraph/examples"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
)

// demoQuery is the first query that a newcomer sees, here and in the README.
const demoQuery = `{
  statements(filter: {predicate: {contains: "share data"}, object: {name: "Huawei"}}) {
    nodes {
      text
      attributedTo { name }
      evidence { nodes { quote article { source publishedAt } } }
    }
  }
}`

func (p *program) demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A first look: sample articles, a query with its answer, and a server",
		Long: `Loads sample articles, which are part of the program, into a graph in memory, prints a
query with its answer, and serves the graph. They tell how Facebook shared data with
Chinese phone makers and what the Pentagon, the FCC and the Senate did about it in 2018.
Nothing is written to disk.`,
		Example: `  newsgraph demo
  newsgraph demo --addr 127.0.0.1:9000`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context()) },
	}
	addrFlag(cmd)
	return cmd
}

func (p *program) demo(ctx context.Context) error {
	listener, err := p.listen(ctx)
	if err != nil {
		return err
	}
	p.settings.Store = "memory:"
	store, err := p.openStore(ctx, forChanging, "")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer p.closeGraph(store)
	l, err := p.newLocal(store)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := p.loadSamples(ctx, l.loader); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := p.showQuery(ctx, l); err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(p.stdout, "\nOpen %s/ to ask more. The GraphQL endpoint is %s/graphql. Ctrl-C ends.\n", address(listener), address(listener))
	return p.serveOn(ctx, listener, l)
}

// loadSamples loads the sample articles.
func (p *program) loadSamples(ctx context.Context, l *loaders.Loader) error {
	in, err := p.input("")
	if err != nil {
		return err
	}
	items, err := sampleItems(ctx, in)
	if err != nil {
		return err
	}
	report, err := l.LoadArticles(ctx, items, func(item loaders.Item) {
		if item.Err != nil {
			logItem(p.log, item)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Loaded the sample articles. %s\n", summary(report))
	return p.outcome(report)
}

// sampleItems reads the sample articles.
func sampleItems(ctx context.Context, in format.Input) ([]format.Item, error) {
	var items []format.Item
	files := examples.Articles()
	names, err := fs.Glob(files, "*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		in.Name = name
		err = loaders.ReadStream(ctx, formats(), bytes.NewReader(content), in, func(item format.Item) error {
			items = append(items, item)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return items, nil
}

// showQuery prints the first query and its answer.
func (p *program) showQuery(ctx context.Context, l *local) error {
	data, err := ask[json.RawMessage](ctx, l, demoQuery, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\nWhat do the articles say of data that was shared with Huawei?\n\n%s\n\n", demoQuery)
	return p.printJSON(data)
}
