package schema

import (
	"math/rand/v2"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestOffsets(t *testing.T) {
	letters := []rune("ab é 日本 😀\n")
	random := rand.New(rand.NewPCG(1, 2))
	for _, length := range []int{0, 1, 100, 3000} {
		var runes []rune
		for i := 0; i < length; i++ {
			runes = append(runes, letters[random.IntN(len(letters))])
		}
		text := string(runes)
		o := newOffsets(text)
		for at := 0; at <= len(text); at++ {
			if at < len(text) && !utf8.RuneStart(text[at]) {
				continue
			}
			wantPoints, wantUnits := utf8.RuneCountInString(text[:at]), len(utf16.Encode([]rune(text[:at])))
			points, ok := o.in("CODE_POINT", at)
			units, ok2 := o.in("UTF16", at)
			if !ok || !ok2 || points != wantPoints || units != wantUnits {
				t.Fatalf("%d of %d: got %d points, %d units, want %d, %d", at, len(text), points, units, wantPoints, wantUnits)
			}
		}
		if _, ok := o.in("UTF16", len(text)+1); ok {
			t.Errorf("an offset behind the text's end is taken")
		}
	}
}
