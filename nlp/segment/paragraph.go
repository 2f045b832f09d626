package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// block is a paragraph: text[start:end].
type block struct{ start, end int }

// paragraphs parts the text at blank lines, and at the single line breaks that part paragraphs, headlines or list items.
// A line break inside hard-wrapped text is no more than a space.
func paragraphs(text string) []block {
	var out []block
	var group []block // lines without a blank line between them
	flush := func() {
		out = append(out, unwrap(text, group)...)
		group = group[:0]
	}
	for start := 0; start <= len(text); {
		end := len(text)
		if n := strings.IndexAny(text[start:], "\n\u2029\u2028\v\f"); n >= 0 {
			end = start + n
		}
		if blank(text[start:end]) {
			flush()
		} else {
			group = append(group, block{start, end})
		}
		if end == len(text) {
			break
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		start = end + size
	}
	flush()
	return out
}

func blank(line string) bool {
	return strings.IndexFunc(line, func(r rune) bool { return !IsSpace(r) }) < 0
}

// widest is the greatest width of hard-wrapped lines, narrowest the least of their longest: mail and print wrap between.
const (
	narrowest = 40
	widest    = 120
)

// unwrap joins the lines that are one paragraph.
func unwrap(text string, lines []block) []block {
	width := 0
	for _, l := range lines {
		width = max(width, utf8.RuneCountInString(text[l.start:l.end]))
	}
	var out []block
	for i, l := range lines {
		if i > 0 && wrapped(text[lines[i-1].start:lines[i-1].end], text[l.start:l.end], width) {
			out[len(out)-1].end = l.end
			continue
		}
		out = append(out, l)
	}
	return out
}

// wrapped says whether the break between the two lines is only for the width of the page: the next word had no room, or
// the sentence goes on in small letters.
func wrapped(line, next string, width int) bool {
	line, next = strings.TrimRightFunc(line, IsSpace), strings.TrimLeftFunc(next, IsSpace)
	if listItem(next) {
		return false
	}
	word := next
	if n := strings.IndexFunc(next, IsSpace); n >= 0 {
		word = next[:n]
	}
	first, _ := utf8.DecodeRuneInString(next)
	last, _ := utf8.DecodeLastRuneInString(line)
	if unicode.IsLower(first) && !strings.ContainsRune(".!?:;…\"”", last) {
		return true
	}
	return width >= narrowest && width <= widest && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width
}

// listItem says whether the line begins as items of lists do: "- x", "* x", "• x", "1. x", "2) x".
func listItem(line string) bool {
	r, size := utf8.DecodeRuneInString(line)
	rest := line[size:]
	if strings.ContainsRune("-*•·–—▪►", r) {
		return strings.HasPrefix(rest, " ") || r == '•' || r == '▪'
	}
	n := 0
	for n < len(line) && n < 3 && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	return n > 0 && n+1 < len(line) && (line[n] == '.' || line[n] == ')') && line[n+1] == ' '
}
