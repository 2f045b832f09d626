package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

// encoder writes an answer as JSON, its fields in the order of the query. It stops at a size.
type encoder struct {
	out     []byte
	limit   int
	tooLong bool
}

// data writes what the library made of an operation.
func (e *encoder) data(value map[string]any, p *plan) { e.object(value, p) }

func (e *encoder) full() bool {
	e.tooLong = e.tooLong || len(e.out) > e.limit
	return e.tooLong
}

func (e *encoder) object(value map[string]any, p *plan) {
	e.out = append(e.out, '{')
	first := true
	for _, f := range p.fields {
		v, ok := value[f.key]
		if !ok {
			continue
		}
		if !first {
			e.out = append(e.out, ',')
		}
		first = false
		e.text(f.key)
		e.out = append(e.out, ':')
		e.value(v, f)
	}
	e.out = append(e.out, '}')
}

func (e *encoder) value(value any, f planned) {
	if e.full() {
		return
	}
	switch v := value.(type) {
	case nil:
		e.out = append(e.out, "null"...)
	case map[string]any:
		if f.inner != nil {
			e.object(v, f.inner)
		}
	case []any:
		if f.introspection {
			sortIntrospection(v, f.name)
		}
		e.out = append(e.out, '[')
		for i, item := range v {
			if i > 0 {
				e.out = append(e.out, ',')
			}
			e.value(item, f)
		}
		e.out = append(e.out, ']')
	case string:
		switch {
		case f.introspection && f.name == "description" && v == "":
			e.out = append(e.out, "null"...) // the library has no descriptions that are not there
		case f.introspection && f.name == "defaultValue":
			e.text(enumDefault(v))
		default:
			e.text(v)
		}
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

func (e *encoder) text(s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7F {
			e.any(s)
			return
		}
	}
	e.out = append(e.out, '"')
	e.out = append(e.out, s...)
	e.out = append(e.out, '"')
}

// enumDefault is an enum's default value as GraphQL writes it: the library quotes it as if it were a text.
func enumDefault(printed string) string {
	unquoted, err := strconv.Unquote(printed)
	if err != nil || !strings.HasPrefix(unquoted, enumMark) {
		return printed
	}
	return strings.TrimPrefix(unquoted, enumMark)
}

// sortIntrospection puts the lists that the library takes from maps in the order of their names, where those are asked
// for.
func sortIntrospection(list []any, field string) {
	if field != "types" && field != "inputFields" && field != "fields" {
		return
	}
	name := func(i int) string {
		m, _ := list[i].(map[string]any)
		return fmt.Sprint(m["name"])
	}
	sort.SliceStable(list, func(i, j int) bool { return name(i) < name(j) })
}
