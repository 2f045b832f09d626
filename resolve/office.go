package resolve

import (
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/nlp"
)

// executives are roles that, without a word of whose they are, are those of the company that an article is about.
var executives = map[string]string{
	"ceo": "chief executive", "chief executive": "chief executive", "chief executive officer": "chief executive", "cfo": "chief financial officer",
	"chief financial officer": "chief financial officer", "coo": "chief operating officer", "chief operating officer": "chief operating officer",
	"chairman": "chairman", "chairwoman": "chairwoman",
}

// leastTopic is how often an article must name a company at least that it is taken to be about.
const leastTopic = 4

// office is the company that a relation such as "chief executive Anna Berg" gives somebody an office of: that which the
// article is about, where it names no other as often. ok is false where the relation gives none.
func (l *local) office(r extract.Relation) (role string, company graph.Key, ok bool) {
	if r.Rule != "title/noun" && r.Rule != "appositive/noun" {
		return "", "", false
	}
	role, ok = executives[strings.TrimPrefix(strings.ToLower(l.textOf(r.Object)), "company ")]
	if !ok {
		return "", "", false
	}
	person, named := l.named(r.Subject)
	if !named || l.things[person].entity.Type != graph.Person {
		return "", "", false
	}
	company = l.topic()
	return role, company, company != "" && l.mentionsOf(company) >= leastTopic && l.onlyTopic(company)
}

// statementSentences is how far back the author of "the statement" is looked for.
const statementSentences = 12

// authorOf is who made the statement, report or post that speaks: the subject of the last sentence before that has such a
// thing and a name as its subject; empty for none.
func (l *local) authorOf(m extract.Mention) graph.Key {
	noun := strings.ToLower(l.d.Tokens[m.Head].Lemma)
	si := l.d.SentenceOf(m.Head)
	for k := si; k >= max(0, si-statementSentences); k-- {
		s := l.d.Sentences[k]
		for i := s.Start; i < s.End && i < m.Head; i++ {
			if !strings.EqualFold(l.d.Tokens[i].Lemma, noun) {
				continue
			}
			if key := l.subjectAbove(i); key != "" {
				return key
			}
		}
	}
	return ""
}

// subjectAbove is the named subject of the verb that a token hangs on, or empty.
func (l *local) subjectAbove(i int) graph.Key {
	for depth := 0; i >= 0 && depth < 4; depth++ {
		i = l.d.Tokens[i].Head
		if i < 0 || l.d.Tokens[i].UPOS != "VERB" {
			continue
		}
		s := l.d.Sentences[l.d.SentenceOf(i)]
		for k := s.Start; k < s.End; k++ {
			if l.d.Tokens[k].Head != i || !strings.HasPrefix(l.d.Tokens[k].Deprel, "nsubj") {
				continue
			}
			if key, ok := l.named(extract.Mention{Span: nlp.Span{Start: k, End: k + 1}, Head: k, Kind: l.wordKind(k)}); ok {
				return key
			}
		}
		return ""
	}
	return ""
}

// wordKind is how a token alone refers.
func (l *local) wordKind(i int) extract.Kind {
	switch {
	case l.nameOf[i] >= 0:
		return extract.Name
	case l.d.Tokens[i].UPOS == "PRON":
		return extract.Pronoun
	}
	return extract.Description
}

// mentionsOf is how often the article names a thing.
func (l *local) mentionsOf(key graph.Key) int {
	n := 0
	for _, count := range l.things[key].names {
		n += count
	}
	return n
}

// onlyTopic says whether no other organisation is named half as often.
func (l *local) onlyTopic(company graph.Key) bool {
	for key, t := range l.things {
		if key != company && t.entity.Named && t.entity.Type == graph.Organization && 2*l.mentionsOf(key) > l.mentionsOf(company) {
			return false
		}
	}
	return true
}

// standing adds what the words tell that stand for somebody: that "the Australian" is one, and how old "the 48-year-old"
// is.
func (c *claimer) standing() {
	for i := range c.d.Tokens {
		key := c.stands[i]
		if key == "" {
			continue
		}
		claim := graph.Claim{Subject: key, Polarity: graph.Affirmed, Modality: graph.Asserted}
		if e := c.nameOf[i]; e >= 0 {
			claim.Rule, claim.Predicate, claim.Object = "person/nationality", "be", c.groupKey(e)
		} else {
			claim.Rule, claim.Predicate, claim.Literal = "person/age", "be aged", literal(c.d.Tokens[c.ageAt(i)].Form, "")
			claim.Literal.Text, _, _ = strings.Cut(claim.Literal.Text, "-")
		}
		c.state(claim, i)
	}
}

// ageAt is the token of the number in "48-year-old", given its last.
func (l *local) ageAt(i int) int {
	if strings.EqualFold(l.d.Tokens[i].Form, "old") {
		return i - 4
	}
	return i
}

// groupKey is the key of the people that a nationality names.
func (l *local) groupKey(e int) graph.Key {
	founding := Normalise(l.nameText(e), false)
	key := graph.NamedKey(graph.Group, founding)
	l.thing(key, founding, graph.Group, true).names[l.nameText(e)]++
	return key
}

// state keeps a claim that one token makes.
func (c *claimer) state(claim graph.Claim, token int) {
	si := c.d.SentenceOf(token)
	if si < 0 {
		return
	}
	m := extract.Mention{Span: nlp.Span{Start: token, End: token + 1}, Head: token}
	r := extract.Relation{
		Rule: claim.Rule, Subject: m, Object: m, Predicate: extract.Predicate{Tokens: []int{token}, Label: claim.Predicate}, Sentence: si,
		Evidence: c.d.Sentences[si].Span,
	}
	claim.Predicate = c.synonyms.predicate(claim.Predicate)
	claim.Surface = c.surface(r)
	c.quote(&claim, r)
	object := c.nameOfKey(claim.Object)
	if claim.Literal != nil {
		object = claim.Literal.Text
	}
	claim.Text = c.nameOfKey(claim.Subject) + " " + thirdPerson(claim.Predicate) + " " + object
	claim.Confidence = c.confidence(&claim)
	c.keep(claim, r)
}
