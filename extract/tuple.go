package extract

// Tuple is a relation in the style of open information extraction benchmarks: n-ary, in the text's own words, without
// coreference. Arguments are in the order subject, object, further arguments.
type Tuple struct {
	Confidence float64
	Predicate  string
	Arguments  []string
	Sentence   int // index in Document.Sentences
}
