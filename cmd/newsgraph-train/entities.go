package main

import (
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
	"newsgraph/nlp/iob"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/tag"
)

// What the corpora leave open, and what their labels may mean.
var (
	// Names of other kinds than a corpus has are so few that its "outside" is taken at its word, but for the demonyms:
	// a model that may fill them in finds them everywhere.
	open        = []string{nlp.Group}
	kindsOfMisc = []string{nlp.Misc, nlp.Work, nlp.Product}
	labels      = map[string][]string{
		"PER": {nlp.Person}, "ORG": {nlp.Organization}, "LOC": {nlp.Location}, "MISC": kindsOfMisc,
		"person": {nlp.Person}, "location": {nlp.Location}, "corporation": {nlp.Organization}, "group": {nlp.Organization},
		"product": {nlp.Product}, "creative-work": {nlp.Work},
	}
)

// entities are the sentences that the recogniser learns from. tagged are the trees of EWT and GUM, in this order, with
// tags as the tagger gives them to unseen text.
func (c *corpora) entities(tagged [][]nlp.Token, tagger *tag.Tagger) ([]ner.Sentence, error) {
	byID := map[string][]nlp.Token{}
	next := 0
	for _, d := range c.ewt {
		for _, id := range d.SentenceIDs {
			byID[id] = tagged[next]
			next++
		}
	}
	var out []ner.Sentence
	for _, docs := range [][]*iob.Doc{c.uner, c.wikigold, c.wnut, c.wnutExtra} {
		list, err := fromIOB(docs, byID, tagger)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	for _, d := range c.gum {
		for i := range d.Sentences {
			out = append(out, ner.Sentence{Tokens: tagged[next], Entities: namesOf(d, i), Open: open})
			next++
		}
	}
	return out, nil
}

// fromIOB gives the sentences of entity files. Sentences of the treebank have their tags from there.
func fromIOB(docs []*iob.Doc, byID map[string][]nlp.Token, tagger *tag.Tagger) ([]ner.Sentence, error) {
	var out []ner.Sentence
	for _, d := range docs {
		next := 0
		for i, s := range d.Sentences {
			tokens := byID[d.SentenceIDs[i]]
			if len(tokens) != s.Len() {
				var err error
				if tokens, err = retag(tagger, d.Tokens[s.Start:s.End]); err != nil {
					return nil, err
				}
			}
			sentence := ner.Sentence{Tokens: tokens, Open: open}
			for ; next < len(d.Entities) && d.Entities[next].Start < s.End; next++ {
				e := d.Entities[next]
				if names := kinds(labels[e.Label], d.Tokens[e.Start:e.End]); names != nil {
					sentence.Entities = append(sentence.Entities, ner.Gold{Span: nlp.Span{Start: e.Start - s.Start, End: e.End - s.Start}, Labels: names})
				}
			}
			out = append(out, sentence)
		}
	}
	return out, nil
}

// gumLabels says what GUM's types of entities are when they have a name.
var gumLabels = map[string][]string{
	"person": {nlp.Person}, "organization": {nlp.Organization}, "place": {nlp.Location}, "event": {nlp.Event},
	"object": {nlp.Product, nlp.Work, nlp.Misc}, "abstract": kindsOfMisc,
}

// Words that say what kind of thing a name is of that a corpus has as MISC or as a thing.
var (
	lawWords   = words("Act Law Laws Treaty Constitution Amendment Code Convention Agreement Accord Accords Protocol Charter Directive Statute Resolution")
	eventWords = words("War Wars Battle Cup Olympics Olympic Festival Games Championship Championships Revolution Conference Summit Holocaust Uprising Massacre Open Prix Season Series Tour Crusade Crisis Depression Renaissance")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// kinds narrows what a name that may be of several kinds is, by its last words.
func kinds(labels []string, name []nlp.Token) []string {
	if len(labels) < 2 || len(name) == 0 {
		return labels
	}
	for _, t := range name {
		switch {
		case lawWords[t.Form]:
			return []string{nlp.Law}
		case eventWords[t.Form]:
			return []string{nlp.Event}
		}
	}
	return labels
}

// namesOf are the named entities among the mentions of a GUM sentence: of a mention whose head is a proper noun, the
// run of proper nouns around the head.
func namesOf(d *conllu.Doc, i int) []ner.Gold {
	s := d.Sentences[i]
	var out []ner.Gold
	taken := make([]bool, s.Len())
	for _, m := range mentions(d, s) {
		span, ok := nameIn(d, s, m.Span)
		names := kinds(gumLabels[m.kind], d.Tokens[s.Start+span.Start:s.Start+span.End])
		if names == nil || !ok {
			continue
		}
		free := true
		for k := span.Start; k < span.End; k++ {
			free = free && !taken[k]
		}
		if !free {
			continue
		}
		for k := span.Start; k < span.End; k++ {
			taken[k] = true
		}
		out = append(out, ner.Gold{Span: span, Labels: names})
	}
	return out
}

// mention is an Entity= of GUM: a span of the sentence and its type.
type mention struct {
	nlp.Span
	kind string
}

// mentions reads the Entity= fields of the sentence's MISC column; spans are places in the sentence, outer ones first.
// "(1-person-...(2-place-...)" opens, "2)" closes.
func mentions(d *conllu.Doc, s nlp.Sentence) []mention {
	var out []mention
	open := map[string][]int{}
	for i := s.Start; i < s.End; i++ {
		for field := range strings.SplitSeq(d.Misc[i], "|") {
			value, ok := strings.CutPrefix(field, "Entity=")
			if !ok {
				continue
			}
			for _, part := range entityParts(value) {
				id, rest, _ := strings.Cut(strings.Trim(part, "()"), "-")
				if part[0] == '(' {
					kind, _, _ := strings.Cut(rest, "-")
					out = append(out, mention{nlp.Span{Start: i - s.Start}, kind})
					open[id] = append(open[id], len(out)-1)
				}
				if strings.HasSuffix(part, ")") && len(open[id]) > 0 {
					last := len(open[id]) - 1
					out[open[id][last]].End = i - s.Start + 1
					open[id] = open[id][:last]
				}
			}
		}
	}
	return out
}

// entityParts parts "(4-a-b(5-c-d)4)3)" into "(4-a-b", "(5-c-d)", "4)", "3)".
func entityParts(value string) []string {
	var out []string
	start := 0
	for i := range len(value) {
		if value[i] == '(' && i > start {
			out = append(out, value[start:i])
			start = i
		}
		if value[i] == ')' {
			out = append(out, value[start:i+1])
			start = i + 1
		}
	}
	if start < len(value) {
		out = append(out, value[start:])
	}
	return out
}

// inNames are the words that may stand inside a name, between proper nouns.
var inNames = map[string]bool{"of": true, "the": true, "and": true, "&": true, "'s": true, "’s": true, "-": true, "for": true, "de": true, "la": true, "von": true, "van": true}

// titles are the words before a person's name that are no part of it.
var titles = map[string]bool{
	"mr": true, "mr.": true, "mrs": true, "mrs.": true, "ms": true, "ms.": true, "dr": true, "dr.": true, "president": true, "senator": true,
	"sen.": true, "rep.": true, "gov.": true, "governor": true, "professor": true, "prof.": true, "sir": true, "judge": true, "justice": true,
	"king": true, "queen": true, "prince": true, "princess": true, "general": true, "gen.": true, "minister": true, "secretary": true, "captain": true,
}

// nameIn is the name in the mention m of the sentence.
func nameIn(d *conllu.Doc, s nlp.Sentence, m nlp.Span) (nlp.Span, bool) {
	at := func(i int) *nlp.Token { return &d.Tokens[s.Start+i] }
	head := -1
	for i := m.Start; i < m.End; i++ {
		if h := at(i).Head; h == nlp.Root || !m.Contains(h-s.Start) {
			head = i
			break
		}
	}
	if head < 0 || at(head).UPOS != "PROPN" {
		return nlp.Span{}, false
	}
	proper := func(i int) bool { return m.Contains(i) && at(i).UPOS == "PROPN" }
	inner := func(i int) bool { return m.Contains(i) && inNames[strings.ToLower(at(i).Form)] }
	out := nlp.Span{Start: head, End: head + 1}
	for {
		switch {
		case proper(out.Start - 1):
			out.Start--
			continue
		case inner(out.Start-1) && proper(out.Start-2):
			out.Start -= 2
			continue
		case proper(out.End):
			out.End++
			continue
		case inner(out.End) && proper(out.End+1):
			out.End += 2
			continue
		case inner(out.End) && inner(out.End+1) && proper(out.End+2):
			out.End += 3
			continue
		}
		break
	}
	for out.Start < head && titles[strings.ToLower(at(out.Start).Form)] {
		out.Start++
	}
	return out, true
}
