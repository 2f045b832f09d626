// Package nlp has the Document that the language annotators fill, layer by layer, and the Pipeline that runs them.
//
// It takes text and gives tokens, sentences, tags, lemmas, dependency trees, entities and coreference chains, all of
// them as positions in that text. It knows nothing of articles, statements or graphs.
package nlp

// Document is a text and what the annotators found in it. Tokens are in the order of the text and never overlap;
// everything else refers to tokens by their index in Tokens.
type Document struct {
	Text      string
	Tokens    []Token
	Sentences []Sentence // parted, in order; together they hold every token
	Entities  []Entity   // named entities, in order of their start, not overlapping
	Chains    []Chain    // coreference chains, in order of their first mention
	Quotes    []Quote    // quotations, in order of their start
}

// Token is a syntactic word: one row of CoNLL-U (https://universaldependencies.org/format.html). Start and End are byte
// offsets into Document.Text, End exclusive, with Text[Start:End] == Form; the parts of a contraction ("do" and "n't")
// are tokens of their own that touch.
type Token struct {
	Start, End int
	Form       string // a slice of Document.Text, not a copy
	Lemma      string // empty before the lemma layer
	UPOS       string // the universal part of speech, e.g. "PROPN"; empty before the tag layer
	XPOS       string // the Penn Treebank tag, e.g. "NNP"
	Feats      string // "Number=Sing|Person=3", sorted; empty for none
	Head       int    // index in Document.Tokens of the syntactic head; Root for a sentence's root; NoHead before parsing
	Deprel     string // the UD relation to the head, e.g. "nsubj:pass"; empty before the tree layer
}

// Values of Token.Head that are no token.
const (
	Root   = -1
	NoHead = -2
)

// Span is a run of tokens: indices into Document.Tokens, End exclusive.
type Span struct{ Start, End int }

// Len is the number of tokens in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains says whether token i lies in the span.
func (s Span) Contains(i int) bool { return s.Start <= i && i < s.End }

// Overlaps says whether the two spans share a token.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Sentence is a run of tokens with one dependency tree.
type Sentence struct {
	Span
	Paragraph int // 0-based number of the paragraph (text parted by blank lines) that it stands in
}

// The labels of named entities, as UNER and OntoNotes spell them.
const (
	Person       = "PER"
	Organization = "ORG"
	Location     = "LOC"
	Product      = "PRODUCT"
	Event        = "EVENT"
	Work         = "WORK"
	Law          = "LAW"
	Group        = "NORP" // nationalities, religions, political groups
	Misc         = "MISC" // a name of some other kind
)

// Entity is a mention of a named entity.
type Entity struct {
	Span
	Label string // Person, Organization, ...
}

// Mention is a referring expression: a name, a description or a pronoun.
type Mention struct {
	Span
	Head int // index of the mention's syntactic head in Document.Tokens
}

// Chain is a set of mentions that refer to the same thing, in order of the text.
type Chain struct{ Mentions []Mention }

// Quote is the part of the text between quotation marks, the marks included, and who speaks it.
type Quote struct {
	Span
	Speaker Span // empty (Start == End) where no speaker was found
	Cue     int  // the token of the verb or "to" of "according to"; -1 for none
}

// TextOf is the document's own words from the span's first byte to its last; empty for an empty span.
func (d *Document) TextOf(s Span) string {
	if s.Start >= s.End {
		return ""
	}
	return d.Text[d.Tokens[s.Start].Start:d.Tokens[s.End-1].End]
}

// SentenceOf is the index in Sentences of the sentence that token i stands in, or -1.
func (d *Document) SentenceOf(i int) int {
	low, high := 0, len(d.Sentences)
	for low < high {
		middle := (low + high) / 2
		switch s := d.Sentences[middle]; {
		case i < s.Start:
			high = middle
		case i >= s.End:
			low = middle + 1
		default:
			return middle
		}
	}
	return -1
}
