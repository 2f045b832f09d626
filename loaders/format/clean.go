package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Clean is text as an Article has it: valid UTF-8 in NFC with "\n" as the end of a line; every other white space, the
// no-break space too, is a plain space, at most one in a row and none at the ends of a line; there is at most one blank
// line in a row and none at the ends; soft hyphens, zero-width and direction marks, control and private-use characters
// are gone. No word is changed. Clean(Clean(s)) == Clean(s).
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\u2029", "\n\n")
	text = norm.NFC.String(strings.Map(cleanRune, text))
	text = norm.NFC.String(dropJoiners(text))
	var b strings.Builder
	b.Grow(len(text))
	blank := 0
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			blank++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if blank > 0 {
				b.WriteString("\n")
			}
		}
		blank = 0
		b.WriteString(line)
	}
	return b.String()
}

// CleanLine is Clean for what stands on one line, a title or a name: line breaks become spaces.
func CleanLine(text string) string {
	return strings.Join(strings.Fields(Clean(text)), " ")
}

// cleanRune is what a character becomes: itself, a space, a line break, or nothing (-1).
func cleanRune(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u2028':
		return '\n'
	case 0x80 <= r && r < 0xa0:
		return fromC1(r)
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return ' '
	case r == joiner || r == nonJoiner:
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || isNonCharacter(r):
		return -1
	}
	return r
}

// fromC1 reads a C1 control character as what it nearly always was: a windows-1252 byte that somebody took for Latin-1.
func fromC1(r rune) rune {
	if decoded := charmap.Windows1252.DecodeByte(byte(r)); decoded != utf8.RuneError && decoded >= 0xa0 {
		return decoded
	}
	return -1
}

func isNonCharacter(r rune) bool {
	return 0xfdd0 <= r && r <= 0xfdef || r&0xfffe == 0xfffe
}

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
)

// dropJoiners takes out the zero-width joiners that join nothing: they mean something between the letters of some
// scripts and between emoji, and are junk beside Latin letters, digits and spaces.
func dropJoiners(text string) string {
	if !strings.ContainsRune(text, joiner) && !strings.ContainsRune(text, nonJoiner) {
		return text
	}
	runes := []rune(text)
	kept := runes[:0:0]
	for i, r := range runes {
		if r == joiner || r == nonJoiner {
			after := i+1 < len(runes) && joins(runes[i+1])
			before := len(kept) > 0 && joins(kept[len(kept)-1])
			if !after || !before {
				continue
			}
		}
		kept = append(kept, r)
	}
	return string(kept)
}

func joins(r rune) bool {
	return r >= 0x0600 && !unicode.In(r, unicode.Latin, unicode.P, unicode.Cf)
}
