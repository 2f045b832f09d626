package html

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newsgraph/loaders/text"
	"newsgraph/news"
)

// The most words that a main text may have and still be the teaser of a wall, or what stands on a page that only hints
// at one, shows a video or is an error.
const (
	wallWords  = 120
	scantWords = 60
)

var (
	wallWord = regexp.MustCompile(`(?i)\b(?:(?:log|sign) ?in (?:now )?to (?:continue|read|view|access|see)|(?:subscribe|register|sign up)(?: now| today)? to (?:continue|read|keep|unlock|access)|to (?:continue|keep) reading|` +
		`create (?:a|an|your) (?:free )?account to (?:continue|read|view)|reached your (?:monthly |free )?(?:article )?limit|you have (?:read|used) (?:all|your) .{0,20}free articles?)\b`)
	// Many pages have these words in their menus.
	wallHint  = regexp.MustCompile(`(?i)\b(?:(?:only|exclusively|reserved)(?: available)? (?:for|to) (?:our )?(?:paying |registered )?(?:subscribers|members)|subscribers? only|already (?:a subscriber|a member|have an account)|please (?:log|sign) in)\b`)
	paidHint  = regexp.MustCompile(`(?i)\b(?:subscri(?:be|ber|bers|ption)|sign in|log in|become a member|members only|free trial)\b`)
	robotWord = regexp.MustCompile(`(?i)\b(?:enable (?:javascript|js|cookies)(?: and cookies)? (?:to|in|and)|verify (?:that )?you are (?:a )?human|are you a robot|not a robot|access (?:to this page (?:has been|is) )?denied|checking your browser|unusual traffic|captcha)\b`)
	errorPage = regexp.MustCompile(`(?i)^(?:error\b|4\d\d\b|5\d\d\b|(?:page|file|article|content) not found|not found|access denied|forbidden|just a moment|attention required|service unavailable|bad gateway)`)
)

// refusal says why the page is no article; empty where it is one.
func (p *page) refusal(a news.Article) string {
	count := len(strings.Fields(a.Text))
	if count >= wallWords {
		return p.listing(a)
	}
	visible := p.visible()
	switch {
	case errorPage.MatchString(p.meta.title) && p.meta.linked == nil:
		return fmt.Sprintf("an error page (%q); fetch it again", p.meta.title)
	case robotWord.MatchString(visible) && count < scantWords:
		return "a page that asks for a browser or a human; open it in a browser and save it from there"
	case wallWord.MatchString(visible), count < scantWords && (p.meta.password || wallHint.MatchString(visible)):
		return "a login wall; sign in, open the page in a browser and save it from there"
	case p.isPaid() && paidHint.MatchString(visible):
		return fmt.Sprintf("the first %d words of an article for subscribers; sign in, open the page in a browser and save it from there", count)
	case strings.HasPrefix(p.meta.property("og:type"), "video") && count < scantWords:
		return fmt.Sprintf("a video page, with %d words of text", count)
	}
	return p.listing(a)
}

// isPaid says whether the page states that not everybody may read it (https://schema.org/isAccessibleForFree).
func (p *page) isPaid() bool {
	switch free := p.meta.linked["isAccessibleForFree"].(type) {
	case bool:
		return !free
	case string:
		return strings.EqualFold(free, "false")
	}
	return strings.EqualFold(p.meta.property("article:content_tier"), "locked")
}

// listing says whether the page is a list of links to articles: nothing marks it as an article, it has links enough, and
// its main text has hardly a paragraph that reads like prose.
func (p *page) listing(a news.Article) string {
	marked := p.meta.linked != nil || p.meta.property("og:type") == "article" || p.meta.property("article:published_time", "datepublished") != ""
	if marked || p.meta.links < 8 {
		return ""
	}
	prose, all := text.Prose(a.Text), len(strings.Fields(a.Text))
	if prose >= 100 && prose*2 >= all || p.meta.linkWords < all/2 {
		return ""
	}
	return fmt.Sprintf("a page of %d links with hardly any text of its own; give the articles that it links to", p.meta.links)
}

// visible is the words that a reader of the page sees, buttons too, but for its head, foot and menus, on one line.
func (p *page) visible() string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Nav, atom.Header, atom.Footer:
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(p.doc)
	return strings.Join(strings.Fields(mend(b.String())), " ")
}
