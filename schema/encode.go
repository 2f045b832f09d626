package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/graphql-go/graphql"
)

// encoder writes an answer as JSON. It stops at a size.
type encoder struct {
	out     []byte
	limit   int
	tooLong bool
}

func (e *encoder) full() bool {
	e.tooLong = e.tooLong || len(e.out) > e.limit
	return e.tooLong
}

// object writes an object. It is false where the object is null, by a field of it that may not be.
func (e *encoder) object(o *object) bool {
	if o.lost {
		return false
	}
	e.out = append(e.out, '{')
	for i, f := range o.selection.fields {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		e.text(f.key)
		e.out = append(e.out, ':')
		if !e.nullable(o.values[i], f.definition.Type) {
			return false
		}
	}
	e.out = append(e.out, '}')
	return true
}

// nullable writes a value, or null where it is lost. It is false where it is lost and may not be null.
func (e *encoder) nullable(value any, t graphql.Type) bool {
	start := len(e.out)
	if e.value(value, t) {
		return true
	}
	e.out = append(e.out[:start], "null"...)
	return !isRequired(t)
}

// value writes what stands for a value of a type. It is false where that is lost.
func (e *encoder) value(value any, t graphql.Type) bool {
	if e.full() {
		return true
	}
	switch v := value.(type) {
	case nil:
		e.out = append(e.out, "null"...)
	case *object:
		return e.object(v)
	case []any:
		return e.list(v, t)
	case string:
		e.text(v)
	case bool:
		e.out = strconv.AppendBool(e.out, v)
	case int:
		e.out = strconv.AppendInt(e.out, int64(v), 10)
	case int64:
		e.out = strconv.AppendInt(e.out, v, 10)
	case float64:
		e.float(v)
	default:
		e.any(v)
	}
	return true
}

func (e *encoder) list(items []any, t graphql.Type) bool {
	list, ok := nullable(t).(*graphql.List)
	if !ok {
		return false
	}
	e.out = append(e.out, '[')
	for i, item := range items {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		if !e.nullable(item, list.OfType) {
			return false
		}
	}
	e.out = append(e.out, ']')
	return true
}

// float writes a number; JSON has no infinity, so that is null.
func (e *encoder) float(v float64) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		e.out = append(e.out, "null"...)
		return
	}
	e.any(v)
}

// any writes a value in encoding/json's way, letters of HTML as they are.
func (e *encoder) any(value any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		b.Reset()
		b.WriteString("null")
	}
	e.out = append(e.out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// text writes a text as encoding/json does, letters of HTML as they are.
func (e *encoder) text(s string) {
	out := e.out
	out = append(out, '"')
	from := 0 // what is before is written
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			out = append(out, s[from:i]...)
			out = appendEscape(out, c)
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' {
			out = append(out, s[from:i]...)
			out = fmt.Appendf(out, `\u%04x`, r)
			from = i + size
		}
		i += size
	}
	e.out = append(append(out, s[from:]...), '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\b':
		return append(out, `\b`...)
	case '\f':
		return append(out, `\f`...)
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	return fmt.Appendf(out, `\u%04x`, c)
}

// introspectionText is a text about the schema: the library has no descriptions that are not there, and writes the
// defaults of enums as if they were texts.
func introspectionText(field, text string) any {
	switch {
	case field == "description" && text == "":
		return nil
	case field == "defaultValue":
		return enumDefault(text)
	}
	return text
}

// enumDefault is an enum's default value as GraphQL writes it: the library quotes it as if it were a text.
func enumDefault(printed string) string {
	unquoted, err := strconv.Unquote(printed)
	if err != nil || !strings.HasPrefix(unquoted, enumMark) {
		return printed
	}
	return strings.TrimPrefix(unquoted, enumMark)
}

// inOrderOfNames puts a list of parts of the schema that the library takes from a map in the order of their names.
func inOrderOfNames(field string, items []any) []any {
	if field != "types" && field != "inputFields" && field != "fields" {
		return items
	}
	name := func(item any) string {
		switch part := item.(type) {
		case *graphql.FieldDefinition:
			return part.Name
		case interface{ Name() string }:
			return part.Name()
		}
		return ""
	}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b any) int { return strings.Compare(name(a), name(b)) })
	return items
}
