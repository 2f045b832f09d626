package quadstore

import (
	"math"
	"time"

	"github.com/cayleygraph/quad"
)

// ID stands for a value inside one store. It is a graph.Ref. The zero ID stands for no value: the label of a quad that
// has none.
//
// The top four bits say what the other sixty are: the number of a dictionary entry, or the value itself. Values of one
// inline type order as their IDs do. An ID is never used for another value, not even after its value is gone.
type ID uint64

// The tags of IDs. They are stored: never change them.
const (
	tagEntry   = 0 // a number of the dictionary, from 1
	tagBool    = 1 // 0 or 1
	tagInt     = 2 // a whole number from -2^59 to 2^59-1, plus 2^59
	tagDecimal = 3 // a float that is n/1e6 for a whole n below 2^50 in size: n plus 2^59
	tagTime    = 4 // microseconds since 1970 from -2^59 to 2^59-1, plus 2^59

	tagShift = 60
	bias     = 1 << 59
	payload  = 1<<tagShift - 1

	decimalScale = 1e6
	decimalLimit = 1 << 50
)

// Key makes ID a graph.Ref.
func (id ID) Key() interface{} { return id }

// inline says whether the ID is the value itself and needs no dictionary.
func (id ID) inline() bool { return id>>tagShift != tagEntry }

func tagged(tag uint64, n int64) ID { return ID(tag<<tagShift | uint64(n+bias)&payload) }

func fits(n int64) bool { return n >= -bias && n < bias }

// inlineID gives the ID of a value that is kept in the ID itself, and false for all others.
func inlineID(v quad.Value) (ID, bool) {
	switch v := v.(type) {
	case quad.Bool:
		if v {
			return tagBool<<tagShift | 1, true
		}
		return tagBool << tagShift, true
	case quad.Int:
		return tagged(tagInt, int64(v)), fits(int64(v))
	case quad.Float:
		n, ok := asDecimal(float64(v))
		return tagged(tagDecimal, n), ok
	case quad.Time:
		n, ok := asMicros(time.Time(v))
		return tagged(tagTime, n), ok
	}
	return 0, false
}

// asDecimal gives n where f is n/1e6 to the last bit. Below decimalLimit two n never round to one float, so the order of
// the floats is that of the n.
func asDecimal(f float64) (int64, bool) {
	n := math.Round(f * decimalScale)
	if !(math.Abs(n) < decimalLimit) { // also false for NaN
		return 0, false
	}
	return int64(n), math.Float64bits(float64(int64(n))/decimalScale) == math.Float64bits(f)
}

// asMicros gives the microseconds of a time that has no finer part.
func asMicros(t time.Time) (int64, bool) {
	const maxSeconds = bias / 1_000_000
	s := t.Unix()
	if s <= -maxSeconds || s >= maxSeconds || t.Nanosecond()%1000 != 0 {
		return 0, false
	}
	return t.UnixMicro(), true
}

// value gives the value of an inline ID, and false where the ID is none or has a tag or payload that no value has.
func (id ID) value() (quad.Value, bool) {
	n := int64(id&payload) - bias
	switch id >> tagShift {
	case tagBool:
		return quad.Bool(id&1 == 1), id&payload <= 1
	case tagInt:
		return quad.Int(n), true
	case tagDecimal:
		return quad.Float(float64(n) / decimalScale), n > -decimalLimit && n < decimalLimit
	case tagTime:
		return quad.Time(time.UnixMicro(n).UTC()), true
	}
	return nil, false
}

// IDs is a quad as the indexes hold it: subject, predicate, object and label. It is a graph.Ref.
type IDs [4]ID

// Key makes IDs a graph.Ref.
func (q IDs) Key() interface{} { return q }

// Get gives the ID in a direction, which must be one of the four.
func (q IDs) Get(d quad.Direction) ID { return q[d-quad.Subject] }

// matches says whether the quad has what the pattern asks for; 0 asks for nothing.
func (q IDs) matches(pattern IDs) bool {
	for i, id := range pattern {
		if id != 0 && q[i] != id {
			return false
		}
	}
	return true
}
