package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"newsgraph/extract/openie"
	"newsgraph/internal/config"
	"newsgraph/loaders"
	"newsgraph/loaders/archive"
	"newsgraph/loaders/feed"
	"newsgraph/loaders/fetch"
	"newsgraph/loaders/format"
	"newsgraph/loaders/html"
	"newsgraph/loaders/jsonl"
	"newsgraph/loaders/mail"
	"newsgraph/loaders/markdown"
	"newsgraph/loaders/pdf"
	"newsgraph/loaders/rdf"
	"newsgraph/loaders/sitemap"
	"newsgraph/loaders/table"
	"newsgraph/loaders/text"
	"newsgraph/loaders/warc"
	"newsgraph/nlp"
	"newsgraph/nlp/model"
	"newsgraph/resolve"
	"newsgraph/schema"
)

// commands are all commands of the program.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.demoCommand(), p.loadCommand(), p.watchCommand(), p.ledgerCommand(), p.serveCommand(), p.queryCommand(), p.extractCommand(), p.parseCommand(),
		p.evalCommand(), p.deleteCommand(), p.checkCommand(), p.schemaCommand(), p.statsCommand(), p.exportCommand(),
		p.importCommand(), p.backupCommand(), p.restoreCommand(), p.compactCommand(), p.rebuildCommand(), p.gizmoCommand(), p.versionCommand(),
	}
}

// formats are the formats of articles, in the order in which they are asked whether bytes are theirs: plain text takes
// whatever is text and comes last. Archives may hold archives three deep.
func formats() []format.Format {
	all := containers(nil)
	for range 3 {
		all = containers(all)
	}
	return all
}

// containers are all formats, of which those that hold others find inside in them.
func containers(inside []format.Format) []format.Format {
	return []format.Format{
		archive.Format{Inside: inside}, warc.Format{Inside: documents()}, mail.Format{Inside: inside}, pdf.Format{},
		feed.Format{}, sitemap.Format{}, rdf.Format{}, jsonl.Format{}, html.Format{}, markdown.Format{}, table.Format{}, text.Format{},
	}
}

// documents are the formats of what has an address of its own.
func documents() []format.Format {
	return []format.Format{archive.Format{}, pdf.Format{}, feed.Format{}, sitemap.Format{}, html.Format{}, text.Format{}}
}

// machinery is what reads articles: the models' annotators, the extractor, the resolver.
type machinery struct {
	models    *model.Set
	pipeline  *nlp.Pipeline
	extractor openie.Extractor
	resolver  resolve.Resolver
}

// models are the language models that the settings name.
func (p *program) models() (*model.Set, error) {
	switch name := p.settings.NLP.Model; name {
	case "accurate", "":
		return model.Accurate()
	case "fast":
		return model.Fast()
	default:
		return nil, fmt.Errorf("there are no models %q (setting nlp.model)", name)
	}
}

// newMachinery names the steps from text to statements.
func (p *program) newMachinery() (*machinery, error) {
	models, err := p.models()
	if err != nil {
		return nil, err
	}
	pipeline, err := models.Pipeline()
	if err != nil {
		return nil, err
	}
	resolver, err := p.resolver()
	if err != nil {
		return nil, err
	}
	return &machinery{models: models, pipeline: pipeline, resolver: resolver}, nil
}

// resolver is the Resolver with the user's synonyms.
func (p *program) resolver() (resolve.Resolver, error) {
	name := p.settings.Resolve.Synonyms
	if name == "" {
		return resolve.Resolver{}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return resolve.Resolver{}, fmt.Errorf("setting resolve.synonyms: %w", err)
	}
	defer f.Close()
	synonyms, err := resolve.ReadSynonyms(f)
	if err != nil {
		return resolve.Resolver{}, fmt.Errorf("setting resolve.synonyms: %s: %w", name, err)
	}
	return resolve.Resolver{Synonyms: synonyms}, nil
}

// extractorVersion is the version of all that reads articles.
func (p *program) extractorVersion(models *model.Set) (string, error) {
	resolver, err := p.resolver()
	if err != nil {
		return "", err
	}
	return loaders.Version(models.Version, openie.Extractor{}, resolver), nil
}

// loader is a Loader into the store, which remembers what it read where the store can.
func (m *machinery) loader(store loaders.Store, c config.Loading) (*loaders.Loader, error) {
	return m.loaderWith(store, c, newFetcher(c.Fetch))
}

// loaderWith is loader with another Fetcher.
func (m *machinery) loaderWith(store loaders.Store, c config.Loading, fetcher loaders.Fetcher) (*loaders.Loader, error) {
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	books, _ := store.(loaders.Books)
	return loaders.New(loaders.Options{
		Pipeline: m.pipeline, Extractor: m.extractor, Resolver: m.resolver, Models: m.models.Version,
		Store: store, Books: books, Formats: formats(), Workers: workers, Languages: strings.Fields(c.Language),
		Fetcher: fetcher, Program: "newsgraph/" + release + prefixed("-", sourceRevision()),
	})
}

// newFetcher is a Fetcher as the settings have it.
func newFetcher(c config.Fetching) *fetch.Fetcher {
	return fetch.New(fetch.Options{
		UserAgent: c.UserAgent, AllowPrivate: c.AllowPrivate, IgnoreRobots: !c.Robots, Delay: c.Delay, PerHost: c.PerHost,
		MaxBytes: c.MaxBytes, Redirects: noneAsNegative(c.Redirects), Retries: noneAsNegative(c.Retries), Timeout: c.Timeout,
	})
}

// noneAsNegative is a number where 0 would be the default.
func noneAsNegative(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

// limits are the settings' limits as the schema takes them.
func limits(c config.Limits) schema.Limits {
	return schema.Limits{
		Depth: c.Depth, Tokens: c.Tokens, Aliases: c.Aliases, Directives: c.Directives, Operations: c.Operations,
		Fields: c.Fields, Cost: c.Cost, InputValues: c.InputValues, QueryBytes: int(c.QueryBytes),
		RequestBytes: int(c.RequestBytes), ResultBytes: int(c.ResultBytes), ArticlesPerRequest: c.ArticlesPerRequest,
		Timeout: c.Timeout, LoadTimeout: c.LoadTimeout,
	}
}
