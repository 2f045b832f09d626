package quadstore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/cayleygraph/quad"
)

// The kinds of values in the dictionary. They are stored: never change them.
const (
	kindIRI    = 1
	kindBNode  = 2
	kindString = 3
	kindLang   = 4 // text, language, length of the language in four bytes
	kindTyped  = 5 // text, type, length of the type in four bytes
	kindInt    = 6 // eight bytes, sign flipped; those that do not fit into an ID
	kindFloat  = 7 // eight bytes in order of the number
	kindTime   = 8 // seconds in eight bytes, sign flipped, and nanoseconds in four
)

// wholeKey is the longest encoded value that is its own dictionary key. A longer one has its first wholeKey bytes and
// its SHA-256 as the key.
const wholeKey = 64

// canonical gives the one form in which a value is stored. Cayley takes two values for one where they print alike, so a
// typed string that prints as a number, a boolean or a time is that. Times are in UTC.
func canonical(v quad.Value) quad.Value {
	ts, ok := v.(quad.TypedString)
	if !ok {
		return v
	}
	native, err := ts.ParseValue()
	if err != nil || native == nil || native.String() != ts.String() {
		return v
	}
	return native
}

// appendValue appends the bytes that stand for a value: its kind and its content. Values of one kind of IRI, BNode,
// String, Int, Float and Time order as their bytes do. A value that is no value of quad's, nil among them, is an error.
func appendValue(b []byte, v quad.Value) ([]byte, error) {
	switch v := v.(type) {
	case quad.IRI:
		return append(append(b, kindIRI), v...), nil
	case quad.BNode:
		return append(append(b, kindBNode), v...), nil
	case quad.String:
		return append(append(b, kindString), v...), nil
	case quad.LangString:
		return appendPair(append(b, kindLang), string(v.Value), v.Lang), nil
	case quad.TypedString:
		return appendPair(append(b, kindTyped), string(v.Value), string(v.Type)), nil
	case quad.Int:
		return binary.BigEndian.AppendUint64(append(b, kindInt), uint64(v)^1<<63), nil
	case quad.Float:
		return binary.BigEndian.AppendUint64(append(b, kindFloat), orderedFloat(float64(v))), nil
	case quad.Time:
		t := time.Time(v)
		b = binary.BigEndian.AppendUint64(append(b, kindTime), uint64(t.Unix())^1<<63)
		return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond())), nil
	}
	return b, fmt.Errorf("quadstore: %w: %T", ErrValue, v)
}

func appendPair(b []byte, text, tail string) []byte {
	b = append(append(b, text...), tail...)
	return binary.BigEndian.AppendUint32(b, uint32(len(tail)))
}

// orderedFloat gives bits that order as the floats do; all NaNs are one, above the rest.
func orderedFloat(f float64) uint64 {
	if math.IsNaN(f) {
		return math.MaxUint64
	}
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		return ^bits
	}
	return bits | 1<<63
}

func unorderedFloat(bits uint64) float64 {
	if bits == math.MaxUint64 {
		return math.NaN()
	}
	if bits>>63 == 1 {
		return math.Float64frombits(bits &^ (1 << 63))
	}
	return math.Float64frombits(^bits)
}

// decodeValue reads what appendValue wrote. It keeps nothing of b.
func decodeValue(b []byte) (quad.Value, error) {
	if len(b) == 0 {
		return nil, fmt.Errorf("quadstore: %w: an empty dictionary entry", ErrCorrupt)
	}
	kind, rest := b[0], b[1:]
	switch kind {
	case kindIRI:
		return quad.IRI(rest), nil
	case kindBNode:
		return quad.BNode(rest), nil
	case kindString:
		return quad.String(rest), nil
	case kindLang, kindTyped:
		text, tail, ok := splitPair(rest)
		if !ok {
			break
		}
		if kind == kindLang {
			return quad.LangString{Value: quad.String(text), Lang: tail}, nil
		}
		return quad.TypedString{Value: quad.String(text), Type: quad.IRI(tail)}, nil
	case kindInt:
		if len(rest) == 8 {
			return quad.Int(binary.BigEndian.Uint64(rest) ^ 1<<63), nil
		}
	case kindFloat:
		if len(rest) == 8 {
			return quad.Float(unorderedFloat(binary.BigEndian.Uint64(rest))), nil
		}
	case kindTime:
		if len(rest) == 12 {
			seconds := int64(binary.BigEndian.Uint64(rest) ^ 1<<63)
			return quad.Time(time.Unix(seconds, int64(binary.BigEndian.Uint32(rest[8:]))).UTC()), nil
		}
	}
	return nil, fmt.Errorf("quadstore: %w: a dictionary entry of kind %d and %d bytes", ErrCorrupt, kind, len(b))
}

func splitPair(b []byte) (text, tail string, ok bool) {
	if len(b) < 4 {
		return "", "", false
	}
	n, b := uint64(binary.BigEndian.Uint32(b[len(b)-4:])), b[:len(b)-4]
	if n > uint64(len(b)) {
		return "", "", false
	}
	cut := len(b) - int(n)
	return string(b[:cut]), string(b[cut:]), true
}

// appendEntryKey appends the dictionary key of an encoded value: the bytes themselves where they are few, else their
// beginning and their SHA-256. The lengths of the two sorts differ, so no two values have one key.
func appendEntryKey(b, encoded []byte) []byte {
	b = append(b, prefixValue)
	if len(encoded) <= wholeKey {
		return append(b, encoded...)
	}
	sum := sha256.Sum256(encoded)
	return append(append(b, encoded[:wholeKey]...), sum[:]...)
}

// entryKeyFits says whether key is the dictionary key of the encoded value.
func entryKeyFits(key, encoded []byte) bool {
	var scratch [1 + wholeKey + sha256.Size]byte
	return bytes.Equal(key, appendEntryKey(scratch[:0], encoded))
}
