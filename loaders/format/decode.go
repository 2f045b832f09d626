package format

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// BinaryError is nil where data may be text, and else ErrBinary with what the data seems to be.
func BinaryError(data []byte) error {
	if kind := binaryKind(data); kind != "" {
		return fmt.Errorf("%w (it looks like %s)", ErrBinary, kind)
	}
	return nil
}

// binaryKind is the media type of data that is no text; empty where it may be text.
func binaryKind(data []byte) string {
	for _, document := range []struct{ magic, kind string }{
		{"%PDF-", "application/pdf"}, {"%!PS-Adobe-", "application/postscript"}, {"{\\rtf", "application/rtf"},
	} {
		if bytes.HasPrefix(data, []byte(document.magic)) {
			return document.kind
		}
	}
	if _, size := utf16BOM(data); size > 0 {
		return ""
	}
	sample := data[:min(len(data), 64<<10)]
	control := 0
	for _, b := range sample {
		if b == 0 {
			return http.DetectContentType(sample)
		}
		if b < ' ' && !strings.ContainsRune("\t\n\v\f\r\b\x1b", rune(b)) {
			control++
		}
	}
	if control > 2 && control*100 > len(sample) {
		return http.DetectContentType(sample)
	}
	return ""
}

func utf16BOM(data []byte) (unicode.Endianness, int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, 2
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return unicode.BigEndian, 2
	}
	return unicode.LittleEndian, 0
}

// DecodeBOM decodes data that begins with a byte order mark of UTF-8 or UTF-16 and says whether it does. The mark is
// left out and a broken sequence becomes U+FFFD.
func DecodeBOM(data []byte) (text string, ok bool) {
	if rest, found := bytes.CutPrefix(data, []byte("\ufeff")); found {
		return strings.ToValidUTF8(string(rest), "\ufffd"), true
	}
	endian, size := utf16BOM(data)
	if size == 0 {
		return "", false
	}
	decoded, err := unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Bytes(data[size:])
	if err != nil {
		return "", false
	}
	return string(decoded), true
}

// Decode decodes plain text: by its byte order mark, else as UTF-8 where it is that but for a few bytes, else by the
// charset of contentType, else as windows-1252, where that is plausible. The errors are ErrBinary and ErrCharset.
func Decode(data []byte, contentType string) (string, error) {
	if err := BinaryError(data); err != nil {
		return "", err
	}
	if text, ok := DecodeBOM(data); ok {
		return text, nil
	}
	if IsUTF8(data) {
		return strings.ToValidUTF8(string(data), "\ufffd"), nil
	}
	if text, ok := DecodeDeclared(data, contentType); ok {
		return text, nil
	}
	if !plausibleWestern(data) {
		return "", ErrCharset
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", ErrCharset
	}
	return string(decoded), nil
}

// DecodeDeclared decodes data by the charset parameter of an HTTP Content-Type. It says no where there is none, where it
// is not known, and where more than one character in a hundred would be lost.
func DecodeDeclared(data []byte, contentType string) (string, bool) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || parameters["charset"] == "" {
		return "", false
	}
	declared, _ := charset.Lookup(parameters["charset"])
	if declared == nil {
		return "", false
	}
	decoded, err := declared.NewDecoder().Bytes(data)
	if err != nil {
		return "", false
	}
	text := string(decoded)
	lost := strings.Count(text, "\ufffd")
	return text, lost*100 <= utf8.RuneCountInString(text)
}

// IsUTF8 says whether data is UTF-8, a few damaged places aside: in these at least four of five sequences of more than
// one byte are whole. Text in a one-byte encoding nearly never looks like that.
func IsUTF8(data []byte) bool {
	if utf8.Valid(data) {
		return true
	}
	whole, broken := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		data = data[size:]
	}
	return whole >= 4*broken
}

// plausibleWestern says whether data, which is not UTF-8, may be windows-1252: most of its letters are ASCII and none
// of its bytes is undefined there.
func plausibleWestern(data []byte) bool {
	high, letters := 0, 0
	for _, b := range data {
		switch {
		case b == 0x81 || b == 0x8d || b == 0x8f || b == 0x90 || b == 0x9d:
			return false
		case b >= 0x80:
			high++
		case 'a' <= b|0x20 && b|0x20 <= 'z':
			letters++
		}
	}
	return high*3 <= letters*2
}
