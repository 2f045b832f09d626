// Package synthetic makes quads like those that news articles bring, for tests and benchmarks of stores: it takes a seed
// and an article's number and gives about 300 quads in the vocabulary of the graph, reified statements with their
// evidence among them. The same seed and number always give the same quads.
//
// A few entities are in many articles and most are in few (Zipf), and the same statement comes up in many articles.
package synthetic

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/cayleygraph/quad"
)

// The predicates and classes that the quads have.
const (
	Type          = quad.IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
	Subject       = quad.IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
	Predicate     = quad.IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate")
	Object        = quad.IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#object")
	Label         = quad.IRI("http://www.w3.org/2000/01/rdf-schema#label")
	AltLabel      = quad.IRI("http://www.w3.org/2004/02/skos/core#altLabel")
	URL           = quad.IRI("http://schema.org/url")
	Headline      = quad.IRI("http://schema.org/headline")
	DatePublished = quad.IRI("http://schema.org/datePublished")
	NewsArticle   = quad.IRI("http://schema.org/NewsArticle")
	Organization  = quad.IRI("http://schema.org/Organization")
	Person        = quad.IRI("http://schema.org/Person")

	base       = "urn:newsgraph:"
	Statement  = quad.IRI(base + "Statement")
	Evidence   = quad.IRI(base + "Evidence")
	Polarity   = quad.IRI(base + "polarity")
	Modality   = quad.IRI(base + "modality")
	EvidenceOf = quad.IRI(base + "statement")
	Quote      = quad.IRI(base + "quote")
	Start      = quad.IRI(base + "start")
	End        = quad.IRI(base + "end")
	Confidence = quad.IRI(base + "confidence")
)

// News is a world of articles. The zero value is a small one.
type News struct {
	// Seed tells worlds apart.
	Seed uint64
	// Entities is how many things there are to write about. 0: 20,000.
	Entities int
	// Statements is how many statements an article makes. 0: 18.
	Statements int
}

// Article gives the label and the quads of an article.
func (n News) Article(number int) (label quad.IRI, quads []quad.Quad) {
	if n.Entities == 0 {
		n.Entities = 20_000
	}
	if n.Statements == 0 {
		n.Statements = 18
	}
	random := rand.New(rand.NewPCG(n.Seed, uint64(number)))
	w := &writer{
		label:    quad.IRI(fmt.Sprintf("%sarticle/%016x", base, hash("article", n.Seed, number))),
		random:   random,
		entities: rand.NewZipf(random, 1.07, 4, uint64(n.Entities-1)),
		verbs:    rand.NewZipf(random, 1.2, 2, 1999),
		named:    map[uint64]bool{},
	}
	w.article(number)
	for range n.Statements {
		w.statement()
	}
	return w.label, w.quads
}

func hash(parts ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	return h.Sum64()
}

type writer struct {
	label    quad.IRI
	random   *rand.Rand
	entities *rand.Zipf
	verbs    *rand.Zipf
	named    map[uint64]bool
	at       int
	quads    []quad.Quad
}

func (w *writer) add(s, p, o quad.Value) {
	w.quads = append(w.quads, quad.Quad{Subject: s, Predicate: p, Object: o, Label: w.label})
}

func (w *writer) article(number int) {
	w.add(w.label, Type, NewsArticle)
	w.add(w.label, URL, quad.IRI(fmt.Sprintf("https://news.example/%d/%s", number, strings.Join(w.words(4), "-"))))
	w.add(w.label, Headline, quad.String(strings.Join(w.words(9), " ")))
	w.add(w.label, DatePublished, quad.Time(time.Unix(1_500_000_000+int64(number)*977, 0).UTC()))
}

// Entity gives the IRI of an entity by its rank, the most used first.
func Entity(rank uint64) quad.IRI {
	return quad.IRI(fmt.Sprintf("%sentity/%s-%08x", base, strings.ToLower(name(rank)), uint32(hash("entity", rank))))
}

func name(rank uint64) string {
	first := words[rank%uint64(len(words))]
	second := words[rank/uint64(len(words))%uint64(len(words))]
	return strings.ToUpper(first[:1]) + first[1:] + second
}

// entity picks an entity and says, the first time in the article, what it is and what it is called.
func (w *writer) entity() quad.IRI {
	rank := w.entities.Uint64()
	iri := Entity(rank)
	if w.named[rank] {
		return iri
	}
	w.named[rank] = true
	class := Organization
	if rank%3 == 0 {
		class = Person
	}
	w.add(iri, Type, class)
	w.add(iri, Label, quad.String(name(rank)))
	if w.random.IntN(2) == 0 {
		w.add(iri, AltLabel, quad.String(strings.ToUpper(name(rank)[:3])))
	}
	return iri
}

func (w *writer) statement() {
	subject, object := w.entity(), w.entity()
	verb := w.verbs.Uint64()
	relation := quad.IRI(fmt.Sprintf("%srel/%s-%s", base, words[verb%97], words[verb%89]))
	polarity, modality := quad.String("AFFIRMED"), quad.String("ASSERTED")
	if w.random.IntN(12) == 0 {
		polarity = "NEGATED"
	}
	if w.random.IntN(5) == 0 {
		modality = "PLANNED"
	}
	id := hash(subject, relation, object, polarity, modality)
	statement := quad.IRI(fmt.Sprintf("%sstmt/%016x", base, id))
	w.add(statement, Type, Statement)
	w.add(statement, Subject, subject)
	w.add(statement, Predicate, relation)
	w.add(statement, Object, object)
	w.add(statement, Polarity, polarity)
	w.add(statement, Modality, modality)
	if polarity == "AFFIRMED" && modality == "ASSERTED" {
		w.add(subject, relation, object)
	}
	w.evidence(statement)
}

func (w *writer) evidence(statement quad.IRI) {
	quote := strings.Join(w.words(12+w.random.IntN(16)), " ") + "."
	start := w.at
	w.at += len(quote) + 1
	evidence := quad.IRI(fmt.Sprintf("%sevid/%016x", base, hash(w.label, statement, start)))
	w.add(evidence, EvidenceOf, statement)
	w.add(evidence, Quote, quad.String(quote))
	w.add(evidence, Start, quad.Int(start))
	w.add(evidence, End, quad.Int(start+len(quote)))
	w.add(evidence, Confidence, quad.Float(float64(w.random.IntN(1000))/1000))
	w.add(evidence, Type, Evidence)
}

func (w *writer) words(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = words[w.random.IntN(len(words))]
	}
	return out
}

// words are what texts and names are made of.
var words = strings.Fields(`
access account action agency agreement airport alliance amount analyst answer approval area army article artist asset
attack author average award balance bank bargain base battle benefit bid bill block board bond book border branch brand
bridge broker budget builder bureau business buyer cabinet campaign capital carrier case center chain chair chance change
charge chief claim clinic coach coalition coast code college combat comment company contract council country court cover
credit crisis crop culture currency data deal debate debt decade decision defense degree demand deputy design device
district doctor dollar donor draft driver economy editor effect effort election embassy energy engine estate ethics event
exchange expert export factory family farmer feature federal figure film finance firm flight force forecast fund future`)
