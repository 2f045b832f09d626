package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// listMember is a list of articles in an object.
var listMember = regexp.MustCompile(`"(?:` + strings.Join(lists, "|") + `)"\s*:\s*[\[{]`)

// isDocument says whether JSON is a list, an object on more than one line, or an object on the only line that holds a list
// of articles, as interfaces of news services answer.
func isDocument(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))
	if bytes.HasPrefix(head, []byte("[")) {
		return true
	}
	line, _, more := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimSpace(line)
	if !more {
		return bytes.HasPrefix(line, []byte("{")) && listMember.Match(line)
	}
	return bytes.HasPrefix(line, []byte("{")) && bytes.ContainsAny(line[len(line)-1:], "{[,")
}

// wholeObject is how many articles of the greatest size an object on more than one line may hold.
const wholeObject = 8

// lists are the names under which objects hold a list of articles, as interfaces of news services and JSON-LD do.
var lists = []string{"articles", "items", "results", "docs", "documents", "entries", "news", "data", "@graph", "response"}

// document reads a list of objects one by one, or an object.
func (f Format) document(ctx context.Context, r *bufio.Reader, in format.Input, yield func(format.Item) error) error {
	if mark, _ := r.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.Discard(len(mark))
	}
	d := &documentReader{format: f, in: in, yield: yield, guard: &format.Guard{R: r}}
	d.json = json.NewDecoder(d.guard)
	err := d.read(ctx)
	if d.stopped != nil {
		return d.stopped
	}
	if err != nil {
		d.number++
		return yield(format.Fail(f.Name(), d.name(), news.Article{}, err))
	}
	return nil
}

type documentReader struct {
	format  Format
	in      format.Input
	yield   func(format.Item) error
	guard   *format.Guard
	json    *json.Decoder
	number  int64
	stopped error // the error of yield or the context
}

func (d *documentReader) name() string { return fmt.Sprintf("%s#%d", d.in.Name, d.number) }

func (d *documentReader) read(ctx context.Context) error {
	limit := d.in.MaxBytes()
	if !d.isList() {
		return d.readObjects(ctx, limit*wholeObject)
	}
	d.guard.Allow(limit * wholeObject)
	if _, err := d.json.Token(); err != nil {
		return documentError(err)
	}
	for d.json.More() {
		d.guard.Allow(limit)
		var object json.RawMessage
		if err := d.json.Decode(&object); err != nil {
			return documentError(err)
		}
		if err := d.object(ctx, object, 0); err != nil {
			return err
		}
	}
	if _, err := d.json.Token(); err != nil {
		return documentError(err)
	}
	if d.number == 0 {
		return format.ErrEmpty
	}
	return nil
}

// readObjects reads the object, and those that may stand behind it.
func (d *documentReader) readObjects(ctx context.Context, limit int64) error {
	for first := true; ; first = false {
		d.guard.Allow(limit)
		var whole json.RawMessage
		if err := d.json.Decode(&whole); err != nil {
			if !first && errors.Is(err, io.EOF) {
				return nil
			}
			return documentError(err)
		}
		if err := d.object(ctx, whole, 0); err != nil {
			return err
		}
	}
}

// isList says whether the document begins as a list does.
func (d *documentReader) isList() bool {
	buffered, ok := d.guard.R.(*bufio.Reader)
	if !ok {
		return false
	}
	head, _ := buffered.Peek(format.HeadSize)
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte("["))
}

// errStopped ends the reading; why is in stopped.
var errStopped = errors.New("stopped")

// maxLists is how deep lists of articles may be in objects.
const maxLists = 3

// object yields the article of an object, or those of the lists in it.
func (d *documentReader) object(ctx context.Context, object json.RawMessage, depth int) error {
	if inner := innerList(object, d.in); inner != nil && depth < maxLists {
		for _, each := range inner {
			if err := d.object(ctx, each, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if d.number++; d.number <= d.in.Start {
		return nil
	}
	a, err := parse(ctx, object, d.in)
	item := format.Item{Article: a, Name: d.name()}
	if err != nil {
		item = format.Fail(d.format.Name(), d.name(), a, err)
	}
	item.Next = d.number
	if d.stopped = ctx.Err(); d.stopped == nil {
		d.stopped = d.yield(item)
	}
	if d.stopped != nil {
		return errStopped
	}
	return nil
}

// innerList is the list of articles in an object that is none itself; nil where there is none.
func innerList(object json.RawMessage, in format.Input) []json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return nil
	}
	for name := range members {
		if key := plainName(name); slices.Contains(fields["text"], key) && key != "article" && key != "story" || slices.Contains(fields["html"], key) || name == in.Fields["text"] || name == in.Fields["html"] {
			return nil
		}
	}
	for _, name := range lists {
		var list []json.RawMessage
		value := bytes.TrimSpace(members[name])
		switch {
		case bytes.HasPrefix(value, []byte("{")):
			return []json.RawMessage{value}
		case bytes.HasPrefix(value, []byte("[")) && json.Unmarshal(value, &list) == nil && len(list) > 0:
			return list
		}
	}
	return nil
}

// documentError is what the decoder's error means for the document.
func documentError(err error) error {
	switch {
	case errors.Is(err, format.ErrTooLarge) || errors.Is(err, format.ErrGzip) || errors.Is(err, format.ErrPacked) || errors.Is(err, format.ErrBomb):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fmt.Errorf("%w JSON: it ends too early", format.ErrInvalid)
	}
	return jsonError(err)
}
