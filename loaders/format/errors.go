package format

import (
	"errors"
	"fmt"
)

// ErrRefused is what every refusal is: the bytes could be read, and there is no article in them that newsgraph takes.
// Every other error of an Item means that the bytes could not be read.
var ErrRefused = errors.New("refused")

// The refusals.
var (
	// ErrNotArticle: a login wall, a list of headlines, a page without words.
	ErrNotArticle error = refusal("not an article")
	// ErrLanguage: an article in a language that the caller does not read.
	ErrLanguage error = refusal("not in a language that newsgraph reads")
	// ErrLink: the address of an article, or of a list of them, and not the article itself. The address is the URL of
	// the Item's Article, with what else is known of it.
	ErrLink error = refusal("only a link to an article; --follow fetches what is there")
	// ErrRDF: quads or triples, which are imported and not read.
	ErrRDF error = refusal("RDF, not articles; put it beside the graph with newsgraph import FILE")
)

// The failures.
var (
	// ErrEmpty: no bytes, or nothing but white space.
	ErrEmpty = errors.New("empty: there is nothing to read; check that it was saved or downloaded in full")
	// ErrTooLarge: more bytes than one article may have.
	ErrTooLarge = errors.New("too large for one article")
	// ErrBinary: bytes that are no text.
	ErrBinary = errors.New("binary data, not text; give text, a web page, a document, a feed or an archive of these")
	// ErrCharset: text in an encoding that is neither declared nor recognised.
	ErrCharset = errors.New("unknown character encoding; convert it to UTF-8, e.g. iconv -f ENCODING -t UTF-8")
	// ErrGzip: gzipped bytes that end too early or are damaged.
	ErrGzip = errors.New("gzip data is cut short or damaged; fetch or compress it again")
	// ErrPacked: the same of other archives and packed bytes.
	ErrPacked = errors.New("packed data is cut short or damaged; fetch or pack it again")
	// ErrBomb: packed bytes that hold far more than they should, made to fill memory or time.
	ErrBomb = errors.New("the data unpacks to far more than it should (a decompression bomb?); unpack it by hand if it is to be trusted")
	// ErrNested: an archive in an archive in an archive, and so on.
	ErrNested = errors.New("archives are nested too deep; unpack the outer ones")
	// ErrUnsafe: an entry of an archive that is a link or a device, or is locked with a password.
	ErrUnsafe = errors.New("not a file that can be read")
	// ErrInvalid: bytes that break the rules of their format: no JSON, a date that is none, a field that is missing.
	ErrInvalid = errors.New("invalid")
)

// refusal is an error that is ErrRefused.
type refusal string

func (r refusal) Error() string { return string(r) }

// Is makes errors.Is(r, ErrRefused) hold.
func (r refusal) Is(target error) bool { return target == ErrRefused }

// NotArticle is ErrNotArticle with the reason.
func NotArticle(reason string) error { return fmt.Errorf("%w: %s", ErrNotArticle, reason) }

// TooLarge is ErrTooLarge with the limit.
func TooLarge(limit int64) error {
	return fmt.Errorf("%w: more than %s; split it or leave it out", ErrTooLarge, byteSize(limit))
}

func byteSize(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func invalidLink(address string) error {
	return fmt.Errorf("%w link %.200q", ErrInvalid, address)
}
