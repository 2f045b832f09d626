// Package resolve decides which words are which thing: it is the bridge from the world of text to the graph.
//
// It takes an article with its annotated document and relations and gives a graph.Reading: local entities with keys, and
// claims between them. It reads one article by itself; what a key means beside other articles is the store's to decide.
package resolve

import (
	"newsgraph/extract"
	"newsgraph/graph"
	"newsgraph/news"
	"newsgraph/nlp"
)

// codeVersion is raised with every change of what Resolve makes of the same relations.
const codeVersion = "resolve/6"

// Resolver makes readings. The zero value is ready; it is safe for concurrent use.
type Resolver struct {
	Synonyms Synonyms // the user's own, before those that are built in
}

// Version of the rules, and of the user's synonyms where there are any.
func (r Resolver) Version() string {
	if len(r.Synonyms) == 0 {
		return codeVersion
	}
	return codeVersion + "+" + r.Synonyms.version()
}

// Resolve makes the reading of one article. The document must be that of a.Text; extractor is the name and version
// that the reading shall carry.
func (r Resolver) Resolve(a news.Article, d *nlp.Document, relations []extract.Relation, extractor string) graph.Reading {
	l := newLocal(a, d)
	l.employers(relations)
	c := claimer{local: l, synonyms: r.Synonyms, article: a, seen: map[claimKey]int{}}
	for _, rel := range relations {
		c.add(rel)
	}
	c.owners()
	c.standing()
	return graph.Reading{Article: a, Extractor: extractor, Entities: l.entities(), Claims: c.claims}
}
