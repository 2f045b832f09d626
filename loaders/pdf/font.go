package pdf

import (
	"regexp"
	"strconv"
	"strings"
)

// font is what it takes to read text in a font.
type font struct {
	wide    bool // codes have two bytes
	widths  map[uint32]float64
	usual   float64 // the width of codes that have none of their own
	unicode *cmap   // nil where the font has none
	bytes   encoding
	unit    float64 // how much of the size a unit of width is
}

// code is a code of a font, as text and with its width in parts of the size.
type code struct {
	text  string
	width float64
	space bool // a single byte 32, to which the space between words is added
}

// codes reads a string in the font.
func (f *font) codes(s str) []code {
	var all []code
	for i := 0; i < len(s); i++ {
		n := uint32(s[i])
		if f.wide {
			if i++; i >= len(s) {
				break
			}
			n = n<<8 | uint32(s[i])
		}
		c := code{width: f.usual * f.unit, space: !f.wide && n == ' '}
		if width, ok := f.widths[n]; ok {
			c.width = width * f.unit
		}
		if f.unicode != nil {
			c.text = f.unicode.of(n)
		}
		if c.text == "" && !f.wide {
			c.text = f.bytes[n]
		}
		all = append(all, c)
	}
	return all
}

// The widths that are taken where a font has none: that of a narrow letter, in thousandths of the size.
const (
	usualWidth = 500
	thousandth = 0.001
)

// font reads a font; nil where there were too many.
func (f *file) font(object any, known glyphs) *font {
	if f.left.fonts--; f.left.fonts < 0 {
		return nil
	}
	d := f.dict(object)
	made := &font{widths: map[uint32]float64{}, usual: usualWidth, unit: thousandth}
	if s, ok := f.get(d["ToUnicode"]).(stream); ok {
		made.unicode = readCMap(f.decode(s), &f.left.codes)
	}
	if f.name(d["Subtype"]) == "Type0" {
		f.composite(made, d)
		return made
	}
	first := int(f.number(d["FirstChar"]))
	for i, width := range f.array(d["Widths"]) {
		if i < 256 && first >= 0 {
			made.widths[uint32(first+i)] = f.number(width)
		}
	}
	descriptor := f.dict(d["FontDescriptor"])
	if missing := f.number(descriptor["MissingWidth"]); missing > 0 {
		made.usual = missing
	}
	isDrawn := f.name(d["Subtype"]) == "Type3"
	if matrix := f.array(d["FontMatrix"]); isDrawn && len(matrix) == 6 {
		made.unit = f.number(matrix[0])
	}
	made.bytes = f.encoding(d, descriptor, known, isDrawn)
	return made
}

// composite reads a font whose codes have two bytes.
func (f *file) composite(made *font, d dict) {
	made.wide, made.usual = true, 1000
	if made.unicode != nil && !made.unicode.wide && len(made.unicode.text) > 0 && strings.HasPrefix(string(f.name(d["Encoding"])), "OneByte") {
		made.wide = false
	}
	if called := string(f.name(d["Encoding"])); made.unicode == nil && (strings.Contains(called, "UCS2") || strings.Contains(called, "UTF16")) {
		made.unicode = &cmap{same: true}
	}
	descendants := f.array(d["DescendantFonts"])
	if len(descendants) == 0 {
		return
	}
	below := f.dict(descendants[0])
	if below["DW"] != nil {
		made.usual = f.number(below["DW"])
	}
	f.compositeWidths(made, f.array(below["W"]))
}

// compositeWidths reads "c [w1 w2 ...]" and "first last w".
func (f *file) compositeWidths(made *font, list array) {
	left := &f.left.codes
	set := func(code int, width any) {
		if *left--; *left > 0 && code >= 0 && code < 1<<16 {
			made.widths[uint32(code)] = f.number(width)
		}
	}
	for i := 0; i+1 < len(list) && *left > 0; {
		first := int(f.number(list[i]))
		if each := f.array(list[i+1]); each != nil {
			for n, width := range each {
				set(first+n, width)
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		for n := first; n <= int(f.number(list[i+1])) && *left > 0; n++ {
			set(n, list[i+2])
		}
		i += 3
	}
}

// typeOne is a line of the encoding in a Type 1 font program.
var typeOne = regexp.MustCompile(`dup\s+(\d{1,3})\s*/([A-Za-z0-9._]+)\s+put`)

// drawnName is the name that TeX gives to the glyphs of drawn fonts: their code.
var drawnName = regexp.MustCompile(`^[aA](\d{1,3})$`)

// encoding is what the bytes of a simple font stand for.
func (f *file) encoding(d, descriptor dict, known glyphs, isDrawn bool) encoding {
	named := f.name(d["Encoding"])
	differences := f.dict(d["Encoding"])
	if base := f.name(differences["BaseEncoding"]); base != "" {
		named = base
	}
	e := baseEncoding(named)
	if named == "" {
		if f.name(d["Subtype"]) == "TrueType" {
			e = baseEncoding("WinAnsiEncoding")
		}
		if program, ok := f.get(descriptor["FontFile"]).(stream); ok {
			f.builtIn(&e, program, known)
		}
	}
	at := 0
	for _, each := range f.array(differences["Differences"]) {
		switch each := f.get(each).(type) {
		case float64:
			at = int(each)
		case name:
			if at >= 0 && at < 256 {
				e[at] = differenceText(string(each), known, isDrawn, e[at])
			}
			at++
		}
	}
	return e
}

func differenceText(called string, known glyphs, isDrawn bool, before string) string {
	if text := known.text(called); text != "" {
		return text
	}
	if match := drawnName.FindStringSubmatch(called); match != nil && isDrawn {
		code, err := strconv.Atoi(match[1])
		ligatures := []string{"ff", "fi", "fl", "ffi", "ffl"}
		switch {
		case err != nil:
		case code >= 27 && code <= 31:
			return ligatures[code-27]
		case code >= ' ' && code < 0x7f:
			return standardEncoding()[code]
		}
	}
	if called == ".notdef" {
		return ""
	}
	return before
}

// builtIn takes the encoding that is written in the font program itself, in front of what is encrypted there.
func (f *file) builtIn(e *encoding, program stream, known glyphs) {
	open := int(f.number(program.dict["Length1"]))
	data := f.decode(program)
	if open > 0 && open < len(data) {
		data = data[:open]
	}
	for _, match := range typeOne.FindAllSubmatch(data, 256) {
		at, err := strconv.Atoi(string(match[1]))
		if text := known.text(string(match[2])); err == nil && at < 256 && text != "" {
			e[at] = text
		}
	}
}
