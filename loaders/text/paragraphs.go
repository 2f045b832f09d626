package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Paragraphs parts clean text into paragraphs by blank lines. Blank lines in it stay. A block of lines between them is
// one paragraph where it is hard-wrapped, and else each line is a paragraph, but for one whose sentence goes on in the next.
func Paragraphs(text string) string {
	var paragraphs []string
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(block, "\n")
		wrapped := isWrapped(lines)
		for i, line := range lines {
			if i > 0 && (wrapped || goesOn(lines[i-1], line)) {
				last := &paragraphs[len(paragraphs)-1]
				*last = join(*last, line)
				continue
			}
			paragraphs = append(paragraphs, line)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// The width that hard-wrapped text may have, in characters.
const (
	minWidth = 45
	maxWidth = 130
)

// isWrapped says whether lines are one hard-wrapped paragraph: at nearly every line break the first word of the next
// line would not have fitted, and not every line ends a sentence.
func isWrapped(lines []string) bool {
	width := 0
	for _, line := range lines {
		width = max(width, utf8.RuneCountInString(line))
	}
	if len(lines) < 2 || width < minWidth || width > maxWidth {
		return false
	}
	full, ends := 0, 0
	for i, line := range lines[:len(lines)-1] {
		word, _, _ := strings.Cut(lines[i+1], " ")
		if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width-2 {
			full++
		}
		if endsSentence(line) {
			ends++
		}
	}
	breaks := len(lines) - 1
	return full*5 >= breaks*4 && ends < breaks
}

// goesOn says whether the sentence of a line goes on in the next: in lower case, or after a comma as in "He said,".
func goesOn(line, next string) bool {
	return !endsSentence(line) && startsLower(next) || strings.HasSuffix(line, ",")
}

// endsSentence says whether a line ends in sentence punctuation, closing quotes and brackets aside.
func endsSentence(line string) bool {
	line = strings.TrimRightFunc(line, func(r rune) bool { return unicode.In(r, unicode.Pe, unicode.Pf) || r == '"' || r == '\'' })
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?:…", r)
}

// join puts two lines of a paragraph together: with a space, or without where the first ends in the middle of a
// hyphenated word.
func join(line, next string) string {
	before, hyphen := strings.CutSuffix(line, "-")
	if r, _ := utf8.DecodeLastRuneInString(before); hyphen && unicode.IsLetter(r) && startsLower(next) {
		return line + next
	}
	return line + " " + next
}
