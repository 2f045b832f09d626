// Package quote finds quotations and who speaks them.
//
// It takes a document with trees and gives Document.Quotes. A speaker is the subject of a verb of speech that stands
// beside the quotation; where none does, a quotation that opens a paragraph goes on with the speaker of the one before.
package quote

import (
	"context"
	"strings"

	"newsgraph/nlp"
)

// Annotator finds quotations. The zero value is ready.
type Annotator struct{}

var _ nlp.Annotator = Annotator{}

// Needs are the layers that the annotator reads.
func (Annotator) Needs() nlp.Layer {
	return nlp.Tokens | nlp.Sentences | nlp.Tags | nlp.Lemmas | nlp.Tree
}

// Gives is the layer of quotations.
func (Annotator) Gives() nlp.Layer { return nlp.Quotes }

// Annotate fills d.Quotes.
func (Annotator) Annotate(_ context.Context, d *nlp.Document) error {
	d.Quotes = spans(d)
	var last nlp.Quote
	for i := range d.Quotes {
		q := &d.Quotes[i]
		q.Cue = -1
		if !attribute(d, q) && last.Speaker.Len() > 0 && continues(d, last, *q) {
			q.Speaker = last.Speaker
		}
		last = *q
	}
	return nil
}

// maxTokens bounds a quotation: a mark that is never closed quotes nothing.
const maxTokens = 400

// spans pairs the quotation marks of a document. No quotation goes on over the end of its paragraph: where the next one
// opens it anew it ends there, else the mark quotes nothing; a mark that was left out shall not turn all that follows
// round.
func spans(d *nlp.Document) []nlp.Quote {
	var out []nlp.Quote
	open := -1
	end := func(at int) {
		if n := at - open; open >= 0 && n > 3 && n <= maxTokens { // single words between marks are names or irony and not speech
			out = append(out, nlp.Quote{Span: nlp.Span{Start: open, End: at}, Cue: -1})
		}
		open = -1
	}
	for k, s := range d.Sentences {
		if k > 0 && !sameParagraph(d, k-1, k) {
			if opens, _ := marks(d, s.Start, false); opens {
				end(s.Start)
			}
			open = -1
		}
		for i := s.Start; i < s.End; i++ {
			switch opens, closes := marks(d, i, open >= 0); {
			case closes && open >= 0:
				end(i + 1)
			case opens:
				end(i)
				open = i
			}
		}
	}
	return out
}

// marks says whether token i is a mark that opens or closes; a straight mark does what its spaces say, else what is due.
func marks(d *nlp.Document, i int, open bool) (opens, closes bool) {
	switch d.Tokens[i].Form {
	case "“", "„", "``":
		return true, false
	case "”", "''":
		return false, true
	case `"`, "«", "»":
		before := i > 0 && d.Tokens[i-1].End == d.Tokens[i].Start
		after := i+1 < len(d.Tokens) && d.Tokens[i+1].Start == d.Tokens[i].End
		if before != after {
			return after, before
		}
		return !open, open
	}
	return false, false
}

// continues says whether a quotation stands right after another one of the same speaker.
func continues(d *nlp.Document, last, q nlp.Quote) bool {
	between := q.Start - last.End
	if between < 0 || between > 40 {
		return false
	}
	a, b := d.SentenceOf(last.End-1), d.SentenceOf(q.Start)
	if a < 0 || b < 0 {
		return false
	}
	return b-a <= 1 || d.Sentences[b].Paragraph-d.Sentences[a].Paragraph <= 1 && b-a <= 2
}

var speech = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`say tell add write tweet state explain note claim argue insist reply respond ask remark comment
		declare announce admit warn continue post recall joke quip observe stress conclude report testify assert reveal read`) {
		set[w] = true
	}
	return set
}()

// attribute finds the speaker in the sentences that the quotation touches, and in the one before where that ends with
// a colon or a comma.
func attribute(d *nlp.Document, q *nlp.Quote) bool {
	first, last := d.SentenceOf(q.Start), d.SentenceOf(q.End-1)
	if first < 0 || last < 0 {
		return false
	}
	if besideEnd(d, q, d.Sentences[last].Span) {
		return true
	}
	for _, s := range []int{last, first} {
		if cueIn(d, q, d.Sentences[s].Span) {
			return true
		}
	}
	if last+1 < len(d.Sentences) && sameParagraph(d, last, last+1) && startsWithCue(d, d.Sentences[last+1].Span) {
		return cueIn(d, q, d.Sentences[last+1].Span)
	}
	if first > 0 {
		before := d.Sentences[first-1].Span
		switch end := d.Tokens[before.End-1].Form; end {
		case ":", ",":
			return cueIn(d, q, before)
		}
	}
	return false
}

// besideEnd reads the words right behind a quotation, which decide where the tree may err: "said Maria Lopez", "Lopez
// said".
func besideEnd(d *nlp.Document, q *nlp.Quote, s nlp.Span) bool {
	i := q.End
	if i < s.End && d.Tokens[i].Form == "," {
		i++
	}
	if i >= s.End {
		return false
	}
	if isCue(d, i) {
		return speakerAt(d, q, i, i+1, s)
	}
	for end := i + 1; end < min(i+6, s.End); end++ {
		if isCue(d, end) {
			return isNoun(d, end-1) && speakerAt(d, q, end, i, nlp.Span{Start: s.Start, End: end})
		}
		if d.Tokens[end].UPOS == "PUNCT" || d.Tokens[end].UPOS == "VERB" {
			break
		}
	}
	return false
}

// speakerAt takes the nouns from token i on as the speaker of a quotation with its cue.
func speakerAt(d *nlp.Document, q *nlp.Quote, cue, i int, s nlp.Span) bool {
	end := i
	for end < s.End && (isNoun(d, end) || d.Tokens[end].UPOS == "DET" || d.Tokens[end].UPOS == "ADJ") {
		end++
	}
	for end > i && !isNoun(d, end-1) {
		end--
	}
	if end == i {
		return false
	}
	q.Cue, q.Speaker = cue, nlp.Span{Start: i, End: end}
	return true
}

func isCue(d *nlp.Document, i int) bool {
	return d.Tokens[i].UPOS == "VERB" && speech[strings.ToLower(d.Tokens[i].Lemma)]
}

func isNoun(d *nlp.Document, i int) bool {
	switch d.Tokens[i].UPOS {
	case "NOUN", "PROPN", "PRON":
		return true
	}
	return false
}

func sameParagraph(d *nlp.Document, a, b int) bool {
	return d.Sentences[a].Paragraph == d.Sentences[b].Paragraph
}

// startsWithCue says whether a sentence is but the tail of the one before: "said the minister."
func startsWithCue(d *nlp.Document, s nlp.Span) bool {
	return s.Len() > 1 && s.Len() < 25 && speech[strings.ToLower(d.Tokens[s.Start].Lemma)]
}

// cueIn looks for a verb of speech with a subject outside of the quotation, the nearest to it first.
func cueIn(d *nlp.Document, q *nlp.Quote, s nlp.Span) bool {
	best, bestDistance := -1, 1<<30
	for i := s.Start; i < s.End; i++ {
		if q.Contains(i) || !speech[strings.ToLower(d.Tokens[i].Lemma)] || d.Tokens[i].UPOS != "VERB" {
			continue
		}
		distance := min(abs(i-q.Start), abs(i-q.End))
		if subject(d, i, s) >= 0 && distance < bestDistance {
			best, bestDistance = i, distance
		}
	}
	if best < 0 {
		return false
	}
	q.Cue = best
	q.Speaker = phrase(d, subject(d, best, s), s)
	return true
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// subject is the subject of a verb of speech, or -1.
func subject(d *nlp.Document, verb int, s nlp.Span) int {
	for i := s.Start; i < s.End; i++ {
		if d.Tokens[i].Head == verb && strings.HasPrefix(d.Tokens[i].Deprel, "nsubj") {
			return i
		}
	}
	return -1
}

// phrase is the run of tokens from a noun's first modifier to the noun and its flat names.
func phrase(d *nlp.Document, head int, s nlp.Span) nlp.Span {
	out := nlp.Span{Start: head, End: head + 1}
	for i := s.Start; i < s.End; i++ {
		if d.Tokens[i].Head != head {
			continue
		}
		rel, _, _ := strings.Cut(d.Tokens[i].Deprel, ":")
		switch rel {
		case "det", "amod", "compound", "flat", "nmod":
			if rel != "nmod" || i < head {
				out.Start, out.End = min(out.Start, i), max(out.End, i+1)
			}
		}
	}
	return out
}
