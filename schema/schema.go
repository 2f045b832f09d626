// Package schema answers GraphQL queries about the graph.
//
// It takes a query with its variables and gives JSON. What it can be asked is the part of the contract
// (contract.graphql) that has resolvers; names, types, defaults and descriptions are the contract's own, since the
// schema is built from its text. Only this package imports the GraphQL library, and it guards it: everything that could
// make the library hang, die or misread is refused or rewritten before the library sees it. The library parses, validates
// and keeps the types; this package executes.
package schema

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/graphql-go/graphql"

	"newsgraph/graph"
)

// Options are what a Schema is made of. Only Store is needed.
type Options struct {
	Store     *graph.Store
	Loader    Loader       // default: loadArticles answers with an error
	Jobs      Jobs         // default: there are no loads in the background
	Limits    Limits       // zero fields are the defaults
	IRIBase   string       // what ids become IRIs with; default graph.DefaultIRIBase
	Extractor string       // name and version of what reads articles, for Query.statistics
	Version   string       // of the program, for Query.statistics
	Log       *slog.Logger // where faults of this program go; default slog.Default()
}

// Schema answers requests. It is safe for concurrent use.
type Schema struct {
	store     *graph.Store
	loader    Loader
	jobs      Jobs
	limits    Limits
	iriBase   string
	extractor string
	version   string
	log       *slog.Logger

	schema    graphql.Schema
	resolvers resolvers
	rules     []graphql.ValidationRuleFn
	documents *documentCache
	sdl       string
	reads     func(map[string]int) // told the reads of each request; for tests
}

// New makes a Schema.
func New(opt Options) (*Schema, error) {
	if opt.Store == nil {
		return nil, errors.New("schema: no store")
	}
	c, err := parseContract(contractText)
	if err != nil {
		return nil, err
	}
	b := &builder{contract: c, resolvers: allResolvers(), kind: kindOf}
	built, err := b.build()
	if err != nil {
		return nil, err
	}
	s := &Schema{
		store: opt.Store, loader: opt.Loader, jobs: opt.Jobs, limits: opt.Limits.withDefaults(), iriBase: opt.IRIBase,
		extractor: opt.Extractor, version: opt.Version, log: opt.Log,
		schema: *built, resolvers: b.resolvers, rules: rules(),
		documents: newDocumentCache(), sdl: printSDL(c, *built),
	}
	if s.iriBase == "" {
		s.iriBase = graph.DefaultIRIBase
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	return s, nil
}

// SDL is the schema in GraphQL's schema definition language, with the contract's rules as comments before it.
func (s *Schema) SDL() string { return rulesOfContract() + s.sdl }

// SDL is the schema that every Schema has. It needs no store.
func SDL() (string, error) {
	c, err := parseContract(contractText)
	if err != nil {
		return "", err
	}
	b := &builder{contract: c, resolvers: allResolvers(), kind: kindOf}
	built, err := b.build()
	if err != nil {
		return "", err
	}
	return rulesOfContract() + printSDL(c, *built), nil
}

// rulesOfContract are the comments at the contract's head but its title: what holds of every field.
func rulesOfContract() string {
	head, _, _ := strings.Cut(contractText, "\n\n")
	_, rules, _ := strings.Cut(head, "\n#\n")
	return rules + "\n\n"
}

// Build says what program answers.
type Build struct{ Version, Extractor string }

// Build says what program answers.
func (s *Schema) Build() Build { return Build{s.version, s.extractor} }

// Statistics are the sizes of the store.
func (s *Schema) Statistics(ctx context.Context) (graph.Statistics, error) {
	v, err := s.store.View(ctx)
	if err != nil {
		return graph.Statistics{}, err
	}
	defer v.Close()
	return v.Statistics(ctx)
}

// Limits are the limits that the schema holds requests to.
func (s *Schema) Limits() Limits { return s.limits }

func (s *Schema) iri(id string) string { return s.iriBase + id }

func allResolvers() resolvers {
	all := resolvers{
		"Query": queryResolvers(), "Mutation": mutationResolvers(),
		"Entity": entityResolvers(), "Predicate": predicateResolvers(), "Statement": statementResolvers(),
		"Evidence": evidenceResolvers(), "Article": articleResolvers(), "Neighbor": neighborResolvers(),
		"Literal": literalResolvers(), "Argument": argumentResolvers(), "TimeSpan": timeSpanResolvers(),
		"Span": spanResolvers(), "PageInfo": pageInfoResolvers(), "Statistics": statisticsResolvers(),
		"UserError": userErrorResolvers(), "LoadedArticle": loadedArticleResolvers(),
		"SearchHit": searchHitResolvers(), "Subgraph": subgraphResolvers(), "Omission": omissionResolvers(),
		"PathResult": pathResultResolvers(), "Path": pathResolvers(), "Facets": facetsResolvers(), "Facet": facetResolvers(),
		"TimelineBucket": timelineBucketResolvers(), "Viewer": viewerResolvers(),
		"LoadArticlesPayload": loadArticlesPayloadResolvers(),
		"LoadURLsPayload":     loadURLsPayloadResolvers(), "LoadJob": loadJobResolvers(),
		"DeleteArticlePayload": deleteArticlePayloadResolvers(),
		"EntityPayload":        entityPayloadResolvers(), "StatementPayload": statementPayloadResolvers(),
		"Merge": mergeResolvers(), "DuplicateSuggestion": duplicateResolvers(), "Revision": revisionResolvers(),
	}
	for _, item := range []string{"Statement", "Entity", "Article", "Evidence", "Predicate", "Neighbor", "Search"} {
		all[item+"Connection"], all[item+"Edge"] = connectionResolvers(), edgeResolvers()
	}
	all["StatementConnection"] = statementConnectionResolvers()
	all["Subscription"] = subscriptionResolvers(all["LoadJob"] != nil)
	return all
}
