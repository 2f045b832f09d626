package eval

import (
	"math"
	"strings"
	"unicode"

	porterstemmer "github.com/blevesearch/go-porterstemmer"
)

// functionWords are the words that tell little of what a text is about. The list is short on purpose: with a longer one
// short facts are covered by chance.
var functionWords = map[string]bool{
	"a": true, "an": true, "the": true, "this": true, "that": true, "these": true, "those": true, "it": true, "its": true,
	"of": true, "in": true, "on": true, "at": true, "by": true, "for": true, "to": true, "from": true, "with": true,
	"and": true, "or": true, "but": true, "as": true, "s": true,
	"is": true, "are": true, "was": true, "were": true, "be": true, "been": true, "being": true,
}

// stemLimit is the longest word that is stemmed, in bytes. What is longer is no English, and stemming is slow on it.
const stemLimit = 40

// contentStems are the stems (Porter 1980) of the content words of a text, in order. A word is a run of letters, digits
// and the hyphens between them.
func contentStems(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '-'
	})
	var stems []string
	for _, word := range words {
		word = strings.Trim(word, "-")
		if word == "" || functionWords[word] {
			continue
		}
		if len(word) <= stemLimit {
			word = string(porterstemmer.StemWithoutLowerCasing([]rune(word)))
		}
		stems = append(stems, word)
	}
	return stems
}

// distinct keeps the first of equal words.
func distinct(words []string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, word := range words {
		if !seen[word] {
			seen[word] = true
			kept = append(kept, word)
		}
	}
	return kept
}

// bm25 ranks texts by Okapi BM25 (Robertson and Zaragoza 2009) over their content stems, with k1 = 1.2 and b = 0.75.
type bm25 struct {
	counts  []map[string]int // of each text
	lengths []int            // of each text, in stems
	texts   map[string]int   // how many texts have a stem
	mean    float64          // length
}

func newBM25(texts []string) *bm25 {
	b := &bm25{texts: map[string]int{}}
	total := 0
	for _, text := range texts {
		stems := contentStems(text)
		counts := make(map[string]int, len(stems))
		for _, stem := range stems {
			counts[stem]++
		}
		for stem := range counts {
			b.texts[stem]++
		}
		b.counts = append(b.counts, counts)
		b.lengths = append(b.lengths, len(stems))
		total += len(stems)
	}
	b.mean = float64(total) / float64(max(len(texts), 1))
	return b
}

// score is 0 where text i shares no stem with the query, and above it where it does.
func (b *bm25) score(query []string, i int) float64 {
	const k1, lengthWeight = 1.2, .75
	sum := 0.0
	for _, stem := range query {
		n := float64(b.counts[i][stem])
		if n == 0 {
			continue
		}
		have := float64(b.texts[stem])
		idf := math.Log(1 + (float64(len(b.counts))-have+.5)/(have+.5))
		length := float64(b.lengths[i]) / b.mean
		sum += idf * n * (k1 + 1) / (n + k1*(1-lengthWeight+lengthWeight*length))
	}
	return sum
}
