// Package form has the pictures of a word's form that features are made of.
//
// It takes the form of a token and gives it without what does not matter (Normal) or without what does (Shape).
package form

import (
	"unicode"
	"unicode/utf8"
)

// Normal is the form in small letters with straight quotes, plain dashes, and digits as 0.
func Normal(form string) string {
	out := make([]byte, 0, len(form))
	for _, r := range form {
		switch {
		case r >= 'a' && r <= 'z':
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf:
			if r >= '0' && r <= '9' {
				r = '0'
			} else if r == '`' {
				r = '\''
			}
		default:
			r = plain(r)
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

func plain(r rune) rune {
	switch r {
	case '’', '‘', '´', 'ʼ':
		return '\''
	case '“', '”', '«', '»', '„':
		return '"'
	case '–', '—', '‑', '−':
		return '-'
	}
	if unicode.IsDigit(r) {
		return '0'
	}
	return unicode.ToLower(r)
}

// Shape is a short picture of the form: X for capitals, x for small letters, 0 for digits, other ASCII as it is, "." for
// the rest; of a run of the same no more than two, in all no more than twelve.
func Shape(form string) string {
	var out [12]byte
	n, run := 0, 0
	for _, r := range form {
		c := byte('.')
		switch {
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		case unicode.IsDigit(r):
			c = '0'
		case r < utf8.RuneSelf:
			c = byte(r)
		}
		if n > 0 && out[n-1] == c {
			if run++; run >= 2 {
				continue
			}
		} else {
			run = 0
		}
		if n == len(out) {
			break
		}
		out[n] = c
		n++
	}
	return string(out[:n])
}

// Prefix is the first n runes of the form, or the whole.
func Prefix(form string, n int) string {
	for i := range form {
		if n == 0 {
			return form[:i]
		}
		n--
	}
	return form
}

// Suffix is the last n runes of the form, or the whole.
func Suffix(form string, n int) string {
	i := len(form)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(form[:i])
		i -= size
	}
	return form[i:]
}

// Case is the way in which a sentence uses capitals, which says what the capital of a word is worth.
type Case uint8

// The cases of a sentence.
const (
	Mixed Case = iota // as in running text
	Upper             // ALL CAPITALS
	Title             // Most Words Have a Capital, as in Headlines
	Lower             // no capital at all
)

// CaseOf is the case of a sentence of these forms. Sentences of fewer than three words of letters are Mixed, unless
// there are only capitals in ten letters or more.
func CaseOf(n int, form func(i int) string) Case {
	var words, capital, upper, small, long, longCapital, letters int
	for i := range n {
		f := form(i)
		first, _ := utf8.DecodeRuneInString(f)
		if !unicode.IsLetter(first) {
			continue
		}
		words++
		letters += len(f)
		lower := hasLower(f)
		if unicode.IsUpper(first) {
			capital++
		}
		if !lower {
			upper++
		} else if unicode.IsLower(first) {
			small++
		}
		if len(f) > 4 {
			long++
			if unicode.IsUpper(first) {
				longCapital++
			}
		}
	}
	switch {
	case upper == words && (words >= 3 || words > 0 && letters >= 10):
		return Upper
	case words < 3:
		return Mixed
	case capital == 0:
		return Lower
	case long >= 3 && longCapital*10 >= long*9 && longCapital > 2:
		return Title
	}
	return Mixed
}

func hasLower(form string) bool {
	for _, r := range form {
		if unicode.IsLower(r) {
			return true
		}
	}
	return false
}
