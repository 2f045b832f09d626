// Package made makes up articles for benchmarks: what a number of them say is the same each time.
package made

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"newsgraph/graph"
	newsarticle "newsgraph/news"
)

// claimsAnArticle gives an article about three hundred quads, as one of news has.
const claimsAnArticle = 9

// Reading makes up what the i-th article says: claims between companies, a few of which are in many articles and most in
// few (Zipf). The same number always gives the same reading.
func Reading(i int) graph.Reading {
	random := rand.New(rand.NewPCG(3, uint64(i)))
	companies, verbs := rand.NewZipf(random, 1.07, 4, 19_999), rand.NewZipf(random, 1.2, 2, 299)
	a := newsarticle.Article{
		URL: fmt.Sprintf("https://paper%d.example/%d", i%20, i), Title: fmt.Sprintf("%s and %s", company(companies.Uint64()), word(random)),
		Source: fmt.Sprintf("Paper %d", i%20),
	}
	day, err := newsarticle.ParseDate(fmt.Sprintf("20%02d-%02d-%02d", 10+i%10, 1+i/10%12, 1+i/120%28))
	if err != nil {
		panic(err) // the dates above are dates
	}
	a.Published = day
	r := graph.Reading{Extractor: "bench/1"}
	known := map[graph.Key]bool{}
	thing := func() (graph.Key, string) {
		name := company(companies.Uint64())
		key := graph.NamedKey(graph.Organization, strings.ToLower(name))
		if !known[key] {
			known[key] = true
			r.Entities = append(r.Entities, graph.LocalEntity{
				Key: key, Founding: strings.ToLower(name), Name: name, Type: graph.Organization, Named: true,
				Aliases: []graph.NameCount{{Name: name, Count: 1}},
			})
		}
		return key, name
	}
	var text strings.Builder
	for range claimsAnArticle {
		subject, who := thing()
		object, whom := thing()
		predicate := fmt.Sprintf("%s %s", words[verbs.Uint64()%uint64(len(words))], "with")
		sentence := fmt.Sprintf("%s %s %s %s %s.", who, predicate, whom, word(random), word(random))
		c := graph.Claim{
			Subject: subject, Predicate: predicate, Object: object, Polarity: graph.Affirmed, Modality: graph.Asserted,
			Confidence: 0.5 + random.Float64()/2, Text: sentence, Surface: predicate, Rule: "bench",
			Start: text.Len(), End: text.Len() + len(sentence),
		}
		c.Spans = []graph.Span{{Role: "subject", Start: c.Start, End: c.Start + len(who)}}
		if random.IntN(3) == 0 {
			c.Time = &graph.TimeSpan{EDTF: fmt.Sprintf("2018-%02d", 1+random.IntN(12)), Phrase: "then"}
		}
		r.Claims = append(r.Claims, c)
		text.WriteString(sentence + "\n\n")
	}
	for range 40 {
		for range 10 {
			text.WriteString(word(random) + " ")
		}
		text.WriteString("said.\n\n")
	}
	a.Text = strings.TrimSpace(text.String())
	r.Article = a
	return r
}

func company(rank uint64) string {
	first, second := words[rank%uint64(len(words))], words[rank/uint64(len(words))%uint64(len(words))]
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(second[:1]) + second[1:]
}

func word(random *rand.Rand) string { return words[random.IntN(len(words))] }

// words are what names and texts are made of.
var words = makeWords()

func makeWords() []string {
	parts := []string{"ba", "ko", "mi", "ster", "lun", "zuck", "er", "berg", "no", "tra", "vel", "son"}
	var all []string
	for _, a := range parts {
		for _, b := range parts {
			all = append(all, a+b)
			if len(all)%4 == 0 {
				all = append(all, a+b+"el")
			}
		}
	}
	return all
}
