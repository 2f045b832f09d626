// Package rdf knows RDF when it sees it: N-Quads, N-Triples, Turtle, TriG and RDF/XML.
//
// It takes the bytes of such a file and gives an item that says how it is put beside the graph: RDF holds statements of
// others and not the text of articles.
package rdf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format knows RDF. The zero value is ready.
type Format struct{}

// Name is "rdf".
func (Format) Name() string { return "rdf" }

var (
	comments = regexp.MustCompile(`^(?:\s*(?:#[^\n]*)?\n)*\s*`)
	line     = regexp.MustCompile(`^(?:<[^<>"\s]*:[^<>"\s]*>|_:\S+)[ \t]+<[^<>"\s]*:[^<>"\s]*>[ \t]+(?:<[^<>"\s]*>|_:\S+|"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^<[^<>"\s]*>)?)[ \t]*(?:<[^<>"\s]*>|_:\S+)?[ \t]*\.`)
	turtle   = regexp.MustCompile(`^(?:@prefix|@base|(?i:prefix))[ \t]+(?:[\w.-]*:[ \t]*)?<[^<>"\s]*>`)
	rdfXML   = regexp.MustCompile(`(?is)^(?:\s|<!--.*?-->|<\?.*?\?>|<!doctype[^>\[]*(?:\[[^\]]*\])?\s*>)*<rdf:rdf\b`)
)

// Detect says yes to a first statement of N-Quads, to a prefix of Turtle and to the root of RDF/XML; ask feeds before, as
// RSS 1.0 is RDF too.
func (Format) Detect(head []byte, _ string) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	body := head[len(comments.Find(head)):]
	return line.Match(body) || turtle.Match(body) || rdfXML.Match(head)
}

// Read yields one item, whose error is format.ErrRDF.
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	head := make([]byte, format.HeadSize)
	opened, err := format.Open(r)
	n := 0
	if err == nil {
		n, err = io.ReadFull(opened, head)
	}
	if n == 0 && err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	head = bytes.TrimPrefix(head[:n], []byte("\ufeff"))
	err = format.ErrRDF
	if rdfXML.Match(head) {
		err = fmt.Errorf("%w; write it as Turtle before, e.g. rapper -o turtle FILE", err)
	}
	return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
}
