package text

import (
	"regexp"
	"strings"
	"unicode"
)

// How long a line may be and still be furniture.
const (
	maxFurnitureWords = 45
	maxFurnitureBytes = 500
)

// maxLines is the most lines of a text whose furniture is looked for: more are no article.
const maxLines = 20_000

// StripFurniture takes the lines off clean text that belong to the web page and not to the article: comment forms,
// share and log-in lines, category and tag lists, cookie and newsletter boxes, "Read more" links, advertisement marks,
// credits and time stamps, rules made of signs.
//
// A comment form takes everything below it along, unless more of the article stands below than above. A line goes only
// as a whole and only where it says nothing but furniture; when in doubt it stays.
func StripFurniture(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) > maxLines {
		return squeeze(text)
	}
	gone := make([]bool, len(lines))
	for i, line := range lines {
		gone[i] = line != "" && isFurniture(line)
	}
	end := commentsAt(lines, gone)
	lines, gone = lines[:end], gone[:end]
	dropButtons(lines, gone)
	dropTagLists(lines, gone)
	var b strings.Builder
	b.Grow(len(text))
	for i, line := range lines {
		if !gone[i] {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return squeeze(b.String())
}

// squeeze leaves at most one blank line in a row and none at the ends.
func squeeze(text string) string {
	text = strings.Trim(text, "\n")
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}

// enoughProse is how many words of prose make an article, after which the heading of comments is believed.
const enoughProse = 80

// commentsAt is the index of the heading of the comments or of the comment form, or else the number of lines. A link to
// the comments at the top of a page reads the same, so there must be an article above it.
func commentsAt(lines []string, furniture []bool) int {
	all, last := 0, -1
	for i, line := range lines {
		all += proseWords(line, furniture[i])
		if furniture[i] {
			last = i
		}
	}
	above := 0
	for i, line := range lines {
		// The word "Comments" alone may head a section of the article, if no furniture stands below.
		heading := furniture[i] && commentsStart.MatchString(bare(line)) || i < last && strings.EqualFold(strings.TrimSuffix(bare(line), ":"), "comments")
		if heading && (above >= enoughProse || above > all-above) {
			return i
		}
		above += proseWords(line, furniture[i])
	}
	return len(lines)
}

// proseWords is the number of words of a line that is a full sentence and no furniture, else 0.
func proseWords(line string, furniture bool) int {
	if words := len(strings.Fields(line)); words >= 6 && endsSentence(line) && !furniture {
		return words
	}
	return 0
}

// isFurniture says whether a line is furniture by its own words alone.
func isFurniture(line string) bool {
	words := len(strings.Fields(line))
	if words > maxFurnitureWords || len(line) > maxFurnitureBytes {
		return false
	}
	if line = bare(line); !strings.ContainsFunc(line, unicode.IsLetter) && !strings.ContainsFunc(line, unicode.IsDigit) {
		return true
	}
	for _, pattern := range furniture {
		if pattern.MatchString(line) {
			return true
		}
	}
	// What follows "Related:" or "Read more:" is a headline; a sentence may begin so too.
	if linkLine.MatchString(line) && !strings.HasSuffix(line, ".") {
		return true
	}
	return words > 1 && isButtons(line) || isTagList(line)
}

// bare is a line without the bullets, bars and arrows at its ends.
func bare(line string) string {
	return strings.TrimFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("•·|*–—-→←↓↑»«›‹>▸▶►●■□✉", r)
	})
}

// networks and buttonWords are what share and page tools are labelled with.
var (
	networks = wordSet(`facebook twitter linkedin whatsapp reddit pinterest email e-mail print tumblr pocket telegram skype messenger
		flipboard instagram youtube rss tweet google+ sms viber weibo wechat mastodon bluesky threads snapchat`)
	buttonWords = wordSet(`pin share copy link url line save comment comments bookmark on via by this x plus google mail`)
)

// isButtons says whether a line is nothing but labels of share and page tools, one of them at least a network.
func isButtons(line string) bool {
	network := false
	for _, word := range strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("+-", r) }) {
		if !networks[word] && !buttonWords[word] {
			return false
		}
		network = network || networks[word]
	}
	return network && !endsSentence(line)
}

// dropButtons marks single labels ("Facebook", "Print") that stand beside other furniture or one another. A label alone
// may be a heading, and labels after a colon may be a list; these stay.
func dropButtons(lines []string, gone []bool) {
	var run []int
	beside, listed := false, false
	end := func() {
		if beside || len(run) > 1 && !listed {
			for _, i := range run {
				gone[i] = true
			}
		}
		run, beside, listed = nil, false, false
	}
	for i, line := range lines {
		switch {
		case line == "":
		case gone[i]:
			beside = true
		case isButtons(bare(line)):
			run = append(run, i)
		default:
			end()
			listed = strings.HasSuffix(line, ":")
		}
	}
	end()
}

var tagListStart = regexp.MustCompile(`(?i)^(?:filed under|posted (?:in|under)|categor(?:y|ies)|tags?|tagged(?: as| with| under)?|topics|related topics|keywords|labels|more (?:on|about) this (?:topic|story))\s*(?::\s*(.*))?$`)

// isTagList says whether a line lists categories or tags after their name: "Tags: Privacy, China". A sentence is none.
func isTagList(line string) bool {
	match := tagListStart.FindStringSubmatch(line)
	if match == nil || !strings.Contains(line, ":") {
		return false
	}
	return !endsSentence(match[1]) || match[1] == ""
}

// dropTagLists marks a heading like "Tags" at the end of the text together with the short lines below it.
func dropTagLists(lines []string, gone []bool) {
	end := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		line := bare(lines[i])
		switch {
		case line == "" || gone[i]:
		case tagListStart.MatchString(line):
			for j := i; j < end; j++ {
				gone[j] = gone[j] || lines[j] != ""
			}
			end = i
		case len(strings.Fields(line)) > 4 || endsSentence(line):
			return
		}
	}
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// proseParagraph is how many words a paragraph of prose has at least.
const proseParagraph = 15

// Prose counts the words in the paragraphs of text that read like prose: some length, and ended like a sentence.
func Prose(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if count := len(strings.Fields(line)); count >= proseParagraph && endsSentence(line) {
			n += count
		}
	}
	return n
}
