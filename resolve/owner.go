package resolve

import (
	"slices"
	"strings"

	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/nlp"
)

// ownedNouns are nouns of things that a name before them has, beside those whose type is known.
var ownedNouns = list(`share stock management staff family coalition campaign headquarters factory plant store airport stadium fleet
	parliament government coast-guard guard`)

// owners adds of each described thing that claims speak of whose it is, where a name in its own words says so: "Huawei
// phones" are phones of Huawei. So who follows a name finds what is told of its things.
func (c *claimer) owners() {
	var keys []graph.Key
	for key := range c.used {
		if _, ok := c.spoken[key]; ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		m := c.spoken[key]
		owner, noun, ok := c.ownerIn(m)
		if !ok || owner == "" || owner == key { // "the Libyan's lawyer": nobody is named
			continue
		}
		label := "be " + noun + " of"
		si := c.d.SentenceOf(m.Head)
		if si < 0 {
			continue
		}
		r := extract.Relation{
			Rule: "noun/owner", Subject: m, Object: m, Predicate: extract.Predicate{Tokens: []int{m.Head}, Label: label}, Sentence: si,
			Evidence: c.d.Sentences[si].Span,
		}
		claim := graph.Claim{
			Subject: key, Predicate: c.synonyms.predicate(label), Object: owner, Polarity: graph.Affirmed, Modality: graph.Asserted,
			Rule: r.Rule, Surface: c.surface(r),
		}
		c.quote(&claim, r)
		claim.Text = c.nameOfKey(key) + " " + thirdPerson(label) + " " + c.nameOfKey(owner)
		claim.Confidence = c.confidence(&claim)
		c.keep(claim, r)
	}
}

// ownerIn is the thing that the name before a noun stands for, and the noun.
func (c *claimer) ownerIn(m extract.Mention) (graph.Key, string, bool) {
	head := c.d.Tokens[m.Head]
	noun := strings.ToLower(head.Lemma)
	if head.UPOS != "NOUN" || c.nameOf[m.Head] >= 0 || c.kindOfNoun(m.Head) == graph.Other && !ownedNouns[noun] {
		return "", "", false
	}
	for i := m.Start; i < m.Head; i++ {
		e := c.nameOf[i]
		if e < 0 || c.headOf(c.d.Entities[e].Span) != i {
			continue
		}
		if m.Text != "" { // "ZTE phones" of "Huawei and ZTE phones"
			if strings.HasPrefix(m.Text, c.nameText(e)+" ") {
				return c.clusters[e], noun, true
			}
			continue
		}
		if c.d.Tokens[i].Head != m.Head {
			continue
		}
		possessor := c.d.Tokens[i].Deprel == "nmod:poss"
		switch c.d.Entities[e].Label {
		case nlp.Organization, nlp.Product:
			if possessor || strings.HasPrefix(c.d.Tokens[i].Deprel, "compound") {
				return c.clusters[e], noun, true
			}
		case nlp.Location, nlp.Person, nlp.Group:
			if possessor {
				return c.clusters[e], noun, true
			}
		}
	}
	return "", "", false
}
