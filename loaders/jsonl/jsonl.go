// Package jsonl reads JSON: lines (https://jsonlines.org) with an article each, lists of articles, and objects that hold
// one article or a list of them. An article is an object with the fields of Record, or with their usual other names,
// those of schema.org (JSON-LD) among them.
//
// It takes bytes in UTF-8 and gives an Article, or an error that names the line or the number, for each object.
package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads JSON. The zero value is ready.
type Format struct{}

// Name is "jsonl".
func (Format) Name() string { return "jsonl" }

// Detect says yes where the bytes begin like a JSON object or like a list of objects. In a file called .jsonl or
// .ndjson every text is JSON lines, if broken ones.
func (Format) Detect(head []byte, name string) bool {
	if format.BinaryError(head) != nil {
		return false
	}
	lower := strings.ToLower(strings.TrimSuffix(name, ".gz"))
	if strings.HasSuffix(lower, ".jsonl") || strings.HasSuffix(lower, ".ndjson") {
		return true
	}
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))
	if rest, list := bytes.CutPrefix(head, []byte("[")); list {
		head = bytes.TrimSpace(rest)
	}
	rest, object := bytes.CutPrefix(head, []byte("{"))
	rest = bytes.TrimSpace(rest)
	return object && (len(rest) == 0 || rest[0] == '"' || rest[0] == '}')
}

// Read yields one item for each line that is not blank, called "NAME:LINE", or for each object of a list, called
// "NAME#NUMBER". The errors of an item are format.ErrInvalid, format.ErrTooLarge, format.ErrCharset, format.ErrRDF and those of the html
// and text formats; the lines after it are still read, but not what stands behind a broken object of a list. The limit is
// that of each article. Damage to the bytes themselves (format.ErrGzip, the reader's errors) is the last item.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	opened, err := format.Open(r)
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	buffered := bufio.NewReaderSize(opened, 64<<10)
	if head, _ := buffered.Peek(format.HeadSize); isDocument(head) {
		return f.document(ctx, buffered, in, yield)
	}
	lines := lineReader{r: buffered, limit: in.MaxBytes()}
	found := false
	for number := 1; ; number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := lines.next()
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		line = bytes.TrimSpace(line)
		last := errors.Is(err, io.EOF)
		if last && len(line) == 0 {
			break
		}
		if err == nil && len(line) == 0 {
			continue
		}
		if found = true; int64(number) <= in.Start && (err == nil || errors.Is(err, format.ErrTooLarge)) {
			continue
		}
		stop, yieldErr := f.line(ctx, line, err, number, in, yield)
		if yieldErr != nil || stop || last {
			return yieldErr
		}
	}
	if !found {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, format.ErrEmpty))
	}
	return nil
}

// line yields the item of one line and says whether reading on is useless. err is what the reading of the line gave.
func (f Format) line(ctx context.Context, line []byte, err error, number int, in format.Input, yield func(format.Item) error) (stop bool, yieldErr error) {
	name := fmt.Sprintf("%s:%d", in.Name, number)
	var a news.Article
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		stop = !errors.Is(err, format.ErrTooLarge)
	default:
		a, err = parse(ctx, line, in)
	}
	if ended := ctx.Err(); ended != nil {
		return true, ended
	}
	if err != nil {
		item := format.Fail(f.Name(), name, a, err)
		item.Next = int64(number)
		return stop, yield(item)
	}
	return stop, yield(format.Item{Article: a, Name: name, Next: int64(number)})
}

func parse(ctx context.Context, line []byte, in format.Input) (news.Article, error) {
	if !utf8.Valid(line) {
		return news.Article{}, fmt.Errorf("%w (JSON lines are UTF-8)", format.ErrCharset)
	}
	record, err := readRecord(line, in)
	if err != nil {
		return news.Article{}, err
	}
	if strings.TrimSpace(record.Text+record.HTML) == "" && isLinkedData(line) {
		return news.Article{URL: news.CanonicalURL(record.URL), Title: record.Title}, format.ErrRDF
	}
	return record.Article(ctx, in)
}

// isLinkedData says whether an object has a member that JSON-LD alone has.
func isLinkedData(object []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return false
	}
	for _, name := range []string{"@context", "@graph", "@id", "@type"} {
		if _, has := members[name]; has {
			return true
		}
	}
	return false
}

// readRecord reads an object: by the fields of Record and, where it has neither text nor HTML of that name or where in
// names the fields, by their other names.
func readRecord(object []byte, in format.Input) (Record, error) {
	var record Record
	if len(in.Fields) == 0 {
		if err := json.Unmarshal(object, &record); err != nil && !isKindOfOther(err) {
			return record, jsonError(err)
		} else if err == nil && (record.Text != "" || record.HTML != "") && !hasTags(record.Text) && record.PublishedAt != "" {
			return record, nil
		}
	}
	var values map[string]any
	if err := json.Unmarshal(object, &values); err != nil {
		return record, jsonError(err)
	}
	return FromValues(values, in.Fields)
}

// isKindOfOther says whether a field that others write as an object has another kind than Record's.
func isKindOfOther(err error) bool {
	var kind *json.UnmarshalTypeError
	return errors.As(err, &kind) && (kind.Value == "object" || kind.Value == "array") && kind.Field != ""
}

// jsonError is format.ErrInvalid with the place and without the words of Go's type system.
func jsonError(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%w JSON at byte %d: %s", format.ErrInvalid, syntax.Offset, syntax.Error())
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("%w: a JSON %s where an object must be", format.ErrInvalid, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("%w: the field %q must not be a JSON %s", format.ErrInvalid, kind.Field, kind.Value)
	}
	return fmt.Errorf("%w JSON: %w", format.ErrInvalid, err)
}

// lineReader reads lines of any length but keeps none that is longer than the limit.
type lineReader struct {
	r     *bufio.Reader
	limit int64
	line  []byte
}

// next is the next line, valid until the next call. At the end it comes with io.EOF, and empty where nothing is left. A
// line beyond the limit is passed over and format.ErrTooLarge.
func (l *lineReader) next() ([]byte, error) {
	l.line = l.line[:0]
	tooLarge := false
	for {
		part, err := l.r.ReadSlice('\n')
		if tooLarge = tooLarge || int64(len(l.line)+len(part)) > l.limit; !tooLarge {
			l.line = append(l.line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLarge && (err == nil || errors.Is(err, io.EOF)):
			return nil, format.TooLarge(l.limit)
		}
		return l.line, err
	}
}
