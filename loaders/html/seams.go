package html

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// go-trafilatura takes the white space off the ends of every text node and puts what stands beside bold words or links
// into paragraphs of its own, so that "the <b>new</b> phone" comes out as "the", "newphone". A seam is a private-use
// character on each side of such a place; it is no white space and so survives, and mend puts the text together by it.
// Its number says whether there is a space at the seam, and which seam of the page it is, as far as there are numbers.
type seam rune

const (
	firstSeam seam = 0xe000
	seamCount seam = 2048
)

func newSeam(number int, space bool) seam {
	s := firstSeam + seam(number*2)%seamCount
	if space {
		s++
	}
	return s
}

func isSeam(r rune) bool     { return firstSeam <= seam(r) && seam(r) < firstSeam+seamCount }
func (s seam) isSpace() bool { return s&1 == 1 }

// sewer marks the seams of a page.
type sewer struct {
	last  *html.Node // the last text node with words, where no block or break stands behind it
	space bool       // there is white space behind last
	count int
}

// markSeams puts a seam on each side of every place where a line of text goes on from one text node to the next.
func markSeams(doc *html.Node) { (&sewer{}).walk(doc) }

func (s *sewer) walk(n *html.Node) {
	if n.Type == html.TextNode {
		s.text(n)
		return
	}
	if n.Type == html.ElementNode && !isInline(n.DataAtom) {
		s.last = nil
		defer func() { s.last = nil }()
	}
	if n.DataAtom == atom.Pre || n.DataAtom == atom.Head {
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		s.walk(child)
	}
}

func (s *sewer) text(n *html.Node) {
	n.Data = strings.Map(func(r rune) rune {
		if isSeam(r) {
			return -1
		}
		return r
	}, n.Data)
	words := strings.TrimSpace(n.Data)
	if words == "" {
		s.space = s.space || n.Data != ""
		return
	}
	right := strings.TrimLeftFunc(n.Data, unicode.IsSpace)
	if s.last != nil {
		left := strings.TrimRightFunc(s.last.Data, unicode.IsSpace)
		s.count++
		mark := newSeam(s.count, s.space || len(left) < len(s.last.Data) || len(right) < len(n.Data))
		s.last.Data = left + string(mark)
		n.Data = string(mark) + right
	}
	s.last, s.space = n, false
}

// isInline says whether an element stands within a line of text.
func isInline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font,
		atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub,
		atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var:
		return true
	}
	return false
}

// mend puts together what was parted at a seam of which both sides are there, and takes all seams out.
func mend(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	var seams []seam // since the last character that was written
	var gap strings.Builder
	for _, r := range text {
		switch {
		case isSeam(r):
			seams = append(seams, seam(r))
		case unicode.IsSpace(r):
			gap.WriteRune(r)
		default:
			b.WriteString(joint(seams, gap.String()))
			b.WriteRune(r)
			seams = seams[:0]
			gap.Reset()
		}
	}
	return b.String()
}

// joint is what stands between two characters, given the seams and the white space there.
func joint(seams []seam, gap string) string {
	if len(seams) == 0 {
		return gap
	}
	space := false
	for _, s := range seams {
		space = space || s.isSpace()
	}
	// Where what stood between two blocks was left out, each has a seam of its own.
	whole := len(seams)%2 == 0 && seams[0] == seams[1]
	switch {
	case !whole && strings.Contains(gap, "\n"):
		return gap
	case space || !whole && gap != "":
		return " "
	}
	return ""
}
