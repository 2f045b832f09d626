package extract

// Tuple is a relation in the style of open information extraction benchmarks: n-ary, in the text's own words, without
// coreference. Arguments are in the order subject, object, further arguments.
type Tuple struct {
	Confidence float64 // how much of it people's tuples of such a sentence would have too, as a share
	Predicate  string
	Arguments  []string
	Sentence   int // index in Document.Sentences
	// Features are what Confidence was weighed by: "depth=ccomp", "object=clause".
	Features []string
}
