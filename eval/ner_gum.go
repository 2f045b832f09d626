package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"newsgraph/nlp"
	"newsgraph/nlp/conllu"
)

// GoldName is a name in a gold document and the labels that it may have: GUM's types are not the program's.
type GoldName struct {
	nlp.Span // of the document's tokens
	Labels   []string
}

// gumLabels says what the names of GUM's types of entities are. Names of animals, plants, substances and times are none.
var gumLabels = map[string][]string{
	"person": {nlp.Person}, "organization": {nlp.Organization}, "place": {nlp.Location}, "event": {nlp.Event},
	"object": {nlp.Product, nlp.Work}, "abstract": {nlp.Misc, nlp.Work},
}

// GUMNames are the named entities among the mentions (Entity= of the column MISC) of a document of GUM, which marks whole
// noun phrases: of a mention whose head is a proper noun, the run of proper nouns around the head. Of nested mentions the
// outer one counts. The names of peoples are left out: GUM marks them as nouns only, not as adjectives.
func GUMNames(d *conllu.Doc) []GoldName {
	var out []GoldName
	for _, s := range d.Sentences {
		var own []GoldName
		for _, m := range gumMentions(d, s) {
			span, ok := gumName(d, m)
			labels := gumLabels[m.kind]
			if !ok || labels == nil || slices.ContainsFunc(own, func(g GoldName) bool { return span.Start < g.End && g.Start < span.End }) {
				continue
			}
			own = append(own, GoldName{span, narrow(d, span, m.kind, labels)})
		}
		slices.SortFunc(own, func(a, b GoldName) int { return a.Start - b.Start })
		out = append(out, own...)
	}
	return slices.DeleteFunc(out, func(g GoldName) bool { return g.Labels[0] == nlp.Group })
}

// GUMEntities runs the pipeline, which has no segmenter, over documents of GUM with gold tokens, and scores its entities
// against GUMNames by exact span and label. Found names of peoples do not count.
func GUMEntities(ctx context.Context, p *nlp.Pipeline, gold []*conllu.Doc) (Scores, error) {
	var r ratio
	for i, g := range gold {
		d := &nlp.Document{Text: g.Text, Tokens: bare(g.Tokens), Sentences: slices.Clone(g.Sentences)}
		if err := p.Apply(ctx, d); err != nil {
			return Scores{}, fmt.Errorf("eval: document %d: %w", i+1, err)
		}
		r = r.plus(compareNames(GUMNames(g), d.Entities))
	}
	return Scores{Precision: r.precision(), Recall: r.recall(), F1: r.f1()}, nil
}

func compareNames(gold []GoldName, system []nlp.Entity) ratio {
	r := ratio{gold: len(gold)}
	for _, e := range system {
		if e.Label == nlp.Group {
			continue
		}
		r.system++
		if slices.ContainsFunc(gold, func(g GoldName) bool { return g.Span == e.Span && slices.Contains(g.Labels, e.Label) }) {
			r.correct++
		}
	}
	return r
}

// gumMention is an Entity= of GUM.
type gumMention struct {
	nlp.Span
	kind string
}

// gumMentions reads the mentions of a sentence, outer ones first: "(1-person-...(2-place-...)" opens two and closes one,
// "1)" closes the other.
func gumMentions(d *conllu.Doc, s nlp.Sentence) []gumMention {
	var out []gumMention
	open := map[string][]int{}
	for i := s.Start; i < s.End; i++ {
		for field := range strings.SplitSeq(d.Misc[i], "|") {
			value, ok := strings.CutPrefix(field, "Entity=")
			if !ok {
				continue
			}
			for _, part := range brackets(value) {
				id, rest, _ := strings.Cut(strings.Trim(part, "()"), "-")
				if part[0] == '(' {
					kind, _, _ := strings.Cut(rest, "-")
					out = append(out, gumMention{nlp.Span{Start: i, End: i + 1}, kind})
					open[id] = append(open[id], len(out)-1)
				}
				if last := len(open[id]) - 1; strings.HasSuffix(part, ")") && last >= 0 {
					out[open[id][last]].End = i + 1
					open[id] = open[id][:last]
				}
			}
		}
	}
	return out
}

// brackets parts "(4-a-b(5-c-d)4)3)" into "(4-a-b", "(5-c-d)", "4)", "3)".
func brackets(value string) []string {
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

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

var (
	// inNames may stand in a name between proper nouns.
	inNames = wordSet("of the and & 's ’s - for de la von van")
	// gumTitles stand before a person's name and are no part of it.
	gumTitles = wordSet(`mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor sir dame lord lady president vice-president senator sen. rep. representative
gov. governor judge justice king queen prince princess duke duchess emperor pope general gen. colonel col. major captain capt. lieutenant lt. sergeant
minister secretary chancellor chairman mayor director speaker congressman congresswoman father brother sister saint st. uncle aunt rabbi imam sheikh coach`)
	lawWords   = wordSet("act law treaty constitution amendment bill agreement convention code accord accords protocol directive charter statute")
	eventWords = wordSet(`war wars battle cup olympics olympic festival games championship championships revolution conference summit holocaust uprising
massacre open prix tour crusade crusades crisis depression renaissance hajj hurricane marathon`)
)

// gumName is the name in a mention: the run of proper nouns around its head. A part of a name may have another UPOS
// ("United" in "United States"), so the finer tag counts too. A number that hangs on the name belongs to it, a title
// before a name does not.
func gumName(d *conllu.Doc, m gumMention) (nlp.Span, bool) {
	name := func(i int) bool {
		t := d.Tokens[i]
		return t.UPOS == "PROPN" || t.XPOS == "NNP" || t.XPOS == "NNPS"
	}
	head := m.Start
	for head < m.End && m.Contains(d.Tokens[head].Head) {
		head++
	}
	if head == m.End || !name(head) {
		return nlp.Span{}, false
	}
	out := grown(d, m, nlp.Span{Start: head, End: head + 1}, name)
	for m.kind == "person" && out.Start < out.End && gumTitles[strings.ToLower(d.Tokens[out.Start].Form)] {
		out.Start++
	}
	return out, out.Len() > 0 && name(out.Start) && written(d.Tokens[out.Start:out.End])
}

// grown is a piece of a name with what belongs to the name on both sides of it, inside a mention.
func grown(d *conllu.Doc, m gumMention, out nlp.Span, name func(int) bool) nlp.Span {
	proper := func(i int) bool { return m.Contains(i) && name(i) }
	inner := func(i int) bool { return m.Contains(i) && inNames[strings.ToLower(d.Tokens[i].Form)] }
	for {
		switch b := out.End; {
		case proper(out.Start - 1):
			out.Start--
		case inner(out.Start-1) && proper(out.Start-2):
			out.Start -= 2
		case proper(b), m.Contains(b) && d.Tokens[b].UPOS == "NUM" && out.Contains(d.Tokens[b].Head):
			out.End++
		case inner(b) && proper(b+1):
			out.End += 2
		case inner(b) && inner(b+1) && proper(b+2):
			out.End += 3
		default:
			return out
		}
	}
}

// written says whether a name has a capital and is no address of a page or of mail.
func written(tokens []nlp.Token) bool {
	capital := false
	for _, t := range tokens {
		capital = capital || t.Form != strings.ToLower(t.Form)
		if strings.Contains(t.Form, "@") || strings.Contains(t.Form, "://") {
			return false
		}
	}
	return capital
}

// narrow says which of its kind's labels a name may have, by its words.
func narrow(d *conllu.Doc, name nlp.Span, kind string, labels []string) []string {
	if kind == "person" && name.Len() == 1 && d.Tokens[name.Start].XPOS == "NNPS" {
		return []string{nlp.Group} // "Americans"
	}
	if len(labels) < 2 {
		return labels
	}
	for _, t := range d.Tokens[name.Start:name.End] {
		switch word := strings.ToLower(t.Form); {
		case lawWords[word]:
			return []string{nlp.Law}
		case eventWords[word]:
			return []string{nlp.Event}
		}
	}
	return labels
}
