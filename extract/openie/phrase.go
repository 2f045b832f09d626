package openie

import (
	"strings"

	"newsgraph/extract"
	"newsgraph/nlp"
)

// maxOfTokens bounds a noun phrase that takes its "of" phrase along.
const maxOfTokens = 8

// mention is the shortest phrase around a head that still names its thing: determiners, adjectives, compounds,
// possessors and a short "of" phrase, no relative clauses, appositives or other additions.
func (t *tree) mention(head int) extract.Mention {
	if person := t.titled(head); person >= 0 {
		head = person
	}
	if name := t.apposed(head); name >= 0 {
		head = name
	}
	m := extract.Mention{Head: head, Kind: t.kindOf(head), Label: t.label(head)}
	m.Span = t.core(head)
	if m.Kind == extract.Name {
		m.Span = t.nameSpan(head)
		return m
	}
	if of := t.ofPhrase(head); of >= 0 && m.Kind != extract.Pronoun {
		if lemma := t.lemma(head); (lemma == "share" || lemma == "stock") && t.core(head).Len() == 1 {
			if owner := t.mention(of); owner.Kind == extract.Name && owner.Label == nlp.Organization {
				m.Text = t.d.TextOf(owner.Span) + " " + t.lower(head) // "shares of Nokia" are Nokia shares
			}
		}
		wide := nlp.Span{Start: m.Start, End: t.core(of).End}
		if e := t.name[of]; e >= 0 {
			wide.End = max(wide.End, t.d.Entities[e].End)
		}
		if wide.Len() <= maxOfTokens && wide.End > m.End {
			m.Span = wide
		}
	}
	if k := m.End; timeUnits[t.lemma(head)] && k+1 < len(t.d.Tokens) && t.lower(k) == "in" && custodyNouns[t.lower(k+1)] && t.d.SentenceOf(head) == t.d.SentenceOf(k+1) {
		m.End = k + 2
	}
	if m.Kind == extract.Description && intentNouns[t.lemma(head)] {
		m.Span = t.intent(m.Span, head)
	}
	t.owned(&m)
	return m
}

// owned says whose a thing is that a "whose" stands before: of "Jane Doe, whose father owns the mill" the subject is the
// father of Jane Doe.
func (t *tree) owned(m *extract.Mention) {
	whose := t.child(m.Head, "nmod:poss", "det")
	if whose < 0 || t.lower(whose) != "whose" || whose != m.Start || m.Len() < 2 {
		return
	}
	m.Start++
	if owner := t.nounBefore(whose); owner >= 0 && t.kindOf(owner) == extract.Name {
		m.Text = t.d.TextOf(m.Span) + " of " + t.d.TextOf(t.nameSpan(owner))
	}
}

// intent adds to a noun such as "attempt" the infinitive that says to what, where it is short.
func (t *tree) intent(s nlp.Span, head int) nlp.Span {
	for _, c := range t.all(head, "acl") {
		wide := t.subtree(c)
		if c < head || t.xpos(c) != "VB" || t.child(c, "mark") < 0 || wide.Start != s.End {
			continue
		}
		if obj := t.child(c, "obj"); wide.End-s.Start > maxOfTokens && obj > c {
			wide.End = t.core(obj).End
		}
		if wide.End-s.Start <= maxOfTokens {
			return nlp.Span{Start: s.Start, End: wide.End}
		}
	}
	return s
}

// apposed is the head of the name that stands behind a role as its appositive, or -1: of "the minister, Paul Lind," it
// is Lind. The role is told of him elsewhere.
func (t *tree) apposed(head int) int {
	if t.upos(head) != "NOUN" && t.upos(head) != "PROPN" || t.label(head) != "" && !roleNouns[t.lemma(head)] || t.plural(head) {
		return -1
	}
	for _, a := range t.all(head, "appos") {
		if a < head || t.kindOf(a) != extract.Name || t.lower(t.subtree(a).Start) != "," && t.lower(max(t.subtree(a).Start-1, 0)) != "," {
			continue
		}
		switch t.label(a) {
		case nlp.Person:
			if roleNouns[t.lemma(head)] || personNouns[t.lemma(head)] {
				return a
			}
		case nlp.Organization:
			if bodyNouns[t.lemma(head)] {
				return a
			}
		}
	}
	return -1
}

// titled is the head of the person's name that a title carries with it ("Secretary of State Mike Pompeo"), or -1.
func (t *tree) titled(head int) int {
	if t.name[head] >= 0 && t.label(head) == "PER" {
		return -1
	}
	if next := head + 1; bodyNouns[t.lemma(head)] && next < len(t.d.Tokens) && t.label(next) == "ORG" && t.name[next] != t.name[head] {
		e := t.d.Entities[t.name[next]]
		if h := t.headIn(e.Start, e.End); t.head(h) == head || t.head(head) == h || t.head(h) == t.head(head) {
			return h
		}
	}
	if !t.roleWord(head) {
		return -1
	}
	for k := head + 1; k < min(head+7, len(t.d.Tokens)-1); k++ {
		if t.label(k) == "PER" {
			e := t.d.Entities[t.name[k]]
			return t.headIn(e.Start, e.End)
		}
		if !t.inTitle(k) && t.lower(k) != "and" && !(t.lower(k) == "," && t.roleWord(k-1) && t.inTitle(k+1)) {
			return -1
		}
	}
	return -1
}

// ofPhrase is the head of the phrase that "of" hangs on a noun, or -1.
func (t *tree) ofPhrase(head int) int {
	for c := range t.children(head) {
		if c > head && t.is(c, "nmod") && t.caseOf(c) == "of" {
			return c
		}
	}
	return -1
}

// caseOf is the preposition of a phrase, in lower case: "with", "in front of"; empty for none.
func (t *tree) caseOf(head int) string { return t.join(t.caseTokens(head)) }

func (t *tree) caseTokens(head int) []int {
	var out []int
	for _, c := range t.all(head, "case", "mark") {
		if c > head || t.lower(c) == "'s" || t.lower(c) == "'" || t.is(c, "mark") && t.xpos(head) != "VBG" {
			continue
		}
		out = append(out, c)
		out = append(out, t.all(c, "fixed")...)
	}
	return out
}

// core is the contiguous run of a noun's own words.
func (t *tree) core(head int) nlp.Span {
	s := nlp.Span{Start: head, End: head + 1}
	for c := range t.children(head) {
		switch {
		case c < head && t.is(c, "nummod", "amod", "advmod") && t.child(c, "case") >= 0: // "expand by five the pool"
		case c < head && t.is(c, "det", "amod", "compound", "nummod", "flat", "nmod:poss", "nmod:desc", "nmod:unmarked", "advmod"):
			sub := t.subtree(c)
			if t.is(c, "advmod") && (t.negative(c) || ways[t.lower(c)]) {
				continue
			}
			if sub.End <= head && sub.Len() <= 8 && !(t.is(c, "det") && t.lower(c) == "both") {
				s.Start = min(s.Start, sub.Start)
			}
		case c > head && t.is(c, "flat", "nummod", "goeswith", "compound:prt"):
			s.End = max(s.End, t.subtree(c).End)
		}
	}
	for _, c := range t.all(head, "case") { // "apparently by a guest"
		if c < head {
			s.Start = max(s.Start, c+1)
		}
	}
	if cop := t.copula(head); cop >= 0 && cop < head {
		s.Start = max(s.Start, cop+1)
	}
	for s.Start < head && (t.upos(s.Start) == "ADV" || strings.HasSuffix(t.lower(s.Start), "self")) && t.upos(s.Start+1) == "DET" {
		s.Start++ // "also a sign", "itself a sign"
	}
	return t.trim(s, head)
}

// trim takes punctuation and conjunctions off both ends of a span, never its head.
func (t *tree) trim(s nlp.Span, head int) nlp.Span {
	for s.Start < head && t.edge(s.Start) {
		s.Start++
	}
	for s.End-1 > head && t.edge(s.End-1) {
		s.End--
	}
	return s
}

func (t *tree) edge(i int) bool {
	switch t.upos(i) {
	case "CCONJ", "SYM", "SCONJ":
		return t.upos(i) != "SYM"
	case "PUNCT":
		return true
	}
	return false
}

// nameSpan is the span of the named entity that the head lies in; where the recogniser missed a part of the name, with
// the flat and compound proper nouns that touch it.
func (t *tree) nameSpan(head int) nlp.Span {
	s := nlp.Span{Start: head, End: head + 1}
	if e := t.name[head]; e >= 0 {
		s = t.d.Entities[e].Span
	} else {
		for c := range t.children(head) {
			if t.is(c, "flat", "compound") && t.upos(c) == "PROPN" && t.name[c] < 0 {
				s.Start, s.End = min(s.Start, c), max(s.End, c+1)
			}
		}
		for s.Start > 0 && t.label(s.Start-1) != "PER" && t.capital(s.Start-1) && t.head(s.Start-1) == head {
			s.Start--
		}
	}
	for s.Start < s.End-1 && (t.upos(s.Start) == "DET" || t.upos(s.Start) == "PUNCT") {
		s.Start++
	}
	return s
}

// capital says whether a token is a capitalised noun or adjective inside a sentence, as in an unrecognised name.
func (t *tree) capital(i int) bool {
	form := t.token(i).Form
	if form == "" || form[0] < 'A' || form[0] > 'Z' {
		return false
	}
	return t.upos(i) == "PROPN" || t.upos(i) == "ADJ" || t.upos(i) == "NOUN"
}

// kindOf says in which way the noun phrase of a head refers.
func (t *tree) kindOf(head int) extract.Kind {
	switch t.upos(head) {
	case "PRON":
		return extract.Pronoun
	case "DET":
		return extract.Pronoun
	case "NUM", "SYM":
		return extract.Quantity
	}
	if e := t.name[head]; e >= 0 {
		span := t.d.Entities[e].Span
		// The head of a phrase may be a common noun that a name only modifies: "the [Facebook] app".
		if span.Contains(head) {
			return extract.Name
		}
	}
	if t.upos(head) == "PROPN" && t.token(head).Form != t.lower(head) && !timeNouns[t.lower(head)] && !roleNouns[t.lemma(head)] {
		return extract.Name // "coast guard" is none, whatever the tagger says
	}
	if t.child(head, "nummod") >= 0 && t.child(head, "det", "nmod:poss") < 0 {
		return extract.Quantity
	}
	return extract.Description
}

// mentions are the mentions that a noun phrase stands for: the phrase itself, what is joined to it by "and", and the
// examples that it gives ("partners such as Huawei and TCL"). Negated conjuncts are left out.
func (t *tree) mentions(head int) []extract.Mention {
	var out []extract.Mention
	if split := t.sharedTail(head); split != nil {
		return split
	}
	if person := t.titled(head); person >= 0 && person != head && (t.xpos(head) == "NNS" || t.xpos(head) == "NNPS") {
		head = person // "members Jane Doe, John Roe and others"
	}
	t.eachConjunct(head, func(h int) {
		if h != head && t.temporal(h) {
			return
		}
		out = append(out, t.shared(h)...)
		for _, example := range t.examples(h) {
			out = append(out, t.shared(example)...)
		}
	})
	return out
}

// eachConjunct calls f for a head and all that is joined to it.
func (t *tree) eachConjunct(head int, f func(int)) {
	f(head)
	for _, c := range t.all(head, "conj") {
		if t.nominal(c) && !t.excluded(c) {
			f(c)
		}
	}
}

// excluded says whether a conjunct is named to be left out: "on the device, not on the server".
func (t *tree) excluded(c int) bool {
	for k := range t.children(c) {
		if t.is(k, "cc", "advmod", "neg") && t.negative(k) {
			return true
		}
	}
	return false
}

// nominal says whether a token heads a noun phrase and not a clause.
func (t *tree) nominal(i int) bool {
	switch t.upos(i) {
	case "NOUN", "PROPN", "PRON", "NUM", "SYM", "X":
		return t.copula(i) < 0
	case "ADJ", "DET":
		return t.copula(i) < 0 && t.child(i, "nsubj", "det") != -1 && t.child(i, "nsubj") < 0
	}
	return false
}

// shared splits a noun whose modifiers are joined: "Huawei and ZTE phones" are Huawei phones and ZTE phones.
func (t *tree) shared(head int) []extract.Mention {
	m := t.mention(head)
	if t.upos(head) == "PROPN" && t.name[head] >= 0 {
		return []extract.Mention{m}
	}
	for _, c := range t.all(head, "compound") {
		conjuncts := t.all(c, "conj")
		if len(conjuncts) == 0 || t.upos(c) != "PROPN" {
			continue
		}
		tail := nlp.Span{Start: t.subtree(c).End, End: m.End}
		var out []extract.Mention
		for _, owner := range append([]int{c}, conjuncts...) {
			part := m
			part.Text = t.d.TextOf(t.nameSpan(owner)) + " " + t.d.TextOf(tail)
			out = append(out, part)
		}
		return out
	}
	return []extract.Mention{m}
}

// sharedTail splits names that share the noun of the last of them, which parsers take for the names alone: in "sell
// Huawei and ZTE phones" it is the phones of both. It is nil for anything else.
func (t *tree) sharedTail(head int) []extract.Mention {
	conjuncts := t.all(head, "conj")
	if len(conjuncts) == 0 || t.label(head) != "ORG" || t.upos(head) != "PROPN" {
		return nil
	}
	last := conjuncts[len(conjuncts)-1]
	compound := t.child(last, "compound")
	if !goodsNouns[t.lemma(last)] || t.upos(last) != "NOUN" || compound < 0 || t.label(compound) != "ORG" {
		return nil
	}
	tail := t.d.TextOf(nlp.Span{Start: t.nameSpan(compound).End, End: last + 1})
	var out []extract.Mention
	for _, owner := range append([]int{head}, conjuncts[:len(conjuncts)-1]...) {
		m := t.mention(last)
		m.Span, m.Text = t.nameSpan(owner), t.d.TextOf(t.nameSpan(owner))+" "+tail
		out = append(out, m)
	}
	m := t.mention(last)
	m.Text = t.d.TextOf(t.nameSpan(compound)) + " " + tail
	return append(out, m)
}

// examples are the heads of what a noun phrase names as its examples: by "such as", "including", "like", "which
// includes".
func (t *tree) examples(head int) []int {
	var out []int
	add := func(h int) { t.eachConjunct(h, func(c int) { out = append(out, c) }) }
	for c := range t.children(head) {
		switch {
		case t.is(c, "nmod") && (t.caseOf(c) == "such as" || t.caseOf(c) == "including" || t.caseOf(c) == "like"):
			add(c)
		case t.is(c, "appos") && t.label(c) != "" && t.child(c, "det") < 0 && t.upos(head) == "NOUN" && t.xpos(head) == "NNS" && t.child(c, "conj") >= 0:
			add(c)
		case t.is(c, "acl", "advcl") && t.lemma(c) == "include":
			if obj := t.child(c, "obj"); obj >= 0 {
				add(obj)
			}
		}
	}
	if len(out) == 0 {
		if h := t.exampleAfter(head); h >= 0 {
			add(h)
		}
	}
	return out
}

// exampleAfter is the head of the examples that stand right behind a noun, whatever the parser hung them on; -1 for
// none.
func (t *tree) exampleAfter(head int) int {
	k := t.core(head).End
	s := t.d.SentenceOf(head)
	if s < 0 || t.upos(head) != "NOUN" {
		return -1
	}
	end := t.d.Sentences[s].End
	if k < end && t.lower(k) == "," {
		k++
	}
	if k+1 >= end {
		return -1
	}
	switch word := t.lower(k); {
	case word == "including", word == "such" && t.lower(k+1) == "as":
		if h := t.head(k); h > k && h < end && t.nominal(h) {
			return h
		}
	case relatives[word] && t.lemma(k+1) == "include":
		return t.child(k+1, "obj")
	}
	return -1
}
