package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wordsOfParagraph is how many words outside links make loose text a paragraph.
const wordsOfParagraph = 8

// wrapLooseText puts text that stands in a block without paragraphs, parted by two line breaks, into paragraphs. go-trafilatura is made for paragraphs: of loose text beside bold words and links it loses the
// order.
func wrapLooseText(doc *html.Node) {
	var containers []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && holdsText(n.DataAtom) {
			containers = append(containers, n)
		}
	}
	for _, container := range containers {
		for _, run := range looseRuns(container) {
			wrap(container, run)
		}
	}
}

func holdsText(a atom.Atom) bool {
	switch a {
	case atom.Body, atom.Div, atom.Article, atom.Section, atom.Main, atom.Td, atom.Blockquote, atom.Center:
		return true
	}
	return false
}

// looseRuns is the runs of a block's children that are text, inline elements and single line breaks; none where the block
// has no two line breaks in a row, which are how such pages part paragraphs.
func looseRuns(container *html.Node) [][]*html.Node {
	var runs [][]*html.Node
	var run []*html.Node
	breaks, parted := 0, false
	end := func() {
		if len(run) > 0 && looseWords(run) >= wordsOfParagraph {
			runs = append(runs, run)
		}
		run, breaks = nil, 0
	}
	for child := range container.ChildNodes() {
		blank := child.Type == html.TextNode && strings.TrimSpace(child.Data) == "" || child.Type == html.CommentNode
		switch {
		case child.DataAtom == atom.Br:
			if breaks++; breaks == 2 {
				parted = true
				end()
				continue
			}
		case blank:
		case child.Type == html.TextNode || child.Type == html.ElementNode && isInline(child.DataAtom) && !holdsBlocks(child):
			breaks = 0
		default:
			end()
			continue
		}
		if len(run) > 0 || child.DataAtom != atom.Br && !blank {
			run = append(run, child)
		}
	}
	end()
	if !parted {
		return nil
	}
	return runs
}

// holdsBlocks says whether an inline element has blocks in it, as careless pages do.
func holdsBlocks(n *html.Node) bool {
	for child := range n.Descendants() {
		if child.Type == html.ElementNode && !isInline(child.DataAtom) && child.DataAtom != atom.Br && child.DataAtom != atom.Img {
			return true
		}
	}
	return false
}

// looseWords counts the words of nodes outside links.
func looseWords(run []*html.Node) int {
	n := 0
	for _, node := range run {
		switch {
		case node.Type == html.TextNode:
			n += len(strings.Fields(node.Data))
		case node.DataAtom != atom.A:
			n += len(strings.Fields(words(node)))
		}
	}
	return n
}

// wrap moves a run of a block's children into a paragraph in their place.
func wrap(container *html.Node, run []*html.Node) {
	paragraph := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	container.InsertBefore(paragraph, run[0])
	for _, node := range run {
		container.RemoveChild(node)
		paragraph.AppendChild(node)
	}
}
