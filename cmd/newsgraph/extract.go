package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"newsgraph/graph"
	"newsgraph/internal/config"
	"newsgraph/loaders"
	"newsgraph/loaders/format"
)

func (p *program) extractCommand() *cobra.Command {
	var form, published string
	var explain bool
	cmd := &cobra.Command{
		Use:   "extract [SOURCE...]",
		Short: "Print the statements of articles, without storing anything",
		Long: `Reads articles as load does (standard input without a SOURCE) and prints their
statements. Nothing is stored, and no other article is looked at.

--format text prints a line per statement, with its quote below it; --format json prints
a JSON object per line. --explain adds the rule that made each statement, the words that
it took for the parts, and, in JSON, what its confidence was weighed by. --format carb is for benchmarks of open information extraction:
the input has a sentence on each line, and the output has a line per tuple with sentence,
confidence, predicate and arguments, parted by tabs. Such tuples keep whole phrases and
pronouns, as the benchmarks want them; with --explain they are JSON objects too.`,
		Example: `  echo "Facebook shared user data with Huawei." | newsgraph extract
  newsgraph extract --format json --published 2018-06-06 article.html
  newsgraph extract --explain article.html
  newsgraph extract --format carb < sentences.txt > tuples.tsv`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, sources []string) error {
			if err := oneOf("format", form, "text", "json", "carb"); err != nil {
				return err
			}
			if len(sources) == 0 {
				sources = []string{"-"}
			}
			if form == "carb" {
				return p.extractTuples(cmd.Context(), sources, explain)
			}
			in, err := p.input(published)
			if err != nil {
				return err
			}
			return p.extract(cmd.Context(), sources, in, readingForm{json: form == "json", explain: explain})
		},
	}
	cmd.Flags().StringVar(&form, "format", "text", "`format` of the output: text, json or carb")
	cmd.Flags().BoolVar(&explain, "explain", false, "say which rule made each statement, of which words")
	cmd.Flags().StringVar(&published, "published", "", "`date` of articles that have none of their own: 2018-06-05, 2018-06 or 2018")
	return cmd
}

// noStore is the store of a loader that only reads.
type noStore struct{}

func (noStore) Known(context.Context, string, string, string) (bool, error) { return false, nil }

func (noStore) Apply(context.Context, graph.Batch) (*graph.Applied, error) {
	return nil, errors.New("nothing is stored")
}

// readingOnly are the settings of a loader that stores nothing and reads one article at a time.
func (p *program) readingOnly() config.Loading {
	c := p.settings.Load
	c.Workers = 1
	return c
}

// extract prints the statements of each article. One in a language that is not read is refused: it has none.
func (p *program) extract(ctx context.Context, given []string, in format.Input, form readingForm) error {
	m, err := p.newMachinery()
	if err != nil {
		return err
	}
	l, err := m.loader(noStore{}, p.readingOnly())
	if err != nil {
		return err
	}
	in.Languages = []string{p.settings.Load.Language}
	failed, done := 0, 0
	err = loaders.ReadSources(ctx, formats(), p.expand(ctx, given), in, func(item format.Item) error {
		done++
		if item.Err != nil {
			told := unread(item)
			logItem(p.log, told)
			if told.Outcome == loaders.Failed {
				failed++
			}
			return nil
		}
		reading, _, err := l.Read(ctx, item.Article)
		if err != nil {
			return err
		}
		return p.printReading(reading, form)
	})
	if err != nil {
		return err
	}
	if failed > 0 {
		p.tell("%d of %s failed", failed, count(done, "article"))
		return errSilent
	}
	return nil
}
