package resolve

// Rules are the rules by which this package makes claims of its own, beside those of the extractor, each with an example
// and what comes of it. Their cases are in testdata/articles.txt.
func Rules() map[string]string {
	return map[string]string{
		"noun/owner":         "Huawei phones: Huawei phones | be phone of | Huawei",
		"title/office":       "CEO Anna Berg, in an article about Nokia: Anna Berg | be chief executive of | Nokia",
		"person/nationality": "the Australian, who was named before: Paul Lind | be | Australian",
		"person/age":         "the 48-year-old, who was named before: Paul Lind | be aged | 48",
	}
}
