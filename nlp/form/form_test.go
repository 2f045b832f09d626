package form

import (
	"strings"
	"testing"
)

func TestNormal(t *testing.T) {
	for form, want := range map[string]string{"IBM": "ibm", "n’t": "n't", "“": `"`, "2,018": "0,000", "–": "-", "Ärger": "ärger", "٣": "0", "": ""} {
		if got := Normal(form); got != want {
			t.Errorf("%q: got %q, want %q", form, got, want)
		}
	}
}

func TestShape(t *testing.T) {
	for form, want := range map[string]string{"IBM": "XX", "McDonald": "XxXxx", "U.S.": "X.X.", "2018": "00", "x-37": "x-00", "’s": ".x", "abcDEFghiJKLmnoPQR": "xxXXxxXXxxXX"} {
		if got := Shape(form); got != want {
			t.Errorf("%q: got %q, want %q", form, got, want)
		}
	}
}

func TestPrefixAndSuffix(t *testing.T) {
	if got := Prefix("über", 2) + "|" + Prefix("a", 3) + "|" + Suffix("café", 2) + "|" + Suffix("a", 3) + "|" + Suffix("", 1); got != "üb|a|fé|a|" {
		t.Errorf("got %q", got)
	}
}

func TestCaseOf(t *testing.T) {
	for text, want := range map[string]Case{
		"The dog saw Ann in Rome":                  Mixed,
		"TALKS FAIL AGAIN":                         Upper,
		"Senators Question Facebook About Sharing": Title,
		"we saw them again":                        Lower,
		"IBM":                                      Mixed,
		"BREAKING-NEWS 12":                         Upper,
		"":                                         Mixed,
		"12 , 13 . 14":                             Mixed,
	} {
		words := strings.Fields(text)
		if got := CaseOf(len(words), func(i int) string { return words[i] }); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
