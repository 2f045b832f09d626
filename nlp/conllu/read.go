// Package conllu reads and writes CoNLL-U (https://universaldependencies.org/format.html).
//
// It takes bytes and gives Docs: an nlp.Document with the tags, lemmas and trees of the file, and the few things of the
// file that a Document has no place for.
package conllu

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"newsgraph/nlp"
)

// Doc is a document of a CoNLL-U file.
//
// Its Text is built from the words: a space between two words, none after SpaceAfter=No and inside a multiword token,
// and a blank line where a paragraph begins. So Text[Start:End] is the Form of every token. The surface form of a
// multiword token is not kept where it differs from its words put together.
type Doc struct {
	*nlp.Document
	ID          string   // of "# newdoc id"; empty for none
	SentenceIDs []string // of "# sent_id", one for each sentence; empty for none
	Misc        []string // column MISC of each token, without SpaceAfter=No; empty for none
}

// maxLine is the longest line that is read.
const maxLine = 1 << 22

// Read reads a file: a Doc for each "# newdoc", or one for a file without. Empty nodes, enhanced dependencies and
// comments that Doc does not name are left out. Errors name the line.
func Read(r io.Reader) ([]*Doc, error) {
	p := &parser{}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), maxLine)
	for lines.Scan() {
		p.number++
		if err := p.line(strings.TrimRight(lines.Text(), "\r")); err != nil {
			return nil, fmt.Errorf("conllu: line %d: %w", p.number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("conllu: line %d: %w", p.number+1, err)
	}
	if err := p.endSentence(); err != nil {
		return nil, fmt.Errorf("conllu: line %d: %w", p.number, err)
	}
	p.endDoc()
	return p.docs, nil
}

type parser struct {
	docs   []*Doc
	number int // of the line

	doc       *Doc // nil before its first sentence or newdoc
	text      strings.Builder
	glue      bool // no space before the next word
	paragraph int

	words    []word // of the sentence
	id       string
	newPar   bool
	rangeEnd int // the last word of the multiword token in hand
	rangeNo  bool
}

type word struct {
	token  nlp.Token
	misc   string
	glue   bool // no space after
	head   int  // as in the file
	number int  // of the line
}

func (p *parser) line(line string) error {
	switch {
	case line == "":
		return p.endSentence()
	case line[0] == '#':
		return p.comment(strings.TrimSpace(line[1:]))
	}
	fields := strings.Split(line, "\t")
	if len(fields) != 10 {
		return fmt.Errorf("%d columns in place of 10", len(fields))
	}
	switch {
	case strings.Contains(fields[0], "."):
		return nil
	case strings.Contains(fields[0], "-"):
		return p.multiword(fields)
	}
	return p.word(fields)
}

func (p *parser) comment(text string) error {
	key, value, _ := strings.Cut(text, "=")
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(key) {
	case "newdoc", "newdoc id":
		if err := p.endSentence(); err != nil {
			return err
		}
		p.endDoc()
		p.startDoc(value)
	case "newpar", "newpar id":
		p.newPar = true
	case "sent_id":
		p.id = value
	}
	return nil
}

func (p *parser) multiword(fields []string) error {
	from, to, _ := strings.Cut(fields[0], "-")
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || first != len(p.words)+1 || last < first {
		return fmt.Errorf("multiword token %q out of order", fields[0])
	}
	p.rangeEnd = last
	_, p.rangeNo = misc(fields[9])
	return nil
}

func (p *parser) word(fields []string) error {
	index := len(p.words) + 1
	if fields[0] != strconv.Itoa(index) {
		return fmt.Errorf("word %q where %d was due", fields[0], index)
	}
	if fields[1] == "" {
		return fmt.Errorf("word %d has no form", index)
	}
	w := word{number: p.number, head: nlp.NoHead}
	w.token = nlp.Token{Form: fields[1], UPOS: value(fields[3]), XPOS: value(fields[4]), Feats: value(fields[5]), Deprel: value(fields[7])}
	if w.token.Lemma = value(fields[2]); w.token.Lemma == "" && fields[1] == "_" {
		w.token.Lemma = "_"
	}
	if fields[6] != "_" {
		head, err := strconv.Atoi(fields[6])
		if err != nil || head < 0 || head == index {
			return fmt.Errorf("head %q of word %d", fields[6], index)
		}
		w.head = head
	}
	w.misc, w.glue = misc(fields[9])
	if index < p.rangeEnd {
		w.glue = true
	} else if index == p.rangeEnd {
		w.glue = p.rangeNo
	}
	p.words = append(p.words, w)
	return nil
}

func value(field string) string {
	if field == "_" {
		return ""
	}
	return field
}

// misc parts SpaceAfter=No from the rest of the column.
func misc(field string) (rest string, glue bool) {
	if field == "_" {
		return "", false
	}
	var kept []string
	for part := range strings.SplitSeq(field, "|") {
		if part == "SpaceAfter=No" {
			glue = true
		} else {
			kept = append(kept, part)
		}
	}
	return value(strings.Join(kept, "|")), glue
}

func (p *parser) startDoc(id string) {
	p.doc = &Doc{Document: &nlp.Document{}, ID: id}
	p.text.Reset()
	p.glue, p.paragraph, p.newPar = true, 0, false
}

// endDoc gives the document its text and makes the forms slices of it.
func (p *parser) endDoc() {
	if p.doc == nil {
		return
	}
	p.doc.Text = p.text.String()
	for i := range p.doc.Tokens {
		t := &p.doc.Tokens[i]
		t.Form = p.doc.Text[t.Start:t.End]
	}
	p.docs = append(p.docs, p.doc)
	p.doc = nil
}

var errUnfinished = errors.New("the sentence ends inside a multiword token")

func (p *parser) endSentence() error {
	if len(p.words) == 0 {
		return nil
	}
	if p.rangeEnd > len(p.words) {
		return errUnfinished
	}
	if p.doc == nil {
		p.startDoc("")
	}
	start := len(p.doc.Tokens)
	if start > 0 && p.newPar {
		p.paragraph++
		p.text.WriteString("\n\n")
		p.glue = true
	}
	for i := range p.words {
		if err := p.place(&p.words[i], start); err != nil {
			return err
		}
	}
	p.doc.Sentences = append(p.doc.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: len(p.doc.Tokens)}, Paragraph: p.paragraph})
	p.doc.SentenceIDs = append(p.doc.SentenceIDs, p.id)
	p.words, p.id, p.newPar, p.rangeEnd = p.words[:0], "", false, 0
	return nil
}

// place puts a word into the text of the document. start is the index of the sentence's first token.
func (p *parser) place(w *word, start int) error {
	if !p.glue {
		p.text.WriteByte(' ')
	}
	w.token.Start = p.text.Len()
	p.text.WriteString(w.token.Form)
	w.token.End = p.text.Len()
	p.glue = w.glue
	switch {
	case w.head == nlp.NoHead:
		w.token.Head = nlp.NoHead
	case w.head == 0:
		w.token.Head = nlp.Root
	case w.head > len(p.words):
		return fmt.Errorf("the head %d of the word in line %d is no word", w.head, w.number)
	default:
		w.token.Head = start + w.head - 1
	}
	p.doc.Tokens = append(p.doc.Tokens, w.token)
	p.doc.Misc = append(p.doc.Misc, w.misc)
	return nil
}
