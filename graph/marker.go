package graph

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// marker puts the words that are looked for into <mark>.
type marker struct {
	words   []string
	missing []string // those that begin no word of the text, so that what is spelt alike is marked for them
}

// alikeBytes is how long a text may be in which words are looked for that are spelt alike.
const alikeBytes = 1000

func newMarker(wanted []string, text string) *marker {
	m := &marker{words: wanted}
	if len(text) > alikeBytes {
		return m
	}
	there := words(text)
	for _, word := range wanted {
		if !begins(there, word) {
			m.missing = append(m.missing, word)
		}
	}
	return m
}

// begins says whether a word begins one of a text.
func begins(text []string, word string) bool {
	return slices.ContainsFunc(text, func(w string) bool { return strings.HasPrefix(w, word) })
}

const (
	snippetBefore = 60  // bytes of text before the first match, where a text is long
	snippetLength = 240 // bytes of a snippet without its marks
)

// mark is a text, or the part of a long one around its first match, as HTML.
func (m *marker) mark(text string) string {
	text = strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	var out strings.Builder
	start, end := m.part(text)
	if start > 0 {
		out.WriteString("… ")
	}
	at := start
	for word := nextWord(text, at); word[0] < end; word = nextWord(text, word[1]) {
		if n := m.matched(text[word[0]:word[1]]); n > 0 {
			out.WriteString(html.EscapeString(text[at:word[0]]))
			at = word[0] + n
			out.WriteString("<mark>" + html.EscapeString(text[word[0]:at]) + "</mark>")
		}
	}
	out.WriteString(html.EscapeString(text[at:max(at, end)]))
	if end < len(text) {
		out.WriteString(" …")
	}
	return out.String()
}

// part is what of a text is shown: it begins and ends between words.
func (m *marker) part(text string) (start, end int) {
	if len(text) <= snippetLength {
		return 0, len(text)
	}
	for word := nextWord(text, 0); word[0] < len(text); word = nextWord(text, word[1]) {
		if m.matched(text[word[0]:word[1]]) == 0 {
			continue
		}
		if word[0] > snippetBefore {
			start = word[0] - snippetBefore
			start += strings.IndexByte(text[start:], ' ') + 1
		}
		break
	}
	if end = start + snippetLength; end >= len(text) {
		return start, len(text)
	}
	if space := strings.LastIndexByte(text[start:end], ' '); space > 0 {
		return start, start + space
	}
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return start, end
}

// nextWord is where the next word is; behind the last one it is the end of the text.
func nextWord(text string, from int) [2]int {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	start := strings.IndexFunc(text[from:], inWord)
	if start < 0 {
		return [2]int{len(text), len(text)}
	}
	start += from
	length := strings.IndexFunc(text[start:], func(r rune) bool { return !inWord(r) })
	if length < 0 {
		return [2]int{start, len(text)}
	}
	return [2]int{start, start + length}
}

// matched is how many bytes of a word are marked: as many letters as match, or all of a word that is spelt alike.
func (m *marker) matched(word string) int {
	low := lower(word)
	longest := 0
	for _, wanted := range m.words {
		if !strings.HasPrefix(low, wanted) {
			continue
		}
		n := 0
		for range wanted {
			_, size := utf8.DecodeRuneInString(word[n:])
			n += size
		}
		longest = max(longest, n)
	}
	for _, wanted := range m.missing {
		if _, like := alike(wanted, low); longest == 0 && like {
			longest = len(word)
		}
	}
	return longest
}
