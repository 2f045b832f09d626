package pgstore

import (
	"crypto/sha1"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/pquads"
)

// hash is what a value is known by.
type hash = graph.ValueHash

// canonical gives the one form in which a value is stored. Cayley takes two values for one where they print alike, so a
// typed string that prints as a number, a boolean or a time is that. Times are in UTC.
func canonical(v quad.Value) quad.Value {
	switch v := v.(type) {
	case quad.TypedString:
		native, err := v.ParseValue()
		if err != nil || native == nil || native.String() != v.String() {
			return v
		}
		if t, ok := native.(quad.Time); ok {
			return quad.Time(time.Time(t).UTC())
		}
		return native
	case quad.Time:
		return quad.Time(time.Time(v).UTC())
	}
	return v
}

// hashOf is the hash that Cayley's dialect gives a value, but for times with a part of a second.
func hashOf(v quad.Value) hash {
	if v == nil {
		return hash{}
	}
	if t, ok := v.(quad.Time); ok && time.Time(t).Nanosecond() != 0 {
		return sha1.Sum([]byte(t.String() + "\x00" + strconv.Itoa(time.Time(t).Nanosecond())))
	}
	return graph.HashOf(v)
}

// columns are those of a node, as PostgreSQL has them; nil is NULL.
type columns struct {
	value                []byte
	text, datatype, lang *string
	iri, bnode           *bool
	whole                *int64
	truth                *bool
	float                *float64
	at                   *time.Time
}

// columnsOf puts a value into columns.
func columnsOf(v quad.Value) (c columns, err error) {
	exact := true
	text := func(s string) *string {
		safe, same := safeText(s)
		exact = exact && same
		return &safe
	}
	yes := true
	switch v := v.(type) {
	case quad.IRI:
		c.text, c.iri = text(string(v)), &yes
	case quad.BNode:
		c.text, c.bnode = text(string(v)), &yes
	case quad.String:
		c.text = text(string(v))
	case quad.TypedString:
		c.text, c.datatype = text(string(v.Value)), text(string(v.Type))
	case quad.LangString:
		c.text, c.lang = text(string(v.Value)), text(v.Lang)
	case quad.Int:
		c.whole = (*int64)(&v)
	case quad.Bool:
		c.truth = (*bool)(&v)
	case quad.Float:
		c.float = (*float64)(&v)
	case quad.Time:
		t := time.Time(v).UTC()
		exact = 1 <= t.Year() && t.Year() <= 9999
		if exact {
			t = t.Truncate(time.Microsecond)
			c.at, exact = &t, t.Equal(time.Time(v))
		}
	default:
		return c, fmt.Errorf("pgstore: %w: %T", ErrValue, v)
	}
	if !exact {
		if c.value, err = pquads.MarshalValue(v); err != nil {
			return c, fmt.Errorf("pgstore: %w: %w", ErrValue, err)
		}
	}
	return c, nil
}

// zeroText is what Cayley's dialect writes for a zero byte, which PostgreSQL has not.
const zeroText = `\x00`

// safeText is a text as PostgreSQL can keep it, and whether it can be made of that again.
func safeText(s string) (safe string, same bool) {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s, !strings.Contains(s, zeroText)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", zeroText), false
}

// valueColumns are the columns in the order of pointers.
const valueColumns = "value, value_string, datatype, language, iri, bnode, value_int, value_bool, value_float, value_time"

// pointers are for scanning valueColumns.
func (c *columns) pointers() []any {
	return []any{&c.value, &c.text, &c.datatype, &c.lang, &c.iri, &c.bnode, &c.whole, &c.truth, &c.float, &c.at}
}

// decode makes the value of its columns.
func (c *columns) decode() (quad.Value, error) {
	switch {
	case c.value != nil:
		v, err := pquads.UnmarshalValue(c.value)
		if err != nil {
			return nil, fmt.Errorf("pgstore: a value that is none: %w", err)
		}
		return canonical(v), nil
	case c.text != nil:
		return c.string(), nil
	case c.whole != nil:
		return quad.Int(*c.whole), nil
	case c.truth != nil:
		return quad.Bool(*c.truth), nil
	case c.float != nil:
		return quad.Float(*c.float), nil
	case c.at != nil:
		return quad.Time(c.at.UTC()), nil
	}
	return nil, fmt.Errorf("pgstore: a node without a value")
}

func (c *columns) string() quad.Value {
	switch {
	case c.iri != nil && *c.iri:
		return quad.IRI(*c.text)
	case c.bnode != nil && *c.bnode:
		return quad.BNode(*c.text)
	case c.lang != nil:
		return quad.LangString{Value: quad.String(*c.text), Lang: *c.lang}
	case c.datatype != nil:
		return quad.TypedString{Value: quad.String(*c.text), Type: quad.IRI(*c.datatype)}
	}
	return quad.String(*c.text)
}

// row is a quad as the table has it. Without a label, the last hash is zero.
type row [4]hash

func (r row) hashes() csql.QuadHashes {
	return csql.QuadHashes{QuadHash: graph.QuadHash{Subject: r[0], Predicate: r[1], Object: r[2], Label: r[3]}}
}

func rowOf(q graph.QuadHash) row { return row{q.Subject, q.Predicate, q.Object, q.Label} }

// orNull is a hash as a parameter.
func orNull(h hash) []byte {
	if h == (hash{}) {
		return nil
	}
	return h[:]
}
