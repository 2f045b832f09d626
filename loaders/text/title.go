package text

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest first line that may be a title, and the fewest words of one.
const (
	maxTitleRunes = 200
	minTitleWords = 2
)

// splitTitle parts clean text into its title and the rest. The title is the first line where it looks like one: short,
// not ended like a sentence in the middle of a text, followed by more text, and no line of a hard-wrapped paragraph.
func splitTitle(text string) (title, rest string) {
	first, rest, more := strings.Cut(text, "\n")
	if !more || !looksLikeTitle(first) {
		return "", text
	}
	block, _, _ := strings.Cut(text, "\n\n")
	if lines := strings.Split(block, "\n"); len(lines) > 1 && (isWrapped(lines) || startsLower(lines[1])) {
		return "", text
	}
	return first, strings.TrimSpace(rest)
}

func looksLikeTitle(line string) bool {
	if utf8.RuneCountInString(line) > maxTitleRunes || len(strings.Fields(line)) < minTitleWords {
		return false
	}
	if byline.MatchString(line) || !strings.ContainsFunc(line, unicode.IsLetter) || startsLower(line) {
		return false
	}
	return !strings.ContainsAny(lastRune(line), ".,;:") || strings.HasSuffix(line, "...") || initialism.MatchString(line)
}

// initialism is the end of a line in letters with full stops: "in the U.S."
var initialism = regexp.MustCompile(`(?:\p{Lu}\.){2,}$`)

func lastRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}

// DropTitle takes the first line off a text where it says the same as title, letters and digits compared without case.
func DropTitle(text, title string) string {
	first, rest, more := strings.Cut(text, "\n")
	if !more || fold(first) != fold(title) {
		return text
	}
	return strings.TrimSpace(rest)
}

// fold keeps letters and digits, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

const (
	nameWord   = `\p{Lu}[\p{L}.'’-]*`
	personName = nameWord + `(?: (?:` + nameWord + `|de|van|von|al|bin|der|la))*`
)

var byline = regexp.MustCompile(`^(?:By|BY|by) (` + personName + `(?:(?:, | and | & )` + personName + `)*)$`)

// splitByline parts clean text into the authors of a byline in its first line and the rest; without one, authors is nil.
func splitByline(text string) (authors []string, rest string) {
	first, rest, more := strings.Cut(text, "\n")
	if !more || utf8.RuneCountInString(first) > 100 {
		return nil, text
	}
	match := byline.FindStringSubmatch(first)
	if match == nil {
		return nil, text
	}
	return splitNames(match[1]), strings.TrimSpace(rest)
}

func startsLower(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return unicode.IsLower(r)
}
