package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"newsgraph/loaders/format"
)

// The most marks that a document may have in a row and in a paragraph: parsing takes longer than their number for each of
// them.
const (
	maxRow       = 200
	maxParagraph = 1000
)

// checkMarks refuses what has more marks than anybody writes.
func checkMarks(source []byte) error {
	var last byte
	row := 0
	var counts [256]int // in the present paragraph
	blank := false
	for _, b := range source {
		switch b {
		case '>', '[', ']', '(', '!', '<', '*', '_', '`', '~':
			if counts[b]++; counts[b] > maxParagraph {
				return fmt.Errorf("%w Markdown: more than %d %q in a paragraph", format.ErrInvalid, maxParagraph, b)
			}
			if b != last {
				last, row = b, 0
			}
			if row++; row > maxRow {
				return fmt.Errorf("%w Markdown: more than %d %q in a row", format.ErrInvalid, maxRow, b)
			}
		case '\n':
			if blank {
				counts = [256]int{}
			}
			blank, last = true, 0
			continue
		case ' ', '\t', '\r':
			continue
		default:
			last = 0
		}
		blank = false
	}
	return nil
}

// plain is the text of a document, blank lines between its blocks, and its first heading of the first level.
func plain(source []byte) (title, body string, err error) {
	if err := checkMarks(source); err != nil {
		return "", "", err
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.Footnote))
	w := writer{source: source}
	err = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), w.visit)
	return w.title, w.b.String(), err
}

// writer writes the text of a document.
type writer struct {
	source []byte
	b      bytes.Buffer
	title  string
	from   int // where the present heading began
}

func (w *writer) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch n := n.(type) {
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock, *ast.RawHTML, *ast.Image, *east.FootnoteLink, *east.FootnoteBacklink, *east.FootnoteList:
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		if entering {
			w.b.Write(n.Segment.Value(w.source))
			if n.HardLineBreak() {
				w.b.WriteByte('\n')
			} else if n.SoftLineBreak() {
				w.b.WriteByte(' ')
			}
		}
	case *ast.String:
		if entering {
			w.b.Write(n.Value)
		}
	case *ast.AutoLink:
		if entering {
			w.b.Write(n.Label(w.source))
		}
	case *east.TableCell:
		if !entering {
			w.b.WriteByte(' ')
		}
	case *ast.Heading:
		w.heading(n, entering)
	default:
		if !entering && n.Type() == ast.TypeBlock {
			w.b.WriteString("\n\n")
		}
	}
	return ast.WalkContinue, nil
}

// heading keeps the first one of the first level.
func (w *writer) heading(n *ast.Heading, entering bool) {
	if entering {
		w.from = w.b.Len()
		return
	}
	if n.Level == 1 && w.title == "" {
		w.title = strings.TrimSpace(w.b.String()[w.from:])
	}
	w.b.WriteString("\n\n")
}
