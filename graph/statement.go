package graph

import "time"

// Statement is what one or more articles say of two things: a claim with its sources, not a truth.
type Statement struct {
	ID           string // "stmt/" + hash of subject, predicate, object, polarity, modality, speaker and time
	Text         string // as a short sentence, from its first evidence
	Subject      string // entity id
	Predicate    string // predicate id
	Object       string // entity id; empty where Literal is set
	Literal      *Literal
	Arguments    []Argument // the union over its evidence, in order of evidence
	Polarity     Polarity
	Modality     Modality
	AttributedTo string    // entity id; empty where the article itself says so
	Time         *TimeSpan // nil where not said
	Place        string    // entity id; empty where not said
	Confidence   float64   // the greatest per story, combined by noisy-or over independent stories
	Status       Status
	Review       Review

	ArticleCount           int // articles that make the claim: this statement and those of the same claim
	IndependentSourceCount int // the same, copies of one text counted once
	FirstPublished         time.Time
	LastPublished          time.Time
	FirstLoaded            time.Time
}

// Argument is a further argument of a statement.
type Argument struct {
	Role        Role
	Preposition string
	Text        string
	Entity      string // entity id; empty for none
	Time        *TimeSpan
}

// Evidence is where an article makes a statement: the exact words, checkable against the stored text.
type Evidence struct {
	ID          string // "evid/" + hash of content
	Statement   string // statement id
	Article     string // article id
	Quote       string
	Start, End  int // byte offsets into the article's text, End exclusive
	Spans       []Span
	Prefix      string // the words just before the quote
	Suffix      string // the words just after it
	Surface     string
	Verified    bool      // the quote stands in the stored text at these offsets
	WithdrawnAt time.Time // zero while the article says so
	Confidence  float64
	Extractor   string
	Rule        string
	// The keys that the article itself read.
	SubjectKey, ObjectKey, SpeakerKey Key
}
