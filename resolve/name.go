package resolve

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func list(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

var (
	determiners = list(`the a an this that these those its his her their our my your`)
	titles      = list(`mr mrs ms miss mx dr sir lord lady dame sen senator rep representative president vice chairman chairwoman secretary minister prime
		chancellor governor gov mayor judge justice gen general col colonel capt captain sgt sergeant lt maj major king queen prince princess pope
		prof professor congressman congresswoman coach ceo officer`)
	companySuffixes = list(`inc incorporated corp corporation co company ltd limited llc plc group holdings holding sa ag gmbh nv spa oyj ab asa kk bv`)
)

// aliases are names that stand for the same thing wherever they are read, by normalised name. The value is the name
// that keys are made from.
var aliases = map[string]string{
	"fb": "facebook", "us": "united states", "usa": "united states", "america": "united states", "united states of america": "united states",
	"uk": "united kingdom", "britain": "united kingdom", "great britain": "united kingdom", "eu": "european union", "un": "united nations",
	"ny times": "new york times", "nyt": "new york times", "wsj": "wall street journal", "ap": "associated press", "uae": "united arab emirates",
	"fcc": "federal communications commission", "fbi": "federal bureau of investigation", "cia": "central intelligence agency",
	"nsa": "national security agency", "doj": "department of justice", "justice department": "department of justice",
	"dod": "department of defense", "defense department": "department of defense", "ftc": "federal trade commission",
	"sec": "securities and exchange commission", "epa": "environmental protection agency", "fda": "food and drug administration",
	"nasa": "national aeronautics and space administration", "nato": "north atlantic treaty organization", "who": "world health organization",
	"imf": "international monetary fund", "wto": "world trade organization", "commerce department": "department of commerce",
	"state department": "department of state", "treasury department": "department of the treasury", "white house": "white house",
	"congress": "congress", "us congress": "congress", "us senate": "senate", "nyc": "new york city", "la": "los angeles", "dc": "washington dc",
}

// Normalise is the form of a name under which it is compared: lower case, without determiners and possessive endings,
// of a person without titles, of anything else without company suffixes; well-known short names as the full ones. A
// father and a son stay apart: "Jr." is part of a name.
func Normalise(name string, isPerson bool) string {
	words := nameWords(name)
	for len(words) > 1 && determiners[words[0]] {
		words = words[1:]
	}
	if isPerson {
		words = without(words, titles, 1)
	} else {
		for len(words) > 1 && companySuffixes[words[len(words)-1]] {
			words = words[:len(words)-1]
		}
	}
	out := strings.Join(words, " ")
	if full, ok := aliases[out]; ok && !isPerson {
		return full
	}
	return out
}

// without drops the words of a set, from the left, while more than keep words are left.
func without(words []string, drop map[string]bool, keep int) []string {
	for len(words) > keep && drop[words[0]] {
		if len(words) > keep+2 && words[1] == "of" { // "secretary of state"
			words = words[2:]
		}
		words = words[1:]
	}
	return words
}

// nameWords are the words of a name in lower case: letters and digits, with inner hyphens, ampersands and apostrophes;
// full stops are dropped, so that U.S. and US are one.
func nameWords(name string) []string {
	name = strings.ToLower(norm.NFKC.String(strings.ReplaceAll(name, "’", "'")))
	name = strings.ReplaceAll(name, ".", "")
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '&' && r != '-' && !unicode.Is(unicode.M, r)
	})
	var out []string
	for _, w := range words {
		w = strings.Trim(w, "'-")
		if stem, found := strings.CutSuffix(w, "'s"); found {
			w = stem
		}
		if w != "" && w != "s" {
			out = append(out, w)
		}
	}
	return out
}
