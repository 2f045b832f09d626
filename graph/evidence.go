package graph

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cayleygraph/quad"
)

// textCache keeps the texts of articles while a request is answered.
type textCache map[string]string

func (c textCache) text(ctx context.Context, r reader, article string) (string, error) {
	text, ok := c[article]
	if ok {
		return text, nil
	}
	text, err := readText(ctx, r, article)
	if err == nil {
		c[article] = text
	}
	return text, err
}

// evidence reads evidence from its quads and holds its quote against the text.
func (v *View) evidence(ctx context.Context, id string, texts textCache) (*Evidence, error) {
	if !strings.HasPrefix(id, EvidencePrefix) {
		return nil, ctx.Err()
	}
	e := &Evidence{ID: id}
	found := false
	for q, err := range v.snap.match(ctx, quad.Quad{Subject: quad.IRI(v.base + id)}) {
		if err != nil {
			return nil, err
		}
		found = found || q.Predicate == rdfType && q.Object == ownEvidence
		v.fill(e, q)
	}
	if !found {
		return nil, nil
	}
	slices.SortFunc(e.Spans, compareSpans)
	text, err := texts.text(ctx, v.snap, e.Article)
	if err != nil {
		return nil, err
	}
	e.Article, _ = cutRevision(e.Article)
	e.Verified = 0 <= e.Start && e.Start < e.End && e.End <= len(text) && text[e.Start:e.End] == e.Quote
	if e.Verified {
		e.Prefix, e.Suffix = wordsBefore(text[:e.Start]), wordsAfter(text[e.End:])
	}
	return e, nil
}

func compareSpans(a, b Span) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	if a.End != b.End {
		return a.End - b.End
	}
	return strings.Compare(a.Role, b.Role)
}

// fill takes over what one quad says of evidence.
func (v *View) fill(e *Evidence, q quad.Quad) {
	switch q.Predicate {
	case ownOfStatement:
		e.Statement = v.idOf(q.Object)
	case provWasQuotedFrom:
		e.Article = v.idOf(q.Object)
	case ownQuote:
		e.Quote = textOf(q.Object)
	case ownStart:
		e.Start = intOf(q.Object)
	case ownEnd:
		e.End = intOf(q.Object)
	case ownSpan:
		e.Spans = append(e.Spans, parseSpans(textOf(q.Object))...)
	case ownSurface:
		e.Surface = textOf(q.Object)
	case ownConfidence:
		e.Confidence = floatOf(q.Object)
	case ownWithdrawnAt:
		e.WithdrawnAt = timeOf(q.Object)
	case ownExtractor:
		e.Extractor = textOf(q.Object)
	case ownRule:
		e.Rule = textOf(q.Object)
	case ownSubjectKey:
		e.SubjectKey = Key(textOf(q.Object))
	case ownObjectKey:
		e.ObjectKey = Key(textOf(q.Object))
	case ownSpeakerKey:
		e.SpeakerKey = Key(textOf(q.Object))
	}
}

// idOf is the identifier of an IRI under the base; empty of anything else.
func (v *View) idOf(value quad.Value) string {
	iri, _ := value.(quad.IRI)
	id, ours := strings.CutPrefix(string(iri), v.base)
	if !ours {
		return ""
	}
	return id
}

func textOf(value quad.Value) string {
	s, _ := value.(quad.String)
	return string(s)
}

func intOf(value quad.Value) int {
	n, _ := value.(quad.Int)
	return int(n)
}

// timeOf is the instant of a value in the spelling of XML Schema.
func timeOf(value quad.Value) time.Time {
	s, _ := value.(quad.TypedString)
	t, err := time.Parse(time.RFC3339Nano, string(s.Value))
	if err != nil {
		return time.Time{}
	}
	return t
}

func floatOf(value quad.Value) float64 {
	f, _ := value.(quad.Float)
	return float64(f)
}

// contextWords is how many words of context evidence shows on either side, inside the paragraph.
const contextWords = 6

// wordsBefore are the last words of the paragraph that the text ends in.
func wordsBefore(text string) string {
	if at := strings.LastIndex(text, "\n\n"); at >= 0 {
		text = text[at+2:]
	}
	text = strings.TrimRight(text, " \n\t")
	at := len(text)
	for words := 0; words < contextWords && at > 0; words++ {
		at = strings.LastIndexAny(strings.TrimRight(text[:at], " \n\t"), " \n\t") + 1
	}
	return strings.TrimSpace(text[at:])
}

// wordsAfter are the first words of the text up to the end of its paragraph.
func wordsAfter(text string) string {
	if at := strings.Index(text, "\n\n"); at >= 0 {
		text = text[:at]
	}
	text = strings.TrimLeft(text, " \n\t")
	words := 0
	for i, r := range text {
		if r != ' ' && r != '\n' && r != '\t' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[i+1:]); next == ' ' || next == '\n' || next == '\t' {
			continue
		}
		if words++; words == contextWords {
			return text[:i]
		}
	}
	return strings.TrimRight(text, " \n\t")
}
