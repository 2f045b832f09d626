package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsSpace says whether the rune only parts tokens: white space, and the invisible marks that web pages carry.
func IsSpace(r rune) bool {
	switch r {
	case '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsSpace(r)
}

// kind is the kind of the characters of a piece.
type kind uint8

const (
	letters kind = iota
	digits
	mark  // one punctuation mark or symbol, or a run of the same
	whole // an address that is never parted
)

// piece is the smallest part of the text that a token is made of.
type piece struct {
	start, end int
	kind       kind
	space      bool // stands after a space or at the start of the text
	split      bool // a token must begin here
	join       bool // no token may begin here
}

// pieces parts text[start:end] into pieces. Word-internal splits ("do|n't", "can|not") make pieces of their own.
func (s *splitter) pieces(text string, start, end int) []piece {
	var out []piece
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if IsSpace(r) {
			i += size
			continue
		}
		stop := i
		for stop < end {
			r, size := utf8.DecodeRuneInString(text[stop:end])
			if IsSpace(r) {
				break
			}
			stop += size
		}
		out = s.chunk(out, text, i, stop)
		i = stop
	}
	return out
}

// chunk adds the pieces of text[start:end], which has no space.
func (s *splitter) chunk(out []piece, text string, start, end int) []piece {
	first := len(out)
	for i := start; i < end; {
		if n := address(text[i:end]); n > 0 {
			out = append(out, piece{start: i, end: i + n, kind: whole})
			i += n
			continue
		}
		k, n := run(text[i:end])
		out = append(out, piece{start: i, end: i + n, kind: k})
		i += n
	}
	out[first].space = true
	return s.contractions(out, first, text)
}

// run is the kind and the length of the piece that the text begins with.
func run(text string) (kind, int) {
	r, size := utf8.DecodeRuneInString(text)
	k := kindOf(r)
	n := size
	for n < len(text) {
		next, size := utf8.DecodeRuneInString(text[n:])
		if kindOf(next) != k || k == mark && (next != r || !repeats(r)) {
			if !(k == letters && unicode.IsMark(next)) {
				break
			}
		}
		n += size
	}
	return k, n
}

func kindOf(r rune) kind {
	switch {
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return letters
	case unicode.IsDigit(r):
		return digits
	}
	return mark
}

// repeats says whether a run of the mark is one piece: "...", "!!", "--", but not brackets and quotes.
func repeats(r rune) bool {
	return !strings.ContainsRune(`()[]{}<>"'`+"‘’“”«»", r) && r != utf8.RuneError
}

// address is the length of the web or mail address that the text begins with, or 0.
func address(text string) int {
	lower := strings.ToLower(text[:min(len(text), 8)])
	web := strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "www.") || strings.HasPrefix(lower, "ftp://")
	if !web && !mail(text) {
		return 0
	}
	n := len(text)
	for i, r := range text {
		if strings.ContainsRune("<>\"”’»", r) || !web && strings.ContainsRune("()[],;", r) {
			n = i
			break
		}
	}
	for n > 0 && strings.IndexByte(".,;:!?'*)]}", text[n-1]) >= 0 {
		if text[n-1] == ')' && strings.Contains(text[:n], "(") {
			break
		}
		n--
	}
	return n
}

// mail says whether the text begins with something like name@host.tld.
func mail(text string) bool {
	at := strings.IndexByte(text, '@')
	if at < 1 {
		return false
	}
	for _, r := range text[:at] {
		if kindOf(r) == mark && !strings.ContainsRune("._-+", r) {
			return false
		}
	}
	dot := strings.IndexByte(text[at:], '.')
	return dot > 1 && at+dot+1 < len(text) && kindOf(rune(text[at+dot+1])) == letters && kindOf(rune(text[at+1])) != mark
}

// apostrophe says whether the piece is an apostrophe of any make.
func apostrophe(text string) bool {
	return text == "'" || text == "’" || text == "‘" || text == "`" || text == "´"
}

// contractions splits the chunk's pieces from first on where English writes two words as one.
func (s *splitter) contractions(out []piece, first int, text string) []piece {
	if p := out[first:]; len(p) == 1 { // the most, without a copy
		if p[0].kind != letters {
			return out
		}
		return s.fused(out[:first], p[0], text)
	}
	chunk := append([]piece(nil), out[first:]...)
	out = out[:first]
	for i := 0; i < len(chunk); i++ {
		p := chunk[i]
		if p.kind != letters {
			out = append(out, p)
			continue
		}
		if i+2 < len(chunk) && negation(text, chunk[i:i+3]) {
			chunk[i+1].join, chunk[i+2].join = true, true
			out = append(out, piece{start: p.start, end: p.end - 1, kind: letters, space: p.space}, piece{start: p.end - 1, end: p.end, kind: letters, split: true})
			continue
		}
		if i+2 < len(chunk) && clitic(text, chunk[i:i+3]) {
			chunk[i+1].split, chunk[i+2].join = true, true
		}
		out = s.fused(out, p, text)
	}
	return out
}

// negation says whether the pieces are such as "don", "'", "t".
func negation(text string, p []piece) bool {
	word := strings.ToLower(text[p[0].start:p[0].end])
	return len(word) > 1 && strings.HasSuffix(word, "n") && apostrophe(text[p[1].start:p[1].end]) && strings.EqualFold(text[p[2].start:p[2].end], "t")
}

// clitic says whether the pieces are such as "it", "'", "s".
func clitic(text string, p []piece) bool {
	if !apostrophe(text[p[1].start:p[1].end]) {
		return false
	}
	switch strings.ToLower(text[p[2].start:p[2].end]) {
	case "s", "re", "ve", "ll", "d", "m":
		return true
	}
	return false
}

// fused adds the piece, split where the table of fused words says so ("can|not", "gon|na").
func (s *splitter) fused(out []piece, p piece, text string) []piece {
	at := p.start
	for _, n := range s.table[strings.ToLower(text[p.start:p.end])] {
		if cut := p.start + n; cut > at && cut < p.end && utf8.RuneStart(text[cut]) {
			q := p
			q.start, q.end = at, cut
			q.split = at > p.start
			q.space = p.space && at == p.start
			out = append(out, q)
			at = cut
		}
	}
	q := p
	q.start = at
	q.split = p.split || at > p.start
	q.space = p.space && at == p.start
	return append(out, q)
}
