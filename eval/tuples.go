package eval

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Tuple is one extraction of open information extraction: a predicate and its arguments, as one sentence has them.
type Tuple struct {
	Sentence   string
	Confidence float64 // on any finite scale; higher is surer; 1 in a gold file
	Predicate  string
	Args       []string // the subject first
}

// lineLimit is the longest line that is read, in bytes.
const lineLimit = 1 << 20

// ReadGoldTuples reads gold tuples as CaRB (Bhardwaj et al. 2019) has them, one a line: sentence, predicate and
// arguments, with tabs between them. An argument with "C: " in it tells a context and is left out. Empty lines are
// skipped. An error names the line.
func ReadGoldTuples(r io.Reader) ([]Tuple, error) {
	var tuples []Tuple
	err := tabLines(r, func(fields []string) error {
		if len(fields) < 2 {
			return errors.New("want sentence, predicate and arguments with tabs between them")
		}
		t := Tuple{Sentence: fields[0], Confidence: 1, Predicate: fields[1]}
		for _, arg := range fields[2:] {
			if !strings.Contains(arg, "C: ") {
				t.Args = append(t.Args, arg)
			}
		}
		tuples = append(tuples, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("eval: gold tuples: %w", err)
	}
	return tuples, nil
}

// ReadTuples reads the output of a system, one tuple a line: sentence, confidence, predicate and arguments, with tabs
// between them. Empty lines are skipped. An error names the line.
func ReadTuples(r io.Reader) ([]Tuple, error) {
	var tuples []Tuple
	err := tabLines(r, func(fields []string) error {
		if len(fields) < 3 {
			return errors.New("want sentence, confidence, predicate and arguments with tabs between them")
		}
		confidence, err := strconv.ParseFloat(fields[1], 64)
		if err != nil || math.IsNaN(confidence) || math.IsInf(confidence, 0) {
			return fmt.Errorf("confidence %q: want a finite number", fields[1])
		}
		t := Tuple{Sentence: fields[0], Confidence: confidence, Predicate: fields[2]}
		if len(fields) > 3 {
			t.Args = fields[3:]
		}
		tuples = append(tuples, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("eval: tuples: %w", err)
	}
	return tuples, nil
}

// tabLines hands the fields of each line that is not empty to use and puts the line's number before its errors. Empty
// fields at the end of a line do not count, nor do byte order marks.
func tabLines(r io.Reader, use func(fields []string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineLimit)
	n := 0
	for lines.Scan() {
		n++
		line := lines.Text()
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		for i, field := range fields {
			fields[i] = oneLine(field)
		}
		for fields[len(fields)-1] == "" {
			fields = fields[:len(fields)-1]
		}
		if fields[0] = strings.TrimLeft(fields[0], "\ufeff "); fields[0] == "" {
			return fmt.Errorf("line %d: no sentence", n)
		}
		if err := use(fields); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// WriteTuples writes what ReadTuples reads. White space within a field becomes one space, since tabs and line ends have
// a meaning.
func WriteTuples(w io.Writer, tuples []Tuple) error {
	out := bufio.NewWriter(w)
	for _, t := range tuples {
		fields := append([]string{t.Sentence, strconv.FormatFloat(t.Confidence, 'g', -1, 64), t.Predicate}, t.Args...)
		for i, field := range fields {
			fields[i] = oneLine(field)
		}
		if _, err := fmt.Fprintln(out, strings.Join(fields, "\t")); err != nil {
			return fmt.Errorf("eval: tuples: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("eval: tuples: %w", err)
	}
	return nil
}

// oneLine has single spaces for all white space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
