package html

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"newsgraph/loaders/format"
)

// prescan is how far into a page its declaration of an encoding is looked for. The HTML standard says 1,024 bytes; pages
// that put scripts first are read as their authors saw them.
const prescan = 16 << 10

var declaration = regexp.MustCompile(`(?i)<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w:.-]+)`)

// decode is the page as text. A byte order mark decides; then whether the bytes are UTF-8, since text in another
// encoding nearly never is and wrong declarations are common; then the HTTP header, the page's own declaration, and at
// last the rules for plain text.
func decode(page []byte, contentType string) (string, error) {
	if err := format.BinaryError(page); err != nil {
		return "", err
	}
	if text, ok := format.DecodeBOM(page); ok {
		return text, nil
	}
	declared := declaration.FindSubmatch(page[:min(len(page), prescan)])
	var label string
	if declared != nil {
		label = string(declared[1])
	}
	if _, name := charset.Lookup(label); utf8.Valid(page) && name != "iso-2022-jp" {
		return string(page), nil
	}
	if text, ok := format.DecodeDeclared(page, contentType); ok {
		return text, nil
	}
	if text, ok := format.DecodeDeclared(page, "text/html; charset="+label); ok && !strings.EqualFold(label, "utf-8") {
		return text, nil
	}
	return format.Decode(page, "")
}
