package openie

import (
	"newsgraph/extract"
	"newsgraph/nlp"
)

// speakerOf is who says what a predicate says: the innermost of the subject of a verb of speech above it, the source of
// "according to", and the speaker of the quotation that it stands in. It is nil where the text itself speaks. What is
// denied by a verb is negated on the way.
func (t *tree) speakerOf(f *frame, i int) *extract.Mention {
	quote := t.quoteOf(i)
	for at, depth := i, 0; at >= 0 && depth < 12; at, depth = t.head(at), depth+1 {
		if quote != nil && !quote.Contains(at) {
			break // outside of the quotation its own speaker speaks
		}
		if s := t.accordingTo(at); s >= 0 {
			return t.speaker(s)
		}
		if s := t.inverted(at, i); s >= 0 {
			return t.speaker(s)
		}
		if s := t.reported(f, at); s >= 0 {
			return t.speaker(s)
		}
		if t.is(at, "acl:relcl") {
			break
		}
	}
	if quote == nil {
		return nil
	}
	return t.speaker(t.headIn(quote.Speaker.Start, quote.Speaker.End))
}

// speaker is the mention of a speaker, or nil where the words say nobody.
func (t *tree) speaker(head int) *extract.Mention {
	if head < 0 {
		return nil
	}
	if word := t.lower(head); t.upos(head) == "PRON" && emptyPronouns[word] || t.temporal(head) {
		return nil
	}
	m := t.mention(head)
	return &m
}

// accordingTo is the source of an "according to" that hangs on a token, or -1.
func (t *tree) accordingTo(at int) int {
	for _, c := range t.all(at, "obl", "nmod", "advcl") {
		if prep := t.caseOf(c); prep == "according to" || prep == "as per" {
			return c
		}
	}
	return -1
}

// inverted is the subject of a verb of speech that hangs on what it reports: "..., said the senator".
func (t *tree) inverted(at, from int) int {
	for _, c := range t.all(at, "parataxis", "advcl", "conj") {
		if c == from || !t.verbal(c) || !speechVerbs[t.lemma(c)] || t.child(c, "ccomp") >= 0 {
			continue
		}
		if t.is(c, "conj") && (t.child(c, "cc") >= 0 || t.child(c, "obj") >= 0 || !plainSpeech[t.lemma(c)] || t.lower(t.subtree(c).Start) != "," && t.lower(max(t.subtree(c).Start-1, 0)) != ",") {
			continue
		}
		if t.is(c, "parataxis") && t.child(c, "obj") >= 0 && !tellVerbs[t.lemma(c)] {
			continue // "the company would not disclose the number" says nothing of what it hangs on
		}
		if t.is(c, "advcl") {
			mark := t.child(c, "mark")
			aside := mark < 0 && t.finite(c) && plainSpeech[t.lemma(c)]
			if t.child(c, "obj") >= 0 || !aside && (mark < 0 || t.lower(mark) != "as") {
				continue
			}
		}
		if s := t.child(c, "nsubj"); s >= 0 {
			return s
		}
	}
	return -1
}

// reported is the subject of the verb of speech whose clause a token heads, or -1.
func (t *tree) reported(f *frame, at int) int {
	h := t.head(at)
	if h < 0 || !t.is(at, "ccomp", "parataxis") {
		return -1
	}
	verb := t.lemma(h)
	if !t.verbal(h) || !speechVerbs[verb] {
		return -1
	}
	if t.is(at, "parataxis") && t.child(h, "ccomp") >= 0 {
		return -1
	}
	if denialVerbs[verb] {
		f.negated = !f.negated
	}
	if doubtVerbs[verb] && (f.modality == extract.Asserted || f.would) {
		f.modality, f.would = extract.Possible, false
	}
	return t.unrelate(t.subjectOf(h, 0), t.head(h))
}

// quoteOf is the quotation with a speaker that a token stands in, or nil.
func (t *tree) quoteOf(i int) *nlp.Quote {
	if k := t.quote[i]; k >= 0 && t.d.Quotes[k].Speaker.Len() > 0 {
		return &t.d.Quotes[k]
	}
	return nil
}

// headIn is the token of a run whose head lies outside of it.
func (t *tree) headIn(start, end int) int {
	for i := start; i < end; i++ {
		if h := t.head(i); h < start || h >= end {
			return i
		}
	}
	return start
}
