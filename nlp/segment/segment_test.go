package segment

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// bySpaces reads a document in which tokens are parted by spaces ("_" joins a token to the one before), sentences by
// "|" and paragraphs by line breaks.
func bySpaces(text string) *nlp.Document {
	d := &nlp.Document{}
	var b strings.Builder
	for paragraph, line := range strings.Split(text, "\n") {
		if paragraph > 0 {
			b.WriteString("\n\n")
		}
		for i, sentence := range strings.Split(line, "|") {
			start := len(d.Tokens)
			for k, word := range strings.Fields(sentence) {
				form := strings.TrimPrefix(word, "_")
				if (i > 0 || k > 0) && form == word {
					b.WriteByte(' ')
				}
				d.Tokens = append(d.Tokens, nlp.Token{Start: b.Len(), End: b.Len() + len(form)})
				b.WriteString(form)
			}
			d.Sentences = append(d.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: len(d.Tokens)}, Paragraph: paragraph})
		}
	}
	d.Text = b.String()
	for i := range d.Tokens {
		d.Tokens[i].Form = d.Text[d.Tokens[i].Start:d.Tokens[i].End]
	}
	return d
}

// lessons are enough to learn how the tests' sentences are parted.
func lessons() []*nlp.Document {
	return []*nlp.Document{
		bySpaces("He left _. | She is _n't well _- known _. | It _'s a 5 _- year plan _, they say _."),
		bySpaces("Ann can _not go _. | Bob can _not stay _, she said _. | Mr. Lee is here _."),
		bySpaces("We met Mr. Fox _. | Mr. Orr paid $ _3.5 _. | Who knows _? | Not Mr. Ash _!"),
		bySpaces("It _'s Bob _'s _. | They do _n't _. | It does _n’t _. | This is Ann _'s _."),
		bySpaces("Stop _! | It is a 7 _- day week _. | A well _- fed dog sleeps _."),
	}
}

func trained() *Segmenter { return Train(lessons(), Options{Epochs: 10}) }

func forms(d *nlp.Document) []string {
	var out []string
	for _, s := range d.Sentences {
		var words []string
		for _, t := range d.Tokens[s.Start:s.End] {
			words = append(words, t.Form)
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func annotate(t testing.TB, s *Segmenter, text string) *nlp.Document {
	t.Helper()
	d := &nlp.Document{Text: text}
	if err := s.Annotate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSegment(t *testing.T) {
	s := trained()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", " \n\t\u00a0\ufeff ", nil},
		{"contractions", "You don't know, we've seen it's John's.", []string{"You do n't know , we 've seen it 's John 's ."}},
		{"curly", "They didn’t.", []string{"They did n’t ."}},
		{"fused", "They cannot go.", []string{"They can not go ."}},
		{"sentences", "Ann left. Bob stayed!", []string{"Ann left .", "Bob stayed !"}},
		{"abbreviation", "We like Mr. Dee.", []string{"We like Mr. Dee ."}},
		{"dash", "The fox — Ann saw — left.", []string{"The fox — Ann saw — left ."}},
		{"hyphen", "a 9-year plan", []string{"a 9 - year plan"}},
		{"address", "See https://example.org/a?b=c, or a.b@example.org.", []string{"See https://example.org/a?b=c , or a.b@example.org ."}},
		{"blank line", "No end\n\nOf this", []string{"No end", "Of this"}},
		{"headline and text", "Talks begin in May\nThe two sides meet in May.", []string{"Talks begin in May", "The two sides meet in May ."}},
		{"list", "Things:\n- one\n- two", []string{"Things :", "- one", "- two"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, forms(annotate(t, s, c.text))); diff != "" {
				t.Errorf("sentences of %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func TestHardWrappedTextIsOneParagraph(t *testing.T) {
	text := "The committee that was set up in the spring has met the people of the town\n" +
		"Council of Oslo and has asked them all for more time, because it could not\n" +
		"finish its work before the end of the month.\n" +
		"\n" +
		"A second paragraph."
	d := annotate(t, trained(), text)
	last := d.Sentences[len(d.Sentences)-1]
	if last.Paragraph != 1 || d.Sentences[0].Paragraph != 0 {
		t.Errorf("paragraphs %d to %d, want 0 to 1", d.Sentences[0].Paragraph, last.Paragraph)
	}
}

func TestEncodeThenDecode(t *testing.T) {
	var a, b linear.Encoder
	if err := trained().Encode(&a); err != nil {
		t.Fatal(err)
	}
	s, err := Decode(linear.NewDecoder(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if string(a.Bytes()) != string(b.Bytes()) {
		t.Error("a segmenter that is written, read and written again is another")
	}
	if got := forms(annotate(t, s, "Ann left. Bob cannot.")); len(got) != 2 {
		t.Errorf("the segmenter that was read gives %q", got)
	}
	for n := 0; n < len(a.Bytes()); n += 7 {
		if _, err := Decode(linear.NewDecoder(a.Bytes()[:n])); err == nil {
			t.Errorf("the first %d bytes are read without an error", n)
		}
	}
}

func FuzzSegment(f *testing.F) {
	s := trained()
	for _, text := range []string{"", "Don't.", "a.b@c.d (x) “y” http://x.org/)", "\xff\xfe n't can\u0301not", "1) a\n2) b", "İSTANBUL'S cannot\u2028x", "…'s--''n't"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSegments(t, annotate(t, s, text)) })
}

// checkSegments says whether the tokens lie in the text, in order, are not empty, cover all that is no space, and are
// parted by the sentences.
func checkSegments(t *testing.T, d *nlp.Document) {
	t.Helper()
	at := 0
	skip := func(end int) {
		for at < end {
			r, size := utf8.DecodeRuneInString(d.Text[at:])
			if !IsSpace(r) {
				t.Errorf("%q at byte %d of %q lies in no token", r, at, d.Text)
			}
			at += size
		}
	}
	for i, token := range d.Tokens {
		if token.Start < at || token.End <= token.Start || token.End > len(d.Text) {
			t.Fatalf("token %d of %q stands at %d to %d, after %d", i, d.Text, token.Start, token.End, at)
		}
		if token.Form != d.Text[token.Start:token.End] || strings.IndexFunc(token.Form, IsSpace) >= 0 {
			t.Errorf("token %d of %q is %q", i, d.Text, token.Form)
		}
		skip(token.Start)
		at = token.End
	}
	skip(len(d.Text))
	end := 0
	for i, s := range d.Sentences {
		if s.Start != end || s.End <= s.Start || i > 0 && s.Paragraph < d.Sentences[i-1].Paragraph {
			t.Errorf("sentence %d of %q is %v after token %d", i, d.Text, s, end)
		}
		end = s.End
	}
	if end != len(d.Tokens) {
		t.Errorf("the sentences of %q end with token %d of %d", d.Text, end, len(d.Tokens))
	}
}
