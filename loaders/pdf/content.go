package pdf

import "math"

// matrix is a b c d e f of ISO 32000-1, 8.3.3.
type matrix [6]float64

func identity() matrix { return matrix{1, 0, 0, 1, 0, 0} }

// mul is m and then n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// glyph is a piece of text where it stands on the page: from the left and from the bottom, in points.
type glyph struct {
	text       string
	x, y, end  float64
	size       float64
	horizontal bool
}

// graphics is the state that q keeps and Q brings back.
type graphics struct {
	ctm                                 matrix
	font                                *font
	size, spacing, words, leading, rise float64
	scale                               float64
}

// painter reads the content of a page.
type painter struct {
	file  *file
	known glyphs
	fonts map[ref]*font
	out   []glyph

	state       graphics
	stack       []graphics
	text, line  matrix
	marked      []bool // for each piece of marked content around, whether it is no part of the text
	hidden      int    // how many of marked are
	paintedForm int    // how many forms are around
}

// The most that the content of a page may have.
const (
	maxStack    = 200
	maxForms    = 8
	maxOperands = 1000
)

// paint is the glyphs of a page in the order in which they are drawn.
func (f *file) paint(p page, known glyphs, fonts map[ref]*font) []glyph {
	painter := &painter{file: f, known: known, fonts: fonts}
	painter.state = graphics{ctm: upright(p), scale: 1}
	var content []byte
	switch contents := f.get(p.dict["Contents"]).(type) {
	case stream:
		content = f.decode(contents)
	case array:
		for _, each := range contents {
			if s, ok := f.get(each).(stream); ok {
				content = append(append(content, f.decode(s)...), '\n')
			}
		}
	}
	painter.run(content, p.resources)
	return painter.out
}

// upright turns a page so that readers see it upright, its lower left corner at 0, 0.
func upright(p page) matrix {
	left, bottom := min(p.box[0], p.box[2]), min(p.box[1], p.box[3])
	right, top := max(p.box[0], p.box[2]), max(p.box[1], p.box[3])
	switch p.rotate {
	case 90:
		return matrix{0, -1, 1, 0, -bottom, right}
	case 180:
		return matrix{-1, 0, 0, -1, right, top}
	case 270:
		return matrix{0, 1, -1, 0, top, -left}
	}
	return matrix{1, 0, 0, 1, -left, -bottom}
}

// run reads operators.
func (p *painter) run(content []byte, resources dict) {
	l := lexer{data: content}
	var operands array
	for {
		object, ok := l.next()
		if !ok {
			return
		}
		word, isWord := object.(keyword)
		if !isWord {
			if len(operands) < maxOperands {
				operands = append(operands, object)
			}
			continue
		}
		if p.file.left.operators--; p.file.left.operators < 0 {
			return
		}
		if word == "ID" {
			l.skipImage()
		}
		p.operator(string(word), operands, resources)
		operands = operands[:0]
	}
}

// skipImage passes over the bytes of a picture that stands in the content.
func (l *lexer) skipImage() {
	for i := l.at; i+3 < len(l.data); i++ {
		if isSpace(l.data[i]) && l.data[i+1] == 'E' && l.data[i+2] == 'I' && isSpace(l.data[i+3]) {
			l.at = i + 3
			return
		}
	}
	l.at = len(l.data)
}

// number is an operand as a number; 0 where it is none.
func (a array) number(i int) float64 {
	if i >= len(a) {
		return 0
	}
	n, _ := a[i].(float64)
	return n
}

func (a array) matrix() matrix {
	var m matrix
	for i := range m {
		m[i] = a.number(i)
	}
	return m
}

func (p *painter) operator(word string, operands array, resources dict) {
	switch word {
	case "q":
		if len(p.stack) < maxStack {
			p.stack = append(p.stack, p.state)
		}
	case "Q":
		if n := len(p.stack); n > 0 {
			p.state, p.stack = p.stack[n-1], p.stack[:n-1]
		}
	case "cm":
		p.state.ctm = operands.matrix().mul(p.state.ctm)
	case "Do":
		p.form(operands, resources)
	case "BMC", "BDC":
		p.mark(operands)
	case "EMC":
		p.unmark()
	case "Tf":
		p.setFont(operands, resources)
	case "Tc":
		p.state.spacing = operands.number(0)
	case "Tw":
		p.state.words = operands.number(0)
	case "Tz":
		p.state.scale = operands.number(0) / 100
	case "TL":
		p.state.leading = operands.number(0)
	case "Ts":
		p.state.rise = operands.number(0)
	default:
		p.textOperator(word, operands)
	}
}

func (p *painter) textOperator(word string, operands array) {
	switch word {
	case "BT":
		p.text, p.line = identity(), identity()
	case "Td":
		p.move(operands.number(0), operands.number(1))
	case "TD":
		p.state.leading = -operands.number(1)
		p.move(operands.number(0), operands.number(1))
	case "Tm":
		p.text = operands.matrix()
		p.line = p.text
	case "T*":
		p.move(0, -p.state.leading)
	case "Tj":
		p.show(operands, 0)
	case "'":
		p.move(0, -p.state.leading)
		p.show(operands, 0)
	case "\"":
		p.state.words, p.state.spacing = operands.number(0), operands.number(1)
		p.move(0, -p.state.leading)
		p.show(operands, 2)
	case "TJ":
		if len(operands) > 0 {
			p.showAll(operands[0])
		}
	}
}

func (p *painter) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.mul(p.line)
	p.text = p.line
}

// showAll shows strings with gaps between them.
func (p *painter) showAll(list any) {
	all, _ := list.(array)
	for _, each := range all {
		switch each := each.(type) {
		case str:
			p.showText(each)
		case float64:
			p.text = matrix{1, 0, 0, 1, -each * thousandth * p.state.size * p.state.scale, 0}.mul(p.text)
		}
	}
}

func (p *painter) show(operands array, i int) {
	if i < len(operands) {
		if s, ok := operands[i].(str); ok {
			p.showText(s)
		}
	}
}

// showText puts the glyphs of a string on the page.
func (p *painter) showText(s str) {
	g := &p.state
	if g.font == nil {
		return
	}
	for _, c := range g.font.codes(s) {
		if p.file.left.operators--; p.file.left.operators < 0 {
			return
		}
		at := matrix{g.size * g.scale, 0, 0, g.size, 0, g.rise}.mul(p.text).mul(g.ctm)
		if c.text != "" && p.hidden == 0 {
			p.out = append(p.out, glyph{
				text: c.text, x: at[4], y: at[5], end: at[4] + c.width*at[0], size: math.Hypot(at[2], at[3]),
				horizontal: at[0] > 0 && math.Abs(at[1]) < at[0]/10,
			})
		}
		advance := c.width*g.size + g.spacing
		if c.space {
			advance += g.words
		}
		p.text = matrix{1, 0, 0, 1, advance * g.scale, 0}.mul(p.text)
	}
}

// setFont takes the font of a name.
func (p *painter) setFont(operands array, resources dict) {
	p.state.size = operands.number(1)
	if len(operands) == 0 {
		return
	}
	called, _ := operands[0].(name)
	object := p.file.dict(resources["Font"])[called]
	r, shared := object.(ref)
	if known, ok := p.fonts[r]; ok && shared {
		p.state.font = known
		return
	}
	p.state.font = p.file.font(object, p.known)
	if shared {
		p.fonts[r] = p.state.font
	}
}

// form paints a form: content that stands in a stream of its own.
func (p *painter) form(operands array, resources dict) {
	if len(operands) == 0 || p.paintedForm >= maxForms {
		return
	}
	called, _ := operands[0].(name)
	s, ok := p.file.get(p.file.dict(resources["XObject"])[called]).(stream)
	if !ok || p.file.name(s.dict["Subtype"]) != "Form" {
		return
	}
	before, stack, text, line := p.state, p.stack, p.text, p.line
	p.paintedForm++
	if m := p.file.array(s.dict["Matrix"]); len(m) == 6 {
		p.state.ctm = m.matrix().mul(p.state.ctm)
	}
	own := p.file.dict(s.dict["Resources"])
	if own == nil {
		own = resources
	}
	p.stack = nil
	p.run(p.file.decode(s), own)
	p.paintedForm--
	p.state, p.stack, p.text, p.line = before, stack, text, line
}

// mark begins marked content; artifacts are running heads, page numbers and the like.
func (p *painter) mark(operands array) {
	hides := len(operands) > 0 && operands[0] == name("Artifact")
	p.marked = append(p.marked, hides)
	if hides {
		p.hidden++
	}
}

func (p *painter) unmark() {
	n := len(p.marked)
	if n == 0 {
		return
	}
	if p.marked[n-1] {
		p.hidden--
	}
	p.marked = p.marked[:n-1]
}
