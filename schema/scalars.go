package schema

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"time"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"newsgraph/graph"
)

// scalar is how a scalar of the contract is read and written. A value that cannot be is nil.
type scalar struct {
	write func(value any) any
	read  func(value any) any // of a JSON value
	hint  string              // what a good value looks like, for error messages
}

func scalars() map[string]scalar {
	return map[string]scalar{
		"DateTime": {write: writeDateTime, read: readDateTime, hint: "2018-06-05T12:00:00Z or 2018-06-05"},
		"EDTF":     {write: writeText, read: readEDTF, hint: "2018, 2018-06, 2018-06-05 or 2007/2013"},
		"URL":      {write: writeText, read: readURL, hint: "an absolute address such as https://example.com/a"},
		"Long":     {write: writeLong, read: readLong, hint: "a whole number"},
	}
}

func scalarHint(name string) string {
	if hint := scalars()[name].hint; hint != "" {
		return "; write " + hint
	}
	return ""
}

func newScalar(name, description string, s scalar) *graphql.Scalar {
	return graphql.NewScalar(graphql.ScalarConfig{
		Name: name, Description: description,
		Serialize:  s.write,
		ParseValue: s.read,
		ParseLiteral: func(literal ast.Value) any {
			switch v := literal.(type) {
			case *ast.StringValue:
				return s.read(v.Value)
			case *ast.IntValue:
				return s.read(json.Number(v.Value))
			}
			return nil
		},
	})
}

func writeText(value any) any {
	if text, ok := value.(string); ok && text != "" {
		return text
	}
	return nil
}

// writeDateTime writes instants in UTC, so that their texts sort as they do; the zero time is null.
func writeDateTime(value any) any {
	if t, ok := value.(time.Time); ok && !t.IsZero() {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return nil
}

func readDateTime(value any) any {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return nil
}

func readEDTF(value any) any {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	if _, _, err := graph.ParseEDTF(text); err != nil {
		return nil
	}
	return text
}

func readURL(value any) any {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" {
		return nil
	}
	return text
}

func writeLong(value any) any {
	switch n := value.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	case uint64:
		if n <= math.MaxInt64 {
			return int64(n)
		}
	}
	return nil
}

func readLong(value any) any {
	if n, ok := value.(json.Number); ok {
		if i, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			return i
		}
	}
	return nil
}
