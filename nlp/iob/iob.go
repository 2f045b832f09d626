// Package iob reads entity corpora in columns: one token with its tag in a line, a blank line after each sentence.
//
// It takes bytes and gives documents with Tokens, Sentences and Entities; the tags may be IOB2 ("B-PER", "I-PER", "O")
// or IO ("I-PER", "O"), the columns parted by tabs or single spaces.
package iob

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"newsgraph/nlp"
)

// Doc is a document of such a file. Its Text is the tokens with a space between.
type Doc struct {
	*nlp.Document
	SentenceIDs []string // of "# sent_id", one for each sentence; empty for none
}

// Columns says where a file has what, counted from 0. The zero value is no format: the tag must be in another column
// than the token.
type Columns struct{ Token, Tag int }

// Read reads a file. A document ends at "# newdoc" and at a "-DOCSTART-" line; other comments are left out. Errors name
// the line.
func Read(r io.Reader, c Columns) ([]*Doc, error) {
	p := &parser{columns: c}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), 1<<22)
	for lines.Scan() {
		p.number++
		if err := p.line(strings.TrimRight(lines.Text(), "\r")); err != nil {
			return nil, fmt.Errorf("iob: line %d: %w", p.number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("iob: line %d: %w", p.number+1, err)
	}
	p.endDoc()
	return p.docs, nil
}

type parser struct {
	columns Columns
	docs    []*Doc
	number  int
	doc     *Doc
	text    strings.Builder
	start   int // first token of the sentence
	id      string
	open    bool // the entity before goes on if its label does
}

func (p *parser) line(line string) error {
	switch {
	case strings.TrimSpace(line) == "":
		p.endSentence()
		return nil
	case strings.HasPrefix(line, "# ") || line == "#" || strings.HasPrefix(line, "#\t"):
		return p.comment(line)
	case strings.HasPrefix(line, "-DOCSTART-"):
		p.endDoc()
		return nil
	}
	separator := " "
	if strings.Contains(line, "\t") {
		separator = "\t"
	}
	fields := strings.Split(line, separator)
	if len(fields) <= max(p.columns.Token, p.columns.Tag) {
		return fmt.Errorf("%d columns in place of %d or more", len(fields), max(p.columns.Token, p.columns.Tag)+1)
	}
	return p.token(fields[p.columns.Token], fields[p.columns.Tag])
}

// comment reads "# newdoc" and "# sent_id". A line of a token "#" is no comment: it has a tag.
func (p *parser) comment(line string) error {
	if fields := strings.Fields(line); len(fields) == 2 && p.columns.Token == 0 && fields[1] == "O" {
		return p.token("#", "O")
	}
	key, value, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), "=")
	switch key := strings.TrimSpace(key); {
	case strings.HasPrefix(key, "newdoc"):
		p.endDoc()
	case key == "sent_id":
		p.id = strings.TrimSpace(value)
	}
	return nil
}

func (p *parser) token(form, tag string) error {
	if form == "" {
		return fmt.Errorf("a token without form")
	}
	if p.doc == nil {
		p.doc = &Doc{Document: &nlp.Document{}}
	}
	if p.text.Len() > 0 {
		p.text.WriteByte(' ')
	}
	t := nlp.Token{Start: p.text.Len(), Form: form, Head: nlp.NoHead}
	p.text.WriteString(form)
	t.End = p.text.Len()
	p.doc.Tokens = append(p.doc.Tokens, t)
	return p.tag(tag, len(p.doc.Tokens)-1)
}

// tag notes the tag of token i.
func (p *parser) tag(tag string, i int) error {
	position, label, ok := strings.Cut(tag, "-")
	switch {
	case tag == "O":
		p.open = false
		return nil
	case !ok || position != "B" && position != "I" || label == "":
		return fmt.Errorf("tag %q", tag)
	}
	entities := p.doc.Entities
	if position == "I" && p.open && entities[len(entities)-1].Label == label {
		entities[len(entities)-1].End = i + 1
		return nil
	}
	p.doc.Entities = append(p.doc.Entities, nlp.Entity{Span: nlp.Span{Start: i, End: i + 1}, Label: label})
	p.open = true
	return nil
}

func (p *parser) endSentence() {
	p.open = false
	if p.doc == nil || p.start == len(p.doc.Tokens) {
		return
	}
	p.doc.Sentences = append(p.doc.Sentences, nlp.Sentence{Span: nlp.Span{Start: p.start, End: len(p.doc.Tokens)}})
	p.doc.SentenceIDs = append(p.doc.SentenceIDs, p.id)
	p.start, p.id = len(p.doc.Tokens), ""
}

func (p *parser) endDoc() {
	p.endSentence()
	if p.doc != nil {
		p.doc.Text = p.text.String()
		for i := range p.doc.Tokens {
			t := &p.doc.Tokens[i]
			t.Form = p.doc.Text[t.Start:t.End]
		}
		p.docs = append(p.docs, p.doc)
	}
	p.doc, p.start = nil, 0
	p.text.Reset()
}
