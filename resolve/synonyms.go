package resolve

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Synonyms are wordings of a user's own and the predicates that they stand for, both as labels: "be boss of" and "be
// chief executive of". The nil map has none.
type Synonyms map[string]string

// maxSynonyms bounds a file of synonyms.
const maxSynonyms = 100_000

// ReadSynonyms reads lines "wording = predicate". Empty lines and those that begin with "#" say nothing. A predicate that
// is itself a wording is followed, so that all of a chain have one label. An error names the line.
func ReadSynonyms(r io.Reader) (Synonyms, error) {
	out := Synonyms{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		wording, predicate, ok := strings.Cut(text, "=")
		wording, predicate = strings.ToLower(tidy(wording)), strings.ToLower(tidy(predicate))
		switch {
		case !ok || wording == "" || predicate == "":
			return nil, fmt.Errorf("resolve: synonyms: line %d: want \"wording = predicate\", got %q", n, text)
		case out[wording] != "" && out[wording] != predicate:
			return nil, fmt.Errorf("resolve: synonyms: line %d: %q stands for %q already", n, wording, out[wording])
		case len(out) == maxSynonyms:
			return nil, fmt.Errorf("resolve: synonyms: more than %d", maxSynonyms)
		}
		out[wording] = predicate
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("resolve: synonyms: %w", err)
	}
	return out.followed()
}

// followed gives every wording the last predicate of its chain.
func (s Synonyms) followed() (Synonyms, error) {
	out := make(Synonyms, len(s))
	for wording, predicate := range s {
		for steps := 0; s[predicate] != "" && s[predicate] != predicate; steps++ {
			if steps > len(s) {
				return nil, fmt.Errorf("resolve: synonyms: %q stands for itself in a circle", wording)
			}
			predicate = s[predicate]
		}
		out[wording] = predicate
	}
	return out, nil
}

// predicate is the label under which a predicate is kept: what the user says of its words, else what is built in, of
// which the user may say more.
func (s Synonyms) predicate(label string) string {
	if own, ok := s[strings.ToLower(tidy(label))]; ok {
		return own
	}
	built := Predicate(label)
	if own, ok := s[built]; ok {
		return own
	}
	return built
}

// version changes with what is in it.
func (s Synonyms) version() string {
	lines := make([]string, 0, len(s))
	for wording, predicate := range s {
		lines = append(lines, wording+"="+predicate)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:4])
}
