package resolve

import (
	"sort"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/news"
)

// News says once when its events happened and then tells on: "On Monday the band met in Rome. They signed the
// contract." A narrative is that time, while it lasts.
type narrative struct {
	time      *graph.TimeSpan // nil while none is told
	paragraph int
}

const (
	// Days before the publication that an event may lie and be the news itself and not its background.
	maxNewsAge = 7
	// Paragraphs after the one that names a day in which the day is still that of what is told. Leads of news have one
	// sentence each.
	maxCarriedParagraphs = 2
)

// follow gives a claim the time of the narrative where the text says none, and keeps the narrative where it says one.
func (n *narrative) follow(c *claimer, claim *graph.Claim, r extract.Relation) {
	paragraph := c.d.Sentences[r.Sentence].Paragraph
	if claim.Time != nil {
		if c.pastEvent(r) {
			n.time, n.paragraph = nil, paragraph
			if c.recent(claim.Time.EDTF) {
				n.time = claim.Time
			}
		}
		return
	}
	if n.time == nil || paragraph > n.paragraph+maxCarriedParagraphs || !c.pastEvent(r) || !c.mainClause(r) {
		return
	}
	claim.Time = n.time
}

// recent says whether a date is a day shortly before the publication.
func (c *claimer) recent(date string) bool {
	d, err := news.ParseDate(date)
	if err != nil || d.Precision != news.Day || c.article.Published.Precision < news.Day {
		return false
	}
	age := c.article.Published.Time.Sub(d.Time).Hours() / 24
	return age > -1 && age <= maxNewsAge
}

// lasting are verbs that say what is so for longer than a day.
var lasting = list(`be have know want believe own think like love hate trust need seem appear remain contain consist belong mean include
	live hope expect fear understand hold lie stand sit deserve depend require involve use work serve play`)

// pastEvent says whether a relation tells in the simple past what happened once, in the article's own words.
func (c *claimer) pastEvent(r extract.Relation) bool {
	kind, _, _ := strings.Cut(r.Rule, "/")
	if r.Modality != extract.Asserted || r.Negated || kind != "clause" && kind != "directive" {
		return false
	}
	past := false
	for _, i := range r.Predicate.Tokens {
		tok := c.d.Tokens[i]
		switch {
		case tok.UPOS == "AUX" && strings.EqualFold(tok.Lemma, "have"), tok.XPOS == "VBZ", tok.XPOS == "VBP", tok.XPOS == "MD":
			return false
		case tok.XPOS == "VBD":
			past = true
		}
		if tok.UPOS == "VERB" && lasting[strings.ToLower(tok.Lemma)] && tok.XPOS == "VBD" {
			return false
		}
	}
	return past && !c.quoted(r.Predicate.Tokens[0])
}

// quoted says whether a token stands in a quotation.
func (c *claimer) quoted(i int) bool {
	k := sort.Search(len(c.d.Quotes), func(k int) bool { return c.d.Quotes[k].End > i })
	return k < len(c.d.Quotes) && c.d.Quotes[k].Contains(i)
}

// mainClause says whether a relation's clause is neither a noun's, nor what somebody says, nor parted by a word such as
// "after" from the time of its sentence.
func (c *claimer) mainClause(r extract.Relation) bool {
	at := r.Predicate.Tokens[len(r.Predicate.Tokens)-1]
	for depth := 0; at >= 0 && depth < 12; depth++ {
		tok := c.d.Tokens[at]
		if strings.HasPrefix(tok.Deprel, "acl") || tok.Deprel == "ccomp" && tok.Head < at || strings.HasPrefix(tok.Deprel, "advcl") && c.marked(at) {
			return false
		}
		at = tok.Head
	}
	return true
}

// marked says whether a clause begins with a word that sets its time apart.
func (c *claimer) marked(i int) bool {
	s := c.d.Sentences[c.d.SentenceOf(i)]
	for k := s.Start; k < i; k++ {
		if c.d.Tokens[k].Head == i && c.d.Tokens[k].Deprel == "mark" {
			switch strings.ToLower(c.d.Tokens[k].Form) {
			case "after", "before", "since", "until", "because", "although", "though", "once", "if":
				return true
			}
		}
	}
	return false
}
