package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/nlp/conllu"
	"newsgraph/nlp/model"
)

func (p *program) parseCommand() *cobra.Command {
	var gold bool
	cmd := &cobra.Command{
		Use:   "parse [--conllu]",
		Short: "Annotate text: sentences, tokens, tags, lemmas and dependency trees, as CoNLL-U",
		Long: `Reads text from standard input and writes it as CoNLL-U
(https://universaldependencies.org/format.html): sentences, tokens, universal and
Penn Treebank tags, lemmas and dependency trees. Named entities are in the last column
(MISC), in IOB2: "Ner=B-ORG". A blank line in the text parts paragraphs.

With --conllu the input is CoNLL-U itself: its sentences and tokens are kept, and
everything else is annotated anew. Scoring the two against each other says how well
the models do.`,
		Example: `  echo "Facebook shared user data with Huawei." | newsgraph parse
  newsgraph parse --conllu < gold.conllu > system.conllu`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.parse(cmd.Context(), gold) },
	}
	cmd.Flags().BoolVar(&gold, "conllu", false, "read CoNLL-U and keep its sentences and tokens")
	return cmd
}

func (p *program) parse(ctx context.Context, gold bool) error {
	models, err := p.models()
	if err != nil {
		return err
	}
	var docs []*conllu.Doc
	if gold {
		docs, err = reannotate(ctx, models, p.stdin)
	} else {
		docs, err = annotate(ctx, models, p.stdin)
	}
	if err != nil {
		return err
	}
	for _, d := range docs {
		writeNames(d)
	}
	return conllu.Write(p.stdout, docs...)
}

// writeNames puts the named entities into the column MISC, in place of those that were there.
func writeNames(d *conllu.Doc) {
	misc := make([]string, len(d.Tokens))
	for i := range min(len(misc), len(d.Misc)) {
		kept := slices.DeleteFunc(strings.Split(d.Misc[i], "|"), func(field string) bool { return strings.HasPrefix(field, "Ner=") })
		misc[i] = strings.Join(kept, "|")
	}
	for _, e := range d.Entities {
		for i := e.Start; i < e.End; i++ {
			tag := "Ner=I-"
			if i == e.Start {
				tag = "Ner=B-"
			}
			misc[i] = strings.TrimPrefix(misc[i]+"|"+tag+e.Label, "|")
		}
	}
	d.Misc = misc
}

// annotate annotates plain text.
func annotate(ctx context.Context, models *model.Set, r io.Reader) ([]*conllu.Doc, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	pipeline, err := models.Pipeline()
	if err != nil {
		return nil, err
	}
	d, err := pipeline.Annotate(ctx, strings.ToValidUTF8(string(text), "\uFFFD"))
	if err != nil {
		return nil, err
	}
	return []*conllu.Doc{{Document: d}}, nil
}

// reannotate annotates the tokens of CoNLL-U anew.
func reannotate(ctx context.Context, models *model.Set, r io.Reader) ([]*conllu.Doc, error) {
	docs, err := conllu.Read(r)
	if err != nil {
		return nil, err
	}
	pipeline, err := models.Retagging()
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if err := pipeline.Apply(ctx, d.Document); err != nil {
			return nil, err
		}
	}
	return docs, nil
}
