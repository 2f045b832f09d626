// Package lemma gives each token its lemma.
//
// It takes tokens with tags and gives lemmas by edit scripts ("cut 3, add y") that are looked up by tag and by the longest
// ending of the form that is known.
package lemma

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/linear"
)

// Lemmatiser is the nlp.Annotator of the layer Lemmas. It is safe for concurrent use.
type Lemmatiser struct {
	table map[string]script // by key, see keys
}

// script makes a lemma of a form.
type script struct {
	keep bool // the capitals
	cut  int  // bytes off the end
	add  string
}

// longest is the length in runes of the longest ending that is looked up.
const longest = 6

// Needs implements nlp.Annotator.
func (l *Lemmatiser) Needs() nlp.Layer { return nlp.Tokens | nlp.Tags }

// Gives implements nlp.Annotator.
func (l *Lemmatiser) Gives() nlp.Layer { return nlp.Lemmas }

// Annotate implements nlp.Annotator.
func (l *Lemmatiser) Annotate(ctx context.Context, d *nlp.Document) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range d.Tokens {
		d.Tokens[i].Lemma = l.Lemma(d.Tokens[i])
	}
	return nil
}

// Lemma is the lemma of a token with Form, UPOS and XPOS. It is never empty.
func (l *Lemmatiser) Lemma(t nlp.Token) string {
	plain := straight(t.Form)
	lower := strings.ToLower(plain)
	prefix := t.UPOS + " " + t.XPOS + "\t"
	key := make([]byte, 0, 64)
	if s, ok := l.table[string(append(append(append(key, prefix...), '^'), lower...))]; ok {
		return s.apply(plain, lower)
	}
	for n, i := 0, 0; n <= longest; n++ {
		if n == 0 {
			i = endingStart(lower, longest)
		}
		if s, ok := l.table[string(append(append(key, prefix...), lower[i:]...))]; ok {
			return s.apply(plain, lower)
		}
		if i == len(lower) {
			break
		}
		_, size := utf8.DecodeRuneInString(lower[i:])
		i += size
	}
	return script{keep: t.UPOS == "PROPN"}.apply(plain, lower)
}

// endingStart is where the last n runes of the word begin.
func endingStart(word string, n int) int {
	i := len(word)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(word[:i])
		i -= size
	}
	return i
}

// straight is the form with straight apostrophes.
func straight(form string) string {
	if !strings.ContainsAny(form, "’‘") {
		return form
	}
	return strings.ReplaceAll(strings.ReplaceAll(form, "’", "'"), "‘", "'")
}

func (s script) apply(plain, lower string) string {
	base := lower
	if s.keep {
		base = plain
	}
	at := len(base) - s.cut
	if at < 0 || at == 0 && s.add == "" || at < len(base) && !utf8.RuneStart(base[at]) {
		return base
	}
	return base[:at] + s.add
}

func (s script) String() string { return fmt.Sprintf("%t/%d/%s", s.keep, s.cut, s.add) }

// Encode writes the lemmatiser's table.
func (l *Lemmatiser) Encode(e *linear.Encoder) error {
	m := make(map[string]string, len(l.table))
	for key, s := range l.table {
		m[key] = s.String()
	}
	linear.EncodeMap(e, m)
	return nil
}

// Decode reads what Encode wrote.
func Decode(d *linear.Decoder) (*Lemmatiser, error) {
	m := linear.DecodeMap(d)
	if d.Err() != nil {
		return nil, fmt.Errorf("lemma: %w", d.Err())
	}
	l := &Lemmatiser{table: make(map[string]script, len(m))}
	for key, text := range m {
		parts := strings.SplitN(text, "/", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("lemma: damaged script %q", text)
		}
		cut, err := strconv.Atoi(parts[1])
		if err != nil || cut < 0 {
			return nil, fmt.Errorf("lemma: damaged script %q", text)
		}
		l.table[key] = script{keep: parts[0] == "true", cut: cut, add: parts[2]}
	}
	return l, nil
}
