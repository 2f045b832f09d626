package coref

import (
	"cmp"
	"slices"
	"strings"

	"newsgraph/nlp"
)

// compareSpans orders spans by their start; of those that start together the longer comes first.
func compareSpans(a, b nlp.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
}

// collect gathers the expressions that may refer, in order of compareSpans, each span once.
func collect(t *text) []mention {
	out := make([]mention, 0, len(t.d.Tokens)/3)
	for i := range t.d.Tokens {
		k, ok := t.refers(i)
		if !ok {
			continue
		}
		out = append(out, t.mention(t.phrase(i, false), i, k))
		if t.relation(i) != "conj" && t.hasChild(i, "conj") {
			out = append(out, t.mention(t.phrase(i, true), i, group))
		}
	}
	slices.SortStableFunc(out, func(a, b mention) int { return compareSpans(a.span, b.span) })
	return slices.CompactFunc(out, func(a, b mention) bool { return a.span == b.span })
}

// refers says whether a token is the head of an expression that may refer, and how.
func (t *text) refers(i int) (kind, bool) {
	if t.sentence[i] < 0 {
		return 0, false
	}
	tok, rel := &t.d.Tokens[i], t.relation(i)
	switch rel {
	case "flat", "fixed", "goeswith":
		return 0, false
	}
	switch tok.UPOS {
	case "PRON":
		return pronoun, t.pronounRefers(i)
	case "DET":
		return pronoun, !oneOf(rel, "det", "advmod", "cc", "compound")
	case "NUM":
		return nominal, !oneOf(rel, "nummod", "compound", "det", "list", "dep")
	case "PROPN":
		return name, true
	case "NOUN":
		if rel == "compound" && t.names[i] < 0 {
			return 0, false
		}
	case "X":
	case "ADJ", "SYM":
		if !argument(rel) {
			return 0, false
		}
	case "ADV":
		return nominal, argument(rel) && adverbs[t.lower[i]]
	default:
		return 0, false
	}
	if t.names[i] >= 0 {
		return name, true
	}
	return nominal, true
}

func (t *text) pronounRefers(i int) bool {
	tok := &t.d.Tokens[i]
	switch {
	case unspecific[t.lower[i]], tok.XPOS == "EX", strings.HasPrefix(tok.XPOS, "W"):
		return false
	}
	return t.lower[i] != "that" || !strings.Contains(tok.Feats, "PronType=Rel")
}

func argument(rel string) bool { return oneOf(rel, "nsubj", "obj", "obl", "nmod", "iobj") }

func oneOf(s string, list ...string) bool { return slices.Contains(list, s) }

// phrase is the span of the noun phrase whose head is i: whole with what is joined to it by "and", or without.
func (t *text) phrase(i int, whole bool) nlp.Span {
	s := nlp.Span{Start: i, End: i + 1}
	if strings.HasPrefix(t.d.Tokens[i].XPOS, "PRP") && !whole {
		return s
	}
	ends := false
	for c := t.first[i]; c >= 0; c = t.next[c] {
		switch k := int(c); {
		case t.relation(k) == "punct":
		case k < i:
			if t.inside(k, false) {
				s.Start = min(s.Start, t.leftmost(k, 0))
			} else if t.closesPhrase(k) {
				s.Start = i
			}
		case !ends:
			if ends = !t.inside(k, whole); !ends {
				s.End = max(s.End, t.rightmost(k, 0)+1)
			}
		}
	}
	return t.trimmed(s, i)
}

// inside says whether a child of a phrase's head belongs to the phrase.
func (t *text) inside(k int, whole bool) bool {
	switch t.relation(k) {
	case "nmod", "acl", "flat", "compound", "amod", "nummod", "fixed", "det", "goeswith":
		return true
	case "case":
		return k > t.head(k) // the possessive ending, and not a preposition
	case "appos", "dep":
		return k < t.head(k) || t.d.Tokens[k].UPOS != "NUM" // not the year of a citation
	case "conj", "cc":
		return whole && k > t.head(k)
	}
	return false
}

// closesPhrase says whether nothing before a child on the left belongs to the phrase: what stands before a subject or
// a copula modifies the clause. Prepositions and adverbs stand in the midst of phrases.
func (t *text) closesPhrase(k int) bool {
	switch t.relation(k) {
	case "case", "advmod":
		return false
	}
	return true
}

// trimmed takes punctuation off the ends of a span, and what joins it to the words before.
func (t *text) trimmed(s nlp.Span, head int) nlp.Span {
	for s.Start < head && oneOf(t.d.Tokens[s.Start].UPOS, "PUNCT", "ADP", "CCONJ") {
		s.Start++
	}
	for s.End-1 > head && t.d.Tokens[s.End-1].UPOS == "PUNCT" && !t.closesBracket(s) {
		s.End--
	}
	return s
}

// closesBracket says whether the last token of the span closes a bracket or quotation that the span opens.
func (t *text) closesBracket(s nlp.Span) bool {
	opener := ""
	switch t.lower[s.End-1] {
	case ")":
		opener = "("
	case "]":
		opener = "["
	case "\"":
		opener = "\""
	case "”":
		opener = "“"
	default:
		return false
	}
	return slices.Contains(t.lower[s.Start:s.End-1], opener)
}

func (t *text) hasChild(i int, relations ...string) bool {
	for c := t.first[i]; c >= 0; c = t.next[c] {
		if oneOf(t.relation(int(c)), relations...) {
			return true
		}
	}
	return false
}
