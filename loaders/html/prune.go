package html

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// prune takes what leads to other pages out of a page: lists of nothing but links, and paragraphs that are one link and
// no sentence. go-trafilatura keeps them where they stand within the main text. Scripts, styles and drawings, which it
// would throw away itself, go first: it copies and searches the page several times.
func prune(doc *html.Node) {
	var gone []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			gone = append(gone, n)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Script:
			if !strings.EqualFold(attr(n, "type"), "application/ld+json") {
				gone = append(gone, n)
			}
		case atom.Style, atom.Svg, atom.Template:
			gone = append(gone, n)
		case atom.Ul, atom.Ol:
			if isLinkList(n) {
				gone = append(gone, n)
			}
		case atom.P, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			if isTeaser(n) {
				gone = append(gone, n)
			}
		}
	}
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// isLinkList says whether a list has two items or more, each of them a link and nothing else.
func isLinkList(list *html.Node) bool {
	items := 0
	for item := range list.ChildNodes() {
		if item.DataAtom != atom.Li {
			continue
		}
		if text, link := letters(item); link == 0 || link < text {
			return false
		}
		items++
	}
	return items > 1
}

// isTeaser says whether a block is one link of four words or more that do not end like a sentence.
func isTeaser(n *html.Node) bool {
	text, link := letters(n)
	if link == 0 || link < text {
		return false
	}
	line := words(n)
	return len(strings.Fields(line)) >= 4 && !strings.ContainsAny(line[len(line)-1:], `.!?"`) && !strings.HasSuffix(line, "”")
}

// letters counts the letters and digits below a node, and those of them that stand in links.
func letters(n *html.Node) (all, linked int) {
	for child := range n.Descendants() {
		if child.Type != html.TextNode {
			continue
		}
		count := 0
		for _, r := range child.Data {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				count++
			}
		}
		all += count
		for parent := child.Parent; parent != nil && parent != n.Parent; parent = parent.Parent {
			if parent.DataAtom == atom.A && attr(parent, "href") != "" {
				linked += count
				break
			}
		}
	}
	return all, linked
}
