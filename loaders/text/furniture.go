package text

import (
	"regexp"
	"strings"
	"unicode"
)

// maxFurnitureWords is how long a line may be and still be furniture.
const maxFurnitureWords = 45

// StripFurniture takes the lines off clean text that belong to the web page and not to the article: comment forms,
// share and log-in lines, category and tag lists, cookie and newsletter boxes, "Read more" links, advertisement marks,
// credits and time stamps, rules made of signs.
// A comment form takes everything below it along, unless more of the article stands below than above. A line goes only
// as a whole and only where it says nothing but furniture; when in doubt it stays.
func StripFurniture(text string) string {
	lines := cutComments(strings.Split(text, "\n"))
	gone := make([]bool, len(lines))
	for i, line := range lines {
		gone[i] = line != "" && isFurniture(line)
	}
	dropButtons(lines, gone)
	dropTagLists(lines, gone)
	var b strings.Builder
	for i, line := range lines {
		if gone[i] {
			line = ""
		}
		b.WriteString(line)
		// A line that went leaves no more of a gap than there was around it.
		if i+1 < len(lines) && !gone[i] {
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

// cutComments ends the text at the heading of its comments or comment form.
func cutComments(lines []string) []string {
	for i, line := range lines {
		if line != "" && commentsStart.MatchString(bare(line)) && proseWords(lines[:i]) > proseWords(lines[i:]) {
			return lines[:i]
		}
	}
	return lines
}

// proseWords counts the words of the lines that are full sentences and no furniture.
func proseWords(lines []string) int {
	n := 0
	for _, line := range lines {
		if words := len(strings.Fields(line)); words >= 6 && endsSentence(line) && !isFurniture(line) {
			n += words
		}
	}
	return n
}

// isFurniture says whether a line is furniture by its own words alone.
func isFurniture(line string) bool {
	words := len(strings.Fields(line))
	if words > maxFurnitureWords {
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
	return words > 1 && isButtons(line) || isTagList(line)
}

// bare is a line without the bullets, bars and arrows at its ends.
func bare(line string) string {
	return strings.TrimFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("•·|*–—-→←↓↑»«›‹>▸▶►●■□✉", r)
	})
}

var wordsOnly = regexp.MustCompile(`[\p{L}\p{N}.+]+`)

// buttonWords are what share and page tools are labelled with.
var buttonWords = wordSet(`facebook twitter linkedin whatsapp reddit pinterest email e mail print tumblr pocket telegram skype
	messenger flipboard instagram youtube rss tweet pin share copy link url sms line viber weibo wechat google google+ plus mastodon
	bluesky threads snapchat save comment comments bookmark gift on via by this more x`)

// isButtons says whether a line is nothing but labels of share and page tools.
func isButtons(line string) bool {
	found := wordsOnly.FindAllString(strings.ToLower(line), -1)
	for _, word := range found {
		if !buttonWords[word] {
			return false
		}
	}
	return len(found) > 0 && !endsSentence(line)
}

// dropButtons marks single labels ("Facebook", "Print") that stand beside other furniture or one another. A label alone
// may be a heading and stays.
func dropButtons(lines []string, gone []bool) {
	var run []int
	flush := func(next bool) {
		if len(run) > 1 || next && len(run) > 0 {
			for _, i := range run {
				gone[i] = true
			}
		}
		run = nil
	}
	beside := false
	for i, line := range lines {
		switch {
		case line == "":
		case gone[i]:
			flush(true)
			beside = true
		case isButtons(bare(line)):
			run = append(run, i)
			if beside {
				flush(true)
			}
		default:
			flush(false)
			beside = false
		}
	}
	flush(false)
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
	for i := len(lines) - 1; i >= 0; i-- {
		line := bare(lines[i])
		switch {
		case line == "" || gone[i]:
		case tagListStart.MatchString(line):
			for j := i; j < len(lines); j++ {
				gone[j] = gone[j] || lines[j] != ""
			}
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
