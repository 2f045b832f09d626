package graph

import (
	"newsgraph/news"
)

// Reading is what one article says, as one version of the extractor read it: the article, the things that it speaks of
// and the claims that it makes. It is read by itself: its entities carry keys, and the store decides from the set of
// all stored articles and the curation log which node a key is.
type Reading struct {
	Article   news.Article
	Extractor string        // name and version of what read it, e.g. "openie/1f0c22ab"
	Entities  []LocalEntity // one per key
	Claims    []Claim       // in order of the text
}

// Key identifies a thing within and across readings: 16 hex digits. Things that are named have a key of their type and
// normalised name; things that are only described have one that holds inside their article alone.
type Key string

// LocalEntity is a thing that one article speaks of.
type LocalEntity struct {
	Key      Key
	Founding string     // the normalised name that the key was made from, e.g. "facebook"; the slug comes of it
	Name     string     // the fullest name in the article, as it is written there
	Type     EntityType //
	Named    bool       // false for what is described but never named ("the crash")
	// Every name that the article uses for it, Name included, most used first, then in order of bytes.
	Aliases []NameCount
	// The keys of the other names: of each whose normalised form is another one, what NamedKey makes of it and the type.
	// Each is the article's vote that a thing known elsewhere by that short name alone is this one.
	AliasKeys []Key `json:",omitempty"`
	// What the article calls it beside its names: roles, appositives; in order of the text.
	Descriptions []string
}

// NameCount is a name and how often an article uses it.
type NameCount struct {
	Name  string
	Count int
}

// Claim is one claim of an article about two things, with the words that make it.
type Claim struct {
	Subject   Key
	Predicate string   // the label in base form, e.g. "share data with"
	Object    Key      // empty where the object is a literal
	Literal   *Literal // nil where the object is an entity
	Arguments []ClaimArgument
	Polarity  Polarity
	Modality  Modality
	Speaker   Key       // who says so, where the article itself does not; else empty
	Time      *TimeSpan // when it happened; nil where not said
	Place     Key       // where; empty where not said

	Text       string  // the claim as a short sentence: "Facebook shared user data with Huawei"
	Confidence float64 // 0 to 1
	Start, End int     // byte offsets of the quote in Article.Text, End exclusive
	Spans      []Span  // the words of subject, predicate, object and the rest, in order of the text
	Surface    string  // the relation in the article's own words: "had shared data with"
	Rule       string  // the name of the extraction rule that made it
}

// ClaimArgument is a further argument of a claim.
type ClaimArgument struct {
	Role        Role
	Preposition string // "with"; empty for none
	Text        string
	Entity      Key       // empty where it is no entity
	Time        *TimeSpan // nil where it is no time
}

// Literal is an object that is no entity: a phrase, a number, an amount, a date.
type Literal struct {
	Text     string
	Datatype string   // "xsd:string", "xsd:decimal", "xsd:date", ...; empty is xsd:string
	Number   *float64 // the value where it is a number
	Unit     string   // "USD", "%", "people"; empty for none
	Date     string   // EDTF level 0 where it is a date
}

// TimeSpan is a time as the text gives it.
type TimeSpan struct {
	// EDTF is a date or interval in EDTF level 0 ("2018", "2018-06/2018-07"); empty where a relative phrase has no
	// publication date to stand on.
	EDTF   string
	Phrase string // the words that it comes from: "on Tuesday"
}

// Span is a piece of a quote: byte offsets into Article.Text, End exclusive.
type Span struct {
	Role       string // subject, predicate, object, speaker, time, place or argument
	Start, End int
}
