package export

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// TextFragment is the end of an address that makes a browser scroll to a quote and mark it: a text directive as in
// https://wicg.github.io/scroll-to-text-fragment. A long quote is named by its first and its last words, a short one by
// the words around it too.
func TextFragment(address, quote, prefix, suffix string) string {
	words := strings.Fields(quote)
	if len(words) == 0 {
		return ""
	}
	directive := "#:~:text="
	if strings.Contains(address, "#") {
		directive = ":~:text="
	}
	if len(words) > 2*edgeWords || strings.Contains(quote, "\n") {
		n := min(edgeWords, (len(words)+1)/2)
		directive += fragmentText(words[:n])
		if n < len(words) {
			directive += "," + fragmentText(words[max(n, len(words)-n):])
		}
		return directive
	}
	if len(words) < edgeWords {
		if before := lastWords(prefix, contextWords); len(before) > 0 {
			directive += fragmentText(before) + "-,"
		}
	}
	directive += fragmentText(words)
	if len(words) < edgeWords {
		if after := firstWords(suffix, contextWords); len(after) > 0 {
			directive += ",-" + fragmentText(after)
		}
	}
	return directive
}

const (
	edgeWords    = 6 // of a long quote's beginning and end
	contextWords = 3 // around a short one
)

// fragmentText percent-encodes words: comma, hyphen and ampersand part a directive, so they may not stand in its texts.
func fragmentText(words []string) string {
	return directiveEscaper.Replace(url.PathEscape(strings.Join(words, " ")))
}

var directiveEscaper = strings.NewReplacer("-", "%2D", ",", "%2C", "&", "%26")

// firstWords are the first whole words of a text: the last one may be cut, so it is left out.
func firstWords(text string, n int) []string {
	words := strings.Fields(text)
	if len(words) > 0 && !endsWord(text) {
		words = words[:len(words)-1]
	}
	return words[:min(n, len(words))]
}

// lastWords are the last whole words of a text: the first one may be cut.
func lastWords(text string, n int) []string {
	words := strings.Fields(text)
	if len(words) > 0 {
		words = words[1:]
	}
	return words[max(0, len(words)-n):]
}

// endsWord says whether a text ends behind a word.
func endsWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(" \n\t.,;:!?\"'”’)", r)
}
