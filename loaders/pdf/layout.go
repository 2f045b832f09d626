package pdf

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is a line of text of one column.
type line struct {
	text      string
	x, end, y float64
	size      float64
	page      int
	height    float64 // of the page
}

// The gaps, in sizes of the font, that part words, and that part the lines of columns beside each other.
const (
	wordGap   = 0.17
	columnGap = 2.5
	sameLine  = 0.35 // how far from a line a glyph may stand and still belong to it
)

// lines puts glyphs together to lines. Programs draw column by column, so that their order is that of reading.
func lines(glyphs []glyph, page int, height float64) []line {
	var all []line
	var b strings.Builder
	var now line
	end := func() {
		if now.text = strings.TrimSpace(b.String()); now.text != "" {
			all = append(all, now)
		}
		b.Reset()
	}
	open, count := false, 0
	for _, g := range glyphs {
		if !g.horizontal || g.size <= 0 {
			continue
		}
		gap := g.x - now.end
		size := max(g.size, now.size/2)
		follows := open && math.Abs(g.y-now.y) <= sameLine*max(now.size, g.size) && gap > -size && gap < columnGap*size
		if !follows {
			end()
			now = line{x: g.x, end: g.x, y: g.y, size: g.size, page: page, height: height}
			gap, open, count = 0, true, 0
		}
		if gap > wordGap*size && b.Len() > 0 && !strings.HasSuffix(b.String(), " ") {
			b.WriteByte(' ')
		}
		b.WriteString(g.text)
		now.end = max(g.end, g.x)
		if count++; count < 3 {
			now.size = max(now.size, g.size)
		}
	}
	end()
	return columns(all)
}

// maxLines is the most lines of a page whose columns are looked for.
const maxLines = 2000

// columns puts the lines of columns beside each other in order where a program drew them row by row.
func columns(all []line) []line {
	beside := 0
	for i := 1; i < len(all); i++ {
		if math.Abs(all[i].y-all[i-1].y) < sameLine*all[i].size && all[i].x > all[i-1].end {
			beside++
		}
	}
	if beside < 4 || beside*4 < len(all) || len(all) > maxLines {
		return all
	}
	gutter, ok := findGutter(all)
	if !ok {
		return all
	}
	// What goes across the gutter parts the page into what is above and below it.
	var out, left, right []line
	flush := func() {
		out = append(append(out, left...), right...)
		left, right = nil, nil
	}
	for _, l := range all {
		switch {
		case l.end <= gutter:
			left = append(left, l)
		case l.x >= gutter:
			right = append(right, l)
		default:
			flush()
			out = append(out, l)
		}
	}
	flush()
	return out
}

// findGutter is a place from the left that nearly no line goes across and that has lines enough on both sides.
func findGutter(all []line) (float64, bool) {
	starts := make([]float64, 0, len(all))
	for _, l := range all {
		starts = append(starts, l.x-1)
	}
	slices.Sort(starts)
	best, bestAcross := 0.0, len(all)
	for _, at := range slices.Compact(starts) {
		left, right, across := 0, 0, 0
		for _, l := range all {
			switch {
			case l.end <= at:
				left++
			case l.x >= at:
				right++
			default:
				across++
			}
		}
		if left*4 >= len(all) && right*4 >= len(all) && across < bestAcross {
			best, bestAcross = at, across
		}
	}
	return best, bestAcross*5 < len(all)
}

var (
	pageNumber = regexp.MustCompile(`(?i)^(?:[-–—|]\s*)?(?:page\s+|p\.\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—|])?$`)
	digits     = regexp.MustCompile(`\d+`)
)

// The shares of a page's height at its top and at its bottom where running heads stand, and page numbers at the most.
const (
	margin       = 0.13
	numberMargin = 0.2
)

// withoutFurniture takes out what stands at the same place on several pages, digits aside, and page numbers.
func withoutFurniture(pages [][]line) []line {
	seen := map[string]int{}
	key := func(l line) string {
		return digits.ReplaceAllString(l.text, "0") + "|" + string(rune('a'+int(l.y/l.height*20)))
	}
	within := func(l line, share float64) bool { return l.y < share*l.height || l.y > (1-share)*l.height }
	for _, page := range pages {
		once := map[string]bool{}
		for _, l := range page {
			if k := key(l); within(l, margin) && !once[k] {
				once[k] = true
				seen[k]++
			}
		}
	}
	var kept []line
	for _, page := range pages {
		top, bottom := edges(page)
		for _, l := range page {
			repeated := seen[key(l)] >= 2 && seen[key(l)]*3 >= len(pages)
			outer := within(l, margin) || within(l, numberMargin) && (l.y >= top-l.size/2 || l.y <= bottom+l.size/2)
			if within(l, margin) && repeated || outer && pageNumber.MatchString(l.text) {
				continue
			}
			kept = append(kept, l)
		}
	}
	return kept
}

// edges is where the first and the last line of a page stand.
func edges(page []line) (top, bottom float64) {
	bottom = math.Inf(1)
	for _, l := range page {
		top, bottom = max(top, l.y), min(bottom, l.y)
	}
	return top, bottom
}

// text is the paragraphs of a document, blank lines between them.
func text(all []line) string {
	kept := hyphenated(all)
	var b []byte
	body := commonSize(all)
	for i, l := range all {
		switch {
		case i == 0:
			b = append(b, l.text...)
		case begins(all, i, body):
			b = append(append(b, "\n\n"...), l.text...)
		default:
			b = joinLine(b, l.text, kept)
		}
	}
	return string(b)
}

// hyphenated are the words with a hyphen that stand within a line: a hyphen at the end of a line may be one of theirs.
func hyphenated(all []line) map[string]bool {
	words := map[string]bool{}
	for _, l := range all {
		for word := range strings.FieldsSeq(strings.ToLower(l.text)) {
			if word = strings.Trim(word, `.,;:!?"'()“”‘’`); strings.Contains(word[:max(len(word)-1, 0)], "-") {
				words[word] = true
			}
		}
	}
	return words
}

// joinLine puts a line behind a text that it goes on from, and a word that was parted at the end of the line together.
func joinLine(before []byte, next string, kept map[string]bool) []byte {
	stem, soft := bytes.CutSuffix(before, []byte("\u00ad"))
	hyphen := false
	if !soft {
		for _, sign := range []string{"-", "\u2010"} {
			if s, ok := bytes.CutSuffix(before, []byte(sign)); ok {
				stem, hyphen = s, true
			}
		}
	}
	first, _ := utf8.DecodeRuneInString(next)
	last, _ := utf8.DecodeLastRune(stem)
	if !soft && (!hyphen || !unicode.IsLower(first) || !unicode.IsLetter(last)) {
		return append(append(before, ' '), next...)
	}
	tail := stem[max(0, len(stem)-maxWord):]
	word := string(tail[bytes.LastIndexAny(tail, " \n")+1:])
	end, _, _ := strings.Cut(next, " ")
	whole := strings.Trim(strings.ToLower(word+"-"+end), `.,;:!?"'()“”‘’`)
	if hyphen && (kept[whole] || strings.Contains(word, "-") || isPrefix(strings.ToLower(word))) {
		return append(before, next...)
	}
	return append(stem, next...)
}

// maxWord is the most bytes of a word that may be parted.
const maxWord = 100

// isPrefix says whether a word is one that English joins to others with a hyphen.
func isPrefix(word string) bool {
	switch strings.TrimLeft(word, `"'(“‘`) {
	case "self", "non", "vice", "well", "ill", "half", "quasi", "long", "short", "high", "two", "three", "four", "five", "cross":
		return true
	}
	return false
}

// commonSize is the size in which most of the text is set.
func commonSize(all []line) float64 {
	counts := map[float64]int{}
	for _, l := range all {
		counts[math.Round(l.size*2)/2] += len(l.text)
	}
	best, most := 0.0, -1
	for size, count := range counts {
		if count > most || count == most && size < best {
			best, most = size, count
		}
	}
	return best
}

// begins says whether a paragraph begins with a line.
func begins(all []line, i int, body float64) bool {
	l, before := all[i], all[i-1]
	if math.Abs(l.size-before.size) > 0.12*max(l.size, before.size) {
		return true
	}
	leading := before.y - l.y
	if l.page != before.page || leading < -sameLine*l.size {
		// A new column or page: the sentence goes on, or it does not.
		return endsSentence(before.text) && !startsLower(l.text)
	}
	if leading > usualLeading(all, i)*1.35+0.1*body {
		return true
	}
	left, right := columnOf(all, i)
	indented := l.x > left+0.6*l.size && before.x <= left+0.3*l.size
	short := before.end < right-0.12*(right-left)
	return (indented || short) && endsSentence(before.text) && !startsLower(l.text)
}

// around is how many lines on each side are looked at to know a column.
const around = 12

// usualLeading is the usual distance between the lines around one.
func usualLeading(all []line, i int) float64 {
	var found []float64
	for j := max(1, i-around); j < min(len(all), i+around); j++ {
		if d := all[j-1].y - all[j].y; d > 0.5*all[j].size && d < 3*all[j].size && all[j].page == all[j-1].page {
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		return 1.2 * all[i].size
	}
	slices.Sort(found)
	return found[len(found)/3]
}

// columnOf is where the column of a line begins and ends, by the lines around it.
func columnOf(all []line, i int) (left, right float64) {
	left, right = all[i].x, all[i-1].end
	for j := max(0, i-around); j < min(len(all), i+around); j++ {
		if l := all[j]; l.page == all[i].page && l.x < all[i].end && l.end > all[i].x && math.Abs(l.size-all[i].size) < 0.12*l.size {
			left, right = min(left, l.x), max(right, l.end)
		}
	}
	return left, right
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’)]»`)
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:…", last)
}

func startsLower(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(first)
}
