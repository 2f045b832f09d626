package resolve

import (
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/nlp"
)

var (
	spokesNouns  = list(`spokesperson spokesman spokeswoman statement report filing document letter memo article story post email`)
	productNouns = list(`phone smartphone handset device app software laptop computer tablet car truck vehicle plane jet aircraft drone missile chip
		processor camera watch console game product equipment gear service platform network router server car suv model drug vaccine`)
	peopleNouns = list(`official officer lawmaker senator user customer partner executive employee worker soldier fan supporter voter resident member
		leader citizen critic analyst expert investor shareholder journalist reporter people man woman student scientist researcher
		company firm maker manufacturer developer carrier partner troop force servicemen serviceman player migrant refugee protester`)
	kinNouns = list(`daughter son wife husband father mother friend baby child kid girlfriend boyfriend parent uncle aunt cousin nephew niece
		president minister chief coach manager director chairman chairwoman secretary judge lawyer owner founder`)
	siteNouns = list(`prison jail province airport river bridge street avenue road stadium island district county region valley mountain lake park
		harbor harbour dam desert peninsula village city town`)
	agencyNouns = list(`agency committee department court police government administration army navy company unit subsidiary division council commission
		parliament ministry team club coalition alliance regulator board bureau office university`)
)

// subject is the key of a mention that must be a thing; false where the words stand for nothing that can be known.
func (l *local) subject(m extract.Mention, speaker graph.Key) (graph.Key, bool) {
	if key, ok := l.known(m, speaker); ok {
		return key, true
	}
	if m.Kind == extract.Pronoun {
		return "", false
	}
	return l.described(m)
}

// known is the key of a mention that is, or by coreference stands for, a name or a speaker.
func (l *local) known(m extract.Mention, speaker graph.Key) (graph.Key, bool) {
	if m.Kind == extract.Pronoun {
		switch strings.ToLower(l.d.Tokens[m.Head].Form) {
		case "i", "me", "my", "mine", "myself":
			return speaker, speaker != ""
		case "you", "your", "yours", "yourself", "yourselves": // the reader, or anybody
			return "", false
		}
		if c, ok := l.chainOf[m.Head]; ok && l.subjectIs(m.Head, l.chainKey[c]) {
			return "", false
		}
	}
	if key, ok := l.named(m); ok {
		return key, true
	}
	if e := l.nameOf[m.Head]; e >= 0 && l.people[e] && m.Text == "" {
		return l.described(extract.Mention{Span: m.Span, Head: m.Head})
	}
	if m.Kind == extract.Name || m.Text != "" {
		return l.unlabelled(m)
	}
	if m.Kind == extract.Pronoun {
		switch strings.ToLower(l.d.Tokens[m.Head].Form) {
		case "we", "us", "our", "ours", "ourselves":
			return l.we(speaker)
		}
	}
	return l.antecedent(m)
}

// we is whom a speaker's "we" stands for: the organisation that speaks, or that the person who speaks has a role of.
func (l *local) we(speaker graph.Key) (graph.Key, bool) {
	if speaker == "" {
		return "", false
	}
	if org := l.employer[speaker]; org != "" {
		return org, true
	}
	if t := l.things[speaker]; t != nil && t.entity.Type == graph.Person {
		return "", false
	}
	return speaker, true
}

// antecedent is the key of the description that a pronoun's chain begins with, or that a description repeats.
func (l *local) antecedent(m extract.Mention) (graph.Key, bool) {
	c, ok := l.chainOf[m.Head]
	if !ok {
		return "", false
	}
	first := l.firstWords(c)
	if word := strings.ToLower(l.d.Tokens[m.Head].Form); (word == "it" || word == "its") && l.d.Tokens[first.Head].XPOS == "NNS" {
		return "", false
	}
	if l.d.Tokens[first.Head].UPOS == "PRON" {
		return "", false
	}
	if word := strings.ToLower(l.d.Tokens[m.Head].Form); personPronouns[word] && !l.personLike(first.Head) {
		switch l.kindOfNoun(first.Head) {
		case graph.Product, graph.Place, graph.Organization:
			return "", false // "she" is no company
		}
	}
	if m.Kind != extract.Pronoun && first.Head == m.Head && len(l.d.Chains[c].Mentions) < 2 {
		return "", false
	}
	return l.described(extract.Mention{Span: nlp.Span{Start: first.Start, End: first.Head + 1}, Head: first.Head}) // without what follows the noun
}

// firstWords is the mention that a chain is known by: its first, or where a pronoun says that it is a person the first
// that is one.
func (l *local) firstWords(c int) nlp.Mention {
	mentions := l.d.Chains[c].Mentions
	isPerson := false
	for _, m := range mentions {
		isPerson = isPerson || personPronouns[strings.ToLower(l.d.Tokens[m.Head].Form)]
	}
	if !isPerson || l.personLike(mentions[0].Head) {
		return mentions[0]
	}
	for _, m := range mentions {
		if l.personLike(m.Head) {
			return m
		}
	}
	return mentions[0]
}

// personLike says whether a token is the noun of a person.
func (l *local) personLike(i int) bool {
	lemma := strings.ToLower(l.d.Tokens[i].Lemma)
	return personNouns[lemma] || peopleNouns[lemma] || kinNouns[lemma]
}

// unlabelled is the key of a name that the recogniser gave no label, or that was put together ("ZTE phones").
func (l *local) unlabelled(m extract.Mention) (graph.Key, bool) {
	text := l.textOf(m)
	founding := Normalise(text, false)
	if founding == "" {
		return "", false
	}
	kind := l.kindOfNoun(m.Head)
	if m.Kind == extract.Name && m.Label != "" && m.Text != "" {
		kind = typeOf(m.Label)
	}
	key := graph.NamedKey(kind, founding)
	l.thing(key, founding, kind, true).names[text]++
	l.speak(key, m)
	return key, true
}

// described is the key of a thing that is described: one that a name modifies ("ZTE phones") is known by that name
// everywhere, any other only inside this article.
func (l *local) described(m extract.Mention) (graph.Key, bool) {
	if s, ok := l.facility(m); ok {
		m.Span = s
		return l.unlabelled(m)
	}
	isNamed := l.nameModifies(m)
	if isNamed && m.Text == "" && m.Start < m.Head && l.d.Tokens[m.Start].UPOS == "NUM" {
		isNamed = false // three of them are not all of them
	}
	text := l.textOf(m)
	founding := Normalise(text, false)
	if founding == "" || m.Kind == extract.Pronoun {
		return "", false
	}
	kind := l.kindOfNoun(m.Head)
	key := graph.LocalKey(l.articleID, kind, founding)
	if isNamed {
		key = graph.NamedKey(kind, founding)
	}
	l.thing(key, founding, kind, isNamed).names[text]++
	l.speak(key, m)
	return key, true
}

// facility is the span of a name whose last word is a common noun: of "the city's Hoa Lo prison" it is Hoa Lo prison.
func (l *local) facility(m extract.Mention) (nlp.Span, bool) {
	if m.Text != "" || m.Head <= m.Start || !facilityNouns[strings.ToLower(l.d.Tokens[m.Head].Lemma)] || m.End != m.Head+1 {
		return nlp.Span{}, false
	}
	start := m.Head
	for start > m.Start && l.d.Tokens[start-1].UPOS == "PROPN" && !strings.HasSuffix(l.d.Tokens[start-1].Form, "s'") {
		start--
	}
	if start == m.Head || l.nameOf[start] >= 0 && l.d.Entities[l.nameOf[start]].Label == nlp.Organization {
		return nlp.Span{}, false // the prison of a firm is no name
	}
	return nlp.Span{Start: start, End: m.End}, true
}

var facilityNouns = list(`prison jail province airport university hospital river bridge street avenue road museum stadium hotel island
	district county region valley mountain lake park theater theatre cathedral church palace castle harbor harbour dam desert peninsula village`)

// speak keeps the first words that stand for a described thing.
func (l *local) speak(key graph.Key, m extract.Mention) {
	if _, ok := l.spoken[key]; !ok {
		l.spoken[key] = m
	}
}

// nameModifies says whether the words before a noun are the name of an organisation or product: "ZTE phones".
func (l *local) nameModifies(m extract.Mention) bool {
	for i := m.Start; i < m.Head; i++ {
		if e := l.nameOf[i]; e >= 0 {
			switch l.d.Entities[e].Label {
			case nlp.Organization, nlp.Product, nlp.Misc:
				return m.Head-i <= 2 && l.d.Tokens[i].Head == m.Head && strings.HasPrefix(l.d.Tokens[i].Deprel, "compound")
			case nlp.Location, nlp.Group:
				return l.kindOfNoun(m.Head) == graph.Organization
			}
		}
	}
	return false
}

// textOf is a mention's text on one line, without a leading determiner and a possessive ending.
func (l *local) textOf(m extract.Mention) string {
	text := m.Text
	if text == "" {
		s := m.Span
		for s.Len() > 1 && s.Start < m.Head && l.leading(s.Start) {
			s.Start++
		}
		text = l.d.TextOf(s)
	}
	text = tidy(text)
	for _, ending := range []string{"'s", "’s"} {
		text = strings.TrimSuffix(text, ending)
	}
	return balanced(strings.Trim(text, `"“”,;:`))
}

// balanced is a text without quotation marks and brackets that have no partner in it.
func balanced(text string) string {
	if strings.Count(text, `"`)%2 != 0 {
		text = strings.ReplaceAll(text, `"`, "")
	}
	for _, pair := range []string{"“”", "()", "[]", "‘’"} {
		marks := []rune(pair)
		opening, closing := string(marks[0]), string(marks[1])
		if pair == "‘’" && !strings.Contains(text, opening) {
			continue // apostrophes
		}
		if strings.Count(text, opening) != strings.Count(text, closing) {
			text = strings.ReplaceAll(strings.ReplaceAll(text, opening, ""), closing, "")
		}
	}
	return tidy(text)
}

// leading says whether a word before a noun is left off its text: determiners, possessive pronouns, punctuation.
func (l *local) leading(i int) bool {
	switch tok := l.d.Tokens[i]; tok.UPOS {
	case "DET":
		return !quantifiers[strings.ToLower(tok.Form)]
	case "PRON":
		return tok.XPOS == "PRP$"
	case "PUNCT":
		return true
	case "ADP": // that a parser hung somewhere else
		return strings.EqualFold(tok.Form, "by")
	}
	return strings.EqualFold(l.d.Tokens[i].Form, "own")
}

var quantifiers = list(`all some any no every each both most many few several half`)

// kindOfNoun guesses the type of a thing by its noun.
func (l *local) kindOfNoun(head int) graph.EntityType {
	tok := l.d.Tokens[head]
	if e := l.nameOf[head]; e >= 0 && l.people[e] {
		return graph.Person
	}
	lemma := strings.ToLower(tok.Lemma)
	plural := tok.XPOS == "NNS" || tok.XPOS == "NNPS"
	switch {
	case productNouns[lemma]:
		return graph.Product
	case peopleNouns[lemma] && plural, lemma == "people":
		return graph.Group
	case siteNouns[lemma]:
		return graph.Place
	case agencyNouns[lemma]:
		return graph.Organization
	case peopleNouns[lemma]:
		return graph.Person
	}
	return graph.Other
}

// speaker is the key of who says something. Somebody without a name who speaks for a company is that company.
func (l *local) speaker(m *extract.Mention) graph.Key {
	if m == nil {
		return ""
	}
	if key, ok := l.named(*m); ok {
		return key
	}
	if m.Kind == extract.Pronoun {
		if key, ok := l.antecedent(*m); ok {
			return key
		}
		return ""
	}
	if spokesNouns[strings.ToLower(l.d.Tokens[m.Head].Lemma)] {
		for i := m.Start; i < m.End; i++ {
			if e := l.nameOf[i]; e >= 0 && i != m.Head {
				return l.clusters[e]
			}
		}
		for i := m.Head + 1; i < min(m.Head+8, len(l.d.Tokens)); i++ { // "a report by the Bergen Post", "a spokesman for Nokia"
			if e := l.nameOf[i]; e >= 0 && l.d.Tokens[i].Head == m.Head && strings.HasPrefix(l.d.Tokens[i].Deprel, "nmod") && !l.people[e] {
				return l.clusters[e]
			}
		}
	}
	key, ok := l.known(*m, "")
	if !ok {
		key, _ = l.described(*m)
	}
	return key
}
