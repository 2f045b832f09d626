package export

import (
	"bufio"
	"strings"
	"unicode/utf8"
)

// tags writes XML.
type tags struct {
	out *bufio.Writer
	err error // the first of any
}

// raw writes what is XML already.
func (t *tags) raw(parts ...string) {
	if t.err == nil {
		t.err = write(t.out, parts...)
	}
}

// attribute writes an attribute of the tag that is being written.
func (t *tags) attribute(name, value string) { t.raw(" ", name, `="`, escaped(value), `"`) }

// escaped is a text as it may stand in XML, in attributes too. XML 1.0 has no way to write most control characters, not
// even escaped: they become U+FFFD, and so does what is not UTF-8 (https://www.w3.org/TR/xml/#charsets).
func escaped(s string) string {
	if strings.IndexFunc(s, special) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '\t', '\n', '\r': // an attribute would lose them otherwise
			b.WriteString([...]string{"&#9;", "&#10;", "", "", "&#13;"}[r-'\t'])
		default:
			if !allowed(r) {
				r = utf8.RuneError
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func special(r rune) bool {
	return strings.ContainsRune("&<>\"\t\n\r", r) || !allowed(r)
}

// allowed says that XML 1.0 knows a character.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r <= 0xd7ff || 0xe000 <= r && r <= 0xfffd || r >= 0x10000
}
