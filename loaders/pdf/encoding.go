package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// encoding is what each byte of a font stands for; empty where that is not known.
type encoding [256]string

// The encodings that fonts refer to by name (ISO 32000-1, annex D).
func baseEncoding(called name) encoding {
	switch called {
	case "MacRomanEncoding":
		return ofCharmap(charmap.Macintosh)
	case "WinAnsiEncoding":
		e := ofCharmap(charmap.Windows1252)
		e[0x7f], e[0xad] = "•", "-"
		return e
	}
	return standardEncoding()
}

func ofCharmap(m *charmap.Charmap) encoding {
	var e encoding
	for i := ' '; i < 256; i++ {
		if r := m.DecodeByte(byte(i)); r >= ' ' && r != '\ufffd' {
			e[i] = string(r)
		}
	}
	return e
}

// standardEncoding is ASCII with round quotation marks, and Adobe's own upper half.
func standardEncoding() encoding {
	var e encoding
	for i := ' '; i < 0x7f; i++ {
		e[i] = string(i)
	}
	e['\''], e['`'] = "’", "‘"
	upper := map[int]string{
		0xa1: "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ", 0xb1: "–†‡·", 0xb6: "¶•‚„”»…‰", 0xbf: "¿", 0xc1: "`´ˆ˜¯˘˙¨", 0xca: "˚¸", 0xcd: "˝˛ˇ—",
		0xe1: "Æ", 0xe3: "ª", 0xe8: "ŁØŒº", 0xf1: "æ", 0xf5: "ı", 0xf8: "łøœß",
	}
	for start, run := range upper {
		i := start
		for _, r := range run {
			e[i] = string(r)
			i++
		}
	}
	return e
}

// glyphNames are the names of characters that are neither letters nor made of them (Adobe Glyph List).
const glyphNames = "space   nbspace   exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' parenleft ( parenright ) asterisk * plus + comma , " +
	"hyphen - sfthyphen \u00ad minus − period . slash / zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > " +
	"question ? at @ bracketleft [ backslash \\ bracketright ] asciicircum ^ underscore _ grave ` braceleft { bar | braceright } asciitilde ~ exclamdown ¡ cent ¢ sterling £ " +
	"currency ¤ yen ¥ brokenbar ¦ section § dieresis ¨ copyright © ordfeminine ª guillemotleft « logicalnot ¬ registered ® macron ¯ degree ° plusminus ± twosuperior ² " +
	"threesuperior ³ acute ´ mu µ paragraph ¶ periodcentered · cedilla ¸ onesuperior ¹ ordmasculine º guillemotright » onequarter ¼ onehalf ½ threequarters ¾ questiondown ¿ " +
	"AE Æ Oslash Ø Thorn Þ germandbls ß ae æ oslash ø thorn þ eth ð Eth Ð multiply × divide ÷ dotlessi ı dotlessj ȷ OE Œ oe œ Lslash Ł lslash ł Dcroat Đ dcroat đ florin ƒ " +
	"circumflex ˆ tilde ˜ caron ˇ breve ˘ dotaccent ˙ ring ˚ ogonek ˛ hungarumlaut ˝ endash – emdash — quoteleft ‘ quoteright ’ quotesinglbase ‚ quotedblleft “ quotedblright ” " +
	"quotedblbase „ dagger † daggerdbl ‡ bullet • ellipsis … perthousand ‰ guilsinglleft ‹ guilsinglright › fraction ⁄ Euro € trademark ™ ff ff fi fi fl fl ffi ffi ffl ffl " +
	"notequal ≠ lessequal ≤ greaterequal ≥ infinity ∞ arrowright → arrowleft ← checkmark ✓ figuredash ‒ horizontalbar ― numero № visiblespace   nonbreakinghyphen ‑ softhyphen \u00ad"

// accents are the ends of the names of accented letters, and the signs to be combined.
const accents = "grave \u0300 acute \u0301 circumflex \u0302 tilde \u0303 dieresis \u0308 ring \u030a cedilla \u0327 caron \u030c macron \u0304 breve \u0306 ogonek \u0328 dotaccent \u0307 hungarumlaut \u030b commaaccent \u0326"

// glyphs knows characters by the names of their glyphs.
type glyphs struct{ named, accents map[string]string }

func newGlyphs() glyphs {
	g := glyphs{named: map[string]string{}, accents: map[string]string{}}
	fields := strings.Split(glyphNames, " ")
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i+1] == "" {
			// The character is a space itself, and splitting took it apart.
			g.named[fields[i]] = " "
			i++
			continue
		}
		g.named[fields[i]] = fields[i+1]
	}
	pairs := strings.Fields(accents)
	for i := 0; i+1 < len(pairs); i += 2 {
		g.accents[pairs[i]] = pairs[i+1]
	}
	return g
}

// text is what the glyph of a name stands for; empty where that is not known.
func (g glyphs) text(called string) string {
	called, _, _ = strings.Cut(called, ".")
	if strings.Contains(called, "_") {
		var b strings.Builder
		for part := range strings.SplitSeq(called, "_") {
			b.WriteString(g.text(part))
		}
		return b.String()
	}
	if text, ok := g.named[called]; ok {
		return text
	}
	if len(called) == 1 {
		return called
	}
	if code := strings.TrimPrefix(called, "uni"); len(code) >= 4 && len(code) < len(called) {
		return fromHex(code[:4])
	}
	if code := strings.TrimPrefix(called, "u"); len(code) >= 4 && len(code) <= 6 && len(code) < len(called) {
		return fromHex(code)
	}
	if accent, ok := g.accents[called[min(1, len(called)):]]; ok {
		return norm.NFC.String(called[:1] + accent)
	}
	return ""
}

func fromHex(code string) string {
	n, err := strconv.ParseUint(code, 16, 32)
	if err != nil || n < ' ' || n > 0x10ffff {
		return ""
	}
	return string(rune(n))
}
