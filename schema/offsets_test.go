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

func TestTextFragment(t *testing.T) {
	const page = "https://example.com/a"
	for _, tc := range []struct{ name, address, quote, prefix, suffix, want string }{
		{"no quote", page, " ", "", "", ""},
		{"whole", page, "The mill sold six ships, rather quickly.", "", "", "#:~:text=The%20mill%20sold%20six%20ships%2C%20rather%20quickly."},
		{"short, with its neighbours", page, "sold six ships", "On Monday the old mill ", " to the harbour of a town nea", "#:~:text=the%20old%20mill-,sold%20six%20ships,-to%20the%20harbour"},
		{"letters of the directive", page, "a well-known, small R&D house in town", "", "", "#:~:text=a%20well%2Dknown%2C%20small%20R%26D%20house%20in%20town"},
		{"long", page, "one two three four five six seven eight nine ten eleven twelve thirteen", "", "",
			"#:~:text=one%20two%20three%20four%20five%20six,eight%20nine%20ten%20eleven%20twelve%20thirteen"},
		{"over paragraphs", page, "one two\n\nthree", "", "", "#:~:text=one%20two,three"},
		{"address with a fragment", page + "#top", "one two three four five six", "", "", ":~:text=one%20two%20three%20four%20five%20six"},
	} {
		if got := textFragment(tc.address, tc.quote, tc.prefix, tc.suffix); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}
