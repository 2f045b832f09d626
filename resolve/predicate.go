package resolve

import "strings"

// synonyms gives wordings with one meaning one label.
var synonyms = map[string]string{
	"be situated in": "be located in", "be headquartered in": "be based in", "acquire": "buy", "purchase": "buy",
	"be ceo of": "be chief executive of", "be chief executive officer of": "be chief executive of",
	"be co-founder of": "be founder of", "be cofounder of": "be founder of", "give access to data to": "give data access to",
	"sack": "fire", "dismiss": "fire", "prohibit sales of": "ban sales of", "bar sales of": "ban sales of", "halt sales of": "ban sales of",
	"be prohibited from": "be barred from", "be banned from": "be barred from", "tell to stop selling": "ban sales of",
	"order to stop selling": "ban sales of",
}

// Predicate is the label under which a predicate is kept: single spaces, lower case, synonyms joined.
func Predicate(label string) string {
	label = strings.ToLower(tidy(label))
	if same, ok := synonyms[label]; ok {
		return same
	}
	return label
}
