package neural

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stored is a file of weights with this header and body.
func stored(t testing.TB, h header, body []byte) []byte {
	t.Helper()
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	out := binary.LittleEndian.AppendUint32([]byte(fileMagic), uint32(len(text)))
	return append(append(out, text...), body...)
}

func TestReadFile(t *testing.T) {
	body := binary.LittleEndian.AppendUint32(nil, math.Float32bits(-1.25))
	for _, half := range []uint16{0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0} {
		body = binary.LittleEndian.AppendUint16(body, half)
	}
	for _, scale := range []float32{0.5, 2} {
		body = binary.LittleEndian.AppendUint32(body, math.Float32bits(scale))
	}
	body = append(body, 1, 0xff, 0x7f, 0x81)
	f, err := readFile(stored(t, header{Kind: "x", Tensors: []tensorInfo{
		{"full", "f32", []int{1}, 0}, {"half", "f16", []int{2, 3}, 4}, {"bytes", "i8", []int{2, 2}, 16},
	}}, body))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float32{
		"full": {-1.25}, "half": {1, -2, 0.33325195, 1.0 / (1 << 24), 65504, 0}, "bytes": {0.5, -0.5, 254, -254},
	}
	for name, numbers := range want {
		if diff := cmp.Diff(numbers, f.tensors[name].data); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestReadFileErrors(t *testing.T) {
	one := func(info tensorInfo) []byte { return stored(t, header{Tensors: []tensorInfo{info}}, make([]byte, 16)) }
	cases := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "no file of weights"},
		{"something else", []byte("%PDF-1.4 and so on"), "no file of weights"},
		{"header cut off", stored(t, header{}, nil)[:20], "header ends too early"},
		{"no JSON", append(binary.LittleEndian.AppendUint32([]byte(fileMagic), 2), "{]"...), "header"},
		{"tensor too long", one(tensorInfo{"a", "f32", []int{5}, 0}), "ends too early"},
		{"tensor too far", one(tensorInfo{"a", "f32", []int{1}, 13}), "ends too early"},
		{"before the start", one(tensorInfo{"a", "f32", []int{1}, -4}), "ends too early"},
		{"huge shape", one(tensorInfo{"a", "i8", []int{1 << 40, 1 << 40}, 0}), "ends too early"},
		{"empty shape", one(tensorInfo{"a", "f32", []int{0}, 0}), "ends too early"},
		{"no shape", one(tensorInfo{"a", "i8", nil, 0}), "no shape"},
		{"unknown type", one(tensorInfo{"a", "f8", []int{1}, 0}), `unknown type "f8"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readFile(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q in it", err, c.want)
			}
		})
	}
}

// FuzzRead: no bytes make the readers panic, and what is no model is an error.
func FuzzRead(f *testing.F) {
	f.Add(stored(f, header{Kind: "parser", Hidden: []int{8, 8}, Labels: map[string][]string{"deprel": {"root"}}}, nil))
	f.Add(stored(f, header{Kind: "names", Tensors: []tensorInfo{{"words.char.weight", "i8", []int{4, 1}, 0}}}, bytes.Repeat([]byte{1}, 40)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := ReadParser(data); err == nil && p == nil {
			t.Error("no parser and no error")
		}
		if n, err := ReadNames(data); err == nil && n == nil {
			t.Error("no recogniser and no error")
		}
	})
}
