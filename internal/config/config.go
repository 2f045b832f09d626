// Package config reads the settings of newsgraph. It takes a YAML file, the NEWSGRAPH_* variables of the environment and
// the flags that were given, and gives one Config, checked, with typed values.
//
// It alone reads viper; everything else is handed values.
package config

import (
	"log/slog"
	"time"
)

// Config are all settings. Default gives the defaults, Load what the user set over them. A field's comment begins with
// its key in the file; the variable of "server.addr" is NEWSGRAPH_SERVER_ADDR.
type Config struct {
	IRIBase string // iri_base: what stands before every identifier in the quads
	Store   string // store: "memory:" or a folder
	Log     Log
	Server  Server
	Access  Access
	Token   string // token: what commands send to a server with --endpoint
	Load    Loading
	NLP     NLP
	Resolve Resolve
	Limits  Limits

	// File is the path of the file that was read, empty where there was none.
	File string
	// Warnings are things that look like mistakes and are none for certain, one sentence each.
	Warnings []string
}

// Log says what is logged to standard error, and how.
type Log struct {
	Level  slog.Level // log.level: debug, info, warn or error
	Format string     // log.format: "text" or "json"
}

// Server is about the GraphQL server.
type Server struct {
	Addr       string        // server.addr: host and port to listen on
	Playground bool          // server.playground: serve GraphiQL
	Hosts      []string      // server.hosts: names of this machine that a loopback address answers to, beside localhost
	Origins    []string      // server.origins: pages of other hosts that may use the server
	Grace      time.Duration // server.grace: for what is in hand when the server ends
}

// Loading is about reading articles.
type Loading struct {
	Workers         int           // load.workers: articles read at the same time; 0 is one per CPU
	MaxArticleBytes int64         // load.max_article_bytes: a larger article is refused
	Language        string        // load.language: BCP 47; the language of the models
	OtherLanguages  string        // load.other_languages: "store" articles in other languages, without statements, or "refuse" them
	KeepJobs        time.Duration // load.keep_jobs: how long a load in the background is known after its end
	Fetch           Fetching
}

// Fetching is about pages and feeds from the web.
type Fetching struct {
	UserAgent    string        // load.fetch.user_agent: what newsgraph calls itself
	AllowPrivate bool          // load.fetch.allow_private: fetch from this machine and from private networks too
	Robots       bool          // load.fetch.robots: do what robots.txt says
	Delay        time.Duration // load.fetch.delay: between two requests to one host
	PerHost      int           // load.fetch.per_host: requests to one host at the same time
	Parallel     int           // load.fetch.parallel: requests at the same time
	MaxBytes     int64         // load.fetch.max_bytes: of a page, as sent and unpacked
	Redirects    int           // load.fetch.redirects: that are followed
	Retries      int           // load.fetch.retries: after the first try
	Timeout      time.Duration // load.fetch.timeout: for one try
}

// NLP is about the language models.
type NLP struct {
	Model string // nlp.model: "accurate" or "fast"
}

// Resolve is about which words mean the same.
type Resolve struct {
	Synonyms string // resolve.synonyms: path of a file of wordings and the predicates that they stand for; empty for none
}

// Limits bound what one GraphQL request may ask of the server.
type Limits struct {
	Depth              int           // limits.depth: fields inside fields
	Tokens             int           // limits.tokens: of the query's text
	Aliases            int           // limits.aliases: in the query
	Directives         int           // limits.directives: in the query
	Operations         int           // limits.operations: in the query's text
	Fields             int           // limits.fields: of the operation once its fragments are spread
	Cost               int           // limits.cost: the fields, each times the page sizes around it
	InputValues        int           // limits.input_values: in the variables
	QueryBytes         int64         // limits.query_bytes: of the query's text
	RequestBytes       int64         // limits.request_bytes: of the whole body, variables included
	UploadBytes        int64         // limits.upload_bytes: of a file that is handed in at /load
	ResultBytes        int64         // limits.result_bytes: of the answer
	ArticlesPerRequest int           // limits.articles_per_request: in one loadArticles
	Timeout            time.Duration // limits.timeout: for a query
	LoadTimeout        time.Duration // limits.load_timeout: for a mutation
	Connections        int           // limits.connections: event streams and WebSockets at once
	OperationsAtOnce   int           // limits.operations_at_once: on one WebSocket
	SendTimeout        time.Duration // limits.send_timeout: for a subscriber to read what it is sent
}

// Default are the settings where nothing is set.
func Default() Config {
	return Config{
		IRIBase: "urn:newsgraph:",
		Store:   "./newsgraph.db",
		Log:     Log{Level: slog.LevelInfo, Format: "text"},
		Server:  Server{Addr: "127.0.0.1:8080", Playground: true, Grace: 30 * time.Second},
		Load: Loading{
			MaxArticleBytes: 10 << 20, Language: "en", OtherLanguages: "store", KeepJobs: 30 * 24 * time.Hour,
			Fetch: Fetching{
				UserAgent: "newsgraph", Robots: true, Delay: time.Second, PerHost: 2, Parallel: 8, MaxBytes: 32 << 20, Redirects: 5,
				Retries: 2, Timeout: time.Minute,
			},
		},
		NLP: NLP{Model: "accurate"},
		Limits: Limits{
			Depth: 15, Tokens: 8000, Aliases: 50, Directives: 50, Operations: 50, Fields: 10_000,
			Cost: 500_000, InputValues: 10_000,
			QueryBytes: 256 << 10, RequestBytes: 16 << 20, UploadBytes: 64 << 20, ResultBytes: 64 << 20, ArticlesPerRequest: 100,
			Timeout: 30 * time.Second, LoadTimeout: 10 * time.Minute, Connections: 1000, OperationsAtOnce: 100, SendTimeout: 30 * time.Second,
		},
	}
}

// settings are all keys in the order of the shipped file, each bound to its field of c.
func (c *Config) settings() []setting {
	return []setting{
		{"iri_base", iriBase{&c.IRIBase}},
		{"store", text{&c.Store}},
		{"log.level", level{&c.Log.Level}},
		{"log.format", choice{&c.Log.Format, []string{"text", "json"}}},
		{"server.addr", address{&c.Server.Addr}},
		{"server.playground", boolean{&c.Server.Playground}},
		{"server.hosts", list{&c.Server.Hosts, isHost}},
		{"server.origins", list{&c.Server.Origins, isOrigin}},
		{"server.grace", duration{&c.Server.Grace}},
		{"access.tokens", tokens{&c.Access.Tokens}},
		{"access.tokens_file", optional{&c.Access.TokensFile}},
		{"access.anonymous", list{&c.Access.Anonymous, isRole}},
		{"access.open", boolean{&c.Access.Open}},
		{"access.rate", integer{&c.Access.Rate, 0}},
		{"access.burst", integer{&c.Access.Burst, 0}},
		{"access.sign_secret", secret{&c.Access.SignSecret}},
		{"token", secret{&c.Token}},
		{"load.workers", integer{&c.Load.Workers, 0}},
		{"load.max_article_bytes", size{&c.Load.MaxArticleBytes}},
		{"load.language", language{&c.Load.Language}},
		{"load.other_languages", choice{&c.Load.OtherLanguages, []string{"store", "refuse"}}},
		{"load.keep_jobs", duration{&c.Load.KeepJobs}},
		{"load.fetch.user_agent", text{&c.Load.Fetch.UserAgent}},
		{"load.fetch.allow_private", boolean{&c.Load.Fetch.AllowPrivate}},
		{"load.fetch.robots", boolean{&c.Load.Fetch.Robots}},
		{"load.fetch.delay", duration{&c.Load.Fetch.Delay}},
		{"load.fetch.per_host", integer{&c.Load.Fetch.PerHost, 1}},
		{"load.fetch.parallel", integer{&c.Load.Fetch.Parallel, 1}},
		{"load.fetch.max_bytes", size{&c.Load.Fetch.MaxBytes}},
		{"load.fetch.redirects", integer{&c.Load.Fetch.Redirects, 0}},
		{"load.fetch.retries", integer{&c.Load.Fetch.Retries, 0}},
		{"load.fetch.timeout", duration{&c.Load.Fetch.Timeout}},
		{"nlp.model", choice{&c.NLP.Model, []string{"accurate", "fast"}}},
		{"resolve.synonyms", optional{&c.Resolve.Synonyms}},
		{"limits.depth", integer{&c.Limits.Depth, 1}},
		{"limits.tokens", integer{&c.Limits.Tokens, 1}},
		{"limits.aliases", integer{&c.Limits.Aliases, 1}},
		{"limits.directives", integer{&c.Limits.Directives, 1}},
		{"limits.operations", integer{&c.Limits.Operations, 1}},
		{"limits.fields", integer{&c.Limits.Fields, 1}},
		{"limits.cost", integer{&c.Limits.Cost, 1}},
		{"limits.input_values", integer{&c.Limits.InputValues, 1}},
		{"limits.query_bytes", size{&c.Limits.QueryBytes}},
		{"limits.request_bytes", size{&c.Limits.RequestBytes}},
		{"limits.upload_bytes", size{&c.Limits.UploadBytes}},
		{"limits.result_bytes", size{&c.Limits.ResultBytes}},
		{"limits.articles_per_request", integer{&c.Limits.ArticlesPerRequest, 1}},
		{"limits.timeout", duration{&c.Limits.Timeout}},
		{"limits.load_timeout", duration{&c.Limits.LoadTimeout}},
		{"limits.connections", integer{&c.Limits.Connections, 1}},
		{"limits.operations_at_once", integer{&c.Limits.OperationsAtOnce, 1}},
		{"limits.send_timeout", duration{&c.Limits.SendTimeout}},
	}
}
