package quadstore

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
)

// same says whether two values are one; NaN is.
func same(a, b quad.Value) bool {
	switch a := a.(type) {
	case quad.Time:
		return a.Equal(b)
	case quad.Float:
		b, ok := b.(quad.Float)
		return ok && (math.Float64bits(float64(a)) == math.Float64bits(float64(b)) || math.IsNaN(float64(a)) && math.IsNaN(float64(b)))
	}
	return a == b
}

// roundTrip sends a value through its ID if it has one by itself, else through its bytes.
func roundTrip(t *testing.T, v quad.Value) {
	t.Helper()
	if id, ok := inlineID(v); ok {
		if back, ok := id.value(); !ok || !same(back, v) || !id.inline() {
			t.Errorf("%#v has ID %x, which is %#v, %v", v, uint64(id), back, ok)
		}
		return
	}
	encoded, err := appendValue(nil, v)
	if err != nil {
		t.Fatalf("%#v: %v", v, err)
	}
	back, err := decodeValue(encoded)
	if err != nil || !same(back, v) {
		t.Errorf("%#v is %x, which is %#v, %v", v, encoded, back, err)
	}
	if !entryKeyFits(appendEntryKey(nil, encoded), encoded) {
		t.Errorf("%#v: its key is not its key", v)
	}
}

var ascending = [][]quad.Value{
	{quad.Bool(false), quad.Bool(true)},
	{
		quad.Int(math.MinInt64), quad.Int(math.MinInt64 + 1), quad.Int(-bias - 1), quad.Int(-bias), quad.Int(-1),
		quad.Int(0), quad.Int(1), quad.Int(bias - 1), quad.Int(bias), quad.Int(math.MaxInt64),
	},
	{
		quad.Float(math.Inf(-1)), quad.Float(-1e300), quad.Float(-0.1), quad.Float(math.Copysign(0, -1)), quad.Float(0),
		quad.Float(5e-324), quad.Float(1e-6), quad.Float(0.1), quad.Float(1.0 / 3), quad.Float(0.85), quad.Float(1234567.89),
		quad.Float(decimalLimit), quad.Float(1e300), quad.Float(math.Inf(1)), quad.Float(math.NaN()),
	},
	{
		quad.Time(time.Time{}), quad.Time(time.Unix(-1, 999_999_999)), quad.Time(time.Unix(0, 0)),
		quad.Time(time.Unix(0, 1)), quad.Time(time.Unix(0, 1000)), quad.Time(time.Date(2018, 6, 5, 12, 0, 0, 0, time.FixedZone("", 7200))),
		quad.Time(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)), quad.Time(time.Date(40000, 1, 1, 0, 0, 0, 0, time.UTC)),
	},
	{quad.IRI("a"), quad.IRI("a\x00"), quad.IRI("ab"), quad.IRI("b"), quad.IRI(strings.Repeat("c", 200))},
	{quad.BNode("a"), quad.BNode("b")},
	{quad.String(""), quad.String("\x00"), quad.String("a"), quad.String("a\xff"), quad.String("ä"), quad.String(strings.Repeat("ö", 5000))},
	{quad.LangString{Value: "a", Lang: "de"}, quad.LangString{Value: "a", Lang: "en"}, quad.LangString{Value: "b"}},
	{quad.TypedString{Value: "a", Type: "int"}, quad.TypedString{Value: "b", Type: ""}},
}

func TestRoundTrip(t *testing.T) {
	for _, values := range ascending {
		for _, v := range values {
			roundTrip(t, v)
		}
	}
}

// TestOrder holds that within the IDs of one tag, and within the bytes of one kind, order is that of the values.
func TestOrder(t *testing.T) {
	for _, values := range ascending {
		for i := 1; i < len(values); i++ {
			if c := compareStored(t, values[i-1], values[i]); c != 0 && c >= 0 {
				t.Errorf("%#v is stored behind %#v", values[i-1], values[i])
			}
		}
	}
}

// compareStored compares two values as they are stored, 0 where one is inline and the other is not.
func compareStored(t *testing.T, a, b quad.Value) int {
	t.Helper()
	ia, oka := inlineID(a)
	ib, okb := inlineID(b)
	if oka && okb {
		return cmp.Compare(ia, ib)
	}
	if oka != okb {
		return 0
	}
	ea, erra := appendValue(nil, a)
	eb, errb := appendValue(nil, b)
	if erra != nil || errb != nil {
		t.Fatal(erra, errb)
	}
	return bytes.Compare(ea, eb)
}

func TestInline(t *testing.T) {
	for _, v := range []quad.Value{
		quad.Int(0), quad.Int(-bias), quad.Int(bias - 1), quad.Bool(true), quad.Float(0.85), quad.Float(-12345e-6), quad.Float(1e9),
		quad.Time(time.Date(2018, 6, 5, 7, 0, 0, 123_456_000, time.UTC)), quad.Time(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)),
	} {
		if _, ok := inlineID(v); !ok {
			t.Errorf("%#v is not kept in its ID", v)
		}
	}
	for _, v := range []quad.Value{
		quad.Int(bias), quad.Float(1.0 / 3), quad.Float(math.NaN()), quad.Float(math.Copysign(0, -1)), quad.Time(time.Unix(0, 1)),
		quad.String("1"), quad.IRI("1"),
	} {
		if _, ok := inlineID(v); ok {
			t.Errorf("%#v is kept in an ID that cannot hold it", v)
		}
	}
}

func TestCanonical(t *testing.T) {
	const integer, dateTime = "xsd:integer", "xsd:dateTime"
	cases := []struct{ in, want quad.Value }{
		{quad.TypedString{Value: "10", Type: integer}, quad.Int(10)},
		{quad.TypedString{Value: "010", Type: integer}, quad.TypedString{Value: "010", Type: integer}},
		{quad.TypedString{Value: "ten", Type: integer}, quad.TypedString{Value: "ten", Type: integer}},
		{quad.TypedString{Value: "True", Type: "xsd:boolean"}, quad.Bool(true)},
		{quad.TypedString{Value: "2018-06-05T00:00:00Z", Type: dateTime}, quad.Time(time.Date(2018, 6, 5, 0, 0, 0, 0, time.UTC))},
		{quad.TypedString{Value: "2018-06-05", Type: "xsd:date"}, quad.TypedString{Value: "2018-06-05", Type: "xsd:date"}},
		{quad.String("10"), quad.String("10")},
	}
	for _, c := range cases {
		got := canonical(c.in)
		if !same(got, c.want) {
			t.Errorf("canonical(%#v) = %#v, want %#v", c.in, got, c.want)
		}
		if got.String() != c.in.String() {
			t.Errorf("canonical(%#v) prints as %s", c.in, got)
		}
	}
}

func TestNoValue(t *testing.T) {
	if b, err := appendValue(nil, nil); err == nil {
		t.Errorf("nil is stored as %x", b)
	}
}

func FuzzValue(f *testing.F) {
	f.Add("a", "b", int64(1), 0.85, int64(1_528_156_800), uint32(5))
	f.Add("", "\x00\x00\x00\x01", int64(math.MinInt64), math.Inf(-1), int64(math.MaxInt64), uint32(999_999_999))
	f.Fuzz(func(t *testing.T, a, b string, n int64, x float64, seconds int64, nanos uint32) {
		when := time.Unix(seconds, int64(nanos%1e9))
		values := []quad.Value{
			quad.IRI(a), quad.BNode(a), quad.String(a), quad.LangString{Value: quad.String(a), Lang: b},
			quad.TypedString{Value: quad.String(a), Type: quad.IRI(b)}, quad.Int(n), quad.Float(x), quad.Time(when), quad.Bool(n > 0),
		}
		for _, v := range values {
			roundTrip(t, v)
			roundTrip(t, canonical(v))
		}
		holdOrder(t, quad.String(a), quad.String(b), cmp.Compare(a, b))
		holdOrder(t, quad.IRI(a), quad.IRI(b), cmp.Compare(a, b))
		holdOrder(t, quad.Int(n), quad.Int(seconds), cmp.Compare(n, seconds))
		y := float64(seconds) / 1e6
		if x == x && (x != 0 || y != 0) { // -0 and 0 are two values and one number
			holdOrder(t, quad.Float(x), quad.Float(y), cmp.Compare(x, y))
		}
		other := time.Unix(n, int64(nanos%1e9))
		if seconds > math.MinInt32 && n > math.MinInt32 && seconds < 1<<40 && n < 1<<40 { // time.Compare is right in between
			holdOrder(t, quad.Time(when), quad.Time(other), when.Compare(other))
		}
	})
}

func holdOrder(t *testing.T, a, b quad.Value, want int) {
	t.Helper()
	if got := compareStored(t, a, b); got != want && got != 0 || got == 0 && want != 0 && bothInline(a) == bothInline(b) {
		t.Errorf("%#v and %#v are stored in order %d, want %d", a, b, got, want)
	}
}

func bothInline(v quad.Value) bool {
	_, ok := inlineID(v)
	return ok
}

func FuzzDecode(f *testing.F) {
	for _, values := range ascending[1:] { // booleans are always inline
		for _, v := range values {
			encoded, err := appendValue(nil, v)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(encoded)
		}
	}
	f.Fuzz(func(t *testing.T, encoded []byte) {
		v, err := decodeValue(encoded)
		if err != nil {
			return
		}
		again, err := appendValue(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeValue(again)
		if err != nil || !same(back, v) {
			t.Errorf("%x is %#v, which is %x, which is %#v, %v", encoded, v, again, back, err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(string(Row{IDs: IDs{1, 2, 3, 4}, order: posg}.Cursor()))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		o, q, err := Cursor(text).parse()
		if err != nil {
			return
		}
		if o2, q2, err := (Row{IDs: q, order: o}).Cursor().parse(); err != nil || o2 != o || q2 != q {
			t.Errorf("cursor %q is %v %x, which is %v %x, %v", text, o, q, o2, q2, err)
		}
	})
}
