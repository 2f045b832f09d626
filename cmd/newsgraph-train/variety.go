package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsgraph/nlp"
	"newsgraph/nlp/ner"
	"newsgraph/nlp/tag"
)

// News has headlines and lines in capitals that the treebanks lack. So some sentences are learned from a second time in
// another dress: every ninth with the capitals of a headline, every fourteenth in capitals, every twenty-fifth without.
func dressed(i int, tokens []nlp.Token) []nlp.Token {
	dress := none
	switch {
	case len(tokens) < 4:
	case i%9 == 4:
		dress = title
	case i%14 == 3:
		dress = upper
	case i%25 == 12:
		dress = lower
	}
	if dress == none {
		return nil
	}
	out := append([]nlp.Token(nil), tokens...)
	for k := range out {
		begins := k == 0 || out[k-1].End != out[k].Start || out[k-1].Form == "-"
		switch {
		case dress == upper:
			out[k].Form = strings.ToUpper(out[k].Form)
		case dress == lower:
			out[k].Form = strings.ToLower(out[k].Form)
		case begins:
			out[k].Form = headline(out[k].Form, k == 0)
		}
	}
	return out
}

const (
	none = iota
	title
	upper
	lower
)

// small are the words that headlines leave small.
var small = words("a an the and or but nor of to in on at by for from with as is be it its into over off up out")

// headline gives the word the capital of a headline.
func headline(word string, first bool) string {
	if !first && small[word] {
		return word
	}
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// withDressed adds the sentences in another dress, each after all the plain ones, and says of each which plain one it is.
func withDressed(sentences [][]nlp.Token) (all [][]nlp.Token, origin []int) {
	all = append(all, sentences...)
	for i := range sentences {
		origin = append(origin, i)
	}
	for i, s := range sentences {
		if d := dressed(i, s); d != nil {
			all, origin = append(all, d), append(origin, i)
		}
	}
	return all, origin
}

// dressedEntities are the sentences of entities in another dress, with the tags that the tagger then gives.
func dressedEntities(sentences []ner.Sentence, tagger *tag.Tagger) ([]ner.Sentence, error) {
	var out []ner.Sentence
	for i, s := range sentences {
		d := dressed(i, s.Tokens)
		if d == nil {
			continue
		}
		tokens, err := retag(tagger, d)
		if err != nil {
			return nil, err
		}
		s.Tokens = tokens
		out = append(out, s)
	}
	return out, nil
}
