// Package segment finds the tokens and the sentences of a text.
//
// It takes Document.Text and gives Tokens with their byte offsets, tokenised as the UD treebanks of English are (EWT and
// GUM), and Sentences with the paragraph that each stands in. What is doubtful (hyphens, periods, slashes, sentence
// ends) is decided by averaged perceptrons, what is not by rules.
package segment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Segmenter is the nlp.Annotator of the layers Tokens and Sentences. It is safe for concurrent use.
//
// Every byte of the text that is no space (IsSpace) lies in one token; no token holds a space. A blank line ends a
// sentence always, and so does a single line break that parts paragraphs, headlines or list items.
type Segmenter struct {
	tokens    splitter
	sentences linear.Scorer
}

// splitter decides where tokens begin.
type splitter struct {
	table  map[string][]int // fused words: offsets of their splits
	scorer linear.Scorer
}

// Needs implements nlp.Annotator.
func (s *Segmenter) Needs() nlp.Layer { return 0 }

// Gives implements nlp.Annotator.
func (s *Segmenter) Gives() nlp.Layer { return nlp.Tokens | nlp.Sentences }

// Annotate implements nlp.Annotator. What was in the document's layers is replaced.
func (s *Segmenter) Annotate(ctx context.Context, d *nlp.Document) error {
	d.Tokens, d.Sentences = nil, nil
	loose := looseness(d.Text)
	for i, p := range paragraphs(d.Text) {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := len(d.Tokens)
		d.Tokens = s.tokens.split(d.Tokens, d.Text, p)
		if len(d.Tokens) > start {
			s.end(d, start, i, loose)
		}
	}
	return nil
}

// split adds the tokens of the paragraph.
func (s *splitter) split(tokens []nlp.Token, text string, p block) []nlp.Token {
	var f featureList
	scores := make([]int32, 2)
	pieces := s.pieces(text, p.start, p.end)
	for i, q := range pieces {
		if i > 0 && !q.space && !s.begins(text, pieces, i, &f, scores) {
			t := &tokens[len(tokens)-1]
			t.End = q.end
			t.Form = text[t.Start:t.End]
			continue
		}
		tokens = append(tokens, nlp.Token{Start: q.start, End: q.end, Form: text[q.start:q.end], Head: nlp.NoHead})
	}
	return tokens
}

// begins says whether a token begins at piece i, which stands after no space.
func (s *splitter) begins(text string, pieces []piece, i int, f *featureList, scores []int32) bool {
	switch p := pieces[i]; {
	case text[p.start:p.end] == "." && titles[strings.ToLower(text[pieces[i-1].start:pieces[i-1].end])]:
		return false
	case p.split:
		return true
	case p.join:
		return false
	case s.scorer == nil:
		return true
	}
	f.boundary(text, pieces, i)
	s.scorer.Score(f.keys, scores)
	return scores[1] > scores[0]
}

// end adds the sentences of the paragraph whose tokens begin at start.
func (s *Segmenter) end(d *nlp.Document, start, paragraph int, loose string) {
	var f featureList
	scores := make([]int32, 2)
	last := len(d.Tokens)
	e := ending{start: start, loose: loose}
	for i := start; i < last; i++ {
		e.pass(d.Tokens[i].Form)
		if i+1 < last {
			if s.sentences == nil || !candidate(d.Text, d.Tokens, i) {
				continue
			}
			f.end(d.Text, d.Tokens, i, last, e)
			if s.sentences.Score(f.keys, scores); scores[1] <= scores[0] {
				continue
			}
		}
		d.Sentences = append(d.Sentences, nlp.Sentence{Span: nlp.Span{Start: e.start, End: i + 1}, Paragraph: paragraph})
		e = ending{start: i + 1, loose: loose}
	}
}

// candidate says whether a sentence may end with token i, which is not the paragraph's last: after a mark that is no
// letter, and before a space unless the mark is strong.
func candidate(text string, tokens []nlp.Token, i int) bool {
	form := text[tokens[i].Start:tokens[i].End]
	r, _ := utf8.DecodeLastRuneInString(form)
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return false
	}
	if beforeName(tokens, i) || amid(tokens, i) {
		return false
	}
	return tokens[i+1].Start > tokens[i].End || strings.ContainsAny(form, ".!?…\"”)")
}

// amid says whether token i is a dash with space on both sides, which stands in the middle of a sentence.
func amid(tokens []nlp.Token, i int) bool {
	switch tokens[i].Form {
	case "—", "–", "--", "-":
		return i > 0 && tokens[i-1].End < tokens[i].Start && tokens[i].End < tokens[i+1].Start
	}
	return false
}

// titles are abbreviations that stand before a name and never at the end of a sentence.
var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "rep": true, "reps": true, "sen": true, "sens": true, "gov": true, "gen": true,
	"lt": true, "col": true, "sgt": true, "capt": true, "cmdr": true, "maj": true, "rev": true, "hon": true, "atty": true, "supt": true, "pres": true,
}

// beforeName says whether token i is the period of a title, or the title with its period, before a capital letter.
func beforeName(tokens []nlp.Token, i int) bool {
	word := tokens[i].Form
	if word == "." && i > 0 && tokens[i-1].End == tokens[i].Start {
		word = tokens[i-1].Form
	}
	next, _ := utf8.DecodeRuneInString(tokens[i+1].Form)
	return unicode.IsUpper(next) && titles[strings.ToLower(strings.TrimSuffix(word, "."))]
}

// Encode writes the segmenter's model.
func (s *Segmenter) Encode(e *linear.Encoder) error {
	tokens, ok1 := s.tokens.scorer.(*linear.Model)
	sentences, ok2 := s.sentences.(*linear.Model)
	if !ok1 || !ok2 {
		return fmt.Errorf("segment: the segmenter is still in training")
	}
	words := make([]string, 0, len(s.tokens.table))
	for w := range s.tokens.table {
		words = append(words, w)
	}
	slices.Sort(words)
	e.Strings(words)
	for _, w := range words {
		e.Int(len(s.tokens.table[w]))
		for _, n := range s.tokens.table[w] {
			e.Int(n)
		}
	}
	tokens.Encode(e)
	sentences.Encode(e)
	return nil
}

// Decode reads what Encode wrote.
func Decode(d *linear.Decoder) (*Segmenter, error) {
	s := &Segmenter{tokens: splitter{table: map[string][]int{}}}
	for _, w := range d.Strings() {
		n := d.Int()
		if n > len(w) {
			return nil, fmt.Errorf("segment: damaged table of fused words")
		}
		for range n {
			s.tokens.table[w] = append(s.tokens.table[w], d.Int())
		}
	}
	tokens, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("segment: tokens: %w", err)
	}
	sentences, err := linear.Decode(d)
	if err != nil {
		return nil, fmt.Errorf("segment: sentences: %w", err)
	}
	if tokens.Classes() != 2 || sentences.Classes() != 2 {
		return nil, fmt.Errorf("segment: a model of %d and %d classes", tokens.Classes(), sentences.Classes())
	}
	s.tokens.scorer, s.sentences = tokens, sentences
	return s, nil
}
