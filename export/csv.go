package export

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"
)

// table writes a table of CSV as RFC 4180 has it, in UTF-8, its lines ended by \n.
type table struct{ w *csv.Writer }

func newTable(out *bufio.Writer) *table { return &table{csv.NewWriter(out)} }

func (t *table) line(cells []string) error {
	if err := t.w.Write(cells); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func (t *table) end() error {
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// guarded is a text that no spreadsheet takes for a formula: a program that opens the file would run what an article
// says (https://owasp.org/www-community/attacks/CSV_Injection). What begins like a formula gets an apostrophe before it,
// and so does what begins with apostrophes and then like a formula: taking one apostrophe away from what begins with
// some and then like a formula gives every text back.
func guarded(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// cell is a value as it stands in a table.
func cell(k kind, value any) string {
	if k == text || k == list {
		return guarded(plain(value))
	}
	return plain(value)
}

func names[R any](columns []column[R]) []string {
	var all []string
	for _, c := range columns {
		all = append(all, c.name)
	}
	return all
}

func appendCells[R any](cells []string, columns []column[R], of R) []string {
	for _, c := range columns {
		cells = append(cells, cell(c.kind, c.of(of)))
	}
	return cells
}

func writeStatementsCSV(ctx context.Context, r *reading, out *bufio.Writer) error {
	columns := rowColumns()
	t := newTable(out)
	if err := t.line(names(columns)); err != nil {
		return err
	}
	var cells []string
	err := r.each(ctx, func(s *told) error {
		for _, e := range s.evidence {
			cells = appendCells(cells[:0], columns, row{s, e})
			if err := t.line(cells); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.end()
}

// writeNodesCSV writes a table that two programs take as it is: Gephi reads Id and Label and takes every other column for
// an attribute; neo4j-admin import reads :ID and :LABEL and takes every other one for a property.
func writeNodesCSV(ctx context.Context, r *reading, out *bufio.Writer) error {
	columns := nodeColumns()
	t := newTable(out)
	if err := t.line(append(append([]string{"Id", "Label"}, names(columns)...), ":ID", ":LABEL")); err != nil {
		return err
	}
	var cells []string
	err := r.nodes(ctx, func(n *node) error {
		cells = append(cells[:0], n.ID, oneLine(guarded(n.Name)))
		for _, c := range columns {
			cells = append(cells, oneLine(cell(c.kind, c.of(n))))
		}
		return t.line(append(cells, n.ID, titled(string(n.Type))))
	})
	if err != nil {
		return err
	}
	return t.end()
}

// writeEdgesCSV is the same for edges: Source, Target, Type, Id, Label and Weight are Gephi's, :START_ID, :END_ID and
// :TYPE Neo4j's.
func writeEdgesCSV(ctx context.Context, r *reading, out *bufio.Writer) error {
	columns := edgeColumns()
	t := newTable(out)
	header := append([]string{"Source", "Target", "Type", "Id", "Label", "Weight"}, names(columns)...)
	if err := t.line(append(header, ":START_ID", ":END_ID", ":TYPE")); err != nil {
		return err
	}
	var cells []string
	err := r.each(ctx, func(s *told) error {
		from, to := s.Subject, objectID(s.Statement)
		cells = append(cells[:0], from, to, "Directed", s.ID, oneLine(guarded(s.predicate.Label)), plain(weight(s)))
		for _, c := range columns {
			cells = append(cells, oneLine(cell(c.kind, c.of(s))))
		}
		return t.line(append(cells, from, to, relationType(s.predicate.Label)))
	})
	if err != nil {
		return err
	}
	return t.end()
}

// weight is how much an edge counts for in a drawing: its independent sources.
func weight(t *told) int { return max(1, t.IndependentSourceCount) }

// oneLine puts a text on one line: neo4j-admin import refuses others where it is not told otherwise.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\v\f\u0085\u2028\u2029") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

// titled is a type as Neo4j's labels are written: "Person".
func titled(kind string) string {
	if kind == "" {
		return ""
	}
	return kind[:1] + strings.ToLower(kind[1:])
}

// relationType is a predicate as Neo4j's types are written: "SHARE_DATA_WITH".
func relationType(label string) string {
	name := strings.ToUpper(strings.Join(strings.Fields(label), "_"))
	if name == "" {
		return "RELATED_TO"
	}
	return name
}
