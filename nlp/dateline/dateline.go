// Package dateline cuts the dateline of a news story off its first sentence.
//
// It takes a document with tokens and sentences and makes "HANOI, Vietnam (AP) —" a sentence of its own, so that a place
// and an agency do not become a part of the sentence that begins behind them. It runs before anything is parsed.
package dateline

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
)

// Annotator cuts datelines off. The zero value is ready.
type Annotator struct{}

var _ nlp.Annotator = Annotator{}

// Needs are the layers that the annotator reads.
func (Annotator) Needs() nlp.Layer { return nlp.Tokens | nlp.Sentences }

// Gives is the layer that the annotator replaces.
func (Annotator) Gives() nlp.Layer { return nlp.Sentences }

// maxTokens bounds a dateline: "WASHINGTON, June 5 (Reuters) -" has eight tokens.
const maxTokens = 14

// Annotate splits the sentences that begin with a dateline.
func (Annotator) Annotate(_ context.Context, d *nlp.Document) error {
	var out []nlp.Sentence
	for _, s := range d.Sentences {
		cut := end(d, s.Span)
		if cut == 0 || !startsParagraph(d, s) {
			out = append(out, s)
			continue
		}
		head, tail := s, s
		head.End, tail.Start = cut, cut
		out = append(out, head, tail)
	}
	d.Sentences = out
	return nil
}

// startsParagraph says whether a sentence is the first of its paragraph.
func startsParagraph(d *nlp.Document, s nlp.Sentence) bool {
	i := s.Start
	return i == 0 || strings.Contains(d.Text[d.Tokens[i-1].End:d.Tokens[i].Start], "\n")
}

// end is the token behind the dateline that a sentence begins with, or 0: capitalised words, commas, a date and an
// agency in brackets, then a dash, then a sentence that begins with a capital.
func end(d *nlp.Document, s nlp.Span) int {
	place, bracket := false, false
	for i := s.Start; i < min(s.End, s.Start+maxTokens); i++ {
		switch form := d.Tokens[i].Form; {
		case form == "—" || form == "–" || form == "--" || form == "-":
			if i == s.Start || i+1 >= s.End || !capital(d.Tokens[i+1].Form) || !spaced(d, i) || !place || !bracket && !upper(d.Tokens[s.Start].Form) {
				return 0
			}
			return i + 1
		case form == "(" || form == ")":
			bracket = true
		case form == "," || form == "." || form == "/":
		case capital(form):
			place = true
		case isNumber(form):
		default:
			return 0
		}
	}
	return 0
}

// spaced says whether white space stands behind token i, so that a dash is none of a compound.
func spaced(d *nlp.Document, i int) bool {
	return d.Tokens[i].End < d.Tokens[i+1].Start
}

func capital(form string) bool {
	r, _ := utf8.DecodeRuneInString(form)
	return unicode.IsUpper(r) || r == '“' || r == '"' || r == '\''
}

// upper says whether a word is written in capitals, as the place of a dateline is.
func upper(form string) bool {
	return len(form) > 2 && strings.ToUpper(form) == form && strings.ContainsFunc(form, unicode.IsLetter)
}

func isNumber(form string) bool {
	for _, r := range form {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return form != ""
}
