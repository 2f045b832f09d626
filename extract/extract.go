// Package extract has the Relation, which an Extractor finds in an annotated document: who does what to whom, in which
// words.
//
// It takes an nlp.Document and gives mentions and relations that refer to it by tokens. Which thing in the world a
// mention stands for is not decided here.
package extract

import (
	"context"

	"newsgraph/nlp"
)

// Extractor finds the relations of a document. It is safe for concurrent use, and gives the same answer for the same
// document, always.
type Extractor interface {
	// Name and version of the extractor; another version may find other relations in the same text.
	Version() string
	// Needs are the layers that a document must have.
	Needs() nlp.Layer
	// Extract finds the relations in order of the text. An error is a context that ended.
	Extract(ctx context.Context, d *nlp.Document) ([]Relation, error)
}

// Kind says in which way a mention refers.
type Kind uint8

// The kinds of mentions.
const (
	Description Kind = iota // "the company", "ZTE phones"
	Name                    // "Mark Zuckerberg"
	Pronoun                 // "it", "who"
	Quantity                // "about 60 companies", "$5 billion"
)

// Mention is an expression that fills a place in a relation.
type Mention struct {
	nlp.Span        // the words that refer, without relative clauses and appositives
	Head     int    // the token that the expression hangs on
	Kind     Kind   //
	Label    string // the label of the named entity that the mention is, or that its head lies in; empty for none
	// Text is the expression where it is not simply the words of the span: of "Huawei and ZTE phones" the first is
	// "Huawei phones". Empty where it is.
	Text string
}

// Modality says how a relation is told.
type Modality uint8

// The modalities: as a fact; as something that will, shall or is meant to be; as something that may be.
const (
	Asserted Modality = iota
	Planned
	Possible
)

// Role says what a further argument adds.
type Role uint8

// The roles of further arguments.
const (
	RoleOther Role = iota
	RoleTime
	RolePlace
	RoleRecipient
	RoleSource
	RoleTopic
	RoleManner
	RolePurpose
	RoleCause
	RoleInstrument
	RoleQuantity
)

// Argument is a further argument of a relation.
type Argument struct {
	Role        Role
	Preposition string // lower case, "in front of"; empty for none
	Mention     Mention
}

// Relation is one relation between two mentions, as one sentence has it.
type Relation struct {
	Rule      string  // the name of the rule that made it, e.g. "clause/oblique"
	Subject   Mention //
	Predicate Predicate
	Object    Mention
	Arguments []Argument
	Negated   bool
	Modality  Modality
	Speaker   *Mention // who says so; nil where the text itself does
	Time      nlp.Span // the words that say when; empty for none
	Place     *Mention // where; nil where not said
	Sentence  int      // index in Document.Sentences
	Evidence  nlp.Span // the words that say all this: the sentence, or the quote's part of it
	// Confidence is 0 to 1.
	Confidence float64
}

// Predicate is the relation's own words.
type Predicate struct {
	Tokens []int  // indices into Document.Tokens, in order of the text; a discontinuous predicate has gaps
	Label  string // in base form, active: "share data with"
}
