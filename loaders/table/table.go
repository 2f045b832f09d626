// Package table reads tables as text: comma-, semicolon- and tab-separated values (CSV, TSV) with a line of column names.
//
// It takes the bytes of a table as a stream and gives an article for each row, or a link (format.ErrLink) for a row with an
// address and no text. The columns are found by their names, the usual ones or those that format.Input.Fields says.
package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"newsgraph/loaders/format"
	"newsgraph/loaders/jsonl"
	"newsgraph/news"
)

// Format reads tables. The zero value is ready.
type Format struct{}

// Name is "table".
func (Format) Name() string { return "table" }

// Detect says yes where the first line has two columns or more, of which one has the usual name of an article's text or
// address; in a file called .csv or .tsv every first line of columns will do.
func (Format) Detect(head []byte, name string) bool {
	if format.BinaryError(head) != nil {
		return false
	}
	text, ok := format.DecodeBOM(head)
	if !ok {
		text = string(head)
	}
	columns, _ := header(text)
	if len(columns) < 2 {
		return false
	}
	name = strings.ToLower(name)
	for _, ending := range []string{".gz", ".zst", ".xz", ".bz2"} {
		name = strings.TrimSuffix(name, ending)
	}
	if strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv") || strings.HasSuffix(name, ".tab") {
		return true
	}
	values := map[string]any{}
	for _, column := range columns {
		values[column] = "x"
	}
	r, _ := jsonl.FromValues(values, nil)
	known := 0
	for _, found := range []bool{r.URL != "", r.Title != "", r.Text != "", r.HTML != "", r.Source != "", len(r.Authors) > 0, r.PublishedAt != ""} {
		if found {
			known++
		}
	}
	return known >= 2 && known*2 >= len(columns) && (r.Text != "" || r.HTML != "" || r.URL != "")
}

// header is the columns of the first line and what parts them.
func header(head string) ([]string, rune) {
	line, _, _ := strings.Cut(strings.TrimPrefix(head, "\ufeff"), "\n")
	line = strings.TrimRight(line, "\r")
	var best []string
	var separator rune
	for _, each := range ",;\t|" {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = each
		if columns, err := r.Read(); err == nil && len(columns) > len(best) {
			best, separator = columns, each
		}
	}
	for _, column := range best {
		if len(column) > maxColumn {
			return nil, 0
		}
	}
	return best, separator
}

// maxColumn is the longest that the name of a column may be.
const maxColumn = 100

// Read yields one item for each row, called "NAME:LINE". A row that is broken is an item that says so, and the next is
// read; a quotation mark that is never closed ends the reading.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	rows, err := open(r)
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	for number := int64(1); ; number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows.guard.Allow(in.MaxBytes())
		row, err := rows.csv.Read()
		if errors.Is(err, io.EOF) {
			if number == 1 {
				return yield(format.Fail(f.Name(), in.Name, news.Article{}, format.NotArticle("a table without rows")))
			}
			return nil
		}
		if number <= in.Start && (err == nil || isRow(err)) {
			continue
		}
		item := rows.item(ctx, row, err, in)
		item.Next = number
		if failed := yield(item); failed != nil {
			return failed
		}
		if err != nil && !isRow(err) {
			return nil
		}
	}
}

// isRow says whether an error is one of a row, behind which the reading goes on.
func isRow(err error) bool {
	var parse *csv.ParseError
	return errors.As(err, &parse)
}

// table is an opened table.
type table struct {
	csv     *csv.Reader
	guard   *format.Guard
	columns []string
}

// open reads the column names.
func open(r io.Reader) (*table, error) {
	opened, err := format.Open(r)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewReaderSize(opened, format.HeadSize)
	head, err := buffered.Peek(format.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := format.BinaryError(head); err != nil {
		return nil, err
	}
	decoded := bufio.NewReaderSize(decode(head, buffered), format.HeadSize)
	head, err = decoded.Peek(format.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	columns, separator := header(string(head))
	if len(columns) == 0 {
		return nil, fmt.Errorf("%w table: the first line has no columns", format.ErrInvalid)
	}
	t := &table{guard: &format.Guard{R: decoded}}
	t.guard.Allow(format.HeadSize)
	t.csv = csv.NewReader(t.guard)
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.LazyQuotes = separator, -1, true
	t.columns, err = t.csv.Read()
	if err != nil {
		return nil, fmt.Errorf("%w table: %w", format.ErrInvalid, err)
	}
	t.columns[0] = strings.TrimPrefix(t.columns[0], "\ufeff")
	return t, nil
}

// decode is r in UTF-8: by its byte order mark, else as UTF-8 where its beginning is that, else as windows-1252.
func decode(head []byte, r io.Reader) io.Reader {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(r)
	case format.IsUTF8(head[:whole(head)]):
		return r
	}
	return charmap.Windows1252.NewDecoder().Reader(r)
}

// whole is how many bytes of a head are whole characters.
func whole(head []byte) int {
	n := len(head)
	for n > 0 && n > len(head)-utf8.UTFMax && !utf8.Valid(head[max(0, n-utf8.UTFMax):n]) {
		n--
	}
	return n
}

// item is the article of a row, or why there is none; err is what its reading gave.
func (t *table) item(ctx context.Context, row []string, err error, in format.Input) format.Item {
	line := 0
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		line, err = parse.StartLine, fmt.Errorf("%w row: %w", format.ErrInvalid, parse.Err)
	case err == nil:
		line, _ = t.csv.FieldPos(0)
	}
	name := in.Name
	if line > 0 {
		name = fmt.Sprintf("%s:%d", in.Name, line)
	}
	if err != nil {
		return format.Fail(Format{}.Name(), name, news.Article{}, err)
	}
	values := map[string]any{}
	for i, value := range row {
		if i < len(t.columns) && values[t.columns[i]] == nil && strings.TrimSpace(value) != "" {
			values[t.columns[i]] = strings.ToValidUTF8(value, "\ufffd")
		}
	}
	record, err := jsonl.FromValues(values, in.Fields)
	var a news.Article
	if err == nil && record.Text == "" && record.HTML == "" && record.URL != "" {
		published, _ := news.ParseDate(record.PublishedAt)
		return format.Link(Format{}.Name(), name, news.Article{URL: record.URL, Title: record.Title, Source: record.Source, Published: published}, in.URL)
	}
	if err == nil {
		record.Authors = split(record.Authors)
		a, err = record.Article(ctx, in)
	}
	if err != nil {
		return format.Fail(Format{}.Name(), name, a, err)
	}
	return format.Item{Article: a, Name: name}
}

// split parts authors who stand in one cell.
func split(authors jsonl.Authors) jsonl.Authors {
	if len(authors) != 1 {
		return authors
	}
	var all jsonl.Authors
	for _, name := range strings.FieldsFunc(strings.ReplaceAll(strings.Trim(authors[0], "[]"), " and ", ";"), func(r rune) bool { return r == ';' || r == '|' || r == ',' }) {
		if name = strings.Trim(name, ` '"`); name != "" {
			all = append(all, name)
		}
	}
	return all
}
