package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/eval"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

func (p *program) evalCoref(show shower) *cobra.Command {
	var tokens string
	cmd := &cobra.Command{
		Use:   "coref FILE...",
		Short: "Score coreference chains against CoNLL-U",
		Long: `Scores coreference against files in CoNLL-U whose MISC column has the chains, as
Entity=(1 ... 1), in the way of the reference scorer of the CoNLL 2012 shared task: MUC,
B3, CEAF-e and their mean, for mentions that the program finds by itself. Chains of one
mention count on neither side. With --tokens gold the sentences and tokens of the files
are given, and nothing else of them; with --tokens raw the program finds these too.`,
		Example: `  newsgraph eval coref ontogum/*.conllu
  newsgraph eval coref --tokens raw --json ontogum/*.conllu`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := oneOf("tokens", tokens, "gold", "raw"); err != nil {
				return err
			}
			return show(p.scoreCoref(cmd.Context(), files, tokens == "raw"))
		},
	}
	cmd.Flags().StringVar(&tokens, "tokens", "gold", "`source` of sentences and tokens: gold or raw")
	return cmd
}

func (p *program) scoreCoref(ctx context.Context, files []string, raw bool) ([]measure, error) {
	var gold []*conllu.Doc
	for _, file := range files {
		docs, err := readFile(file, conllu.Read)
		if err != nil {
			return nil, err
		}
		gold = append(gold, docs...)
	}
	pipeline, err := p.chainsPipeline(raw)
	if err != nil {
		return nil, err
	}
	s, err := eval.Coreference(ctx, pipeline, gold, eval.Options{Raw: raw, Now: time.Now})
	var out []measure
	for _, m := range []struct {
		name   string
		scores eval.PRF
	}{{"mention", s.Mentions}, {"muc", s.MUC}, {"b3", s.B3}, {"ceafe", s.CEAFe}} {
		out = append(out, measure{m.name + "_precision", m.scores.Precision}, measure{m.name + "_recall", m.scores.Recall}, measure{m.name + "_f1", m.scores.F1})
	}
	return append(out, measure{"conll_f1", s.CoNLL}, measure{"words_per_second", s.WordsPerSecond}), err
}

// chainsPipeline is all annotators, with or without the segmenter.
func (p *program) chainsPipeline(raw bool) (*nlp.Pipeline, error) {
	models, err := p.models()
	if err != nil {
		return nil, err
	}
	if raw {
		return models.Pipeline()
	}
	return models.Presegmented()
}
