package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainText is the text below a node without its menus and buttons: blocks are parted by blank lines, <br> breaks a line.
// Nil gives the empty string.
func plainText(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	writeText(&b, n)
	return b.String()
}

func writeText(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(strings.Map(oneLine, n.Data))
		return
	case html.CommentNode:
		return
	}
	// Elements that go-trafilatura made have a name and no atom.
	tag := atom.Lookup([]byte(n.Data))
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Nav, atom.Button, atom.Select, atom.Textarea:
		return
	case atom.Br:
		b.WriteByte('\n')
		return
	}
	block := isBlock(tag)
	if block {
		b.WriteString("\n\n")
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		writeText(b, child)
	}
	switch {
	case block:
		b.WriteString("\n\n")
	case tag == atom.Td || tag == atom.Th:
		b.WriteByte(' ')
	}
}

// oneLine makes the line breaks of the source spaces: in HTML they mean no more.
func oneLine(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' || r == '\f' {
		return ' '
	}
	return r
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Blockquote, atom.Pre, atom.Table, atom.Tr, atom.Caption, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer,
		atom.Aside, atom.Nav, atom.Figure, atom.Figcaption, atom.Hr, atom.Form, atom.Fieldset, atom.Body, atom.Address, atom.Details, atom.Summary:
		return true
	}
	return false
}
