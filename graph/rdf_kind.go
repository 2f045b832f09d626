package graph

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
)

// sniffed is how many bytes of a file are looked at to find out which RDF it is in.
const sniffed = 64 << 10

// The kinds of RDF.
const (
	lineRDF   = iota // N-Quads and N-Triples
	turtleRDF        // Turtle and TriG
	jsonRDF
	xmlRDF
)

// jsonStart is the beginning of a JSON object or list of objects, which is none of TriG or Turtle.
var jsonStart = regexp.MustCompile(`^(?:\{\s*["}]|\[\s*\{|\[\s*\]\s*$)`)

var (
	// directives begin lines of Turtle alone.
	directives = regexp.MustCompile(`(?mi)^[ \t]*(?:@prefix\b|@base\b|prefix[ \t]+[\w.-]*:|base[ \t]*<|graph[ \t]+[<_\w])`)
	// goingOn are ends of lines that go on in the next one, as statements do in Turtle alone.
	goingOn = regexp.MustCompile(`(?m)[;,{][ \t\r]*$`)
)

// rdfKind says which RDF a file is in, of which head is the beginning. Its name decides where the content may be a faulty
// file of either kind.
func rdfKind(head []byte, name string) int {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case jsonStart.Match(text):
		return jsonRDF
	case bytes.HasPrefix(text, []byte("<?xml")), bytes.HasPrefix(text, []byte("<rdf:")), bytes.HasPrefix(text, []byte("<!--")):
		return xmlRDF
	}
	for line := range bytes.Lines(text) {
		_, err := parseNQuad(strings.TrimRight(string(line), "\n"))
		if errors.Is(err, errNoStatement) {
			continue
		}
		if err == nil && !directives.Match(text) {
			return lineRDF
		}
		break
	}
	if directives.Match(text) {
		return turtleRDF
	}
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".bz2"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch {
	case strings.HasSuffix(name, ".nq"), strings.HasSuffix(name, ".nt"):
		return lineRDF
	case strings.HasSuffix(name, ".ttl"), strings.HasSuffix(name, ".trig"), goingOn.Match(text):
		return turtleRDF
	}
	if first, _, _ := bytes.Cut(text, []byte("\n")); len(text) > 0 && !bytes.HasSuffix(bytes.TrimSpace(first), []byte(".")) {
		return turtleRDF
	}
	return lineRDF
}
