package linear

import (
	"bytes"
	"testing"
)

// trained learns to tell words by their first letter: class 0 for a, 1 for b, 2 for others.
func trained() *Trainer {
	t := NewTrainer(3)
	scores := make([]int32, 3)
	for range 20 {
		for _, e := range examples {
			f := featuresOf(e.word)
			t.Score(f, scores)
			if best := argmax(scores); best != e.class {
				t.Update(f, e.class, 1)
				t.Update(f, best, -1)
			}
			t.Step()
		}
	}
	return t
}

var examples = []struct {
	word  string
	class int
}{{"apple", 0}, {"axe", 0}, {"bear", 1}, {"bee", 1}, {"cat", 2}, {"dog", 2}, {"eel", 2}}

func featuresOf(word string) []uint32 {
	return []uint32{Feature(0, String(word[:1])), Feature(1, String(word[1:])), Feature(2, Join(String(word), 7))}
}

func argmax(scores []int32) int {
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	return best
}

func TestModelDecidesAsTrained(t *testing.T) {
	m := trained().Average(Pruning{})
	scores := make([]int32, 3)
	for _, e := range append(examples, struct {
		word  string
		class int
	}{"bug", 1}) {
		m.Score(featuresOf(e.word), scores)
		if got := argmax(scores); got != e.class {
			t.Errorf("%q: class %d, want %d (scores %v)", e.word, got, e.class, scores)
		}
	}
	m.Score([]uint32{Feature(9, 9)}, scores)
	if scores[0] != 0 || scores[1] != 0 || scores[2] != 0 {
		t.Errorf("an unknown feature scores %v", scores)
	}
}

func TestEncodeThenDecode(t *testing.T) {
	m := trained().Average(Pruning{})
	var e Encoder
	m.Encode(&e)
	again, err := Decode(NewDecoder(e.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var e2 Encoder
	again.Encode(&e2)
	if !bytes.Equal(e.Bytes(), e2.Bytes()) {
		t.Error("a model that is written, read and written again is another")
	}
	want, got := make([]int32, 3), make([]int32, 3)
	for _, x := range examples {
		m.Score(featuresOf(x.word), want)
		again.Score(featuresOf(x.word), got)
		for c := range want {
			if got[c] != want[c] {
				t.Errorf("%q: scores %v, want %v", x.word, got, want)
			}
		}
	}
	for n := range len(e.Bytes()) {
		if _, err := Decode(NewDecoder(e.Bytes()[:n])); err == nil {
			t.Errorf("the first %d of %d bytes are read without an error", n, len(e.Bytes()))
		}
	}
}

func TestManyKeysAreFound(t *testing.T) {
	trainer := NewTrainer(2)
	var keys []uint32
	for i := range 200_000 {
		keys = append(keys, Feature(i%7, uint64(i)))
	}
	trainer.Update(keys, 1, 1)
	m := trainer.Average(Pruning{})
	scores := make([]int32, 2)
	for _, k := range keys {
		if m.Score([]uint32{k}, scores); scores[1] <= 0 {
			t.Fatalf("the key %d is not found", k)
		}
	}
}

func FuzzDecode(f *testing.F) {
	var e Encoder
	trained().Average(Pruning{}).Encode(&e)
	f.Add(e.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(NewDecoder(data))
		if err != nil || m.Classes() > 1000 {
			return
		}
		m.Score([]uint32{1, 1 << 16, 1<<32 - 1}, make([]int32, m.Classes()))
	})
}

func TestStringsAndMaps(t *testing.T) {
	var e Encoder
	e.Strings([]string{"", "x", "ä"})
	EncodeMap(&e, map[string]string{"b": "2", "a": ""})
	e.Float(-1.5)
	d := NewDecoder(e.Bytes())
	s, m, f := d.Strings(), DecodeMap(d), d.Float()
	if len(s) != 3 || s[2] != "ä" || len(m) != 2 || m["b"] != "2" || f != -1.5 || d.Err() != nil || d.Left() != 0 {
		t.Errorf("got %q, %q, %v, error %v, %d bytes left", s, m, f, d.Err(), d.Left())
	}
	if d.Int(); d.Err() == nil {
		t.Error("no error past the end")
	}
}
