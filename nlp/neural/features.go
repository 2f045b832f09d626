package neural

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a network sees of a word. nlp/train/features.py computes the same for the training.
const (
	idUnknown    = 1 // in the table of words and in that of characters
	idBegin      = 2
	idEnd        = 3
	firstWord    = 2 // number of the first word of the vocabulary
	firstChar    = 4
	affixes      = 8 // prefixes of 2 to 4 characters, suffixes of 1 to 4, the shape
	affixBuckets = 1 << 14
	maxChars     = 24
)

// plainRune gives the plain spelling of typographic quotes, dashes and dots; empty for a rune that stays.
func plainRune(r rune) string {
	switch r {
	case '\u2018', '\u2019', '\u201b', '\u02bc', '\u00b4', '`':
		return "'"
	case '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb':
		return `"`
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
		return "-"
	case '\u2026':
		return "..."
	case '\u00a0':
		return " "
	}
	return ""
}

// plain is the form with typographic quotes, dashes and dots made plain.
func plain(form string) string {
	for i, r := range form {
		if r >= utf8.RuneSelf || r == '`' {
			return form[:i] + plainFrom(form[i:])
		}
	}
	return form
}

func plainFrom(form string) string {
	var b strings.Builder
	for _, r := range form {
		if s := plainRune(r); s != "" {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// appendKey appends the entry of a plain form in the table of words: lower case, digits made 0. The dotted capital I stays,
// as in the training: its lower case is two characters.
func appendKey(to []byte, plain string) []byte {
	for _, r := range plain {
		switch {
		case '0' <= r && r <= '9':
			r = '0'
		case r != '\u0130':
			r = unicode.ToLower(r)
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}

// appendShape appends X for upper case, x for lower case, 0 for digits, others as they are; runs of one kind become one.
func appendShape(to []byte, plain string) []byte {
	last := rune(-1)
	for _, r := range plain {
		switch {
		case unicode.IsUpper(r):
			r = 'X'
		case unicode.IsLower(r):
			r = 'x'
		case '0' <= r && r <= '9':
			r = '0'
		}
		if r != last {
			to = utf8.AppendRune(to, r)
		}
		last = r
	}
	return to
}

// hash is FNV-1a over a tag and a text, as a row of the table of affixes.
func hash[T string | []byte](tag string, text T) int {
	h := uint32(0x811c9dc5)
	for i := range len(tag) {
		h = (h ^ uint32(tag[i])) * 0x01000193
	}
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 0x01000193
	}
	return 1 + int(h%affixBuckets)
}

// affixRows are the rows of the affix table for a word.
func affixRows(plain string, key []byte) (rows [affixes]int, n int) {
	add := func(tag string, text []byte) {
		rows[n] = hash(tag, text)
		n++
	}
	end := 0
	for size := 1; size <= 4; size++ {
		if end >= len(key) {
			break
		}
		_, w := utf8.DecodeRune(key[end:])
		end += w
		if size > 1 {
			add([...]string{"p2", "p3", "p4"}[size-2], key[:end])
		}
	}
	start := len(key)
	for size := 1; size <= 4; size++ {
		if start <= 0 {
			break
		}
		_, w := utf8.DecodeLastRune(key[:start])
		start -= w
		add([...]string{"s1", "s2", "s3", "s4"}[size-1], key[start:])
	}
	var space [64]byte
	add("f", appendShape(space[:0], plain))
	return rows, n
}

// charRows are the rows of the character table for a word, appended to rows: BEGIN, the characters, END. The middle of a
// long word is left out.
func charRows(rows []int, plain string, table map[rune]int) []int {
	rows = append(rows, idBegin)
	n, i := utf8.RuneCountInString(plain), 0
	for _, r := range plain {
		if n <= maxChars || i < maxChars/2 || i >= n-maxChars/2 {
			id, ok := table[r]
			if !ok {
				id = idUnknown
			}
			rows = append(rows, id)
		}
		i++
	}
	return append(rows, idEnd)
}
