package export

import "testing"

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
		if got := TextFragment(tc.address, tc.quote, tc.prefix, tc.suffix); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}
