package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"

	"newsgraph/graph"
	"newsgraph/news"
)

// TestParquet reads the file with Arrow's own reader and holds it against the table of CSV, of which it has the rows.
func TestParquet(t *testing.T) {
	v := viewOf(t, append(story(t), nasty(t)...))
	for name, s := range selections(t, v) {
		table, err := pqarrow.ReadTable(context.Background(), strings.NewReader(written(t, v, Parquet, s)),
			parquet.NewReaderProperties(memory.DefaultAllocator), pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := csv.NewReader(strings.NewReader(written(t, v, StatementsCSV, s))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if int(table.NumRows()) != len(lines)-1 {
			t.Errorf("%s: %d rows, the table of CSV has %d", name, table.NumRows(), len(lines)-1)
		}
		for i, want := range rowColumns() {
			field := table.Schema().Field(i)
			if field.Name != want.name || !arrow.TypeEqual(field.Type, arrowType(want.kind)) && want.kind != list {
				t.Errorf("%s: column %d is %s %s, want %s %s", name, i, field.Name, field.Type, want.name, arrowType(want.kind))
			}
			var got []string
			for _, chunk := range table.Column(i).Data().Chunks() {
				for row := range chunk.Len() {
					got = append(got, strings.ReplaceAll(arrowText(t, chunk, row), "\r\n", "\n"))
				}
			}
			var cells []string
			for _, line := range lines[1:] {
				cells = append(cells, unguarded(line[i]))
			}
			if diff := cmp.Diff(cells, got); diff != "" {
				t.Errorf("%s: %s: CSV -, Parquet +:\n%s", name, want.name, diff)
			}
		}
		table.Release()
	}
}

// arrowText is a value as CSV has it.
func arrowText(t *testing.T, column arrow.Array, row int) string {
	t.Helper()
	if column.IsNull(row) {
		return ""
	}
	switch c := column.(type) {
	case *array.String:
		return c.Value(row)
	case *array.Float64:
		return plain(c.Value(row))
	case *array.Int64:
		return plain(int(c.Value(row)))
	case *array.Boolean:
		return plain(c.Value(row))
	case *array.Timestamp:
		return c.Value(row).ToTime(arrow.Microsecond).Format(time.RFC3339)
	case *array.List:
		texts, ok := c.ListValues().(*array.String)
		if !ok {
			t.Fatalf("a list of %T", c.ListValues())
		}
		var items []string
		start, end := c.ValueOffsets(row)
		for i := start; i < end; i++ {
			items = append(items, texts.Value(int(i)))
		}
		return joined(items)
	}
	t.Fatalf("a column of %T", column)
	return ""
}

// TestParquetInGroups writes more rows than a group has.
func TestParquetInGroups(t *testing.T) {
	v := viewOf(t, story(t))
	var b bytes.Buffer
	if err := newReading(v, Selection{}).parquet(context.Background(), &b, 2); err != nil {
		t.Fatal(err)
	}
	file, err := file.NewParquetReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if rows, groups := file.NumRows(), file.NumRowGroups(); rows != 6 || groups != 3 {
		t.Errorf("got %d rows in %d groups, want 6 in 3", rows, groups)
	}
}

// TestMuchEvidence writes a statement with more evidence than a page of it has.
func TestMuchEvidence(t *testing.T) {
	const quotes = graph.MaxPage + 5
	s := newScribe(t, news.Article{URL: "https://ledger.example/growth", Title: "Growth", Source: "The Ledger"}, "2018-06-05").
		thing(graph.Organization, "Northwind")
	for range quotes {
		s.say("Northwind grew.", "Northwind", "grow", "Northwind", nil)
	}
	v := viewOf(t, []graph.Reading{s.done()})
	if got := strings.Count(written(t, v, StatementsCSV, Selection{}), "\n") - 1; got != quotes {
		t.Errorf("got %d rows, want %d", got, quotes)
	}
}
