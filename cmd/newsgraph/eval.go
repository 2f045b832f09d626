package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/eval"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/iob"
	"newsgraph/nlp/ner"
)

func (p *program) evalCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Score the program against gold files",
		Long: `Scores what the program finds against gold files: trees and tags of a treebank, named
entities, coreference, open information extraction (CaRB), facts of essays (MINE),
statements of articles, the main text of web pages.
Scores are in percent, but for auc (0 to 1) and words_per_second.`,
		Example: `  newsgraph eval treebank --tokens raw test.conllu
  newsgraph eval ner --json test.iob2`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "print one JSON object with the measures")
	show := func(measures []measure, err error) error {
		if err != nil {
			return err
		}
		return p.printMeasures(measures, asJSON)
	}
	cmd.AddCommand(p.evalTreebank(show), p.evalNER(show), p.evalCoref(show), p.evalCarb(show), p.evalPages(show),
		p.evalGold(show), p.evalMine(show))
	return cmd
}

// measure is one score of a run.
type measure struct {
	name  string
	value float64
}

// shower prints measures, or passes the error on that there are none.
type shower func([]measure, error) error

func (p *program) printMeasures(measures []measure, asJSON bool) error {
	if asJSON {
		object := map[string]float64{}
		for _, m := range measures {
			object[m.name] = m.value
		}
		return p.printJSON(object)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, m := range measures {
		layout := "%s\t%.2f\n"
		if m.name == "auc" {
			layout = "%s\t%.4f\n"
		}
		fmt.Fprintf(table, layout, m.name, m.value)
	}
	return table.Flush()
}

func (p *program) evalTreebank(show shower) *cobra.Command {
	var tokens string
	cmd := &cobra.Command{
		Use:   "treebank FILE...",
		Short: "Score sentences, tokens, tags, lemmas and trees against CoNLL-U",
		Long: `Scores the language models against treebank files in CoNLL-U, as the CoNLL 2018 shared
task does. With --tokens gold the sentences and tokens of the files are given; with
--tokens raw the program finds them in the text.`,
		Example: `  newsgraph eval treebank test.conllu
  newsgraph eval treebank --tokens raw --json test.conllu`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := oneOf("tokens", tokens, "gold", "raw"); err != nil {
				return err
			}
			return show(p.scoreTreebank(cmd.Context(), files, tokens == "raw"))
		},
	}
	cmd.Flags().StringVar(&tokens, "tokens", "gold", "`source` of sentences and tokens: gold or raw")
	return cmd
}

func (p *program) scoreTreebank(ctx context.Context, files []string, raw bool) ([]measure, error) {
	var gold []*conllu.Doc
	for _, file := range files {
		docs, err := readFile(file, conllu.Read)
		if err != nil {
			return nil, err
		}
		gold = append(gold, docs...)
	}
	pipeline, err := p.scoredPipeline(raw)
	if err != nil {
		return nil, err
	}
	s, err := eval.Treebank(ctx, pipeline, gold, eval.Options{Raw: raw, Now: time.Now})
	return []measure{
		{"sentence_f1", s.SentenceF1}, {"token_f1", s.TokenF1}, {"upos", s.UPOS}, {"xpos", s.XPOS}, {"lemma", s.Lemma},
		{"uas", s.UAS}, {"las", s.LAS}, {"clas", s.CLAS}, {"words_per_second", s.WordsPerSecond},
	}, err
}

// scoredPipeline is the models' annotators, with or without the segmenter.
func (p *program) scoredPipeline(raw bool) (*nlp.Pipeline, error) {
	models, err := p.models()
	if err != nil {
		return nil, err
	}
	if raw {
		return models.Pipeline()
	}
	return models.Retagging()
}

func (p *program) evalNER(show shower) *cobra.Command {
	var labels []string
	var renamed map[string]string
	cmd := &cobra.Command{
		Use:   "ner FILE...",
		Short: "Score named entities against IOB files",
		Long: `Scores named entities, by exact span and label, against files with a token and its IOB or
IOB2 tag on each line, parted by tabs or spaces. Where a line begins with the token's
number, as in Universal NER, the token and the tag are in the second and third columns;
else they are in the first and the last. --map says which label of ours one of the files is.`,
		Example: `  newsgraph eval ner en_ewt-ud-test.iob2
  newsgraph eval ner --map person=PER,location=LOC,corporation=ORG --labels PER,LOC,ORG wnut17.conll`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			gold, err := readEntities(files, renamed)
			if err != nil {
				return err
			}
			return show(p.scoreNER(cmd.Context(), gold, labels))
		},
	}
	cmd.Flags().StringSliceVar(&labels, "labels", nil, "`labels` that count (default: those of the files)")
	cmd.Flags().StringToStringVar(&renamed, "map", nil, "labels of the files and ours, as `theirs=ours`")
	return cmd
}

// readEntities reads IOB files with their labels renamed. It is an error where none of them is one that the models give.
func readEntities(files []string, renamed map[string]string) ([]*iob.Doc, error) {
	var gold []*iob.Doc
	var theirs []string
	known := false
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		docs, err := iob.Read(bytes.NewReader(data), iobColumns(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		gold = append(gold, docs...)
	}
	for _, d := range gold {
		for i, e := range d.Entities {
			if ours, ok := renamed[e.Label]; ok {
				d.Entities[i].Label = ours
			}
			known = known || slices.Contains(ner.Labels(), d.Entities[i].Label)
			theirs = append(theirs, d.Entities[i].Label)
		}
	}
	if !known {
		slices.Sort(theirs)
		return nil, fmt.Errorf("the files' labels (%s) are none of ours (%s); say which is which, such as --map person=PER",
			strings.Join(slices.Compact(theirs), ", "), strings.Join(ner.Labels(), ", "))
	}
	return gold, nil
}

func (p *program) scoreNER(ctx context.Context, gold []*iob.Doc, labels []string) ([]measure, error) {
	pipeline, err := p.scoredPipeline(false)
	if err != nil {
		return nil, err
	}
	s, err := eval.Entities(ctx, pipeline, gold, labels, eval.Options{Now: time.Now})
	return []measure{{"precision", s.Precision}, {"recall", s.Recall}, {"f1", s.F1}, {"words_per_second", s.WordsPerSecond}}, err
}

// iobColumns finds the columns of token and tag by the first line that has any.
func iobColumns(data []byte) iob.Columns {
	for line := range bytes.Lines(data) {
		fields := strings.Fields(string(line))
		if len(fields) < 2 || fields[0] == "#" || fields[0] == "-DOCSTART-" {
			continue
		}
		if len(fields) > 2 && fields[0] == "1" {
			return iob.Columns{Token: 1, Tag: 2}
		}
		return iob.Columns{Token: 0, Tag: len(fields) - 1}
	}
	return iob.Columns{Token: 0, Tag: 1}
}

func (p *program) evalPages(show shower) *cobra.Command {
	return &cobra.Command{
		Use:   "pages FOLDER...",
		Short: "Score the main text of web pages",
		Long: `Scores the main text that is taken from web pages, as the article extraction benchmark
does (shingles of four words). A FOLDER has ground-truth.json (identifier to url and
articleBody) and html/IDENTIFIER.html.`,
		Example: `  newsgraph eval pages article-extraction-benchmark/`,
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE:    func(cmd *cobra.Command, folders []string) error { return show(scorePages(cmd.Context(), folders)) },
	}
}

func scorePages(ctx context.Context, folders []string) ([]measure, error) {
	var all []eval.PageRow
	for _, folder := range folders {
		_, rows, err := eval.Pages(folder, func(page []byte, url string) (string, error) {
			a, err := html.Format{}.Article(ctx, page, format.Input{URL: url})
			return a.Text, err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	s := eval.ScorePages(all)
	return []measure{{"precision", 100 * s.Precision}, {"recall", 100 * s.Recall}, {"f1", 100 * s.F1}}, nil
}
