package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsgraph/eval"
	"newsgraph/extract"
)

// maxSentence is the longest line that is read as a sentence.
const maxSentence = 1 << 20

// extractTuples prints the tuples of each line of the sources.
func (p *program) extractTuples(ctx context.Context, given []string, explain bool) error {
	m, err := p.newMachinery()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.stdout)
	for _, s := range p.expand(ctx, given) {
		r, err := s.Open()
		if err != nil {
			return err
		}
		err = m.writeTuples(ctx, out, r, explain)
		if closed := r.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return out.Flush()
}

func (m *machinery) writeTuples(ctx context.Context, out io.Writer, r io.Reader, explain bool) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxSentence)
	for lines.Scan() {
		sentence := strings.ToValidUTF8(strings.TrimSpace(lines.Text()), "\uFFFD")
		found, _, err := m.found(ctx, sentence)
		if err != nil {
			return err
		}
		if explain {
			err = explainTuples(out, sentence, found)
		} else {
			err = eval.WriteTuples(out, asTuples(sentence, found))
		}
		if err != nil {
			return err
		}
	}
	return lines.Err()
}

// explainTuples prints a JSON object per tuple, with what its confidence was weighed by.
func explainTuples(out io.Writer, sentence string, found []extract.Tuple) error {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, t := range found {
		line := struct {
			Sentence   string   `json:"sentence"`
			Confidence float64  `json:"confidence"`
			Predicate  string   `json:"predicate"`
			Arguments  []string `json:"arguments"`
			Features   []string `json:"features"`
		}{sentence, t.Confidence, t.Predicate, t.Arguments, t.Features}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// tuples are those of a sentence that stands alone, and the number of its words; an empty one has none.
func (m *machinery) tuples(ctx context.Context, sentence string) (tuples []eval.Tuple, words int, err error) {
	found, words, err := m.found(ctx, sentence)
	return asTuples(sentence, found), words, err
}

// found are the extractor's tuples of a sentence that stands alone, and the number of its words.
func (m *machinery) found(ctx context.Context, sentence string) (found []extract.Tuple, words int, err error) {
	if sentence == "" {
		return nil, 0, nil
	}
	d, err := m.pipeline.Annotate(ctx, sentence)
	if err != nil {
		return nil, 0, err
	}
	found, err = m.extractor.Tuples(ctx, d)
	return found, len(d.Tokens), err
}

// asTuples are tuples as eval takes them.
func asTuples(sentence string, found []extract.Tuple) (tuples []eval.Tuple) {
	for _, t := range found {
		tuples = append(tuples, eval.Tuple{Sentence: sentence, Confidence: t.Confidence, Predicate: t.Predicate, Args: t.Arguments})
	}
	return tuples
}

func (p *program) evalCarb(show shower) *cobra.Command {
	var system string
	cmd := &cobra.Command{
		Use:   "carb GOLD...",
		Short: "Score open information extraction against CaRB",
		Long: `Scores tuples against gold files of CaRB (Bhardwaj, Aggarwal and Mausam 2019): sentence,
predicate and arguments, parted by tabs. The tuples are those that the program finds in
the gold files' sentences, or those of --tuples, as extract --format carb writes them.
precision, recall and f1 are those of the point with the best f1.`,
		Example: `  newsgraph eval carb dev.gold.tsv
  newsgraph eval carb --tuples other-system.tsv --json dev.gold.tsv`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error { return show(p.scoreCarb(cmd.Context(), files, system)) },
	}
	cmd.Flags().StringVar(&system, "tuples", "", "score the tuples of this `file`")
	return cmd
}

func (p *program) scoreCarb(ctx context.Context, files []string, system string) ([]measure, error) {
	var gold []eval.Tuple
	for _, file := range files {
		tuples, err := readFile(file, eval.ReadGoldTuples)
		if err != nil {
			return nil, err
		}
		gold = append(gold, tuples...)
	}
	if system != "" {
		found, err := readFile(system, eval.ReadTuples)
		return carbMeasures(eval.Carb(gold, found)), err
	}
	found, speed, err := p.findTuples(ctx, gold)
	return append(carbMeasures(eval.Carb(gold, found)), measure{"words_per_second", speed}), err
}

func carbMeasures(s eval.CarbScores) []measure {
	return []measure{{"precision", s.Precision}, {"recall", s.Recall}, {"f1", s.F1}, {"auc", s.AUC}}
}

// findTuples finds the tuples of each sentence that has gold ones, and says how many words it read in a second.
func (p *program) findTuples(ctx context.Context, gold []eval.Tuple) (found []eval.Tuple, speed float64, err error) {
	m, err := p.newMachinery()
	if err != nil {
		return nil, 0, err
	}
	began, words := time.Now(), 0
	seen := map[string]bool{}
	for _, g := range gold {
		if seen[g.Sentence] {
			continue
		}
		seen[g.Sentence] = true
		tuples, n, err := m.tuples(ctx, g.Sentence)
		if err != nil {
			return nil, 0, err
		}
		found, words = append(found, tuples...), words+n
	}
	return found, float64(words) / time.Since(began).Seconds(), nil
}
