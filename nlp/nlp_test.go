package nlp

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func sample() *Document {
	return &Document{
		Text:      "Hi all. Go on",
		Tokens:    []Token{{Start: 0, End: 2}, {Start: 3, End: 6}, {Start: 6, End: 7}, {Start: 8, End: 10}, {Start: 11, End: 13}},
		Sentences: []Sentence{{Span: Span{0, 3}}, {Span: Span{3, 5}}},
	}
}

func TestTextOf(t *testing.T) {
	d := sample()
	for span, want := range map[Span]string{{0, 3}: "Hi all.", {3, 4}: "Go", {2, 2}: "", {4, 1}: ""} {
		if got := d.TextOf(span); got != want {
			t.Errorf("%v: got %q, want %q", span, got, want)
		}
	}
}

func TestSentenceOf(t *testing.T) {
	d := sample()
	for token, want := range map[int]int{-1: -1, 0: 0, 2: 0, 3: 1, 4: 1, 5: -1} {
		if got := d.SentenceOf(token); got != want {
			t.Errorf("token %d: got %d, want %d", token, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	s := Span{2, 5}
	if s.Len() != 3 || !s.Contains(2) || s.Contains(5) || !s.Overlaps(Span{4, 9}) || s.Overlaps(Span{5, 9}) {
		t.Errorf("%v: length %d, contains 2 %v, contains 5 %v", s, s.Len(), s.Contains(2), s.Contains(5))
	}
}

// step is an annotator that notes that it ran.
type step struct {
	needs, gives Layer
	err          error
}

func (s step) Needs() Layer { return s.needs }

func (s step) Gives() Layer { return s.gives }

func (s step) Annotate(_ context.Context, d *Document) error {
	d.Tokens = append(d.Tokens, Token{})
	return s.err
}

func TestPipelineRefusesAnOrderThatCannotWork(t *testing.T) {
	_, err := NewPipeline(step{gives: Tokens}, step{needs: Tokens | Tags | Tree})
	if err == nil || !strings.Contains(err.Error(), "annotator 2") || !strings.Contains(err.Error(), "tags+tree,") {
		t.Errorf("error %v, want one that names annotator 2 and the layers tags+tree", err)
	}
}

func TestPipeline(t *testing.T) {
	p, err := NewPipeline(step{gives: Tokens}, step{needs: Tokens, gives: Tags})
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.Annotate(context.Background(), "x")
	if err != nil || d.Text != "x" || len(d.Tokens) != 2 || p.Gives() != Tokens|Tags {
		t.Errorf("got %+v, error %v, gives %v", d, err, p.Gives())
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Annotate(ended, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a context that ended", err)
	}
	bug := errors.New("bug")
	if p, err = NewPipeline(step{}, step{err: bug}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Annotate(context.Background(), "x"); !errors.Is(err, bug) {
		t.Errorf("error %v, want the annotator's", err)
	}
}
